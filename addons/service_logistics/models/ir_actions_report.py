from odoo import api, models
from odoo.tools.misc import file_path

from ..report import device_labels
from .service_request import FALLBACK_FONTS


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _service_drawn_reports(self):
        """Return the papers of ours that need no wkhtmltopdf.

        :return: dict: report name -> callable(records of the report's model) -> bytes,
            a PDF, or the text of a `qweb-text` report
        """
        addon = "service_logistics"
        reports = {
            f"{addon}.logistics_document": lambda records: records._service_documents(),
            f"{addon}.damage_protocol": lambda records: records._service_paper(),
            f"{addon}.count": lambda records: records._service_paper(),
        }
        for name, draw in self._service_label_formats().items():
            for kind in ("job", "request", "shelf"):
                reports[f"{addon}.{kind}_labels_{name}"] = lambda records, draw=draw: (
                    draw(records._service_labels())
                )
        return reports

    @api.model
    def _service_label_formats(self):
        """Return `{format: callable(list of device_labels.Label) -> bytes}`."""
        fonts = [file_path(path) for path in FALLBACK_FONTS]
        return {
            "roll": lambda labels: device_labels.draw_roll(labels, fonts),
            "sheet": lambda labels: device_labels.draw_sheets(labels, fonts),
            "zpl": device_labels.write_zpl,
        }

    def _service_draw(self, report, res_ids):
        """Return the paper as bytes, or None when it is no paper of ours."""
        draw = self._service_drawn_reports().get(report.report_name)
        if not draw:
            return None
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        records = self.env[report.model].browse(ids)
        # guard: papers of what one may read
        records.check_access("read")
        return draw(records)

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base` to draw our papers without wkhtmltopdf."""
        content = self._service_draw(self._get_report(report_ref), res_ids)
        if content is None:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        return content, "pdf"

    def _render_qweb_text(self, report_ref, docids, data=None):
        """Override of `base` to write labels in the printer's language."""
        content = self._service_draw(self._get_report(report_ref), docids)
        if content is None:
            return super()._render_qweb_text(report_ref, docids, data=data)
        return content, "text"
