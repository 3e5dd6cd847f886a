from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from pathlib import Path
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.mail import Letter, LetterWriter
from kbsearch.tickets.senders.email import EmailDesk
from kbsearch.tickets.ticket import Attachment, Author, Customer, Status
from kbsearch.tickets.worker import Worker
from tests.tickets import make_handoff
from tests.unit.tickets.conftest import MONDAY, Clock, ListDesk, ListMailer, draft, refuse

WRITER = LetterWriter("support@example.com", lambda locale: "ヘルプセンター 🏠")


def text_of(message: EmailMessage) -> str:
    text: str = message.get_content()
    return text.replace("\r\n", "\n")


def received(message: EmailMessage) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(message.as_bytes(), policy=SMTP))


def test_the_confirmation_says_number_promise_and_link(tickets: Tickets, worker: Worker, mailer: ListMailer) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    mail = received(mailer.sent[0])
    body = text_of(mail)
    assert mail["Subject"] == f"[{ticket.reference}] お問い合わせを受け付けました: 返金できません 😀 𠮷"
    assert mail["To"] == "山田 花子 <hanako@example.com>"
    assert mail["From"] == "ヘルプセンター <support@example.com>"
    assert body.startswith("山田 花子 様\n")
    assert f"受付番号は {ticket.reference} です。" in body
    assert "2026年11月16日(月) 14:00 (JST) までに回答いたします。" in body
    assert "https://help.example.com/ja/tickets/open/" in body
    assert "7 日以内に 1 回だけ" in body


def test_an_english_customer_gets_english(tickets: Tickets, worker: Worker, mailer: ListMailer) -> None:
    tickets.submit(draft(locale="en", name="Hanako"))
    worker.run_once()
    body = text_of(mailer.sent[0])
    assert body.startswith("Dear Hanako,\n")
    assert "You will have an answer by Monday, 16 November 2026, 14:00 " in body


