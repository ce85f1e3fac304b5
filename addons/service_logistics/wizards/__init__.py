from . import (
    service_hand_over_wizard,
    service_label_wizard,
    service_parcel_request,
    service_release_wizard,
    service_send_wizard,
    service_shelf_wizard,
)
