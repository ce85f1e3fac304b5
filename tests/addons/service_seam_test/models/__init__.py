from . import service_hooks, service_job, service_request
