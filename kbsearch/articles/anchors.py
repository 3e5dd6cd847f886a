"""Anchors of headings: the part of an address after ``#``.

An anchor keeps the heading's letters, Japanese ones too: ``## 返金の条件`` is reached by ``#返金の条件``. It is
lower-cased, punctuation is removed, and spaces become hyphens. ``## 返金の条件 {#refund}`` sets the anchor by hand. The
second heading of the same text gets ``-2``, the third ``-3``.
"""

import re
import unicodedata
from collections.abc import Iterable

EMPTY = "section"
RESERVED = "page--"
"""What the ids of a page's own parts begin with. An anchor made of a text never has two hyphens in a row."""
_SPACES = re.compile(r"[\s-]+")


def anchor(text: str) -> str:
    """Return the anchor of a heading, as yet without regard to other headings."""
    normal = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(character for character in normal if _is_kept(character))
    # Once more: a mark whose punctuation went may now belong to the letter before it.
    return unicodedata.normalize("NFKC", _SPACES.sub("-", kept).strip("-")) or EMPTY


def _is_kept(character: str) -> bool:
    # Combining marks (category M) are letters to their readers, though not to str.isalnum().
    return character.isalnum() or character.isspace() or character in "-_" or unicodedata.category(character).startswith("M")


class Anchors:
    """Gives every heading of one article an anchor of its own."""

    def __init__(self, explicit: Iterable[str] = ()) -> None:
        """``explicit`` are the ids written by hand anywhere in the article; no numbered anchor collides with them."""
        self._reserved = set(explicit)
        self._given: set[str] = set()
        self._last: dict[str, int] = {}

    def explicit(self, name: str) -> str:
        """Return the anchor for a heading whose id was written by hand: that id, unless an earlier heading or the page has it."""
        if name.startswith(RESERVED):
            return self.of(name)
        if name in self._given:
            return self._numbered(name)
        self._given.add(name)
        return name

    def of(self, text: str) -> str:
        """Return the anchor for a heading of that text."""
        wanted = anchor(text)
        if wanted in self._reserved or wanted in self._given:
            return self._numbered(wanted)
        self._given.add(wanted)
        return wanted

    def _numbered(self, wanted: str) -> str:
        number = self._last.get(wanted, 1) + 1
        while (name := f"{wanted}-{number}") in self._reserved or name in self._given:
            number += 1
        self._last[wanted] = number
        self._given.add(name)
        return name
