"""Does what is to be done behind the pages: runs errands, watches promises, asks the ticket system what happened there.

Several may run. Each errand is one worker's by its lease; the chores are those of one worker, who leads by a lease.
"""

import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from kbsearch.errors import DatabaseError
from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.leases import LEASE, Leases
from kbsearch.tickets.outbox import Errand, Lane, Outbox

PAUSE = 1.0
"""Seconds to wait where there is nothing to do."""
LEADER = "leader"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Chore:
    """Something the leader does every so many seconds."""

    name: str
    run: Callable[[datetime], object]
    every: float
    due: float = 0.0


class Worker:
    """``owner`` is a name that no two workers share, ``carriers`` run the errands of each lane, ``alarm`` is told what will not be delivered unless
    people do something.
    """

    def __init__(
        self,
        owner: str,
        outbox: Outbox,
        leases: Leases,
        carriers: Mapping[Lane, Callable[[Errand], None]],
        chores: Sequence[Chore],
        alarm: Callable[[Errand], None],
        clock: Callable[[], datetime],
        lease: timedelta = LEASE,
    ) -> None:
        self._owner = owner
        self._outbox = outbox
        self._leases = leases
        self._carriers = carriers
        self._chores = chores
        self._alarm = alarm
        self._clock = clock
        self._lease = lease.total_seconds()
        self._leads_until = 0.0
        self._in_hand: set[int] = set()
        """The errands that are being run."""
        self._to_mend: set[str] = set()
        """What was said to be wrong with the set-up."""
        self._ending = Event()

    def run(self) -> None:
        """Work until ``end`` is called from another thread, or this one is interrupted. What is under way is finished."""
        threads = [Thread(target=self._repeat, args=(self.run_errand, lane), name=lane, daemon=True) for lane in self._carriers]
        heart = Thread(target=self._beat, name="leases", daemon=True)
        try:
            for thread in (heart, *threads):
                thread.start()
            self._repeat(self.do_chores)
        finally:
            self.end()
            for thread in (*threads, heart):
                thread.join()
            self._let_go()

    def run_once(self) -> None:
        """Do what is due, and end."""
        try:
            self._keep_leases()
            self.do_chores()
            for lane in self._carriers:
                while self.run_errand(lane):
                    self._keep_leases()
        finally:
            self._let_go()

    def end(self) -> None:
        """Let ``run`` end soon."""
        self._ending.set()

    def run_errand(self, lane: Lane) -> bool:
        """Run the next errand of a lane; return whether there was one. Raises DatabaseError."""
        errand = self._outbox.claim(lane, self._owner, self._clock())
        if errand is None:
            return False
        self._in_hand.add(errand.id)
        try:
            self._carriers[lane](errand)
        except DeliveryError as error:
            self._failed(errand, error)
        except DatabaseError as error:
            self._failed(errand, DeliveryError(str(error)))  # where this fails too, the lease runs out
            raise
        except Exception as error:  # noqa: BLE001 - whatever another system answers, the other errands are still run
            self._failed(errand, DeliveryError(_place(error)))
        finally:
            self._in_hand.discard(errand.id)
        return True

    def do_chores(self) -> bool:
        """Do the chores that are due, where this worker leads; return whether there was one."""
        done = False
        for chore in self._chores:
            if time.monotonic() < self._leads_until and time.monotonic() >= chore.due:
                done = True
                chore.due = time.monotonic() + chore.every
                try:
                    chore.run(self._clock())
                except DeliveryError as error:
                    chore.due = time.monotonic() + max(chore.every, min(error.retry_after or 0.0, 3600.0))
                    _log.warning("%s: %s", chore.name, error.to_mend or error.reason)
        return done

    def _failed(self, errand: Errand, error: DeliveryError) -> None:
        """Note it. Logs name the errand and its ticket by their numbers alone."""
        is_dead = self._outbox.failed(errand, self._owner, error, self._clock())
        what = f"errand {errand.id} ({errand.kind}, ticket {errand.ticket}, attempt {errand.attempts})"
        if is_dead:
            _log.error("%s is given up; see 'kbsearch outbox list'", what)
        elif error.to_mend is not None and str(error.to_mend) not in self._to_mend:
            self._to_mend.add(str(error.to_mend))
            _log.error("%s waits until this is mended: %s", what, error.to_mend)
        else:
            level = logging.WARNING if errand.attempts == 1 else logging.INFO
            _log.log(level, "%s failed and is tried again; see 'kbsearch outbox list'", what)
        if is_dead or (error.to_mend is not None and errand.attempts == 1):
            self._alarm(errand)

    def _repeat(self, do: Callable[..., bool], *given: Lane) -> None:
        while not self._ending.is_set():
            try:
                rest = not do(*given)
            except DatabaseError as error:
                _log.warning("%s", error)
                rest = True
            except Exception as error:  # noqa: BLE001 - the other errands and chores are still done
                _log.error("%s", _place(error))
                rest = True
            if rest:
                self._ending.wait(PAUSE)

    def _beat(self) -> None:
        while not self._ending.is_set():
            try:
                self._keep_leases()
            except DatabaseError as error:
                _log.warning("%s", error)
            self._ending.wait(self._lease / 3)

    def _keep_leases(self) -> None:
        before, now = time.monotonic(), self._clock()
        self._outbox.renew(self._owner, self._in_hand.copy(), now)
        if self._leases.take(LEADER, self._owner, now):
            self._leads_until = before + self._lease

    def _let_go(self) -> None:
        try:
            self._outbox.release(self._owner)
            self._leases.release(self._owner)
        except DatabaseError as error:
            _log.warning("%s", error)  # the leases run out by themselves


def _place(error: Exception) -> str:
    """Return what kind of error it is and where it arose; its text may name a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename}:{last.lineno}"
