"""The words of an index as people write and read them, from columns of pairs (term, form) with their counts."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from kbsearch.indexes.columns import Columns
from kbsearch.ports import Written


class ColumnLexicon:
    """Implements Lexicon."""

    def __init__(self, columns: Columns, terms: Sequence[str]) -> None:
        self._terms = terms
        self._forms = columns.lines("forms")
        self._articles = np.diff(columns.array("posting_bounds"))
        self._pair_terms = columns.array("lexicon_terms")
        self._pair_forms = columns.array("lexicon_forms")
        self._counts = columns.array("lexicon_counts")
        """Pairs are in order of form, then the most frequent first."""
        self._form_bounds = np.searchsorted(self._pair_forms, np.arange(len(self._forms) + 1))
        self._by_term = np.argsort(self._pair_terms, kind="stable")
        self._term_bounds = np.searchsorted(self._pair_terms[self._by_term], np.arange(len(terms) + 1))

    def articles(self, term: str) -> int:
        """Return how many articles have a term."""
        number = _place(self._terms, term)
        return 0 if number is None else int(self._articles[number])

    def read_as(self, form: str) -> Sequence[Written]:
        """Return the terms that are read or written exactly so, the most frequent first."""
        number = _place(self._forms, form)
        if number is None:
            return ()
        start, end = self._form_bounds[number : number + 2]
        return [self._pair(pair) for pair in range(int(start), int(end))]

    def written(self, term: str) -> Sequence[Written]:
        """Return the forms of a term, the most frequent first."""
        number = _place(self._terms, term)
        if number is None:
            return ()
        start, end = self._term_bounds[number : number + 2]
        pairs = [self._pair(int(pair)) for pair in self._by_term[start:end]]
        return sorted(pairs, key=lambda pair: (-pair.count, pair.form))

    def forms(self) -> Sequence[str]:
        """Return all forms in order, each once."""
        return self._forms

    def _pair(self, pair: int) -> Written:
        return Written(self._terms[self._pair_terms[pair]], self._forms[self._pair_forms[pair]], int(self._counts[pair]))


def _place(ordered: Sequence[str], wanted: str) -> int | None:
    place = bisect_left(ordered, wanted)
    return place if place < len(ordered) and ordered[place] == wanted else None
