"""What the columns need of an article, worked out once when it is added and stored beside it: laying out the columns then reads no article whole."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from kbsearch.indexes.suggestion_words import Cut, SuggestionWord, cut, shown
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.model import Article, Audience
from kbsearch.ports import Field

Completion = tuple[bool, str, list[SuggestionWord]]
"""Whether it is a question, its text as shown, and its words."""


@dataclass(frozen=True)
class Card:
    """The facts of an article that are columns. ``publish_at`` is a time stamp, minus infinity for at once."""

    id: str
    file: str
    path: str
    category: str
    internal: bool
    publish_at: float
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    pins: tuple[str, ...]
    completions: list[Completion]

    @classmethod
    def of(cls, article: Article, stream: TokenStream) -> "Card":
        """Make the card of an article and its tokens."""
        return cls(
            article.id,
            article.file,
            article.path,
            article.category,
            article.audience is Audience.INTERNAL,
            article.publish_at.timestamp() if article.publish_at else -inf,
            article.tags,
            article.aliases,
            article.pinned_for,
            list(_completions(article, stream)),
        )

    def to_bytes(self) -> bytes:
        """Encode; ``from_bytes`` gives an equal card back. Words are stored as plain tuples, which are read faster."""
        plain = {
            **self.__dict__,
            "completions": [(q, text, [tuple(word) for word in words]) for q, text, words in self.completions],
        }
        return pickle.dumps(plain)

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "Card":
        """Decode what ``to_bytes`` made."""
        plain = pickle.loads(encoded)
        plain["completions"] = [
            (q, text, [SuggestionWord._make(word) for word in words]) for q, text, words in plain["completions"]
        ]
        return cls(**plain)


def _completions(article: Article, stream: TokenStream) -> Iterator[Completion]:
    at = 0
    for field, which, count in stream.passages.tolist():
        if field in (Field.TITLE, Field.QUESTIONS):
            is_question = field == Field.QUESTIONS
            text = shown(article.questions[which] if is_question else article.title)
            words = cut(text, _cuts(stream, at, at + count))
            if words:
                yield is_question, text, words
        at += count


def _cuts(stream: TokenStream, first: int, last: int) -> list[Cut]:
    offsets, readings = stream.offsets[first:last].tolist(), stream.readings[first:last]
    return [(start, end, reading) for (start, end, _), reading in zip(offsets, readings, strict=True)]
