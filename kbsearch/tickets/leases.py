"""Leases: of several processes one does a thing, until it ends or stops renewing."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import leases

LEASE = timedelta(seconds=30)
"""How long a process that was killed keeps others from taking over."""


class Leases:
    """``owner`` is a name that no two processes share."""

    def __init__(self, store: TicketStore, lease: timedelta = LEASE) -> None:
        self._store = store
        self._lease = lease

    def take(self, name: str, owner: str, now: datetime) -> bool:
        """Take a lease that is free, or renew it; return whether it is the owner's now. One that ends too late was taken by a clock that was wrong."""
        with self._store.writing() as connection:
            adding = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(leases)
            new = adding.values(name=name, owner=owner, until=now + self._lease)
            taking = new.on_conflict_do_update(
                index_elements=["name"],
                set_={"owner": new.excluded.owner, "until": new.excluded.until},
                where=or_(leases.c.owner == owner, leases.c.until < now, leases.c.until > now + 2 * self._lease),
            )
            return connection.execute(taking.returning(leases.c.owner)).first() is not None

    def release(self, owner: str) -> None:
        """Give up all leases of a process."""
        with self._store.writing() as connection:
            connection.execute(delete(leases).where(leases.c.owner == owner))
