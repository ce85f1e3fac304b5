from . import (
    test_access,
    test_concurrency,
    test_job_states,
    test_photo,
    test_plumbing,
    test_portal_new,
    test_portal_pages,
    test_portal_team,
    test_registration,
    test_registration_page,
    test_request_states,
    test_routes,
)
