"""Odoo's web client, as staff use it."""

import re

from playwright.sync_api import expect


class WebClient:
    """A list or a form that was opened by its action."""

    def __init__(self, page):
        self.page = page

    def open(self, action, record_id=None):
        """Open the action with this external id, or one record of it."""
        record = f"/{record_id}" if record_id else ""
        self.page.goto(f"/odoo/action-{action}{record}")
        self.page.locator(
            ".o_action_manager .o_view_controller, .o_action"
        ).first.wait_for()
        if record_id:
            self.page.locator(".o_form_view").wait_for()
        return self

    def press(self, name, confirm=False):
        """Press a button by its technical name; wait until the server has answered."""
        button = self.page.locator(f"button[name='{name}']:visible")
        more = self.page.locator(".o_statusbar_buttons .dropdown-toggle:visible")
        button.or_(more).first.wait_for()
        if not button.count():
            more.first.click()
        self.press_button(button.first)
        if confirm:
            self.press_button(self.page.locator(".modal-footer .btn-primary"))

    def press_button(self, button):
        """Press a button that calls a method of the server."""
        with self.page.expect_response(
            re.compile(r"/web/dataset/call_button|/call_kw")
        ):
            button.click()
        expect(self.page.locator("body")).not_to_have_class(re.compile("o_ui_blocked"))

    def row_says(self, text, words, times):
        """Wait until the list's row with ``text`` has ``words`` so often, or fail.

        Odoo shows a list as it was last seen first, and the rows of now after that.
        """
        row = self.rows.filter(has_text=text)
        often = re.compile(rf"({re.escape(words)}[\s\S]*){{{times}}}")
        expect(row).to_contain_text(often)

    def tab(self, name):
        """Open a page of the notebook."""
        self.page.locator(f".o_notebook a[name='{name}']").click()

    def field(self, name):
        """Return the widget of a field."""
        return self.page.locator(f".o_field_widget[name='{name}']").first

    def fill(self, name, value):
        """Type into a field."""
        self.field(name).locator("input, textarea").first.fill(value)

    def choose(self, name, value, within=None):
        """Choose a record by typing its name."""
        widget = (within or self.page).locator(f".o_field_widget[name='{name}']").first
        widget.locator("input").fill(value)
        self.page.locator(".o-autocomplete--dropdown-item").filter(
            has_text=value
        ).first.click()

    def save(self):
        """Save the form."""
        with self.page.expect_response(re.compile(r"/web_save")):
            self.page.locator(".o_form_button_save").click()
        self.page.locator(".o_form_status_indicator_buttons.invisible").wait_for(
            state="attached"
        )

    def state(self, value):
        """Wait until the status bar stands at a state."""
        self.page.locator(
            f".o_statusbar_status button.o_arrow_button_current[data-value='{value}']"
        ).wait_for(state="attached")

    @property
    def error(self):
        """The dialog with what the server refused."""
        dialog = self.page.locator(".modal .modal-body")
        dialog.wait_for()
        return dialog.inner_text()

    def close_dialog(self):
        """Close it."""
        self.page.locator(".modal-footer button").first.click()
        self.page.locator(".modal").wait_for(state="detached")

    @property
    def rows(self):
        """The rows of the list."""
        self.page.locator(".o_list_renderer").first.wait_for()
        return self.page.locator(".o_list_renderer .o_data_row")

    # --- What takes more than one step ----------------------------------------------

    def assign(self, wizard_id, technician, reason):
        """Give the job to a technician, with the reason."""
        self.press(str(wizard_id))
        dialog = self.page.locator(".modal")
        self.choose("technician_id", technician, within=dialog)
        dialog.locator(".o_field_widget[name=reason] textarea").fill(reason)
        self.press_button(dialog.locator("button[name=action_assign]"))
        dialog.wait_for(state="detached")

    def tick(self, failed):
        """Tick the checklist of the open job: ``failed`` points, the others OK."""
        self.tab("checklist")
        rows = self.page.locator(".o_field_widget[name=check_ids] .o_data_row")
        rows.first.wait_for()
        for number in range(rows.count()):
            row = rows.nth(number)
            name = row.locator("[name=name]").inner_text().strip()
            row.locator("td[name=result]").click()
            result = "failed" if name in failed else "ok"
            row.locator(f"input[data-value={result}]").check()

    def fail(self, reason):
        """Fail the quality check of the open job."""
        self.press("action_quality_fail")
        dialog = self.page.locator(".modal")
        dialog.locator(".o_field_widget[name=reason] textarea").fill(reason)
        self.press_button(dialog.locator("button[name=action_fail]"))

    def make_invoice(self, reference):
        """On the money board, make the invoice of one job and open it."""
        row = self.rows.filter(has_text=reference)
        row.locator(".o_list_record_selector input").check()
        self.press("action_create_invoices")
        self.page.locator(".o_form_view").wait_for()

    def pay(self, amount=None):
        """Register a payment of the open invoice; without an amount, of the rest."""
        self.press("action_register_payment")
        dialog = self.page.locator(".modal")
        dialog.locator("button[name=action_create_payments]").wait_for()
        if amount:
            field = dialog.locator(".o_field_widget[name=amount] input")
            field.fill(amount)
            field.press("Tab")
        self.press_button(dialog.locator("button[name=action_create_payments]"))
        dialog.wait_for(state="detached")
