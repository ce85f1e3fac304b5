from odoo import models
from odoo.tools.misc import file_path

from ..report import command_sheet
from .service_request import FALLBACK_FONTS

STATION_COMMANDS = "service_logistics.station_commands"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base` to draw the sheet of command codes by reportlab."""
        if self._get_report(report_ref).report_name != STATION_COMMANDS:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        sheet = command_sheet.draw(
            self.env._("Sheet of command codes"),
            [
                (
                    self.env._("Receiving and sending station"),
                    self._service_command_rows(),
                ),
                (self.env._("Station “Shelves”"), self._service_count_rows()),
            ],
            [file_path(path) for path in FALLBACK_FONTS],
        )
        return sheet, "pdf"

    def _service_command_rows(self):
        """Return `(barcode, name, what it does)` of each command."""
        return [
            (
                "SCNEXT",
                self.env._("NEXT"),
                self.env._("The parcel is unpacked. Twice, when a device is missing."),
            ),
            (
                "SCUNDO",
                self.env._("UNDO"),
                self.env._("Takes back what you received or sent last."),
            ),
            (
                "SCORDER",
                self.env._("ORDER LABEL"),
                self.env._("Orders the label of the open parcel from its carrier."),
            ),
            (
                "SCPHOTO",
                self.env._("PHOTO"),
                self.env._("Turns the camera on, then takes a photo of the device."),
            ),
            (
                "SCPROBLEM",
                self.env._("PROBLEM"),
                self.env._("The box is damaged: write what is seen."),
            ),
        ]

    def _service_count_rows(self):
        """Return `(barcode, name, what it does)` of the commands of a count."""
        return [
            (
                "SCCOUNT",
                self.env._("COUNT"),
                self.env._(
                    "Begins a count of the shelves, or joins the one that is on."
                ),
            ),
            (
                "SCAREA",
                self.env._("WHOLE AREA"),
                self.env._("Lists all shelves that are to be counted."),
            ),
            (
                "SCDONE",
                self.env._("DONE"),
                self.env._("The count is finished. Twice, when a device is missing."),
            ),
        ]
