from . import service_quality_fail, service_quote_decision
