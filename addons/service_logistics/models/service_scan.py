import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import SCAN_RESULTS

MODES = [
    ("receive", "Receiving"),
    ("send", "Sending"),
    ("shelve", "Shelves"),
    ("pickup", "Handing Over to the Courier"),
]
MAX_RAW = 128
# A browser sends its scans again when the network is back; none waits longer.
KEEP_DAYS = 14
# What a station says with each call: whose scans it sends.
SENDER = "service_station_user"


class OtherUserError(UserError):
    """The browser sends what somebody else has scanned; it keeps that, see whyAgain."""


class ServiceScan(models.Model):
    """What a station scanned and what it was answered.

    The token is drawn by the station for each scan. A replay - a double key, a
    lost answer, core's retry - gets the first answer and does nothing again.
    """

    _name = "service.scan"
    _description = "Service Scan"
    _order = "id desc"
    _rec_name = "raw"

    token = fields.Char(required=True, readonly=True)
    raw = fields.Char(string="Scanned", required=True, readonly=True)
    mode = fields.Selection(MODES, required=True, readonly=True)
    station = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    request_id = fields.Many2one(
        "service.request", readonly=True, index="btree_not_null"
    )
    job_id = fields.Many2one("service.job", readonly=True, index="btree_not_null")
    received_job_ids = fields.Many2many(
        "service.job",
        "service_scan_received_job_rel",
        string="Received Devices",
        readonly=True,
    )
    undone_by_id = fields.Many2one(
        "service.scan", string="Taken Back By", readonly=True
    )
    result = fields.Selection(SCAN_RESULTS, readonly=True)
    message = fields.Char(readonly=True)
    answer = fields.Json(readonly=True)

    _token_uniq = models.UniqueIndex("(token)")
    _user_idx = models.Index("(user_id, id DESC)")

    # --- Called by the stations -----------------------------------------------

    @api.model
    def scan(
        self,
        token,
        raw,
        mode,
        station=None,
        request_id=None,
        job_ids=None,
        shelf_id=None,
        confirm=None,
        count_id=None,
        parcel=None,
    ):
        """Answer one scan of a station.

        :param str token: unique for this scan, drawn by the station
        :param str raw: what the scanner read
        :param str mode: "receive", "send", "shelve" or "pickup"
        :param int request_id: the request that is open at the receiving station
        :param list job_ids: the jobs that lie in the parcel at the sending station, or
            wait for their shelf
        :param int shelf_id: the shelf that is open at the receiving station or at the
            station "Shelves"
        :param str confirm: what the answer before offered and the person wants:
            "all" (receive the whole parcel), "own" (receive a device under its own
            request), "next" (finish the parcel though devices are missing),
            "finish" (finish the count though devices are missing) or "number" (send by
            a carrier that gives numbers, under this one)
        :param int count_id: the count that goes on at the station "Shelves"
        :param dict parcel: of the sending station, see `send`
        :return: dict: result, level, title, message, request, job_id, job (what is
            shown of it, or False), basket, number, confirm (what may be confirmed now,
            or ""); of "Shelves" also shelf, count; of the receiving station also
            shelf; of sending also carrier_id, cod and shipment
        """
        self.env["service.job"]._service_check_logistics()
        raw = (raw or "").strip()[:MAX_RAW]
        if mode not in dict(MODES) or not raw:
            raise UserError(self.env._("Scan a barcode."))
        scan = self._service_begin(token, raw, mode, station)
        if not scan:
            return self._service_replay(token)
        if count_id and mode == "shelve":
            answer = scan._service_answer_count(raw, count_id, shelf_id, confirm)
            return scan._service_finish(answer)
        shelf = self._service_open_shelf(shelf_id)
        if mode == "receive":
            armed = self.env["service.request"].search([("id", "=", request_id)])
            answer = scan._service_answer_receive(raw, armed, confirm, shelf)
            return scan._service_finish(answer)
        if mode == "pickup":
            return scan._service_finish(self._service_answer_pickup(raw))
        basket = self.env["service.job"].search([("id", "in", job_ids or [])])
        if mode == "send":
            answer = scan._service_answer_send(raw, basket, parcel or {}, confirm)
        else:
            answer = scan._service_answer_shelve(raw, shelf, basket)
        return scan._service_finish(answer)

    @api.model
    def station_data(self):
        """Return what a station needs when it opens: carriers and open work."""
        self.env["service.job"]._service_check_logistics()
        jobs = self.env["service.job"]
        return {
            "carriers": [
                {
                    "id": carrier.id,
                    "name": carrier.name,
                    "orders": carrier.service_orders,
                }
                for carrier in self.env["delivery.carrier"].search(
                    self.env["delivery.carrier"]._check_company_domain(self.env.company)
                )
            ],
            "expected": jobs.search_count(self._service_expected_domain()),
            "parcels": self._service_expected_parcels(),
            "categories": self.env["service.device.category"]
            .search([])
            .read(["name"], load=None),
            "ready": jobs.search_count(jobs._service_to_send_domain()),
        }

    @api.model
    def _service_open_shelf(self, shelf_id):
        return self.env["stock.location"].search(
            [("id", "=", shelf_id), ("is_service_shelf", "=", True)]
        )

    # --- Once and only once ---------------------------------------------------

    @api.model
    def _service_check_sender(self):
        """Raise OtherUserError when the station sends what another user scanned.

        Who logs in next in the same browser does not receive and send devices, take
        photos and get the answers in the place of whoever scanned. The context says
        whose scan it is; without it (an API client) it is the caller's.
        """
        # guard: nobody scans in the name of somebody else
        if self.env.context.get(SENDER, self.env.uid) != self.env.uid:
            raise OtherUserError(
                self.env._("Somebody else has scanned this. Log in as that person.")
            )

    @api.model
    def _service_begin(self, token, raw, mode, station):
        """Return the new scan, or none when the token has been used."""
        self._service_check_sender()
        self.check_access("create")
        try:
            token = str(uuid.UUID(str(token)))
        except ValueError as error:
            raise UserError(
                self.env._("The station sent no valid scan. Reload the page.")
            ) from error
        # guard: a scan counts once
        self.env.cr.execute(
            SQL(
                """INSERT INTO service_scan
                    (token, raw, mode, station, user_id, company_id,
                     create_uid, create_date, write_uid, write_date)
                   VALUES (%(token)s, %(raw)s, %(mode)s, %(station)s, %(uid)s,
                     %(company)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                   ON CONFLICT (token) DO NOTHING RETURNING id""",
                token=token,
                raw=raw,
                mode=mode,
                station=(station or "")[:64] or None,
                uid=self.env.uid,
                company=self.env.company.id,
                now=fields.Datetime.now(),
            )
        )
        row = self.env.cr.fetchone()
        return self.browse(row[0]) if row else self.browse()

    @api.model
    def _service_replay(self, token):
        """Return what this token was answered before, to the same user."""
        scan = self.search(
            [("token", "=", str(uuid.UUID(str(token)))), ("user_id", "=", self.env.uid)]
        )
        if not scan:
            raise UserError(
                self.env._("The station sent no valid scan. Reload the page.")
            )
        # guard: what was answered long ago is answered in words
        if not scan.answer:
            raise UserError(
                self.env._(
                    "This scan was answered long ago. Look at the device's job to see "
                    "what came of it."
                )
            )
        return scan.answer | {"replayed": True}

    @api.autovacuum
    def _gc_answers(self):
        """Forget what stations were answered long ago: shelves name many clients."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        # The log is write-once; a JSON of null is no answer, too.
        self.env.cr.execute(
            SQL(
                """UPDATE service_scan SET answer = NULL
                    WHERE answer IS NOT NULL AND create_date < %s""",
                old,
            )
        )
        self.invalidate_model(["answer"])

    def _service_finish(self, answer):
        scan_sudo = self.sudo()  # the log is read-only for everybody
        scan_sudo.write(
            {
                "result": answer["result"],
                "message": answer["message"],
                "request_id": answer["request"] and answer["request"]["id"],
                "job_id": answer["job_id"],
                "answer": answer,
            }
        )
        return answer
