from . import portal
from . import portal_new
from . import portal_pages
from . import portal_team
from . import signup
from . import service_hook
