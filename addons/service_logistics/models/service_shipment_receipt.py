import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_path

from odoo.addons.service_portal.report.paper import Paper

from .. import signature as signature_tools
from .service_request import FALLBACK_FONTS

MAX_NAME = 120


class ServiceShipment(models.Model):
    """Who took the devices at the counter: name and signature, written once."""

    _inherit = "service.shipment"

    taken_by = fields.Char(readonly=True, copy=False)
    signature = fields.Binary(readonly=True, copy=False, attachment=True)
    signature_sha256 = fields.Char(
        string="SHA-256 of the Signature", readonly=True, copy=False
    )
    handed_by_id = fields.Many2one(
        "res.users", string="Handed Over By", readonly=True, copy=False
    )

    @api.model
    def _service_kept_fields(self):
        """Override: a signature is written by the hand-over alone."""
        return super()._service_kept_fields() | {
            "taken_by",
            "signature",
            "signature_sha256",
            "handed_by_id",
        }

    # --- Hand-over ------------------------------------------------------------------

    @api.model
    def _service_receipt_vals(self, taken_by, drawing):
        """Return what a hand-over keeps of who took the devices.

        :param str taken_by: the name of the person
        :param drawing: the signature, a PNG in base64
        :raise UserError: name or signature is missing, in plain words
        """
        name = " ".join((taken_by or "").split())[:MAX_NAME]
        if not name:
            raise UserError(self.env._("Enter the name of the person who takes it."))
        try:
            content, digest = signature_tools.clean(
                base64.b64decode(drawing or b"", validate=True)
            )
        except signature_tools.SignatureError as error:
            raise UserError(self._service_no_signature(error.args[0])) from error
        except binascii.Error as error:
            raise UserError(self._service_no_signature("format")) from error
        return {
            "taken_by": name,
            "signature": base64.b64encode(content),
            "signature_sha256": digest,
            "handed_by_id": self.env.uid,
        }

    @api.model
    def _service_no_signature(self, reason):
        if reason == "empty":
            return self.env._(
                "The signature is missing. Click the field and let the person sign."
            )
        return self.env._("The signature cannot be read. Let the person sign again.")

    @api.model
    def _service_hand_over(self, jobs, taken_by, drawing):
        """Give devices to a person at the counter, against signature.

        :param jobs: `service.job` records of one client that are ready
        :return: the shipment, delivered
        :raise UserError: as `_service_dispatch` and `_service_receipt_vals`
        """
        return self._service_dispatch(
            jobs,
            method="counter",
            source="counter",
            receipt=self._service_receipt_vals(taken_by, drawing),
        )

    def _service_forget_receipt(self):
        """Erase who took the devices; the digest names nobody."""
        self._service_write_kept({"taken_by": False, "signature": False})

    def _service_event_label(self, state):
        """Return in the client's words what happened to this parcel.

        :param str state: the state's label
        """
        if self.method != "counter":
            return self.env._("Parcel: %(state)s", state=state)
        if not self.taken_by:
            return self.env._("Taken at our counter")
        return self.env._("Taken in person: %(name)s", name=self.taken_by)

    # --- Paper ----------------------------------------------------------------------

    def _service_receipt_name(self):
        title = self.env._("Receipt")
        return f"{title} {self.name.replace('/', '-')}.pdf"

    def _service_receipt(self, only=None):
        """Return the receipts of hand-overs at the counter as one PDF.

        :param only: `service.job` records that the reader may see, or none for all
        :raise UserError: one went by a carrier, who has his own proof
        """
        if self.filtered(lambda shipment: shipment.method != "counter"):
            raise UserError(
                self.env._("Only a hand-over at the counter has a receipt of ours.")
            )
        title = self.env._("Receipt")
        title = f"{title} {', '.join(self.mapped('name'))}"
        paper = Paper(
            title, title, fallback_fonts=[file_path(path) for path in FALLBACK_FONTS]
        )
        for shipment in self:
            jobs = shipment.job_ids if only is None else shipment.job_ids & only
            shipment._service_write_receipt(paper, jobs)
        return paper.done()

    def _service_write_receipt(self, paper, jobs):
        _ = self.env._
        title = _("Receipt")
        paper.title(f"{title} {self.name}", label=self.company_id.name)
        paper.rows(self._service_receipt_facts(jobs))
        paper.heading(_("Devices"))
        paper.rows(
            [
                (
                    job.reference,
                    ", ".join(
                        filter(None, [job.title, job.serial_number, job.accessories])
                    ),
                )
                for job in jobs.sorted("reference")
            ]
        )
        paper.heading(_("Signature"))
        if self.signature:
            caption = f"{self.taken_by}, {self._service_taken_at()}"
            paper.photos([(base64.b64decode(self.signature), caption)])
            paper.hashes([(_("SHA-256 of the Signature"), self.signature_sha256)])
        else:
            paper.text("\n\n" + "." * 60)

    def _service_receipt_facts(self, jobs):
        _ = self.env._
        rows = [
            (_("Request"), ", ".join(jobs.request_id.mapped("name"))),
            (_("Client"), self.partner_id.name),
            (_("Taken by"), self.taken_by),
            (_("When"), self._service_taken_at()),
            (_("Handed over by"), self.handed_by_id.name),
        ]
        return [(label, value) for label, value in rows if value]

    def _service_taken_at(self):
        local = self.env["service.job"]._service_local(self.state_since)
        return f"{local:%d.%m.%Y %H:%M}"
