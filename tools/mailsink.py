"""A mail server that delivers nothing: it keeps mails and shows them on a page.

``python -m tools.mailsink --smtp-port N --http-port N --folder F``; aiosmtpd.
"""

import argparse
import email
import email.policy
import html
import http.server
import itertools
import re
import threading
import time
import urllib.parse
from pathlib import Path

from aiosmtpd.controller import Controller

NAME = re.compile(r"^[0-9]+-[0-9]+\.eml$")
PAGE = """<!DOCTYPE html>
<html lang="pl"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 60rem;
       padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: left; padding: .4rem; border-bottom: 1px solid #ccc }}
iframe {{ width: 100%; height: 40rem; border: 1px solid #ccc }}
</style></head><body>{body}</body></html>"""


class Keeper:
    """Handles each mail that arrives by writing it into the folder."""

    def __init__(self, folder):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.numbers = itertools.count(1)

    async def handle_DATA(self, _server, _session, envelope):
        """Keep one mail, with the addresses it was really sent to."""
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        name = f"{time.time_ns() // 1_000_000}-{next(self.numbers)}.eml"
        temporary = self.folder / f".{name}"
        temporary.write_bytes(head + envelope.original_content)
        temporary.replace(self.folder / name)
        return "250 kept"


def read(path):
    """Return a kept mail as an email.message.EmailMessage."""
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def mails(folder):
    """Return the kept mails as (name, message), the newest first."""
    found = [path for path in Path(folder).glob("*.eml") if NAME.match(path.name)]
    order = sorted(found, key=lambda path: [int(n) for n in path.stem.split("-")])
    return [(path.name, read(path)) for path in reversed(order)]


def attachments(message):
    """Return the attached files as (number, name, part)."""
    parts = [
        part for part in message.walk()
        if not part.is_multipart() and part.get_filename()
    ]  # fmt: skip
    return [(n, part.get_filename(), part) for n, part in enumerate(parts)]


def body(message):
    """Return (content type, text) of the best body."""
    part = message.get_body(("html", "plain"))
    if part is None:
        return "text/plain", ""
    return part.get_content_type(), part.get_content()


def list_page(folder):
    """Return the page that lists all mails."""
    rows = []
    for name, message in mails(folder):
        cells = [
            str(message[key] or "") for key in ("X-Envelope-To", "Subject", "Date")
        ]
        to, subject, date = map(html.escape, cells)
        files = len(attachments(message)) or ""
        rows.append(
            f"<tr><td>{date}</td><td>{to}</td>"
            f'<td><a href="/{name}">{subject or "(bez tematu)"}</a></td>'
            f"<td>{files}</td></tr>"
        )
    head = "<tr><th>Data</th><th>Do</th><th>Temat</th><th>Pliki</th></tr>"
    empty = "" if rows else "<p>Nie ma jeszcze żadnej wiadomości.</p>"
    content = f"<h1>Poczta</h1><table>{head}{''.join(rows)}</table>{empty}"
    return PAGE.format(title="Poczta", body=content)


def mail_page(name, message):
    """Return the page of one mail."""
    heads = "".join(
        f"<tr><th>{told}</th><td>{html.escape(str(message[key] or ''))}</td></tr>"
        for told, key in (
            ("Od", "From"), ("Do", "X-Envelope-To"), ("Data", "Date"),
            ("Odpowiedź do", "Reply-To"),
        )
    )  # fmt: skip
    files = "".join(
        f'<li><a href="/{name}/file/{n}">{html.escape(title)}</a></li>'
        for n, title, _part in attachments(message)
    )
    subject = html.escape(str(message["Subject"] or "(bez tematu)"))
    content = (
        f'<p><a href="/">Poczta</a></p><h1>{subject}</h1><table>{heads}</table>'
        f'<ul>{files}</ul><iframe title="Treść" src="/{name}/body"></iframe>'
    )
    return PAGE.format(title=subject, body=content)


class Pages(http.server.BaseHTTPRequestHandler):
    """The page with the mails, for people."""

    folder = None

    def do_GET(self):
        """Answer with the list, a mail, its body or a file of it."""
        parts = urllib.parse.urlsplit(self.path).path.strip("/").split("/")
        if parts == [""]:
            return self._send("text/html", list_page(self.folder).encode())
        path = self.folder / parts[0]
        if not NAME.match(parts[0]) or not path.is_file():
            return self.send_error(404)
        message = read(path)
        match parts[1:]:
            case []:
                page = mail_page(parts[0], message).encode()
                return self._send("text/html", page)
            case ["body"]:
                kind, text = body(message)
                return self._send(kind, text.encode(), sandbox=True)
            case ["file", number] if number.isdigit():
                return self._send_file(message, int(number))
        return self.send_error(404)

    def _send_file(self, message, number):
        files = attachments(message)
        if number >= len(files):
            return self.send_error(404)
        part = files[number][2]
        data = part.get_payload(decode=True) or b""
        return self._send(part.get_content_type(), data, sandbox=True)

    def _send(self, kind, data, sandbox=False):
        self.send_response(200)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        self.send_header("Content-Type", f"{kind}{charset}")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Content-Type-Options", "nosniff")
        if sandbox and kind.startswith("text/"):
            # Links of a mail open a new window; its scripts never run.
            policy = "sandbox allow-popups allow-top-navigation-by-user-activation"
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args):
        """Say nothing per request."""


def main():
    """Serve until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    Pages.folder = options.folder
    limit = 64 * 1024 * 1024
    smtp = Controller(
        Keeper(options.folder), hostname="127.0.0.1", port=options.smtp_port,
        data_size_limit=limit,
    )  # fmt: skip
    smtp.start()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.http_port), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
