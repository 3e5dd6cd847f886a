"""How articles are ranked in each language: every number that decides an order, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbsearch.ports import Field


@dataclass(frozen=True, slots=True)
class RankingProfile:
    """The numbers of BM25F: an occurrence counts its field's weight, then saturates (``k1``) and is normed by length (``b``).

    Source: Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), with one ``b`` for all fields.
    """

    k1: float
    b: float
    snippet_length: int
    """Characters of a snippet, about two lines on a desktop."""
    fields: Mapping[Field, float] = field(
        default_factory=lambda: {
            Field.TITLE: 2.0,
            Field.QUESTIONS: 1.5,
            Field.HEADINGS: 1.5,
            Field.KEYWORDS: 1.5,
            Field.BODY: 1.0,
        }
    )


PROFILES = {
    "ja": RankingProfile(k1=1.6, b=0.75, snippet_length=110),
    "en": RankingProfile(k1=1.2, b=0.75, snippet_length=200),
}
