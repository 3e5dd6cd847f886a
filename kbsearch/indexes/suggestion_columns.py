"""Writes the columns of a SuggestionTable: the titles and questions of all articles, cut into words and sorted.

The keys of an entry stand on a line of their own, once as written and once as read; the starts of words count characters of all lines, so that
the line break is the last word of each.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.completions import Completions, Keys
from kbsearch.suggestible import KEY_DEPTH

Column = npt.NDArray[np.generic] | list[str]


def suggestion_columns(completions: Completions) -> Iterator[tuple[str, Column]]:
    """Yield the columns for articles in the order of their numbers."""
    entries, articles = len(completions.texts), len(completions.entry_counts)
    yield "suggestion_texts", completions.texts
    yield "suggestion_articles", np.repeat(np.arange(articles, dtype=np.uint32), completions.entry_counts)
    yield "suggestion_questions", completions.questions
    yield "suggestion_entries", np.repeat(np.arange(entries, dtype=np.uint32), completions.word_counts)
    yield "suggestion_spans", completions.spans
    begins = np.flatnonzero(completions.begins)
    yield from _sorted_keys("surface", completions.surfaces, completions.word_counts, begins)
    yield from _sorted_keys("reading", completions.readings, completions.word_counts, begins)


def _sorted_keys(
    name: str, keys: Keys, counts: npt.NDArray[np.int64], begins: npt.NDArray[np.intp]
) -> Iterator[tuple[str, Column]]:
    starts = np.concatenate([[0], np.cumsum(keys.lengths)]).astype(np.uint32)
    line_ends = np.repeat(np.cumsum([len(line) + 1 for line in keys.lines], dtype=np.int64), counts)
    text = "".join(f"{line}\n" for line in keys.lines)
    places = zip(starts[begins].tolist(), line_ends[begins].tolist(), strict=True)
    tails = [text[start : min(end, start + KEY_DEPTH)] for start, end in places]
    yield f"suggestion_{name}_keys", keys.lines
    yield f"suggestion_{name}_starts", starts
    yield f"suggestion_{name}_order", begins[sorted(range(len(tails)), key=tails.__getitem__)].astype(np.uint32)
