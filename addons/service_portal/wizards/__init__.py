from . import service_answer_wizard
