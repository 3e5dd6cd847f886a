"""The words of a query in a handful of articles: where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kbsearch.membership import places_of
from kbsearch.ports import SearchIndex
from kbsearch.search.clauses import Clause


@dataclass(frozen=True, slots=True)
class Matches:
    """The tokens of ``articles`` that some clause matches, article by article, in order of place."""

    articles: npt.NDArray[np.integer]
    terms: npt.NDArray[np.uint32]
    """Numbers of the terms looked for, ascending."""
    of_article: npt.NDArray[np.intp]
    """Of each token: the place of its article in ``articles``."""
    of_term: npt.NDArray[np.intp]
    """Of each token: the place of its term in ``terms``."""
    places: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]

    def present(self, among: npt.NDArray[np.bool_] | slice = slice(None)) -> npt.NDArray[np.bool_]:
        """Return which article has which term, shape (articles, terms), by all tokens or those chosen."""
        having = np.zeros((len(self.articles), len(self.terms)), np.bool_)
        having[self.of_article[among], self.of_term[among]] = True
        return having


def matches(index: SearchIndex, articles: npt.NDArray[np.integer], clauses: Sequence[Clause]) -> Matches:
    """Look for the words of ``clauses`` in some articles."""
    tokens = index.tokens_of(articles)
    numbers = (index.term_number(term) for clause in clauses for term in clause.terms())
    wanted = np.array(sorted({number for number in numbers if number is not None}), dtype=np.uint32)
    matching = places_of(wanted, tokens.terms)
    return Matches(
        articles,
        wanted,
        np.searchsorted(tokens.bounds, matching, side="right") - 1,
        np.searchsorted(wanted, tokens.terms[matching]),
        tokens.places[matching].astype(np.int64),
        tokens.fields[matching].astype(np.int64),
    )
