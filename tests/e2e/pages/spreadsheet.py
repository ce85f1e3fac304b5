"""The pages of a spreadsheet with many devices."""

import re

IMPORT = re.compile(r"/my/service/import/\d+")


class Spreadsheet:
    """From the template to the confirmation."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open the page of the upload."""
        self.page.goto("/my/service/import")
        return self

    def _download(self, link, path):
        with self.page.expect_download() as waiting:
            self.page.click(link)
        waiting.value.save_as(path)
        return path

    def download_template(self, folder):
        """Return the path of the template."""
        return self._download("a[href$='template.xlsx']", folder / "template.xlsx")

    def download_marked(self, folder):
        """Return the path of the rows with the wrong cells marked."""
        return self._download("a[href$='file.xlsx']", folder / "marked.xlsx")

    def send(self, path):
        """Upload a file and wait for its rows."""
        self.page.set_input_files("#file", path)
        self.page.click("form[action$='/import'] button[type=submit]")
        self.page.wait_for_url(IMPORT)
        return self

    def send_corrected(self, path):
        """Upload a corrected file in the place of the rows."""
        self.page.set_input_files("#file", path)
        with self.page.expect_navigation():
            self.page.click("form[action$='/file'] button[type=submit]")

    def problems(self):
        """Return the sentences about wrong cells."""
        return self.page.locator(".o_service_problems a").all_inner_texts()

    def _wrong(self, row):
        number = re.compile(rf"^\D*{row}\D*$")
        heads = self.page.locator(".o_service_import tbody th").filter(has_text=number)
        return heads.locator("xpath=..").locator(".is-invalid")

    def choose(self, row, label):
        """Choose the right value of the wrong cell of a row."""
        self._wrong(row).select_option(label=label)

    def fill(self, row, text):
        """Type the right value of the wrong cell of a row."""
        self._wrong(row).fill(text)

    def check_again(self):
        """Save the corrections."""
        with self.page.expect_navigation():
            self.page.click(".o_service_import button.btn-primary")

    def all_right(self):
        """Return the sentence that says that all rows are right."""
        return self.page.locator(".alert-success").inner_text()

    def confirm(self):
        """Send the request; return its number."""
        self.page.locator(".o_service_kind").first.click()
        self.page.click("form[action$='/confirm'] button[type=submit]")
        self.page.wait_for_url("**/done")
        return self.page.locator(".o_service_number").inner_text().strip()

    def sent_already(self):
        """Return the sentence that says where this file was sent."""
        return self.page.locator(".alert-success").inner_text()
