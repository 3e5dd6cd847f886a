"""The ``[contact]`` table of kbsearch.toml: how customers reach a person, and when."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from kbsearch.contact import Channel, ClosedDays, Closure, Kind
from kbsearch.hours import BusinessHours, Week, read_week
from kbsearch.table import Table, Unusable

Texts = dict[str, str]
"""A text in each locale."""


def _hours(value: Any) -> Week:
    if not isinstance(value, list | tuple) or not all(isinstance(line, str) for line in value):
        raise Unusable(
            "hours are a list of lines like 'mon-fri 09:00-18:00'", "時間は 'mon-fri 09:00-18:00' のような行のリストで書きます"
        )
    return read_week(value)


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (TypeError, ValueError, ZoneInfoNotFoundError):
        raise Unusable('a time zone is written like "Asia/Tokyo"', 'タイムゾーンは "Asia/Tokyo" のように書きます') from None


def _country(value: str) -> str:
    from holidays import list_supported_countries  # a large library: the default need not wait for it

    if value and value not in list_supported_countries():
        raise Unusable(
            'a country is written in two letters like "JP"; "" is for no public holidays',
            '国は "JP" のような 2 文字で書きます。"" なら祝日を除きません',
        )
    return value


def _closure(value: Any) -> Closure:
    try:
        first, _, last = str(value).partition("/")
        closure = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise Unusable(
            'a closure is a day or two days like "2026-12-29/2027-01-03"',
            '休業日は、1 日か、"2026-12-29/2027-01-03" のような 2 つの日付で書きます',
        ) from None
    if closure[0] > closure[1]:
        raise Unusable(f"{value} runs backwards", f"{value} は日付の順が逆です")
    return closure


class ChannelConfig(Table):
    """One way to reach a person: a ``[[contact.channels]]`` table."""

    kind: Kind
    """``phone``, ``chat``, ``mail`` or ``form``."""
    name: Texts = Field(default={})
    """What it is called in each locale; empty for the usual word."""
    address: str = ""
    """A telephone number, the URL of a chat, or a mail address; empty for the form."""
    note: Texts = Field(default={})
    """A line about it in each locale."""
    hours: Annotated[Week, BeforeValidator(_hours)] = Field(default={})
    """Lines of hours; none where it is always open."""

    @model_validator(mode="after")
    def _complete(self) -> "ChannelConfig":
        if self.kind == "chat" and not self.address.startswith(("https://", "http://", "/")):
            raise Unusable(
                "the address of a chat is a URL that begins with https://", "チャットのアドレスは https:// で始まる URL です"
            )
        if self.kind == "mail" and not re.fullmatch(r"[^\s@]+@[^\s@]+", self.address):
            raise Unusable("the address of mail is a mail address", "メールの宛先にはメールアドレスを書きます")
        if self.kind == "phone" and not re.fullmatch(r"\+?[\d ()-]{3,}", self.address):
            raise Unusable("the address of a telephone is a number", "電話には電話番号を書きます")
        return self


class ContactConfig(Table):
    """How customers reach a person, and when."""

    time_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Tokyo")
    """The time zone of all hours."""
    holidays: Annotated[str, AfterValidator(_country)] = "JP"
    """The country whose public holidays have no hours; empty for none."""
    closures: tuple[Annotated[Closure, BeforeValidator(_closure)], ...] = ()
    """Days or ranges of days on which nobody is there."""
    channels: tuple[ChannelConfig, ...] = ()
    """The ways to reach a person, in the order of the page."""

    @cached_property
    def closed(self) -> ClosedDays:
        """The days without hours."""
        return ClosedDays(self.holidays, self.closures)

    def hours(self, week: Week) -> BusinessHours:
        """Return hours of a week as a calendar with these holidays and closures."""
        return BusinessHours(week, self.time_zone, self.closed)

    def channels_in(self, locale: str) -> tuple[Channel, ...]:
        """Return the ways to reach a person, in the words of a locale."""
        return tuple(
            Channel(
                each.kind,
                each.name.get(locale, ""),
                each.address,
                each.note.get(locale, ""),
                self.hours(each.hours) if each.hours else None,
            )
            for each in self.channels
        )
