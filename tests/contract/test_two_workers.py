"""Two workers in two processes over one database: they share the work, and when one is killed the other takes over as soon as the leases have run out, and not before.

Redmine's shapes in memory, and a clock that runs fast.
"""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Engine, Row, Table, select

from kbsearch.tickets import TicketOffice
from kbsearch.tickets.leases import LEASE
from kbsearch.tickets.tables import leases, outbox
from kbsearch.tickets.worker import LEADER
from tests.fakes import hurried_worker
from tests.fakes.hurried_worker import SPEED, hurried
from tests.fakes.redmine import FIELD, FakeRedmine
from tests.fakes.web_application import served
from tests.faults import ROOT, draft
from tests.site import until
from tests.unit.insights import conftest

database_url, engine = conftest.database_url, conftest.engine
TICKETS = 100
SLACK = timedelta(seconds=5 * SPEED)
"""How long a busy machine may take to do at once what it is to do at once."""


@pytest.fixture
def redmine() -> FakeRedmine:
    return FakeRedmine(seconds=0.05)


@pytest.fixture
def file(tmp_path: Path, database_url: str, redmine: FakeRedmine) -> Iterator[Path]:
    file = tmp_path / "kbsearch.toml"
    with served(redmine.application) as address:
        desk = f'kind = "redmine"\nurl = "{address}"\ntoken = "key"\nqueue = "help"\nfield = "{FIELD}"'
        file.write_text(f"database_url = {json.dumps(database_url)}\n[desk]\n{desk}\n", encoding="utf-8")
        yield file


@pytest.fixture
def office(file: Path) -> Iterator[TicketOffice]:
    office = hurried_worker.office(file)
    yield office
    office.close()


@pytest.fixture
def workers(file: Path, engine: Engine) -> Iterator[dict[int, subprocess.Popen[bytes]]]:
    """Two, by their process number."""
    command: list[str | Path] = [sys.executable, "-m", "tests.fakes.hurried_worker", file]
    with ExitStack() as ending, file.with_name("log").open("ab") as log:
        started = [ending.enter_context(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)) for _ in range(2)]
        try:
            yield {each.pid: each for each in started}
        finally:
            for each in started:
                each.kill()


def killed_at_work(worker: subprocess.Popen[bytes], holds: Callable[[], bool]) -> None:
    """Kill it while it holds an errand; it is halted for the look, so that it cannot end it meanwhile."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        if holds():
            break
        worker.send_signal(signal.SIGCONT)
        time.sleep(0.03)
    worker.kill()
    worker.wait()


def process(row: Row[Any]) -> int:
    """Return the number of the process that a lease names."""
    return int(row.owner.split(":")[1])


def test_100_tickets_are_made_once_by_both_and_what_a_killed_one_held_is_taken_over_in_time(
    office: TicketOffice, workers: dict[int, subprocess.Popen[bytes]], engine: Engine, redmine: FakeRedmine
) -> None:
    def rows(table: Table, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
        with engine.connect() as connection:
            return list(connection.execute(select(table).where(*conditions)))

    def holders() -> set[int]:
        return {process(row) for row in rows(outbox, outbox.c.owner != "")}

    def when(is_so: Callable[[], bool]) -> datetime:
        until(is_so)
        return hurried()

    until(lambda: bool(rows(leases, leases.c.name == LEADER)))
    for number in range(TICKETS):
        office.tickets.submit(draft(number))
    for each in workers:
        until(lambda each=each: each in holders())  # type: ignore[misc]
    first = process(rows(leases)[0])
    killed_at_work(workers[first], lambda: first in holders())
    (lead,), (errand,) = rows(leases), (row for row in rows(outbox, outbox.c.owner != "") if process(row) == first)
    led = when(lambda: process(rows(leases)[0]) != first)
    carried = when(lambda: not rows(outbox, outbox.c.owner == errand.owner))
    until(lambda: not office.outbox.errands())
    print(f"taken over {led - lead.until} (lead) and {carried - errand.leased_until} (errand) after the leases had run out")
    assert lead.until <= led <= lead.until + LEASE / 3 + SLACK
    assert errand.leased_until <= carried <= errand.leased_until + SLACK
    assert sorted(redmine.handoff_ids()) == sorted(draft(number).handoff_id for number in range(TICKETS))
