from . import service_hooks
from . import service_job
from . import service_request
