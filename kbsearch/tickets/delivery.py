"""Carries errands to the ticket system: looks a ticket up before it is made, so that it is there once."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from kbsearch.tickets.addresses import Addresses
from kbsearch.tickets.attachments import AttachmentStore
from kbsearch.tickets.desk import DeliveryError, Handoff, RemoteTicket, TicketDesk
from kbsearch.tickets.handoff import handoff_body
from kbsearch.tickets.outbox import Errand, Kind, Lane, Outbox
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import tickets
from kbsearch.tickets.ticket import Attachment, Author, EventKind, Status, Ticket

UNDELIVERED = "undelivered"


class Delivery:
    """One desk, and what it is told."""

    def __init__(
        self,
        store: TicketStore,
        outbox: Outbox,
        files: AttachmentStore,
        desk: TicketDesk,
        addresses: Addresses,
        clock: Callable[[], datetime],
        *,
        sends_mail: bool,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._files = files
        self._desk = desk
        self._addresses = addresses
        self._clock = clock
        self._sends_mail = sends_mail

    def carry(self, errand: Errand) -> None:
        """Tell it, and strike it out. Raises DeliveryError when the desk does not take it."""
        with self._store.reading() as connection:
            ticket = self._store.ticket(connection, tickets.c.id == errand.ticket)
        if ticket is None:
            return  # its customer was forgotten, and the errand with them
        if errand.kind is Kind.CREATE:
            self._create(ticket, errand)
            return
        if not ticket.remote:
            raise DeliveryError("the ticket was dropped before it was made", is_final=True)
        remote = RemoteTicket(ticket.remote, ticket.remote_url)
        if errand.kind is Kind.STATUS:
            self._desk.set_status(remote, Status(errand.detail))
        else:
            message = next(each for each in ticket.messages if each.number == errand.message)
            key = f"{ticket.handoff_id}-{message.number}"
            self._desk.reply(remote, message.text, self._named(message.attachments), key)
        with self._store.writing() as connection:
            self._outbox.done(connection, errand)

    def given_up(self, errand: Errand) -> None:
        """Tell staff that a ticket, or something said of it, will not reach the desk by itself."""
        if errand.kind.lane is Lane.DESK and self._sends_mail:
            with self._store.writing() as connection:
                self._outbox.put(connection, Kind.ALERT, self._clock(), errand.ticket, detail=UNDELIVERED)

    def _create(self, ticket: Ticket, errand: Errand) -> None:
        remote = RemoteTicket(ticket.remote, ticket.remote_url) if ticket.remote else self._desk.find(ticket.handoff_id)
        if remote is None:
            remote = self._desk.create(self._handoff(ticket))
        now = self._clock()
        with self._store.writing() as connection:
            is_new = tickets.c.remote == ""
            if self._store.change(connection, ticket.id, is_new, remote=remote.number[:255], remote_url=remote.url[:1000]):
                number = remote.number[:255]
                self._store.add_event(connection, ticket.id, Author.SYSTEM, EventKind.DELIVERED, now, after=number)
            self._outbox.done(connection, errand)

    def _handoff(self, ticket: Ticket) -> Handoff:
        link = self._addresses.ticket(ticket.locale, ticket.reference)
        return Handoff(ticket, self._paths(ticket.messages[0].attachments), handoff_body(ticket, self._addresses), link)

    def _named(self, attachments: Iterable[Attachment]) -> dict[str, Path]:
        """Return the files by the names that people see; a name that comes again has a number before it."""
        attachments = tuple(attachments)
        paths = self._paths(attachments)
        named: dict[str, Path] = {}
        for number, each in enumerate(attachments, 1):
            named[f"{number}-{each.name}" if each.name in named else each.name] = paths[each.digest]
        return named

    def _paths(self, attachments: Iterable[Attachment]) -> dict[str, Path]:
        paths = {each.digest: self._files.path(each) for each in attachments}
        if not all(path.is_file() for path in paths.values()):
            raise DeliveryError("an attachment is not on the disk any more", is_final=True)
        return paths
