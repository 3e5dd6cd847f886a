"""Text as it is kept: what people wrote, without signs that nobody can see and no database takes."""

import unicodedata

_KEPT = "\n\t"


def lines(text: str) -> str:
    """Return text of several lines, with ``\\n`` between them."""
    return _seen(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()


def line(text: str) -> str:
    """Return text on one line, which no header can be smuggled into."""
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    return "".join(sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in ("Cc", "Cs"))
