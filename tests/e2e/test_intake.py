"""A client calls: the care desk files in at most eight acts, without a mouse trap."""

import re

from playwright.sync_api import expect

from tools import mailsink

CALLER = "zofia.dzwoni@example.com"
MAX_ACTS = 8


class Desk:
    """The screen for phone and counter; counts what the employee does."""

    def __init__(self, page):
        self.page = page
        self.acts = 0

    def open(self):
        self.page.goto("/odoo/service-intake")
        expect(self.page.locator("#intake_search")).to_be_focused()
        self.acts = 0

    def act(self, what, *arguments):
        self.acts += 1
        return what(*arguments)

    def filed(self):
        self.page.locator("#intake_next").wait_for()
        return re.search(r"ZS/\d+/\d+", self.page.locator("h1").inner_text())[0]


def test_new_caller_is_filed_in_eight_acts_and_invited(new_page, mails):
    page = new_page("opieka")
    desk = Desk(page)
    desk.open()
    desk.act(page.keyboard.type, "601 222 333")
    page.locator(".alert-info").wait_for()
    desk.act(page.click, "#intake_new")
    expect(page.locator("#intake_name")).to_be_focused()
    expect(page.locator("#intake_contact_phone")).to_have_value("601 222 333")
    desk.act(page.keyboard.type, "Zofia Dzwoniąca")
    desk.act(page.fill, "#intake_email", CALLER)
    category = page.locator("select[id^=intake_category]")
    desk.act(lambda: category.select_option(index=1))
    desk.act(page.locator("input[id^=intake_brand]").fill, "Samsung")
    desk.act(page.locator("textarea[id^=intake_fault_]").fill, "Nie ładuje się")
    desk.act(page.click, "#intake_file")
    number = desk.filed()
    assert desk.acts <= MAX_ACTS
    message = mails.wait(CALLER, text="/web/signup")
    link = re.search(r'href="([^"]*/web/signup[^"]*)"', mailsink.body(message)[1])[1]
    client = new_page()
    client.goto(link.replace("&amp;", "&"))
    client.fill("input[name=password]", "Haslo-12-znakow")
    client.fill("input[name=confirm_password]", "Haslo-12-znakow")
    client.click("form button[type=submit]")
    client.wait_for_url("**/my**")
    client.goto("/my/service")
    expect(client.locator("body")).to_contain_text(number)


def test_known_client_is_found_by_phone_and_what_was_typed_stays(new_page):
    page = new_page("opieka")
    desk = Desk(page)
    desk.open()
    desk.act(page.keyboard.type, "600100205")
    desk.act(page.click, ".o_service_intake_found_client >> nth=0")
    fault = page.locator("textarea[id^=intake_fault_]")
    desk.act(fault.fill, "Cieknie")
    desk.act(page.click, "#intake_file")
    expect(page.locator("#intake_error")).to_be_focused()
    expect(fault).to_have_value("Cieknie")
    category = page.locator("select[id^=intake_category]")
    desk.act(lambda: category.select_option(index=1))
    desk.act(page.locator("input[id^=intake_brand]").fill, "Jura")
    desk.act(page.keyboard.press, "Control+Enter")
    assert desk.filed()
    assert desk.acts <= MAX_ACTS
