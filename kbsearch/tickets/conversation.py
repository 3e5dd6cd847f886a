"""What happens to a ticket after it was made: replies, statuses, ratings. Every method works within the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from kbsearch.tickets.escalation import Escalation
from kbsearch.tickets.outbox import Kind, Outbox
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.service_levels import resumed
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import ratings, ticket_events
from kbsearch.tickets.ticket import ENDED, RUNNING, Attachment, Author, EventKind, Rating, Status


class Conversation:
    """Where nothing is mailed (``sends_mail``), customers are told nothing.

    What happened elsewhere before it is known here is given with the time it happened ``at``; else that is ``now``.
    """

    def __init__(self, store: TicketStore, policy: Policy, outbox: Outbox, escalation: Escalation, *, sends_mail: bool) -> None:
        self._store = store
        self._policy = policy
        self._outbox = outbox
        self._escalation = escalation
        self._sends_mail = sends_mail

    def customer_writes(
        self,
        connection: Connection,
        ticket: int,
        name: str,
        text: str,
        attachments: Sequence[Attachment],
        key: str,
        now: datetime,
    ) -> bool:
        """Add what a customer wrote, once for each ``key``; whatever was waiting or had ended is open again. Return whether it was new."""
        added = self._add(connection, ticket, Author.CUSTOMER, name, text, attachments, f"form:{key}", now)
        if added is None:
            return False
        row, number = added
        self._store.change(connection, ticket, updated_at=now)
        self._outbox.put(connection, Kind.REPLY, now, ticket, message=number)
        if row.status not in RUNNING:
            self.set_status(connection, ticket, Status.OPEN, Author.CUSTOMER, now)
        return True

    def staff_writes(
        self,
        connection: Connection,
        ticket: int,
        name: str,
        text: str,
        attachments: Sequence[Attachment],
        key: str,
        now: datetime,
        at: datetime | None = None,
    ) -> bool:
        """Add a public answer, once for each ``key``, and mail that it is there. Return whether it was new."""
        at = at or now
        added = self._add(connection, ticket, Author.STAFF, name, text, attachments, key, at)
        if added is None:
            return False
        row, number = added
        self._escalation.look(connection, row, at)
        self._store.change(connection, ticket, updated_at=now, first_response_at=row.first_response_at or at)
        if self._sends_mail:
            self._outbox.put(connection, Kind.ANSWER, now, ticket, message=number)
        if row.status == Status.NEW:
            self.set_status(connection, ticket, Status.OPEN, Author.STAFF, now, at)
        return True

    def set_status(
        self, connection: Connection, ticket: int, status: Status, author: Author, now: datetime, at: datetime | None = None
    ) -> None:
        """Set a status: clocks stop or go on, a customer's doing is told to the ticket system, the first solution asks for a rating."""
        at = at or now
        row = self._store.row(connection, ticket)
        if row is None or row.status == status:
            return
        self._escalation.look(connection, row, at)
        if status is Status.SOLVED and self._sends_mail and not _was_solved(connection, ticket):
            self._outbox.put(connection, Kind.RATING, now, ticket)
        values = {**self._clocks(row, status, at), "status": status, "updated_at": now}
        if author is Author.CUSTOMER:
            values["status_at"] = now
            self._outbox.put(connection, Kind.STATUS, now, ticket, detail=status)
        if status not in ENDED:
            values["ended_at"] = None
        elif row.status not in ENDED:
            values["ended_at"] = at
        self._store.change(connection, ticket, **values)
        self._store.add_event(connection, ticket, author, EventKind.STATUS, at, before=row.status, after=status)

    def rate(self, connection: Connection, ticket: int, given: Rating) -> None:
        """Keep a rating; a later one replaces what it says anew."""
        if self._store.row(connection, ticket) is None:
            return
        before = connection.execute(select(ratings).where(ratings.c.ticket_id == ticket)).first()
        connection.execute(delete(ratings).where(ratings.c.ticket_id == ticket))
        satisfaction = given.satisfaction if given.satisfaction is not None or before is None else before.satisfaction
        recommend = given.recommend if given.recommend is not None or before is None else before.recommend
        comment = given.comment or (before.comment if before is not None else "")
        values = {"at": given.at, "satisfaction": satisfaction, "comment": comment, "recommend": recommend}
        connection.execute(insert(ratings).values(ticket_id=ticket, **values))
        after = "" if satisfaction is None else str(satisfaction)
        self._store.add_event(connection, ticket, Author.CUSTOMER, EventKind.RATED, given.at, after=after)

    def _add(
        self,
        connection: Connection,
        ticket: int,
        author: Author,
        name: str,
        text: str,
        attachments: Sequence[Attachment],
        key: str,
        at: datetime,
    ) -> tuple[Row[Any], int] | None:
        """Add a message with the line of the history, and return the ticket as it was and the message's number; None where it is there already."""
        row = self._store.row(connection, ticket)
        number = row and self._store.add_message(connection, ticket, author, name, text, attachments, key, at)
        if row is None or number is None:
            return None
        self._store.add_event(connection, ticket, author, EventKind.REPLIED, at, name=name)
        return row, number

    def _clocks(self, row: Row[Any], status: Status, now: datetime) -> dict[str, Any]:
        if status not in RUNNING:
            return {} if row.paused_at else {"paused_at": now}
        if row.paused_at is None:
            return {}
        hours = self._policy.hours(self._policy.plan(row.plan))
        values = {"paused_at": None, "resolution_due": resumed(hours, row.resolution_due, row.paused_at, now)}
        if row.first_response_at is None:
            values["first_response_due"] = resumed(hours, row.first_response_due, row.paused_at, now)
        return values


def _was_solved(connection: Connection, ticket: int) -> bool:
    solved = (ticket_events.c.kind == EventKind.STATUS, ticket_events.c.after == Status.SOLVED)
    return (
        connection.execute(select(ticket_events.c.id).where(ticket_events.c.ticket_id == ticket, *solved)).first() is not None
    )
