"""Which correction fits the other words of a query: one that stands in articles together with them."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from math import log, sqrt

from kbsearch.membership import common
from kbsearch.model import Token
from kbsearch.ports import Lexicon, Numbers
from kbsearch.search.spelling import Candidate, Speller
from kbsearch.search.spelling_variants import spelling_variants
from kbsearch.search.word_formation import is_inflection

_DEVIATIONS = 2.0
"""Standard deviations above chance from which on words that stand together are taken to belong together."""
_SMOOTHING = 0.5
"""Articles added to what was counted and to what chance would give, so that a single article proves little."""
_FITTING = 0.9
"""The bond that a word must have to take the place of one that the articles have, but with none of the others."""
_GENERAL = 0.05
"""A word in more than this share of the articles says nothing about its neighbours."""
_NEIGHBOURS = 8
"""Words of a query that are looked at, the rarest ones."""
_LONG = 12
"""Words of a query from which on one more or less does not matter, so that only those are corrected that the articles lack."""

Neighbours = Sequence[Numbers]
"""The articles of each other word."""


class ContextSpeller:
    """Corrects the words of a query with a view to each other. Safe to use from several threads.

    ``articles_with(term)``: the articles with a term that the reader may see; ``size``: how many articles there are.
    """

    def __init__(self, speller: Speller, lexicon: Lexicon, articles_with: Callable[[str], Numbers], size: int) -> None:
        self._speller = speller
        self._lexicon = lexicon
        self._articles_with = articles_with
        self._size = size

    def corrected(self, words: Sequence[Token]) -> tuple[str | None, ...]:
        """Return for each word the form that was probably meant; None where it is to stay.

        A word whose term the articles lack becomes its likeliest candidate. One that they have gives way only if it does not belong to any of the others,
        the candidate does, and all told that is likelier; or if it only shares its stem with the right form, which finds the same articles. A query whose
        words some article has together comes back unchanged.
        """
        if self._are_together([word.term for word in words]):
            return (None,) * len(words)
        return tuple(self._corrected(word, words) for word in words)

    def _corrected(self, word: Token, words: Sequence[Token]) -> str | None:
        if not len(self._articles_with(word.term)):
            return self._likeliest(word, self._neighbours(word, words))
        return (self._respelt(word) or self._displacing(word, words)) if len(words) < _LONG else None

    def _likeliest(self, word: Token, neighbours: Neighbours) -> str | None:
        best = self._speller.likeliest(word.reading, lambda candidate: candidate.score + self._bond(candidate.term, neighbours))
        return best.form if best else None

    def _respelt(self, word: Token) -> str | None:
        """Return the right form for a word that only shares its stem with words of the articles: ``independance``, but not ``gurgles`` or ``cafe``."""
        forms = [written.form for written in self._lexicon.written(word.term)]
        if not word.reading.isalpha() or any(is_inflection(word.reading, form) for form in forms):
            return None
        best = self._speller.likeliest(word.reading, lambda c: c.score if c.term == word.term and c.is_near else None)
        return best.form if best and best.form.isascii() else None

    def _displacing(self, word: Token, words: Sequence[Token]) -> str | None:
        """Return the word that was meant by one that the articles have, too: ``field`` for ``filed``."""
        if not self._speller.looks_at(word.reading):
            return None
        neighbours = self._neighbours(word, words)
        if not neighbours or any(self._bonds(word.term, neighbours)):
            return None
        count = sum(written.count for written in self._lexicon.read_as(word.reading))
        excluded = {other.term for other in words}
        variants = spelling_variants(word.reading)

        def score(candidate: Candidate) -> float | None:
            bond = self._bond(candidate.term, neighbours)
            fits = bond >= _FITTING and candidate.term not in excluded and candidate.form not in variants
            return candidate.score + bond if fits and candidate.score + bond > log(1 + count) else None

        best = self._speller.likeliest(word.reading, score)
        return best.form if best else None

    def _neighbours(self, word: Token, words: Sequence[Token]) -> Neighbours:
        """Return the articles of each other word that says something, the rarest words first."""
        terms = {other.term for other in words if other.end <= word.start or other.start >= word.end} - {word.term}
        found = sorted((self._articles_with(term) for term in sorted(terms)), key=len)
        return [articles for articles in found if 0 < len(articles) <= _GENERAL * self._size][:_NEIGHBOURS]

    def _bond(self, term: str, neighbours: Neighbours) -> float:
        """Return how much more often than by chance a term stands in an article with the neighbour it fits best (a logarithm; 0 if with none)."""
        return max(self._bonds(term, neighbours), default=0.0)

    def _bonds(self, term: str, neighbours: Neighbours) -> Iterator[float]:
        """Yield it for each neighbour that it fits; always positive."""
        articles = self._articles_with(term)
        for others in neighbours:
            chance = len(articles) * len(others) / self._size
            together = len(_both(articles, others))
            if together > chance + _DEVIATIONS * sqrt(chance):
                yield log((together + _SMOOTHING) / (chance + _SMOOTHING))

    def _are_together(self, terms: Sequence[str]) -> bool:
        """Whether some article has all the terms."""
        found = sorted((self._articles_with(term) for term in dict.fromkeys(terms)), key=len)
        return bool(found) and len(reduce(_both, found)) > 0


def _both(some: Numbers, others: Numbers) -> Numbers:
    return common(some, others)
