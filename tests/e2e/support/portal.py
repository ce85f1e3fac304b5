"""The client's pages without a browser: forms filled in and sent over HTTP."""

from lxml import html

from tests.e2e.support import polish, workshop

NEW = "/my/service/new"
QUOTES = "/my/service/quotes"


class Page:
    """A page that a session got."""

    def __init__(self, answer):
        self.answer = answer
        self.status = answer.status_code
        self.tree = html.fromstring(answer.text)

    def texts(self, xpath):
        """Return the texts of the found elements."""
        return [" ".join(e.text_content().split()) for e in self.tree.xpath(xpath)]

    def text(self, xpath):
        """Return the text of the only found element."""
        found = self.texts(xpath)
        assert len(found) == 1, (xpath, found)
        return found[0]

    def form(self, action, css_class=""):
        """Return what the form with this action would send as it stands."""
        having = f"contains(@action, '{action}')"
        if css_class:
            having = f"contains(@class, '{css_class}')"
        [form] = self.tree.xpath(f"//form[{having}]")
        for blank in form.xpath(".//template"):
            blank.drop_tree()
        return {name: value or "" for name, value in form.form_values()}

    def option(self, name, label):
        """Return the value of the option of a select that reads ``label``."""
        xpath = f"//select[@name='{name}']/option[normalize-space()='{label}']/@value"
        return self.tree.xpath(xpath)[0]

    @property
    def alert(self):
        """The sentence in red."""
        found = self.texts("//*[contains(@class, 'alert-danger')]")
        assert found, "the page complains about nothing"
        return polish.sentence(found[0])

    # --- The page of a job ------------------------------------------------------------

    @property
    def steps(self):
        """The status bar as [(label, "done" | "current" | "todo", date or "")]."""
        found = []
        for step in self.tree.xpath("//li[contains(@class, 'o_service_step ')]"):
            kind = next(
                kind
                for kind in ("done", "current", "todo")
                if f"o_service_step_{kind}" in step.get("class").split()
            )
            label = step.xpath(".//*[@class='o_service_step_label']")[0].text_content()
            dates = [time.text_content().strip() for time in step.xpath(".//time")]
            found.append((label.strip(), kind, "".join(dates)))
        return found

    @property
    def is_clients_turn(self):
        """Whether the page says that it is the client's turn."""
        return bool(self.tree.xpath("//*[contains(@class, 'o_service_next_turn')]"))

    @property
    def sentence(self):
        """Who has to do what."""
        return polish.sentence(self.text("//*[contains(@class, 'o_service_next ')]"))


class Portal:
    """A client's session."""

    def __init__(self, session):
        self.session = session

    def get(self, url):
        """Get a page."""
        return Page(self.session.get(url))

    def send(self, url, action, values, files=None):
        """Open a page, fill in its form and send it."""
        form = self.get(url).form(action) | values
        return Page(self.session.post(action, data=form, files=files))

    def call(self, model, method, record_id):
        """Call a method of a record as the web client does; return the answer."""
        params = {"model": model, "method": method, "args": [[record_id]], "kwargs": {}}
        url = f"/web/dataset/call_kw/{model}/{method}"
        return self.session.post(url, json={"params": params}).json()

    def job(self, job):
        """Get the page of a job."""
        return self.get(f"/my/service/job/{job.id}")

    # --- Registration -------------------------------------------------------------

    def register(self, client, **changes):
        """Send the registration form."""
        values = self.get("/web/signup").form("/web/signup", "oe_signup_form")
        values |= client.form(**changes) | {"kind": "company", "consent": "1"}
        return Page(self.session.post("/web/signup", data=values))

    def choose_password(self, url, password):
        """Follow the link of a mail."""
        address = url[url.index("/web/") :]
        values = self.get(address).form("", "oe_signup_form")
        values |= {"password": password, "confirm_password": password}
        return self.session.post(address, data=values)

    # --- Filing -----------------------------------------------------------------------

    def filled_request(self, kind):
        """Return the form of a new request of this kind, with both devices."""
        page = self.get(NEW)
        label = f"//label[contains(@class, 'o_service_kind')][contains(., '{kind}')]"
        [value] = page.tree.xpath(f"//input[@id={label}/@for]/@value")
        values = page.form(NEW) | {"type_id": value}
        for row, (category, *facts) in enumerate(workshop.DEVICES):
            option = page.option("device-0-category_id", category)
            values[f"device-{row}-category_id"] = option
            for name, fact in zip(workshop.DEVICE_FIELDS, facts, strict=True):
                values[f"device-{row}-{name}"] = fact
        return values

    # --- Decision -------------------------------------------------------------------

    def quote_names(self):
        """Return the names of the choices on the page of quotes."""
        return set(self.get(QUOTES).tree.xpath("//input[@type='radio']/@name"))

    def decide(self, choices):
        """Send choices as the form does."""
        return self.send(QUOTES, QUOTES, choices)
