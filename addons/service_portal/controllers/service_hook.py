"""Addresses for machines: health, and webhooks of other systems."""

import json

from odoo import http
from odoo.http import request

MAX_BODY = 256 * 1024


class ServiceHook(http.Controller):
    _service_health_route = "/service/health"
    _service_hook_route = "/service/hook/<string:source>/<string:token>"

    @http.route(
        _service_health_route,
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def service_health(self, **query):
        """Answer 200 when every check passes, 503 otherwise; no personal data."""
        checks = request.env["service.health"]._service_health_checks()
        healthy = all(ok for _code, ok, _detail in checks)
        return request.make_json_response(
            {
                "status": "pass" if healthy else "fail",
                "checks": {
                    code: {"ok": ok, "detail": detail} for code, ok, detail in checks
                },
            },
            status=200 if healthy else 503,
        )

    @http.route(
        _service_hook_route,
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def service_hook(self, source, token):
        """Keep one message of another system and answer at once.

        A wrong source and a wrong token answer alike. A GET with the right token
        answers 200: some senders ask before they send.
        """
        inbox_sudo = request.env[
            "service.inbox"
        ].sudo()  # the secret in the address is the right
        address = request.httprequest.remote_addr
        limit_sudo = request.env["service.rate.limit"].sudo()  # a counter
        allowed = limit_sudo._service_hit(f"hook:{address}", 600, 60)
        if not allowed:
            return request.make_json_response({"error": "slow down"}, status=429)
        about = inbox_sudo._service_source_for(source, token)
        if not about:
            return request.make_json_response({"error": "not found"}, status=404)
        if request.httprequest.method == "GET":
            return request.make_json_response({"status": "ok"})
        if (request.httprequest.content_length or 0) > MAX_BODY:
            return request.make_json_response({"error": "too large"}, status=413)
        try:
            payload = json.loads(request.httprequest.get_data(cache=False))
            if not isinstance(payload, dict):
                raise ValueError("object expected")
        except ValueError:
            return request.make_json_response({"error": "no JSON object"}, status=400)
        new = inbox_sudo._service_store(source, about, payload)
        return request.make_json_response({"status": "stored" if new else "known"})
