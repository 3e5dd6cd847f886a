"""A draft becomes a ticket: in one transaction with all that is to be told of it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from kbsearch.tickets.outbox import Kind, Outbox
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.reference import new_reference
from kbsearch.tickets.store import Placing, TicketStore
from kbsearch.tickets.tables import tickets
from kbsearch.tickets.ticket import Author, Draft, EventKind, Ticket

TRIES = 5
"""How often another process may take the same reference, or submit the same draft at the same moment."""


class Submission:
    """Takes drafts that were checked. Safe to use from several threads and processes."""

    def __init__(
        self,
        store: TicketStore,
        policy: Policy,
        outbox: Outbox,
        *,
        sends_mail: bool,
        choose_reference: Callable[[], str] = new_reference,
    ) -> None:
        self._store = store
        self._policy = policy
        self._outbox = outbox
        self._sends_mail = sends_mail
        self._choose_reference = choose_reference

    def submit(self, draft: Draft, now: datetime) -> Ticket:
        """Make the ticket, or return the one that the same form made before."""
        for left in reversed(range(TRIES)):
            try:
                with self._store.writing() as connection:
                    return self._known(connection, draft) or self._made(connection, draft, now)
            except IntegrityError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def confirm(self, connection: Connection, ticket: int, now: datetime) -> bool:
        """Let a ticket that waited for its customer go on; return whether it did."""
        row = self._store.row(connection, ticket)
        if row is None or row.confirmed_at is not None:
            return False
        promise = self._policy.promise(self._policy.plan(row.plan), now)
        dues = {"first_response_due": promise.first_response_due, "resolution_due": promise.resolution_due}
        self._store.change(connection, ticket, confirmed_at=now, updated_at=now, **dues)
        self._store.add_event(connection, ticket, Author.CUSTOMER, EventKind.CONFIRMED, now)
        self._outbox.put(connection, Kind.CREATE, now, ticket)
        return True

    def _known(self, connection: Connection, draft: Draft) -> Ticket | None:
        return self._store.ticket(connection, tickets.c.handoff_id == draft.handoff_id)

    def _made(self, connection: Connection, draft: Draft, now: datetime) -> Ticket:
        waits = self._policy.settings.confirm_email
        plan = self._policy.plan(draft.plan)
        route = self._policy.route(plan, draft.category, draft.locale)
        placing = Placing(plan.name, route, self._policy.promise(plan, now), confirmed_at=None if waits else now)
        customer = self._store.customer(connection, draft, plan.name, now)
        number = self._store.add(connection, draft, self._choose_reference(), customer, placing, now)
        if not waits:
            self._outbox.put(connection, Kind.CREATE, now, number)
        if self._sends_mail:
            self._outbox.put(connection, Kind.CONFIRMATION, now, number)
        made = self._store.ticket(connection, tickets.c.id == number)
        assert made is not None  # it was written just now
        return made
