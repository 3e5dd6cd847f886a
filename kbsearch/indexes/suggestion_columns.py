"""Writes the columns of a SuggestionTable: the titles and questions of all articles, cut into words and sorted.

The keys of an entry stand on a line of their own, once as written and once as read; the starts of words count characters of all lines, so that
the line break is the last word of each.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.suggestion_words import Cut, SuggestionWord, cut, shown
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.model import Article
from kbsearch.ports import KEY_DEPTH, Field

Column = npt.NDArray[np.generic] | list[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    article: int
    is_question: bool
    text: str
    words: list[SuggestionWord]


def suggestion_columns(documents: Iterable[tuple[Article, TokenStream]]) -> Iterator[tuple[str, Column]]:
    """Yield the columns for articles in the order of their numbers."""
    entries = [entry for number, (article, stream) in enumerate(documents) for entry in _entries(number, article, stream)]
    words = [word for entry in entries for word in entry.words]
    yield "suggestion_texts", [entry.text for entry in entries]
    yield "suggestion_articles", np.array([entry.article for entry in entries], dtype=np.uint32)
    yield "suggestion_questions", np.array([entry.is_question for entry in entries], dtype=np.bool_)
    counts = [len(entry.words) for entry in entries]
    yield "suggestion_entries", np.repeat(np.arange(len(entries), dtype=np.uint32), counts)
    yield "suggestion_spans", np.array([(word.start, word.end) for word in words], dtype=np.uint32).reshape(-1, 2)
    begins = np.flatnonzero(np.array([word.begins for word in words], dtype=np.bool_))
    yield from _sorted_keys("surface", [[word.surface for word in entry.words] for entry in entries], begins)
    yield from _sorted_keys("reading", [[word.reading for word in entry.words] for entry in entries], begins)


def _entries(number: int, article: Article, stream: TokenStream) -> Iterator[_Entry]:
    at = 0
    for field, which, count in stream.passages.tolist():
        if field in (Field.TITLE, Field.QUESTIONS):
            is_question = field == Field.QUESTIONS
            text = shown(article.questions[which] if is_question else article.title)
            words = cut(text, _cuts(stream, at, at + count))
            if words:
                yield _Entry(number, is_question, text, words)
        at += count


def _cuts(stream: TokenStream, first: int, last: int) -> list[Cut]:
    offsets, readings = stream.offsets[first:last].tolist(), stream.readings[first:last]
    return [(start, end, reading) for (start, end, _), reading in zip(offsets, readings, strict=True)]


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
