"""A ticket system as its own staff see it, for tests of what arrives there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from kbsearch.tickets.desk import RemoteTicket, TicketDesk
from kbsearch.tickets.ticket import Status
from tests.fakes.faulty_proxy import FaultyProxy


@dataclass
class Seen:
    """A ticket there: what staff read. ``messages`` are the first message and all that followed."""

    subject: str
    messages: list[str]
    files: dict[str, bytes] = field(default_factory=dict)
    customer: str = ""


class TicketSystem(Protocol):
    """What a test needs of a system beside the desk that is tested."""

    proxy: FaultyProxy
    subject_bytes: int

    def desk(self, *, token: str = "") -> TicketDesk:
        """Return a desk that speaks to it through the proxy, with this token in place of the right one."""

    def count(self, handoff_id: str) -> int:
        """Return how many tickets have that id."""

    def seen(self, remote: RemoteTicket) -> Seen:
        """Return what staff see."""


class TwoWaySystem(TicketSystem, Protocol):
    """A system that can be asked."""

    def staff_writes(
        self, remote: RemoteTicket, text: str, *, is_public: bool, files: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        """Write as staff."""

    def staff_sets(self, remote: RemoteTicket, status: Status) -> None:
        """Set a status as staff."""

    def status(self, remote: RemoteTicket) -> Status:
        """Return the status there in our words."""


def file_of(folder: Path, name: str, content: bytes) -> Path:
    """Write a file whose name on disk has nothing to do with the given one."""
    path = folder / f"{len(list(folder.iterdir()))}-{len(content)}-{len(name)}"
    path.write_bytes(content)
    return path
