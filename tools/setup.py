"""bin/setup: everything that the other verbs need."""

import argparse

from tools import odoo_source, paths, postgres, steps, system, venv


def ensure(for_tests=True):
    """Have system packages, Odoo, venv and database server; quick when all is there.

    Return True when this call started the database server.
    """
    with steps.lock("setup"):
        for folder in (paths.LOG, paths.MAIL, paths.DATA, paths.STAMPS):
            folder.mkdir(parents=True, exist_ok=True)
        system.ensure(for_tests)
        started = postgres.ensure()
        odoo_source.ensure()
        venv.ensure(for_tests)
    return started


def run(arguments=None):
    """Run the verb."""
    parser = argparse.ArgumentParser(
        prog="bin/setup",
        description="Install what is missing: system packages, Odoo 19, Python "
        "packages, a private PostgreSQL. Does nothing when all is there.",
        epilog="ODOO_HOME: use that Odoo 19. PGHOST: use that server, start none.",
    )
    parser.add_argument(
        "--postgres", action="store_true", help="only start the database server"
    )
    parser.add_argument(
        "--stop", action="store_true", help="only stop the database server"
    )
    options = parser.parse_args(arguments)
    if options.stop:
        postgres.stop()
        return
    if options.postgres:
        postgres.ensure()
        return
    ensure()
    steps.say(f"ready: Odoo {venv.odoo_version()}, server {postgres.socket_folder()}")
