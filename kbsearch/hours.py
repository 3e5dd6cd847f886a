"""When people are there: weekly hours in a time zone, without public holidays and own closures."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?(?P<spans>(?:\s+\d{1,2}:\d{2}-\d{1,2}:\d{2})+)", re.ASCII)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
_MIDNIGHT = 24 * 60
_AHEAD = 400
"""Days in which the next opening is looked for."""

Week = Mapping[int, Sequence[tuple[int, int]]]
"""Day of the week (0 is Monday) -> spans in minutes from midnight, in order."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of time in which people are there; both ends know their time zone."""

    start: datetime
    end: datetime


def read_week(lines: Iterable[str]) -> Week:
    """Read hours as they are written in the settings: ``mon-fri 09:00-12:00 13:00-18:00``.

    Raises ValueError, which says what is wrong with which line.
    """
    week: dict[int, list[tuple[int, int]]] = {}
    for line in lines:
        for day, spans in _read_line(line):
            if day in week:
                raise ValueError(f"{DAYS[day]} is given twice; write all its hours on one line")
            week[day] = spans
    return week


def _read_line(line: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    found = _LINE.fullmatch(line.strip().lower())
    names = (found["first"], found["last"] or found["first"]) if found else ()
    if not found or not all(name in DAYS for name in names):
        raise ValueError(f"{line!r} is not hours; write them like 'mon-fri 09:00-12:00 13:00-18:00'")
    first, last = map(DAYS.index, names)
    spans = [_minutes(span, line) for span in _SPAN.findall(found["spans"])]
    if first > last or any(end <= start for start, end in spans) or any(b[0] < a[1] for a, b in pairwise(spans)):
        raise ValueError(f"{line!r} runs backwards; days and times go from earlier to later, until 24:00 at most")
    yield from ((day, spans) for day in range(first, last + 1))


def _minutes(span: tuple[str, ...], line: str) -> tuple[int, int]:
    hour, minute, last_hour, last_minute = map(int, span)
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) > 59 or max(start, end) > _MIDNIGHT:
        raise ValueError(f"{line!r}: there is no such time of day")
    return start, end


class BusinessHours:
    """Hours as a calendar. Every ``datetime`` given must know its time zone; those returned are in ``zone``."""

    def __init__(self, week: Week, zone: ZoneInfo, closed: Container[date] = ()) -> None:
        self._week = week
        self.zone = zone
        self._closed = closed
        """The days without hours: public holidays, own closures."""

    def on(self, day: date) -> tuple[Opening, ...]:
        """Return the hours of a day, in order."""
        if day in self._closed:
            return ()
        return tuple(Opening(self._at(day, start), self._at(day, end)) for start, end in self._week.get(day.weekday(), ()))

    def today(self, now: datetime) -> date:
        """Return the day that it is where the hours count."""
        return now.astimezone(self.zone).date()

    def is_open(self, now: datetime) -> bool:
        """Whether people are there."""
        moment = now.astimezone(UTC)
        return any(opening.start <= moment < opening.end for opening in self.on(self.today(now)))

    def next_opening(self, now: datetime) -> Opening | None:
        """Return when people are there next, or the hours that run; None where there are none within a year."""
        found = next(self._from(now), None)
        return found and Opening(found.start.astimezone(self.zone), found.end.astimezone(self.zone))

    def after(self, start: datetime, minutes: float) -> datetime | None:
        """Return when so many minutes of hours have passed since ``start``; None where there are not that many within a year."""
        left = timedelta(minutes=minutes)
        for opening in self._from(start):
            begin = max(opening.start, start.astimezone(UTC))
            if opening.end - begin >= left:
                return (begin + left).astimezone(self.zone)
            left -= opening.end - begin
        return None

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Return how many minutes of hours lie between two moments; 0 where the second is the earlier one."""
        passed = timedelta()
        for opening in self._from(start):
            if opening.start >= end.astimezone(UTC):
                break
            passed += min(opening.end, end.astimezone(UTC)) - max(opening.start, start.astimezone(UTC))
        return passed.total_seconds() / 60

    def _from(self, moment: datetime) -> Iterator[Opening]:
        """Yield the hours that end after a moment, in UTC: where clocks change, those of a zone do not tell how long it is."""
        first = self.today(moment)
        days = (first + timedelta(days=ahead) for ahead in range(_AHEAD))
        openings = (
            Opening(each.start.astimezone(UTC), each.end.astimezone(UTC)) for each in chain.from_iterable(map(self.on, days))
        )
        return (opening for opening in openings if opening.end > moment.astimezone(UTC))

    def _at(self, day: date, minutes: int) -> datetime:
        midnight = datetime.combine(day + timedelta(days=minutes // _MIDNIGHT), time(), self.zone)
        return midnight + timedelta(minutes=minutes % _MIDNIGHT)
