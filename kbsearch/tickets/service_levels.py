"""Service levels: when something promised is due, and how a promise stands. Pure functions over hours of two kinds."""

from bisect import bisect_left
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol

DUE_SOON = 0.75
"""The part of the time after which something is due soon."""


class Timeliness(IntEnum):
    """How a promise stands."""

    ON_TIME = 0
    DUE_SOON = 1
    BREACHED = 2


class Hours(Protocol):
    """Which minutes count: BusinessHours, or Calendar."""

    def after(self, start: datetime, minutes: float) -> datetime | None:
        """Return when so many minutes have passed; None where that is too far away."""

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Return how many minutes lie between two moments."""


class Calendar:
    """Every minute counts."""

    def after(self, start: datetime, minutes: float) -> datetime | None:
        """Return when so many minutes have passed."""
        return start + timedelta(minutes=minutes)

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Return how many minutes lie between two moments; 0 where the second is the earlier one."""
        return max((end - start) / timedelta(minutes=1), 0.0)


def due(hours: Hours, start: datetime, minutes: int) -> datetime | None:
    """Return when something promised within ``minutes`` is due; None where nothing is promised (0)."""
    return hours.after(start, minutes) if minutes else None


def resumed(hours: Hours, due_at: datetime | None, paused_at: datetime, now: datetime) -> datetime | None:
    """Return when it is due after a pause: as much time is left as there was. What was broken before stays so."""
    if due_at is None or due_at <= paused_at:
        return due_at
    return hours.after(now, hours.minutes_between(paused_at, due_at))


def timeliness(hours: Hours, due_at: datetime | None, minutes: int, moment: datetime) -> Timeliness:
    """Return how the promise of so many ``minutes`` stands at a moment."""
    if due_at is None or not minutes:
        return Timeliness.ON_TIME
    if moment >= due_at:
        return Timeliness.BREACHED
    is_soon = hours.minutes_between(moment, due_at) <= (1 - DUE_SOON) * minutes
    return Timeliness.DUE_SOON if is_soon else Timeliness.ON_TIME


def due_soon_since(hours: Hours, due_at: datetime, minutes: int, earliest: datetime) -> datetime:
    """Return when a promise of so many ``minutes`` became due soon, to the second; not before ``earliest``."""
    seconds = range(int((due_at - earliest).total_seconds()))
    left = (1 - DUE_SOON) * minutes
    passed = bisect_left(
        seconds, -left, key=lambda second: -hours.minutes_between(earliest + timedelta(seconds=second), due_at)
    )
    return earliest + timedelta(seconds=passed)
