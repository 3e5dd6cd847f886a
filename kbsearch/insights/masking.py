"""Takes out of a text what could name a person: e-mail addresses, and long numbers (of telephones, cards, customers)."""

import re
import unicodedata

EMAIL, NUMBER = "[email]", "[number]"
FEWEST_DIGITS = 7
"""A Japanese postal code has as many."""

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WITH_AT = re.compile(r"\S+")
_AT = re.compile("[^@＠﹫][@＠﹫]+[^@＠﹫]")
_BETWEEN = r"[\s.,/()（）・_\-\u2010-\u2015\u2212\u30fc\uff0d\uff70]{0,3}"
_LONG_NUMBER = re.compile(rf"\d(?:{_BETWEEN}\d){{{FEWEST_DIGITS - 1},}}")
_UNPRINTABLE = {"Cc", "Cs"}


def masked(text: str) -> str:
    """Return ``text`` with a word in the place of every e-mail address and of every number of seven digits and more, however they are grouped."""
    if "@" in text or "＠" in text or "﹫" in text:
        text = _WITH_AT.sub(lambda word: EMAIL if _AT.search(word[0]) else word[0], _PLAIN_ADDRESS.sub(EMAIL, text))
    return _LONG_NUMBER.sub(NUMBER, text)


def is_masked(text: str) -> bool:
    """Whether something was taken out of the text."""
    return EMAIL in text or NUMBER in text


def printable(text: str, longest: int) -> str:
    """Return the beginning of ``text`` as a database takes it: on one line, without control characters and halves of characters."""
    kept = "".join(" " if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in text)
    return " ".join(kept.split())[:longest]
