"""The chat in a browser: a client asks where the device is and makes a request, the
care desk reads the conversation; a visitor is told nothing and led to the form.
"""

import re

from tests.e2e.pages.chat import Chat
from tests.e2e.pages.web import WebClient
from tests.e2e.support import polish
from tests.e2e.support.shots import shoot

WORDS = "Ekspres do kawy nie grzeje wody, proszę o pomoc."


def test_client_asks_where_the_device_is_and_makes_a_request(people, api):
    jobs = api("admin").find(
        "service.job",
        [
            ["is_open", "=", True],
            ["contact_id.email", "=", "klient@klienci.example.com"],
        ],
        ["reference"],
    )
    assert jobs
    page = people("klient")
    page.goto("/my/service")
    chat = Chat(page).open()
    chat.choose("Gdzie jest moje urządzenie?")
    said = chat.read(jobs[0]["reference"]).inner_text()
    for job in jobs:
        assert job["reference"] in said
    polish.sentence(said)
    shoot(page, "chat-where", phone=True)
    chat.choose("Zgłoś sprawę")
    chat.read("Opisz w jednej wiadomości")
    chat.write(WORDS)
    said = chat.read("Twoje zgłoszenie ma numer").inner_text()
    number = re.search(r"[A-Z]+/\d+/\d+", said)[0]
    shoot(page, "chat-request", phone=True)

    desk = people("opieka")
    found = api("admin").one(
        "service.request", [["name", "=", number]], ["channel", "description"]
    )
    assert found["channel"] == "chat"
    assert WORDS in found["description"]
    assert jobs[0]["reference"] in found["description"]
    web = WebClient(desk).open("service_portal.service_request_action", found["id"])
    web.tab("description")
    shoot(desk, "chat-desk")
    web.press("action_open_chat")
    desk.locator(".o-mail-Message").filter(has_text=WORDS).first.wait_for()


def test_visitor_learns_nothing_and_keeps_the_words_for_the_form(new_page):
    page = new_page()
    page.goto("/service/report")
    chat = Chat(page).open()
    chat.choose("Gdzie jest moje urządzenie?")
    said = chat.read("tylko jego właściciel").inner_text()
    polish.sentence(said)
    chat.choose("Zgłoś sprawę")
    chat.read("Opisz w jednej wiadomości")
    chat.write(WORDS)
    link = chat.read("tym formularzem").locator("a[href*='/service/report?chat=']")
    page.goto(link.get_attribute("href"))
    assert WORDS in page.locator("[name=device-0-fault]").input_value()
