"""Anybody may ask for a new link in anybody's name: neither mailboxes nor the database fill up with it."""

from collections.abc import Callable

import pytest

from kbsearch.config import Config
from kbsearch.messages import Message
from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.outbox import Kind
from kbsearch.tickets.ticket import EventKind
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import Clock, ListDesk, ListMailer, draft, refuse


def asked_for(office: TicketOffice) -> int:
    return [errand.kind for errand in office.outbox.errands()].count(Kind.LINK)


def test_a_link_that_is_not_mailed_yet_is_asked_for_once(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer
) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    for _ in range(20):
        tickets.request_link("hanako@example.com", ticket.reference, "ja")
    assert asked_for(office) == 1
    worker.run_once()
    assert len(mailer.sent) == 2


def test_a_customer_is_mailed_five_links_an_hour_for_all_tickets(
    tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    mine = [tickets.submit(draft(number)) for number in range(2)]
    other = tickets.submit(draft(2, email="taro@example.com"))
    worker.run_once()
    mailer.sent.clear()
    for number in range(30):
        tickets.request_link("hanako@example.com", mine[number % 2].reference, "ja")
        worker.run_once()
    assert len(mailer.sent) == 5
    tickets.request_link("taro@example.com", other.reference, "ja")
    worker.run_once()
    assert len(mailer.sent) == 6
    clock.pass_by(hours=1)
    tickets.request_link("hanako@example.com", mine[0].reference, "ja")
    worker.run_once()
    assert len(mailer.sent) == 7
    linked = [event.at for event in tickets.list_for(mine[0].customer)[1].events if event.kind is EventKind.LINKED]
    assert linked[-1] == clock()


def test_without_a_mail_server_no_address_is_kept(config: Config, make_office: Callable[..., TicketOffice]) -> None:
    make_office()  # makes the tables
    object.__setattr__(config, "mail", config.mail.model_copy(update={"host": ""}))
    office = make_office()
    office.tickets.request_link("hanako@example.com", office.tickets.submit(draft()).reference, "ja")
    assert asked_for(office) == 0


@pytest.mark.parametrize(
    "error", [DeliveryError("no", is_final=True), DeliveryError("no", to_mend=Message("no", "no")), DeliveryError("no")]
)
def test_what_was_asked_for_is_forgotten_when_its_link_would_have_expired(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, mailer: ListMailer, clock: Clock, error: DeliveryError
) -> None:
    ticket = tickets.submit(draft())
    office.worker(desk, mailer).run_once()
    tickets.request_link("hanako@example.com", ticket.reference, "ja")
    mailer.fail = refuse("before mail", times=100, error=error)
    for _ in range(7):
        office.worker(desk, mailer).run_once()
        assert asked_for(office) == 1
        clock.pass_by(days=1)
    office.worker(desk, mailer).run_once()
    assert asked_for(office) == 0
