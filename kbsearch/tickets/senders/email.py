"""A mailbox of the company: each ticket is a mail, and what follows is in its thread."""

import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Protocol

from kbsearch.tickets.desk import Changes, Handoff, RemoteTicket
from kbsearch.tickets.mail import Mailbox
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.senders.files import File, files_of, named_files
from kbsearch.tickets.senders.first_message import first_message
from kbsearch.tickets.ticket import Status

_TOLD = {
    Status.CLOSED: "お客様がこの問い合わせを終了しました。\nThe customer closed this ticket.",
    Status.OPEN: "お客様がこの問い合わせを再開しました。\nThe customer reopened this ticket.",
}


class Mailer(Protocol):
    """What sends mail."""

    def send(self, message: EmailMessage) -> None:
        """Hand a message over, or raise DeliveryError."""


class EmailDesk:
    """A TicketDesk that can only tell. A mail that is sent twice has the same Message-ID, by which mailboxes show it once."""

    name = "email"

    def __init__(self, address: str, sender: str, mailer: Mailer) -> None:
        self._address = address
        self._sender = sender
        self._domain = sender.rpartition("@")[2]
        self._mailer = mailer

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """A mailbox is not looked into."""
        return None

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Send the first mail of the thread. An answer to it goes to the customer."""
        ticket = handoff.ticket
        reference = ticket.reference
        message = self._message(f"[{reference}] {line(ticket.subject)}", f"<{reference}@{self._domain}>")
        message["Reply-To"] = Mailbox(ticket.customer.email, ticket.customer.name)
        message["X-KB-Handoff-Id"] = line(ticket.handoff_id)
        self._send(message, first_message(handoff, line(ticket.subject)), files_of(handoff))
        return RemoteTicket(reference, "")

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """Send a mail of the thread."""
        self._send(self._following(remote, key), lines(text), named_files(files))

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """Tell by a mail of the thread that the customer closed or reopened it."""
        self._send(self._following(remote, key), _TOLD.get(status, str(status)), ())

    def changes(self, cursor: str) -> Changes:
        """A mailbox is not looked into."""
        return Changes((), (), cursor)

    def _following(self, remote: RemoteTicket, key: str) -> EmailMessage:
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        first = f"<{remote.number}@{self._domain}>"
        message = self._message(f"Re: [{remote.number}]", f"<{remote.number}.{name}@{self._domain}>")
        message["In-Reply-To"] = first
        message["References"] = first
        return message

    def _message(self, subject: str, message_id: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Mailbox(self._sender)
        message["To"] = Mailbox(self._address)
        message["Subject"] = subject
        message["Message-ID"] = message_id
        message["Date"] = formatdate()
        return message

    def _send(self, message: EmailMessage, text: str, files: Sequence[File]) -> None:
        message.set_content(text)
        for each in files:
            kind, _, subtype = each.media_type.partition("/")
            message.add_attachment(each.content, kind, subtype or "octet-stream", filename=each.name)
        self._mailer.send(message)
