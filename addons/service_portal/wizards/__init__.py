from . import service_answer_wizard, service_privacy_wizard
