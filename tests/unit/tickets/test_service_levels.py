from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.hours import BusinessHours, read_week
from kbsearch.tickets.service_levels import Calendar, Hours, Timeliness, due, due_soon_since, resumed, timeliness

BUSINESS = BusinessHours(read_week(["mon-fri 09:00-12:00 13:00-18:00"]), ZoneInfo("Asia/Tokyo"), {date(2026, 11, 23)})
START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # Monday, 10:00 in Tokyo
HOURS = st.sampled_from([BUSINESS, Calendar()])
PAUSES = st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), max_size=6)


def test_business_minutes_skip_nights_and_holidays() -> None:
    friday_evening = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)  # 17:30; Monday is a holiday
    assert due(BUSINESS, friday_evening, 60) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert due(Calendar(), friday_evening, 60) == friday_evening + timedelta(hours=1)


def test_zero_minutes_promise_nothing() -> None:
    assert due(BUSINESS, START, 0) is None
    assert timeliness(BUSINESS, None, 0, START) is Timeliness.ON_TIME
    assert resumed(BUSINESS, None, START, START) is None


@pytest.mark.parametrize(
    ("passed", "state"),
    [
        (0, Timeliness.ON_TIME),
        (74, Timeliness.ON_TIME),
        (75, Timeliness.DUE_SOON),
        (99, Timeliness.DUE_SOON),
        (100, Timeliness.BREACHED),
    ],
)
def test_three_quarters_is_due_soon_and_all_is_breached(passed: int, state: Timeliness) -> None:
    due_at = due(Calendar(), START, 100)
    assert timeliness(Calendar(), due_at, 100, START + timedelta(minutes=passed)) is state


@given(HOURS, st.integers(1, 5000), PAUSES)
def test_a_pause_gives_back_the_time_that_it_took(hours: Hours, minutes: int, pauses: list[tuple[int, int]]) -> None:
    """However often a clock pauses before it runs out, as many minutes run in all as were promised."""
    now, due_at, ran = START, due(hours, START, minutes), 0.0
    for running, pausing in pauses:
        assert due_at is not None
        paused_at = now + timedelta(minutes=running)
        if paused_at >= due_at:
            break
        ran += hours.minutes_between(now, paused_at)
        now = paused_at + timedelta(minutes=pausing)
        due_at = resumed(hours, due_at, paused_at, now)
    assert due_at is not None
    assert ran + hours.minutes_between(now, due_at) == pytest.approx(minutes, abs=1e-6)


@given(HOURS, st.integers(1, 5000), st.integers(0, 9000), st.integers(0, 9000))
def test_a_promise_only_ever_gets_later(hours: Hours, minutes: int, running: int, pausing: int) -> None:
    due_at = due(hours, START, minutes)
    paused_at = START + timedelta(minutes=running)
    after = resumed(hours, due_at, paused_at, paused_at + timedelta(minutes=pausing))
    assert due_at is not None
    assert after is not None
    assert after >= due_at
    assert after == due_at or paused_at < due_at


@given(HOURS, st.integers(1, 5000), st.lists(st.integers(0, 20000), min_size=2, max_size=2))
def test_a_promise_never_gets_better_by_waiting(hours: Hours, minutes: int, moments: list[int]) -> None:
    due_at = due(hours, START, minutes)
    one, other = (timeliness(hours, due_at, minutes, START + timedelta(minutes=each)) for each in sorted(moments))
    assert one <= other


@given(HOURS, st.integers(1, 5000))
def test_a_promise_is_due_soon_from_one_second_on(hours: Hours, minutes: int) -> None:
    due_at = due(hours, START, minutes)
    assert due_at is not None
    since = due_soon_since(hours, due_at, minutes, START)
    assert START <= since < due_at
    assert timeliness(hours, due_at, minutes, since) is Timeliness.DUE_SOON
    assert timeliness(hours, due_at, minutes, since - timedelta(seconds=1)) is Timeliness.ON_TIME
