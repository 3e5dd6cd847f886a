"""The tables of tickets. What belongs to a ticket goes with it, and a customer's tickets with the customer."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from kbsearch.database import Moment, metadata

_Number = BigInteger().with_variant(Integer, "sqlite")

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_COMMENT = 100, 200, 2000
LONGEST_QUERY, LONGEST_PATH, LONGEST_REASON = 300, 500, 500


def _of(parent: str, **more: Any) -> "Column[Any]":
    return Column(f"{parent.removesuffix('s')}_id", _Number, ForeignKey(f"{parent}.id", ondelete="CASCADE"), **more)


customers = Table(
    "customers",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("plan", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # the number of a customer who was deleted is nobody else's later; so with tickets and messages
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("handoff_id", String(64), nullable=False, unique=True),
    _of("customers", nullable=False, index=True),
    Column("subject", String(LONGEST_SUBJECT), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("category", String(255), nullable=False),
    Column("product", String(100), nullable=False),
    Column("plan", String(32), nullable=False),
    Column("queue", String(32), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("tier", Integer, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("first_response_due", Moment),
    Column("resolution_due", Moment),
    Column("first_response_at", Moment),
    Column("paused_at", Moment),
    Column("ended_at", Moment),
    Column("first_response_timeliness", Integer, nullable=False),
    Column("resolution_timeliness", Integer, nullable=False),
    Column("remote", String(255), nullable=False),
    Column("remote_url", String(1000), nullable=False),
    Column("status_at", Moment),
    Column("desk", String(255), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    metadata,
    Column("id", _Number, primary_key=True),
    _of("tickets", nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("author", String(16), nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("text", Text, nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("key", String(255), nullable=False),
    UniqueConstraint("ticket_id", "number", name="one_message_a_number"),
    UniqueConstraint("ticket_id", "key", name="one_message_a_key"),
    sqlite_autoincrement=True,
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", _Number, primary_key=True),
    _of("messages", nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
)

tried = Table(
    "tried",
    metadata,
    Column("id", _Number, primary_key=True),
    _of("tickets", nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("query", String(LONGEST_QUERY), nullable=False),
    Column("results", Integer, nullable=False),
    Column("article_id", String(255), nullable=False),
    Column("revision", String(64), nullable=False),
    Column("title", String(LONGEST_PATH), nullable=False),
    Column("path", String(LONGEST_PATH), nullable=False),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", _Number, primary_key=True),
    _of("tickets", nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("author", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("before", String(255), nullable=False),
    Column("after", String(255), nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    Column("ticket_id", _Number, ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("satisfaction", Integer),
    Column("comment", String(LONGEST_COMMENT), nullable=False),
    Column("recommend", Integer),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("lane", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    _of("tickets", index=True),
    Column("message", Integer),
    Column("detail", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("is_dead", Boolean, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("leased_until", Moment),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Index("ix_outbox_lane", "lane", "is_dead", "due_at"),
    sqlite_autoincrement=True,  # a number that comes again would name another errand's mail
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("until", Moment, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("desk", String(255), primary_key=True),
    Column("cursor", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    _of("customers", nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
)

spent_links = Table(
    "spent_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("expires_at", Moment, nullable=False),
)
