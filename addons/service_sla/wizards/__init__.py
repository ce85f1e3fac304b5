from . import service_job_assign
