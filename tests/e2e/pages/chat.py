"""The chat of the portal's pages, as a client uses it."""

from playwright.sync_api import expect


class Chat:
    """Our button, and core's chat window behind it (in a shadow root)."""

    def __init__(self, page):
        self.page = page
        self.window = page.locator(".o-mail-ChatWindow")

    def open(self):
        """Press the button by keyboard and wait for the bot's menu."""
        button = self.page.locator(".o_service_chat")
        button.wait_for()
        button.focus()
        self.page.keyboard.press("Enter")
        self.window.wait_for()
        return self

    def choose(self, label):
        """Press an answer of the bot's menu; the newest when it came twice."""
        self.window.get_by_role("button", name=label).last.click()

    def write(self, text):
        """Write a message and send it."""
        composer = self.window.locator("textarea.o-mail-Composer-input").first
        expect(composer).to_be_enabled()
        composer.fill(text)
        composer.press("Enter")

    def read(self, text):
        """Wait until the bot has said `text`; return that message."""
        message = self.window.locator(".o-mail-Message").filter(has_text=text).last
        message.wait_for()
        return message
