from . import (
    service_answer_wizard,
    service_caretaker_assign,
    service_client_rights,
    service_photo_remove,
    service_privacy_wizard,
)
