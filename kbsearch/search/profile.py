"""How articles are ranked in each language: every number that decides an order, in one place.

Chosen on public test sets, one configuration a language; what was tried and what it gave is in docs/en/search-quality.md.
"""

from dataclasses import dataclass

from kbsearch.ports import Field
from kbsearch.search.general_words import GENERAL
from kbsearch.similarity import Similarity


@dataclass(frozen=True, slots=True)
class RankingProfile:
    """The numbers of a language.

    First stage: what each word gives an article, BM25F (see ``similarity.py``).

    Second stage: the best ``reranked`` articles gain for words of the query that stand together as in the query.
    """

    similarity: Similarity
    proximity: float
    """Weight of neighbouring words in texts."""
    title_proximity: float
    """Weight of neighbouring words in titles and questions."""
    synonym: float
    reading: float
    gloss: float
    variant: float
    """Weights of an alternative beside the word as typed, from 0 to 1."""
    coverage: float
    """The share of a query, weighed by rarity, that some article must have for there to be an answer (see ``answerable.py``)."""
    title_coverage: float
    """The share that is enough where it stands in a title."""
    tail: float
    """The share of the first hit's score below which an article is no hit."""
    confidence: float
    """What the first hit must reach to be shown as the answer (see ``confidence.py``)."""
    lead: float
    """How much its distance from the second counts in that."""
    snippet_length: int
    """Characters of a snippet, about two lines on a desktop."""
    subject: float = 1.5
    """Weight of the first line of a message of several lines: what it is about."""
    reranked: int = 100
    window: int = 2
    """How many positions neighbouring words may lie apart."""
    general: str = ""
    """Words that say little about what is asked, space-separated."""


PROFILES = {
    "ja": RankingProfile(
        similarity=Similarity(
            k1=0.9,
            b=0.8,
            rarity_power=1.1,
            fields={Field.TITLE: 2.0, Field.QUESTIONS: 1.5, Field.HEADINGS: 1.5, Field.KEYWORDS: 1.5, Field.BODY: 1.0},
        ),
        proximity=0.15,
        title_proximity=0.15,
        synonym=0.7,
        reading=0.8,
        gloss=0.3,
        variant=0.8,
        coverage=0.35,
        title_coverage=0.1,
        tail=0.15,
        confidence=1.4,
        lead=4.0,
        snippet_length=110,
        general=f"{GENERAL['ja']} {GENERAL['en']}",
    ),
    "en": RankingProfile(
        similarity=Similarity(
            k1=3.2,
            b=0.75,
            rarity_power=1.5,
            fields={Field.TITLE: 5.0, Field.QUESTIONS: 4.0, Field.HEADINGS: 1.5, Field.KEYWORDS: 1.5, Field.BODY: 1.0},
        ),
        proximity=0.2,
        title_proximity=0.15,
        synonym=0.7,
        reading=0.8,
        gloss=0.3,
        variant=0.8,
        coverage=0.38,
        title_coverage=0.01,
        tail=0.15,
        confidence=1.0,
        lead=4.0,
        snippet_length=200,
        general=GENERAL["en"],
    ),
}
