import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text

from kbsearch.database import open_database
from kbsearch.errors import DatabaseError
from kbsearch.tickets import TicketOffice, TicketRefused, Tickets
from kbsearch.tickets.reference import read_reference
from kbsearch.tickets.submission import Submission
from kbsearch.tickets.ticket import Attachment, Author, Customer, EventKind, Priority, Status, Ticket, Tried
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import MONDAY, Clock, ListDesk, ListMailer, draft

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def count(tickets: Tickets, customer: Customer) -> int:
    return len(tickets.list_for(customer))


def attached(tickets: Tickets, name: str = "画面 📷.png", content: bytes = PNG) -> Attachment:
    return tickets.keep_attachment(name, BytesIO(content))


def test_what_was_written_is_kept_as_it_was(tickets: Tickets) -> None:
    tried = (
        Tried(MONDAY, query="返金 𠮷", results=0),
        Tried(MONDAY, article_id="refund", revision="abc", title="返金", path="billing/refund"),
    )
    file = attached(tickets)
    sent = draft(attachments=(file,), tried=tried, product="Board", plan="premium")
    ticket = tickets.by_reference(tickets.submit(sent).reference.lower(), tickets.submit(sent).customer)
    assert ticket is not None
    assert (ticket.subject, ticket.messages[0].text, ticket.customer.name) == (sent.subject, sent.text, sent.name)
    assert (ticket.tried, ticket.messages[0].attachments, ticket.product) == (tried, (file,), "Board")
    assert (ticket.queue, ticket.priority, ticket.tier, ticket.status) == ("billing-ja", Priority.HIGH, 1, Status.NEW)
    assert tickets.attachment_file(file).read_bytes() == PNG
    assert [event.kind for event in ticket.events] == [EventKind.CREATED]
    assert ticket.promise == tickets.promise("premium")


def test_the_same_form_sent_again_is_the_same_ticket(tickets: Tickets) -> None:
    first, again, other = tickets.submit(draft(1)), tickets.submit(draft(1)), tickets.submit(draft(2))
    assert first == again
    assert first.reference != other.reference
    assert first.customer == other.customer
    assert count(tickets, first.customer) == 2


def test_forms_sent_at_the_same_moment_to_two_processes(make_office: Callable[..., TicketOffice]) -> None:
    offices = [make_office(), make_office()]
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: offices[n % 2].tickets.submit(draft(n // 4)), range(24)))
    assert len({ticket.reference for ticket in made}) == 6
    assert count(offices[0].tickets, made[0].customer) == 6
    assert len(offices[0].outbox.errands()) == 12


def test_a_reference_that_is_taken_is_chosen_anew(office: TicketOffice) -> None:
    chosen = iter(["KB-7777-77", "KB-7777-77", "KB-8888-88"])
    submission = Submission(
        office._store, office._policy, office.outbox, sends_mail=False, choose_reference=lambda: next(chosen)
    )
    assert [submission.submit(draft(n), MONDAY).reference for n in (1, 2)] == ["KB-7777-77", "KB-8888-88"]


def test_signs_that_nobody_sees_are_left_out(tickets: Tickets) -> None:
    ticket = tickets.submit(
        draft(subject="one\r\nBcc: all@example.com\x00", text="a\r\nb\x00\ud800", name=" Hanako\n\tYamada ")
    )
    assert ticket.subject == "one Bcc: all@example.com"
    assert ticket.messages[0].text == "a\nb"
    assert ticket.customer.name == "Hanako Yamada"


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"subject": " \n"}, "subject", "Fill in this field."),
        ({"subject": "あ" * 201}, "subject", "Shorten this to 200 characters; it has 201."),
        ({"text": ""}, "text", "Fill in this field."),
        ({"email": "nobody"}, "email", "That is not a mail address."),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email", "That is not a mail address."),
        ({"handoff_id": "' OR 1=1"}, "", "The form is out of date."),
        ({"attachments": (Attachment("a.png", "image/png", 1, "0" * 64),) * 6}, "attachments", "Attach 5 files at most."),
        ({"attachments": (Attachment("a.png", "image/png", 1, "0" * 64),)}, "attachments", "“a.png” is no longer here."),
    ],
)
def test_what_is_wrong_is_named_with_its_field(tickets: Tickets, changed: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(TicketRefused, match=message) as refused:
        tickets.submit(draft(**changed))
    assert refused.value.field == field
    assert refused.value.message.ja


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Hanako@Example.COM", "hanako@example.com"),
        (" ｈａｎａｋｏ＠example．com ", "hanako@example.com"),
        ("a@例え.jp", "a@xn--r8jz45g.jp"),
    ],
)
def test_a_customer_is_known_by_the_address_however_it_is_typed(tickets: Tickets, typed: str, known: str) -> None:
    assert tickets.submit(draft(email=typed)).customer.email == known


def test_anybody_may_type_an_address_but_nobody_renames_its_owner(tickets: Tickets) -> None:
    tickets.submit(draft(1))
    second = tickets.submit(draft(2, name="Mallory"))
    assert second.customer.name == "山田 花子"
    assert second.messages[0].name == "Mallory"


def test_a_ticket_is_its_customers_alone(tickets: Tickets) -> None:
    mine, other = tickets.submit(draft(1)), tickets.submit(draft(2, email="taro@example.com"))
    assert tickets.by_reference(mine.reference, other.customer) is None
    assert tickets.by_reference("KB-0000-00", mine.customer) is None
    assert [each.reference for each in tickets.list_for(other.customer)] == [other.reference]


def again(tickets: Tickets, ticket: Ticket) -> Ticket:
    found = tickets.by_reference(ticket.reference, ticket.customer)
    assert found is not None
    return found


