"""What was found in a parcel: missing devices, missing accessories, a damaged box."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceRequest(models.Model):
    _inherit = "service.request"

    parcel_damage = fields.Text(
        string="Damaged Parcel",
        readonly=True,
        copy=False,
        help="What the receiving station wrote about a damaged box.",
    )
    parcel_damaged_at = fields.Datetime(readonly=True, copy=False)

    def _service_report_damage(self, note):
        """Record that the box came damaged, tell the care desk."""
        self.ensure_one()
        request_sudo = self.sudo()  # logistics may not write requests
        before = request_sudo.parcel_damage
        request_sudo.write(
            {
                "parcel_damage": f"{before}\n{note}" if before else note,
                "parcel_damaged_at": fields.Datetime.now(),
            }
        )
        self._service_log("parcel.damaged", source="scan", note=note)
        self._service_ask_care(self.env._("The parcel came damaged"), note)

    def _service_finish_parcel(self, received):
        """Tell client and care desk what is missing of a parcel that is unpacked.

        :param received: `service.job` records that were received out of it
        :return: the `service.job` records that are still announced
        """
        self.ensure_one()
        missing = self._service_missing_jobs()
        incomplete = received.filtered("accessories_missing")
        if not (missing or incomplete):
            return missing
        words = [job.display_name for job in missing] + [
            f"{job.reference}: {job.accessories_missing}" for job in incomplete
        ]
        note = ", ".join(words)
        self._service_log("parcel.incomplete", source="scan", note=note)
        self._service_ask_care(
            self.env._("Missing in the parcel: devices or accessories"), note
        )
        self._service_send_mail("parcel.incomplete", received)
        return missing

    def _service_add_unannounced(self, values):
        """Make a job of a device that lay in the parcel and was not announced.

        :param dict values: as a device of `_service_client_create`
        :return: the job, announced
        :raise UserError: data are missing, or the device has an open job already
        """
        self.ensure_one()
        if self.state not in ("accepted", "in_progress"):
            raise UserError(
                self.env._(
                    "%(request)s takes no more devices. Keep the device as an unknown "
                    "parcel.",
                    request=self.name,
                )
            )
        request_sudo = self.sudo()  # logistics makes neither jobs nor devices itself
        job_sudo = request_sudo._service_client_add_job(values, self.env.user)
        job_sudo._service_log("job.unannounced", source="scan", actor=self.env.user)
        self._service_ask_care(
            self.env._("Device that was not announced: ask the client"),
            job_sudo.display_name,
        )
        return job_sudo.with_env(self.env)

    def _service_shown_jobs(self):
        """Return the devices that stations show of the request; no tasks."""
        return self.job_ids.filtered(
            lambda job: job.device_id and job.state != "cancelled"
        ).sorted("number")

    def _service_missing_jobs(self):
        """Return the announced devices that have not come."""
        return self.job_ids.filtered(
            lambda job: job.device_id and job.state == "announced"
        ).sorted("number")

    def _service_ask_care(self, summary, note):
        """Put an activity before whoever looks after the request."""
        request_sudo = self.sudo()  # logistics may not write requests
        responsible = (
            request_sudo.user_id
            or request_sudo.caretaker_id
            or request_sudo.company_id.service_default_caretaker_id
            or self.env.user
        )
        request_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note,
            user_id=responsible.id,
        )

    # --- The client -----------------------------------------------------------------

    @api.model
    def _service_mail_templates(self):
        """Override of `service_portal` to say what was missing."""
        return super()._service_mail_templates() | {
            "parcel.incomplete": {
                "template": "service_logistics.mail_template_parcel_incomplete",
                "needs_client": True,
            }
        }

    def _service_portal_sections(self):
        """Override of `service_portal` to show what was wrong with the parcel."""
        sections = super()._service_portal_sections()
        incomplete = self.job_ids.filtered("accessories_missing")
        came = self.job_ids.filtered(
            lambda job: job.state not in ("announced", "cancelled")
        )
        missing = self._service_missing_jobs() if came else self.env["service.job"]
        if self.parcel_damage or incomplete or missing:
            sections.append(
                {
                    "code": "parcel",
                    "title": self.env._("What we found in the parcel"),
                    "template": "service_logistics.portal_parcel",
                    "values": {
                        "damage": self.parcel_damage,
                        "missing": [job.title or job.reference for job in missing],
                        "accessories": [
                            (job.title or job.reference, job.accessories_missing)
                            for job in incomplete
                        ],
                    },
                    "sequence": 40,
                }
            )
        return sections

    def _service_privacy_wipe(self):
        """Override of `service_portal`: words about the box go, too."""
        super()._service_privacy_wipe()
        self.parcel_damage = False
        self.job_ids.accessories_missing = False
