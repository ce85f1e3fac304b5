from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import CLAIM_DAYS, DAMAGE_KINDS, DAMAGE_STATES

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()
# Written down once; a carrier who was sent the protocol reads the same for ever.
FACTS = {
    "kind",
    "job_ids",
    "shipment_id",
    "carrier_id",
    "tracking_number",
    "found_at",
    "found_by_id",
    "description",
    "packaging",
}
STEPS = {"state", "claimed_at", "decided_at"}
# They follow from the devices, the kind and the day; nobody enters them.
FOLLOWING = {"company_id", "partner_id", "claim_due"}
# The kind began it: the job's history, the search for the device, the carrier's term.
FIXED = FOLLOWING | {"name", "kind"}
# amount -> the states in which it is not entered
_NO_AMOUNT = {
    "amount_claimed": {"settled", "refused"},
    "amount_settled": {"open", "settled", "refused"},
}
WAYS = {"open": {"claimed"}, "claimed": {"settled", "refused"}}
REMIND_DAYS = 2


class ServiceDamage(models.Model):
    """The protocol of a device that came damaged, or is missing.

    Photos are those of kind `damage` of its jobs. The paper is drawn by
    service_damage_paper.py.
    """

    _name = "service.damage"
    _description = "Damage Protocol"
    _inherit = ["service.mail.queue.mixin", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(DAMAGE_KINDS, required=True)
    job_ids = fields.Many2many(
        "service.job", string="Jobs", required=True, check_company=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_owner", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_owner",
        store=True,
        index=True,
    )
    shipment_id = fields.Many2one(
        "service.shipment",
        string="Shipment",
        compute="_compute_shipment_id",
        store=True,
        readonly=False,
        check_company=True,
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        compute="_compute_carrier",
        store=True,
        readonly=False,
        check_company=True,
    )
    tracking_number = fields.Char(
        string="Parcel Number", compute="_compute_carrier", store=True, readonly=False
    )
    found_at = fields.Datetime(
        string="Found", required=True, default=lambda self: fields.Datetime.now()
    )
    found_by_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    description = fields.Text(required=True, help="What is damaged or missing.")
    packaging = fields.Text(help="State of the box, the filling and the tapes.")
    claim_due = fields.Date(
        string="Claim by",
        compute="_compute_claim_due",
        store=True,
        help="Calendar days of the delivery method, counted from the day it was found.",
    )
    state = fields.Selection(
        DAMAGE_STATES, required=True, readonly=True, copy=False, default="open"
    )
    claimed_at = fields.Datetime(string="Claimed", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_claimed = fields.Monetary(copy=False)
    amount_settled = fields.Monetary(string="Amount Paid", copy=False)
    photo_ids = fields.Many2many(
        "service.photo", string="Photos", compute="_compute_photo_ids"
    )

    # --- Computes -------------------------------------------------------------

    @api.depends("job_ids.company_id", "job_ids.partner_id")
    def _compute_owner(self):
        for damage in self:
            damage.company_id = damage.job_ids.company_id[:1]
            damage.partner_id = damage.job_ids.partner_id[:1]

    @api.depends("job_ids", "kind")
    def _compute_shipment_id(self):
        for damage in self:
            sent = damage.kind in ("out", "lost")
            damage.shipment_id = sent and damage.job_ids.shipment_id[:1]

    @api.depends("shipment_id")
    def _compute_carrier(self):
        for damage in self.filtered("shipment_id"):
            damage.carrier_id = damage.shipment_id.carrier_id
            damage.tracking_number = damage.shipment_id.tracking_number

    @api.depends("kind", "found_at", "carrier_id.service_claim_days")
    def _compute_claim_due(self):
        for damage in self:
            if damage.kind == "missing" or not damage.found_at:
                damage.claim_due = False
                continue
            days = damage.carrier_id.service_claim_days or CLAIM_DAYS
            found = self.env["service.job"]._service_local(damage.found_at).date()
            damage.claim_due = found + relativedelta(days=days)

    @api.depends("job_ids.photo_ids.removed_at")
    def _compute_photo_ids(self):
        for damage in self:
            photos = damage.job_ids.photo_ids
            damage.photo_ids = photos.filtered(
                lambda photo: photo.kind == "damage" and not photo.removed_at
            )

    # --- Constraints ----------------------------------------------------------

    @api.constrains("job_ids")
    def _check_one_client(self):
        for damage in self:
            if not damage.job_ids:
                raise ValidationError(self.env._("Choose the device it is about."))
            # guard: a protocol is shown to one client
            if len(damage.job_ids.partner_id) > 1:
                raise ValidationError(
                    self.env._(
                        "These devices belong to different clients. Write one protocol "
                        "for each."
                    )
                )

    @api.constrains("found_at")
    def _check_found_at(self):
        for damage in self:
            if damage.found_at > fields.Datetime.now():
                raise ValidationError(
                    self.env._("It cannot have been found in the future.")
                )

    @api.constrains("amount_claimed", "amount_settled")
    def _check_amounts(self):
        for damage in self:
            if damage.amount_claimed < 0 or damage.amount_settled < 0:
                raise ValidationError(self.env._("An amount cannot be negative."))

    # --- CRUD -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # before numbers are drawn with sudo
        if any(
            (STEPS | FOLLOWING) & vals.keys() or vals.get("amount_settled")
            for vals in vals_list
        ):
            raise UserError(self.env._("A protocol begins as an open one."))
        sequences_sudo = self.env["ir.sequence"].sudo()  # staff may not read sequences
        damages = super().create(
            [
                vals | {"name": sequences_sudo.next_by_code("service.damage")}
                for vals in vals_list
            ]
        )
        for damage in damages:
            damage._service_begin()
        return damages

    def write(self, vals):
        if self.env.context.get("service_damage_writer") is not _WRITER:
            self._service_check_write(vals)
        return super().write(vals)

    def _service_check_write(self, vals):
        fixed = FIXED
        if "missing" in self.mapped("kind"):
            fixed = FIXED | {"job_ids"}
        # guard: what a protocol began with stays
        if fixed & vals.keys():
            raise UserError(
                self.env._(
                    "What a protocol is about stays as it was begun. Write a new one."
                )
            )
        # guard: only the buttons move a protocol on
        if STEPS & vals.keys():
            raise UserError(
                self.env._("Use the buttons of the protocol to say what happened.")
            )
        # guard: a protocol that went to the carrier stays as it is
        if FACTS & vals.keys() and any(damage.state != "open" for damage in self):
            raise UserError(
                self.env._(
                    "This protocol has been sent to the carrier and stays as it is. "
                    "Write what is new as a note, or write a new protocol."
                )
            )
        # guard: amounts are entered while they are open
        if any(
            damage.state in states
            for name, states in _NO_AMOUNT.items()
            if name in vals
            for damage in self
        ):
            raise UserError(
                self.env._(
                    "The amount claimed is entered before the carrier decides, the "
                    "amount paid after the claim was sent."
                )
            )

    # --- What follows -----------------------------------------------------------

    def _service_begin(self):
        """Log it with the jobs, look for what is missing, mind the claim's term."""
        self.ensure_one()
        self._check_one_client()  # also when no device was named at all
        self.job_ids._service_log(f"damage.{self.kind}", source="backoffice")
        if self.kind == "missing":
            lost = self.job_ids.filtered(lambda job: job.state != "missing")
            lost._service_transition(
                "missing", source="backoffice", note=self.description
            )
        if self.claim_due:
            today = fields.Date.context_today(self)
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=max(
                    today, self.claim_due - relativedelta(days=REMIND_DAYS)
                ),
                summary=self.env._("Claim from the carrier"),
                note=self.env._(
                    "The carrier's term ends on %(date)s.",
                    date=f"{self.claim_due:%d.%m.%Y}",
                ),
                user_id=self.found_by_id.id,
            )

    def _service_set_state(self, state, **vals):
        """Write a step; the only code that writes the state."""
        self.check_access("write")
        self.lock_for_update()
        for damage in self:
            if state not in WAYS.get(damage.state, ()):
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(protocol)s is “%(state)s”. Refresh the page and choose one "
                        "of the offered steps.",
                        protocol=damage.name,
                        state=labels[damage.state],
                    )
                )
        self.with_context(service_damage_writer=_WRITER).write(vals | {"state": state})
        for damage in self:
            damage.job_ids._service_log(f"damage.{state}", source="backoffice")
            if damage.kind == "lost" and state in ("settled", "refused"):
                damage.job_ids._service_lose()

    def _service_show(self):
        """Return what a station shows of a protocol, as JSON; False of none."""
        # Photos are kept with the first device, as in the form.
        job = self.job_ids.sorted("id")[:1]
        return bool(self) and {
            "id": self.id,
            "name": self.name,
            "job": {
                "id": job.id,
                "reference": self.name,
                "title": self.env._("Box of %(job)s", job=job.reference),
                "photo_count": len(self.photo_ids),
            },
        }

    # --- Buttons ----------------------------------------------------------------

    def action_claimed(self):
        """The claim went to the carrier: keep the paper as it was sent."""
        self.check_access("write")
        for damage in self:
            if damage.kind == "missing":
                raise UserError(
                    self.env._("No carrier is to blame for a device missing here.")
                )
            damage._service_set_state("claimed", claimed_at=fields.Datetime.now())
            damage.message_post(
                body=self.env._("The claim was sent to the carrier."),
                attachments=[(damage._service_paper_name(), damage._service_paper())],
            )
            damage.activity_unlink(["mail.mail_activity_data_todo"])

    def action_settled(self):
        """The carrier pays."""
        self.check_access("write")
        for damage in self:
            if not damage.amount_settled:
                raise UserError(self.env._("Enter the amount that the carrier pays."))
            damage._service_set_state("settled", decided_at=fields.Datetime.now())

    def action_refused(self):
        """The carrier does not pay."""
        self._service_set_state("refused", decided_at=fields.Datetime.now())
