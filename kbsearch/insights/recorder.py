"""Hands what pages record to one thread that writes it in batches, so that no page waits for the database or fails with it."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Condition, Thread
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from kbsearch.database import reason

CAPACITY = 10_000
"""Events that wait at most; later ones are lost."""
BATCH = 200
GATHERING = 0.5
"""Seconds in which a batch gathers."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before what failed is tried again: doubled each time."""
GRACE = 6.0
"""Seconds to write what waits when the process ends: a little longer than the database waits for another writer."""

_log = logging.getLogger(__name__)

E = TypeVar("E")


@dataclass(slots=True)
class Chore:
    """Something to be done every so many seconds, at once the first time. Raises SQLAlchemyError when the database does not do its part."""

    run: Callable[[], None]
    every: float
    due: float = 0.0


class Recorder(Generic[E]):
    """``record`` is for any thread; ``write`` and the chores run in the recorder's own."""

    def __init__(self, write: Callable[[Sequence[E]], None], chores: Sequence[Chore] = (), capacity: int = CAPACITY) -> None:
        self._write = write
        self._chores = chores
        self._capacity = capacity
        self._waiting: deque[E] = deque()
        self._changed = Condition()
        self._in_a_hurry = 0
        self._closing = False
        self._lost = 0
        self._pause = 0.0
        self._thread = Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def record(self, event: E) -> None:
        """Take an event to be written soon. When too many wait already, it is lost and counted."""
        with self._changed:
            if len(self._waiting) >= self._capacity or self._closing:
                self._lost += 1
                return
            self._waiting.append(event)
            if len(self._waiting) == 1:
                self._changed.notify_all()

    def flush(self, timeout: float = GRACE) -> bool:
        """Wait until everything recorded so far is written; return whether it is."""
        with self._changed:
            self._in_a_hurry += 1
            self._changed.notify_all()
            try:
                return self._changed.wait_for(lambda: not self._waiting, timeout)
            finally:
                self._in_a_hurry -= 1

    def close(self) -> None:
        """Write what waits and end the thread; what the database does not take in time is lost."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(GRACE)
        if self._waiting or self._lost:
            _log.warning("%s events were not recorded", len(self._waiting) + self._lost)

    def _run(self) -> None:
        while not self._is_over():
            self._do_chores()
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._closing, self._seconds_to_next_chore())
                if self._waiting:
                    self._changed.wait_for(lambda: self._closing or bool(self._in_a_hurry), self._pause or GATHERING)
                batch = list(islice(self._waiting, BATCH))
            if batch and not self._is_written(batch) and self._closing:
                return

    def _is_over(self) -> bool:
        with self._changed:
            return self._closing and not self._waiting

    def _is_written(self, batch: list[E]) -> bool:
        try:
            self._write(batch)
        except SQLAlchemyError as error:
            if not self._pause:
                _log.warning("events wait to be recorded: %s", reason(error))
            self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
            return False
        self._pause = 0.0
        with self._changed:
            for _ in batch:
                self._waiting.popleft()
            lost, self._lost = self._lost, 0
            self._changed.notify_all()
        if lost:
            _log.warning("%s events were not recorded: too many waited", lost)
        return True

    def _do_chores(self) -> None:
        for chore in self._chores:
            if time.monotonic() >= chore.due:
                try:
                    chore.run()
                except SQLAlchemyError as error:
                    _log.warning("the event log cannot be read or cleared now: %s", reason(error))
                chore.due = time.monotonic() + chore.every

    def _seconds_to_next_chore(self) -> float | None:
        return max(min(chore.due for chore in self._chores) - time.monotonic(), 0) if self._chores else None
