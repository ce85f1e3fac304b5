from . import service_send_wizard
