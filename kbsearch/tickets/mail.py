"""Letters to customers and staff as MIME messages: plain text, headers that keep a ticket's letters together."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from kbsearch.tickets.plain_text import line

LONGEST_NAME = 60
_RESERVED = re.compile(r'[,;:<>@"\\()\[\]]|=\?')
"""What means something in a header: a quoted name loses its quotes where Python folds a long line, and then names recipients."""
_PLAIN = re.compile(r"[^.]+(\.[^.]+)*")


class Mailbox(Address):
    """A person's name and address. What is before the ``@`` is quoted where its dots stand as in ``taro..y@docomo.ne.jp``: such addresses are in use."""

    def __init__(self, address: str, name: str = "") -> None:
        local, _, domain = address.rpartition("@")
        shown = line(_RESERVED.sub(" ", line(name)))[:LONGEST_NAME].rstrip()
        super().__init__(shown, username=local.strip('"'), domain=domain)

    @property
    def addr_spec(self) -> str:
        """The address as headers and the mail server want it."""
        return super().addr_spec if _PLAIN.fullmatch(self.username) else f'"{self.username}"@{self.domain}'


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
        message["From"] = Mailbox(self._sender, self._site_name(letter.locale))
        message["To"] = Mailbox(letter.to, letter.name)
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
