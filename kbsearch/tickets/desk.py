"""The company's ticket system, as the engine sees it; one file in ``senders`` for each that is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kbsearch.messages import Message
from kbsearch.tickets.ticket import Status, Ticket

LOGIN_PAUSE = 300.0
"""Seconds in which nothing is tried after a login was refused: many wrong ones would lock the account."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """A ticket on its way to another system: all of it, with where its attachments lie (digest -> file)."""

    ticket: Ticket
    files: dict[str, Path]
    body: str
    """The first message with what the customer tried, as plain text in the customer's language."""
    link: str
    """Where staff and customer see it in the help centre; empty where the site has no address."""


@dataclass(frozen=True, slots=True)
class RemoteTicket:
    """The same ticket in the other system."""

    number: str
    url: str


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a reply; ``size`` in bytes, 0 where it is not told. ``read`` fetches what is in it, and may raise DeliveryError."""

    name: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class RemoteReply:
    """A public reply written in the other system. ``key`` names it there for good, so that it is taken once."""

    handoff_id: str
    key: str
    at: datetime
    name: str
    text: str
    files: Sequence[RemoteFile] = ()


@dataclass(frozen=True, slots=True)
class RemoteStatus:
    """A status set in the other system."""

    handoff_id: str
    at: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened there since a cursor, and the cursor to ask with next."""

    replies: Sequence[RemoteReply]
    statuses: Sequence[RemoteStatus]
    cursor: str


class DeliveryError(Exception):
    """The other system did not take something. It may have after all, so it is looked up before it is sent again.

    ``retry_after`` is for how long everything waits, in seconds; ``is_final`` where trying again is of no use (it refuses the ticket itself).
    ``to_mend`` says what is wrong with the set-up, where that is the cause: it is tried until somebody has mended it. It is written to logs, so it
    names nobody.
    """

    def __init__(
        self, reason: str, *, retry_after: float | None = None, is_final: bool = False, to_mend: Message | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.is_final = is_final
        self.to_mend = to_mend


class TicketDesk(Protocol):
    """A ticket system. Every call may raise DeliveryError."""

    name: str

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """Return the ticket with that id, if it is there."""

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Make the ticket with its attachments; never called before ``find`` said that it is not there."""

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """Add a customer's reply with its files by name, once for each ``key``."""

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """Tell that the customer closed or reopened it, once for each ``key``."""

    def changes(self, cursor: str) -> Changes:
        """Return public replies and statuses since ``cursor`` (empty: from now on); nothing where the system cannot tell."""
