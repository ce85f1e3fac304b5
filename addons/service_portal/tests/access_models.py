"""What everybody may do with our models by RPC: rights, and whose records; no test."""

from odoo.tools import mute_logger

from .access_people import PEOPLE

_OPERATIONS = ("read", "write", "create", "unlink")
# none, read, and write, and create, read and create, all four
_LETTERS = {
    (): "-",
    ("read",): "r",
    ("read", "write"): "w",
    ("read", "write", "create"): "c",
    ("read", "create"): "n",
    _OPERATIONS: "d",
}


def model_rows(text):
    """Yield `(name, whose, letters of PEOPLE)` of a table of models."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, whose, *cells = line.split()
            letters = "".join(cells)
            if len(letters) != len(PEOPLE):
                raise ValueError(f"{len(letters)} letters, not {len(PEOPLE)}: {line}")
            yield name, whose, letters


class ModelRights:
    """Mixin to AccessPeople."""

    def user_of(self, persona):
        return self.people[persona] or self.env.ref("base.public_user")

    def own_models(self, addon):
        """Return the models that an addon makes and that have rows to reach."""
        return sorted(
            model._name
            for model in self.registry.values()
            if model._original_module == addon
            and model._name.startswith("service.")
            and not model._abstract
        )

    def model_letters(self, name):
        """Return what each person may do with the model at all."""
        letters = ""
        for persona in PEOPLE:
            model = self.env[name].with_user(self.user_of(persona))
            letters += self.letter_of(model)
        return letters

    def letter_of(self, records):
        return _LETTERS.get(tuple(o for o in _OPERATIONS if records.has_access(o)), "?")

    def record_letters(self, kind, whose):
        """Return what each person may do with the record that is whose.

        Searching has to find just what reading reads.
        """
        letters = ""
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for persona in PEOPLE:
                record = self.record(persona, whose, kind)
                letters += self.letter_of_record(persona, record) if record else "."
        return letters

    def letter_of_record(self, persona, record):
        user = self.user_of(persona)
        mine = record.with_user(user)
        letter = self.letter_of(mine)
        model = self.env[record._name].with_user(user)
        if not model.has_access("read"):
            return letter
        found = model.with_context(active_test=False).search([("id", "=", record.id)])
        if bool(found) != (letter != "-"):
            return "?"
        return letter

    def check_models(self, addon, table):
        """Compare the rights of all models of an addon with its table."""
        listed = list(model_rows(table))
        whole = {name: letters for name, whose, letters in listed if whose == "-"}
        self.assertEqual(sorted(whole), self.own_models(addon), "models without a row")
        for name, letters in whole.items():
            with self.subTest(model=name):
                self.assertEqual(self.model_letters(name), letters)
        for kind, whose, letters in listed:
            if whose != "-":
                with self.subTest(record=kind, whose=whose):
                    self.assertEqual(self.record_letters(kind, whose), letters)
