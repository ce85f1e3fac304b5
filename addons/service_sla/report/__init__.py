from . import service_flow_report
