from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import ORDER_OPEN, SHIPMENT_FINAL, SHIPMENT_STATES

MAX_NUMBER = 64


class ServiceShipment(models.Model):
    """One parcel, or one hand-over at the counter, with the devices in it.

    What happens to it is in service_shipment_tracking.py, ordering it from a carrier in
    service_shipment_order.py.
    """

    _name = "service.shipment"
    _description = "Service Shipment"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    direction = fields.Selection(
        [("out", "To the client"), ("in", "From the client")],
        required=True,
        readonly=True,
        default="out",
    )
    method = fields.Selection(
        [("carrier", "Carrier"), ("counter", "At the counter")],
        required=True,
        readonly=True,
        default="carrier",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True
    )
    partner_shipping_id = fields.Many2one(
        "res.partner", string="Address", readonly=True
    )
    job_ids = fields.Many2many("service.job", string="Jobs", readonly=True)
    job_count = fields.Integer(compute="_compute_job_count")
    carrier_id = fields.Many2one("delivery.carrier", check_company=True)
    # Clients may not read carriers: the name is kept here.
    carrier_name = fields.Char(
        compute="_compute_carrier_name", store=True, readonly=False
    )
    tracking_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    tracking_url = fields.Char(compute="_compute_tracking_url", store=True)
    state = fields.Selection(
        SHIPMENT_STATES,
        required=True,
        readonly=True,
        copy=False,
        default="label",
        index=True,
    )
    state_since = fields.Datetime(
        readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    event_ids = fields.One2many("service.shipment.event", "shipment_id", "Events")

    _tracking_number_uniq = models.UniqueIndex(
        "(company_id, tracking_number) WHERE tracking_number IS NOT NULL"
        " AND state != 'cancelled' AND direction = 'out'",
        "A shipment with this parcel number exists already.",
    )

    @property
    def is_final(self):
        """Tell whether nothing more happens to this parcel."""
        return self.state in SHIPMENT_FINAL

    # --- Computes -------------------------------------------------------------

    @api.depends("job_ids")
    def _compute_job_count(self):
        for shipment in self:
            shipment.job_count = len(shipment.job_ids)

    @api.depends("carrier_id")
    def _compute_carrier_name(self):
        for shipment in self:
            shipment.carrier_name = shipment.carrier_id.name

    @api.depends("carrier_id.tracking_url", "tracking_number")
    def _compute_tracking_url(self):
        for shipment in self:
            pattern = shipment.carrier_id.tracking_url
            shipment.tracking_url = bool(pattern and shipment.tracking_number) and (
                pattern.replace("<shipmenttrackingnumber>", shipment.tracking_number)
            )

    @api.depends("name", "carrier_name", "tracking_number")
    def _compute_display_name(self):
        for shipment in self:
            number = " ".join(
                filter(None, [shipment.carrier_name, shipment.tracking_number])
            )
            shipment.display_name = (
                f"{shipment.name} ({number})" if number else shipment.name
            )

    # --- Sending --------------------------------------------------------------

    @api.model
    def _service_dispatch(
        self,
        jobs,
        *,
        method="carrier",
        carrier=None,
        number=None,
        receipt=None,
        source,
        actor=None,
        values=None,
        cod=False,
    ):
        """Send `jobs` of one client: shipment, stock, state, one mail.

        Without a number, a carrier with an adapter is asked for the parcel first: the
        jobs stay ready until it has confirmed.

        :param jobs: `service.job` records that are ready
        :param str method: "carrier" or "counter"
        :param carrier: `delivery.carrier` record, or none
        :param str number: the carrier's parcel number, or none
        :param dict receipt: of `_service_receipt_vals`, or none
        :param dict values: what a person entered for the parcel, see
            `delivery.carrier._service_courier_parcel_fields`
        :param bool cod: the carrier collects what is unpaid
        :return: the shipment
        :raise UserError: different clients, a device that must not leave, a number
            that is used already; nothing is written
        """
        if not jobs:
            raise UserError(self.env._("Choose at least one device to send."))
        jobs._service_lock()
        # guard: a device is sent once
        (jobs._service_by_cod() if cod else jobs)._service_check_can_ship()
        jobs._service_check_not_ordered()
        jobs._service_check_one_client()
        if method == "carrier":
            jobs._service_check_one_locker()
            jobs._service_check_sending_photo()
        number = self._service_clean_number(number)
        self._service_check_number(number, jobs.company_id[:1])
        before_sudo = jobs.sudo().shipment_id  # as whoever orders
        before_sudo.filtered(
            lambda parcel: parcel.order_state == "failed"
        )._service_take_out(jobs)
        shipment_sudo = self._service_make(jobs, method, carrier, number, values)
        if cod:
            shipment_sudo._service_collect_unpaid(jobs)
        shipment_sudo._service_write_jobs(jobs)
        if receipt:
            shipment_sudo._service_write_kept(receipt)
        # What left already (in_house is false) is not ordered any more.
        if (
            not number
            and shipment_sudo.carrier_id.service_orders
            and all(jobs.mapped("in_house"))
        ):
            shipment_sudo._service_order()
            return shipment_sudo.with_env(self.env)
        jobs._service_depart(source=source, actor=actor)
        shipment_sudo._service_start_tracking()
        if method == "counter":
            shipment_sudo._service_set_state("delivered", source=source, actor=actor)
        return shipment_sudo.with_env(self.env)

    @api.model
    def _service_make(self, jobs, method, carrier, number, values=None):
        """Return a new shipment to the client of `jobs`, with sudo."""
        self_sudo = self.sudo()  # stock users who validate lack service rights
        entered = self._service_parcel_vals(carrier, values) if carrier else {}
        return self_sudo.create(
            self._service_vals(jobs, method, carrier)
            | entered
            | {
                "name": self_sudo.env["ir.sequence"].next_by_code("service.shipment"),
                "tracking_number": number,
            }
        )

    @api.model
    def _service_vals(self, jobs, method, carrier):
        """Return values of a shipment to the client of `jobs`."""
        return {
            "company_id": jobs.company_id[:1].id,
            "method": method,
            "partner_id": jobs.partner_id[:1].id,
            "partner_shipping_id": jobs[:1]._service_receiver().id,
            "job_ids": jobs.ids,
            "carrier_id": carrier.id if carrier else False,
        }

    def _service_write_jobs(self, jobs):
        """Write the columns of the jobs that only logistics writes."""
        methods = dict(self._fields["method"]._description_selection(self.env))
        number = " ".join(filter(None, [self.carrier_name, self.tracking_number]))
        jobs_sudo = jobs.sudo()  # read-only for everybody
        jobs_sudo.write(
            {
                "shipment_id": self.id,
                "handed_over_at": False,
                "tracking_display": number or methods[self.method],
            }
        )
        jobs_sudo._service_refresh_search_text()

    @api.model
    def _service_clean_number(self, number):
        """Return the parcel number without spaces, or False."""
        return "".join((number or "").split())[:MAX_NUMBER] or False

    @api.model
    def _service_check_number(self, number, company):
        """Say which shipment has the number already; the index is the guard."""
        if not number:
            return
        twin_sudo = self.sudo().search(  # also one of a colleague
            [
                ("tracking_number", "=", number),
                ("company_id", "=", company.id),
                ("direction", "=", "out"),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )
        if twin_sudo:
            raise UserError(
                self.env._(
                    "The parcel number %(number)s belongs to shipment %(shipment)s "
                    "already. Check the number on the label.",
                    number=number,
                    shipment=twin_sudo.name,
                )
            )

    # --- Buttons ----------------------------------------------------------------

    def action_delivered(self):
        """The client has the parcel."""
        self._service_step("delivered")

    def action_in_transit(self):
        """The carrier took the parcel."""
        self._service_step("in_transit")

    def action_problem(self):
        """The carrier reports a problem."""
        self._service_step("problem")

    def _service_step(self, state):
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for shipment in self:
            # guard: what is being ordered has not left
            if (
                shipment.direction == "out"
                and shipment.order_state in ORDER_OPEN
                and not shipment.is_final
            ):
                raise UserError(
                    self.env._(
                        "%(shipment)s is not ordered yet: it cannot be on its way. Try "
                        "the order again or cancel it.",
                        shipment=shipment.name,
                    )
                )
        self._service_set_state(state, source="backoffice", actor=self.env.user)

    def action_open_tracking(self):
        """Open the carrier's page of this parcel."""
        self.ensure_one()
        if not self.tracking_url:
            raise UserError(
                self.env._(
                    "There is no tracking page for this parcel. Enter the carrier's "
                    "tracking link in the delivery method."
                )
            )
        return {"type": "ir.actions.act_url", "url": self.tracking_url, "target": "new"}
