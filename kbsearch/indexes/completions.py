"""The titles and questions of several articles, cut into words, as tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.card import Card
from kbsearch.indexes.stretches import Counts, counts_of, rows_in


@dataclass(frozen=True)
class Keys:
    """What is typed to come to each entry, without the line break at its end, and how many characters of that each word has."""

    lines: list[str]
    lengths: Counts


@dataclass(frozen=True)
class Completions:
    """An entry is a title or a question; its last word is its end."""

    entry_counts: Counts
    """Of each article."""
    texts: list[str]
    """Of each entry, as shown."""
    questions: npt.NDArray[np.bool_]
    """Of each entry: whether it is a question."""
    word_counts: Counts
    """Of each entry."""
    spans: npt.NDArray[np.uint32]
    """Of each word: start and end in its entry's text."""
    begins: npt.NDArray[np.bool_]
    """Of each word: whether a suggestion may begin there."""
    surfaces: Keys
    readings: Keys

    @classmethod
    def of(cls, cards: Sequence[Card]) -> Self:
        """Make the tables of articles, one after the other."""
        entries = [completion for card in cards for completion in card.completions]
        listed = [words for _, _, words in entries]
        words = [word for several in listed for word in several]
        return cls(
            counts_of([len(card.completions) for card in cards]),
            [text for _, text, _ in entries],
            np.array([is_question for is_question, _, _ in entries], np.bool_),
            counts_of([len(several) for several in listed]),
            np.array([(word.start, word.end) for word in words], np.uint32).reshape(-1, 2),
            np.array([word.begins for word in words], np.bool_),
            Keys(
                _lines([[word.surface for word in several] for several in listed]), counts_of([len(w.surface) for w in words])
            ),
            Keys(
                _lines([[word.reading for word in several] for several in listed]), counts_of([len(w.reading) for w in words])
            ),
        )

    @classmethod
    def joined(cls, several: Sequence[Self]) -> Self:
        """Lay several end to end."""
        return cls(
            np.concatenate([each.entry_counts for each in several]),
            [text for each in several for text in each.texts],
            np.concatenate([each.questions for each in several]),
            np.concatenate([each.word_counts for each in several]),
            np.concatenate([each.spans for each in several]),
            np.concatenate([each.begins for each in several]),
            _joined([each.surfaces for each in several]),
            _joined([each.readings for each in several]),
        )

    def ordered(self, order: npt.NDArray[np.int64]) -> Self:
        """Return those of the same articles in another order."""
        entries = rows_in(order, self.entry_counts)
        words = rows_in(entries, self.word_counts)
        return replace(
            self,
            entry_counts=self.entry_counts[order],
            texts=[self.texts[entry] for entry in entries.tolist()],
            questions=self.questions[entries],
            word_counts=self.word_counts[entries],
            spans=self.spans[words],
            begins=self.begins[words],
            surfaces=_ordered(self.surfaces, entries, words),
            readings=_ordered(self.readings, entries, words),
        )


def _lines(keys: list[list[str]]) -> list[str]:
    return ["".join(words[:-1]) for words in keys]


def _joined(several: Sequence[Keys]) -> Keys:
    return Keys([line for keys in several for line in keys.lines], np.concatenate([keys.lengths for keys in several]))


def _ordered(keys: Keys, entries: npt.NDArray[np.int64], words: npt.NDArray[np.int64]) -> Keys:
    return Keys([keys.lines[entry] for entry in entries.tolist()], keys.lengths[words])
