"""A served database: Odoo and the mail sink, started and stopped together."""

import ctypes
import signal
import subprocess
import time
import urllib.error
import urllib.request

from tools import databases, paths, ports, postgres, steps

PR_SET_PDEATHSIG = 1
LINKS = ("web.base.url", "report.url")


def _die_with_parent():
    """Runs in the child: no orphan stays behind when we are killed outright."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _set_links(database, url):
    values = [(key, url) for key in LINKS] + [("web.base.url.freeze", "True")]
    rows = ", ".join(f"('{key}', '{value}', now(), now())" for key, value in values)
    databases.sql(
        "insert into ir_config_parameter (key, value, create_date, write_date) "
        f"values {rows} on conflict (key) do update set value = excluded.value",
        database,
    )


class Service:
    """Odoo on ``port``, a page with its mails on ``mail_port``."""

    def __init__(self, database, port=None, mail_port=None, cron=True):
        self.database = database
        self.port = port or ports.free()
        self.mail_port = mail_port or ports.free()
        self.smtp_port = ports.free()
        self.cron = cron
        self.url = f"http://127.0.0.1:{self.port}"
        self.mail_url = f"http://127.0.0.1:{self.mail_port}"
        self.mail_folder = paths.MAIL / database
        self.log = paths.LOG / f"serve-{database}.log"
        self.children = []
        self.odoo = None

    def start(self, timeout=120):
        """Start both and return when the pages answer."""
        for port in (self.port, self.mail_port):
            if ports.taken(port):
                raise steps.Failure(f"Port {port} is in use; choose another: --port")
        _set_links(self.database, self.url)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text("", "utf-8")
        try:
            self._spawn(
                paths.PYTHON, "-m", "tools.mailsink",
                "--smtp-port", self.smtp_port,
                "--http-port", self.mail_port,
                "--folder", self.mail_folder,
            )  # fmt: skip
            self._spawn_odoo()
            self._wait_for_odoo(timeout)
            self._wait(self.mail_url, timeout)
        except BaseException:
            self.stop()
            raise
        return self

    def _spawn(self, *command):
        with open(self.log, "ab") as output:
            child = subprocess.Popen(
                [str(part) for part in command],
                cwd=paths.ROOT, env=postgres.environment(),
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 one system call, no locks
            )  # fmt: skip
        self.children.append(child)
        return child

    def _spawn_odoo(self):
        self.odoo = self._spawn(
            paths.PYTHON, "-m", "odoo", "-c", paths.ROOT / "odoo.conf",
            "-d", self.database, "--db-filter", f"^{self.database}$",
            "--addons-path", paths.addons_path(),
            "--http-interface", "127.0.0.1", "--http-port", self.port,
            "--gevent-port", ports.free(), "--workers", "0",
            "--max-cron-threads", 1 if self.cron else 0,
            "--smtp", "127.0.0.1", "--smtp-port", self.smtp_port,
        )  # fmt: skip

    def _wait_for_odoo(self, timeout):
        self._wait(f"{self.url}/web/health", timeout)
        self._wait(f"{self.url}/web/login", timeout)

    def crash(self):
        """Kill Odoo outright: it finishes nothing and tells nobody."""
        self.odoo.kill()
        self.odoo.wait()
        self.children.remove(self.odoo)

    def revive(self, timeout=120):
        """Start Odoo again after a crash; the mail sink went on."""
        self._spawn_odoo()
        self._wait_for_odoo(timeout)

    def _wait(self, url, timeout):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.check()
            try:
                with urllib.request.urlopen(url, timeout=timeout):
                    return
            except urllib.error.HTTPError as error:
                raise steps.Failure(
                    f"{url} answers {error.code}, see {self.log}"
                ) from None
            except OSError:
                time.sleep(0.1)
        raise steps.Failure(f"{url} does not answer, see {self.log}")

    def check(self):
        """Raise when something we started has ended by itself."""
        for child in self.children:
            if child.poll() is not None:
                lines = self.log.read_text("utf-8", "replace").splitlines()[-20:]
                tail = "\n".join(lines)
                raise steps.Failure(
                    f"A server ended (exit {child.returncode}):\n{tail}"
                )

    def settle(self, timeout=30):
        """Wait until nothing is at work in the database, or the time is over.

        Core closes the connections of a cron that runs on for a second after the
        signal: what it then complains about is no fault of the suite's.
        """
        busy = (
            f"select 1 from pg_stat_activity where datname = '{self.database}'"
            " and xact_start is not null"
        )
        end = time.monotonic() + timeout
        while time.monotonic() < end and databases.sql(busy):
            time.sleep(0.2)

    def stop(self):
        """Stop what we started, the newest first."""
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in reversed(self.children):
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children = []
