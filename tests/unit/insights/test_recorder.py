import logging
import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from kbsearch.insights import recorder as module
from kbsearch.insights.recorder import Chore, Recorder

LOCKED = OperationalError("INSERT", {}, Exception("database is locked"))


class Database:
    """Takes what is written, or refuses it."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.batches: list[int] = []
        self.refuses = 0
        self.tries = 0
        self.open = Event()
        self.open.set()

    def write(self, events: Sequence[int]) -> None:
        self.open.wait()
        self.tries += 1
        if self.refuses:
            self.refuses -= 1
            raise LOCKED
        self.written += events
        self.batches.append(len(events))


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def recorder(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder[int]]:
    monkeypatch.setattr(module, "GATHERING", 0.02)
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    recorder = Recorder(database.write, capacity=300)
    yield recorder
    database.open.set()
    recorder.close()


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.005)
    return holds()


def test_everything_is_written_soon_in_order_and_in_batches(recorder: Recorder[int], database: Database) -> None:
    for number in range(250):
        recorder.record(number)
    assert eventually(lambda: len(database.written) == 250)
    assert database.written == list(range(250))
    assert max(database.batches) == module.BATCH


def test_what_the_database_refuses_is_tried_again(
    recorder: Recorder[int], database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.refuses = 3
    for number in range(10):
        recorder.record(number)
    assert eventually(lambda: len(database.written) == 10)
    assert database.written == list(range(10))
    assert [record.message for record in caplog.records if "wait to be recorded" in record.message] != []
    assert len(caplog.records) == 1


def test_only_what_the_queue_cannot_hold_is_lost_and_it_is_said_how_much(
    recorder: Recorder[int], database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.open.clear()
    started = time.perf_counter()
    for number in range(320):
        recorder.record(number)
    assert time.perf_counter() - started < 0.1
    database.open.set()
    assert recorder.flush()
    assert database.written == list(range(300))
    assert caplog.messages == ["20 events were not recorded: too many waited"]


def test_flushing_gives_up_in_time(recorder: Recorder[int], database: Database) -> None:
    database.open.clear()
    recorder.record(1)
    assert not recorder.flush(timeout=0.05)
    database.open.set()
    assert recorder.flush()


def test_closing_writes_what_waits(database: Database) -> None:
    recorder = Recorder(database.write)
    for number in range(500):
        recorder.record(number)
    recorder.close()
    assert database.written == list(range(500))


def test_closing_does_not_wait_for_a_database_that_refuses(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    database.refuses = 1_000_000
    recorder = Recorder(database.write)
    recorder.record(1)
    with caplog.at_level(logging.WARNING):
        recorder.close()
    assert caplog.messages[-1] == "1 events were not recorded"
    recorder.record(2)
    assert database.written == []


def test_chores_are_done_again_and_again_and_may_fail() -> None:
    done: list[str] = []

    def count() -> None:
        done.append("counted")

    def fail() -> None:
        done.append("failed")
        raise LOCKED

    recorder: Recorder[int] = Recorder(lambda events: None, [Chore(count, 0.01), Chore(fail, 60)])
    assert eventually(lambda: done.count("counted") > 2)
    assert done.count("failed") == 1
    recorder.close()
