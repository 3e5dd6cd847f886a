"""What comes back from the ticket system: replies and statuses, each taken once, and the cursor to ask with next."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from kbsearch.tickets.conversation import Conversation
from kbsearch.tickets.desk import Changes, RemoteReply, RemoteStatus, TicketDesk
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import LONGEST_NAME, cursors, tickets
from kbsearch.tickets.ticket import Author


class Arrivals:
    """Asks a desk what happened there."""

    def __init__(self, store: TicketStore, conversation: Conversation, desk: TicketDesk) -> None:
        self._store = store
        self._conversation = conversation
        self._desk = desk

    def fetch(self, now: datetime) -> bool:
        """Ask, and take all of the answer or nothing; return whether the cursor moved. Raises DeliveryError when the desk does not answer."""
        with self._store.reading() as connection:
            before = connection.execute(select(cursors.c.cursor).where(cursors.c.desk == self._desk.name)).scalar() or ""
        changes = self._desk.changes(before)
        try:
            with self._store.writing() as connection:
                if not self._moves(connection, before, changes.cursor):
                    return False
                self._take(connection, changes, now)
        except IntegrityError:
            return False  # another process took it at the same moment
        return changes.cursor != before

    def _moves(self, connection: Connection, before: str, after: str) -> bool:
        """Set the cursor; False where another process has moved it since."""
        known = cursors.c.desk == self._desk.name
        moved = connection.execute(update(cursors).where(known, cursors.c.cursor == before).values(cursor=after))
        if moved.rowcount == 1:
            return True
        if connection.execute(select(cursors.c.desk).where(known)).first():
            return False
        connection.execute(insert(cursors).values(desk=self._desk.name, cursor=after))
        return True

    def _take(self, connection: Connection, changes: Changes, now: datetime) -> None:
        for reply in sorted(changes.replies, key=lambda reply: reply.at):
            self._take_reply(connection, reply, now)
        for status in sorted(changes.statuses, key=lambda status: status.at):
            self._take_status(connection, status, now)

    def _take_reply(self, connection: Connection, reply: RemoteReply, now: datetime) -> None:
        ticket = self._ticket(connection, reply.handoff_id)
        text = lines(reply.text)
        if ticket is not None and text:
            name = line(reply.name)[:LONGEST_NAME]
            self._conversation.staff_writes(connection, ticket, name, text, (), f"{self._desk.name}:{reply.key}"[:255], now)

    def _take_status(self, connection: Connection, remote: RemoteStatus, now: datetime) -> None:
        """Set a status unless a later one is known: what the customer did meanwhile is not undone."""
        ticket = self._ticket(connection, remote.handoff_id)
        row = None if ticket is None else self._store.row(connection, ticket)
        if row is None or (row.status_at is not None and remote.at < row.status_at):
            return
        self._conversation.set_status(connection, row.id, remote.status, Author.STAFF, now)
        self._store.change(connection, row.id, status_at=remote.at)

    def _ticket(self, connection: Connection, handoff_id: str) -> int | None:
        return connection.execute(select(tickets.c.id).where(tickets.c.handoff_id == handoff_id)).scalar()
