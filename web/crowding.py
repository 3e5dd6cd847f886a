"""How many tickets come from one network and one mail address, and how many links are asked for; held in memory, and each server process counts for itself."""

import time
from enum import Enum
from math import ceil

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from kbsearch.tickets_config import TicketsConfig

MEGABYTES = 600
"""What one network may upload within an hour."""
LINKS = 5
"""How many links to tickets may be asked for in an hour for one mail address."""
_UPLOADS, _ONCE, _LINKS = RateLimitItemPerHour(MEGABYTES), RateLimitItemPerDay(1), RateLimitItemPerHour(LINKS)


class Room(Enum):
    """Whether another ticket has room: freely, at the price of a proof, or not now."""

    FREE = 0
    NEAR = 1
    FULL = 2


class Crowding:
    """Counts what was sent. ``network`` is whom requests are counted for."""

    def __init__(self, settings: TicketsConfig) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._networks = RateLimitItemPerHour(settings.hourly_limit) if settings.hourly_limit else None
        self._emails = RateLimitItemPerDay(settings.daily_limit) if settings.daily_limit else None

    def room(self, network: str, email: str = "", handoff_id: str = "") -> Room:
        """Return whether there is room for another ticket. One that was counted already may come again: somebody pressed twice."""
        if handoff_id and not self._limiter.test(_ONCE, handoff_id):
            return Room.FREE
        rooms = [self._left(self._networks, network), self._left(self._emails, email) if email else Room.FREE]
        return max(rooms, key=lambda each: each.value)

    def note(self, network: str, email: str, handoff_id: str, token: str = "") -> None:
        """Count a ticket, once; the form with this token has made one from now on."""
        self._limiter.hit(_ONCE, "token", token)
        if self._limiter.hit(_ONCE, handoff_id):
            for item, key in ((self._networks, network), (self._emails, email)):
                if item is not None:
                    self._limiter.hit(item, key)

    def is_spent(self, token: str) -> bool:
        """Whether the form with this token has made a ticket."""
        return not self._limiter.test(_ONCE, "token", token)

    def takes_upload(self, network: str, size: int) -> bool:
        """Count so many bytes, and return whether there was room for them."""
        return self._limiter.hit(_UPLOADS, network, cost=max(ceil(size / 1_000_000), 1))

    def takes_link(self, email: str) -> bool:
        """Count a link that is asked for, and return whether there was room for it."""
        return self._limiter.hit(_LINKS, "link", email)

    def minutes(self, network: str, email: str) -> int:
        """Return after how many minutes there is room again."""
        full = [
            self._limiter.get_window_stats(item, key).reset_time
            for item, key in ((self._networks, network), (self._emails, email))
            if item is not None and self._left(item, key) is Room.FULL
        ]
        return max(ceil((max(full, default=0.0) - time.time()) / 60), 1)

    def _left(self, item: RateLimitItem | None, key: str) -> Room:
        if item is None:
            return Room.FREE
        left = self._limiter.get_window_stats(item, key).remaining
        if not left:
            return Room.FULL
        return Room.NEAR if 2 * left <= item.amount else Room.FREE
