"""bin/i18n: the addons' terms (.pot) and their Polish (pl.po)."""

import argparse
import os
import sys
from pathlib import Path

from tools import databases, manifests, paths, postgres, setup, steps

# Runs inside Odoo: one .pot per addon, with the terms of sources and data.
EXPORT = """
from odoo.tools.translate import trans_export
for addon, target in {targets!r}:
    with open(target, "wb") as output:
        trans_export(False, [addon], output, "po", env)
"""
CORE = ("base", "mail", "portal", "rating", "product", "stock", "account", "sale")
SECONDS = ("POT-Creation-Date", "PO-Revision-Date")


def export(addons, folder):
    """Write the terms of addons, as they are in the sources now, into ``folder``."""
    template = databases.template_for(addons).ensure()
    database = f"i18n_{os.getpid()}"
    log = paths.LOG / "i18n.log"
    log.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    databases.copy(template, database)
    try:
        databases.odoo(database, "--no-http", "-i", ",".join(addons), log=log)
        for addon in addons:
            if not databases.installed(database, addon):
                raise steps.Failure(f"{addon} was not installed, see {log}")
        targets = [(addon, str(folder / f"{addon}.pot")) for addon in addons]
        script = EXPORT.format(targets=targets)
        databases.odoo(database, log=log, script=script)
    finally:
        databases.drop(database)
    return {addon: folder / f"{addon}.pot" for addon in addons}


def problems(po, pot=None):
    """Return what is wrong with a Polish file: gaps, doubts, and missing terms."""
    found = []
    for entry in po:
        if entry.obsolete:
            found.append(f"obsolete: {entry.msgid[:60]!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {entry.msgid[:60]!r}")
        elif not entry.translated():
            found.append(f"untranslated: {entry.msgid[:60]!r}")
    if pot is not None:
        have = {entry.msgid for entry in po if not entry.obsolete}
        need = {entry.msgid for entry in pot}
        found += [f"not in pl.po: {term[:60]!r}" for term in sorted(need - have)]
        found += [f"no longer a term: {term[:60]!r}" for term in sorted(have - need)]
    return found


def core_words():
    """Return core's Polish names of fields, for those our models inherit."""
    import polib  # noqa: PLC0415 lies in the venv, not in the system's Python

    words = {}
    for addon in CORE:
        path = paths.odoo_home() / "odoo" / "addons" / addon / "i18n" / "pl.po"
        if not path.is_file():
            path = paths.odoo_home() / "addons" / addon / "i18n" / "pl.po"
        for entry in polib.pofile(str(path)) if path.is_file() else ():
            if entry.translated():
                words.setdefault(entry.msgid, entry.msgstr)
    return words


def is_field_name(entry):
    """Say whether a term occurs only as the name or help of a field."""
    places = [where for where, _line in entry.occurrences]
    return bool(places) and all(p.startswith("model:ir.model.fields") for p in places)


def merge(po, pot, core=None):
    """Bring a Polish file up to the terms of ``pot``; translations stay.

    A term whose source changed by a letter is a new term: a guess would be wrong
    where nobody looks. Return the number of terms that have no translation yet.
    """
    known = {entry.msgid: entry.msgstr for entry in po if entry.translated()}
    del po[:]
    for term in pot:
        term.msgstr = known.get(term.msgid, "")
        if not term.msgstr and core and is_field_name(term):
            term.msgstr = core.get(term.msgid, "")
        po.append(term)
    return sum(not entry.translated() for entry in po)


def _update(addon, pot_path):
    import polib  # noqa: PLC0415 lies in the venv, not in the system's Python

    target = paths.ADDONS / addon / "i18n"
    target.mkdir(exist_ok=True)
    pot = polib.pofile(str(pot_path))
    for key in SECONDS:
        # A new time in each export would change files without a new term.
        pot.metadata.pop(key, None)
    pot.save(str(target / f"{addon}.pot"))
    path = target / "pl.po"
    po = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    po.metadata = {
        **pot.metadata,
        "Language": "pl",
        "Plural-Forms": "nplurals=4; plural=(n==1 ? 0 : (n%10>=2 && n%10<=4) && "
        "(n%100<12 || n%100>14) ? 1 : n!=1 && (n%10<=1 || n%10>=5) ? 2 : 3);",
    }
    missing = merge(po, pot, core_words())
    po.save(str(path))
    steps.say(f"{addon}: {len(po)} terms, {missing} without a translation")
    return missing


def _check(addon, pot_path):
    import polib  # noqa: PLC0415 lies in the venv, not in the system's Python

    path = paths.ADDONS / addon / "i18n" / "pl.po"
    if not path.is_file():
        print(f"{addon}: no pl.po")
        return 1
    found = problems(polib.pofile(str(path)), polib.pofile(str(pot_path)))
    for problem in found:
        print(f"{addon}: {problem}")
    steps.say(f"{addon}: {len(found)} problems")
    return len(found)


def run(arguments=None):
    """Run the verb."""
    parser = argparse.ArgumentParser(
        prog="bin/i18n",
        description="Write the addons' terms to i18n/<addon>.pot and bring pl.po up "
        "to them, keeping what is translated.",
    )
    parser.add_argument("--addon", action="append", help="only this addon")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when pl.po has gaps"
    )
    chosen = parser.parse_args(arguments)
    setup.ensure()
    if Path(sys.prefix).resolve() != paths.VENV.resolve():
        os.execv(paths.PYTHON, [str(paths.PYTHON), *sys.argv])
    os.environ.update(postgres.environment())
    addons = chosen.addon or manifests.ours()
    with steps.step(f"terms of {', '.join(addons)}"):
        files = export(addons, paths.VAR / "i18n" / str(os.getpid()))
    work = _check if chosen.check else _update
    counts = [work(addon, path) for addon, path in files.items()]
    return 1 if chosen.check and any(counts) else 0
