"""Kanji of the right sound and the wrong meaning, as an input method leaves them: 解薬 for 解約, 以上終了 for 異常終了.

A word is only doubted where the articles never have it as typed, and only replaced by one that they do have, of the same sound: for a compound, one that stands
beside its other half in some article; for a word on its own, rather one that shares a character with it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from kbsearch.model import Token
from kbsearch.ports import Analyzer, SearchIndex, Written

_KANJI = re.compile("[々〇\u3400-\u9fff]+")

Replacement = tuple[int, int, str]
"""Half-open range of the query, and what it probably should be."""


class Homophones:
    """Finds words of one index that sound like what was typed. ``stand_together`` tells whether two terms are neighbours in some article."""

    def __init__(
        self,
        index: SearchIndex,
        analyzer: Analyzer,
        is_visible: Callable[[str], bool],
        stand_together: Callable[[str, str], bool],
    ) -> None:
        self._lexicon = index.lexicon
        self._analyzer = analyzer
        self._is_visible = is_visible
        self._stand_together = stand_together

    def replacements(self, text: str, tokens: Sequence[Token]) -> Iterator[Replacement]:
        """Yield what should probably be replaced in ``text``, left to right, without overlap."""
        words = [token for token in tokens if _KANJI.fullmatch(text[token.start : token.end])]
        done = 0
        for first, second in pairwise(words):
            if first.start >= done and first.end == second.start and not self._stand_together(first.term, second.term):
                found = self._of_pair(text, first, second)
                if found:
                    yield found
                    done = second.end
        for word in words:
            if word.start >= done and len(word.term) > 1 and not self._is_visible(word.term):
                typed = text[word.start : word.end]
                alike = self._sounding_like(typed)
                better = self._likeliest([w for w in alike if set(w.term) & set(typed)] or alike)
                if better:
                    yield word.start, word.end, better

    def _of_pair(self, text: str, first: Token, second: Token) -> Replacement | None:
        typed = text[first.start : second.end]
        if len(typed) <= 3:
            alike = [w for w in self._sounding_like(typed) if len(w.term) == len(typed) and set(w.term) & set(typed)]
            better = self._likeliest(alike)
            if better:
                return first.start, second.end, better
        for written in self._sounding_like(text[first.start : first.end]):
            if self._stand_together(written.term, second.term):
                return first.start, first.end, written.term
        for written in self._sounding_like(text[second.start : second.end]):
            if self._stand_together(first.term, written.term):
                return second.start, second.end, written.term
        return None

    def _sounding_like(self, surface: str) -> list[Written]:
        """Return the words in kanji that the articles have and that may be read as ``surface``, the most frequent first."""
        found = [
            written
            for reading in self._analyzer.readings(surface)
            for written in self._lexicon.read_as(reading)
            if written.term != surface and _KANJI.fullmatch(written.term) and self._is_visible(written.term)
        ]
        return sorted(found, key=lambda written: -written.count)

    def _likeliest(self, written: Sequence[Written]) -> str | None:
        return written[0].term if written else None
