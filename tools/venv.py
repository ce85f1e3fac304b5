"""The Python environment in ``var/venv`` and the ``odoo`` command in it."""

import shutil
import subprocess

from tools import paths, postgres, steps, system

LAUNCHER = """#!/bin/sh
# Made by bin/setup. Odoo with the private database server unless PGHOST is set.
bin=$(dirname "$(readlink -f "$0")")
if [ -z "$PGHOST" ]; then
    PGHOST='{socket}'
    export PGHOST
    [ -S "$PGHOST/.s.PGSQL.5432" ] || '{root}/bin/setup' --postgres >&2 || exit 1
fi
exec "$bin/python" -m odoo "$@"
"""


def _write_launcher():
    text = LAUNCHER.format(socket=postgres.socket_folder(), root=paths.ROOT)
    target = paths.ODOO_BIN
    if not target.is_file() or target.read_text("utf-8") != text:
        steps.write_whole(target, text)
    target.chmod(0o755)


def _write_link():
    library = next((paths.VENV / "lib").glob("python3.*")) / "site-packages"
    wanted = f"{paths.odoo_home()}\n"
    link = library / "odoo-home.pth"
    if not link.is_file() or link.read_text("utf-8") != wanted:
        steps.write_whole(link, wanted)


def _works():
    """Say whether the venv's Python runs: the system's may have been replaced."""
    try:
        return subprocess.run([paths.PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def ensure(for_tests=True):
    """Have the venv with the pinned packages, Odoo importable, and ``odoo``."""
    base = steps.digest(paths.VENV, "1")
    base_stamp, stamp = steps.Stamp("venv-base"), steps.Stamp("venv")
    if not (base_stamp.matches(base) and _works()):
        base_stamp.clear()
        stamp.clear()
        python = system.python()
        with steps.step("Python environment"):
            shutil.rmtree(paths.VENV, ignore_errors=True)
            steps.run([python, "-m", "venv", paths.VENV], what="python -m venv")
        base_stamp.write(base)
    names = ["requirements.txt", "requirements-dev.txt"]
    texts = [(paths.ROOT / name).read_text("utf-8") for name in names]
    wanted = steps.digest(base, *texts)
    partly = steps.digest(base, texts[0])
    if not (stamp.matches(wanted) or (stamp.matches(partly) and not for_tests)):
        # The mail sink of bin/serve is a development package: one list for all.
        with steps.step("Python packages"):
            command = [paths.PYTHON, "-m", "pip", "install", "--quiet"]
            steps.run([*command, "-r", paths.ROOT / names[1]], what="pip install")
        stamp.write(wanted)
    _write_link()
    _write_launcher()


def odoo_version():
    """Return what the ``odoo`` command says of itself."""
    command = [paths.PYTHON, "-c", "import odoo.release as r; print(r.version)"]
    return subprocess.check_output(command, text=True).strip()
