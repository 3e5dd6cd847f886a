"""The tables of the event log."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from kbsearch.database import Moment, metadata

_Number = BigInteger().with_variant(Integer, "sqlite")

LONGEST_QUERY = 300
LONGEST_SENTENCE = 500
LONGEST_NAME = 255
"""Characters of an article's id and of a suggestion."""


def _of_an_article() -> "tuple[Column[Any], ...]":
    """Return the columns of what happened in a visit with an article as it was then."""
    return (
        Column("id", _Number, primary_key=True),
        Column("at", Moment, nullable=False, index=True),
        Column("visit", String(32), nullable=False),
        Column("locale", String(8), nullable=False),
        Column("article", String(LONGEST_NAME), nullable=False),
        Column("revision", String(64), nullable=False),
    )


searches = Table(
    "searches",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("visit", String(32), nullable=False, index=True),
    Column("locale", String(8), nullable=False),
    Column("query", String(LONGEST_QUERY), nullable=False),
    Column("folded", String(2 * LONGEST_QUERY), nullable=False),
    Column("results", Integer, nullable=False),
)

reads = Table(
    "reads",
    metadata,
    *_of_an_article(),
    Index("ix_reads_article", "locale", "article", "visit"),
)

choices = Table(
    "choices",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("visit", String(32), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("query", String(LONGEST_QUERY), nullable=False),
    Column("article", String(LONGEST_NAME), nullable=False),
    Column("text", String(LONGEST_NAME), nullable=False),
)

votes = Table(
    "votes",
    metadata,
    *_of_an_article(),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(32)),
    Column("sentence", String(LONGEST_SENTENCE), nullable=False),
    UniqueConstraint("visit", "locale", "article", "revision", name="one_vote_a_visit_and_revision"),
    Index("ix_votes_article", "locale", "article"),
)
