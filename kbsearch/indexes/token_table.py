"""What was analyzed of articles, read from the columns that grow: each passage, and each token with its place in the text."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.columns import Columns
from kbsearch.indexes.text_column import TextColumn
from kbsearch.membership import places_of
from kbsearch.model import Token
from kbsearch.ports import Field, Passage, TokenColumns

Articles = Sequence[int] | npt.NDArray[np.integer]

_FIELDS = tuple(Field)


class TokenTable:
    """The tokens of one locale. Several articles are read together, for a search asks for ten or a hundred. Safe to use from several threads."""

    def __init__(self, columns: Columns, terms: TextColumn) -> None:
        self._terms = terms
        self._term_ids = columns.array("term_ids")
        self._rows = columns.array("article_rows")
        self._tokens = columns.rows("tokens")
        self._offsets = columns.rows("token_offsets")
        self._article_tokens = columns.array("article_tokens")
        self._token_bounds = columns.array("token_bounds")
        self._passage_bounds = columns.array("passage_bounds")
        self._passage_fields = columns.array("passage_fields")
        self._passage_numbers = columns.array("passage_numbers")

    def term_number(self, term: str) -> int | None:
        """Return the number that the tokens of a term have."""
        place = self._terms.place(term)
        return None if place is None else int(self._term_ids[place])

    def tokens_of(self, articles: Articles) -> TokenColumns:
        """Return the tokens of some articles, for what depends on where words stand."""
        starts, ends = self._stretches(articles)
        tokens = self._tokens.read_all(starts, ends)
        return TokenColumns(_end_to_end(starts, ends), tokens["term"], tokens["place"], tokens["field"])

    def passages(self, article: int) -> Sequence[Passage]:
        """Return what of the article was analyzed, as it was."""
        row = int(self._rows[article])
        first, last = self._passage_bounds[row : row + 2]
        return [self._passage(which) for which in range(int(first), int(last))]

    def matches(self, articles: Articles, wanted: Mapping[int, str]) -> list[list[Passage]]:
        """Return of each article the passages that have any of the ``wanted`` terms (number -> term), with the tokens of these only."""
        starts, ends = self._stretches(articles)
        terms = self._tokens.read_all(starts, ends)["term"]
        places = places_of(np.array(list(wanted), dtype=np.uint32), terms)
        bounds = _end_to_end(starts, ends)
        of_article = np.searchsorted(bounds, places, side="right") - 1
        owners = np.searchsorted(self._token_bounds, places - bounds[of_article] + starts[of_article], side="right") - 1
        offsets = self._offsets.read_all(starts, ends)[places]
        tokens = list(map(Token, [wanted[term] for term in terms[places].tolist()], *offsets.T.tolist()))
        found: list[list[Passage]] = [[] for _ in articles]
        for article, passage in self._grouped(of_article, owners, tokens):
            found[article].append(passage)
        return found

    def sections(self) -> int:
        """Return how many passages are texts of sections."""
        before = np.concatenate([[0], np.cumsum(self._passage_fields == Field.BODY)])
        bounds = self._passage_bounds
        return int((before[bounds[self._rows + 1]] - before[bounds[self._rows]]).sum())

    def _grouped(
        self, of_article: npt.NDArray[np.intp], owners: npt.NDArray[np.intp], tokens: list[Token]
    ) -> Iterator[tuple[int, Passage]]:
        """Yield the passages of tokens in order, each with the place of its article."""
        if not tokens:
            return
        firsts = np.flatnonzero(np.concatenate([[True], (np.diff(owners) != 0) | (np.diff(of_article) != 0)]))
        passages = owners[firsts]
        fields, numbers = self._passage_fields[passages].tolist(), self._passage_numbers[passages].tolist()
        begins = firsts.tolist()
        for article, field, number, begin, end in zip(
            of_article[firsts].tolist(), fields, numbers, begins, [*begins[1:], len(tokens)], strict=True
        ):
            yield article, Passage(_FIELDS[field], number, tokens[begin:end])

    def _stretches(self, articles: Articles) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return where the tokens of each article begin and end."""
        rows = self._rows[np.asarray(articles, dtype=np.intp)]
        return self._article_tokens[rows], self._article_tokens[rows + 1]

    def _passage(self, which: int) -> Passage:
        first, last = (int(bound) for bound in self._token_bounds[which : which + 2])
        offsets = self._offsets.read(first, last).tolist()
        terms = self._tokens.read(first, last)["term"].tolist()
        tokens = [Token(self._terms[self._term_places[term]], *offset) for term, offset in zip(terms, offsets, strict=True)]
        return Passage(Field(int(self._passage_fields[which])), int(self._passage_numbers[which]), tokens)

    @cached_property
    def _term_places(self) -> npt.NDArray[np.uint32]:
        """Where in the vocabulary the term of a number stands."""
        places = np.zeros(int(self._term_ids.max(initial=0)) + 1, dtype=np.uint32)
        places[self._term_ids] = np.arange(len(self._term_ids), dtype=np.uint32)
        return places


def _end_to_end(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the bounds of several stretches laid one behind the other."""
    bounds = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(ends - starts, out=bounds[1:])
    return bounds
