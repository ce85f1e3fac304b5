from . import portal, portal_new, portal_pages, portal_team, service_hook, signup
