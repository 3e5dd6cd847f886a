"""Promises are watched: standard plans promise an answer within 240 business minutes; it is ten on a Monday."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.escalation import Escalation
from kbsearch.tickets.ticket import Author, EventKind, Status, Ticket
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import Clock, ListMailer, draft

WATCHED = (EventKind.DUE_SOON, EventKind.BREACHED, EventKind.ESCALATED)


def watch(office: TicketOffice, clock: Clock) -> int:
    return Escalation(office._store, office._policy, office.outbox, sends_mail=True).watch(clock())


def history(tickets: Tickets, ticket: Ticket) -> list[tuple[EventKind, str]]:
    found = tickets.by_reference(ticket.reference, ticket.customer)
    assert found is not None
    return [(event.kind, event.after) for event in found.events if event.kind in WATCHED]


def test_staff_are_told_at_three_quarters_and_the_tier_is_raised_at_the_end(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    for _ in range(25):
        watch(office, clock)
        clock.pass_by(minutes=10)
    told = [(EventKind.DUE_SOON, "first_response"), (EventKind.BREACHED, "first_response"), (EventKind.ESCALATED, "2")]
    assert history(tickets, ticket) == told
    worker.run_once()
    alerts = [mail["Subject"] for mail in mailer.sent if mail["To"] == "lead@example.com"]
    assert alerts == [
        f"{ticket.reference} の初回回答の期限が近づいています",
        f"{ticket.reference} の初回回答の期限を過ぎました",
    ]
    assert "返金" not in mailer.sent[-1].get_content()


def test_an_answer_stops_the_first_clock_and_waiting_stops_both(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    answered, waiting = tickets.submit(draft(1)), tickets.submit(draft(2))
    with office._store.writing() as connection:
        office._conversation.staff_writes(connection, answered.id, "", "hello", (), "list:1", clock())
        office._conversation.set_status(connection, waiting.id, Status.WAITING, Author.STAFF, clock())
    clock.pass_by(hours=5)
    assert watch(office, clock) == 0
    clock.pass_by(days=30)
    watch(office, clock)
    assert history(tickets, answered) == [(EventKind.BREACHED, "resolution"), (EventKind.ESCALATED, "2")]
    assert history(tickets, waiting) == []


def test_no_tier_is_above_the_last(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    with office._store.writing() as connection:
        office._store.change(connection, ticket.id, tier=3)
    clock.pass_by(days=30)
    watch(office, clock)
    assert history(tickets, ticket) == [(EventKind.BREACHED, "first_response"), (EventKind.BREACHED, "resolution")]


def test_several_who_watch_at_once_tell_once(make_office: Callable[..., TicketOffice], clock: Clock) -> None:
    offices = [make_office() for _ in range(3)]
    ticket = offices[0].tickets.submit(draft())
    clock.pass_by(minutes=200)
    with ThreadPoolExecutor(3) as threads:
        assert sum(threads.map(lambda office: watch(office, clock), offices)) == 1
    assert history(offices[0].tickets, ticket) == [(EventKind.DUE_SOON, "first_response")]


def test_what_has_ended_or_is_not_confirmed_is_not_watched(make_office: Callable[..., TicketOffice], clock: Clock) -> None:
    office = make_office(confirm_email=True)
    office.tickets.submit(draft(1))
    ended = office.tickets.submit(draft(2))
    office.tickets.close(ended)
    clock.pass_by(days=30)
    assert watch(office, clock) == 0


def times(tickets: Tickets, ticket: Ticket) -> list[tuple[EventKind, datetime]]:
    found = tickets.by_reference(ticket.reference, ticket.customer)
    assert found is not None
    return [(event.kind, event.at) for event in found.events if event.kind in WATCHED]


def test_what_broke_while_nobody_watched_is_written_once_with_its_time(
    office: TicketOffice, tickets: Tickets, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    due_at = ticket.promise.first_response_due
    clock.pass_by(hours=7)
    for _ in range(3):
        watch(office, clock)
        clock.pass_by(minutes=1)
    assert times(tickets, ticket) == [(EventKind.BREACHED, due_at), (EventKind.ESCALATED, due_at)]


def test_what_became_due_soon_while_nobody_watched_is_written_with_its_time(
    office: TicketOffice, tickets: Tickets, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    began = clock.now
    clock.pass_by(minutes=230)
    watch(office, clock)
    assert times(tickets, ticket) == [(EventKind.DUE_SOON, began + timedelta(minutes=180))]


def test_a_promise_that_broke_before_the_ticket_ended_is_written_though_nobody_watched(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    due_at = ticket.promise.first_response_due
    clock.pass_by(hours=7)
    tickets.close(ticket)
    clock.pass_by(hours=1)
    worker.run_once()
    assert times(tickets, ticket) == [(EventKind.BREACHED, due_at), (EventKind.ESCALATED, due_at)]
    assert [mail["To"] for mail in mailer.sent] == ["山田 花子 <hanako@example.com>"]


def test_the_history_is_in_the_order_in_which_things_happened(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    clock.pass_by(hours=7)
    tickets.reply(ticket, "more", (), "reply-0001")
    watch(office, clock)
    found = tickets.by_reference(ticket.reference, ticket.customer)
    assert found is not None
    assert [event.at for event in found.events] == sorted(event.at for event in found.events)
    assert found.events[-1].kind is EventKind.REPLIED


def test_whoever_answers_after_the_time_has_broken_the_promise(office: TicketOffice, tickets: Tickets, clock: Clock) -> None:
    late, early = tickets.submit(draft(1)), tickets.submit(draft(2))
    due_at = late.promise.first_response_due
    assert due_at is not None
    clock.pass_by(days=1)
    for ticket, at in ((late, due_at + timedelta(minutes=1)), (early, due_at - timedelta(minutes=70))):
        with office._store.writing() as connection:
            office._conversation.staff_writes(connection, ticket.id, "", "hello", (), "list:1", clock(), at)
    watch(office, clock)
    assert history(tickets, late)[0] == (EventKind.BREACHED, "first_response")
    assert times(tickets, late)[0][1] == due_at
    assert "first_response" not in [what for _, what in history(tickets, early)]
