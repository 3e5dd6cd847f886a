"""The outbox: what is still to be told to the ticket system and to customers, written down together with what it tells.

A process claims an errand by a lease. When it dies, the lease runs out and another takes the errand up; so an errand may be run twice, and whoever runs it
looks first whether it was done.
"""

import random
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, exists, insert, or_, select, update

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import LONGEST_REASON, outbox, tickets

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0
"""Seconds before what failed is tried again: doubled each time."""
LONGEST_WHILE_MENDED = 300.0
"""The same where the set-up is wrong: soon after somebody has mended it, all goes on by itself."""
GIVING_UP, LEAST_ATTEMPTS = timedelta(days=5), 12
"""How long it is tried, unless the set-up is wrong, and how often at least: no worker may have run in that time."""
HELD = timedelta(seconds=90)
"""How long an errand stays with a process that is silent: longer than a system that was asked last may still be making the ticket, so that it is found."""


class Lane(StrEnum):
    """To whom something is told. What is slow on one lane does not hold up the other."""

    DESK = "desk"
    MAIL = "mail"


class Kind(StrEnum):
    """What is told: to the ticket system (the first three), or by mail."""

    CREATE = "create"
    REPLY = "reply"
    STATUS = "status"
    CONFIRMATION = "confirmation"
    LINK = "link"
    ANSWER = "answer"
    RATING = "rating"
    ALERT = "alert"

    @property
    def lane(self) -> Lane:
        """On which lane it goes."""
        return Lane.DESK if self in (Kind.CREATE, Kind.REPLY, Kind.STATUS) else Lane.MAIL


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to tell. ``message`` is the number of a message of the ticket; what ``detail`` is depends on the kind."""

    id: int
    kind: Kind
    ticket: int | None
    message: int | None
    detail: str
    since: datetime
    due_at: datetime
    attempts: int
    is_dead: bool
    reason: str
    owner: str = ""
    """Who claimed it."""
    reference: str = ""
    """The ticket's, where it is listed."""


