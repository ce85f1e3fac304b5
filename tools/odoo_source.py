"""Odoo 19 from Debian's package, unpacked into ``var/odoo``.

Nothing of the system is changed: apt works with a private sources list, lists folder
and cache. The archive's address is the one that the machine's own apt uses.
"""

import os
import re
import shutil
import subprocess

from tools import paths, steps

SUITES = ("sid", "bookworm")
LINKED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Odoo's icons are Font Awesome 4.7; the 7.x of sid has other file names.
ICONS = ("fonts-font-awesome", re.compile(r"really4\.7"))
# Links in this addon are part of the assets of every page.
VITAL = "/odoo/addons/web/"
RECIPE = "2"
# Debian leaves this video-call library out. Asset builds miss it with an ERROR in the
# log and in the browser's console, which fails browser tests; no page of ours uses it.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def _archives():
    """Yield (address, keyring) of the Debian archives that this machine knows."""
    fields = "$(REPO_URI)|$(SIGNED_BY)|$(ORIGIN)|$(CODENAME)"
    command = ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"]
    try:
        lines = subprocess.check_output(command, text=True).splitlines()
    except (OSError, subprocess.CalledProcessError) as error:
        raise steps.Failure(
            f"apt-get is needed to fetch Odoo ({error}); on other systems set "
            "ODOO_HOME to a folder with Odoo 19"
        ) from error
    rows = [line.split("|") for line in dict.fromkeys(lines)]
    rows.sort(key=lambda row: (row[2] != "Debian", "security" in row[3] + row[0]))
    for address, keyring, _origin, _codename in rows:
        yield address, keyring if keyring.startswith("/") else ""


class Apt:
    """apt with folders of its own under ``var/apt``."""

    def __init__(self):
        self.home = paths.VAR / "apt"
        for folder in ("state/lists/partial", "cache/archives/partial", "deb"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "status").touch()
        self.sources = self.home / "sources.list"

    def options(self):
        """Return the options that keep apt away from the system's state."""
        settings = {
            "Dir::State": self.home / "state",
            "Dir::State::status": self.home / "status",
            "Dir::Cache": self.home / "cache",
            "Dir::Etc::sourcelist": self.sources,
            "Dir::Etc::sourceparts": os.devnull,
            "APT::Sandbox::User": "root",
        }
        return [part for k, v in settings.items() for part in ("-o", f"{k}={v}")]

    def update(self):
        """Read the lists of the first archive that has Odoo 19."""
        for address, keyring in dict.fromkeys(_archives()):
            signed = f"[signed-by={keyring}] " if keyring else ""
            lines = [f"deb {signed}{address} {suite} main\n" for suite in SUITES]
            steps.write_whole(self.sources, "".join(lines))
            try:
                steps.run(["apt-get", *self.options(), "update"], what="apt-get update")
            except steps.Failure:
                continue
            if self.versions("odoo-19"):
                return
        raise steps.Failure(
            "No package archive of this machine offers odoo-19; set ODOO_HOME to a "
            "folder with Odoo 19 (see var/log/setup.log)"
        )

    def versions(self, package):
        """Return the versions of a package that the archive offers."""
        command = ["apt-cache", *self.options(), "madison", package]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        return [line.split("|")[1].strip() for line in done.stdout.splitlines()]

    def download(self, packages):
        """Return the folder with the downloaded packages."""
        folder = self.home / "deb"
        shutil.rmtree(folder)
        folder.mkdir()
        steps.run(
            ["apt-get", *self.options(), "download", *packages],
            what="download of Odoo",
            cwd=folder,
        )
        return folder


def _icons_version(apt):
    name, pattern = ICONS
    for version in apt.versions(name):
        if pattern.search(version):
            return f"{name}={version}"
    raise steps.Failure("Font Awesome 4.7 is not in the package archive any more")


def repair_links(root):
    """Make absolute links point inside ``root``; return those that lead nowhere."""
    broken = []
    for folder, folders, files in os.walk(root):
        for name in [*folders, *files]:
            link = os.path.join(folder, name)
            if not os.path.islink(link):
                continue
            target = os.readlink(link)
            if target.startswith("/"):
                inside = os.path.relpath(f"{root}{target}", folder)
                os.unlink(link)
                os.symlink(inside, link)
            if not os.path.exists(link):
                broken.append(os.path.relpath(link, root))
    return broken


def _unpack(debs, target):
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for deb in sorted(debs.glob("*.deb")):
        steps.run(["dpkg", "-x", deb, target], what=f"unpacking of {deb.name}")
    library = target / "usr" / "lib" / "python3" / "dist-packages"
    # A copy of all addons without their data: whoever finds it gets half a module.
    shutil.rmtree(library / "addons", ignore_errors=True)
    broken = repair_links(target)
    if broken:
        steps.say(f"links to nowhere in Odoo's package: {' '.join(broken)}")
    if any(VITAL in link for link in broken):
        raise steps.Failure("Without these files every page would answer 500")


def version():
    """Return the version of Odoo that is used, as a key for caches."""
    if os.environ.get("ODOO_HOME"):
        release = (paths.odoo_home() / "odoo" / "release.py").read_text("utf-8")
        return steps.digest(paths.odoo_home(), release)
    return (paths.VAR / "odoo" / "VERSION").read_text("utf-8")


def _fill_gap(library):
    path = library / LEFT_OUT
    if not path.exists():
        steps.write_whole(path, "/* left out of Debian's package of Odoo */\n")


def ensure():
    """Have Odoo unpacked, or check the one that ODOO_HOME names."""
    home = paths.odoo_home()
    if os.environ.get("ODOO_HOME"):
        if not (home / "odoo" / "release.py").is_file():
            raise steps.Failure(f"ODOO_HOME={home} has no folder `odoo` with Odoo 19")
        return
    target = paths.VAR / "odoo"
    if (target / "VERSION").is_file():
        _fill_gap(home)
        return
    with steps.step("Odoo 19 from the Debian archive"):
        apt = Apt()
        apt.update()
        debs = apt.download(["odoo-19", *LINKED, _icons_version(apt)])
        steps.say("unpacking Odoo (1.5 GB)")
        fresh = paths.VAR / "odoo.new"
        _unpack(debs, fresh)
        names = sorted(deb.name for deb in debs.glob("*.deb"))
        (fresh / "VERSION").write_text("\n".join([RECIPE, *names]), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)
        _fill_gap(home)
        shutil.rmtree(apt.home, ignore_errors=True)
