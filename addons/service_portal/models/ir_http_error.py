"""What an error tells clients: what happened, and nothing of the inside.

Core answers every JSON call with a traceback (`debug`) and with PostgreSQL's or
Python's own words; whoever adds `?debug=1` gets them on pages, too. Employees keep all
of that.
"""

import html
import json
import xmlrpc.client

import psycopg2
from werkzeug.exceptions import HTTPException, InternalServerError

from odoo import models
from odoo.exceptions import UserError
from odoo.http import Response, SessionExpiredException, request

# Errors whose words were written for the person who reads them.
_SPOKEN = (UserError, HTTPException, SessionExpiredException)
_SECRET_PARTS = ("traceback", "qweb_exception")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Override of core: answers of programs without the inside of the server."""
        response = super()._handle_error(exception)
        if not cls._service_shows_inside():
            cls._service_hide_inside(response, exception)
        return response

    @classmethod
    def _dispatch(cls, endpoint):
        """Override of core: its XML-RPC writes the traceback into the fault itself.

        That address closes the cursor before it asks who calls: nobody gets it there.
        """
        try:
            return super()._dispatch(endpoint)
        except Exception as error:
            fault = getattr(error, "error_response", None)
            if getattr(fault, "mimetype", None) == "text/xml" and not isinstance(
                error, _SPOKEN
            ):
                sentence = cls._service_neutral_error()["message"]
                error.error_response = Response(
                    xmlrpc.client.dumps(
                        xmlrpc.client.Fault(1, sentence), methodresponse=True
                    ),
                    mimetype="text/xml",
                )
            raise

    @classmethod
    def _get_exception_code_values(cls, exception):
        """Override of `http_routing`: pages, too; `?debug=1` is for everybody."""
        code, values = super()._get_exception_code_values(exception)
        if not cls._service_shows_inside():
            values = {k: v for k, v in values.items() if k not in _SECRET_PARTS}
            if not isinstance(exception, _SPOKEN):
                values["exception"] = InternalServerError()
        return code, values

    @classmethod
    def _service_shows_inside(cls):
        """Tell whether the person who called may see tracebacks: employees."""
        env = request.env
        if not env or env.cr.closed or not env.uid:
            return False  # an old RPC address, or nobody
        try:
            env.cr.rollback()  # an error of the database left it unusable
            return env.user._is_internal()
        except psycopg2.Error:
            return False  # the database is gone

    @classmethod
    def _service_hide_inside(cls, response, exception):
        """Take traceback and inner words out of a JSON answer, in place."""
        told = response
        if isinstance(response, HTTPException):
            # Core's report and export routes write JSON into a page.
            told = response.response
        body = cls._service_error_body(told)
        if body is None:
            return
        error = body.get("error", body)
        data = error.get("data", error) if isinstance(error, dict) else None
        if not isinstance(data, dict) or "debug" not in data:
            return
        if not isinstance(exception, _SPOKEN) or told is not response:
            data |= cls._service_neutral_error()
        data["debug"] = ""
        text = json.dumps(body)
        is_page = told.mimetype == "text/html"
        told.set_data(html.escape(text) if is_page else text)

    @classmethod
    def _service_error_body(cls, response):
        """Return the JSON object that a response holds, None when it holds none."""
        mimetype = getattr(response, "mimetype", None)
        if mimetype not in ("application/json", "text/html"):
            return None
        if not response.is_sequence:
            return None
        text = response.get_data(as_text=True)
        try:
            body = json.loads(html.unescape(text) if mimetype == "text/html" else text)
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    @classmethod
    def _service_neutral_error(cls):
        # In English as core's own words for programs: the language may be unknown here.
        sentence = (
            "The server could not do this, and nothing was changed. Check the names of "
            "the fields and the shape of the values; if they are right, tell us when "
            "it happened."
        )
        return {
            "name": "werkzeug.exceptions.InternalServerError",
            "message": sentence,
            "arguments": [sentence],
            "context": {},
        }
