# Mixins first: the models below inherit them.
from . import service_queue_mixin, service_state_mixin

# isort: split
from . import (
    repair_order,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_register,
    res_users,
    res_users_portal,
    service_announcement,
    service_caretaker_rule,
    service_device,
    service_device_category,
    service_event,
    service_fault_type,
    service_health,
    service_inbox,
    service_job,
    service_job_page,
    service_job_portal,
    service_job_state,
    service_join_request,
    service_outbox,
    service_photo,
    service_rate_limit,
    service_request,
    service_request_mail,
    service_request_portal,
    service_request_type,
    service_team,
)
