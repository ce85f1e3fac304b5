"""What holds for the whole repository, read from its files."""

import ast
import re
import subprocess
import tomllib

import polib
import pytest

from tools import i18n, logins, manifests, paths

UPPER = ("service_logistics", "service_quotes", "service_sla")
DEPENDS = {
    "service_portal": {"portal", "auth_signup", "repair", "im_livechat", "rating"},
    "service_logistics": {"service_portal", "stock_delivery", "barcodes"},
    "service_quotes": {"service_portal", "sale_management"},
    "service_sla": {"service_portal", "hr_skills", "hr_holidays"},
}
VERBS = {"setup", "serve", "test", "lint", "format", "i18n", "bench"}
TEXT = {".py", ".js", ".xml", ".scss", ".md", ".toml", ".txt", ".csv", ".conf", ".sh"}
PACKAGES = {"models", "controllers", "wizards", "report"}
MAX_LINES = 400


def tracked():
    """Return the files of the repository: committed, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=paths.ROOT, text=True).splitlines()
    return [paths.ROOT / name for name in names if (paths.ROOT / name).is_file()]


FILES = tracked()
ADDON_PYTHON = [
    path for path in FILES if path.suffix == ".py" and paths.ADDONS in path.parents
]
SOURCES = [path for path in ADDON_PYTHON if "tests" not in path.parts]


def shown(path):
    return str(path.relative_to(paths.ROOT))


def readable(path):
    return path.suffix in TEXT or path.parent.name in {"bin", ".ci"}


def offences(files, pattern, good=None):
    """Return "file:line text" of lines that match."""
    found = []
    for path in files:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if pattern.search(line) and not (good and good.search(line)):
                found.append(f"{shown(path)}:{number} {line.strip()}")
    return found


def test_files_are_short():
    code = {".py", ".js", ".scss", ".xml"}
    long = {
        shown(path): count
        for path in FILES
        if path.suffix in code or path.parent.name == "bin"
        if (count := len(path.read_text("utf-8").splitlines())) > MAX_LINES
    }
    assert not long


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_verb_is_thin_and_explains_itself(verb):
    path = paths.ROOT / "bin" / verb
    assert len(path.read_text("utf-8").splitlines()) <= 60
    done = subprocess.run([path, "--help"], check=False, capture_output=True, text=True)
    assert done.returncode == 0
    assert f"bin/{verb}" in done.stdout


def test_no_other_verbs():
    assert {path.name for path in (paths.ROOT / "bin").iterdir()} == VERBS


def test_no_path_or_registry_of_one_machine():
    # Written in pieces, or this file would find itself.
    machine = "|".join(["/wo" + "rk/", "/ro" + "ot/", r"/home/\w+/", "/tm" + r"p/\w"])
    hosts = "|".join([r"deb\.deb" + "ian", r"py" + r"pi\.(org|python)", "npm" + "js"])
    pattern = re.compile(rf"(?<![\w.}}])({machine})|({hosts})", re.IGNORECASE)
    files = [path for path in FILES if readable(path) and path.name != "LICENSE"]
    assert not offences(files, pattern)


def test_every_sudo_has_its_reason_on_the_line():
    # sudo(False) and sudo(x.env.su) give rights back, they take none.
    takes = re.compile(r"\.sudo\((?!False|[\w.]*\.su\))")
    reason = re.compile(r"#\s*\S.{7,}")
    assert not offences(SOURCES, takes, reason)


def test_defaults_do_not_read_the_clock_at_import():
    clock = re.compile(
        r"default=(fields\.(Date|Datetime)\.(today|now|context_today)\(|"
        r"(datetime|date)\.(\w+\.)?(today|now|utcnow)\(|time\.time\()"
    )
    assert not offences(ADDON_PYTHON, clock)


def test_no_deadline_asks_core_for_each_row():
    # plan_hours costs 2 queries and 2 ms a call; service_sla/clock.py costs none.
    assert not offences(SOURCES, re.compile(r"\.plan_(hours|days)\("))


def test_only_community_addons_are_needed():
    enterprise = {"stock_barcode", "helpdesk", "web_enterprise", "sign", "planning"}
    for addon in paths.ADDON_NAMES:
        assert not enterprise & set(manifests.read(addon)["depends"])


def test_no_seam_by_guessing():
    guess = re.compile(r"[\"']\w+[\"'] in self\._fields|env\.get\([\"']service\.")
    assert not offences(SOURCES, guess)


@pytest.mark.parametrize("addon", paths.ADDON_NAMES)
def test_dependencies(addon):
    manifest = manifests.read(addon)
    assert set(manifest["depends"]) == DEPENDS[addon]
    assert manifest["license"] == "LGPL-3"
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest["version"])
    assert not manifest.get("auto_install")


def test_only_bridges_come_beside_the_four():
    for addon in set(manifests.ours()) - set(paths.ADDON_NAMES):
        assert manifests.read(addon).get("auto_install"), addon


def mentions(addon, others):
    """Return the lines of an addon that name another addon's things."""
    names = "|".join(others)
    uses = re.compile(rf"\b({names})\.|[\"']({names})[\"']|addons\.({names})\b")
    folder = paths.ADDONS / addon
    files = [p for p in FILES if folder in p.parents and readable(p)]
    return offences([p for p in files if p.suffix != ".md"], uses)


