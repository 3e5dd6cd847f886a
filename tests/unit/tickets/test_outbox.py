"""Errands whose lease, owner or age is not what one would think."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kbsearch.errors import DatabaseError
from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.outbox import GIVING_UP, HELD, LEAST_ATTEMPTS, Lane, Outbox
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import Clock, ListDesk, draft, refuse


def failing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the database fail once, at that step."""
    step = getattr(Outbox, name)
    fail = refuse(name, error=DatabaseError("database is locked", "ロックされています"))

    def fails(*given: Any) -> Any:
        fail(name)
        return step(*given)

    monkeypatch.setattr(Outbox, name, fails)


@pytest.mark.parametrize(
    ("steps", "pause"),
    [(["done"], timedelta(seconds=6)), (["done", "failed"], HELD + timedelta(seconds=1))],
    ids=["at striking out", "at noting that too"],
)
def test_an_errand_at_which_the_database_failed_is_run_again_by_the_same_worker(
    office: TicketOffice,
    tickets: Tickets,
    worker: Worker,
    desk: ListDesk,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[str],
    pause: timedelta,
) -> None:
    ticket = tickets.submit(draft())
    for step in steps:
        failing(monkeypatch, step)
    with pytest.raises(DatabaseError):
        worker.run_errand(Lane.DESK)
    for _ in range(10):
        clock.now += pause / 10
        worker._keep_leases()
    assert worker.run_errand(Lane.DESK)
    assert [errand.kind.lane for errand in office.outbox.errands()] == [Lane.MAIL]
    assert [handoff.ticket.id for handoff in desk.created] == [ticket.id]


def test_an_errand_that_takes_long_stays_with_its_worker(
    make_office: Callable[..., TicketOffice], desk: ListDesk, clock: Clock
) -> None:
    one, other = make_office(), make_office()
    one.tickets.submit(draft())
    worker = one.worker(desk, None)
    claimed: list[object] = []

    def take_long(step: str) -> None:
        for _ in range(10):
            clock.pass_by(seconds=30)
            worker._keep_leases()
        claimed.append(other.outbox.claim(Lane.DESK, "other", clock()))

    desk.fail = take_long
    worker.run_errand(Lane.DESK)
    assert set(claimed) == {None}


def test_only_what_a_worker_is_still_at_is_kept_for_it(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    tickets.submit(draft())
    kept, left = (office.outbox.claim(lane, "one", clock()) for lane in Lane)
    assert kept is not None
    assert left is not None
    for _ in range(2):
        clock.now += HELD - timedelta(seconds=1)
        office.outbox.renew("one", {kept.id}, clock())
    assert office.outbox.claim(Lane.DESK, "other", clock()) is None
    assert office.outbox.claim(Lane.MAIL, "other", clock()) is not None


def test_what_another_has_taken_up_is_the_others_to_strike_out(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    tickets.submit(draft())
    first = office.outbox.claim(Lane.DESK, "first", clock())
    clock.now += 2 * HELD
    second = office.outbox.claim(Lane.DESK, "second", clock())
    assert first is not None
    assert second is not None
    with office._store.writing() as connection:
        office.outbox.done(connection, first)
    assert second.id in [errand.id for errand in office.outbox.errands()]
    with office._store.writing() as connection:
        office.outbox.done(connection, second)
    assert second.id not in [errand.id for errand in office.outbox.errands()]


def test_an_errand_that_was_claimed_by_a_clock_far_ahead_is_free(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    tickets.submit(draft())
    assert office.outbox.claim(Lane.DESK, "ahead", clock() + timedelta(days=3650)) is not None
    assert office.outbox.claim(Lane.DESK, "right", clock()) is not None


def test_nothing_is_given_up_at_the_first_attempt_however_long_no_worker_ran(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock
) -> None:
    tickets.submit(draft())
    clock.now += GIVING_UP + timedelta(hours=1)
    desk.fail = refuse("find", times=LEAST_ATTEMPTS, error=DeliveryError("503"))
    for _ in range(LEAST_ATTEMPTS - 1):
        worker.run_errand(Lane.DESK)
        assert not any(errand.is_dead for errand in office.outbox.errands())
        clock.pass_by(hours=1, seconds=1)
    worker.run_errand(Lane.DESK)
    assert [errand.attempts for errand in office.outbox.errands() if errand.is_dead] == [LEAST_ATTEMPTS]
