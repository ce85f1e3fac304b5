"""Databases: templates built once per set of core addons, and quick copies of them.

A template is built under a temporary name and renamed when it is complete, so an
interrupted build leaves nothing that looks finished. Its name carries a hash of what
it was built from: Odoo's version, the core addons and the recipe below.
"""

import os
import shutil
import subprocess

from tools import manifests, odoo_source, paths, postgres, steps

RECIPE = "5"
COMPANY = """
pln = env.ref("base.PLN")
pln.active = True
env.company.write({"country_id": env.ref("base.pl").id, "currency_id": pln.id})
env.company.partner_id.tz = "Europe/Warsaw"
env["res.users"].with_context(active_test=False).search([]).tz = "Europe/Warsaw"
env.cr.commit()
"""


def sql(query, database="postgres"):
    """Run a query with psql and return its rows as lists of text.

    It goes by standard input: a list of 10,000 codes is too long for a command line.
    """
    done = subprocess.run(
        ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-f", "-", database],
        check=False, capture_output=True, text=True, env=postgres.environment(),
        input=query,
    )  # fmt: skip
    if done.returncode:
        raise steps.Failure(f"psql on {database}: {done.stderr.strip()}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def exists(name):
    """Say whether there is such a database."""
    return bool(sql(f"select 1 from pg_database where datname = '{name}'"))


def names(prefix):
    """Return the databases whose name starts with ``prefix``, the oldest first."""
    query = (
        "select datname from pg_database "
        f"where starts_with(datname, '{prefix}') order by oid"
    )
    return [row[0] for row in sql(query)]


def filestore(name):
    """Return the folder with the attachments of a database."""
    return paths.DATA / "filestore" / name


def drop(name):
    """Remove a database and its files; end connections to it."""
    sql(f'drop database if exists "{name}" with (force)')
    shutil.rmtree(filestore(name), ignore_errors=True)


def rename(old, new):
    """Rename a database and its files, files first: they alone are harmless."""
    shutil.rmtree(filestore(new), ignore_errors=True)
    if filestore(old).is_dir():
        filestore(old).rename(filestore(new))
    sql(f'alter database "{old}" rename to "{new}"')


def copy(source, target):
    """Make ``target`` a copy of ``source``; stored files are shared by hard links."""
    drop(target)
    if filestore(source).is_dir():
        # Odoo never changes a stored file, it only adds and removes names.
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)
    sql(f'create database "{target}" template "{source}"')


def odoo(database, *arguments, log, script=None, check=True):
    """Run Odoo on a database to its end; return its exit code."""
    command = [paths.ODOO_BIN]
    if script is not None:
        command.append("shell")
    command += ["-c", paths.ROOT / "odoo.conf", "-d", database]
    command += ["--addons-path", paths.addons_path(), "--max-cron-threads", "0"]
    command += [*arguments]
    if script is None:
        command += ["--stop-after-init"]
    else:
        command += ["--no-http"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "a", encoding="utf-8") as output:
        done = subprocess.run(
            [str(part) for part in command],
            check=False, input=script or "", text=True, cwd=paths.ROOT,
            stdout=output, stderr=subprocess.STDOUT, env=postgres.environment(),
        )  # fmt: skip
    if check and done.returncode:
        tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-25:])
        raise steps.Failure(f"Odoo failed on {database} ({log.name}):\n{tail}")
    return done.returncode


def mark():
    """Return what tells this checkout's templates apart on a server that it shares.

    Stored files lie in the checkout: a template that another one built has none here,
    and every page served from a copy of it would lack its style sheets.
    """
    return "" if postgres.private() else f"{paths.checkout_id()}_"


class Template:
    """A database with the given core addons and a Polish company."""

    def __init__(self, label, modules=()):
        self.modules = sorted(modules)
        self.parent = None
        if modules:
            portal = manifests.core_dependencies(["service_portal"])
            small = label == "portal" or not set(portal) < set(modules)
            self.parent = Template("base") if small else Template("portal", portal)
        inherited = self.parent.name if self.parent else odoo_source.version()
        key = steps.digest(RECIPE, inherited, COMPANY, *self.modules)
        self.prefix = f"tpl_{mark()}{label}_"
        self.name = f"{self.prefix}{key}"

    def ensure(self):
        """Build it unless it is there; return its name."""
        if not exists(self.name):
            if self.parent:
                self.parent.ensure()
            with steps.lock(self.prefix):
                if not exists(self.name):
                    self._build()
        return self.name

    def _clean(self):
        """Drop what this one replaces, but for the last: somebody may copy it."""
        drop(f"{self.prefix}new")
        for old in names(self.prefix)[:-1]:
            drop(old)

    def _build(self):
        self._clean()
        fresh = f"{self.prefix}new"
        log = paths.LOG / f"{self.prefix}build.log"
        log.unlink(missing_ok=True)
        what = f"template database: {', '.join(self.modules) or 'base'}"
        with steps.step(what):
            if self.parent:
                copy(self.parent.name, fresh)
                odoo(fresh, "--no-http", "-i", ",".join(self.modules), log=log)
            else:
                sql(f"create database \"{fresh}\" template template0 encoding 'utf8'")
                # As Odoo's own "create database" does: the indexes of its searches.
                sql("create extension if not exists pg_trgm", fresh)
                load = ["-i", "base", "--load-language", "en_US,pl_PL"]
                odoo(fresh, "--no-http", *load, log=log)
                odoo(fresh, log=log, script=COMPANY)
            rename(fresh, self.name)


def template_for(addons):
    """Return the template with all that these addons of ours need."""
    modules = manifests.core_dependencies(addons)
    portal = manifests.core_dependencies(["service_portal"])
    if modules == portal:
        return Template("portal", modules)
    label = addons[0].removeprefix("service_") if len(addons) == 1 else "all"
    return Template(label, modules)


def installed(database, addon):
    """Say whether an addon is installed in a database."""
    query = f"select 1 from ir_module_module where name='{addon}' and state='installed'"
    return bool(sql(query, database))
