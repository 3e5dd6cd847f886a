"""Watches promises: tells staff at 75 % of the time, raises the tier and tells them at 100 %; each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select

from kbsearch.tickets.conversation import RUNNING
from kbsearch.tickets.outbox import Kind, Outbox
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.service_levels import Timeliness, timeliness
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import tickets
from kbsearch.tickets.ticket import Author, EventKind

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
        found = 0
        for row in rows:
            for promise, minutes in self._promises(row):
                found += self._look(row, promise, minutes, now)
        return found

    def _promises(self, row: Row[Any]) -> list[tuple[str, int]]:
        plan = self._policy.plan(row.plan)
        resolution = (RESOLUTION, plan.resolution)
        return [resolution] if row.first_response_at else [(FIRST_RESPONSE, plan.first_response), resolution]

    def _look(self, row: Row[Any], promise: str, minutes: int, now: datetime) -> bool:
        hours = self._policy.hours(self._policy.plan(row.plan))
        known, due_at = getattr(row, f"{promise}_timeliness"), getattr(row, f"{promise}_due")
        stands = timeliness(hours, due_at, minutes, now)
        return stands > known and self._note(row, promise, stands, now)

    def _note(self, row: Row[Any], promise: str, stands: Timeliness, now: datetime) -> bool:
        """Write it down, unless another process did, or the ticket has gone on since it was read."""
        column, due_at = tickets.c[f"{promise}_timeliness"], tickets.c[f"{promise}_due"]
        is_as_read: tuple[Any, ...] = (column < stands, _is_watched(), due_at == getattr(row, f"{promise}_due"))
        if promise == FIRST_RESPONSE:
            is_as_read = (*is_as_read, tickets.c.first_response_at.is_(None))
        with self._store.writing() as connection:
            if not self._store.change(connection, row.id, *is_as_read, **{f"{promise}_timeliness": stands}):
                return False
            is_broken = stands is Timeliness.BREACHED
            kind = EventKind.BREACHED if is_broken else EventKind.DUE_SOON
            self._store.add_event(connection, row.id, Author.SYSTEM, kind, now, after=promise)
            current = self._store.row(connection, row.id)
            if is_broken and current is not None and current.tier < LAST_TIER:
                self._store.change(connection, row.id, tier=current.tier + 1, updated_at=now)
                tiers = {"before": str(current.tier), "after": str(current.tier + 1)}
                self._store.add_event(connection, row.id, Author.SYSTEM, EventKind.ESCALATED, now, **tiers)
            route = self._policy.route(self._policy.plan(row.plan), row.category, row.locale)
            if self._sends_mail and route.notify:
                self._outbox.put(connection, Kind.ALERT, now, row.id, detail=f"{kind} {promise}")
        return True


def _is_watched() -> Any:
    promised = or_(tickets.c.first_response_due.is_not(None), tickets.c.resolution_due.is_not(None))
    return tickets.c.status.in_(RUNNING) & tickets.c.confirmed_at.is_not(None) & promised
