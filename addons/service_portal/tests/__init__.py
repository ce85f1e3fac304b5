from . import test_access
from . import test_concurrency
from . import test_job_states
from . import test_photo
from . import test_plumbing
from . import test_request_states
