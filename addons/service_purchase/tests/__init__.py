from . import test_parts, test_public_methods
