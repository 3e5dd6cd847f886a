"""The ``[tickets]``, ``[desk]`` and ``[mail]`` tables of kbsearch.toml: what becomes of a question, where it goes, how mail is sent."""

import re
from functools import cached_property
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from kbsearch.hours import Week, read_week
from kbsearch.table import Table, Unusable

Level = Literal["low", "normal", "high", "urgent"]
STATUSES = ("new", "open", "waiting", "solved", "closed")
_MINUTES = Field(default=0, ge=0, le=525_600)
_ADDRESS = r"[^\s@<>,;]+@[^\s@<>,;]+"


def _hours(lines: tuple[str, ...]) -> tuple[str, ...]:
    read_week(lines)
    return lines


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", value):
        raise Unusable(
            "a name has small letters, digits and hyphens, 32 at most",
            "名前には英小文字、数字、ハイフンを使い、32 文字以内にします",
        )
    return value


def _mail_address(value: str) -> str:
    if value and not re.fullmatch(_ADDRESS, value, re.ASCII):
        raise Unusable(
            "a mail address is written like support@example.com", "メールアドレスは support@example.com のように書きます"
        )
    return value


def _site(value: str) -> str:
    if value and not re.match(r"https?://[^\s/]", value):
        raise Unusable(
            "the address of the ticket system begins with https://", "チケットシステムのアドレスは https:// で始めます"
        )
    if value.startswith("http:") and not _is_here(value):
        raise Unusable(
            "the token and what customers write would be sent unencrypted; the address of the ticket system begins with https://, "
            "and http:// is for one on this computer (localhost, 127.0.0.1)",
            "トークンとお客様の文章が暗号化されずに流れます。チケットシステムのアドレスは https:// で始めます。"
            "http:// は、同じコンピューターのシステム（localhost、127.0.0.1）だけに使えます",
        )
    return value.rstrip("/")


