"""Reads the form of /my/service/new. No Odoo import.

Fields of the devices are called `device-<row>-<field>`; rows may have gaps, because
the client removes and adds them.

>>> values = read({"type_id": "3", "device-0-brand": " Bosch ", "device-7-fault": "x"})
>>> values["type_id"], [(d["row"], d["brand"], d["fault"]) for d in values["devices"]]
('3', [(0, 'Bosch', ''), (7, '', 'x')])
>>> read({"device-0-brand": "", "csrf_token": "x"})["devices"]
[]
>>> says_something(values), says_something(read({"type_id": "3"}))
(True, False)
>>> list(missing(values, needs_device=True).values())
['kind', 'fault', 'kind', 'name']
"""

import re

REQUEST_FIELDS = (
    "type_id",
    "subject",
    "description",
    "customer_reference",
    "partner_shipping_id",
    "partner_invoice_id",
    "submission_token",
)
DEVICE_FIELDS = (
    "device_id",
    "category_id",
    "brand",
    "model",
    "serial_number",
    "fault_type_id",
    "fault",
    "accessories",
    "condition",
    "customer_reference",
    "partner_shipping_id",
    "partner_invoice_id",
)
MAX_LINE = 200
MAX_TEXT = 5000
_SAYS_NOTHING = {"type_id", "submission_token"}
_LONG_FIELDS = {"description", "fault"}
_DEVICE_KEY = re.compile(r"device-([0-9]{1,3})-([a-z_]+)")


def read(form):
    """Return the known fields as stripped texts, and `devices`, one dict a row."""
    values = {name: _text(form.get(name)) for name in REQUEST_FIELDS}
    rows = {}
    for key, value in form.items():
        match = _DEVICE_KEY.fullmatch(key)
        if match and match[2] in DEVICE_FIELDS and _text(value):
            rows.setdefault(int(match[1]), {})[match[2]] = _text(value)
    values["devices"] = [
        {"row": row} | {name: rows[row].get(name, "") for name in DEVICE_FIELDS}
        for row in sorted(rows)
    ]
    return values


def shorten(values, *, devices):
    """Return what `read` returned, within the limits of texts and of `devices`."""
    return {name: values[name][: _limit(name)] for name in REQUEST_FIELDS} | {
        "devices": [
            {"row": device["row"]}
            | {name: device[name][: _limit(name)] for name in DEVICE_FIELDS}
            for device in values["devices"][:devices]
        ]
    }


def says_something(values):
    """Tell whether anything is typed or chosen that would be a pity to lose."""
    return bool(
        values["devices"]
        or any(values[name] for name in REQUEST_FIELDS if name not in _SAYS_NOTHING)
    )


def missing(values, *, needs_device):
    """Return `{field of the form: code of what is wrong}`, in the order of the form."""
    errors = {}
    if not values["type_id"].isdecimal():
        errors["type_id"] = "type"
    if needs_device and not values["devices"]:
        errors["device-0-category_id"] = "device"
    for device in values["devices"]:
        for name, code in _missing_of_device(device):
            errors[f"device-{device['row']}-{name}"] = code
    if not needs_device and not values["description"]:
        errors["description"] = "question"
    return errors | _too_long(values)


def _missing_of_device(device):
    if not device["device_id"]:
        if not device["category_id"]:
            yield "category_id", "kind"
        if not (device["brand"] or device["model"]):
            yield "brand", "name"
    if not device["fault"]:
        yield "fault", "fault"


def _too_long(values):
    texts = {name: values[name] for name in REQUEST_FIELDS}
    for device in values["devices"]:
        texts |= {
            f"device-{device['row']}-{name}": device[name] for name in DEVICE_FIELDS
        }
    return {
        name: "long"
        for name, text in texts.items()
        if len(text) > _limit(name.rpartition("-")[2])
    }


def _limit(name):
    return MAX_TEXT if name in _LONG_FIELDS else MAX_LINE


def _text(value):
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""
