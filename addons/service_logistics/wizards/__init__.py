from . import service_parcel_request, service_send_wizard, service_shelf_wizard
