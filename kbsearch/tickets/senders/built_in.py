"""No other system: the ticket stays here, and staff answer it in the help centre."""

from pathlib import Path

from kbsearch.tickets.desk import Changes, Handoff, RemoteTicket
from kbsearch.tickets.ticket import Status


class BuiltInDesk:
    """A TicketDesk that has nothing to do."""

    name = "built_in"

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """There is no other system to look in."""
        return None

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Give the ticket its own reference for a number."""
        return RemoteTicket(handoff.ticket.reference, handoff.link)

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """The reply is here already."""

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """The status is here already."""

    def changes(self, cursor: str) -> Changes:
        """Nothing happens elsewhere."""
        return Changes((), (), cursor)
