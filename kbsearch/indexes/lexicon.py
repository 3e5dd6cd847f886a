"""The words of an index as people write and read them, from columns of pairs (term, form) with their counts."""

from collections.abc import Sequence
from functools import cached_property

from kbsearch.indexes.columns import Columns
from kbsearch.indexes.text_column import TextColumn
from kbsearch.ports import Written


class ColumnLexicon:
    """Implements Lexicon. Safe to use from several threads."""

    def __init__(self, columns: Columns, terms: TextColumn) -> None:
        self._columns = columns
        self._terms = terms
        self._forms = columns.texts("forms")
        # memoryviews (``data``) give single numbers faster than arrays
        self._posting_bounds = columns.array("posting_bounds").data
        self._pair_terms = columns.array("lexicon_terms").data
        self._pair_forms = columns.array("lexicon_forms").data
        self._counts = columns.array("lexicon_counts").data
        """Pairs are in order of form, then the most frequent first."""
        self._form_bounds = columns.array("lexicon_form_bounds").data
        self._by_term = columns.array("lexicon_by_term").data
        self._term_bounds = columns.array("lexicon_term_bounds").data

    def articles(self, term: str) -> int:
        """Return how many articles have a term."""
        number = self._terms.place(term)
        return 0 if number is None else self._posting_bounds[number + 1] - self._posting_bounds[number]

    def read_as(self, form: str) -> Sequence[Written]:
        """Return the terms that are read or written exactly so, the most frequent first."""
        number = self._forms.place(form)
        if number is None:
            return ()
        pairs = range(self._form_bounds[number], self._form_bounds[number + 1])
        return [Written(self._terms[self._pair_terms[pair]], form, self._counts[pair]) for pair in pairs]

    def written(self, term: str) -> Sequence[Written]:
        """Return the forms of a term, the most frequent first."""
        number = self._terms.place(term)
        if number is None:
            return ()
        pairs = self._by_term[self._term_bounds[number] : self._term_bounds[number + 1]]
        written = [Written(term, self._forms[self._pair_forms[pair]], self._counts[pair]) for pair in pairs]
        return sorted(written, key=lambda pair: (-pair.count, pair.form))

    def forms(self) -> Sequence[str]:
        """Return all forms in order, each once."""
        return self._forms

    def borrowed(self, origin: str) -> Sequence[str]:
        """Return the loanwords that come from a foreign term, in order."""
        number = self._origins.place(origin)
        if number is None:
            return ()
        start, end = self._columns.array("origin_bounds")[number : number + 2]
        return [self._terms[term] for term in self._columns.array("origin_terms")[start:end].tolist()]

    @cached_property
    def _origins(self) -> TextColumn:
        return self._columns.texts("origins")
