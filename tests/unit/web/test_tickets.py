import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerHour
from werkzeug.test import TestResponse

from kbsearch.config import Config
from kbsearch.contact_config import ChannelConfig, ContactConfig
from kbsearch.tickets.ticket import Attachment, Author, Message, Promise, Rating, Status
from kbsearch.tickets_config import PlanConfig, TicketsConfig
from tests.fakes.memory_tickets import FOREIGN, MIHO, OPEN, SENT, SOLVED, MemoryTickets, ticket_of
from tests.unit.web.conftest import Client
from tests.unit.web.fakes import FakeKnowledgeBase
from tests.unit.web.portal import Portal, fill
from web import create_app
from web.customers import COOKIE
from web.tickets import linked

FIELDS = ("text", "key", "kept", "satisfaction", "recommend", "comment", "email", "reference", "token")
PAGE = f"/ja/tickets/{OPEN}"
CONFIG = Config(
    secret_key="a key for tests only",
    tickets=TicketsConfig(plans=(PlanConfig(name="standard", first_response=240, resolution=2880, clock="calendar"),)),
    contact=ContactConfig(channels=(ChannelConfig(kind="phone", address="050-5555-0142"),)),
)


@pytest.fixture
def tickets(tmp_path: Path) -> MemoryTickets:
    return fill(MemoryTickets(tmp_path))


@pytest.fixture
def app(tickets: MemoryTickets) -> Flask:
    app = create_app(FakeKnowledgeBase(config=CONFIG), tickets=tickets)  # type: ignore[arg-type]
    app.test_client_class = Client
    return app


@pytest.fixture
def portal(app: Flask) -> Portal:
    return Portal(app.test_client())


def reply(portal: Portal, **fields: Any) -> TestResponse:
    key = re.search(r'name="key" value="([^"]+)"', portal.get(PAGE))
    assert key
    return portal.send(f"{PAGE}/reply", page=PAGE, **{"key": key[1]} | fields)


def promised(tickets: MemoryTickets, hours: float, status: Status = Status.OPEN, answered: bool = False) -> None:
    now = datetime.now(UTC)
    due = now + timedelta(hours=hours)
    messages = tickets.tickets[OPEN].messages
    if answered:
        messages = (*messages, Message(2, SENT, Author.STAFF, "佐藤", "確認します。"))
    tickets.put(replace(tickets.tickets[OPEN], promise=Promise(due, due), status=status, messages=messages))


def test_customers_see_their_own_tickets_with_the_state_in_words(portal: Portal) -> None:
    html = portal.sign_in().get("/ja/tickets")
    assert re.findall(r'class="ticket-subject">([^<]+)<', html) == ["請求書が届きません", "Login"]
    assert re.findall(r'class="ticket-mark[^>]*>([^<]+)<', html) == ["対応中", "解決済み"]
    assert "Secret" not in html


