from odoo import models

LOGISTICS_DOCUMENT = "service_logistics.logistics_document"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base` to draw the logistics document without wkhtmltopdf."""
        report = self._get_report(report_ref)
        if report.report_name != LOGISTICS_DOCUMENT:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        requests = self.env["service.request"].browse(ids)
        requests.check_access("read")
        return requests._service_documents(), "pdf"
