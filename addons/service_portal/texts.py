"""Texts from outside as a database takes them. No Odoo import.

JSON may carry the character 0 and halves of characters; PostgreSQL refuses both.

>>> plain("a\\x00b \\ud83d"), plain({"k\\x00": ["x\\x00", 1, None]})
('ab ', {'k': ['x', 1, None]})
"""


def plain(value):
    """Return a text, or JSON values, without what no database takes."""
    if isinstance(value, str):
        return value.encode(errors="ignore").decode().replace("\x00", "")
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
