"""Everybody whom bin/serve names can log in and gets the right start page."""

import pytest
from playwright.sync_api import expect

from tools import logins, mailsink

CLIENTS = {login for login, who in logins.ROLES.items() if who.startswith("client")}


@pytest.mark.parametrize("login", logins.ROLES)
def test_named_person_can_log_in(http, login):
    session = http(login)
    start = "/my" if login in CLIENTS else "/odoo"
    answer = session.get(start)
    assert answer.status_code == 200
    assert start in answer.url


def test_stranger_sees_the_login_page_in_polish(new_page):
    page = new_page()
    page.goto("/my")
    expect(page.get_by_label("Hasło", exact=True)).to_be_visible()


def test_mail_page_shows_what_was_sent(service, http, mails):
    session = http()
    form = {"login": "klient", "csrf_token": session.csrf("/web/reset_password")}
    assert session.post("/web/reset_password", data=form).ok
    message = mails.wait("klient", timeout=90)
    kind, text = mailsink.body(message)
    assert kind == "text/html"
    assert service.url in text
