from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..const import ACTORS, JOB_FINISHED, JOB_STATES, NEXT_STEPS


class ServiceJob(models.Model):
    """One device to deal with: the order card. States are in service_job_state.py."""

    _name = "service.job"
    _description = "Service Job"
    _inherit = [
        "service.state.mixin",
        "portal.mixin",
        "service.mail.queue.mixin",
        "service.client.words.mixin",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "reference"
    # Number and barcode are in it; one indexed column finds in 100,000 jobs at once.
    _rec_names_search = ["search_text"]
    _mail_post_access = "read"
    _service_initial_states = ("announced",)
    _service_event_prefix = "job"

    request_id = fields.Many2one(
        "service.request", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(readonly=True, copy=False)
    reference = fields.Char(
        compute="_compute_reference", store=True, index="trigram", string="Job"
    )
    barcode = fields.Char(readonly=True, copy=False, index="btree_not_null")
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="request_id.partner_id", store=True, index=True, string="Client"
    )
    contact_id = fields.Many2one(
        related="request_id.contact_id", store=True, index=True, string="Contact Person"
    )
    type_id = fields.Many2one(related="request_id.type_id", store=True)
    request_state = fields.Selection(related="request_id.state", string="Request State")
    partner_shipping_id = fields.Many2one(
        "res.partner",
        string="Return Address",
        compute="_compute_partner_shipping_id",
        store=True,
        readonly=False,
    )
    partner_invoice_id = fields.Many2one(
        "res.partner",
        string="Invoice Address",
        compute="_compute_partner_invoice_id",
        store=True,
        readonly=False,
    )
    customer_reference = fields.Char(string="Client's Reference")
    device_id = fields.Many2one("service.device", index="btree_not_null")
    category_id = fields.Many2one(related="device_id.category_id", store=True)
    subject = fields.Char(help="For a task without a device.")
    fault_type_id = fields.Many2one("service.fault.type")
    fault = fields.Text(string="Fault Description")
    accessories = fields.Char()
    condition = fields.Char(string="Visible Condition")
    priority = fields.Selection(related="request_id.priority", store=True)
    state = fields.Selection(
        JOB_STATES,
        required=True,
        readonly=True,
        copy=False,
        default="announced",
        index=True,
        group_expand=True,
    )
    is_open = fields.Boolean(
        compute="_compute_is_open",
        store=True,
        help="Filed and not finished: no second open job for the same device.",
    )
    team_id = fields.Many2one(
        "service.team", compute="_compute_team_id", store=True, readonly=False
    )
    technician_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        copy=False,
        domain=[("share", "=", False)],
    )
    date_deadline = fields.Date(string="Due")
    planned_hours = fields.Float(default=1.0, groups="base.group_user")
    repair_id = fields.Many2one(
        "repair.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    outcome = fields.Selection(
        [
            ("repaired", "Repaired"),
            ("no_fault", "No fault found"),
            ("not_worth", "Not worth repairing"),
            ("declined", "Declined by the client"),
        ],
        copy=False,
    )
    quality_result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")], readonly=True, copy=False
    )
    event_ids = fields.One2many(
        "service.event", "job_id", string="History", groups="base.group_user"
    )
    photo_ids = fields.One2many(
        "service.photo", "job_id", string="Photos", groups="base.group_user"
    )
    photo_count = fields.Integer(
        compute="_compute_photo_count", groups="base.group_user"
    )

    can_ship = fields.Boolean(compute="_compute_blockers", groups="base.group_user")
    ship_blocker = fields.Char(compute="_compute_blockers", groups="base.group_user")
    can_close = fields.Boolean(compute="_compute_blockers", groups="base.group_user")
    close_blocker = fields.Char(compute="_compute_blockers", groups="base.group_user")

    can_start_repair = fields.Boolean(compute="_compute_ways", groups="base.group_user")
    can_set_ready = fields.Boolean(compute="_compute_ways", groups="base.group_user")

    # Stored for lists; only the owning addon writes them (docs/extending.md, 6).
    next_step_code = fields.Selection(
        NEXT_STEPS, string="Next Step", readonly=True, copy=False
    )
    next_actor = fields.Selection(ACTORS, readonly=True, copy=False, index=True)
    next_due = fields.Datetime(readonly=True, copy=False)
    amount_display = fields.Char(string="Amount", readonly=True, copy=False)
    tracking_display = fields.Char(string="Parcel", readonly=True, copy=False)
    shelf = fields.Char(readonly=True, copy=False, groups="base.group_user")
    search_text = fields.Char(readonly=True, copy=False, index="trigram")

    _request_number_uniq = models.UniqueIndex("(request_id, number)")
    _barcode_uniq = models.UniqueIndex("(barcode) WHERE barcode IS NOT NULL")
    _request_device_uniq = models.UniqueIndex(
        "(request_id, device_id) WHERE device_id IS NOT NULL",
        "This device is in the request already.",
    )
    _open_device_uniq = models.UniqueIndex(
        "(device_id) WHERE is_open IS TRUE AND device_id IS NOT NULL",
        "This device has an open job already.",
    )
    # With what the client's rule compares: the list is counted without its rows.
    _client_idx = models.Index(
        "(company_id, partner_id, id DESC) "
        "INCLUDE (contact_id, reference, is_internal, create_uid)"
    )

    # --- Computes -------------------------------------------------------------

    @api.depends("request_id.name", "number")
    def _compute_reference(self):
        for job in self:
            name = job.request_id.name
            job.reference = (
                f"{name}-{job.number:02d}" if name and name != "/" else False
            )

    # Two methods: one of the addresses alone may differ from the request's.
    @api.depends("request_id.partner_shipping_id")
    def _compute_partner_shipping_id(self):
        for job in self:
            job.partner_shipping_id = job.request_id.partner_shipping_id

    @api.depends("request_id.partner_invoice_id")
    def _compute_partner_invoice_id(self):
        for job in self:
            job.partner_invoice_id = job.request_id.partner_invoice_id

    @api.depends("state", "request_id.state")
    def _compute_is_open(self):
        for job in self:
            job.is_open = (
                job.state not in JOB_FINISHED and job.request_id.state != "draft"
            )

    @api.depends("request_id.team_id")
    def _compute_team_id(self):
        for job in self:
            job.team_id = job.team_id or job.request_id.team_id

    def _compute_photo_count(self):
        counts = dict(
            self.env["service.photo"]._read_group(
                [("job_id", "in", self.ids)], ["job_id"], ["__count"]
            )
        )
        for job in self:
            job.photo_count = counts.get(job, 0)

    @api.depends("state")
    def _compute_blockers(self):
        for job in self:
            job.ship_blocker = job._service_reason(job._service_check_can_ship)
            job.close_blocker = job._service_reason(job._service_check_can_close)
            job.can_ship = not job.ship_blocker
            job.can_close = not job.close_blocker

    @api.depends("state")
    def _compute_ways(self):
        for job in self:
            # Back from the quality check is the check's own button.
            job.can_start_repair = job.state != "quality" and job._service_can_go(
                "repairing"
            )
            # What was not repaired is set ready for a reason of its own.
            job.can_set_ready = job.state == "repairing" and job._service_can_go(
                "ready"
            )

    @api.model
    def _service_reason(self, check, *args):
        """Return why `check` refuses, or False."""
        try:
            check(*args)
        except UserError as error:
            return str(error)
        return False

    def _compute_access_url(self):
        super()._compute_access_url()
        for job in self:
            job.access_url = f"/my/service/job/{job.id}"

    @api.depends("reference", "device_id", "subject")
    def _compute_display_name(self):
        for job in self:
            what = job._service_device_name() or job.subject
            job.display_name = " – ".join(
                filter(None, [job.reference or self.env._("Draft"), what])
            )

    # --- CRUD -----------------------------------------------------------------

    @api.constrains("device_id", "request_id")
    def _check_device_owner(self):
        for job in self.filtered("device_id"):
            if job.device_id.partner_id != job.request_id.partner_id:
                raise UserError(
                    self.env._(
                        "Device %(device)s belongs to another client. Change the owner "
                        "of the device first, or choose another device.",
                        device=job.device_id.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # before barcodes are drawn with sudo
        self._service_number(vals_list)
        jobs = super().create(vals_list)
        jobs._service_refresh_next_step()
        filed = jobs.filtered(lambda job: job.request_id.state != "draft")
        filed._service_refresh_search_text()  # drafts have no reference yet
        filed._service_log_announced(self.env.user)
        jobs.sudo().request_id._service_count_open_jobs()  # a technician adds jobs, too
        return jobs

    def write(self, vals):
        result = super().write(vals)
        if {"device_id", "customer_reference", "subject", "request_id"} & vals.keys():
            self._service_refresh_search_text()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(job.request_id.state != "draft" for job in self):
            raise UserError(self.env._("A job is never deleted. Cancel it instead."))

    @api.model
    def _service_number(self, vals_list):
        """Number new jobs within their requests and draw their barcodes."""
        barcodes = self.env["ir.sequence"]._service_draw(
            "service.job.barcode", len(vals_list)
        )
        request_ids = {vals["request_id"] for vals in vals_list}
        requests_sudo = self.env["service.request"].sudo()  # a technician adds jobs
        # guard: two who add a job at once would draw the same number
        requests_sudo.browse(request_ids)._service_lock()
        last = dict(
            self.sudo()._read_group(  # a colleague's jobs count, too
                [("request_id", "in", list(request_ids))],
                ["request_id"],
                ["number:max"],
            )
        )
        numbers = {request.id: number for request, number in last.items()}
        for vals, barcode in zip(vals_list, barcodes, strict=True):
            number = numbers.get(vals["request_id"], 0) + 1
            numbers[vals["request_id"]] = number
            vals["number"] = number
            vals["barcode"] = barcode

    # --- Small things the others call -----------------------------------------

    def _service_device_name(self):
        """Return brand and model, or the category, in one line; empty for a task."""
        self.ensure_one()
        return self.device_id._service_title()

    def _service_log_announced(self, actor):
        fresh = self.filtered(
            lambda job: (
                job.state == "announced"
                and not job.sudo().event_ids  # the log is closed to clients
            )
        )
        if fresh:
            self.env["service.event"]._service_append(
                fresh,
                code="job.announced",
                state_to="announced",
                source=self.env.context.get("service_source", "backoffice"),
                actor=actor or self.env.user,
            )

    def _service_search_terms(self):
        """Return the words by which a client or an employee looks for this job."""
        self.ensure_one()
        device = self.device_id
        return [
            self.reference,
            self.barcode,
            self.request_id.customer_reference,
            self.customer_reference,
            self.subject,
            device.code,
            device.brand,
            device.model,
            device.serial_number,
            device.serial_key,
        ]

    def _service_refresh_search_text(self):
        """Write `search_text`; an addon whose terms change calls it."""
        for job in self:
            text = " ".join(filter(None, job._service_search_terms()))
            if text != job.search_text:
                job.search_text = text

    # --- Repair ---------------------------------------------------------------

    def _service_ensure_repair(self):
        """Return the job's repair order; make it when missing."""
        self.ensure_one()
        if not self.repair_id:
            repairs_sudo = self.env["repair.order"].sudo()  # care and clients start it
            repair_sudo = repairs_sudo.create(self._service_repair_vals())
            self.sudo().repair_id = repair_sudo  # read-only for everybody else
        return self.repair_id

    def _service_repair_vals(self):
        """Return values of the repair order."""
        self.ensure_one()
        device = self.device_id
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "product_id": device.category_id._service_ensure_product().id,
            "product_qty": 1.0,
            "lot_id": device._service_ensure_lot().id,
            "user_id": self.technician_id.id,
            "internal_notes": plaintext2html(self.fault or ""),
        }

    # --- Buttons ----------------------------------------------------------------

    def action_view_request(self):
        """Open the matter this job belongs to."""
        self.ensure_one()
        return self.request_id._get_records_action()
