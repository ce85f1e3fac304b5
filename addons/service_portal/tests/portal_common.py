"""A browser without JavaScript for the tests of portal pages; no test in here."""

import re

from lxml import html

from odoo import http
from odoo.tests import HttpCase

from .common import ServiceCommon

# Of the currencies' digits, too: they may be the id that was typed.
_ROUTE_TOKENS = re.compile(
    r'csrf_token[^,>]*|[0-9a-f]{40,}o?[0-9]*|\?unique=\w+|"digits": \[[0-9, ]+\]'
)


class PortalCommon(ServiceCommon, HttpCase):
    def enter(self, user=None):
        """Log in as `user`, or come as a visitor."""
        self.authenticate(user.login if user else None, user.login if user else None)

    def get(self, path, **params):
        return self.url_open(path, params=params)

    def post(self, path, data=None, files=None, follow=True):
        return self.url_open(
            path,
            data={"csrf_token": http.Request.csrf_token(self)} | (data or {}),
            files=files,
            method="POST",
            allow_redirects=follow,
        )

    def page(self, answer):
        """Return the parsed page."""
        return html.fromstring(answer.text)

    def text(self, answer):
        """Return the words of the page's main part, with single spaces."""
        return " ".join(self.page(answer).xpath("//main")[0].text_content().split())

    def comparable(self, answer, *typed):
        """Return what a stranger can tell answers apart by, but for what he typed."""
        text = _ROUTE_TOKENS.sub("", answer.text)
        for number in typed:
            text = re.sub(
                rf"(?<=[/ >]){re.escape(str(number))}(?![0-9a-z])", "ID", text
            )
        return answer.status_code, text