class Outbox:
    """Safe to use from several threads and processes."""

    def __init__(self, store: TicketStore, lease: timedelta = HELD, chance: Callable[[], float] = random.random) -> None:
        self._store = store
        self._lease = lease
        self._chance = chance

    def put(
        self,
        connection: Connection,
        kind: Kind,
        now: datetime,
        ticket: int | None = None,
        *,
        message: int | None = None,
        detail: str = "",
    ) -> None:
        """Write down what is to be told, in the transaction of what it tells."""
        values = {"lane": kind.lane, "kind": kind, "ticket_id": ticket, "message": message, "detail": detail}
        state = {"since": now, "due_at": now, "attempts": 0, "is_dead": False, "owner": "", "reason": ""}
        connection.execute(insert(outbox).values(**values, **state))

    def holds(self, connection: Connection, kind: Kind, detail: str) -> bool:
        """Whether the same is still to be told."""
        same = (outbox.c.kind == kind, outbox.c.detail == detail, outbox.c.is_dead.is_(False))
        return connection.execute(select(outbox.c.id).where(*same)).first() is not None

    def claim(self, lane: Lane, owner: str, now: datetime) -> Errand | None:
        """Take the next errand that is due, for as long as the lease; None where there is none."""
        until = outbox.c.leased_until
        is_free = or_(until.is_(None), until < now, until > now + 2 * self._lease)  # the last: leased by a clock that was wrong
        next_one = select(outbox).where(outbox.c.lane == lane, outbox.c.is_dead.is_(False), outbox.c.due_at <= now, is_free)
        if lane is Lane.DESK:
            next_one = next_one.where(~_is_behind_another())
        while True:
            with self._store.reading() as connection:
                row = connection.execute(next_one.order_by(outbox.c.due_at, outbox.c.id).limit(1)).first()
            if row is None:
                return None
            with self._store.writing() as connection:
                taking = update(outbox).where(outbox.c.id == row.id, is_free, outbox.c.is_dead.is_(False))
                leased = taking.values(owner=owner, leased_until=now + self._lease, attempts=outbox.c.attempts + 1)
                if connection.execute(leased).rowcount == 1:
                    return _errand(row, attempts=row.attempts + 1, owner=owner)

    def renew(self, owner: str, ids: Collection[int], now: datetime) -> None:
        """Keep the errands that a process is still at."""
        if ids:
            mine = and_(outbox.c.id.in_(ids), outbox.c.owner == owner)
            with self._store.writing() as connection:
                connection.execute(update(outbox).where(mine).values(leased_until=now + self._lease))

    def release(self, owner: str) -> None:
        """Leave the errands of a process to others."""
        with self._store.writing() as connection:
            connection.execute(update(outbox).where(outbox.c.owner == owner).values(owner="", leased_until=None))

    def done(self, connection: Connection, errand: Errand) -> None:
        """Strike out what was told, unless another has taken it up meanwhile."""
        is_not_anothers = outbox.c.owner.in_((errand.owner, ""))
        connection.execute(delete(outbox).where(outbox.c.id == errand.id, is_not_anothers))

    def failed(self, errand: Errand, owner: str, error: DeliveryError, now: datetime) -> bool:
        """Note that it failed, and try again later, with the whole lane when the other side asked for time; return whether it is given up instead."""
        is_mended_first = error.to_mend is not None
        is_over = now - errand.since >= GIVING_UP and errand.attempts >= LEAST_ATTEMPTS
        is_dead = error.is_final or (is_over and not is_mended_first)
        asked = timedelta(seconds=min(max(0.0, error.retry_after or 0.0), LONGEST_PAUSE))
        longest = LONGEST_WHILE_MENDED if is_mended_first else LONGEST_PAUSE
        due_at = now + max(timedelta(seconds=self._pause(errand.attempts, longest)), asked)
        values: dict[str, Any] = {"owner": "", "leased_until": None, "is_dead": is_dead, "due_at": due_at}
        values["reason"] = _printable(error.reason)
        if is_mended_first and errand.kind is not Kind.LINK:
            values["since"] = now  # the days after which it is given up begin when the set-up is right
        with self._store.writing() as connection:
            mine = and_(outbox.c.id == errand.id, outbox.c.owner == owner)
            connection.execute(update(outbox).where(mine).values(values))
            if asked:
                too_early = and_(outbox.c.lane == errand.kind.lane, outbox.c.due_at < now + asked)
                connection.execute(update(outbox).where(too_early).values(due_at=now + asked))
        return is_dead

    def errands(self) -> list[Errand]:
        """Return all that is not told yet, the oldest first."""
        query: Select[Any] = select(outbox, tickets.c.reference).join(tickets, isouter=True).order_by(outbox.c.id)
        with self._store.reading() as connection:
            return [_errand(row, reference=row.reference or "") for row in connection.execute(query)]

    def retry(self, ids: Sequence[int], now: datetime) -> int:
        """Try these at once, or with no ``ids`` all that were given up; return how many."""
        chosen = outbox.c.id.in_(ids) if ids else outbox.c.is_dead.is_(True)
        anew = {"is_dead": False, "since": now, "due_at": now, "attempts": 0}
        with self._store.writing() as connection:
            return connection.execute(update(outbox).where(chosen).values(anew)).rowcount

    def drop(self, ids: Sequence[int]) -> int:
        """Never tell these; what else was to be told of a ticket that is never made goes with it. Return how many."""
        with self._store.writing() as connection:
            made = select(outbox.c.ticket_id).where(outbox.c.id.in_(ids), outbox.c.kind == Kind.CREATE)
            unmade = connection.execute(made).scalars().all()
            follows = and_(outbox.c.ticket_id.in_(unmade), outbox.c.lane == Lane.DESK)
            return connection.execute(delete(outbox).where(or_(outbox.c.id.in_(ids), follows))).rowcount

    def _pause(self, attempts: int, longest: float) -> float:
        pause = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), longest)
        return pause * (1 + self._chance()) / 2


def _is_behind_another() -> Any:
    """What is told of a ticket keeps its order; nothing is told before the ticket is made, even where that was given up."""
    other = outbox.alias("other")
    holds_up = or_(other.c.is_dead.is_(False), other.c.kind == Kind.CREATE)
    return exists().where(
        other.c.ticket_id == outbox.c.ticket_id, other.c.lane == Lane.DESK, other.c.id < outbox.c.id, holds_up
    )


def _errand(row: Row[Any], **more: Any) -> Errand:
    same = ("id", "message", "detail", "since", "due_at", "attempts", "is_dead", "reason")
    values = {name: getattr(row, name) for name in same} | more
    return Errand(kind=Kind(row.kind), ticket=row.ticket_id, **values)


def _printable(reason: str) -> str:
    """Return what the other side said, on one line and without addresses of people."""
    line = " ".join(re.sub(r"\S+@\S+", "…", reason).split())
    return "".join(sign for sign in line if sign.isprintable())[:LONGEST_REASON]
