"""Writes the columns of a SuggestionTable: the titles and questions of all articles, cut into words and sorted.

The keys of an entry stand on a line of their own, once as written and once as read; the starts of words count characters of all lines, so that
the line break is the last word of each.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.card import Card
from kbsearch.ports import KEY_DEPTH

Column = npt.NDArray[np.generic] | list[str]


def suggestion_columns(cards: Sequence[Card]) -> Iterator[tuple[str, Column]]:
    """Yield the columns for articles in the order of their numbers."""
    entries = [(number, *completion) for number, card in enumerate(cards) for completion in card.completions]
    listed = [words for _, _, _, words in entries]
    words = [word for several in listed for word in several]
    yield "suggestion_texts", [text for _, _, text, _ in entries]
    yield "suggestion_articles", np.array([number for number, _, _, _ in entries], dtype=np.uint32)
    yield "suggestion_questions", np.array([is_question for _, is_question, _, _ in entries], dtype=np.bool_)
    counts = [len(several) for several in listed]
    yield "suggestion_entries", np.repeat(np.arange(len(entries), dtype=np.uint32), counts)
    starts = np.fromiter((word.start for word in words), np.uint32, len(words))
    ends = np.fromiter((word.end for word in words), np.uint32, len(words))
    yield "suggestion_spans", np.column_stack((starts, ends))
    begins = np.flatnonzero(np.array([word.begins for word in words], dtype=np.bool_))
    yield from _sorted_keys("surface", [[word.surface for word in several] for several in listed], begins)
    yield from _sorted_keys("reading", [[word.reading for word in several] for several in listed], begins)


def _sorted_keys(name: str, keys: list[list[str]], begins: npt.NDArray[np.intp]) -> Iterator[tuple[str, Column]]:
    lines = ["".join(words[:-1]) for words in keys]
    starts = np.concatenate([[0], np.cumsum([len(key) for words in keys for key in words], dtype=np.int64)]).astype(np.uint32)
    line_ends = np.repeat(np.cumsum([len(line) + 1 for line in lines], dtype=np.int64), [len(words) for words in keys])
    text = "".join(f"{line}\n" for line in lines)
    places = zip(starts[begins].tolist(), line_ends[begins].tolist(), strict=True)
    tails = [text[start : min(end, start + KEY_DEPTH)] for start, end in places]
    yield f"suggestion_{name}_keys", lines
    yield f"suggestion_{name}_starts", starts
    yield f"suggestion_{name}_order", begins[sorted(range(len(tails)), key=tails.__getitem__)].astype(np.uint32)
