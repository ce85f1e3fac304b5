from . import service_answer_wizard, service_caretaker_assign, service_privacy_wizard
