"""The database that bin/serve shows and tests/e2e drives."""

from tools import databases, manifests, paths, steps

RECIPE = "4"
# Demo data for our addons only: core's own is American and would bury the story.
MARK = "update ir_module_module set demo = true where state = 'installed'"
UNMARK = "update ir_module_module set demo = false where name not in ({ours})"
FINISH = """
polish = env["res.lang"]._activate_lang("pl_PL")
env["res.partner"].with_context(active_test=False).search([]).lang = "pl_PL"
env["ir.default"].set("res.partner", "lang", "pl_PL")
# Written before Polish was there, to people who do not exist.
env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
env["service.mail.notice"].search([]).unlink()
# Core's "created", in English for the same reason.
env["mail.message"].search(
    [("model", "=like", "service.%"), ("body", "like", " created<")]
).unlink()
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def sources_key():
    """Return a hash of the contents of all our addons."""
    facts = []
    for path in sorted(paths.ADDONS.rglob("*")):
        ignored = {"__pycache__", "tests"} & set(path.parts)
        if path.is_file() and not ignored:
            name = path.relative_to(paths.ADDONS)
            facts.append(f"{name} {steps.digest(path.read_bytes())}")
    return steps.digest(*facts)


class DemoTemplate(databases.Template):
    """Our addons on top of their core addons, with or without demo data."""

    def __init__(self, demo=True):
        self.addons = manifests.ours()
        if not self.addons:
            raise steps.Failure("addons/ holds no addon yet")
        self.demo = demo
        self.parent = databases.template_for(self.addons)
        self.modules = self.addons
        key = steps.digest(RECIPE, self.parent.name, FINISH, sources_key())
        self.prefix = f"tpl_{databases.mark()}{'demo' if demo else 'plain'}_"
        self.name = f"{self.prefix}{key}"

    def _build(self):
        self._clean()
        fresh = f"{self.prefix}new"
        log = paths.LOG / f"{self.prefix}build.log"
        log.unlink(missing_ok=True)
        told = "with demo data" if self.demo else "without demo data"
        with steps.step(f"{', '.join(self.addons)} {told}"):
            databases.copy(self.parent.name, fresh)
            install = ["--no-http", "-i", ",".join(self.addons)]
            if self.demo:
                databases.sql(MARK, fresh)
                install.append("--with-demo")
            databases.odoo(fresh, *install, log=log)
            ours = ", ".join(f"'{name}'" for name in self.addons)
            databases.sql(UNMARK.format(ours=ours), fresh)
            self._check(fresh, log)
            databases.odoo(fresh, log=log, script=FINISH)
            databases.rename(fresh, self.name)

    def _check(self, database, log):
        for addon in self.addons:
            if not databases.installed(database, addon):
                raise steps.Failure(f"{addon} was not installed, see {log}")
        text = log.read_text("utf-8", "replace")
        if "demo data failed to install" in text:
            at = text.index("demo data failed to install")
            raise steps.Failure(f"Demo data failed to install:\n{text[at : at + 4000]}")


def update(database, log):
    """Bring our addons in an existing database up to the sources."""
    names = manifests.ours()
    present = [name for name in names if databases.installed(database, name)]
    absent = [name for name in names if name not in present]
    # Without it Odoo keeps every Polish word that it has loaded once.
    arguments = ["--no-http", "-u", ",".join(present), "--i18n-overwrite"]
    if absent:
        arguments += ["-i", ",".join(absent)]
    databases.odoo(database, *arguments, log=log)
