from . import (
    portal,
    portal_account,
    portal_device,
    portal_export,
    portal_invoices,
    portal_job,
    portal_list,
    portal_new,
    portal_pages,
    portal_team,
    service_hook,
    signup,
)
