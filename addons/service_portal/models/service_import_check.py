"""What the cells of a client's spreadsheet may say, and the words for what is wrong."""

from odoo import api, models

from .. import sheet, sheet_rows

_LOOKUP_CHUNK = 500


class ServiceImport(models.Model):
    _inherit = "service.import"

    # --- Columns --------------------------------------------------------------------

    @api.model
    def _service_headers(self):
        """Return `{column: name}` in the language of the client, in order."""
        _ = self.env._
        return {
            "category": _("Kind of device"),
            "brand": _("Brand"),
            "model": _("Model"),
            "serial_number": _("Serial number"),
            "fault_type": _("Kind of fault"),
            "fault": _("Fault description"),
            "accessories": _("Accessories"),
            "condition": _("Visible damage"),
            "customer_reference": _("Your own number"),
            "shipping": _("Return address"),
            "invoice": _("Invoice address"),
        }

    @api.model
    def _service_languages(self):
        """Return the import model in each installed language: files travel."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return [self.with_context(lang=code) for code in {"en_US", *codes}]

    @api.model
    def _service_header_names(self):
        names = {column: [] for column in sheet_rows.COLUMNS}
        for imports in self._service_languages():
            for column, name in imports._service_headers().items():
                names[column].append(name)
        return names

    @api.model
    def _service_example_marks(self):
        """Return the serial numbers by which the example row is known."""
        return {
            imports._service_example()["serial_number"]
            for imports in self._service_languages()
        }

    @api.model
    def _service_example(self):
        _ = self.env._
        return {
            "category": _("for example: Laptop"),
            "brand": "Dell",
            "model": "Latitude 5420",
            "serial_number": _("EXAMPLE-0001"),
            "fault": _("Does not start since Monday; the light does not shine."),
            "accessories": _("charger"),
            "condition": _("scratched lid"),
            "customer_reference": "PO-1234",
        }

    @api.model
    def _service_instructions(self):
        """Return the lines of the template's second sheet."""
        _ = self.env._
        return [
            _("One row is one device. Fill in the first sheet and send the file."),
            _("Columns with a star are needed; of brand and model one is enough."),
            _("The grey row is an example. Write over it; we do not read it."),
            _(
                "Serial number: after “S/N”, on the back or under the battery. Leave "
                "the cell empty when you do not find it."
            ),
            _("Fault description: what happens, since when, always or sometimes."),
            _(
                "Kind of device, kind of fault and addresses: choose from the list in "
                "the cell."
            ),
            _("Return address empty: the device goes to your usual address."),
            _("After the upload you see every row and correct what is wrong."),
            _(
                "Up to %(count)s rows. Nothing is sent before you confirm.",
                count=sheet.MAX_ROWS,
            ),
        ]

    # --- Choices --------------------------------------------------------------------

    @api.model
    def _service_address_label(self, partner_sudo):
        """Return an address as the drop-downs have it."""
        return f"{partner_sudo.name or ''} – {partner_sudo.contact_address_inline}"

    def _service_choices(self, user):
        """Return `{column: {folded name: [ids]}}` of what the cells may say."""
        choices = {column: {} for column in sheet_rows.CHOSEN}

        def add(column, name, record_id):
            ids = choices[column].setdefault(sheet_rows.fold(name), [])
            if record_id not in ids:
                ids.append(record_id)

        for imports in self._service_languages():
            for column, model in (
                ("category", "service.device.category"),
                ("fault_type", "service.fault.type"),
            ):
                for record in imports.env[model].search_fetch([], ["name"]):
                    add(column, record.name, record.id)
        for address in user._service_addresses():
            for column in ("shipping", "invoice"):
                add(column, self._service_address_label(address), address.id)
                if address.name:
                    add(column, address.name, address.id)
        return choices

    def _service_lists(self, user):
        """Return `{column: names}` for drop-downs, in the language of the client."""
        addresses = [self._service_address_label(a) for a in user._service_addresses()]
        return {
            "category": self.env["service.device.category"].search([]).mapped("name"),
            "fault_type": self.env["service.fault.type"].search([]).mapped("name"),
            "shipping": addresses,
            "invoice": addresses,
        }

    # --- Check ----------------------------------------------------------------------

    def _service_check_rows(self, rows):
        """Check rows against the live data; a fixed number of queries a 500 rows.

        :param list rows: `(row number, {column: text})`
        :return: `({row number: {column: id}}, {row number: {column: [code, detail]}})`;
            beside the columns the ids have `device`, of a known one or False
        """
        choices = self._service_choices(self.user_id)
        ids, problems = {}, {}
        for number, row in rows:
            ids[number], wrong = sheet_rows.check(row, choices)
            if wrong:
                problems[number] = wrong
        keys = [
            (number, ids[number].get("category"), row.get("serial_number"))
            for number, row in rows
        ]
        for number, first in sheet_rows.find_twins(keys).items():
            twin = problems.setdefault(number, {})
            twin.setdefault("serial_number", ["twin", str(first)])
        client = self.user_id.partner_id.commercial_partner_id
        devices = self.env["service.device"]._service_find_many(
            client, self.company_id, [(kind, serial) for _n, kind, serial in keys]
        )
        for (number, _kind, _serial), device in zip(keys, devices, strict=True):
            ids[number]["device"] = device
        for number, reference in self._service_open_jobs(ids).items():
            busy = problems.setdefault(number, {})
            busy.setdefault("serial_number", ["open", reference])
        return ids, problems

    def _service_open_jobs(self, ids):
        """Return `{row number: reference of the open job of its device}`.

        A colleague's job is named to those only who may see it.
        """
        devices = {number: found["device"] for number, found in ids.items()}
        known = sorted({device for device in devices.values() if device})
        jobs, seen = self.env["service.job"], set()
        references = {}
        for start in range(0, len(known), _LOOKUP_CHUNK):
            domain = [
                ("device_id", "in", known[start : start + _LOOKUP_CHUNK]),
                *jobs._service_keeping_domain(),
            ]
            found = jobs.search_fetch(domain, ["device_id", "reference"])
            seen |= set(
                jobs.with_user(self.user_id).search([("id", "in", found.ids)])._ids
            )
            references |= {job.device_id.id: job for job in found}
        return {
            number: references[device].reference
            if references[device].id in seen
            else ""
            for number, device in devices.items()
            if device in references
        }

    # --- Words ----------------------------------------------------------------------

    @api.model
    def _service_cell_problem(self, column, code, detail):
        """Return the plain sentence about a wrong cell."""
        _ = self.env._
        sentences = {
            "kind": _("Choose what kind of device it is."),
            "unknown": _("We do not know this one; choose from the list."),
            "ambiguous": _("Several are called like this; choose from the list."),
            "name": _("Enter the brand or the model; it stands on the device."),
            "fault": _("Describe what is wrong; one sentence is enough."),
            "long": _("This text is too long; shorten it, please."),
            "rounded": _(
                "The spreadsheet has shortened this number. Format the cell as text "
                "and type the number again."
            ),
            "twin": _(
                "The same serial number is in row %(row)s. Correct it, or remove one "
                "of the two rows.",
                row=detail,
            ),
            "open": _(
                "This device is in service already (%(job)s). Remove the row, or "
                "correct the number.",
                job=detail,
            )
            if detail
            else _(
                "This device is in service already, reported by a colleague. Remove "
                "the row, or correct the number."
            ),
        }
        return sentences[code]

    @api.model
    def _service_file_problem(self, code, missing=()):
        """Return the plain sentence about a file that we do not take."""
        _ = self.env._
        headers = self._service_headers()
        columns = ", ".join(
            self.env._("“%(column)s”", column=headers[column]) for column in missing
        )
        megabytes = sheet.MAX_UPLOAD // (1024 * 1024)
        return {
            "too_big": _(
                "The file is too large (limit: %(limit)s MB). Split it, please.",
                limit=megabytes,
            ),
            "bomb": _(
                "This file unpacks to far more than a list of devices. Copy the rows "
                "into our template, and send that."
            ),
            "format": _(
                "We cannot read this file. Save it as XLSX or CSV, and send it again."
            ),
            "old": _(
                "This is an old Excel file, or one with a password. Save it as XLSX "
                "without a password, and send it again."
            ),
            "empty": _("The file is empty. Fill in our template, and send that."),
            "rows": _(
                "The file has more than %(limit)s rows. Split it, please.",
                limit=sheet.MAX_ROWS,
            ),
            "columns": _(
                "The file has more than %(limit)s columns. Copy the rows into our "
                "template, and send that.",
                limit=sheet.MAX_COLUMNS,
            ),
            "slow": _(
                "Reading this file takes too long. Copy the rows into our template, "
                "and send that."
            ),
            "header": _(
                "We do not find these columns: %(columns)s. Copy the rows into our "
                "template, and send that.",
                columns=columns,
            ),
            "no_rows": _("The file has no rows. Fill in at least one device."),
        }[code]
