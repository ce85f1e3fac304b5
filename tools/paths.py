"""Where things lie. Everything that is made lies under ``var/``."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = VAR / "venv"
PYTHON = VENV / "bin" / "python"
ODOO_BIN = VENV / "bin" / "odoo"
DATA = VAR / "data"
LOG = VAR / "log"
MAIL = VAR / "mail"
STAMPS = VAR / "stamps"
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "addons"

ADDON_NAMES = ("service_portal", "service_logistics", "service_quotes", "service_sla")


def checkout_id():
    """Return a short name of this checkout, the same at every run."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def odoo_home():
    """Return the folder that holds the ``odoo`` package."""
    given = os.environ.get("ODOO_HOME")
    if given:
        return Path(given).expanduser().resolve()
    return VAR / "odoo" / "usr" / "lib" / "python3" / "dist-packages"


def addons_path():
    """Return the addons folders as Odoo's ``--addons-path`` wants them."""
    folders = [ADDONS]
    if any(TEST_ADDONS.glob("*/__manifest__.py")):
        folders.append(TEST_ADDONS)
    return ",".join(map(str, folders))
