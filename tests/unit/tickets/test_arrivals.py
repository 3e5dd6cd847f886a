"""What happens in the ticket system comes back once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.arrivals import Arrivals
from kbsearch.tickets.desk import Changes, DeliveryError, RemoteReply, RemoteStatus
from kbsearch.tickets.ticket import Author, EventKind, Status, Ticket
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import Clock, ListDesk, ListMailer, draft, refuse


def arrivals(office: TicketOffice, desk: ListDesk) -> Arrivals:
    return Arrivals(office._store, office._conversation, desk)


def again(tickets: Tickets, ticket: Ticket) -> Ticket:
    found = tickets.by_reference(ticket.reference, ticket.customer)
    assert found is not None
    return found


def test_a_reply_comes_back_once_and_is_mailed(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    clock.pass_by(minutes=10)
    desk.coming.append(RemoteReply(ticket.handoff_id, "17", clock(), "佐藤", "お調べします 𠮷\r\n"))
    for _ in range(3):
        arrivals(office, desk).fetch(clock())
    found = again(tickets, ticket)
    assert [(each.author, each.name, each.text) for each in found.messages[1:]] == [(Author.STAFF, "佐藤", "お調べします 𠮷")]
    assert found.status is Status.OPEN
    worker.run_once()
    assert len(mailer.sent) == 2


def test_a_reply_that_the_other_system_tells_again_is_known(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    reply = RemoteReply(ticket.handoff_id, "17", clock(), "", "hello")
    desk.coming += [reply, reply]
    arrivals(office, desk).fetch(clock())
    desk.coming += [reply]
    arrivals(office, desk).fetch(clock())
    assert len(again(tickets, ticket).messages) == 2


def test_of_two_who_ask_at_once_one_takes_the_answer(make_office: Callable[..., TicketOffice], clock: Clock) -> None:
    one, other, desk = make_office(), make_office(), ListDesk()
    ticket = one.tickets.submit(draft())
    desk.coming.append(RemoteReply(ticket.handoff_id, "17", clock(), "", "hello"))

    class Overtaken(ListDesk):
        def changes(self, cursor: str) -> Changes:
            answer = desk.changes(cursor)
            assert arrivals(other, desk).fetch(clock())
            return answer

    assert not arrivals(one, Overtaken()).fetch(clock())
    assert len(again(one.tickets, ticket).messages) == 2


def test_what_fails_half_way_leaves_the_cursor(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tickets.submit(draft(1)), tickets.submit(draft(2))
    desk.coming += [
        RemoteReply(one.handoff_id, "1", clock(), "", "one"),
        RemoteReply(other.handoff_id, "2", clock(), "", "two"),
    ]
    write, failing = office._conversation.staff_writes, refuse("two", error=RuntimeError("killed"))

    def writes(connection: object, ticket: int, name: str, text: str, *more: object) -> bool:
        failing(text)
        return write(connection, ticket, name, text, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(office._conversation, "staff_writes", writes)
    with pytest.raises(RuntimeError):
        arrivals(office, desk).fetch(clock())
    assert len(again(tickets, one).messages) == 1
    arrivals(office, desk).fetch(clock())
    assert [len(again(tickets, each).messages) for each in (one, other)] == [2, 2]


def test_a_status_comes_back_and_an_older_one_does_not_undo_the_customers(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    desk.status_changes.append(RemoteStatus(ticket.handoff_id, clock(), Status.WAITING))
    arrivals(office, desk).fetch(clock())
    assert again(tickets, ticket).status is Status.WAITING
    clock.pass_by(hours=1)
    tickets.close(ticket)
    desk.status_changes.append(RemoteStatus(ticket.handoff_id, clock() - timedelta(minutes=1), Status.OPEN))
    arrivals(office, desk).fetch(clock())
    assert again(tickets, ticket).status is Status.CLOSED
    clock.pass_by(hours=1)
    desk.status_changes.append(RemoteStatus(ticket.handoff_id, clock(), Status.SOLVED))
    arrivals(office, desk).fetch(clock())
    assert again(tickets, ticket).status is Status.SOLVED
    history = [event.author for event in again(tickets, ticket).events if event.kind is EventKind.STATUS]
    assert history == [Author.STAFF, Author.CUSTOMER, Author.STAFF]


def test_what_staff_did_is_not_told_back_to_them(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    desk.coming.append(RemoteReply(ticket.handoff_id, "1", clock(), "", "hello"))
    desk.status_changes.append(RemoteStatus(ticket.handoff_id, clock(), Status.SOLVED))
    worker.run_once()
    worker.run_once()
    assert desk.replies == []
    assert desk.statuses == []


def test_tickets_that_nobody_knows_are_passed_over(office: TicketOffice, desk: ListDesk, clock: Clock) -> None:
    desk.coming.append(RemoteReply("another", "1", clock(), "", "hello"))
    desk.status_changes.append(RemoteStatus("another", clock(), Status.SOLVED))
    assert arrivals(office, desk).fetch(clock())
    assert not arrivals(office, desk).fetch(clock())


def test_a_system_that_does_not_answer_is_asked_again(worker: Worker, desk: ListDesk, caplog: pytest.LogCaptureFixture) -> None:
    desk.fail = refuse("changes", error=DeliveryError("503", retry_after=60))
    worker.run_once()
    assert "asking the ticket system: 503" in caplog.text
