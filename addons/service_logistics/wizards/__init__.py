from . import service_send_wizard, service_shelf_wizard
