"""The stations of logistics without a browser."""

import uuid

from tests.e2e.support import polish


def scan(api, raw, mode="receive", token=None, **context):
    """Scan as a station does; return the answer."""
    answer = api("logistyka")(
        "service.scan", "scan",
        token=token or str(uuid.uuid4()), raw=raw, mode=mode, **context,
    )  # fmt: skip
    polish.sentence(f"{answer['title']}: {answer['message']}")
    return answer
