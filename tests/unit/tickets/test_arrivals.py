"""What happens in the ticket system comes back once."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pytest

from kbsearch.messages import Message
from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.arrivals import Arrivals
from kbsearch.tickets.desk import Changes, DeliveryError, RemoteFile, RemoteReply, RemoteStatus
from kbsearch.tickets.ticket import Author, EventKind, Status, Ticket
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import Clock, ListDesk, ListMailer, draft, refuse

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def arrivals(office: TicketOffice, desk: ListDesk) -> Arrivals:
    return Arrivals(office._store, office._conversation, desk, "list", office._files)


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


def test_what_is_to_be_mended_is_logged_without_what_the_other_side_said(
    worker: Worker, desk: ListDesk, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = DeliveryError("403 山田 花子", to_mend=Message("check the rights", "権限を確かめてください"))
    desk.fail = refuse("changes", error=wrong)
    worker.run_once()
    assert "asking the ticket system: check the rights" in caplog.text
    assert "山田" not in caplog.text


def remote_file(name: str, content: bytes, size: int | None = None) -> RemoteFile:
    return RemoteFile(name, len(content) if size is None else size, lambda: content)


def test_files_of_a_reply_come_with_it_by_their_content(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    files = (remote_file("../手順 𠮷.exe", PNG), remote_file("メモ.txt", "一行目\n𠮷".encode(), size=0))
    desk.coming.append(RemoteReply(ticket.handoff_id, "17", clock(), "佐藤", "こちらです", files))
    for _ in range(2):
        arrivals(office, desk).fetch(clock())
    (answer,) = again(tickets, ticket).messages[1:]
    assert [(each.name, each.media_type) for each in answer.attachments] == [
        ("手順 𠮷.exe.png", "image/png"),
        ("メモ.txt", "text/plain"),
    ]
    assert tickets.attachment_file(answer.attachments[0]).read_bytes() == PNG
    worker.run_once()
    assert "手順 𠮷.exe.png" in mailer.sent[-1].get_content()


@pytest.mark.parametrize(
    "file",
    [
        remote_file("run.png", b"MZ\x90\x00" + bytes(100)),
        remote_file("empty.png", b""),
        remote_file("page.txt", b"<html><script>alert(1)</script>"),
        remote_file("huge.png", PNG, size=10**9),
        RemoteFile("gone.png", 0, Mock(side_effect=DeliveryError("404", is_final=True))),
        RemoteFile("secret.png", 0, Mock(side_effect=DeliveryError("403", to_mend=Message("rights", "権限")))),
    ],
    ids=lambda file: file.name,
)
def test_a_file_that_cannot_be_taken_is_named_in_the_reply(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock, file: RemoteFile
) -> None:
    for number, locale in enumerate(("ja", "en")):
        ticket = tickets.submit(draft(number, locale=locale))
        files = (file, remote_file("a.png", PNG))
        desk.coming.append(RemoteReply(ticket.handoff_id, str(number), clock(), "", "hello", files))
        arrivals(office, desk).fetch(clock())
        (answer,) = again(tickets, ticket).messages[1:]
        words = "could not be passed on" if locale == "en" else "ここではお渡しできません"
        assert answer.text.startswith("hello\n\n[")
        assert file.name in answer.text
        assert words in answer.text
        assert [each.name for each in answer.attachments] == ["a.png"]


def test_a_reply_of_files_alone_is_a_reply(office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    desk.coming += [
        RemoteReply(ticket.handoff_id, "1", clock(), "", "", (remote_file("a.png", PNG),)),
        RemoteReply(ticket.handoff_id, "2", clock(), "", ""),
    ]
    arrivals(office, desk).fetch(clock())
    (answer,) = again(tickets, ticket).messages[1:]
    assert (answer.text, len(answer.attachments)) == ("", 1)


def test_a_file_that_cannot_be_fetched_now_is_waited_for_an_hour(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    slow = RemoteFile("a.png", 0, Mock(side_effect=DeliveryError("503")))
    desk.coming.append(RemoteReply(ticket.handoff_id, "1", clock(), "", "hello", (slow,)))
    for _ in range(2):
        with pytest.raises(DeliveryError, match="503"):
            arrivals(office, desk).fetch(clock())
        assert len(again(tickets, ticket).messages) == 1
        clock.pass_by(minutes=29)
    clock.pass_by(minutes=2)
    assert arrivals(office, desk).fetch(clock())
    assert "a.png" in again(tickets, ticket).messages[1].text


def test_files_of_replies_that_are_known_are_not_fetched_again(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    read = Mock(return_value=PNG)
    reply = RemoteReply(ticket.handoff_id, "1", clock(), "", "hello", (RemoteFile("a.png", 0, read),))
    foreign = RemoteReply("another", "2", clock(), "", "hello", (RemoteFile("b.png", 0, Mock(side_effect=AssertionError)),))
    for _ in range(3):
        desk.coming += [reply, foreign]
        arrivals(office, desk).fetch(clock())
    assert read.call_count == 1
    assert len(again(tickets, ticket).messages) == 2


def test_a_full_disk_leaves_the_reply_for_later(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = tickets.submit(draft())
    desk.coming.append(RemoteReply(ticket.handoff_id, "1", clock(), "", "hello", (remote_file("a.png", PNG),)))
    with monkeypatch.context() as full:
        full.setattr(office._files, "keep", Mock(side_effect=OSError(28, "No space left on device")))
        with pytest.raises(DeliveryError, match=r"var/attachments: No space left on device"):
            arrivals(office, desk).fetch(clock())
    arrivals(office, desk).fetch(clock())
    assert len(again(tickets, ticket).messages[1].attachments) == 1


def test_what_happened_while_no_worker_ran_has_its_own_time(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    answered, waiting = clock.now + timedelta(hours=1), clock.now + timedelta(hours=2)
    desk.coming.append(RemoteReply(ticket.handoff_id, "1", answered, "", "hello"))
    desk.status_changes.append(RemoteStatus(ticket.handoff_id, waiting, Status.WAITING))
    clock.pass_by(days=2)
    worker.run_once()
    found = again(tickets, ticket)
    assert found.messages[1].at == answered
    assert [(event.kind, event.at, event.after) for event in found.events if event.author is Author.STAFF] == [
        (EventKind.REPLIED, answered, ""),
        (EventKind.STATUS, answered, "open"),
        (EventKind.STATUS, waiting, "waiting"),
    ]
    assert not [event for event in found.events if event.kind in (EventKind.DUE_SOON, EventKind.BREACHED)]


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_clock_that_is_wrong_there_puts_nothing_before_the_ticket_or_ahead(
    office: TicketOffice, tickets: Tickets, desk: ListDesk, clock: Clock, hours: int
) -> None:
    ticket = tickets.submit(draft())
    clock.pass_by(hours=1)
    desk.coming.append(RemoteReply(ticket.handoff_id, "1", clock.now + timedelta(hours=hours), "", "hello"))
    arrivals(office, desk).fetch(clock())
    assert ticket.created_at <= again(tickets, ticket).messages[1].at <= clock.now
