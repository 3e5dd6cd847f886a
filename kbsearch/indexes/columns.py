"""The index laid out as arrays, derived from Whoosh's documents at commit and memory-mapped by every reader.

Everything about article ``n`` is found by position: ``lengths[n]``, ``audiences[n]``; a variable number of things (its passages, the articles of a term) by a
pair of bounds: ``passage_bounds[n]`` and ``passage_bounds[n + 1]``. Articles are numbered in order of id, then file.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.batch import Batch
from kbsearch.indexes.card import Card
from kbsearch.indexes.growing import EXTENTS, GROWING, mapped, rows_of
from kbsearch.indexes.impacts import impact_columns
from kbsearch.indexes.labels import Labels, folded, label_columns, squeezed
from kbsearch.indexes.rows import Rows
from kbsearch.indexes.suggestion_columns import suggestion_columns
from kbsearch.indexes.text_column import TextColumn, save_texts
from kbsearch.ports import PASSAGE_GAP, Field
from kbsearch.similarity import Similarity

Array = npt.NDArray[np.generic]

TOKEN = np.dtype([("term", "<u4"), ("place", "<u4"), ("field", "u1")])
"""A row of the column ``tokens``: what TokenColumns says of each."""


def write_columns(folder: Path, batch: Batch, similarity: Similarity) -> None:
    """Lay out articles in any order and write them into ``folder``, one file a column."""
    folder.mkdir(exist_ok=True)
    for name, column in laid_out(batch.ordered(), similarity):
        save_column(folder, name, column)


def save_column(folder: Path, name: str, column: Array | Sequence[str]) -> None:
    """Write one column."""
    if isinstance(column, np.ndarray):
        np.save(folder / f"{name}.npy", column)
    else:
        save_texts(folder, name, column)


class Columns:
    """The columns of one locale, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return a column of numbers, mapped from its file."""
        known = self._arrays.get(name)
        if known is None:
            if name in GROWING:
                known = self._arrays[name] = mapped(self._folder / f"{name}.npy", rows_of(name, self.array(EXTENTS)))
                return known
            whole: npt.NDArray[Any] = np.load(self._folder / f"{name}.npy", mmap_mode="r")
            known = self._arrays[name] = np.asarray(whole)  # the same memory without the cost of a memmap at every slice
        return known

    def rows(self, name: str) -> Rows:
        """Return a column of numbers to be read a few rows at a time, here and there."""
        return Rows(self._folder / f"{name}.npy")

    def texts(self, name: str) -> TextColumn:
        """Return a column of text."""
        return TextColumn(self._folder, name)

    def labels(self, name: str) -> Labels:
        """Return what several articles have in common by name."""
        return Labels(self.texts(f"{name}_names"), self.array(f"{name}_numbers"), self.array(f"{name}_bounds"))


def laid_out(batch: Batch, similarity: Similarity) -> Iterator[tuple[str, Array | list[str]]]:
    """Yield the columns of articles that are in order."""
    yield "documents", batch.documents
    yield "article_rows", np.arange(len(batch.cards), dtype=np.uint32)
    yield from _card_columns(batch.cards)
    yield from _passage_columns(batch, similarity)
    yield from suggestion_columns(batch.completions)


def _card_columns(cards: list[Card]) -> Iterator[tuple[str, Array | list[str]]]:
    yield "ids", [card.id for card in cards]
    yield "paths", [card.path for card in cards]
    yield "internal", np.array([card.internal for card in cards], dtype=np.bool_)
    yield "publish_at", np.array([card.publish_at for card in cards], dtype=np.float64)
    yield from label_columns("category", [(card.category,) for card in cards])
    yield from label_columns("tag", [card.tags for card in cards], folded)
    yield from label_columns("pin", [[squeezed(query) for query in card.pins] for card in cards])
    yield "tags", [tag for card in cards for tag in card.tags]
    yield "tags_bounds", bounds_of([len(card.tags) for card in cards])
    yield "aliases", [alias for card in cards for alias in card.aliases]
    yield "aliases_bounds", bounds_of([len(card.aliases) for card in cards])


def _passage_columns(batch: Batch, similarity: Similarity) -> Iterator[tuple[str, Array | list[str]]]:
    size, passages, offsets = len(batch.cards), batch.passages, batch.offsets
    terms, token_terms = batch.terms.distinct, batch.terms.numbers
    forms, token_forms = batch.forms.distinct, batch.forms.numbers
    yield "passage_bounds", bounds_of(batch.passage_counts)
    yield "passage_fields", passages[:, 0].astype(np.uint8)
    yield "passage_numbers", passages[:, 1].astype(np.uint32)
    yield "token_bounds", bounds_of(passages[:, 2])
    yield "token_offsets", offsets.astype(np.uint32)
    yield "tokens", _token_rows(token_terms, _places(passages[:, 2], offsets[:, 2]), np.repeat(passages[:, 0], passages[:, 2]))
    yield "article_tokens", bounds_of(batch.token_counts)
    yield EXTENTS, np.array([size, len(passages), len(offsets)], dtype=np.int64)
    yield "terms", terms
    yield "term_ids", np.arange(len(terms), dtype=np.uint32)
    yield "forms", forms[1:] if forms[:1] == [""] else forms
    yield from _lexicon(token_terms, token_forms, unread=forms[:1] == [""], vocabulary=len(terms))
    token_articles = np.repeat(np.arange(size, dtype=np.uint32), batch.token_counts)
    token_weights = np.repeat(_field_weights(similarity)[passages[:, 0]], passages[:, 2])
    lengths = np.bincount(token_articles, token_weights, size).astype(np.float32)
    yield "lengths", lengths
    articles, frequencies, posting_bounds = _postings(token_terms, token_articles, token_weights, len(terms))
    yield "posting_articles", articles
    yield "posting_frequencies", frequencies
    yield "posting_bounds", posting_bounds
    yield from impact_columns(similarity, articles, frequencies, posting_bounds, lengths)


def _token_rows(terms: npt.NDArray[np.uint32], places: npt.NDArray[np.uint32], fields: npt.NDArray[np.uint32]) -> Array:
    """Put side by side what is known of each token, for it is read together."""
    rows = np.empty(len(terms), TOKEN)
    rows["term"], rows["place"], rows["field"] = terms, places, fields
    return rows


def _places(counts: npt.NDArray[np.uint32], positions: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Shift the positions of each passage behind those of the one before."""
    if not len(positions):
        return positions.astype(np.uint32)
    last = np.cumsum(counts.astype(np.int64)) - 1
    lengths = np.where(counts > 0, positions[np.maximum(last, 0)].astype(np.int64) + 1 + PASSAGE_GAP, 0)
    starts = np.cumsum(lengths) - lengths
    places: npt.NDArray[np.uint32] = (positions + np.repeat(starts, counts)).astype(np.uint32)
    return places


