from . import service_money_report