@pytest.mark.parametrize("addon", UPPER)
def test_upper_addons_do_not_know_each_other(addon):
    assert not mentions(addon, [other for other in UPPER if other != addon])


def test_portal_does_not_know_the_addons_above_it():
    assert not mentions("service_portal", UPPER)


def imported_names(init):
    tree = ast.parse(init.read_text("utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in nodes for alias in node.names}


def test_every_test_file_is_imported():
    lost = []
    for path in ADDON_PYTHON:
        if path.parent.name == "tests" and path.name.startswith("test_"):
            init = path.parent / "__init__.py"
            if not init.is_file() or path.stem not in imported_names(init):
                lost.append(shown(path))
    assert not lost


def test_every_module_of_an_addon_is_imported():
    lost = []
    for path in SOURCES:
        init = path.parent / "__init__.py"
        if path.parent.name not in PACKAGES or path.name == "__init__.py":
            continue
        if not init.is_file() or path.stem not in imported_names(init):
            lost.append(shown(path))
    assert not lost


def test_no_term_hides_in_an_f_string():
    # Python 3.11 reads an f-string as one token: the term never gets into the .pot.
    lost = []
    for path in SOURCES:
        for text in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(text, ast.JoinedStr) and any(
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", getattr(node.func, "id", "")) == "_"
                for node in ast.walk(text)
            ):
                lost.append(f"{shown(path)}:{text.lineno}")
    assert not lost


@pytest.mark.parametrize("addon", manifests.ours())
def test_polish_is_complete(addon):
    folder = paths.ADDONS / addon / "i18n"
    assert (folder / f"{addon}.pot").is_file(), "run bin/i18n"
    po = polib.pofile(str(folder / "pl.po"))
    assert not i18n.problems(po, polib.pofile(str(folder / f"{addon}.pot")))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_exactly(name):
    lines = (paths.ROOT / name).read_text("utf-8").splitlines()
    exact = re.compile(r"^[\w.-]+==[\w.]+$")
    loose = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert loose
    assert not [line for line in loose if not exact.match(line)]


def test_removed_library_stays_out():
    text = (paths.ROOT / "requirements.txt").read_text("utf-8")
    packages = [line.split("==")[0] for line in text.splitlines() if "==" in line]
    assert not {"PyPDF2", "psycopg2"} & set(packages)


def test_readme_names_the_two_commands():
    text = (paths.ROOT / "README.md").read_text("utf-8")
    assert "bin/serve" in text
    assert "bin/test" in text


def test_logins_that_serve_prints_are_those_of_the_demo_data():
    found = logins.in_demo_data()
    assert set(found) == set(logins.ROLES)
    assert all(login == password for login, password in found.items())


def test_continuous_integration_runs_everything():
    text = (paths.ROOT / ".ci" / "run").read_text("utf-8")
    assert re.search(r"^exec bin/test$", text, re.MULTILINE)


def test_configuration_has_no_secret_and_no_absolute_path():
    text = (paths.ROOT / "odoo.conf").read_text("utf-8")
    assert not re.search(r"^\w*(passw|secret|key)\w*[ ]*=[ ]*\S", text, re.MULTILINE)
    assert not re.search(r"=\s*/", text)


def test_questions_before_a_button_can_be_translated():
    # Odoo translates no `data-confirm`; a sentence in `t-set` it does.
    fixed = [
        path.name
        for path in sorted(paths.ADDONS.glob("*/views/*.xml"))
        if re.search(r"\sdata-confirm=", path.read_text("utf-8"))
    ]
    assert not fixed


def test_license_is_the_whole_text():
    text = (paths.ROOT / "LICENSE").read_text("utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert len(text.splitlines()) > 150


def test_every_guard_of_the_fault_lists_is_where_the_list_says():
    stale = []
    for path in sorted((paths.ROOT / "tests" / "faults").glob("*.toml")):
        for guard in tomllib.loads(path.read_text("utf-8"))["guard"]:
            target = paths.ADDONS / guard["file"]
            text = target.read_text("utf-8") if target.is_file() else ""
            if text.count(guard["find"]) != 1:
                stale.append(f"{path.name}: {guard['name']}")
    assert not stale


def test_every_test_that_the_table_of_reliability_names_is_there():
    page = (paths.ROOT / "docs" / "reliability.md").read_text("utf-8")
    named = re.findall(r"`(?:(Test\w+)\.)?(test_\w+)`", page)
    assert len(named) > 40
    files = [
        *paths.ADDONS.glob("*/tests/test_*.py"),
        *(paths.ROOT / "tests").glob("*/test_*.py"),
    ]
    there = set()
    for path in files:
        for node in ast.parse(path.read_text("utf-8")).body:
            inside = node.body if isinstance(node, ast.ClassDef) else [node]
            owner = node.name if isinstance(node, ast.ClassDef) else ""
            there |= {(owner, part.name) for part in inside if hasattr(part, "name")}
    assert not sorted(set(named) - there)
