"""Debian packages that Odoo needs beside the venv."""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import paths, steps


def _importable(*modules):
    code = "import " + ", ".join(modules)
    done = subprocess.run([python(), "-c", code], check=False, capture_output=True)
    return done.returncode == 0


def python():
    """Return a Python that Odoo 19 runs on: 3.11 or 3.12."""
    if sys.version_info[:2] in {(3, 11), (3, 12)}:
        # Inside a venv: the Python that it was made from.
        return getattr(sys, "_base_executable", sys.executable)
    for name in ("python3.12", "python3.11", "python3"):
        found = shutil.which(name)
        if found and _version(found) in {"3.11", "3.12"}:
            return found
    raise steps.Failure(
        "Python 3.11 or 3.12 is missing; on Debian 12: apt-get install python3"
    )


def _version(executable):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    command = [executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def postgres_bin():
    """Return the folder of the newest PostgreSQL server (15 or later), or None."""
    found = []
    for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        version = initdb.parts[-3]
        if version.isdigit() and int(version) >= 15:
            found.append((int(version), initdb.parent))
    if found:
        return max(found)[1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _has_font():
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return any(next(folder.rglob("DejaVuSans.ttf"), None) for folder in folders)


def missing(for_tests):
    """Return the Debian packages that are not there, with what they are for."""
    wanted = [
        ("wkhtmltopdf", "PDF of quotes and invoices", shutil.which("wkhtmltopdf")),
        ("fonts-dejavu", "Polish letters in documents", _has_font()),
        ("libmagic1", "file types", ctypes.util.find_library("magic")),
    ]
    if not paths.PYTHON.exists():
        there = _importable("venv", "ensurepip")
        wanted.append(("python3-venv", "the Python environment", there))
    if not os.environ.get("PGHOST"):
        wanted.append(("postgresql", "the database server", postgres_bin()))
    if not shutil.which("psql"):
        wanted.append(("postgresql-client", "copies of databases", None))
    if for_tests:
        wanted += [
            ("chromium", "browser tests", shutil.which("chromium")),
            ("zbar-tools", "reading barcodes in tests", shutil.which("zbarimg")),
        ]
    return [(name, reason) for name, reason, there in wanted if not there]


def _become_root():
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    quiet = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    if quiet.returncode == 0 or sys.stdin.isatty():
        return ["sudo"]
    return None


def ensure(for_tests=True):
    """Install what is missing, or name it and the command that installs it."""
    absent = missing(for_tests)
    if not absent:
        return
    names = [name for name, _reason in absent]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    told = "\n".join(f"    {name}: {reason}" for name, reason in absent)
    prefix = _become_root()
    if prefix is None or not shutil.which("apt-get"):
        raise steps.Failure(
            f"These Debian packages are missing:\n{told}\n"
            f"Install them as root with:\n    {' '.join(command)}"
        )
    env = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    with steps.step(f"system packages: {' '.join(names)}"):
        steps.run([*prefix, "apt-get", "update"], what="apt-get update")
        steps.run([*prefix, *env, *command], what="apt-get install")
    still = [name for name, _reason in missing(for_tests)]
    if still:
        raise steps.Failure(f"Still missing after apt-get install: {' '.join(still)}")
