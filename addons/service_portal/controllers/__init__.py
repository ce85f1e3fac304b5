from . import (
    portal,
    portal_account,
    portal_device,
    portal_job,
    portal_new,
    portal_pages,
    portal_team,
    service_hook,
    signup,
)
