"""A proxy that fails at random, as a bad day does."""

import random
from collections import Counter
from threading import Lock

from tests.fakes.faulty_proxy import FaultyProxy

KINDS = ("refuse", "delay", "cut", "500", "429", "garbage")


class UnreliableProxy(FaultyProxy):
    """``share`` of the requests fail, by kinds chosen with ``chance``; ``seen`` counts what became of them."""

    def __init__(self, upstream: str, chance: random.Random, share: float, delay: float) -> None:
        super().__init__(upstream)
        self.share = share
        self.delay = delay
        self.seen: Counter[str] = Counter()
        self._chance = chance
        self._lock = Lock()

    def next_fault(self, method: str) -> str:
        """Return what happens to this request."""
        with self._lock:
            fault = self._chance.choice(KINDS) if self._chance.random() < self.share else "pass"
            self.seen[fault] += 1
        return fault

    def wait_asked(self, status: int) -> dict[str, str]:
        """Ask for a second with 429; an error says nothing of time."""
        return {"Retry-After": "1"} if status == 429 else {}
