"""What the columns need of several articles, as tables: the process that analyzes a segment's articles makes its own, and one lays them all out.

It goes from process to process as a few arrays; so Whoosh's documents need not be read again, nor their words looked up one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.card import Card
from kbsearch.indexes.completions import Completions
from kbsearch.indexes.stretches import Counts, counts_of, rows_in
from kbsearch.indexes.token_stream import TokenStream

Numbers = npt.NDArray[np.uint32]
Document = tuple[int, Card, TokenStream]


@dataclass(frozen=True)
class Words:
    """The distinct words of many tokens in order, and of each token which one it has."""

    distinct: list[str]
    numbers: Numbers

    @classmethod
    def of(cls, lists: Sequence[Sequence[str]]) -> Self:
        """Number the words of several lists end to end."""
        distinct = sorted(set().union(*lists))
        places = {word: place for place, word in enumerate(distinct)}
        return cls(distinct, np.fromiter(map(places.__getitem__, chain.from_iterable(lists)), np.uint32, sum(map(len, lists))))

    @classmethod
    def joined(cls, several: Sequence[Self]) -> Self:
        """Lay several end to end."""
        distinct = sorted(set().union(*(words.distinct for words in several)))
        places = {word: place for place, word in enumerate(distinct)}
        moved = [np.array([places[word] for word in words.distinct], np.uint32)[words.numbers] for words in several]
        return cls(distinct, np.concatenate(moved) if moved else np.empty(0, np.uint32))


@dataclass(frozen=True)
class Batch:
    """Several articles. ``cards`` have no completions: those are a table of their own."""

    documents: Numbers
    """Of each article, Whoosh's number."""
    cards: list[Card]
    completions: Completions
    passage_counts: Counts
    """Of each article."""
    token_counts: Counts
    """Of each article."""
    passages: Numbers
    """Of each passage: field, number, count of tokens."""
    offsets: Numbers
    """Of each token: start, end, position."""
    terms: Words
    forms: Words

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Self:
        """Make the tables of articles, one after the other."""
        listed = list(documents)
        cards, streams = [card for _, card, _ in listed], [stream for _, _, stream in listed]
        return cls(
            np.array([number for number, _, _ in listed], np.uint32),
            [replace(card, completions=[]) for card in cards],
            Completions.of(cards),
            counts_of([len(stream.passages) for stream in streams]),
            counts_of([len(stream.offsets) for stream in streams]),
            np.concatenate([_NO_ROWS, *(stream.passages for stream in streams)]),
            np.concatenate([_NO_ROWS, *(stream.offsets for stream in streams)]),
            Words.of([stream.terms for stream in streams]),
            Words.of([stream.readings for stream in streams]),
        )

    @classmethod
    def joined(cls, batches: Sequence[Self]) -> Self:
        """Lay several end to end."""
        if len(batches) == 1:
            return batches[0]
        return cls(
            np.concatenate([batch.documents for batch in batches]),
            [card for batch in batches for card in batch.cards],
            Completions.joined([batch.completions for batch in batches]),
            np.concatenate([batch.passage_counts for batch in batches]),
            np.concatenate([batch.token_counts for batch in batches]),
            np.concatenate([batch.passages for batch in batches]),
            np.concatenate([batch.offsets for batch in batches]),
            Words.joined([batch.terms for batch in batches]),
            Words.joined([batch.forms for batch in batches]),
        )

    def numbered_from(self, first: int) -> Self:
        """Return the batch of a segment with the numbers that its documents have in the whole index."""
        return replace(self, documents=self.documents + np.uint32(first))

    def ordered(self) -> Self:
        """Return the articles in the order in which they are numbered: by id, then file."""
        listed = sorted(range(len(self.cards)), key=lambda n: (self.cards[n].id, self.cards[n].file))
        order = np.array(listed, np.int64)
        passages, tokens = rows_in(order, self.passage_counts), rows_in(order, self.token_counts)
        return replace(
            self,
            documents=self.documents[order],
            cards=[self.cards[number] for number in listed],
            completions=self.completions.ordered(order),
            passage_counts=self.passage_counts[order],
            token_counts=self.token_counts[order],
            passages=self.passages[passages],
            offsets=self.offsets[tokens],
            terms=replace(self.terms, numbers=self.terms.numbers[tokens]),
            forms=replace(self.forms, numbers=self.forms.numbers[tokens]),
        )


_NO_ROWS = np.empty((0, 3), np.uint32)
