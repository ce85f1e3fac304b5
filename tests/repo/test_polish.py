"""How the Polish of the suite speaks to the people who read it."""

import re

import polib
import pytest

from tools import manifests, paths

# One register: a client who reads "Wybierz" on one page and "Proszę wybrać" on the
# next hears two firms. Nobody is a "Państwo", nobody is begged.
FORMAL = re.compile(r"\b(państw\w*|proszę|prosimy|pan|pani|panu|szanown\w+)\b", re.I)
# "Wysłałeś" is wrong for half of the readers, "zapoznałem/am się" for all of them.
GENDERED = re.compile(r"\b\w+ł(eś|aś|em/am|am/em)\b", re.I)
SMALL = re.compile(r"\b(two[ij]\w*|twój|ciebie|cię|ci|tobie|tobą|ty)\b")
CAPITAL = re.compile(r"\b(Two[ij]\w*|Twój|Ciebie|Cię|Ci|Tobie|Tobą|Ty)\b")
STARTS = re.compile(r"(^|[.!?…:])\s*$")
ENGLISH = re.compile(r"\b(the|we|you|your|this|have|from)\b", re.I)
TAG = re.compile(r"<[^>]*>")
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\{.*?\}\}")


def entries(addon):
    return polib.pofile(str(paths.ADDONS / addon / "i18n" / "pl.po"))


def texts(entry):
    return [entry.msgstr, *entry.msgstr_plural.values()]


def is_letter(entry):
    return any("model:mail.template" in place for place, _line in entry.occurrences)


def pieces(text):
    """Return what stands between the tags: a new tag may start a new sentence."""
    return [piece.strip() for piece in TAG.split(text) if piece.strip()]


def found(addon, pattern):
    return [
        text
        for entry in entries(addon)
        for text in texts(entry)
        if pattern.search(TAG.sub(" ", text))
    ]


@pytest.mark.parametrize("addon", manifests.ours())
def test_everybody_is_addressed_in_the_plain_second_person(addon):
    assert not found(addon, FORMAL)


@pytest.mark.parametrize("addon", manifests.ours())
def test_nobody_is_told_what_sex_they_are(addon):
    assert not found(addon, GENDERED)


@pytest.mark.parametrize("addon", manifests.ours())
def test_you_is_small_on_screens_and_capital_in_letters(addon):
    wrong = []
    for entry in entries(addon):
        pattern = SMALL if is_letter(entry) else CAPITAL
        for piece in pieces(entry.msgstr):
            for match in pattern.finditer(piece):
                if is_letter(entry) or not STARTS.search(piece[: match.start()]):
                    wrong.append(piece)
    assert not wrong


@pytest.mark.parametrize("addon", manifests.ours())
def test_no_english_sentence_stands_for_polish(addon):
    # A copied source counts as translated for every tool, and a client gets it.
    assert not [
        entry.msgid
        for entry in entries(addon)
        if entry.msgstr == entry.msgid
        and ENGLISH.search(PLACEHOLDER.sub("", TAG.sub(" ", entry.msgid)))
    ]