def test_a_reply_is_kept_once_for_each_form(tickets: Tickets) -> None:
    ticket = tickets.submit(draft())
    for _ in range(2):
        tickets.reply(ticket, "追加です 𠮷", (attached(tickets),), "reply-0001")
    tickets.reply(ticket, "もう一つ", (), "reply-0002")
    assert [message.text for message in again(tickets, ticket).messages[1:]] == ["追加です 𠮷", "もう一つ"]
    with pytest.raises(TicketRefused, match="Fill in this field"):
        tickets.reply(ticket, " ", (), "reply-0003")


def test_who_goes_back_and_writes_something_else_or_adds_a_file_is_heard(tickets: Tickets) -> None:
    ticket = tickets.submit(draft())
    tickets.reply(ticket, "添付を忘れました", (), "reply-0001")
    tickets.reply(ticket, "添付を忘れました", (attached(tickets),), "reply-0001")
    tickets.reply(ticket, "別の話です", (), "reply-0001")
    told = [(message.text, len(message.attachments)) for message in again(tickets, ticket).messages[1:]]
    assert told == [("添付を忘れました", 0), ("添付を忘れました", 1), ("別の話です", 0)]


def test_a_ticket_is_closed_and_reopened_within_two_weeks(tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    assert not tickets.can_reopen(ticket)
    tickets.close(ticket)
    clock.pass_by(days=14)
    assert tickets.can_reopen(ticket)
    tickets.reopen(ticket)
    assert again(tickets, ticket).status is Status.OPEN
    tickets.close(ticket)
    clock.pass_by(days=14, seconds=1)
    assert not tickets.can_reopen(ticket)
    with pytest.raises(TicketRefused, match="ended more than 14 days ago"):
        tickets.reopen(ticket)
    with pytest.raises(TicketRefused, match="ended more than 14 days ago"):
        tickets.reply(ticket, "hello", (), "reply-0001")
    history = [(event.before, event.after) for event in again(tickets, ticket).events if event.kind is EventKind.STATUS]
    assert history == [("new", "closed"), ("closed", "open"), ("open", "closed")]


def test_a_reply_opens_what_had_ended(tickets: Tickets) -> None:
    ticket = tickets.submit(draft())
    tickets.close(ticket)
    tickets.reply(ticket, "not yet", (), "reply-0001")
    assert again(tickets, ticket).status is Status.OPEN


def test_a_rating_is_kept_and_replaced_by_a_later_one(tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    assert tickets.asks_recommend(ticket.customer)
    tickets.rate(ticket, 2, "slow", recommend=9)
    tickets.rate(ticket, 5)
    rating = again(tickets, ticket).rating
    assert rating is not None
    assert (rating.satisfaction, rating.comment, rating.recommend) == (5, "slow", 9)
    assert not tickets.asks_recommend(ticket.customer)
    clock.pass_by(days=366)
    assert tickets.asks_recommend(ticket.customer)
    for wrong in ({"satisfaction": 0}, {"satisfaction": 6}, {"recommend": 11}, {"comment": "x" * 2001}):
        with pytest.raises(TicketRefused):
            tickets.rate(ticket, **wrong)  # type: ignore[arg-type]


def test_the_clock_stands_still_while_the_customer_is_waited_for(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft(plan="premium"))
    with office._store.writing() as connection:
        office._conversation.set_status(connection, ticket.id, Status.WAITING, Author.STAFF, clock())
    clock.pass_by(hours=5)
    tickets.reply(ticket, "here you are", (), "reply-0001")
    before, after = ticket.promise.resolution_due, again(tickets, ticket).promise.resolution_due
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 5 * 3600
    assert again(tickets, ticket).status is Status.OPEN


def test_an_export_says_all_and_can_be_written_as_json(tickets: Tickets) -> None:
    ticket = tickets.submit(draft(attachments=(attached(tickets),)))
    tickets.rate(ticket, 4, "よかった")
    told = json.loads(json.dumps(tickets.export(ticket.customer), ensure_ascii=False))
    assert told["customer"]["email"] == "hanako@example.com"
    assert told["tickets"][0]["reference"] == ticket.reference
    assert told["tickets"][0]["messages"][0]["attachments"][0]["name"] == "画面 📷.png"
    assert told["tickets"][0]["rating"]["comment"] == "よかった"


def test_forgetting_leaves_nothing_of_the_customer(tickets: Tickets, config: Any, mailer: ListMailer, worker: Worker) -> None:
    shared, own = attached(tickets), attached(tickets, "own.txt", "私の番号".encode())
    mine = tickets.submit(draft(1, attachments=(shared, own)))
    other = tickets.submit(draft(2, email="taro@example.com", attachments=(shared,)))
    tickets.rate(mine, 3)
    tickets.request_link("hanako@example.com", mine.reference, "ja")
    tickets.forget(mine.customer)
    assert not tickets.attachment_file(own).exists()
    assert tickets.attachment_file(shared).exists()
    assert again(tickets, other).messages[0].attachments == (shared,)
    engine = open_database(config.database_url)
    with engine.connect() as connection:
        for table in ("customers", "tickets", "messages", "attachments", "ticket_events"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM ratings")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM outbox WHERE detail LIKE '%hanako%'")).scalar() == 0
    engine.dispose()
    worker.run_once()
    assert [message["To"] for message in mailer.sent] == ["山田 花子 <taro@example.com>"]


def test_a_database_that_is_locked_keeps_nothing_and_says_so(
    tickets: Tickets, config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets.submit(draft(1))
    engine = open_database(config.database_url)
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "LOCK TABLE tickets IN EXCLUSIVE MODE")
        with pytest.raises(DatabaseError, match="database is locked" if is_sqlite else "due to lock timeout"):
            tickets.submit(draft(2))
    engine.dispose()
    assert read_reference(tickets.submit(draft(2)).reference)
