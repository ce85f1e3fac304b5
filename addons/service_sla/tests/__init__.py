from . import (
    test_access_matrix,
    test_assign_guard,
    test_dispatch,
    test_dispatch_rule,
    test_flow_report,
    test_public_methods,
    test_sla_clock,
    test_sla_cron,
    test_sla_pause,
    test_sla_policy,
    test_sla_portal,
)
