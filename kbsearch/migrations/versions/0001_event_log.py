"""The event log: searches, reads, choices and votes."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the four tables."""
    _make("searches", ("query", sa.String(300)), ("folded", sa.String(600)), ("results", sa.Integer()))
    op.create_index("ix_searches_visit", "searches", ["visit"])
    _make("reads", ("article", sa.String(255)), ("revision", sa.String(64)))
    op.create_index("ix_reads_article", "reads", ["locale", "article", "visit"])
    _make(
        "choices",
        ("kind", sa.String(16)),
        ("query", sa.String(300)),
        ("article", sa.String(255)),
        ("text", sa.String(255)),
    )
    _make(
        "votes",
        ("article", sa.String(255)),
        ("revision", sa.String(64)),
        ("helpful", sa.Boolean()),
        sa.Column("reason", sa.String(32)),
        ("sentence", sa.String(500)),
        sa.UniqueConstraint("visit", "locale", "article", "revision", name="one_vote_a_visit_and_revision"),
    )
    op.create_index("ix_votes_article", "votes", ["locale", "article"])


def downgrade() -> None:
    """Drop them, with all that was recorded."""
    for table in ("votes", "choices", "reads", "searches"):
        op.drop_table(table)


def _make(table: str, *parts: tuple[str, TypeEngine[Any]] | SchemaItem) -> None:
    """Make a table with what all four have and its own ``parts``: columns that are never empty, by name and type, and others whole."""
    op.create_table(
        table,
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("visit", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        *(sa.Column(*part, nullable=False) if isinstance(part, tuple) else part for part in parts),
    )
    op.create_index(f"ix_{table}_at", table, ["at"])