def test_an_empty_list_says_what_would_be_there(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    tickets.tickets.clear()
    assert "まだ何も届いていません" in portal.get("/ja/tickets")


def test_a_ticket_is_shown_with_its_conversation_and_what_was_tried(portal: Portal) -> None:
    html = portal.sign_in().get(PAGE)
    assert "10月分がまだです。\n𠮷田です 🙏" in html
    assert "「請求書」を検索" in html
    assert "「請求書を受け取る」" in html
    assert "2026年11月20日(金) 10:30" in html
    assert "Fri 20 Nov 2026, 10:30" in portal.get(f"/en/tickets/{OPEN}")


@pytest.mark.parametrize(
    "address", [f"/ja/tickets/{FOREIGN}", "/ja/tickets/KB-2222-22", "/ja/tickets/nothing", "/ja/tickets/x%00"]
)
def test_a_ticket_of_another_is_as_little_there_as_none(portal: Portal, address: str) -> None:
    assert "Secret" not in portal.sign_in().get(address, status=404)


def test_a_number_may_be_typed_in_any_way(portal: Portal) -> None:
    assert "請求書が届きません" in portal.sign_in().get("/ja/tickets/kb7q4x2q")


@pytest.mark.parametrize(
    ("hours", "answered", "status", "words"),
    [
        (3.9, False, Status.OPEN, "までに最初のお返事をします"),
        (0.9, False, Status.OPEN, "まもなく最初のお返事をします。遅くとも"),
        (-1, False, Status.OPEN, "お返事ができておらず、申し訳ありません"),
        (40, True, Status.OPEN, "までに解決する見込みです"),
        (5, True, Status.OPEN, "まもなく解決する見込みです"),
        (-1, True, Status.OPEN, "解決できておらず、申し訳ありません"),
        (-1, True, Status.WAITING, "こちらからおたずねしたことがあります"),
    ],
)
def test_the_promise_stands_in_words(
    portal: Portal, tickets: MemoryTickets, hours: float, answered: bool, status: Status, words: str
) -> None:
    promised(tickets, hours, status, answered)
    assert words in portal.sign_in().get(PAGE)


@pytest.mark.parametrize(("answered", "words"), [(False, "できるだけ早くお返事します"), (True, "対応を進めています")])
def test_where_nothing_is_promised_nothing_is(portal: Portal, tickets: MemoryTickets, answered: bool, words: str) -> None:
    promised(tickets, 1, answered=answered)
    tickets.put(replace(tickets.tickets[OPEN], promise=Promise(None, None)))
    assert words in portal.sign_in().get(PAGE)


def test_a_reply_with_files_joins_the_conversation(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    files = [(BytesIO(b"one"), "請求書.txt"), (BytesIO(b"two"), "../𠮷.txt")]
    response = reply(portal, text="ありがとう 🙏 <b>", files=files)
    assert response.headers["Location"] == f"{PAGE}?done=replied#page--status"
    last = tickets.tickets[OPEN].messages[-1]
    assert (last.text, [each.name for each in last.attachments]) == ("ありがとう 🙏 <b>", ["請求書.txt", "../𠮷.txt"])
    html = portal.get(f"{PAGE}?done=replied")
    assert "メッセージを送信しました" in html
    assert "ありがとう 🙏 &lt;b&gt;" in html


def test_a_reply_sent_twice_is_there_once(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    for _ in range(2):
        assert reply(portal, text="はい", key="the-same-form").status_code == 303
    assert len(tickets.tickets[OPEN].messages) == 2


def test_who_goes_back_and_writes_something_else_is_heard(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    reply(portal, text="はい", key="the-same-form")
    reply(portal, text="いいえ", key="the-same-form")
    reply(portal, text="いいえ", key="the-same-form", files=[(BytesIO(b"x"), "a.txt")])
    told = [(each.text, len(each.attachments)) for each in tickets.tickets[OPEN].messages[1:]]
    assert told == [("はい", 0), ("いいえ", 0), ("いいえ", 1)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " \n"}, "この欄を入力してください"),
        ({"text": "ok", "files": [(BytesIO(b"x"), "a.txt"), (BytesIO(b""), "b.txt")]}, "「b.txt」は空のファイルです"),
        ({"text": "ok", "files": [(BytesIO(b"x"), f"{n}.txt") for n in range(6)]}, "「5.txt」は添付していません"),
    ],
)
def test_a_reply_that_cannot_be_taken_keeps_its_text_and_its_sound_files(
    portal: Portal, tickets: MemoryTickets, fields: dict[str, Any], words: str
) -> None:
    response = reply(portal.sign_in(), **fields)
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert html.count(words) == 2
    assert fields["text"].strip() in html
    carried = re.findall(r'name="kept" value="([^"]+)" checked', html)
    assert len(carried) == min(len(fields.get("files", ())), 6) - ("files" in fields)
    assert len(tickets.tickets[OPEN].messages) == 1
    assert reply(portal, text="again", kept=carried).status_code == 303
    assert len(tickets.tickets[OPEN].messages[-1].attachments) == len(carried)


@pytest.mark.parametrize("token", ["x", "W10.x", ""])
def test_a_file_that_the_form_was_not_given_is_not_attached(portal: Portal, tickets: MemoryTickets, token: str) -> None:
    assert reply(portal.sign_in(), text="hello", kept=[token]).status_code == 303
    assert tickets.tickets[OPEN].messages[-1].attachments == ()


def test_a_database_that_fails_loses_no_word_and_names_the_telephone(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    tickets.is_down = True
    response = reply(portal, text="長い話", files=[(BytesIO(b"x"), "a.txt")], key="the-same-form")
    html = response.get_data(as_text=True)
    assert response.status_code == 503
    assert "こちらの不具合です" in html
    assert "050-5555-0142" in html
    assert "長い話" in html
    assert 'name="kept"' in html
    assert 'name="key" value="the-same-form"' in html


def test_a_file_that_cannot_be_saved_is_named_with_the_telephone(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    tickets.folder /= "gone"
    response = reply(portal, text="長い話", files=[(BytesIO(b"x"), "a.txt")])
    html = response.get_data(as_text=True)
    assert response.status_code == 503
    assert "「a.txt」を保存できませんでした" in html
    assert "050-5555-0142" in html
    assert "長い話" in html
    assert len(tickets.tickets[OPEN].messages) == 1


def test_a_reply_after_the_session_ended_shows_the_text_again(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    tickets.sessions.clear()
    response = portal.client.post(f"{PAGE}/reply", data={"text": "長い <話>"})
    html = response.get_data(as_text=True)
    assert response.status_code == 403
    assert "長い &lt;話&gt;" in html
    assert f'value="{OPEN}"' in html


def test_a_form_of_another_session_is_not_sent_but_kept(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    response = portal.client.post(f"{PAGE}/reply", data={"text": "大事な話", "token": "old"})
    assert response.status_code == 422
    assert "大事な話" in response.get_data(as_text=True)
    assert len(tickets.tickets[OPEN].messages) == 1


def test_files_too_large_together_are_told(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.tickets.LARGEST_FORM", 1000)
    response = reply(portal.sign_in(), text="x", files=[(BytesIO(b"x" * 5000), "a.txt")])
    assert response.status_code == 413
    assert "ファイルの合計が大きすぎる" in response.get_data(as_text=True)


def test_files_of_replies_are_counted_too(portal: Portal, tickets: MemoryTickets, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.sign_in()
    monkeypatch.setattr("web.crowding._UPLOADS", RateLimitItemPerHour(1))
    assert reply(portal, text="一つ", files=[(BytesIO(b"x"), "a.txt")]).status_code == 303
    response = reply(portal, text="長い話", files=[(BytesIO(b"x"), "b.txt")])
    assert response.status_code == 422
    assert "ファイルを受け取れませんでした" in response.text
    assert "長い話" in response.text
    assert reply(portal, text="長い話").status_code == 303
    monkeypatch.setattr("web.tickets.LARGEST_FIELDS", 1000)
    assert reply(portal, text="x", files=[(BytesIO(b"x" * 5000), "b.txt")]).status_code == 413
    assert len(list(tickets.folder.iterdir())) == 1


def test_an_attachment_is_saved_and_never_shown(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    reply(portal, text="見てください", files=[(BytesIO(b"<script>1</script>"), "画面.html")])
    response = portal.client.get(f"{PAGE}/files/2/1")
    assert response.data == b"<script>1</script>"
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_files_of_an_answer_are_downloads_in_the_conversation(portal: Portal, tickets: MemoryTickets) -> None:
    (tickets.folder / "d").write_bytes(b"how")
    answer = Message(2, SENT, Author.STAFF, "佐藤", "", (Attachment("手順 𠮷.png", "image/png", 3, "d"),))
    tickets.put(replace(tickets.tickets[OPEN], messages=(*tickets.tickets[OPEN].messages, answer)))
    html = portal.sign_in().get(PAGE)
    assert f'<a href="{PAGE}/files/2/1" download>手順 𠮷.png</a>' in html
    assert html.count('class="message-text"') == 1
    assert portal.client.get(f"{PAGE}/files/2/1").data == b"how"


def test_an_attachment_is_its_owners_alone(portal: Portal, tickets: MemoryTickets) -> None:
    (tickets.folder / "d").write_bytes(b"secret")
    message = Message(1, SENT, Author.CUSTOMER, "Other", "x", (Attachment("x", "text/plain", 6, "d"),))
    tickets.put(replace(tickets.tickets[FOREIGN], messages=(message,)))
    address = f"/ja/tickets/{FOREIGN}/files/1/1"
    assert portal.client.get(address).status_code == 303
    assert portal.sign_in().client.get(address).status_code == 404


@pytest.mark.parametrize("place", ["1/1", "1/0", "9/1", "2/2", "2/1"])
def test_a_file_that_is_not_there_is_not_found(portal: Portal, tickets: MemoryTickets, place: str) -> None:
    portal.sign_in()
    gone = Message(2, SENT, Author.STAFF, "佐藤", "x", (Attachment("x", "text/plain", 6, "gone"),))
    tickets.put(replace(tickets.tickets[OPEN], messages=(*tickets.tickets[OPEN].messages, gone)))
    portal.get(f"{PAGE}/files/{place}", status=404)


def test_a_ticket_is_closed_and_reopened(portal: Portal, tickets: MemoryTickets) -> None:
    response = portal.sign_in().send(f"{PAGE}/close", page=PAGE)
    assert response.headers["Location"] == f"{PAGE}?done=closed#page--status"
    assert tickets.tickets[OPEN].status is Status.CLOSED
    assert "お問い合わせを終了しました" in portal.get(f"{PAGE}?done=closed")
    assert portal.send(f"{PAGE}/reopen", page=PAGE).headers["Location"] == f"{PAGE}?done=reopened#page--status"
    assert tickets.tickets[OPEN].status is Status.OPEN


def test_after_a_while_a_ticket_stays_closed(portal: Portal, tickets: MemoryTickets) -> None:
    page = f"/ja/tickets/{SOLVED}"
    token = portal.sign_in().token(page)
    tickets.reopens = False
    html = portal.get(page)
    assert "終了してから時間がたっているため" in html
    assert f"{page}/reopen" not in html
    assert f"{page}/reply" not in html
    response = portal.client.post(f"{page}/reopen", data={"token": token})
    assert response.status_code == 422
    assert tickets.tickets[SOLVED].status is Status.SOLVED


def test_an_ended_ticket_is_rated_and_the_yearly_question_asked_once(portal: Portal, tickets: MemoryTickets) -> None:
    page = f"/ja/tickets/{SOLVED}"
    html = portal.sign_in().get(page)
    assert re.findall(r'name="satisfaction" value="(\d)"', html) == ["5", "4", "3", "2", "1"]
    assert re.findall(r'name="recommend" value="(\d+)"', html) == [str(n) for n in range(11)]
    response = portal.send(f"{page}/rate", page=page, satisfaction="4", comment="親切でした", recommend="0")
    assert response.headers["Location"] == f"{page}?done=rated#page--status"
    assert tickets.tickets[SOLVED].rating == Rating(SENT, 4, "親切でした", 0)
    html = portal.get(page)
    assert re.search(r'value="4" required checked', html)
    assert "親切でした" in html
    assert 'name="recommend"' not in html


@pytest.mark.parametrize("given", ["", "0", "6", "x", "４", "-1"])
def test_a_rating_without_a_number_is_asked_for_again(portal: Portal, tickets: MemoryTickets, given: str) -> None:
    page = f"/ja/tickets/{SOLVED}"
    response = portal.sign_in().send(f"{page}/rate", page=page, satisfaction=given, comment="また書くのは嫌", recommend="7")
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "また書くのは嫌" in html
    assert re.search(r'name="recommend" value="7"[^>]* checked', html)
    assert tickets.tickets[SOLVED].rating is None


def test_a_running_ticket_is_not_rated(portal: Portal) -> None:
    assert 'name="satisfaction"' not in portal.sign_in().get(PAGE)


@pytest.mark.parametrize("address", ["/ja/tickets", PAGE, "/ja/tickets/link", "/ja/tickets/open/x", "/ja/tickets/data"])
def test_without_tickets_there_are_no_such_pages(address: str) -> None:
    client = create_app(FakeKnowledgeBase()).test_client()  # type: ignore[arg-type]
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        ("見て https://help.example/ja/をどうぞ", 'href="https://help.example/ja/" rel="nofollow noopener noreferrer">'),
        ("(https://a.example/b).", '(<a href="https://a.example/b" rel'),
        ('https://a.example/"onclick="x', 'href="https://a.example/&#34;onclick=&#34;x"'),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_web_addresses_in_messages_are_links_and_nothing_else_is_html(text: str, html: str) -> None:
    assert html in linked(text)


def test_a_ticket_in_another_language_says_so(portal: Portal, tickets: MemoryTickets) -> None:
    portal.sign_in()
    tickets.put(ticket_of(MIHO, OPEN, locale="en", subject="No invoice"))
    assert '<h1 lang="en">No invoice</h1>' in portal.get(PAGE)


NASTY = st.one_of(
    st.sampled_from(("\0", "\r\nX: 1", "../..", "\ud800", "KB-", "９" * 6, "{{7*7}}", "<b id=x7>")), st.text(max_size=80)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(NASTY, st.sampled_from(("", "/reply", "/rate", "/files/1/1")), st.dictionaries(st.sampled_from(FIELDS), NASTY))
def test_whatever_is_sent_never_breaks_a_page(portal: Portal, place: str, action: str, fields: dict[str, str]) -> None:
    if portal.client.get_cookie(COOKIE) is None:
        portal.sign_in()
    sent = {name: value.encode("utf-8", "replace") for name, value in fields.items()}
    own = {"token": portal.token(PAGE)} | sent
    for address in (f"/ja/tickets/{quote(place, errors='replace')}{action}", f"{PAGE}{action}", "/ja/tickets/link"):
        for response in (portal.client.get(address), portal.client.post(address, data=own)):
            assert response.status_code < 500
            assert "<b id=x7>" not in response.get_data(as_text=True)