def _is_here(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _statuses(value: dict[str, str]) -> dict[str, str]:
    if unknown := set(value) - set(STATUSES):
        names, known = ", ".join(sorted(unknown)), ", ".join(STATUSES)
        raise Unusable(f"{names}: the statuses are {known}", f"{names}: ステータスは {known} です")
    return value


MailAddress = Annotated[str, AfterValidator(_mail_address)]


class PlanConfig(Table):
    """What customers of a plan are promised: a ``[[tickets.plans]]`` table. 0 minutes promise nothing."""

    name: Annotated[str, AfterValidator(_name)]
    """How routes and tickets name it."""
    label: dict[str, str] = Field(default={})
    """What it is called in each locale; empty for its name."""
    priority: Level = "normal"
    """How soon its tickets are looked at."""
    first_response: int = _MINUTES
    """Minutes until the first answer."""
    resolution: int = _MINUTES
    """Minutes until the solution."""
    clock: Literal["business", "calendar"] = "business"
    """Whether minutes count in business hours alone, or always."""


class RouteConfig(Table):
    """Which tickets go to which queue: a ``[[tickets.routes]]`` table. The first that fits is taken."""

    queue: Annotated[str, AfterValidator(_name)]
    """The queue."""
    category: str = ""
    """A category and all below it; empty for any."""
    locale: str = ""
    """A language; empty for any."""
    priority: Level = "low"
    """The priority that these tickets have at least."""
    notify: MailAddress = ""
    """Who is told when a promise of this queue is about to be broken; empty for ``tickets.notify``."""


class TicketsConfig(Table):
    """What becomes of questions that the articles do not answer."""

    enabled: bool = True
    """Whether customers can write."""
    hours: Annotated[tuple[str, ...], AfterValidator(_hours)] = ("mon-fri 09:00-18:00",)
    """The business hours in which promises count."""
    queue: Annotated[str, AfterValidator(_name)] = "support"
    """The queue of tickets that no route fits."""
    plans: tuple[PlanConfig, ...] = ()
    """The plans, the first for customers who name none."""
    routes: tuple[RouteConfig, ...] = ()
    """Which tickets go to which queue."""
    products: tuple[str, ...] = ()
    """What a customer may say that it is about."""
    notify: MailAddress = ""
    """Who is told of promises about to be broken and of tickets that could not be delivered; empty for nobody."""
    confirm_email: bool = False
    """Whether a ticket waits until its customer has opened the link sent by mail."""
    link_hours: int = Field(default=168, ge=1, le=2160)
    """For how many hours a link in a mail can be opened."""
    reopen_days: int = Field(default=14, ge=0, le=365)
    """For how many days after its end a ticket can be reopened."""
    hourly_limit: int = Field(default=10, ge=0)
    """How many tickets an address may send in an hour; from half of them on, the browser has to do a sum for each. 0 for any number."""
    daily_limit: int = Field(default=10, ge=0)
    """How many tickets may name the same mail address in a day; 0 for any number."""
    blocked: tuple[str, ...] = ()
    """Who cannot write: mail addresses, domains, networks (``203.0.113.0/24``)."""

    @cached_property
    def week(self) -> Week:
        """The business hours."""
        return read_week(self.hours)

    @model_validator(mode="after")
    def _each_plan_once(self) -> "TicketsConfig":
        names = [plan.name for plan in self.plans]
        if len(set(names)) != len(names):
            raise Unusable("two plans have the same name", "同じ名前のプランが 2 つあります")
        return self


class DeskConfig(Table):
    """The company's ticket system."""

    kind: Literal["built_in", "email", "request_tracker", "redmine", "zendesk", "webhook"] = "built_in"
    """Which one."""
    url: Annotated[str, AfterValidator(_site)] = ""
    """Its address; it begins with ``https://``, but for a system on this computer."""
    user: str = ""
    """The user whose token it is, where the system asks for one."""
    token: str = Field(default="", repr=False)
    """The token, the key of the API, or the secret that webhooks are signed with."""
    queue: str = ""
    """The queue or project that takes the tickets; empty for the ticket's own queue."""
    field: str = "kb_handoff_id"
    """The custom field that holds the handoff id; its number, for systems that number them."""
    address: MailAddress = ""
    """Where tickets are mailed to."""
    statuses: Annotated[dict[str, str], AfterValidator(_statuses)] = Field(default={})
    """What a status is called there, where it is not called as usual."""

    @model_validator(mode="after")
    def _complete(self) -> "DeskConfig":
        if self.kind == "email" and not self.address:
            raise Unusable("the desk 'email' needs desk.address", "'email' には desk.address が必要です")
        if self.kind not in ("built_in", "email") and not (self.url and self.token):
            raise Unusable(
                f"the desk '{self.kind}' needs desk.url and desk.token", f"'{self.kind}' には desk.url と desk.token が必要です"
            )
        if self.kind == "redmine" and not self.field.isdecimal():
            raise Unusable(
                "the desk 'redmine' needs desk.field, the number of the custom field that holds the handoff id",
                "'redmine' には desk.field（引き渡しの ID を入れるカスタムフィールドの番号）が必要です",
            )
        if self.kind == "request_tracker" and not self.user:
            raise Unusable(
                "the desk 'request_tracker' needs desk.user, the name of the user whose token it is",
                "'request_tracker' には desk.user（トークンの持ち主のユーザー名）が必要です",
            )
        return self


class MailConfig(Table):
    """The server that sends mail to customers."""

    host: str = ""
    """Its name; empty where no mail is sent."""
    port: int = Field(default=587, ge=1, le=65535)
    """Its TCP port."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted; ``none`` is for a server on this computer."""
    user: str = ""
    """The user to log in as; empty for no login."""
    password: str = Field(default="", repr=False)
    """Their password."""
    sender: MailAddress = ""
    """The address that mail comes from."""

    @model_validator(mode="after")
    def _complete(self) -> "MailConfig":
        if self.host and not self.sender:
            raise Unusable(
                "mail needs mail.sender, the address it comes from", "mail には差出人のアドレス mail.sender が必要です"
            )
        return self
