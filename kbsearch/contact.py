"""How to reach a person: telephone, chat, mail, the form, each with its hours today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from kbsearch.hours import BusinessHours, Opening

Kind = Literal["phone", "chat", "mail", "form"]
Closure = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach people. ``address`` is a telephone number, a URL or a mail address, empty for our own form; ``name`` is empty for the usual word."""

    kind: Kind
    name: str
    address: str
    note: str
    hours: BusinessHours | None
    """None where it is always open."""

    def at(self, now: datetime) -> "ChannelHours":
        """Return what a customer wants to know of its hours."""
        if self.hours is None:
            return ChannelHours(is_open=True, today=(), next_opening=None, always=True)
        is_open = self.hours.is_open(now)
        next_opening = None if is_open else self.hours.next_opening(now)
        return ChannelHours(is_open, self.hours.on(self.hours.today(now)), next_opening, always=False)


@dataclass(frozen=True, slots=True)
class ChannelHours:
    """The hours of a channel at a moment; ``next_opening`` is given while it is closed."""

    is_open: bool
    today: tuple[Opening, ...]
    next_opening: Opening | None
    always: bool


class ClosedDays:
    """The days on which nobody is there: a country's public holidays and own closures."""

    def __init__(self, country: str, closures: Iterable[Closure]) -> None:
        self._holidays: Mapping[date, str] = _public_holidays(country) if country else {}
        self._own = frozenset(first + timedelta(days=day) for first, last in closures for day in range((last - first).days + 1))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self._own or day in self._holidays)


def _public_holidays(country: str) -> Mapping[date, str]:
    from holidays import country_holidays  # a large library: a search need not wait for it

    return country_holidays(country)