def _postings(
    terms: npt.NDArray[np.uint32], articles: npt.NDArray[np.uint32], weights: npt.NDArray[np.float64], vocabulary: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Add up the weights of each term in each article: articles, frequencies, bounds of each term's; articles ascending."""
    pairs = terms.astype(np.uint64) << np.uint64(32) | articles
    distinct, inverse = np.unique(pairs, return_inverse=True)
    counts = np.bincount((distinct >> np.uint64(32)).astype(np.int64), minlength=vocabulary)
    return (
        (distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        np.bincount(inverse, weights, len(distinct)).astype(np.float32),
        bounds_of(counts),
    )


def _lexicon(
    terms: npt.NDArray[np.uint32], forms: npt.NDArray[np.uint32], unread: bool, vocabulary: int
) -> Iterator[tuple[str, Array]]:
    """Count the distinct pairs of a form and a term; in order of form, then the most frequent first.

    ``unread``: form 0 is the empty one of words without a reading; those are left out, and the forms count from the next one.
    """
    if unread:
        read = forms > 0
        terms, forms = terms[read], forms[read] - 1
    pairs, counts = np.unique(forms.astype(np.uint64) << np.uint64(32) | terms, return_counts=True)
    yield from in_lexicon_order(pairs, counts, vocabulary)


def in_lexicon_order(
    pairs: npt.NDArray[np.uint64], counts: npt.NDArray[np.int64], vocabulary: int
) -> Iterator[tuple[str, Array]]:
    """Yield the columns of pairs, each the number of a form above the 32 bits of that of a term, with their counts."""
    pair_forms, pair_terms = (pairs >> np.uint64(32)).astype(np.uint32), (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    order = np.lexsort((pair_terms, -counts, pair_forms))
    pair_forms, pair_terms = pair_forms[order], pair_terms[order]
    yield "lexicon_forms", pair_forms
    yield "lexicon_terms", pair_terms
    yield "lexicon_counts", counts[order].astype(np.uint32)
    yield "lexicon_form_bounds", bounds_of(np.bincount(pair_forms)).astype(np.uint32)
    yield "lexicon_by_term", np.argsort(pair_terms, kind="stable").astype(np.uint32)
    yield "lexicon_term_bounds", bounds_of(np.bincount(pair_terms, minlength=vocabulary)).astype(np.uint32)


def bounds_of(counts: Iterable[int]) -> npt.NDArray[np.int64]:
    """Return where each of several stretches begins that follow one another, and where the last ends."""
    return np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))]).astype(np.int64)


def _field_weights(similarity: Similarity) -> npt.NDArray[np.float64]:
    return np.array([similarity.fields[field] for field in Field], dtype=np.float64)
