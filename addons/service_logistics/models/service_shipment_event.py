from odoo import api, fields, models
from odoo.tools import SQL

from ..const import SHIPMENT_STATES

MAX_WORDS = 250


class ServiceShipmentEvent(models.Model):
    """What happened to a parcel, and when. Written once, by the shipment.

    News of a parcel that nobody knows are kept, too: with the carrier and the number
    instead of a shipment, until a shipment gets that number.
    """

    _name = "service.shipment.event"
    _description = "Service Shipment Event"
    _order = "at desc, id desc"
    _rec_name = "state"

    shipment_id = fields.Many2one("service.shipment", index=True, ondelete="cascade")
    carrier_id = fields.Many2one("delivery.carrier", index="btree_not_null")
    number = fields.Char(string="Parcel Number", index="btree_not_null")
    carrier_key = fields.Char(
        help="The carrier's own mark of this news: the same one counts once."
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True
    )
    state = fields.Selection(
        SHIPMENT_STATES, help="Empty: a word of the carrier that we do not know."
    )
    at = fields.Datetime(string="When", required=True)
    note = fields.Char(string="Carrier's Words")

    _key_uniq = models.UniqueIndex(
        "(shipment_id, carrier_key) WHERE shipment_id IS NOT NULL"
    )
    _stray_uniq = models.UniqueIndex(
        "(carrier_id, number, carrier_key) WHERE shipment_id IS NULL"
    )

    @api.depends("shipment_id.company_id", "carrier_id.company_id")
    def _compute_company_id(self):
        for event in self:
            event.company_id = (
                event.shipment_id.company_id
                or event.carrier_id.company_id
                or self.env.company
            )

    @api.model
    def _service_keep(self, news, *, shipment=None, carrier=None, number=None):
        """Keep news once, of a shipment or of the number of a parcel unknown to us.

        :param list news: dicts of `key` (the carrier's mark, None of a person),
            `state` (of `const.SHIPMENT_STATES` or None), `at` (UTC), `note`
        :return: what was new
        """
        if not news:
            return self.browse()
        self.flush_model()
        company = (shipment or carrier).company_id or self.env.company
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                shipment.id if shipment else None,
                carrier.id if carrier else None,
                number,
                item["key"],
                company.id,
                item["state"],
                item["at"].replace(microsecond=0),
                (item["note"] or "")[:MAX_WORDS] or None,
                self.env.uid,
                self.env.uid,
                fields.Datetime.now(),
                fields.Datetime.now(),
            )
            for item in news
        )
        # guard: the same news counts once
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO service_shipment_event (shipment_id, carrier_id, number,
                    carrier_key, company_id, state, at, note,
                    create_uid, write_uid, create_date, write_date)
                VALUES %s ON CONFLICT DO NOTHING RETURNING id
                """,
                rows,
            )
        )
        self.env["service.shipment"].invalidate_model(["event_ids"])
        return self.browse(event_id for [event_id] in found)

    @api.model
    def _service_adopt(self, shipment):
        """Give `shipment` the news that came before anybody knew its number."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE service_shipment_event stray
                   SET shipment_id = %(shipment)s, company_id = %(company)s
                 WHERE shipment_id IS NULL AND carrier_id = %(carrier)s
                   AND number = %(number)s
                   AND NOT EXISTS (
                       SELECT FROM service_shipment_event twin
                        WHERE twin.shipment_id = %(shipment)s
                          AND twin.carrier_key = stray.carrier_key)
                RETURNING id
                """,
                shipment=shipment.id,
                company=shipment.company_id.id,
                carrier=shipment.carrier_id.id or None,
                number=shipment.tracking_number or None,
            )
        )
        self.invalidate_model()
        self.env["service.shipment"].invalidate_model(["event_ids"])
