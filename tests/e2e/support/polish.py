"""What is shown to Polish people is Polish."""

import re

from lxml import html

# Words that no Polish sentence contains ("to", "do", "a", "i", "on" are Polish).
ENGLISH = re.compile(
    r"\b(the|this|that|these|is|are|were|has|have|had|not|and|or|of|with|for|"
    r"from|your|you|we|our|please|it|its|be|been|can|cannot|will|"
    r"device|devices|request|requests|quote|repair|received|sent|choose|enter|"
    r"client|unknown|already|photo|photos|another)\b",
    re.IGNORECASE,
)


def english(text):
    """Return the English words of a text."""
    return sorted({word.lower() for word in ENGLISH.findall(text)})


def sentence(text):
    """Check that a text is there, reads Polish, and shows no inside; return it."""
    text = " ".join(text.split())
    assert len(text) > 10, f"no sentence: {text!r}"
    assert not english(text), f"English words {english(text)} in: {text}"
    for inside in ("Traceback", "psycopg", "odoo.", "/addons/", "None"):
        assert inside not in text, text
    return text


def visible(markup):
    """Return the text of HTML that a person reads."""
    tree = html.fromstring(markup)
    for hidden in tree.xpath("//style | //script | //head"):
        hidden.drop_tree()
    return " ".join(tree.text_content().split())
