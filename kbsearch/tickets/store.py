"""Tickets in the database: what is written and read in the words of the domain. Every method works within the caller's transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, event, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kbsearch.database import reason, wipe
from kbsearch.errors import DatabaseError
from kbsearch.tickets import tables
from kbsearch.tickets.policy import Route
from kbsearch.tickets.ticket import (
    Attachment,
    Author,
    Customer,
    Draft,
    EventKind,
    Message,
    Priority,
    Promise,
    Rating,
    Status,
    Ticket,
    TicketEvent,
    Tried,
)

FIRST_TIER = 1
_tickets, _customers, _messages = tables.tickets, tables.customers, tables.messages


@dataclass(frozen=True, slots=True)
class Placing:
    """What was decided of a new ticket. ``confirmed_at`` is None until its customer has opened the link that was mailed."""

    plan: str
    route: Route
    promise: Promise
    confirmed_at: datetime | None


class TicketStore:
    """Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        if self._is_sqlite:
            event.listen(engine, "connect", _outlive_power_cuts)
            engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Do all that is done within, or nothing. Raises DatabaseError when the database does not do its part."""
        with _said(), self._engine.begin() as connection:
            if self._is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # else what was read before the first write may be old
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read. Raises DatabaseError when the database does not do its part."""
        with _said(), self._engine.connect() as connection:
            yield connection

    def wipe(self) -> None:
        """Let nothing that was deleted stay in the database's journal. Raises DatabaseError when the database does not do its part."""
        with _said():
            wipe(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def customer(self, connection: Connection, draft: Draft, plan: str, now: datetime) -> Customer:
        """Return the customer with the draft's address. What is known of one is left as it is: anybody may type their address."""
        known = self.customer_where(connection, _customers.c.email == draft.email)
        if known is not None:
            return known
        values = {"email": draft.email, "name": draft.name, "locale": draft.locale, "plan": plan}
        return Customer(_inserted(connection, _customers, **values, created_at=now), **values)

    def customer_where(self, connection: Connection, condition: ColumnElement[bool]) -> Customer | None:
        """Return the customer that fits."""
        row = connection.execute(select(_customers).where(condition)).first()
        return None if row is None else Customer(row.id, row.email, row.name, row.locale, row.plan)

    def add(
        self, connection: Connection, draft: Draft, reference: str, customer: Customer, placing: Placing, now: datetime
    ) -> int:
        """Write a new ticket with its first message and return its number. Raises IntegrityError where the reference or the handoff id is taken."""
        copied = {name: getattr(draft, name) for name in ("handoff_id", "subject", "locale", "category", "product")}
        values: dict[str, Any] = {
            **copied,
            "reference": reference,
            "customer_id": customer.id,
            "plan": placing.plan,
            "queue": placing.route.queue,
            "priority": placing.route.priority,
            "tier": FIRST_TIER,
            "status": Status.NEW,
            "created_at": now,
            "updated_at": now,
            "confirmed_at": placing.confirmed_at,
            "first_response_due": placing.promise.first_response_due,
            "resolution_due": placing.promise.resolution_due,
            "first_response_timeliness": 0,
            "resolution_timeliness": 0,
            "remote": "",
            "remote_url": "",
        }
        number = _inserted(connection, _tickets, **values)
        self.add_message(connection, number, Author.CUSTOMER, draft.name, draft.text, draft.attachments, "", now)
        for each in draft.tried:
            row = {name: getattr(each, name) for name in Tried.__dataclass_fields__}
            connection.execute(insert(tables.tried).values(ticket_id=number, **row))
        self.add_event(connection, number, Author.CUSTOMER, EventKind.CREATED, now, name=draft.name)
        return number

    def add_message(
        self,
        connection: Connection,
        ticket: int,
        author: Author,
        name: str,
        text: str,
        attachments: Sequence[Attachment],
        key: str,
        now: datetime,
    ) -> int | None:
        """Add a message, once for each ``key``, and return its number; None where it is there already."""
        of_ticket = _messages.c.ticket_id == ticket
        if connection.execute(select(_messages.c.id).where(of_ticket, _messages.c.key == key)).first():
            return None
        last = connection.execute(select(func.max(_messages.c.number)).where(of_ticket)).scalar() or 0
        values = {"ticket_id": ticket, "number": last + 1, "at": now, "author": author, "name": name, "text": text}
        added = _inserted(connection, _messages, **values, is_public=True, key=key)
        for each in attachments:
            row = {name: getattr(each, name) for name in Attachment.__dataclass_fields__}
            connection.execute(insert(tables.attachments).values(message_id=added, **row))
        return last + 1

    def add_event(
        self,
        connection: Connection,
        ticket: int,
        author: Author,
        kind: EventKind,
        now: datetime,
        *,
        name: str = "",
        before: str = "",
        after: str = "",
    ) -> None:
        """Add a line to the history."""
        values = {
            "ticket_id": ticket,
            "at": now,
            "author": author,
            "kind": kind,
            "name": name,
            "before": before,
            "after": after,
        }
        connection.execute(insert(tables.ticket_events).values(values))

    def change(self, connection: Connection, ticket: int, *conditions: ColumnElement[bool], **values: Any) -> bool:
        """Set columns of a ticket; return whether it was there and fitted."""
        changed = update(_tickets).where(_tickets.c.id == ticket, *conditions).values(**values)
        return connection.execute(changed).rowcount == 1

    def row(self, connection: Connection, ticket: int) -> Row[Any] | None:
        """Return a ticket's columns, locked until the transaction ends where the database locks rows."""
        return connection.execute(select(_tickets).where(_tickets.c.id == ticket).with_for_update()).first()

    def ticket(self, connection: Connection, *conditions: ColumnElement[bool]) -> Ticket | None:
        """Return the ticket that fits, with all that belongs to it."""
        row = connection.execute(select(_tickets).where(*conditions)).first()
        return None if row is None else self._whole(connection, row)

    def tickets_of(self, connection: Connection, customer: int) -> list[Ticket]:
        """Return a customer's tickets, the newest first."""
        query = select(_tickets).where(_tickets.c.customer_id == customer)
        rows = connection.execute(query.order_by(_tickets.c.created_at.desc(), _tickets.c.id.desc())).all()
        return [self._whole(connection, row) for row in rows]

    def _whole(self, connection: Connection, row: Row[Any]) -> Ticket:
        customer = self.customer_where(connection, _customers.c.id == row.customer_id)
        assert customer is not None  # the foreign key says so
        same = ("id", "reference", "handoff_id", "subject", "locale", "category", "product", "plan", "queue", "tier")
        return Ticket(
            **{name: getattr(row, name) for name in same},
            customer=customer,
            priority=Priority(row.priority),
            status=Status(row.status),
            created_at=row.created_at,
            updated_at=row.updated_at,
            promise=Promise(row.first_response_due, row.resolution_due),
            messages=self._conversation(connection, row.id),
            tried=tuple(Tried(**_without_ids(each)) for each in _of(connection, tables.tried, row.id)),
            events=tuple(sorted(map(_event, _of(connection, tables.ticket_events, row.id)), key=lambda event: event.at)),
            rating=next((Rating(**_without_ids(each)) for each in _of(connection, tables.ratings, row.id)), None),
            remote=row.remote,
            remote_url=row.remote_url,
            desk=row.desk,
        )

    def _conversation(self, connection: Connection, ticket: int) -> tuple[Message, ...]:
        files: dict[int, list[Attachment]] = {}
        query = select(tables.attachments).join(_messages).where(_messages.c.ticket_id == ticket)
        for each in connection.execute(query.order_by(tables.attachments.c.id)):
            files.setdefault(each.message_id, []).append(Attachment(each.name, each.media_type, each.size, each.digest))
        rows = connection.execute(select(_messages).where(_messages.c.ticket_id == ticket).order_by(_messages.c.number))
        return tuple(
            Message(row.number, row.at, Author(row.author), row.name, row.text, tuple(files.get(row.id, ())), row.is_public)
            for row in rows
        )


@contextmanager
def _said() -> Iterator[None]:
    """Say what the database did not do; a value that is taken is for the caller to see."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout) as error:
        why = reason(error)
        raise DatabaseError(f"the database does not do its part: {why}", f"データベースを読み書きできません: {why}") from error


def _outlive_power_cuts(connection: Any, _: object) -> None:
    """A ticket whose reference was told is on the disk."""
    connection.execute("PRAGMA synchronous = FULL").close()


def _inserted(connection: Connection, table: Table, **values: Any) -> int:
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None  # all these tables number their rows
    return int(key[0])


def _of(connection: Connection, table: Table, ticket: int) -> Sequence[Row[Any]]:
    order = table.c.id if "id" in table.c else table.c.at
    return connection.execute(select(table).where(table.c.ticket_id == ticket).order_by(order)).all()


def _without_ids(row: Row[Any]) -> Mapping[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in ("id", "ticket_id")}


def _event(row: Row[Any]) -> TicketEvent:
    return TicketEvent(row.at, Author(row.author), EventKind(row.kind), row.name, row.before, row.after)
