"""Pages of the client's portal, as a client uses them."""

from tests.e2e.support import polish
from tests.e2e.support.workshop import DEVICE_FIELDS


class Signup:
    """The public registration."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open it as a visitor does."""
        self.page.goto("/web/signup")
        return self

    def register(self, *, consent=True, **values):
        """Fill in the form and send it; field names are the form's own."""
        kind = values.pop("kind", "company")
        self.page.check(f"#kind_{kind}", force=True)
        for name, value in values.items():
            self.page.fill(f".oe_signup_form [name={name}]", value)
        if consent:
            self.page.check("#consent")
        self.page.click(".oe_signup_form button[type=submit]")

    def error(self, name):
        """Return the sentence under a field."""
        return polish.sentence(self.page.locator(f"#{name}-error").inner_text())

    def done(self, email):
        """Check that the visitor reads that the account exists."""
        self.page.locator(".o_service_done_icon").wait_for()
        text = polish.sentence(self.page.locator(".o_service_signup").inner_text())
        assert email in text

    def choose_password(self, link, password):
        """Follow the link of the mail and choose a password."""
        self.page.goto(link)
        self.page.fill("input[name=password]", password)
        self.page.fill("input[name=confirm_password]", password)
        self.page.click("form button[type=submit]")
        self.page.wait_for_url("**/my**")


class Home:
    """The client's start page."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open it."""
        self.page.goto("/my")
        return self

    @property
    def caretaker(self):
        """Who looks after the client."""
        return self.page.locator(".o_service_caretaker").inner_text()


class NewRequest:
    """The form that files a request."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open it, and wait until its script is there."""
        self.page.goto("/my/service/new")
        self.page.locator(".o_service_add_device:not(.d-none)").wait_for()
        return self

    def choose_kind(self, name):
        """Choose what it is about."""
        self.page.locator(".o_service_kind").filter(has_text=name).first.click()

    def fill_device(self, row, category, *facts):
        """Describe a device, in a row of its own."""
        if row:
            self.page.click(".o_service_add_device")
        self.page.select_option(f"[name=device-{row}-category_id]", label=category)
        for name, fact in zip(DEVICE_FIELDS, facts, strict=True):
            self.page.fill(f"[name=device-{row}-{name}]", fact)

    def choose_photo(self, row, file):
        """Choose a photo of a device: a file's path."""
        self.page.set_input_files(f"[name=device-{row}-photos]", file)

    def send(self):
        """Press the button."""
        self.page.click(".o_service_submit button")

    def errors(self):
        """Return the sentences about what is missing."""
        box = self.page.locator(".o_service_form .alert-danger")
        box.wait_for()
        return polish.sentence(box.inner_text())

    def photo_error(self, row):
        """Return the sentence about a photo."""
        photos = self.page.locator(f"[name=device-{row}-photos]")
        problem = photos.locator("xpath=..").locator(".invalid-feedback:not(:empty)")
        problem.wait_for()
        return polish.sentence(problem.inner_text())

    def number(self):
        """Return the number that the page after the form shows."""
        self.page.wait_for_url("**/done")
        return self.page.locator(".o_service_number").inner_text().strip()


class RequestPage:
    """The page of one request."""

    def __init__(self, page, request_id):
        self.page = page
        self.url = f"/my/service/{request_id}"

    def open(self):
        """Open it."""
        self.page.goto(self.url)
        return self

    @property
    def text(self):
        """All that stands on it."""
        return self.page.locator("main").inner_text()

    @property
    def deadline(self):
        """Until when we promised an answer."""
        return self.page.locator("#section_response").inner_text()

    def supply(self, answer):
        """Answer the care desk's question."""
        self.page.fill("[name=answer]", answer)
        self.page.click("#supply button[type=submit]")
        self.page.wait_for_url("**sent=1**")


class JobPage:
    """The page of one device: status bar, whose turn it is, history."""

    def __init__(self, page, job_id):
        self.page = page
        self.url = f"/my/service/job/{job_id}"

    def open(self):
        """Open it."""
        self.page.goto(self.url)
        return self

    @property
    def steps(self):
        """The status bar as [(label, "done" | "current" | "todo", date or "")]."""
        return self.page.locator(".o_service_step").evaluate_all(
            """steps => steps.map((step) => [
                step.querySelector(".o_service_step_label").textContent.trim(),
                step.className.match(/o_service_step_(done|current|todo)/)[1],
                step.querySelector("time")?.textContent.trim() || "",
            ])"""
        )

    @property
    def text(self):
        """All that stands on it."""
        return self.page.locator("main").inner_text()

    @property
    def invoice_state(self):
        """The word on the invoice: paid, partly paid, unpaid."""
        return self.page.locator("#section_invoices .badge").inner_text().strip()

    @property
    def sentence(self):
        """Who has to do what."""
        return polish.sentence(self.page.locator(".o_service_next").inner_text())

    @property
    def is_clients_turn(self):
        """Whether the page says that it is the client's turn."""
        return self.page.locator(".o_service_next_turn").count() == 1

    @property
    def photos(self):
        """Addresses of the photos that staff took."""
        found = self.page.locator("#photos a")
        return found.evaluate_all("links => links.map((link) => link.href)")

    def section(self, code):
        """Return the text of a section: quote, invoices, shipment."""
        return self.page.locator(f"#section_{code}").inner_text()


class Quotes:
    """One screen on which the client decides on all quotes."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open it."""
        self.page.goto("/my/service/quotes")
        return self

    def choose(self, job_id, choice):
        """Choose necessary, recommended or decline for a job."""
        card = self.page.locator(f"#job-{job_id} .o_service_variant")
        card.filter(has=self.page.locator(f"input[value={choice}]")).click()

    @property
    def total(self):
        """The sum that the page shows for what is chosen."""
        return self.page.locator(".o_service_decide_total").inner_text()

    def order(self):
        """Press the button, and wait for the thanks."""
        self.page.click(".o_service_decide button[type=submit]")
        self.page.wait_for_url("**decided=1**")
