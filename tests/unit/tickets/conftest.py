"""Tickets in a new database, SQLite and PostgreSQL, with a ticket system and a mail server that are made of lists."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from kbsearch.config import Config, make_config
from kbsearch.database import open_database
from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.desk import Changes, DeliveryError, Handoff, RemoteReply, RemoteStatus, RemoteTicket
from kbsearch.tickets.ticket import Draft, Status
from kbsearch.tickets.worker import Worker
from tests.unit.insights import conftest

database_url = conftest.database_url

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
"""Ten in the morning in Tokyo."""
SETTINGS: dict[str, Any] = {
    "site": {"url": "https://help.example.com"},
    "tickets": {
        "hours": ["mon-fri 09:00-18:00"],
        "plans": [
            {"name": "standard", "first_response": 240, "resolution": 1440},
            {"name": "premium", "first_response": 60, "resolution": 480, "clock": "calendar", "priority": "high"},
        ],
        "routes": [{"queue": "billing-ja", "category": "billing", "locale": "ja"}, {"queue": "billing", "category": "billing"}],
        "products": ["Board"],
        "notify": "lead@example.com",
    },
    "mail": {"host": "127.0.0.1", "sender": "support@example.com", "security": "none"},
}


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class ListDesk:
    """A ticket system; ``fail`` is called before and after each of its steps, and may raise."""

    name = "list"

    def __init__(self) -> None:
        self.created: list[Handoff] = []
        self.replies: list[tuple[str, str, str]] = []
        self.statuses: list[tuple[str, Status]] = []
        self.coming: list[RemoteReply] = []
        self.status_keys: list[str] = []
        self.status_changes: list[RemoteStatus] = []
        self.fail: Callable[[str], None] = lambda step: None

    def find(self, handoff_id: str) -> RemoteTicket | None:
        self.fail("find")
        places = [place for place, each in enumerate(self.created) if each.ticket.handoff_id == handoff_id]
        return RemoteTicket(f"#{places[0] + 1}", "https://desk.example.com/1") if places else None

    def create(self, handoff: Handoff) -> RemoteTicket:
        self.fail("before create")
        self.created.append(handoff)
        self.fail("after create")
        return RemoteTicket(f"#{len(self.created)}", "https://desk.example.com/1")

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        self.fail("before reply")
        if key not in [known for _, _, known in self.replies]:
            self.replies.append((remote.number, text, key))
        self.fail("after reply")

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        self.fail("before status")
        self.status_keys.append(key)
        if (remote.number, status) not in self.statuses:
            self.statuses.append((remote.number, status))
        self.fail("after status")

    def changes(self, cursor: str) -> Changes:
        self.fail("changes")
        first, second = map(int, (cursor or "0:0").split(":"))
        following = f"{len(self.coming)}:{len(self.status_changes)}"
        return Changes(self.coming[first:], self.status_changes[second:], following)


class ListMailer:
    """A mail server."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.fail: Callable[[str], None] = lambda step: None

    def send(self, message: EmailMessage) -> None:
        self.fail("before mail")
        self.sent.append(message)
        self.fail("after mail")

    def link(self, place: int = -1) -> str:
        """Return what the link of a mail carries."""
        body = self.sent[place].get_content()
        line = next(line for line in body.splitlines() if line.startswith("https://"))
        return line.rpartition("/")[2]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    return make_config(SETTINGS | {"database_url": database_url}, tmp_path, {})


@pytest.fixture
def make_office(config: Config, clock: Clock) -> Iterator[Callable[..., TicketOffice]]:
    """Open as many offices over one database as there are processes; settings of ``[tickets]`` may be given."""
    opened: list[TicketOffice] = []

    def make(**changed: Any) -> TicketOffice:
        settings = config.model_copy(update={"tickets": config.tickets.model_copy(update=changed)})
        opened.append(TicketOffice(open_database(config.database_url), settings, "key", clock))
        return opened[-1]

    yield make
    for office in opened:
        office.close()


@pytest.fixture
def office(make_office: Callable[..., TicketOffice]) -> TicketOffice:
    return make_office()


@pytest.fixture
def tickets(office: TicketOffice) -> Tickets:
    return office.tickets


@pytest.fixture
def desk() -> ListDesk:
    return ListDesk()


@pytest.fixture
def mailer() -> ListMailer:
    return ListMailer()


@pytest.fixture
def worker(office: TicketOffice, desk: ListDesk, mailer: ListMailer) -> Worker:
    return office.worker(desk, mailer)


def draft(number: int = 1, **changed: Any) -> Draft:
    """Return a draft as a form makes it."""
    given: dict[str, Any] = {
        "handoff_id": f"handoff-{number:08}",
        "email": "hanako@example.com",
        "name": "山田 花子",
        "locale": "ja",
        "subject": "返金できません 😀 𠮷",
        "text": "先月分の返金を申請できません。\n𠮷野家の領収書です 🙏",
        "category": "billing/refund",
    }
    return Draft(**{**given, **changed})


def refuse(step: str, *, times: int = 1, error: Exception | None = None) -> Callable[[str], None]:
    """Return what raises at one step, so many times."""
    left = [times]

    def fail(at: str) -> None:
        if at == step and left[0]:
            left[0] -= 1
            raise error or DeliveryError("no answer")

    return fail
