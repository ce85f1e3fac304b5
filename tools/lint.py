"""bin/lint and bin/format."""

import argparse
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from tools import manifests, paths, setup, steps

FIXED_IDS = ("record", "template", "menuitem", "report")


def _run(*command):
    done = subprocess.run([str(part) for part in command], check=False, cwd=paths.ROOT)
    return done.returncode == 0


def _ruff(*arguments):
    return _run(paths.VENV / "bin" / "ruff", *arguments)


def _pylint():
    addons = [paths.ADDONS / name for name in manifests.ours()]
    if not addons:
        return True
    pylint = paths.VENV / "bin" / "pylint"
    rules = paths.ROOT / "pyproject.toml"
    return _run(pylint, f"--rcfile={rules}", "--score=n", *addons)


def xml_problems(path):
    """Return what is wrong with an XML file of an addon."""
    try:
        tree = ElementTree.parse(path)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    problems = []
    if tree.getroot().tag == "odoo" and tree.find("data") is not None:
        problems.append('<data> is not needed: <odoo noupdate="1">')
    seen = set()
    for node in tree.getroot():
        name = node.get("id")
        if node.tag in FIXED_IDS and name:
            if name in seen:
                problems.append(f"the id {name} is there twice")
            seen.add(name)
    return problems


def _xml():
    found = []
    for folder in (paths.ADDONS, paths.TEST_ADDONS):
        for path in sorted(folder.rglob("*.xml")):
            shown = path.relative_to(paths.ROOT)
            found += [f"{shown}: {problem}" for problem in xml_problems(path)]
    if found:
        print("\n".join(found))
    return not found


CHECKS = (
    ("ruff check", lambda: _ruff("check", "--quiet", ".")),
    ("ruff format --check", lambda: _ruff("format", "--check", "--quiet", ".")),
    ("pylint with pylint-odoo", _pylint),
    ("XML", _xml),
)


def run(arguments=None):
    """Run bin/lint."""
    argparse.ArgumentParser(
        prog="bin/lint",
        description="Check the style of Python and XML: ruff, pylint-odoo, XML. "
        "The structure of the repository is checked by tests/repo (bin/test --lint).",
    ).parse_args(arguments)
    setup.ensure()
    bad = []
    for name, check in CHECKS:
        begin = time.monotonic()
        good = check()
        steps.say(
            f"{name}: {'ok' if good else 'FAILED'} {time.monotonic() - begin:.1f} s"
        )
        if not good:
            bad.append(name)
    return 1 if bad else 0


def run_format(arguments=None):
    """Run bin/format."""
    parser = argparse.ArgumentParser(
        prog="bin/format",
        description="Put Python into the common form and apply ruff's safe fixes.",
    )
    parser.add_argument("paths", nargs="*", default=["."], help="default: everything")
    chosen = parser.parse_args(arguments)
    setup.ensure()
    fixed = _ruff("check", "--fix", "--quiet", *chosen.paths)
    formatted = _ruff("format", *chosen.paths)
    return 0 if fixed and formatted else 1
