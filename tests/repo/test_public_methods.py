"""What can be called over RPC is what was reviewed: tests/repo/public_methods.toml."""

import ast
import tomllib
from pathlib import Path

from tools import paths

LIST = Path(__file__).with_name("public_methods.toml")
HIDDEN = {"api.private", "property", "staticmethod"}


def reviewed():
    """Return (names that core has, {(model, method): who and why})."""
    content = tomllib.loads(LIST.read_text("utf-8"))
    overridden = set(content.pop("overridden"))
    return overridden, {
        (model, method): text
        for model, methods in content.items()
        for method, text in methods.items()
    }


def names_of(node):
    """Return the models that a class defines or extends, none for other classes."""
    found = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            name = line.targets[0].id
            if name in {"_name", "_inherit"}:
                found[name] = ast.literal_eval(line.value)
    names = found.get("_name") or found.get("_inherit") or []
    return [names] if isinstance(names, str) else names[:1]


def methods_of(node):
    """Return the methods of a class that core lets callers reach."""
    for line in node.body:
        if not isinstance(line, ast.FunctionDef) or line.name.startswith("_"):
            continue
        marks = {ast.unparse(mark).split("(")[0] for mark in line.decorator_list}
        if not marks & HIDDEN:
            yield line.name


def public_methods():
    """Return {(model, method)} of the four addons, read from their sources."""
    found = set()
    for path in paths.ADDONS.rglob("*.py"):
        if {"tests", "controllers"} & set(path.parts):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                for model in names_of(node):
                    found |= {(model, method) for method in methods_of(node)}
    return found


def test_every_public_method_is_reviewed():
    overridden, known = reviewed()
    found = {pair for pair in public_methods() if pair[1] not in overridden}
    new = sorted(found - known.keys())
    assert not new, f"public and not in {LIST.name}: underscore, @api.private, or list"
    gone = sorted(known.keys() - found)
    assert not gone, f"in {LIST.name}, but not there any more"


def test_review_says_who_and_why():
    _overridden, known = reviewed()
    empty = [pair for pair, text in known.items() if len(text.partition(": ")[2]) < 10]
    assert not empty


def test_client_methods_are_those_of_the_documentation():
    _overridden, known = reviewed()
    clients = {method for (_m, method), text in known.items() if "clients:" in text}
    page = (paths.ROOT / "docs" / "api.md").read_text("utf-8")
    assert clients == {name for name in clients if f"/{name}" in page}
    assert clients
