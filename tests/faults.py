"""Tickets submitted and delivered while everything fails: the network at random, and the worker killed again and again."""

import random
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, select

from kbsearch.tickets import TicketOffice
from kbsearch.tickets.tables import tickets
from kbsearch.tickets.ticket import Draft
from tests.fakes.unreliable_proxy import UnreliableProxy

ROOT = Path(__file__).parents[1]
EVERY = 3
"""One form of so many is sent twice, as by a button pressed twice."""
CUSTOMERS = 20


@dataclass(frozen=True)
class Trial:
    """How much is submitted, and how badly it goes."""

    tickets: int
    think: float
    """Seconds between two forms of the same customer, at most."""
    kills: int
    requests_between: range
    """After how many requests a worker is killed."""
    limit: float
    """Seconds until it has to be over."""


@dataclass(frozen=True)
class Outcome:
    """What came of it. ``here`` has the handoff id and the number there of each ticket; ``seen`` counts requests by what became of them."""

    here: list[tuple[str, str]]
    seen: dict[str, int]
    kills: int
    most_attempts: int
    seconds: float
    waiting: int

    def __str__(self) -> str:
        requests = ", ".join(f"{kind} {count}" for kind, count in sorted(self.seen.items()))
        return (
            f"{len(self.here)} tickets, {self.kills} kills, {self.seconds:.0f} s, "
            f"at most {self.most_attempts} attempts for one; requests: {requests}"
        )


def draft(number: int) -> Draft:
    """Return what a customer sends."""
    email = f"customer{number % CUSTOMERS}@example.com"
    return Draft(f"handoff-{number:08}", email, "山田 𠮷郎", "ja", f"開けません 𠮷 {number}", f"{number} 番目です 😀")


def forms(count: int) -> list[Draft]:
    """Return the forms, some of them twice, one right after the other."""
    numbers = [each for number in range(count) for each in [number] * (2 if number % EVERY == 0 else 1)]
    return [draft(number) for number in numbers]


class Ordeal:
    """One trial: ``command`` starts a worker, whose words go to ``log``; ``hurry`` is what an operator does once the network is well again."""

    def __init__(
        self,
        office: TicketOffice,
        proxy: UnreliableProxy,
        command: Sequence[str | Path],
        log: Path,
        chance: random.Random,
        hurry: Callable[[], object] = lambda: None,
    ) -> None:
        self._office = office
        self._proxy = proxy
        self._command = command
        self._log = log
        self._chance = chance
        self._hurry = hurry
        self._most_attempts = 0

    def run(self, trial: Trial, engine: Engine) -> Outcome:
        """Submit and deliver."""
        began = time.monotonic()
        ends = began + trial.limit
        with self._log.open("ab") as log, ThreadPoolExecutor(4) as threads:
            submitting = threads.map(lambda each: self._submit(each, trial.think), forms(trial.tickets))
            kills = self._kill_often(trial, log, ends)
            list(submitting)
            self._finish(trial.tickets // 10, log, ends)
        with engine.connect() as connection:
            here = [(row.handoff_id, row.remote) for row in connection.execute(select(tickets))]
        seconds = time.monotonic() - began
        waiting = len(self._office.outbox.errands())
        return Outcome(here, dict(self._proxy.seen), kills, self._most_attempts, seconds, waiting)

    def _submit(self, form: Draft, think: float) -> None:
        time.sleep(self._chance.random() * think)
        self._office.tickets.submit(form)

    def _kill_often(self, trial: Trial, log: IO[bytes], ends: float) -> int:
        """Kill the worker in the middle of what it does, while there is something to do."""
        for kills in range(trial.kills):
            worker = self._started(log)
            goal = len(self._proxy.requests) + self._chance.choice(trial.requests_between)
            try:
                while len(self._proxy.requests) < goal:
                    if time.monotonic() > ends or worker.poll() is not None:
                        return kills
                    self._look()
                    time.sleep(0.02)
                time.sleep(self._chance.random() * 0.1)
            finally:
                worker.kill()
                worker.wait()
        return trial.kills

    def _finish(self, few: int, log: IO[bytes], ends: float) -> None:
        """Let the worker work; the network is well again when only a few tickets still wait."""
        worker = self._started(log)
        try:
            self._wait(worker, few, ends)
            self._proxy.share = 0.0
            self._hurry()
            self._wait(worker, 0, ends)
        finally:
            worker.terminate()
            worker.wait(30)

    def _wait(self, worker: subprocess.Popen[bytes], few: int, ends: float) -> None:
        while self._look() > few and time.monotonic() < ends and worker.poll() is None:
            time.sleep(0.1)

    def _look(self) -> int:
        """Return how many wait."""
        errands = self._office.outbox.errands()
        self._most_attempts = max([self._most_attempts, *(each.attempts for each in errands)])
        return len(errands)

    def _started(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log)
