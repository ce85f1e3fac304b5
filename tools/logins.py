"""The people of the demo data: who they are, and how to log in as them."""

import xml.etree.ElementTree as ElementTree

from tools import paths

# Login -> who it is. Names and passwords come from the addons' demo data;
# tests/repo compares the two.
ROLES = {
    "klient": "client, a private person",
    "firma": "client, administrator of a company",
    "pracownik": "client, a colleague there without further rights",
    "druga": "client, another company",
    "opieka": "care desk",
    "logistyka": "logistics",
    "serwisant": "technician",
    "serwisant2": "technician, another one",
    "jakosc": "quality",
    "kierownik": "manager",
    "ksiegowosc": "accountant",
}


def in_demo_data():
    """Return {login: password} of the users that demo data files define."""
    found = {}
    for path in sorted(paths.ADDONS.glob("*/demo/*.xml")):
        for record in ElementTree.parse(path).iter("record"):
            if record.get("model") != "res.users":
                continue
            fields = {f.get("name"): (f.text or "").strip() for f in record}
            if fields.get("login") and fields.get("password"):
                found[fields["login"]] = fields["password"]
    return found


def table():
    """Return lines with login, password and role of each demo user."""
    passwords = in_demo_data()
    order = [*ROLES, *(login for login in passwords if login not in ROLES)]
    rows = [(n, passwords[n], ROLES.get(n, "")) for n in order if n in passwords]
    rows.append(("admin", "admin", "administrator of the system"))
    width = max(len(part) for row in rows for part in row[:2]) + 2
    return [f"  {a:{width}}{b:{width}}{c}".rstrip() for a, b, c in rows]
