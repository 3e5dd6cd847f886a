"""Carries errands to the ticket system: looks a ticket up before it is made, so that it is there once."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from kbsearch.messages import Message
from kbsearch.tickets.addresses import Addresses
from kbsearch.tickets.attachments import AttachmentStore
from kbsearch.tickets.desk import DeliveryError, Handoff, RemoteTicket, TicketDesk
from kbsearch.tickets.handoff import handoff_body, in_locale
from kbsearch.tickets.outbox import Errand, Kind, Lane, Outbox
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import tickets
from kbsearch.tickets.ticket import Attachment, Author, EventKind, Status, Ticket

UNDELIVERED = "undelivered"
_DROPPED = Message(
    "The ticket was dropped before it was made there, so nothing can be added to it. Drop this too: 'kbsearch outbox drop'.",
    "このチケットは連携先に作られる前に取り消されたため、追加できません。これも 'kbsearch outbox drop' で取り消してください。",
)
_GONE = Message(
    "An attachment is not in var/attachments any more; bring it back from a backup, then run 'kbsearch outbox retry'.",
    "添付ファイルが var/attachments にありません。バックアップから戻し、'kbsearch outbox retry' を実行してください。",
)


class Delivery:
    """One desk, and what it is told. ``place`` names it by kind and address: a ticket that was handed to another is handed over anew.

    Its number there would be a stranger's ticket here.
    """

    def __init__(
        self,
        store: TicketStore,
        outbox: Outbox,
        files: AttachmentStore,
        desk: TicketDesk,
        place: str,
        addresses: Addresses,
        clock: Callable[[], datetime],
        *,
        sends_mail: bool,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._files = files
        self._desk = desk
        self._place = place
        self._addresses = addresses
        self._clock = clock
        self._sends_mail = sends_mail

    def carry(self, errand: Errand) -> None:
        """Tell it, and strike it out. Raises DeliveryError when the desk does not take it."""
        with self._store.reading() as connection:
            ticket = self._store.ticket(connection, tickets.c.id == errand.ticket)
        if ticket is None:
            return  # its customer was forgotten, and the errand with them
        if errand.kind is not Kind.CREATE and not ticket.remote:
            raise DeliveryError(str(_DROPPED), is_final=True)
        is_here = ticket.desk == self._place
        remote = RemoteTicket(ticket.remote, ticket.remote_url) if is_here else self._hand_over(ticket)
        if errand.kind is Kind.STATUS:
            self._desk.set_status(remote, Status(errand.detail), f"{ticket.handoff_id}-status-{errand.id}")
        elif errand.kind is Kind.REPLY:
            message = next(each for each in ticket.messages if each.number == errand.message)
            key = f"{ticket.handoff_id}-{message.number}"
            self._desk.reply(remote, message.text, self._named(message.attachments), key)
        with self._store.writing() as connection:
            self._outbox.done(connection, errand)

    def alarm(self, errand: Errand) -> None:
        """Tell staff that a ticket, or something said of it, will not reach the desk by itself."""
        if errand.kind.lane is Lane.DESK and self._sends_mail:
            with self._store.writing() as connection:
                self._outbox.put(connection, Kind.ALERT, self._clock(), errand.ticket, detail=UNDELIVERED)

    def _hand_over(self, ticket: Ticket) -> RemoteTicket:
        remote = self._desk.find(ticket.handoff_id) or self._desk.create(self._handoff(ticket))
        values = {"remote": remote.number[:255], "remote_url": remote.url[:1000], "desk": self._place}
        with self._store.writing() as connection:
            if self._store.change(connection, ticket.id, tickets.c.desk != self._place, **values):
                now, number = self._clock(), values["remote"]
                self._store.add_event(connection, ticket.id, Author.SYSTEM, EventKind.DELIVERED, now, after=number)
        return remote

    def _handoff(self, ticket: Ticket) -> Handoff:
        link = self._addresses.ticket(ticket.locale, ticket.reference)
        body = handoff_body(ticket, self._addresses)
        if ticket.desk:
            body += "\n\n" + in_locale(_continued(ticket), ticket.locale)
        return Handoff(ticket, self._paths(ticket.messages[0].attachments), body, link)

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
            raise DeliveryError(str(_GONE), is_final=True)
        return paths


def _continued(ticket: Ticket) -> Message:
    before = " ".join(filter(None, [ticket.desk, ticket.remote, ticket.remote_url]))
    return Message(f"What was written before stands in {before}", f"これまでのやり取りは {before} にあります")
