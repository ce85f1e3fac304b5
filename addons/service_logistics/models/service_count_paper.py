"""The result of a count as PDF."""

from odoo import models
from odoo.tools.misc import file_path

from odoo.addons.service_portal.report.paper import Paper

from .service_request import FALLBACK_FONTS


class ServiceCount(models.Model):
    _inherit = "service.count"

    def _service_paper_name(self):
        title = self.env._("Count")
        return f"{title} {self.name.replace('/', '-')}.pdf"

    def _service_paper(self):
        """Return one PDF with the results of the counts of `self`."""
        title = self.env._("Count")
        title = f"{title} {', '.join(self.mapped('name'))}"
        paper = Paper(
            title, title, fallback_fonts=[file_path(path) for path in FALLBACK_FONTS]
        )
        for count in self:
            count._service_write(paper)
        return paper.done()

    def _service_write(self, paper):
        _ = self.env._
        title = _("Count")
        paper.title(f"{title} {self.name}", label=self.company_id.name)
        paper.rows(self._service_paper_facts())
        labels = dict(
            self.env["service.count.line"]
            ._fields["result"]
            ._description_selection(self.env)
        )
        by_result = self.line_ids.grouped("result")
        for result, label in labels.items():
            lines = by_result.get(result)
            if lines:
                paper.heading(f"{label}: {len(lines)}")
                paper.rows(lines._service_paper_rows())
        paper.heading(_("Signature"))
        paper.text("\n\n" + "." * 60)

    def _service_paper_facts(self):
        _ = self.env._
        local = self.env["service.job"]._service_local
        states = dict(self._fields["state"]._description_selection(self.env))
        opened = self.place_ids.filtered("opened_at").location_id
        return [
            (_("State"), states[self.state]),
            (_("Begun"), f"{local(self.started_at):%d.%m.%Y %H:%M}"),
            (_("Begun by"), self.started_by_id.name),
            (
                _("Finished"),
                self.finished_at and f"{local(self.finished_at):%d.%m.%Y %H:%M}",
            ),
            (_("Finished by"), self.finished_by_id.name),
            (_("Shelves"), ", ".join(shelf._service_shown_name() for shelf in opened)),
        ]


class ServiceCountLine(models.Model):
    _inherit = "service.count.line"

    def _service_paper_rows(self):
        """Return `(job, device and where it is)` of each line."""
        _ = self.env._
        rows = []
        for line in self.sorted(lambda line: line.job_id.reference or ""):
            parts = [line.title, line.serial_number]
            if line.result != "present":
                place = line.expected_place_id._service_shown_name()
                parts.append(_("on record: %(place)s", place=place))
            if line.seen_place_id:
                place = line.seen_place_id._service_shown_name()
                parts.append(_("seen: %(place)s", place=place))
            if line.is_solved:
                parts.append(_("put right"))
            rows.append((line.job_id.reference, ", ".join(filter(None, parts))))
        return rows
