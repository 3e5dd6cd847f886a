"""Watches promises: tells staff at 75 % of the time, raises the tier and tells them at 100 %; each once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from kbsearch.tickets.outbox import Kind, Outbox
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.service_levels import Timeliness, due_soon_since, timeliness
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import tickets
from kbsearch.tickets.ticket import RUNNING, Author, EventKind

LAST_TIER = 3
FIRST_RESPONSE, RESOLUTION = "first_response", "resolution"


class Escalation:
    """Several processes may watch at once."""

    def __init__(self, store: TicketStore, policy: Policy, outbox: Outbox, *, sends_mail: bool) -> None:
        self._store = store
        self._policy = policy
        self._outbox = outbox
        self._sends_mail = sends_mail

    def watch(self, now: datetime) -> int:
        """Look at all promises whose clock runs; return how many are due soon or broken since the last time."""
        with self._store.reading() as connection:
            rows = connection.execute(select(tickets).where(_is_watched())).all()
        worse = [row.id for row in rows if any(self._worse(row, now))]
        return sum(self._look_and_tell(ticket, now) for ticket in worse)

    def look(self, connection: Connection, row: Row[Any], moment: datetime) -> list[str]:
        """Write down how the promises of a ticket stood at a moment, each with the time since when, before a clock stops; return what is new.

        ``row`` is locked. What happened while nobody watched is written so, too.
        """
        noted = []
        for promise, stands, since in self._worse(row, moment):
            self._store.change(connection, row.id, **{f"{promise}_timeliness": stands})
            kind = EventKind.BREACHED if stands is Timeliness.BREACHED else EventKind.DUE_SOON
            self._store.add_event(connection, row.id, Author.SYSTEM, kind, since, after=promise)
            if stands is Timeliness.BREACHED:
                self._raise_tier(connection, row.id, since)
            noted.append(f"{kind} {promise}")
        return noted

    def _look_and_tell(self, ticket: int, now: datetime) -> int:
        """Look at what is still as bad now that the ticket is locked: another process may have looked, or the ticket gone on."""
        with self._store.writing() as connection:
            row = self._store.row(connection, ticket)
            if row is None:
                return 0
            noted = self.look(connection, row, now)
            route = self._policy.route(self._policy.plan(row.plan), row.category, row.locale)
            if self._sends_mail and route.notify:
                for each in noted:
                    self._outbox.put(connection, Kind.ALERT, now, row.id, detail=each)
        return len(noted)

    def _worse(self, row: Row[Any], moment: datetime) -> Iterator[tuple[str, Timeliness, datetime]]:
        """Yield the promises that stand worse than is known, how, and since when."""
        if row.status not in RUNNING or row.confirmed_at is None:
            return
        plan = self._policy.plan(row.plan)
        hours = self._policy.hours(plan)
        promises = [(FIRST_RESPONSE, plan.first_response), (RESOLUTION, plan.resolution)]
        for promise, minutes in promises[1:] if row.first_response_at else promises:
            due_at = getattr(row, f"{promise}_due")
            stands = timeliness(hours, due_at, minutes, moment)
            if stands > getattr(row, f"{promise}_timeliness"):
                is_broken = stands is Timeliness.BREACHED
                yield promise, stands, due_at if is_broken else due_soon_since(hours, due_at, minutes, row.created_at)

    def _raise_tier(self, connection: Connection, ticket: int, since: datetime) -> None:
        current = self._store.row(connection, ticket)
        if current is not None and current.tier < LAST_TIER:
            tiers = {"before": str(current.tier), "after": str(current.tier + 1)}
            self._store.change(connection, ticket, tier=current.tier + 1)
            self._store.add_event(connection, ticket, Author.SYSTEM, EventKind.ESCALATED, since, **tiers)


def _is_watched() -> Any:
    promised = or_(tickets.c.first_response_due.is_not(None), tickets.c.resolution_due.is_not(None))
    return tickets.c.status.in_(RUNNING) & tickets.c.confirmed_at.is_not(None) & promised
