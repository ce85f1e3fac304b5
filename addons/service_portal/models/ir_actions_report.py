from odoo import models

# report name -> with internal notes
EVIDENCE = {
    "service_portal.evidence_pack": False,
    "service_portal.evidence_pack_job": False,
    "service_portal.evidence_pack_internal": True,
    "service_portal.evidence_pack_job_internal": True,
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base` to draw the evidence pack without wkhtmltopdf."""
        report = self._get_report(report_ref)
        if report.report_name not in EVIDENCE:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        records = self.env[report.model].browse(ids)
        # guard: the pack is for staff who may read the matter
        self.env["service.photo"].check_access("read")
        records.check_access("read")
        return (
            records._service_evidence_pack(internal=EVIDENCE[report.report_name]),
            "pdf",
        )
