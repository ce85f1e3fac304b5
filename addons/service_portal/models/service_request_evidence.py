"""The evidence pack: everything about a job or a matter as one PDF."""

import base64
import io

from odoo import models
from odoo.tools import html2plaintext
from odoo.tools.misc import file_path
from odoo.tools.pdf import OdooPdfFileReader, OdooPdfFileWriter

from ..report.paper import Paper

FALLBACK_FONTS = (
    "web/static/fonts/lato/Lato-Reg-webfont.ttf",
    "web/static/fonts/lato/Lato-Bol-webfont.ttf",
)


class ServiceJob(models.Model):
    _inherit = "service.job"

    def _service_evidence_facts(self):
        """Return `[(label, value)]` of the order card."""
        self.ensure_one()
        _ = self.env._
        device = self.device_id
        labels = dict(self._fields["state"]._description_selection(self.env))
        rows = [
            (_("Client"), self.partner_id.name),
            (_("Contact Person"), self.contact_id.name),
            (_("Device"), self.title),
            (_("Serial Number"), device.serial_number),
            (_("Device code"), device.code),
            (_("Fault Description"), self.fault),
            (_("Accessories"), self.accessories),
            (_("Visible Condition"), self.condition),
            (_("State"), labels[self.state]),
        ]
        return [(label, value) for label, value in rows if value]

    def _service_evidence_photos(self):
        """Yield `(jpeg, caption)`, one photo in the memory at a time."""
        kinds = dict(
            self.env["service.photo"]._fields["kind"]._description_selection(self.env)
        )
        for photo in self.sudo().photo_ids.sorted("taken_at"):  # as the pack
            content = photo.image
            if content:
                when = f"{self._service_local(photo.taken_at):%d.%m.%Y %H:%M}"
                caption = ", ".join(
                    filter(None, [kinds[photo.kind], photo.position, when])
                )
                yield base64.b64decode(content), f"{caption} – {photo.name}"
            photo.invalidate_recordset(["image"])

    def _service_evidence_write(self, paper):
        """Write the job's part of the pack; return the files that go with it."""
        self.ensure_one()
        paper.title(self.title or self.reference, label=self.reference)
        paper.rows(self._service_evidence_facts())
        attached = []
        for title, rows, files, hashes in self._service_evidence_parts():
            if rows or hashes:
                paper.heading(title)
            paper.rows(rows)
            paper.hashes(hashes)
            attached += files
        paper.photos(self._service_evidence_photos())
        return attached

    def _service_evidence_pack(self, *, internal=False):
        """Return the evidence pack of these jobs as PDF bytes.

        :param bool internal: with the internal notes of the conversation
        """
        requests = self.request_id
        return requests._service_evidence_pack(internal=internal, only=self)


