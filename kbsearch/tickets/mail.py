"""Letters to customers and staff as MIME messages: plain text, headers that keep a ticket's letters together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from kbsearch.tickets.plain_text import line


class Mailer(Protocol):
    """Sends mail."""

    def send(self, message: EmailMessage) -> None:
        """Hand a message to the mail server. Raises DeliveryError when it does not take it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to whom. ``number`` tells a ticket's letters apart; the first has 0, and the others answer it."""

    to: str
    name: str
    locale: str
    subject: str
    body: str
    reference: str
    number: int


class LetterWriter:
    """Makes messages from one sender."""

    def __init__(self, sender: str, site_name: Callable[[str], str]) -> None:
        self._sender = sender
        self._site_name = site_name

    def message(self, letter: Letter, now: datetime) -> EmailMessage:
        """Return the message. The same letter always has the same Message-ID, so that one sent twice is shown once."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self._address(self._sender, self._site_name(letter.locale))
        message["To"] = self._address(letter.to, letter.name)
        message["Subject"] = line(letter.subject)
        message["Date"] = format_datetime(now)
        message["Message-ID"] = self.message_id(letter.reference, letter.number)
        if letter.number:
            message["In-Reply-To"] = message["References"] = self.message_id(letter.reference, 0)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, cte="quoted-printable" if letter.body.isascii() else "base64")
        message["Content-Language"] = letter.locale
        return message

    def message_id(self, reference: str, number: int) -> str:
        """Return the Message-ID of a letter about a ticket."""
        domain = self._sender.rpartition("@")[2]
        return f"<{reference}.customer.{number}@{domain}>"

    def _address(self, address: str, name: str) -> Address:
        return Address(line(name), addr_spec=address)
