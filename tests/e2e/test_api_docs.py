"""The curl examples of docs/api.md, run as they stand."""

import json
import os
import re
import subprocess

import pytest

from tests.e2e.support import rpc
from tools import paths

IN_ORDER = True
PAGE = paths.ROOT / "docs" / "api.md"
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)
ACCOUNT = "/my/service/account"
KEPT = {}


def blocks():
    """Return the examples by the method that they call."""
    found = {}
    for block in BLOCK.findall(PAGE.read_text("utf-8")):
        [call] = re.findall(r"/json/2/([\w.]+/\w+)", block)
        found[call] = block
    return found


def make_key(session, password, name):
    """Make a key on the client's page and return it."""
    form = {"csrf_token": session.csrf(ACCOUNT), "name": name, "password": password}
    page = session.post(f"{ACCOUNT}/key", data=form | {"days": "30"}).text
    [key] = re.findall(r'<code class="o_service_key">\s*(\w+)\s*</code>', page)
    return key


@pytest.fixture(scope="module")
def client(service, http, api):
    """The environment of the examples: a key of the company's administrator."""
    api("admin")(
        "ir.config_parameter", "set_param", key="portal.allow_api_keys", value="True"
    )
    key = make_key(http("firma"), "firma", "magazyn")
    return {"URL": service.url, "KEY": key}


def run(block, environment):
    """Run an example with bash and curl; return the parsed answer."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        env=os.environ | environment | KEPT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(done.stdout)
    for name in re.findall(r"^# (\w+): ", block, re.MULTILINE):
        first = answer[0] if isinstance(answer, list) else answer
        KEPT[name] = str(first["id"])
    return answer


def test_list_and_choices(client):
    examples = blocks()
    requests = run(examples["service.request/service_client_list"], client)
    assert requests[0]["number"].startswith("ZS/")
    assert requests[0]["jobs"][0]["state_label"]
    assert run(examples["service.request.type/search_read"], client)[0]["name"]
    assert run(examples["service.device.category/search_read"], client)[0]["name"]


def test_request_is_filed_once(client, api):
    create = blocks()["service.request/service_client_create"]
    first = run(create, client)
    assert first["customer_reference"] == "ZAM/2026/15"
    assert first["jobs"][0]["serial_number"] == "18010522400123"
    assert run(create, client)["id"] == first["id"]
    kept = api("admin").read("service.request", first["id"], "channel", "contact_id")
    assert kept["channel"] == "api"
    assert "Katarzyna Wrona" in kept["contact_id"][1]


def test_request_is_read_in_polish(client):
    [read] = run(blocks()["service.request/service_client_read"], client)
    assert read["state_label"] == "Nowe"
    assert read["url"].endswith(f"/my/service/{read['id']}")


def test_question_is_answered(client, api):
    number = int(KEPT["REQUEST"])
    care = api("opieka")
    care.write("service.request", number, missing_info="Podaj kod blokady")
    care("service.request", "action_ask_for_info", ids=[number])
    [asked] = run(blocks()["service.request/service_client_read"], client)
    assert (asked["state"], asked["question"]) == ("needs_info", "Podaj kod blokady")
    supplied = run(blocks()["service.request/service_client_supply"], client)
    assert supplied["state"] == "new"


def test_every_example_was_run(client):
    assert len(blocks()) == 6
    assert set(KEPT) == {"TYPE", "CATEGORY", "REQUEST"}


def test_stranger_and_wrong_key_get_nothing(client, http, service):
    key = make_key(http("druga"), "druga", "inny")
    call = rpc.Json2(service.url, key)
    texts = set()
    for number in (int(KEPT["REQUEST"]), 2**31 - 7):
        with pytest.raises(rpc.Refused) as refused:
            call("service.request", "service_client_read", ids=number)
        texts.add(str(refused.value))
    assert len(texts) == 1
    for method in ("write", "action_accept", "unlink"):
        with pytest.raises(rpc.Refused):
            arguments = {"vals": {"subject": "x"}} if method == "write" else {}
            call("service.request", method, ids=int(KEPT["REQUEST"]), **arguments)
    with pytest.raises(rpc.Refused) as refused:
        rpc.Json2(service.url, "0" * 40)("service.request", "service_client_list")
    assert refused.value.status == 401
