"""Words typed as they sound: kana for a word the articles write in kanji, romaji for either.

The table of readings is the index's own: what an article's words are read as (``Lexicon.read_as``). So かいやく and kaiyaku find 解約 where an article has it, and
nothing is guessed that no article says. Several words are taken for one reading only where they stand side by side in some article: りょうしゅうしょ is 領収 and 書.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kbsearch.analysis.kana import is_kana, steps
from kbsearch.folding import fold_characters
from kbsearch.model import Token
from kbsearch.ports import Lexicon, Written
from kbsearch.search.clauses import Alternative

_HIRAGANA = re.compile("[ぁ-ゖー]{3,}")
_SHORTEST, _LONGEST = 3, 14
"""Kana that a reading must have to be looked up, and of one word at most."""
_SURE = 4
"""Kana that several words together must have."""
_WORDS = 3
"""How many words of one reading are tried, and how many may stand side by side."""
_HIRAGANA_OF = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_RUNS, _STARTS = 8, 8
"""Runs of hiragana, and words of each, that are looked at: more than anybody types who means something."""
_LAST_N = re.compile("(?<!n)n$")
_SMALL = "ァィゥェォッャュョヮ"
"""No word begins with these."""
_DOUBLED = re.compile(r"([aiueo])\1")


@dataclass(frozen=True, slots=True)
class Sounded:
    """A stretch of the query that is a reading, and the words that are read so."""

    start: int
    end: int
    alternatives: tuple[Alternative, ...]


class Readings:
    """Looks words up by how they sound. ``stand_together`` tells whether two terms are neighbours in some article."""

    def __init__(self, lexicon: Lexicon, weight: float, stand_together: Callable[[str, str], bool]) -> None:
        self._lexicon = lexicon
        self._weight = weight
        self._stand_together = stand_together

    def in_text(self, text: str, tokens: Sequence[Token]) -> Iterator[Sounded]:
        """Yield the longest readings in the hiragana of ``text``, left to right; each begins where a token begins."""
        for run in islice(_HIRAGANA.finditer(text), _RUNS):
            starts = sorted({run.start(), *(t.start for t in tokens if run.start() < t.start < run.end())})[:_STARTS]
            done = run.start()
            for _ in range(_STARTS):
                start = next((start for start in starts if start >= done), None)
                if start is None:
                    break
                starts.remove(start)
                unsure = any(not self._lexicon.articles(t.term) for t in tokens if start <= t.start < run.end())
                length, alternatives = self._longest(fold_characters(text[start : run.end()]), unsure)
                if alternatives:
                    done = start + length
                    starts = [done, *(later for later in starts if later > done)] if run.end() - done >= _SHORTEST else []
                    yield Sounded(start, done, alternatives)

    def of_word(self, form: str) -> tuple[Alternative, ...]:
        """Return the words that are read as all of ``form`` (katakana), the most frequent first; the others count by how frequent they are beside it."""
        length, alternatives = self._longest(form, several=True)
        return alternatives if length == len(form) else ()

    def of_romaji(self, word: str) -> tuple[Alternative, ...]:
        """Return the words that Latin letters spell: kaiyaku -> 解約."""
        if len(word) < _SHORTEST or not word.isascii() or not word.replace("-", "").isalpha():
            return ()
        return tuple(alternative for kana in romaji_readings(word) for alternative in self.of_word(kana))

    def _longest(self, kana: str, several: bool) -> tuple[int, tuple[Alternative, ...]]:
        """Return how much of ``kana`` is the longest reading, from its beginning, and what is read so; of ``several`` words too, if asked."""
        for length in range(min(_LONGEST * _WORDS, len(kana)), _SHORTEST - 1, -1):
            form = kana[:length]
            single = self._lexicon.read_as(form)[:_WORDS]
            if single:
                return length, tuple(self._alternative((w.term,), form, w.count / single[0].count) for w in single)
            terms = next(self._side_by_side(form, ()), None) if several and length >= _SURE else None
            if terms:
                return length, (self._alternative(terms, form, 1.0),)
        return 0, ()

    def _side_by_side(self, form: str, before: tuple[Written, ...]) -> Iterator[tuple[str, ...]]:
        """Yield the words that make up all of ``form`` and stand side by side in some article."""
        if not form:
            yield tuple(written.term for written in before)
        elif len(before) < _WORDS:
            for length in range(min(_LONGEST, len(form)), 0, -1):
                for written in self._lexicon.read_as(form[:length])[:_WORDS]:
                    if not before or self._stand_together(before[-1].term, written.term):
                        yield from self._side_by_side(form[length:], (*before, written))

    def _alternative(self, terms: tuple[str, ...], form: str, share: float) -> Alternative:
        return Alternative(terms, self._weight * share**0.5, f"read as {form}")


def romaji_readings(word: str, limit: int = 16) -> list[str]:
    """Return what a word in Latin letters is in katakana, if all of it is syllables: kaiyaku -> カイヤク; server -> none.

    A doubled vowel may be a long one: pasuwaado is read as pasuwa-do too.
    """
    letters = _LAST_N.sub("nn", fold_characters(word))
    spelt = dict.fromkeys((letters, _DOUBLED.sub(r"\1-", letters)))
    return list(dict.fromkeys(kana for spelling in spelt for kana in _syllables(spelling, limit)))


def hiragana(katakana: str) -> str:
    """Return katakana as hiragana."""
    return katakana.translate(_HIRAGANA_OF)


def _syllables(letters: str, limit: int) -> Iterator[str]:
    unfinished, finished = [("", 0)], 0
    while unfinished and finished < limit:
        kana, at = unfinished.pop()
        if at >= len(letters):
            finished += 1
            if kana[0] not in _SMALL:
                yield kana
            continue
        unfinished += [
            (kana + step, then) for step, then in steps(letters, at, half_typed=False) if then > at and all(map(is_kana, step))
        ]
