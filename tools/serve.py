"""bin/serve: from nothing to a running portal with demo data."""

import argparse
import re
import signal
import time

from tools import databases, demo, logins, paths, postgres, setup, steps
from tools.service import Service


def options(arguments=None):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="bin/serve",
        description="Set up all that is needed and serve the portal until Ctrl-C.",
        epilog="ODOO_HOME: use that Odoo 19. PGHOST: use that database server.",
    )
    add = parser.add_argument
    add("--port", type=int, default=8069, help="port on 127.0.0.1 (8069)")
    add("--db", help="name of the database (serwis, or serwis_bez_demo)")
    add("--fresh", action="store_true", help="throw the database away and make it anew")
    add("--no-demo", action="store_true", help="an empty company, without demo data")
    chosen = parser.parse_args(arguments)
    if chosen.db and not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", chosen.db):
        parser.error("--db: small letters, digits and _ only")
    chosen.db = chosen.db or ("serwis_bez_demo" if chosen.no_demo else "serwis")
    return chosen


def prepare(database, with_demo, fresh):
    """Have the database: new from the template, or brought up to the sources."""
    stamp = steps.Stamp(f"serve_{database}")
    kind = "demo" if with_demo else "plain"
    if fresh and databases.exists(database):
        databases.drop(database)
        steps.say(f"database {database} removed")
    wanted = f"{kind} {demo.sources_key()}"
    made = stamp.read().partition(" ")[0]
    if databases.exists(database) and made and made != kind:
        raise steps.Failure(
            f"Database {database} was made {'with' if made == 'demo' else 'without'} "
            "demo data; add --fresh to make it anew, or name another one with --db"
        )
    if not databases.exists(database):
        stamp.clear()
        template = demo.DemoTemplate(with_demo).ensure()
        databases.copy(template, f"{database}_new")
        databases.rename(f"{database}_new", database)
        stamp.write(wanted)
        steps.say(f"database {database} made")
    elif not stamp.matches(wanted):
        with steps.step(f"database {database}: update to the changed addons"):
            demo.update(database, paths.LOG / f"update-{database}.log")
        stamp.write(wanted)


def announce(service, with_demo):
    """Print where the portal is and who can log in."""
    print(f"\nPortal:  {service.url}")
    print(f"Mails:   {service.mail_url}   (nothing leaves this machine)")
    print(f"Log:     {service.log.relative_to(paths.ROOT)}\n")
    if with_demo:
        print("  login and password, and who it is:")
        print("\n".join(logins.table()))
    else:
        print("  admin       admin       administrator of the system")
    print("\nCtrl-C stops it.", flush=True)


def _stop_on_signals():
    def interrupt(*_args):
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def run(arguments=None):
    """Run the verb."""
    chosen = options(arguments)
    _stop_on_signals()
    started_server = False
    service = None
    try:
        started_server = setup.ensure(for_tests=False)
        with steps.lock(f"serve_{chosen.db}"):
            with steps.lock("serve_prepare"):
                prepare(chosen.db, not chosen.no_demo, chosen.fresh)
            service = Service(chosen.db, chosen.port, chosen.port + 1)
            service.start()
            steps.say("ready")
            announce(service, not chosen.no_demo)
            while True:
                service.check()
                time.sleep(0.5)
    finally:
        if service:
            service.stop()
            steps.say("Odoo and the mail server stopped")
        if started_server and not postgres.others_connected():
            postgres.stop()
