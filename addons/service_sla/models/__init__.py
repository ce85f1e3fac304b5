from . import (
    resource_calendar,
    service_device_category,
    service_fault_type,
    service_health,
    service_job,
    service_job_dispatch,
    service_request,
    service_sla_clock,
    service_sla_clock_cron,
    service_sla_policy,
    service_team,
)
