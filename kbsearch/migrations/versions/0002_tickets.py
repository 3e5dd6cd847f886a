"""Tickets: customers, tickets with all that belongs to them, the outbox, leases, cursors, and access."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the twelve tables."""
    _customers_and_tickets()
    _conversation()
    _history()
    _delivery()
    _access()


def downgrade() -> None:
    """Drop them, with all tickets."""
    for table in ("spent_links", "sessions", "cursors", "leases", "outbox", "ratings", "ticket_events", "tried"):
        op.drop_table(table)
    for table in ("attachments", "messages", "tickets", "customers"):
        op.drop_table(table)


def _customers_and_tickets() -> None:
    op.create_table(
        "customers",
        _id(),
        _text("email", 254),
        _text("name", 100),
        _text("locale", 8),
        _text("plan", 32),
        _filled("created_at", _MOMENT),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "tickets",
        _id(),
        _text("reference", 16),
        _text("handoff_id", 64),
        _of("customer"),
        _text("subject", 200),
        _text("locale", 8),
        _text("category", 255),
        _text("product", 100),
        _text("plan", 32),
        _text("queue", 32),
        *(_filled(name, sa.Integer()) for name in ("priority", "tier")),
        _text("status", 16),
        *(_filled(name, _MOMENT) for name in ("created_at", "updated_at")),
        *(sa.Column(name, _MOMENT) for name in ("confirmed_at", "first_response_due", "resolution_due")),
        *(sa.Column(name, _MOMENT) for name in ("first_response_at", "paused_at", "ended_at")),
        *(_filled(name, sa.Integer()) for name in ("first_response_timeliness", "resolution_timeliness")),
        _text("remote", 255),
        _text("remote_url", 1000),
        sa.Column("status_at", _MOMENT),
        sa.UniqueConstraint("reference"),
        sa.UniqueConstraint("handoff_id"),
    )
    _index("tickets", "customer_id")
    _index("tickets", "status")


def _conversation() -> None:
    op.create_table(
        "messages",
        _id(),
        _of("ticket"),
        _filled("number", sa.Integer()),
        _filled("at", _MOMENT),
        _text("author", 16),
        _text("name", 100),
        _filled("text", sa.Text()),
        _filled("is_public", sa.Boolean()),
        _text("key", 255),
        sa.UniqueConstraint("ticket_id", "number", name="one_message_a_number"),
        sa.UniqueConstraint("ticket_id", "key", name="one_message_a_key"),
    )
    op.create_table(
        "attachments",
        _id(),
        _of("message"),
        _text("name", 255),
        _text("media_type", 100),
        _filled("size", sa.BigInteger()),
        _text("digest", 64),
    )
    _index("attachments", "message_id")
    _index("attachments", "digest")


def _history() -> None:
    op.create_table(
        "tried",
        _id(),
        _of("ticket"),
        _filled("at", _MOMENT),
        _text("query", 300),
        _filled("results", sa.Integer()),
        _text("article_id", 255),
        _text("revision", 64),
        _text("title", 500),
        _text("path", 500),
    )
    _index("tried", "ticket_id")
    op.create_table(
        "ticket_events",
        _id(),
        _of("ticket"),
        _filled("at", _MOMENT),
        _text("author", 16),
        _text("kind", 16),
        _text("name", 100),
        _text("before", 255),
        _text("after", 255),
    )
    _index("ticket_events", "ticket_id")
    op.create_table(
        "ratings",
        _of("ticket", primary_key=True, autoincrement=False),
        _filled("at", _MOMENT),
        sa.Column("satisfaction", sa.Integer()),
        _text("comment", 2000),
        sa.Column("recommend", sa.Integer()),
    )


def _delivery() -> None:
    op.create_table(
        "outbox",
        _id(),
        _text("lane", 8),
        _text("kind", 16),
        _of("ticket", nullable=True),
        sa.Column("message", sa.Integer()),
        _filled("detail", sa.Text()),
        *(_filled(name, _MOMENT) for name in ("since", "due_at")),
        _filled("attempts", sa.Integer()),
        _filled("is_dead", sa.Boolean()),
        _text("owner", 64),
        sa.Column("leased_until", _MOMENT),
        _text("reason", 500),
    )
    _index("outbox", "ticket_id")
    op.create_index("ix_outbox_lane", "outbox", ["lane", "is_dead", "due_at"])
    op.create_table("leases", sa.Column("name", sa.String(64), primary_key=True), _text("owner", 64), _filled("until", _MOMENT))
    op.create_table("cursors", sa.Column("desk", sa.String(64), primary_key=True), _filled("cursor", sa.Text()))


def _access() -> None:
    op.create_table("sessions", _digest(), _of("customer"), _filled("expires_at", _MOMENT))
    _index("sessions", "customer_id")
    op.create_table("spent_links", _digest(), _filled("expires_at", _MOMENT))


def _id() -> "sa.Column[Any]":
    return sa.Column("id", _NUMBER, primary_key=True)


def _digest() -> "sa.Column[Any]":
    return sa.Column("digest", sa.String(64), primary_key=True)


def _text(name: str, longest: int) -> "sa.Column[Any]":
    return _filled(name, sa.String(longest))


def _filled(name: str, kind: Any) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False)


def _of(parent: str, **more: Any) -> "sa.Column[Any]":
    return sa.Column(f"{parent}_id", _NUMBER, sa.ForeignKey(f"{parent}s.id", ondelete="CASCADE"), **{"nullable": False, **more})


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column])
