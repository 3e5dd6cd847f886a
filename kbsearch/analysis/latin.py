"""Words written in letters and digits: lower-cased, identifiers whole and by their parts, stemmed in English.

``A-1234``, ``ERR_TOO_MANY_REDIRECTS`` and ``log-in`` are each one term, and their parts are terms too, so both the code
pasted from an error page and the half of it a customer remembers find the article. In English won't, can't and don't are
the word not: rare as such a form may be in a few articles, it says nothing of what is asked.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

from kbsearch.model import Token

_JAPANESE = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
JAPANESE = re.compile(f"[{_JAPANESE}]")
"""Kana and kanji, the characters that only a morphological analyzer can cut."""

_CHAR = f"(?:(?![{_JAPANESE}])[^\\W_])"
RUN = re.compile(f"{_CHAR}+(?:['’._-]{_CHAR}+)*")
"""Letters and digits, joined by single hyphens, underscores, dots or apostrophes."""

_PART = re.compile(f"{_CHAR}+")
_CONTRACTION = re.compile(f"{_CHAR}+(?:['’]{_CHAR}+)+")
"""Words like won't and o'clock, whose parts mean nothing."""
_POSSESSIVE = re.compile("['’][sS]$")

_REMEMBERED = 20_000
"""Words whose terms are kept."""


class LatinWords:
    """Makes tokens of Latin runs; ``stem`` reduces English inflections (Snowball)."""

    def __init__(self, stem: bool) -> None:
        self._stemmer = Stemmer.Stemmer("english", 0) if stem else None
        self.term = lru_cache(maxsize=_REMEMBERED)(self._make_term)

    def tokens(self, run: str, start: int, position: int) -> list[Token]:
        """Return the tokens of one run; the parts of a joined one take the positions that follow.

        ``start`` is the run's place in the normalized text, and so are the offsets of the tokens.
        """
        word = _POSSESSIVE.sub("", run)
        found = [Token(self.term(word), start, start + len(run), position, word.lower())]
        if not _PART.fullmatch(word) and not _CONTRACTION.fullmatch(word):
            for number, part in enumerate(_PART.finditer(word)):
                found.append(
                    Token(self.term(part[0]), start + part.start(), start + part.end(), position + number, part[0].lower())
                )
        return found

    def _make_term(self, word: str) -> str:
        lowered = word.lower().replace("’", "'")
        if lowered.endswith("n't") and self._stemmer is not None:
            return "not"
        if not lowered.isascii():
            lowered = _without_accents(lowered)
        if self._stemmer is not None and lowered.isalpha():
            return str(self._stemmer.stemWord(lowered))
        return lowered


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", decomposed))
