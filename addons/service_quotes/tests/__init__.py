from . import (
    test_checklist,
    test_client_return,
    test_concurrency,
    test_decision,
    test_immutable,
    test_invoice,
    test_order,
    test_portal_quotes,
    test_privacy,
    test_quality,
    test_quote_amounts,
    test_rights,
)
