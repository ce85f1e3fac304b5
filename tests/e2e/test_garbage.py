"""Whatever stands in an address, it is answered, and never with an error."""

import pytest

PAGES = (
    "/my", "/my/service", "/my/service/page/2", "/my/service/new", "/my/service/quotes",
    "/my/service/team", "/my/service/1", "/my/service/1/done", "/my/service/1/document",
    "/my/service/job/1", "/my/service/job/0", "/my/service/99999999999999999999",
    "/my/service/photo/99999999999999999999", "/service/health", "/web/signup",
)  # fmt: skip
PARAMETERS = (
    "page", "sortby", "filterby", "search", "search_in", "device_id", "access_token",
    "sent", "decided", "saved", "download", "error", "order", "limit", "offset", "x",
)  # fmt: skip
GARBAGE = (
    "", "garbage", "-1", "99999999999999999999", "\0'\"--", "a" * 2000,
    "<script>alert(1)</script> 🤖", "[]",
)  # fmt: skip


@pytest.fixture(scope="module")
def session(http):
    """The administrator of a company; its request is number 1 of the demo data."""
    return http("firma")


@pytest.mark.parametrize("page", PAGES)
def test_garbage_in_every_parameter_is_no_error(session, page):
    for value in GARBAGE:
        answer = session.get(page, params=dict.fromkeys(PARAMETERS, value))
        allowed = {200, 503} if page == "/service/health" else {200, 404}
        assert answer.status_code in allowed, value[:20]
        assert "<script>alert(1)" not in answer.text
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "address", ["/my/service/new", "/my/service/quotes", "/my/service/team"]
)
def test_garbage_in_a_form_is_no_error(session, address):
    token = session.csrf("/my/service/new")
    for value in GARBAGE:
        names = (
            *PARAMETERS,
            "type_id",
            "device-0-fault",
            "quote-1",
            "quote-x",
            "user_id",
        )
        form = dict.fromkeys(names, value) | {"csrf_token": token}
        answer = session.post(address, data=form)
        assert answer.status_code in {200, 404}, value[:20]
        assert "Traceback" not in answer.text
