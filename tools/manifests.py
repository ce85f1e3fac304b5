"""What the addons say of themselves, read without Odoo."""

import ast

from tools import paths


def read(addon, folder=None):
    """Return the manifest of one of our addons."""
    path = (folder or paths.ADDONS) / addon / "__manifest__.py"
    return ast.literal_eval(path.read_text("utf-8"))


def ours():
    """Return the addons of the suite that exist, in a fixed order."""
    found = {path.parent.name for path in paths.ADDONS.glob("*/__manifest__.py")}
    known = [name for name in paths.ADDON_NAMES if name in found]
    return known + sorted(found.difference(known))


def test_addons():
    """Return the addons under tests/addons: they prove the seams."""
    pattern = "*/__manifest__.py"
    return sorted(path.parent.name for path in paths.TEST_ADDONS.glob(pattern))


def auto_installed():
    """Return our addons that Odoo installs by itself (bridges)."""
    return [name for name in ours() if read(name).get("auto_install")]


def core_dependencies(addons):
    """Return the core addons that ours need, directly or through each other."""
    known, todo, core = set(), list(addons), set()
    while todo:
        name = todo.pop()
        if name in known:
            continue
        known.add(name)
        for folder in (paths.ADDONS, paths.TEST_ADDONS):
            if (folder / name / "__manifest__.py").is_file():
                todo += read(name, folder).get("depends", [])
                break
        else:
            core.add(name)
    return sorted(core)
