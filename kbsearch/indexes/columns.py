"""The index laid out as arrays, derived from Whoosh's documents at commit and memory-mapped by every reader.

Everything about article ``n`` is found by position: ``lengths[n]``, ``audiences[n]``; a variable number of things (its passages, the articles of a term) by a
pair of bounds: ``passage_bounds[n]`` and ``passage_bounds[n + 1]``. Articles are numbered in order of id, then file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.card import Card
from kbsearch.indexes.suggestion_columns import suggestion_columns
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.ports import PASSAGE_GAP, Field

Array = npt.NDArray[np.generic]
Document = tuple[int, Card, TokenStream]


def write_columns(folder: Path, documents: Iterable[Document], weights: Mapping[Field, float]) -> None:
    """Lay out ``documents`` and write them into ``folder``, one file a column."""
    folder.mkdir(exist_ok=True)
    ordered = sorted(documents, key=lambda document: (document[1].id, document[1].file))
    for name, column in _columns(ordered, weights):
        if isinstance(column, np.ndarray):
            np.save(folder / f"{name}.npy", column)
        else:
            (folder / f"{name}.txt").write_text("\n".join(column), encoding="utf-8")


class Columns:
    """The columns of one locale, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return a column of numbers, mapped from its file."""
        mapped: npt.NDArray[Any] = np.load(self._folder / f"{name}.npy", mmap_mode="r")
        return np.asarray(mapped)  # the same memory without the cost of a memmap at every slice

    def lines(self, name: str) -> list[str]:
        """Return a column of text."""
        text = self.text(name)
        return text.split("\n") if text else []

    def text(self, name: str) -> str:
        """Return a column of text with a line break between its values."""
        return (self._folder / f"{name}.txt").read_text(encoding="utf-8")


def _columns(ordered: list[Document], weights: Mapping[Field, float]) -> Iterator[tuple[str, Array | list[str]]]:
    cards = [card for _, card, _ in ordered]
    yield "documents", np.array([document for document, _, _ in ordered], dtype=np.uint32)
    yield from _card_columns(cards)
    yield from _passage_columns([stream for _, _, stream in ordered], weights)
    yield from suggestion_columns(cards)


def _card_columns(cards: list[Card]) -> Iterator[tuple[str, Array | list[str]]]:
    yield "ids", [card.id for card in cards]
    yield "paths", [card.path for card in cards]
    yield "categories", [card.category for card in cards]
    yield "internal", np.array([card.internal for card in cards], dtype=np.bool_)
    yield "publish_at", np.array([card.publish_at for card in cards], dtype=np.float64)
    for name, values in (
        ("tags", [card.tags for card in cards]),
        ("aliases", [card.aliases for card in cards]),
        ("pins", [card.pins for card in cards]),
    ):
        yield name, [value for several in values for value in several]
        yield f"{name}_bounds", _bounds([len(several) for several in values])


def _passage_columns(streams: list[TokenStream], weights: Mapping[Field, float]) -> Iterator[tuple[str, Array | list[str]]]:
    passages = np.concatenate([stream.passages for stream in streams] or [np.empty((0, 3), np.uint32)])
    offsets = np.concatenate([stream.offsets for stream in streams] or [np.empty((0, 3), np.uint32)])
    terms, token_terms = _numbered([stream.terms for stream in streams], len(offsets))
    forms, token_forms = _numbered([stream.readings for stream in streams], len(offsets))
    yield "passage_bounds", _bounds([len(stream.passages) for stream in streams])
    yield "passage_fields", passages[:, 0].astype(np.uint8)
    yield "passage_numbers", passages[:, 1].astype(np.uint32)
    yield "token_bounds", _bounds(passages[:, 2])
    yield "token_offsets", offsets.astype(np.uint32)
    yield "token_terms", token_terms
    yield "token_places", _places(passages[:, 2], offsets[:, 2])
    yield "token_fields", np.repeat(passages[:, 0], passages[:, 2]).astype(np.uint8)
    yield "article_tokens", _bounds([len(stream.offsets) for stream in streams])
    yield "terms", terms
    yield "forms", forms[1:] if forms[:1] == [""] else forms
    yield from _lexicon(token_terms, token_forms, unread=forms[:1] == [""])
    token_articles = np.repeat(np.arange(len(streams), dtype=np.uint32), [len(stream.offsets) for stream in streams])
    token_weights = np.repeat(_field_weights(weights)[passages[:, 0]], passages[:, 2])
    yield "lengths", np.bincount(token_articles, token_weights, len(streams)).astype(np.float32)
    yield from _postings(token_terms, token_articles, token_weights, len(terms))


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
) -> Iterator[tuple[str, Array]]:
    """Add up the weights of each term in each article; postings of one term lie together, articles ascending."""
    pairs = terms.astype(np.uint64) << np.uint64(32) | articles
    distinct, inverse = np.unique(pairs, return_inverse=True)
    yield "posting_articles", (distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    yield "posting_frequencies", np.bincount(inverse, weights, len(distinct)).astype(np.float32)
    counts = np.bincount((distinct >> np.uint64(32)).astype(np.int64), minlength=vocabulary)
    yield "posting_bounds", _bounds(counts)


def _lexicon(terms: npt.NDArray[np.uint32], forms: npt.NDArray[np.uint32], unread: bool) -> Iterator[tuple[str, Array]]:
    """Count the distinct pairs of a form and a term; in order of form, then the most frequent first.

    ``unread``: form 0 is the empty one of words without a reading; those are left out, and the forms count from the next one.
    """
    if unread:
        read = forms > 0
        terms, forms = terms[read], forms[read] - 1
    pairs, counts = np.unique(forms.astype(np.uint64) << np.uint64(32) | terms, return_counts=True)
    pair_forms, pair_terms = (pairs >> np.uint64(32)).astype(np.uint32), (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    order = np.lexsort((pair_terms, -counts, pair_forms))
    yield "lexicon_forms", pair_forms[order]
    yield "lexicon_terms", pair_terms[order]
    yield "lexicon_counts", counts[order].astype(np.uint32)


def _numbered(lists: Sequence[Sequence[str]], count: int) -> tuple[list[str], npt.NDArray[np.uint32]]:
    """Return the distinct values in order, and each value as its place among them."""
    distinct = sorted(set().union(*lists))
    places = {value: place for place, value in enumerate(distinct)}
    return distinct, np.fromiter(map(places.__getitem__, chain.from_iterable(lists)), np.uint32, count)


def _bounds(counts: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))]).astype(np.int64)


def _field_weights(weights: Mapping[Field, float]) -> npt.NDArray[np.float64]:
    return np.array([weights[field] for field in Field], dtype=np.float64)
