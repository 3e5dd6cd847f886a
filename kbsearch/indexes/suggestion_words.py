"""Cuts a title or a question into the words that a person may begin to type, with what lies between them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kbsearch.folding import fold, needs_space

_UNSTORABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What a column of lines cannot hold."""
_APOSTROPHES = frozenset("'’")
END = "\n"

_fold = lru_cache(maxsize=10_000)(fold)

Cut = tuple[int, int, str]
"""Start, end and reading of a token."""


class SuggestionWord(NamedTuple):
    """A stretch of an entry's text: as it is typed by its surface and by its reading, both folded."""

    start: int
    end: int
    surface: str
    reading: str
    begins: bool
    """Whether a suggestion may begin here: not at a particle or a space."""


def shown(text: str) -> str:
    """Return ``text`` as it is stored and shown, each character at its place."""
    return _UNSTORABLE.sub(" ", text)


def cut(text: str, tokens: Iterable[Cut]) -> list[SuggestionWord]:
    """Return the words of ``text`` in order and its end; nothing when there is nothing in it to type.

    What lies between the tokens (particles, verb endings) is read as it is written.
    """
    words: list[SuggestionWord] = []
    space: tuple[int, int] | None = None
    for start, end, reading, is_token in _pieces(text, tokens):
        surface = _fold(text[start:end])
        if not surface:
            if not _APOSTROPHES.issuperset(text[start:end]):
                space = (start, end)
            continue
        if space is not None and words and needs_space(words[-1].surface, surface):
            words.append(SuggestionWord(*space, " ", " ", False))
        words.append(SuggestionWord(start, end, surface, _fold(reading) or surface, is_token or not words))
        space = None
    if words:
        words.append(SuggestionWord(len(text), len(text), END, END, False))
    return words


def _pieces(text: str, tokens: Iterable[Cut]) -> Iterator[tuple[int, int, str, bool]]:
    """Cut wherever a token starts or ends; the parts of a joined word (log-in) overlap it, and count instead of it."""
    readings = {(start, end): reading for start, end, reading in tokens}
    starts = {start for start, _ in readings}
    places = sorted({0, len(text)}.union(*readings))
    for start, end in pairwise(places):
        reading = readings.get((start, end), "")
        yield start, end, "" if reading.isascii() else reading, start in starts
