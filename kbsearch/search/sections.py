"""Which section of an article a query means."""

from collections.abc import Mapping, Sequence

from kbsearch.ports import Field, Passage

_HEADING_BONUS = 1.5
"""A word in a heading says what the section is about."""
_SATURATION = 1.2


def best_section(passages: Sequence[Passage], worth: Mapping[str, float]) -> int:
    """Return the number of the section with the most ``worth`` (term -> value); the first one when none has any."""
    scores: dict[int, float] = {}
    for passage in passages:
        if passage.field in (Field.HEADINGS, Field.BODY):
            bonus = _HEADING_BONUS if passage.field is Field.HEADINGS else 1.0
            scores[passage.number] = scores.get(passage.number, 0.0) + bonus * _score(passage, worth)
    return max(scores, key=lambda number: (scores[number], -number), default=0)


def _score(passage: Passage, worth: Mapping[str, float]) -> float:
    counts: dict[str, int] = {}
    for token in passage.tokens:
        if token.term in worth:
            counts[token.term] = counts.get(token.term, 0) + 1
    return sum(worth[term] * count / (count + _SATURATION) for term, count in counts.items())