def test_an_answer_is_passed_on_in_the_same_thread(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    with office._store.writing() as connection:
        office._conversation.staff_writes(connection, ticket.id, "佐藤", "確認しました 𠮷", (), "list:1", clock())
        office._conversation.set_status(connection, ticket.id, Status.SOLVED, Author.STAFF, clock())
    worker.run_once()
    first, answer, rating = mailer.sent
    assert f"担当の佐藤より、お問い合わせ {ticket.reference} への回答です。\n\n確認しました 𠮷" in text_of(answer)
    assert answer["In-Reply-To"] == answer["References"] == rating["References"] == first["Message-ID"]
    assert len({mail["Message-ID"] for mail in mailer.sent}) == 3
    assert "対応はいかがでしたか" in rating.get_content()


def test_the_first_solution_asks_for_a_rating_and_no_later_one(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    for status in (Status.SOLVED, Status.OPEN, Status.SOLVED):
        with office._store.writing() as connection:
            office._conversation.set_status(connection, ticket.id, status, Author.STAFF, clock())
    worker.run_once()
    assert len(mailer.sent) == 2


def test_a_mail_sent_twice_has_the_same_id(tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock) -> None:
    tickets.submit(draft())
    mailer.fail = refuse("after mail")
    worker.run_once()
    clock.pass_by(seconds=10)
    worker.run_once()
    assert len(mailer.sent) == 2
    assert len({mail["Message-ID"] for mail in mailer.sent}) == 1


def test_without_an_address_of_the_site_a_mail_has_no_link(
    tickets: Tickets, office: TicketOffice, mailer: ListMailer, desk: ListDesk
) -> None:
    office._config = office._config.model_copy(update={"site": office._config.site.model_copy(update={"url": ""})})
    ticket = tickets.submit(draft())
    office.worker(desk, mailer).run_once()
    assert ticket.reference in mailer.sent[0].get_content()
    assert "http" not in mailer.sent[0].get_content()


ODD_ADDRESSES = ["taro..y@docomo.ne.jp", "taro.@docomo.ne.jp", ".taro@ezweb.ne.jp"]


@pytest.mark.parametrize("address", ODD_ADDRESSES)
@pytest.mark.parametrize("name", ["山田 花子", "Hanako", "x" * 100])
def test_an_address_with_dots_in_odd_places_is_quoted(
    tickets: Tickets, worker: Worker, mailer: ListMailer, address: str, name: str
) -> None:
    local, _, domain = address.partition("@")
    tickets.submit(draft(email=address, name=name))
    worker.run_once()
    assert f'<"{local}"@{domain}>'.encode() in mailer.sent[0].as_bytes()
    assert [each.addr_spec for each in received(mailer.sent[0])["To"].addresses] == [address]


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_an_answer_to_an_address_with_dots_in_odd_places_goes_to_it(
    tickets: Tickets, office: TicketOffice, mailer: ListMailer, address: str
) -> None:
    tickets.submit(draft(email=address))
    desk = EmailDesk("desk@example.com", "support@example.com", mailer)
    office.worker(desk, None).run_once()
    assert [each.addr_spec for each in received(mailer.sent[0])["Reply-To"].addresses] == [address]


RESERVED = st.sampled_from([*',;:<>@"\\()[].=?_ あa', "=?utf-8?q?", "?=", "boss@victim.example", "<b@c.example>", "x" * 30])


@given(name=st.one_of(st.text(max_size=100), st.lists(RESERVED, max_size=30).map("".join)))
@example("ACME Corporation of America, Customer Support Department, boss@victim.example, x, y z")
@example("a" * 60 + ", boss@victim.example, <b@c.example>, tail")
@example("[=?utf-8?q?あ")
@pytest.mark.parametrize("address", ["v@example.com", "taro..y@docomo.ne.jp"])
def test_a_name_never_names_a_recipient(address: str, name: str) -> None:
    mail = WRITER.message(Letter(address, name, "ja", "件名", "", "KB-7777-77", 0), MONDAY)
    assert [each.addr_spec for each in received(mail)["To"].addresses] == [address]
    assert len(getaddresses([mail["To"]])) == 1
    handed = ListMailer()
    desk = EmailDesk("desk@example.com", "support@example.com", handed)
    handoff = make_handoff(Path(), customer=Customer(1, address, name, "ja", ""))
    desk.create(handoff)
    assert [each.addr_spec for each in received(handed.sent[0])["Reply-To"].addresses] == [address]


def test_a_name_keeps_what_means_nothing_in_a_header() -> None:
    letter = Letter("v@example.com", "ACME, Inc. (O'Neil & Söhne) 😀 " + "長" * 60, "ja", "件名", "", "KB-7777-77", 0)
    assert WRITER.message(letter, MONDAY)["To"].addresses[0].display_name == "ACME Inc. O'Neil & Söhne 😀 " + "長" * 33


@given(name=st.text(max_size=60), subject=st.text(max_size=100), body=st.text(max_size=200))
def test_nothing_that_a_customer_writes_becomes_a_header(name: str, subject: str, body: str) -> None:
    letter = Letter(
        "a@example.com",
        name,
        "ja",
        subject + "\r\nBcc: all@example.com",
        body.encode(errors="ignore").decode(),
        "KB-7777-77",
        3,
    )
    mail = received(WRITER.message(letter, MONDAY))
    assert set(mail.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "Content-Language"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert [address.addr_spec for address in mail["To"].addresses] == ["a@example.com"]


@pytest.mark.parametrize("text", ["𠮷野家 🙏\n\n.\n.dot\nFrom here", "a" * 2000, "", "日本語" * 1000])
def test_a_text_arrives_as_it_was_written(text: str) -> None:
    letter = Letter("a@example.com", "花子", "ja", "件名", text, "KB-7777-77", 0)
    assert text_of(received(WRITER.message(letter, MONDAY))).rstrip("\n") == text


def test_an_answer_with_files_names_them(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    files = tuple(Attachment(name, "image/png", 1, "0" * 64) for name in ("手順 𠮷.png", "log.txt"))
    for locale, number in (("ja", 1), ("en", 2)):
        ticket = tickets.submit(draft(number, locale=locale))
        with office._store.writing() as connection:
            office._conversation.staff_writes(connection, ticket.id, "", "こちらです", files, "list:1", clock())
    worker.run_once()
    bodies = {mail["Content-Language"]: text_of(mail) for mail in mailer.sent if "こちらです" in text_of(mail)}
    assert "こちらです\n\n次のファイルが添付されています。" in bodies["ja"]
    assert "With these files, which you can download on the page of the ticket:" in bodies["en"]
    assert all("- 手順 𠮷.png\n- log.txt" in body for body in bodies.values())


def test_no_two_letters_have_the_same_id_though_all_were_sent_in_between(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    for number in range(3):
        with office._store.writing() as connection:
            office._conversation.staff_writes(connection, ticket.id, "", f"answer {number}", (), f"list:{number}", clock())
        worker.run_once()
    assert len({mail["Message-ID"] for mail in mailer.sent}) == 4
