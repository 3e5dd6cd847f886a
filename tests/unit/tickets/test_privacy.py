"""What a customer deletes, or never confirms, is gone: from the tables and from the files of the database."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from kbsearch.config import make_config
from kbsearch.database import open_database
from kbsearch.tickets import TicketOffice
from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.tables import customers, tickets
from kbsearch.tickets.ticket import Ticket
from tests.unit.tickets.conftest import SETTINGS, Clock, ListDesk, ListMailer, draft, refuse


@pytest.fixture
def office(make_office: Callable[..., TicketOffice]) -> TicketOffice:
    return make_office(confirm_email=True)


@pytest.fixture
def work(office: TicketOffice, desk: ListDesk, mailer: ListMailer) -> Callable[[], None]:
    """Do all that is due, chores too."""
    return lambda: office.worker(desk, mailer).run_once()


def left(office: TicketOffice) -> tuple[list[str], list[str]]:
    """Return the references and addresses that are kept."""
    with office._store.reading() as connection:
        references = connection.execute(select(tickets.c.reference).order_by(tickets.c.id)).scalars().all()
        return list(references), list(connection.execute(select(customers.c.email).order_by(customers.c.id)).scalars())


def test_what_was_deleted_is_in_no_file_of_sqlite(tmp_path: Path, clock: Clock) -> None:
    config = make_config(SETTINGS | {"database_url": f"sqlite:///{tmp_path}/kbsearch.db"}, tmp_path, {})
    office = TicketOffice(open_database(config.database_url), config, "key", clock)
    ticket = office.tickets.submit(draft(text="nobody else is to read this " * 50))
    office.tickets.submit(draft(2, email="taro@example.com"))
    office.tickets.forget(ticket.customer)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("kbsearch.db*"))
    office.close()
    assert b"taro@example.com" in kept
    assert b"hanako@example.com" not in kept
    assert b"nobody else is to read this" not in kept


def test_a_ticket_that_nobody_confirms_is_deleted_with_its_customer_when_its_link_has_expired(
    office: TicketOffice, work: Callable[[], None], mailer: ListMailer, clock: Clock
) -> None:
    confirmed = office.tickets.submit(draft(1, email="taro@example.com"))
    work()
    assert office.tickets.open_link(mailer.link())
    unconfirmed = [office.tickets.submit(draft(2, email="taro@example.com")), office.tickets.submit(draft(3))]
    work()
    clock.pass_by(hours=167)
    work()
    assert left(office)[0] == [each.reference for each in (confirmed, *unconfirmed)]
    clock.pass_by(hours=1)
    work()
    assert left(office) == ([confirmed.reference], ["taro@example.com"])


def test_a_customer_who_writes_again_at_that_moment_is_kept(
    office: TicketOffice, work: Callable[[], None], clock: Clock
) -> None:
    office.tickets.submit(draft(1))
    work()
    clock.pass_by(hours=168)
    with office._store.writing() as connection:
        again = office.tickets._submission._made(connection, draft(2), clock())
        clearing = Thread(target=office._privacy.clear_unconfirmed, args=(clock(),))
        clearing.start()
        clearing.join(0.5)
    clearing.join()
    assert left(office) == ([again.reference], ["hanako@example.com"])


def test_a_ticket_stays_for_as_long_as_a_later_link_opens_it(
    office: TicketOffice, work: Callable[[], None], mailer: ListMailer, clock: Clock
) -> None:
    ticket = office.tickets.submit(draft())
    work()
    clock.pass_by(hours=160)
    office.tickets.request_link("hanako@example.com", ticket.reference, "ja")
    work()
    clock.pass_by(hours=160)
    work()
    assert left(office) == ([ticket.reference], ["hanako@example.com"])
    clock.pass_by(hours=8)
    work()
    assert left(office) == ([], [])


def test_a_ticket_whose_customer_could_not_be_written_to_waits(
    office: TicketOffice, work: Callable[[], None], mailer: ListMailer, clock: Clock
) -> None:
    def stays(ticket: Ticket) -> bool:
        return left(office)[0] == [ticket.reference]

    ticket = office.tickets.submit(draft())
    clock.pass_by(days=30)
    mailer.fail = refuse("before mail", error=DeliveryError("unknown", is_final=True))
    work()
    clock.pass_by(hours=160)
    work()
    assert stays(ticket)
    assert office.outbox.retry((), clock()) == 1
    work()
    clock.pass_by(hours=160)
    work()
    assert stays(ticket)
    clock.now += timedelta(hours=8)
    work()
    assert not stays(ticket)
