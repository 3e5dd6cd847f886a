"""Text as it is kept: what people wrote, without signs that nobody can see and no database takes."""

import re

_UNSEEN = re.compile(r"[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]+")
"""Control characters and halves of characters."""


def lines(text: str) -> str:
    """Return text of several lines, with ``\\n`` between them."""
    return _seen(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()


def line(text: str) -> str:
    """Return text on one line, which no header can be smuggled into."""
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text)