class ServiceRequest(models.Model):
    _inherit = "service.request"

    def _service_evidence_pack(self, *, internal=False, only=None):
        """Return one PDF: the matter, its conversation, each job, each hash.

        :param bool internal: with the internal notes of the conversation
        :param only: `service.job` records, when not all of the matter
        """
        title = self.env._("Evidence pack")
        title = f"{title} {', '.join(self.mapped('name'))}"
        paper = Paper(
            title,
            title,
            fallback_fonts=[file_path(path) for path in FALLBACK_FONTS],
        )
        files = []
        for request in self:
            request._service_evidence_head(paper)
            jobs = request.job_ids if only is None else request.job_ids & only
            for job in jobs.sorted("number"):
                files += job._service_evidence_write(paper)
            request._service_evidence_talk(paper, internal)
        return self._service_attach_files(paper.done(), files)

    def _service_evidence_head(self, paper):
        _ = self.env._
        title = _("Evidence pack")
        paper.title(f"{title} {self.name}", label=self.company_id.name)
        local = self.env["service.job"]._service_local
        demands = dict(
            self._fields["complaint_demand"]._description_selection(self.env)
        )
        decisions = dict(
            self._fields["answer_decision"]._description_selection(self.env)
        )
        rows = [
            (_("Type"), self.type_id.name),
            (_("Client"), self.partner_id.name),
            (
                _("Sent"),
                self.submitted_at and f"{local(self.submitted_at):%d.%m.%Y %H:%M}",
            ),
            (_("Complaint About"), self.origin_job_id.reference),
            (_("What the Client Wants"), demands.get(self.complaint_demand)),
            (_("Answer by"), self.legal_due_date and f"{self.legal_due_date:%d.%m.%Y}"),
            (
                _("Answer Sent"),
                self.answered_at and f"{local(self.answered_at):%d.%m.%Y %H:%M}",
            ),
            (_("Decision"), decisions.get(self.answer_decision)),
            (_("Answer"), self.answer_text),
            (_("Remarks"), self.description),
        ]
        paper.rows([(label, value) for label, value in rows if value])

    def _service_evidence_talk(self, paper, internal):
        """Write the conversation in the order of time."""
        messages = self._service_evidence_messages(internal)
        if not messages:
            return
        paper.heading(self.env._("Messages"))
        local = self.env["service.job"]._service_local
        internal_note = self.env._("internal note")
        for message in messages:
            note = f" ({internal_note})" if message.is_internal else ""
            who = message.author_id.name or message.email_from or ""
            paper.text(
                f"{local(message.date):%d.%m.%Y %H:%M}, {who}{note}", size=8, gray=0.35
            )
            paper.text(self._service_evidence_words(message), after=2.5)

    def _service_evidence_words(self, message):
        """Return what a message says; of our automatic mails the subject is enough."""
        if message.message_type == "email_outgoing":
            return self.env._("E-mail: %(subject)s", subject=message.subject or "")
        return html2plaintext(message.body or "").strip()

    def _service_evidence_messages(self, internal):
        """Return what was written, without notes of staff unless `internal`."""
        threads = [("service.request", self.ids), ("service.job", self.job_ids.ids)]
        messages_sudo = self.env[
            "mail.message"
        ].sudo()  # of matters the reader may read
        found = messages_sudo.browse()
        for model, ids in threads:
            found |= messages_sudo.search(
                [
                    ("model", "=", model),
                    ("res_id", "in", ids),
                    ("message_type", "in", ["comment", "email", "email_outgoing"]),
                ]
            )
        # guard: internal notes stay inside unless somebody chose them
        if not internal:
            found = found.filtered(
                lambda m: (
                    not m.is_internal and m.subtype_id and not m.subtype_id.internal
                )
            )
        return found.filtered(self._service_evidence_words).sorted(
            lambda message: (message.date, message.id)
        )

    def _service_attach_files(self, pdf, files):
        """Return the PDF with `files` inside it, as attachments of the document."""
        if not files:
            return pdf
        writer = OdooPdfFileWriter()
        writer.cloneReaderDocumentRoot(OdooPdfFileReader(io.BytesIO(pdf), strict=False))
        for name, content in files:
            writer.addAttachment(name, content)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    # --- The answer as a letter -----------------------------------------------------

    def _service_answer_name(self):
        title = self.env._("Answer to the complaint")
        return f"{title} {(self.name or '').replace('/', '-')}.pdf"

    def _service_answer(self):
        """Return the answer to a complaint as a letter (PDF bytes)."""
        self.ensure_one()
        _ = self.env._
        decisions = dict(
            self._fields["answer_decision"]._description_selection(self.env)
        )
        title = _("Answer to the complaint")
        title = f"{title} {self.name}"
        paper = Paper(
            title,
            title,
            fallback_fonts=[file_path(path) for path in FALLBACK_FONTS],
        )
        company = self.company_id.partner_id
        paper.text(company.name, font="PaperBold")
        paper.text(company._display_address(True).strip(), after=14)
        paper.text(self.contact_id.name, font="PaperBold")
        address = self.partner_invoice_id or self.partner_id
        paper.text(address._display_address(True).strip(), after=20)
        day = self.env["service.job"]._service_local(self.answered_at)
        paper.title(
            _("Answer to the complaint %(number)s", number=self.name),
            label=f"{company.city or ''} {day:%d.%m.%Y}".strip(),
        )
        about = self.origin_job_id.reference or self.subject or ""
        paper.rows(
            [
                (_("About"), about),
                (_("Decision"), decisions[self.answer_decision]),
            ]
        )
        paper.text("")
        paper.text(self.answer_text, size=10.5, after=24)
        paper.text(self.answer_by_id.name)
        paper.text(company.name)
        return paper.done()
