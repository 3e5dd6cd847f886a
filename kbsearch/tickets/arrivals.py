"""What comes back from the ticket system: replies and statuses, each taken once, and the cursor to ask with next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kbsearch.tickets.arriving_files import ArrivedFiles, ArrivingFiles
from kbsearch.tickets.attachments import AttachmentStore
from kbsearch.tickets.conversation import Conversation
from kbsearch.tickets.desk import Changes, RemoteReply, RemoteStatus, TicketDesk
from kbsearch.tickets.handoff import in_locale
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import LONGEST_NAME, cursors, messages, tickets
from kbsearch.tickets.ticket import Author


class Arrivals:
    """Asks a desk what happened there. ``place`` names it by kind and address: the cursor of one says nothing to another."""

    def __init__(
        self, store: TicketStore, conversation: Conversation, desk: TicketDesk, place: str, files: AttachmentStore
    ) -> None:
        self._store = store
        self._conversation = conversation
        self._desk = desk
        self._place = place
        self._files = ArrivingFiles(files)

    def fetch(self, now: datetime) -> bool:
        """Ask, and take all of the answer or nothing; return whether the cursor moved. Raises DeliveryError when the desk does not answer."""
        with self._store.reading() as connection:
            before = self._cursor(connection)
        changes = self._desk.changes(before)
        files = {reply.key: self._files.keep(reply, now) for reply in self._new(changes.replies)}
        try:
            with self._store.writing() as connection:
                if not self._moves(connection, before, changes.cursor):
                    return False
                self._take(connection, changes, files, now)
        except IntegrityError:
            return False  # another process took it at the same moment
        return changes.cursor != before

    def _cursor(self, connection: Connection) -> str:
        """Return how far it was read; what was kept before places were known is kept by the desk's name alone."""
        known: dict[str, str] = {row.desk: row.cursor for row in connection.execute(select(cursors))}
        return known.get(self._place, known.get(self._desk.name, ""))

    def _moves(self, connection: Connection, before: str, after: str) -> bool:
        """Set the cursor; False where another process has moved it since."""
        known = cursors.c.desk == self._place
        moved = connection.execute(update(cursors).where(known, cursors.c.cursor == before).values(cursor=after))
        if moved.rowcount == 1:
            return True
        if connection.execute(select(cursors.c.desk).where(known)).first():
            return False
        connection.execute(delete(cursors).where(cursors.c.desk == self._desk.name))
        connection.execute(insert(cursors).values(desk=self._place, cursor=after))
        return True

    def _new(self, replies: Sequence[RemoteReply]) -> list[RemoteReply]:
        """Return the replies with files that are not here yet, of tickets that are."""
        with self._store.reading() as connection:
            return [reply for reply in replies if reply.files and self._is_new(connection, reply)]

    def _is_new(self, connection: Connection, reply: RemoteReply) -> bool:
        row = self._row(connection, reply.handoff_id)
        if row is None:
            return False
        known = (messages.c.ticket_id == row.id, messages.c.key == self._key(reply))
        return connection.execute(select(messages.c.id).where(*known)).first() is None

    def _take(self, connection: Connection, changes: Changes, files: Mapping[str, ArrivedFiles], now: datetime) -> None:
        """Take all in the order in which it happened."""
        happened: list[RemoteReply | RemoteStatus] = [*changes.replies, *changes.statuses]
        for each in sorted(happened, key=lambda each: each.at):
            if isinstance(each, RemoteReply):
                self._take_reply(connection, each, files.get(each.key, ArrivedFiles()), now)
            else:
                self._take_status(connection, each, now)

    def _take_reply(self, connection: Connection, reply: RemoteReply, files: ArrivedFiles, now: datetime) -> None:
        row = self._row(connection, reply.handoff_id)
        if row is None:
            return
        text = lines("\n\n".join([reply.text, *(in_locale(each, row.locale) for each in files.left_out)]))
        if text or files.kept:
            name, at = line(reply.name)[:LONGEST_NAME], _moment(reply.at, row, now)
            self._conversation.staff_writes(connection, row.id, name, text, files.kept, self._key(reply), now, at)

    def _take_status(self, connection: Connection, remote: RemoteStatus, now: datetime) -> None:
        """Set a status unless a later one is known: what the customer did meanwhile is not undone."""
        row = self._row(connection, remote.handoff_id)
        if row is None or (row.status_at is not None and remote.at < row.status_at):
            return
        at = _moment(remote.at, row, now)
        self._conversation.set_status(connection, row.id, remote.status, Author.STAFF, now, at)
        self._store.change(connection, row.id, status_at=remote.at)

    def _key(self, reply: RemoteReply) -> str:
        return f"{self._desk.name}:{reply.key}"[:255]

    def _row(self, connection: Connection, handoff_id: str) -> Row[Any] | None:
        return connection.execute(select(tickets).where(tickets.c.handoff_id == handoff_id)).first()


def _moment(at: datetime, row: Row[Any], now: datetime) -> datetime:
    """Return when something happened there: clocks differ, but nothing comes before the ticket or is still to come."""
    created_at: datetime = row.created_at
    return min(max(at, created_at), now)
