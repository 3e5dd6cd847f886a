from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.outbox import Kind
from kbsearch.tickets.tables import customers
from kbsearch.tickets.ticket import EventKind
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import Clock, ListDesk, ListMailer, draft


def test_the_link_of_the_mail_opens_the_ticket_once(tickets: Tickets, worker: Worker, mailer: ListMailer) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    opened = tickets.open_link(mailer.link())
    assert opened is not None
    assert opened.reference == ticket.reference
    assert tickets.by_session(opened.session) == ticket.customer
    assert tickets.open_link(mailer.link()) is None


def test_of_two_who_open_it_at_once_one_does(tickets: Tickets, worker: Worker, mailer: ListMailer) -> None:
    tickets.submit(draft())
    worker.run_once()
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(tickets.open_link, [mailer.link()] * 4))
    assert len([each for each in opened if each is not None]) == 1


@pytest.mark.parametrize("token", ["", "x", "WzEsICJhIl0.aaa.bbb", "𠮷", "\ud800", "a" * 10_000])
def test_a_forged_link_opens_nothing(tickets: Tickets, token: str) -> None:
    tickets.submit(draft())
    assert tickets.open_link(token) is None
    assert tickets.by_session(token) is None


def test_a_link_of_another_site_opens_nothing(office: TicketOffice, tickets: Tickets) -> None:
    ticket = tickets.submit(draft())
    office._access._signer = type(office._access._signer)("another key", salt="kbsearch.tickets.link")
    forged = office._access.link_token(ticket)
    office._access._signer = type(office._access._signer)("key", salt="kbsearch.tickets.link")
    assert tickets.open_link(forged) is None


def test_a_link_or_session_of_who_was_deleted_opens_nothing_of_another(
    tickets: Tickets, worker: Worker, mailer: ListMailer
) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    tickets.request_link("hanako@example.com", ticket.reference, "en")
    worker.run_once()
    opened = tickets.open_link(mailer.link(0))
    assert opened is not None
    tickets.forget(ticket.customer)
    tickets.submit(draft(2, email="taro@example.com"))
    assert tickets.open_link(mailer.link(1)) is None
    assert tickets.by_session(opened.session) is None


def test_a_link_opens_its_reference_for_its_address_alone(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer
) -> None:
    """A database that is brought back from a backup gives numbers again."""
    ticket = tickets.submit(draft())
    worker.run_once()
    with office._store.writing() as connection:
        connection.execute(update(customers).where(customers.c.id == ticket.customer.id).values(email="taro@example.com"))
    assert tickets.open_link(mailer.link()) is None


def test_sessions_end(tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock) -> None:
    tickets.submit(draft())
    tickets.request_link("hanako@example.com", tickets.submit(draft()).reference, "en")
    worker.run_once()
    first, second = tickets.open_link(mailer.link(0)), tickets.open_link(mailer.link(1))
    assert first is not None
    assert second is not None
    tickets.end_session(first.session)
    assert tickets.by_session(first.session) is None
    assert tickets.by_session(second.session) is not None
    clock.pass_by(days=7)
    assert tickets.by_session(second.session) is None


def test_a_new_link_is_mailed_to_the_tickets_own_address_alone(tickets: Tickets, worker: Worker, mailer: ListMailer) -> None:
    ticket, other = tickets.submit(draft(1)), tickets.submit(draft(2, email="taro@example.com"))
    worker.run_once()
    mailer.sent.clear()
    asked = [
        ("hanako@example.com", other.reference),
        ("nobody@example.com", ticket.reference),
        ("hanako@example.com", "KB-0000-00"),
        ("nobody", ticket.reference),
        ("HANAKO@example.com", ticket.reference.lower()),
    ]
    for email, reference in asked:
        tickets.request_link(email, reference, "en")
    worker.run_once()
    assert [message["To"] for message in mailer.sent] == ["山田 花子 <hanako@example.com>"]
    assert "Here is the link to your ticket" in mailer.sent[0].get_content()


def test_whoever_asks_for_a_link_the_same_is_done(office: TicketOffice, tickets: Tickets) -> None:
    ticket = tickets.submit(draft())
    for email in ("hanako@example.com", "nobody@example.com"):
        tickets.request_link(email, ticket.reference, "ja")
    assert [errand.kind for errand in office.outbox.errands()].count(Kind.LINK) == 2


def test_where_addresses_are_confirmed_nothing_is_passed_on_before(
    make_office: Callable[..., TicketOffice], desk: ListDesk, mailer: ListMailer, clock: Clock
) -> None:
    office = make_office(confirm_email=True)
    worker = office.worker(desk, mailer)
    ticket = office.tickets.submit(draft())
    worker.run_once()
    assert desk.created == []
    assert mailer.sent[0]["Subject"].startswith(f"[{ticket.reference}] お問い合わせの確認をお願いします")
    clock.pass_by(hours=2)
    opened = office.tickets.open_link(mailer.link())
    assert opened is not None
    worker.run_once()
    assert [handoff.ticket.reference for handoff in desk.created] == [ticket.reference]
    confirmed = office.tickets.by_reference(ticket.reference, ticket.customer)
    assert confirmed is not None
    assert EventKind.CONFIRMED in [event.kind for event in confirmed.events]
    assert confirmed.promise == office.tickets.promise()


def test_what_expired_is_forgotten(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    tickets.submit(draft())
    worker.run_once()
    opened = tickets.open_link(mailer.link())
    assert opened is not None
    office._access.clear(clock())
    assert tickets.by_session(opened.session) is not None
    clock.pass_by(days=8)
    office._access.clear(clock())
    with office._store.reading() as connection:
        for table in ("sessions", "spent_links"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
