"""Did you mean: what a query probably should have been, where its words as typed are not what the articles say.

Words that find articles together as typed are never corrected, nor is a long message, nor a word for which the articles have another form that
was found already.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from kbsearch.membership import common
from kbsearch.model import Token
from kbsearch.ports import Analyzer, Numbers, SearchIndex
from kbsearch.search.adjacency import Adjacency
from kbsearch.search.clauses import Clause
from kbsearch.search.homophones import Homophones, Replacement
from kbsearch.search.spelling import Speller
from kbsearch.search.spelling_context import ContextSpeller

Mask = npt.NDArray[np.bool_]

_KATAKANA = re.compile("[ァ-ヺー]{4,}")
_LONGEST = 12
"""Words of a query that is looked at; a longer one is a message, and has enough other words to be found by."""
_TERMS, _ANSWERS = 100, 5_000
"""Terms of which the articles are remembered, or only whether there is one."""


class Corrector:
    """Corrects queries by what the ``visible`` articles of one index say. ``general``: terms that say little. Safe to use from several threads."""

    def __init__(self, index: SearchIndex, analyzer: Analyzer, visible: Mask, general: frozenset[str]) -> None:
        self._index = index
        self._analyzer = analyzer
        self._visible = visible
        self._sees_all = bool(visible.all())
        self._articles_with = lru_cache(maxsize=_TERMS)(self._articles_with_uncached)
        self._is_visible = lru_cache(maxsize=_ANSWERS)(self._is_visible_uncached)
        self._general = general
        self._speller = Speller(index.lexicon, self._is_visible)
        self._context = ContextSpeller(self._speller, index.lexicon, self._articles_with, int(visible.sum()))
        seen = None if self._sees_all else np.flatnonzero(visible).astype(np.uint32)
        self._stand_together = Adjacency(index, seen).stand_together
        self._homophones = Homophones(index, analyzer, self._is_visible, self._stand_together)

    def corrected(self, text: str, clauses: Sequence[Clause], found: bool) -> str | None:
        """Return the query that ``text``, of which ``clauses`` were made, should have been; None if it is well as it is.

        Words that the articles have are doubted only where nothing was ``found``, but for the wrong half of a compound.
        """
        tokens = _whole(self._analyzer.tokens(text))
        if not 0 < len(tokens) <= _LONGEST or "\n" in text:
            return None
        explained = [(c.start, c.end) for c in clauses if c.alternatives and not any(map(self._is_visible, c.typed))]
        doubted = [
            (start, end, better)
            for start, end, better in [
                *self._homophones.replacements(text, tokens),
                *self._misspelt(tokens),
                *self._torn(text, tokens),
            ]
            if not any(start < explained_end and end > explained_start for explained_start, explained_end in explained)
        ]
        if not doubted:
            return None
        better = _replaced(text, doubted)
        return better if self._terms(better) != self._terms(text) and self._is_borne_out(better, text, doubted) else None

    def _is_borne_out(self, better: str, text: str, doubted: Sequence[Replacement]) -> bool:
        """Whether the articles bear a correction out: some article has all that is asked for, or what was corrected is nearly what was typed.

        Real words that the articles happen to lack (bread) are near to some that they have (read) only too often.
        """
        asked = [term for term in dict.fromkeys(self._terms(better)) if term not in self._general]
        if not asked or not all(map(self._is_visible, asked)):
            return False
        if len(asked) > 1:
            return len(reduce(common, map(self._articles_with, asked))) > 0
        return all(_looks_like(text[start:end], form) for start, end, form in doubted)

    def _misspelt(self, tokens: Sequence[Token]) -> list[Replacement]:
        forms = self._context.corrected(tokens)
        return [(token.start, token.end, form) for token, form in zip(tokens, forms, strict=True) if form is not None]

    def _torn(self, text: str, tokens: Sequence[Token]) -> Iterator[Replacement]:
        """Yield corrections of katakana words that MeCab cut to pieces because a slip made them unknown: イン|ボイツ."""
        for run in _KATAKANA.finditer(text):
            pieces = [token for token in tokens if run.start() <= token.start < run.end()]
            if pieces and not all(self._is_visible(piece.term) for piece in pieces):
                better = (self._speller.correction(run[0]) if len(pieces) > 1 else None) or self._half_corrected(run[0])
                if better is not None:
                    yield run.start(), run.end(), better

    def _half_corrected(self, run: str) -> str | None:
        """Return クレジットカード for クレジトカード: one half as the articles have it, the other corrected, side by side in some article."""
        for cut in range(2, len(run) - 1):
            for halves in ((self._speller.correction(run[:cut]), run[cut:]), (run[:cut], self._speller.correction(run[cut:]))):
                terms = [self._term(half) for half in halves if half]
                if len(terms) == 2 and self._stand_together(*terms):
                    return "".join(half or "" for half in halves)
        return None

    def _term(self, form: str) -> str:
        written = self._index.lexicon.read_as(form)
        return written[0].term if written else ""

    def _terms(self, text: str) -> list[str]:
        return [token.term for token in self._analyzer.tokens(text)]

    def _articles_with_uncached(self, term: str) -> Numbers:
        numbers = self._index.frequencies(term)[0]
        return numbers if self._sees_all else numbers[self._visible[numbers]]

    def _is_visible_uncached(self, term: str) -> bool:
        numbers = self._index.frequencies(term)[0]
        return len(numbers) > 0 if self._sees_all else bool(self._visible[numbers].any())


def _looks_like(typed: str, form: str) -> bool:
    """Whether two words begin alike or, in kanji, share a character."""
    return typed[0].lower() == form[0] or (not form.isascii() and bool(set(typed) & set(form)))


def _whole(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the parts of identifiers."""
    whole: list[Token] = []
    for token in tokens:
        if not whole or token.end > whole[-1].end:
            whole.append(token)
    return whole


def _replaced(text: str, replacements: Sequence[Replacement]) -> str:
    pieces, at = [], 0
    for start, end, better in sorted(replacements):
        if start >= at:
            pieces += [text[at:start], better]
            at = end
    return "".join([*pieces, text[at:]])
