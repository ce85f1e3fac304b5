"""Code behind the verbs in ``bin/``."""
