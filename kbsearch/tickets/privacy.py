"""A customer's data: all of it to take along, and all of it gone."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select

from kbsearch.tickets.attachments import AttachmentStore
from kbsearch.tickets.outbox import Kind
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import attachments, customers, messages, outbox, tickets
from kbsearch.tickets.ticket import Customer, Ticket


class Privacy:
    """What is kept here. What the company's ticket system was given is for the company to delete there."""

    def __init__(self, store: TicketStore, files: AttachmentStore, link_hours: int) -> None:
        self._store = store
        self._files = files
        self._waiting = timedelta(hours=link_hours)

    def export(self, customer: Customer) -> dict[str, Any]:
        """Return all that is kept of a customer, as JSON can write it; of attachments their names, sizes and digests."""
        with self._store.reading() as connection:
            owned = self._store.tickets_of(connection, customer.id)
        person = {name: getattr(customer, name) for name in ("email", "name", "locale", "plan")}
        return {"customer": person, "tickets": [_told(asdict(public(ticket))) for ticket in owned]}

    def forget(self, customer: Customer) -> None:
        """Delete the customer, all tickets, and the files that are nobody else's."""
        owned = (
            select(attachments.c.digest)
            .select_from(attachments)
            .join(messages)
            .join(tickets)
            .where(tickets.c.customer_id == customer.id)
        )
        with self._store.writing() as connection:
            digests = set(connection.execute(owned).scalars())
            is_asked = (outbox.c.kind == Kind.LINK, outbox.c.detail.contains(f'"{customer.email}"', autoescape=True))
            connection.execute(delete(outbox).where(*is_asked))
            connection.execute(delete(customers).where(customers.c.id == customer.id))
        self._store.wipe()
        used = self.used_files()
        for digest in digests - used:
            self._files.delete(digest)

    def used_files(self) -> set[str]:
        """Return the digests of all attachments."""
        with self._store.reading() as connection:
            return set(connection.execute(select(attachments.c.digest).distinct()).scalars())

    def clear_unconfirmed(self, now: datetime) -> None:
        """Delete the tickets whose customers did not open the link in time, and the customers who have no other."""
        oldest = now - self._waiting
        is_told = or_(outbox.c.is_dead.is_(False), outbox.c.due_at > oldest)  # people may try again what was given up
        still_told = exists().where(and_(outbox.c.ticket_id == tickets.c.id, is_told))
        without_tickets = ~exists().where(tickets.c.customer_id == customers.c.id)
        with self._store.writing() as connection:
            late = (tickets.c.confirmed_at.is_(None), tickets.c.updated_at <= oldest, ~still_told)
            connection.execute(delete(tickets).where(*late))
            # locked first: nobody can write a ticket for them now, and the next statement sees who did before
            connection.execute(select(customers.c.id).where(without_tickets).with_for_update()).all()
            connection.execute(delete(customers).where(without_tickets))
        self._store.wipe()

    def clear_files(self, _: datetime) -> None:
        """Delete files that no ticket has: of forms that were never sent."""
        self._files.delete_unused(self.used_files())


def public(ticket: Ticket) -> Ticket:
    """Return what its customer may see of a ticket."""
    return replace(ticket, messages=tuple(message for message in ticket.messages if message.is_public))


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        hidden = ("id", "customer", "remote", "remote_url", "desk", "handoff_id")
        return {name: _told(item) for name, item in value.items() if name not in hidden}
    return [_told(item) for item in value] if isinstance(value, tuple | list) else value
