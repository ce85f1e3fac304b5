"""The rights of colleagues, in a browser: invited, given a right, revoked."""

import re

from playwright.sync_api import expect

from tools import mailsink

IN_ORDER = True
TEAM = "/my/service/team"
NAME = "Olga Kruk"
MAIL = "olga.kruk@klienci.example.com"
PASSWORD = "Kawa-z-mlekiem-77"
LINK = re.compile(r'href="([^"]+/web/signup[^"]+)"')


def row(page):
    """Return the new colleague's row in the table of rights."""
    return page.locator(".o_service_team_table tbody tr").filter(has_text=MAIL)


def save(page, line):
    """Save a row and wait for the sentence."""
    line.locator("button[type=submit]").click()
    expect(page.locator(".alert-success")).to_be_visible()


def seen_requests(page):
    """Return how many requests stand in the list."""
    page.goto("/my/service")
    return page.locator("main").inner_text()


def test_01_administrator_invites_and_the_colleague_sees_nothing_of_others(
    people, new_page, mails
):
    boss = people("firma")
    boss.goto(TEAM)
    boss.fill("#invite_name", NAME)
    boss.fill("#invite_email", MAIL)
    boss.click("#invite button[type=submit]")
    expect(boss.locator(".alert-success")).to_be_visible()
    expect(boss.locator("main")).to_contain_text(MAIL)
    body = mailsink.body(mails.wait(MAIL, "Kawiarnie Poranek"))[1]
    link = LINK.search(body)[1].replace("&amp;", "&")
    page = new_page()
    page.goto(link)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=confirm_password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url("**/my**")
    assert "ZS/" not in seen_requests(page)
    page.goto(TEAM)
    assert NAME not in page.locator("main").inner_text()


def test_02_right_works_at_once_and_the_preview_says_the_same(people):
    boss = people("firma")
    boss.goto(TEAM)
    row(boss).locator("a").click()
    boss.wait_for_url(re.compile(r"/team/\d+"))
    assert "ZS/" not in boss.locator("main").inner_text()
    colleague = people(MAIL, PASSWORD)
    boss.goto(TEAM)
    row(boss).locator("input[name=view]").check()
    save(boss, row(boss))
    assert "ZS/" in seen_requests(colleague)
    row(boss).locator("a").click()
    boss.wait_for_url(re.compile(r"/team/\d+"))
    assert "ZS/" in boss.locator("#seen-requests").inner_text()


def test_03_revoked_means_that_the_next_click_is_denied(people):
    boss, colleague = people("firma"), people(MAIL, PASSWORD)
    assert "ZS/" in seen_requests(colleague)
    boss.goto(TEAM)
    row(boss).locator("a").click()
    boss.wait_for_url(re.compile(r"/team/\d+"))
    boss.once("dialog", lambda dialog: dialog.accept())
    boss.click("form[action$='/revoke'] button[type=submit]")
    boss.wait_for_url("**done=revoked")
    colleague.goto("/my/service")
    assert "/web/login" in colleague.url
    # Core's page that a session ended on has a stale token; people load it again.
    colleague.goto("/web/login")
    colleague.fill("input[name=login]", MAIL)
    colleague.fill("input[name=password]", PASSWORD)
    colleague.click(".oe_login_form button[type=submit]")
    expect(colleague.locator(".alert-danger")).to_be_visible()
