"""Filing a client's spreadsheet: one confirmation, one transaction, one request."""

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .service_import import HEAD_FIELDS

_logger = logging.getLogger(__name__)

# As many devices are filed while the client waits; more are left to the cron.
DIRECT_ROWS = 200
_JOB_VALUES = {
    "category": "category_id",
    "fault_type": "fault_type_id",
    "shipping": "partner_shipping_id",
    "invoice": "partner_invoice_id",
    "device": "device_id",
}


class ServiceImport(models.Model):
    _inherit = "service.import"

    def _service_client_confirm(self, values, *, user):
        """File the devices of a checked import; twice is once.

        A long one is queued: the cron files it, in one transaction, and a server that
        is killed meanwhile begins again when it is back.

        :param dict values: of `HEAD_FIELDS`
        :raise UserError: what is left to correct; nothing is filed
        """
        import_sudo = self._service_check_author(user)
        if import_sudo.state != "draft":
            return
        import_sudo._service_lock()
        import_sudo._service_check_complete(values, user)
        import_sudo.write(
            {"state": "queued", "error": False, "confirmed_at": fields.Datetime.now()}
        )
        if import_sudo.row_count <= DIRECT_ROWS:
            import_sudo._service_file()
        else:
            progress = import_sudo.env["service.import.progress"]
            progress._service_begin(import_sudo)
            import_sudo.env.ref("service_portal.ir_cron_service_import")._trigger()

    def _service_check_complete(self, values, user):
        """Keep the head of the form, and check the rows against the data of now."""
        requests_sudo = self.env["service.request"]
        head = requests_sudo._service_client_request_vals(values, user)
        kind = self.env["service.request.type"].browse(head["type_id"])
        if not kind.needs_device:
            raise UserError(
                self.env._("Choose a kind of request that is about devices.")
            )
        self.write({key: head.get(key, False) for key in HEAD_FIELDS})
        self._service_recheck()
        if not self.row_count:
            raise UserError(self.env._("The file has no rows any more."))
        if self.wrong_count:
            raise UserError(
                self.env._(
                    "Rows with errors: %(count)s. Correct them first, or remove them.",
                    count=self.wrong_count,
                )
            )

    def _service_file(self):
        """Make the request of a queued import (called with sudo, row locked)."""
        self.ensure_one()
        # guard: nothing is filed in the name of somebody who was sent away meanwhile
        if not self.user_id.active:
            raise UserError(
                self.env._("Whoever sent this file has no access any more.")
            )
        rows, ids = self._service_recheck()
        if self.wrong_count:
            raise UserError(
                self.env._("Some rows are not right any more. Look at them again.")
            )
        user = self.user_id
        progress = self.env["service.import.progress"]
        request = self.env["service.request"]._service_client_create_bulk(
            self._service_head(),
            [self._service_job_values(row, ids[number]) for number, row in rows],
            user=user,
            tell=progress._service_teller(self),
        )
        self.write({"state": "done", "request_id": request.id})
        self._service_drop_lines()

    def _service_head(self):
        return {
            "type_id": self.type_id.id,
            "description": self.description,
            "customer_reference": self.customer_reference,
            "partner_shipping_id": self.partner_shipping_id.id,
            "partner_invoice_id": self.partner_invoice_id.id,
            # Of this import, whoever files it and however often.
            "submission_token": f"import-{self.id}-{self.content_sha256}",
        }

    @api.model
    def _service_job_values(self, row, ids):
        texts = {k: v for k, v in row.items() if k not in _JOB_VALUES}
        return texts | {_JOB_VALUES[column]: ids[column] for column in ids}

    # --- Cron -----------------------------------------------------------------------

    @api.model
    def _cron_file(self, limit=20):
        """File what is confirmed, one transaction an import."""
        waiting = self.search([("state", "=", "queued")], order="id", limit=limit)
        for staging_locked in waiting._service_each_locked([("state", "=", "queued")]):
            staging_locked._service_file_safely()

    def _service_file_safely(self):
        """File, or give the draft back to the client with the reason."""
        user = self.user_id
        author = self.with_user(user).sudo()  # filed in the name of the author
        author = author.with_company(self.company_id).with_context(lang=user.lang)
        try:
            with self.env.cr.savepoint():
                author._service_file()
            return
        except (ConcurrencyError, OperationalError):
            # Somebody changes the same rows right now, or reports one of the devices:
            # another time, as it is, and the rows are checked again then.
            self.env.ref("service_portal.ir_cron_service_import")._trigger()
            return
        except UserError as error:
            reason = str(error)
        except Exception:
            _logger.exception("import %s is not filed", self.id)
            reason = author.env._(
                "Something went wrong on our side; nothing was filed. Confirm "
                "again, or call your caretaker."
            )
        self.write({"state": "draft", "error": reason})
        author._service_recheck()
