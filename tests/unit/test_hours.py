from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.contact import Channel, ClosedDays
from kbsearch.hours import BusinessHours, read_week

TOKYO = ZoneInfo("Asia/Tokyo")
WEEK = read_week(["mon-fri 09:00-12:00 13:00-18:00", "sat 10:00-15:00"])
CLOSED = ClosedDays("JP", [(date(2026, 12, 29), date(2027, 1, 3))])
HOURS = BusinessHours(WEEK, TOKYO, CLOSED)


def tokyo(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


def test_people_are_there_in_their_hours_only() -> None:
    friday = [HOURS.is_open(tokyo(20, hour)) for hour in (8, 9, 11, 12, 13, 17, 18)]
    assert friday == [False, True, True, False, True, True, False]


def test_hours_are_those_of_their_time_zone() -> None:
    assert HOURS.is_open(datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    assert not HOURS.is_open(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


def test_public_holidays_and_closures_have_no_hours() -> None:
    assert HOURS.on(date(2026, 11, 23)) == ()  # Labour Thanksgiving Day, a Monday
    assert HOURS.on(date(2026, 12, 30)) == ()
    assert len(HOURS.on(date(2026, 11, 24))) == 2


def test_the_next_opening_passes_over_what_is_closed() -> None:
    opening = HOURS.next_opening(tokyo(21, 15))  # Saturday; Sunday and the holiday follow
    assert opening is not None
    assert opening.start == tokyo(24, 9)


def test_where_nobody_is_ever_there_nothing_opens() -> None:
    assert BusinessHours({}, TOKYO).next_opening(tokyo(20, 9)) is None
    assert BusinessHours({}, TOKYO).after(tokyo(20, 9), 1) is None


def test_minutes_pass_in_hours_only() -> None:
    assert HOURS.after(tokyo(20, 17), 90) == tokyo(21, 10, 30)
    assert HOURS.after(tokyo(20, 11, 30), 60) == tokyo(20, 13, 30)
    assert HOURS.minutes_between(tokyo(20, 17), tokyo(24, 10)) == 60 + 300 + 60


def test_hours_until_midnight_are_hours() -> None:
    late = BusinessHours(read_week(["mon-sun 00:00-24:00"]), TOKYO)
    assert late.is_open(tokyo(20, 23, 59))
    assert late.after(tokyo(20, 23), 120) == tokyo(21, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("monday 9-18", "is not hours; write them like 'mon-fri 09:00-12:00 13:00-18:00'"),
        ("mon-xyz 09:00-18:00", "is not hours"),
        ("fri-mon 09:00-18:00", "runs backwards"),
        ("mon 18:00-09:00", "runs backwards"),
        ("mon 09:00-13:00 12:00-18:00", "runs backwards"),
        ("mon 09:60-18:00", "there is no such time of day"),
        ("mon 09:00-25:00", "there is no such time of day"),
    ],
)
def test_hours_that_are_none_are_named(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_week([line])


def test_a_day_given_twice_is_named() -> None:
    with pytest.raises(ValueError, match="tue is given twice"):
        read_week(["mon-wed 09:00-12:00", "tue 13:00-18:00"])


def test_a_closed_channel_says_when_it_opens() -> None:
    phone = Channel("phone", "", "03-1234-5678", "", HOURS)
    assert phone.at(tokyo(20, 10)).is_open
    closed = phone.at(tokyo(20, 19))
    assert not closed.is_open
    assert closed.next_opening is not None
    assert closed.next_opening.start == tokyo(21, 10)
    assert Channel("form", "", "", "", None).at(tokyo(20, 3)).always


moments = st.datetimes(datetime(2026, 10, 1), datetime(2027, 2, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(moments, st.integers(0, 5_000))
def test_so_many_minutes_lie_between_a_moment_and_that_many_after(start: datetime, minutes: int) -> None:
    end = HOURS.after(start, minutes)
    assert end is not None
    assert HOURS.minutes_between(start, end) == pytest.approx(minutes)


@given(moments, st.integers(0, 20_000), st.integers(0, 20_000))
def test_minutes_add_up(start: datetime, first: int, second: int) -> None:
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    assert HOURS.minutes_between(start, middle) + HOURS.minutes_between(middle, end) == pytest.approx(
        HOURS.minutes_between(start, end)
    )


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
    ids=["clocks go forward", "clocks go back", "any other day"],
)
def test_hours_are_as_long_as_they_last_where_clocks_change(day: date, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    always = BusinessHours(read_week(["mon-sun 00:00-24:00"]), berlin)
    start = datetime.combine(day, time(), berlin)
    end = datetime.combine(day + timedelta(days=1), time(), berlin)
    assert always.minutes_between(start, end) == hours * 60
    assert always.after(start, hours * 60) == end


def test_hours_begin_by_the_clock_on_the_wall_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    opening = BusinessHours(read_week(["sun 09:00-17:00"]), berlin).on(date(2026, 3, 29))[0]
    assert (opening.start.hour, opening.end.hour, opening.end - opening.start) == (9, 17, timedelta(hours=8))
