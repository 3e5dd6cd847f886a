import re
from collections.abc import Callable
from dataclasses import replace
from errno import ENOSPC
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from kbsearch.config import Config
from kbsearch.errors import IndexUnavailableError
from kbsearch.tickets.ticket import Ticket
from tests.fakes.memory_tickets import MemoryTickets
from tests.unit.web.conftest import Client
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.fakes import ARTICLES, FakeKnowledgeBase
from web import admission, contact, create_app, form_token
from web.limits import LARGEST_FORM
from web.proof_of_work import is_solved

LETTER: dict[str, Any] = {
    "subject": "𠮷田の請求書 🙏",
    "text": "先月分が届きません。\r\n\r\n<b>急ぎ</b>です。",
    "name": "山田 美穂",
    "email": "Miho@Customer.example",
    "category": "billing",
}
PHONE = {"kind": "phone", "address": "050-5555-0142"}
Send = Callable[..., TestResponse]


def config(**tickets: Any) -> Config:
    return Config.model_validate(
        {"secret_key": "a key for tests only", "contact": {"channels": [PHONE]}, "tickets": tickets, "limits": {"posts": 0}}
    )


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    return FakeKnowledgeBase(config=config(), articles=tuple(replace(article, revision="r1") for article in ARTICLES))


@pytest.fixture
def tickets(tmp_path: Path) -> MemoryTickets:
    return MemoryTickets(tmp_path)


@pytest.fixture
def insights() -> FakeInsights:
    return FakeInsights()


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "QUICKEST", -1.0)


@pytest.fixture
def app(kb: FakeKnowledgeBase, insights: FakeInsights, tickets: MemoryTickets) -> Flask:
    app = create_app(kb, insights, tickets)  # type: ignore[arg-type]
    app.test_client_class = Client
    return app


def hidden(html: str) -> dict[str, Any]:
    """What a browser sends of the form as it is, untouched."""
    boxes = re.findall(r'<input type="checkbox" name="(tried|kept)" value="([^"]*)" checked>', html)
    fields = re.findall(r'<input type="hidden" name="(token|shown)" value="([^"]*)"', html)
    return {**dict(fields), **{name: [unescape(value) for other, value in boxes if other == name] for name, _ in boxes}}


@pytest.fixture
def send(client: FlaskClient) -> Send:
    def post(
        page: str = "/ja/contact", headers: dict[str, str] | None = None, form: dict[str, Any] | None = None, **typed: Any
    ) -> TestResponse:
        shown = hidden(client.get(page, headers=headers).text) if form is None else form
        address = page.partition("?")[0]
        return client.post(
            address, data=MultiDict({**shown, **LETTER, **typed}), headers=headers, content_type="multipart/form-data"
        )

    return post


def only(tickets: MemoryTickets) -> Ticket:
    (ticket,) = tickets.tickets.values()
    return ticket


def test_a_form_becomes_a_ticket_with_everything_intact(send: Send, tickets: MemoryTickets) -> None:
    response = send()
    assert response.status_code == 303
    ticket = only(tickets)
    assert (ticket.subject, ticket.category, ticket.locale) == ("𠮷田の請求書 🙏", "billing", "ja")
    assert ticket.messages[0].text == "先月分が届きません。\n\n<b>急ぎ</b>です。"
    assert (ticket.customer.name, ticket.customer.email) == ("山田 美穂", "miho@customer.example")


def test_the_page_after_it_has_the_number_the_promise_and_what_happens_next(
    send: Send, client: FlaskClient, tickets: MemoryTickets
) -> None:
    html = client.get(send().headers["Location"]).text
    assert only(tickets).reference in html
    assert "14:30までに、最初のお返事をします" in html
    assert "もう一度お送りいただく必要はありません" in html


@pytest.mark.parametrize("forged", ["", "x.y", "W10.x"])
def test_a_page_with_a_number_that_is_not_ours_is_not_there(client: FlaskClient, forged: str) -> None:
    assert client.get("/ja/tickets/sent", query_string={"ticket": forged}).status_code == 404


def test_a_form_that_is_sent_twice_is_one_ticket(send: Send, client: FlaskClient, tickets: MemoryTickets) -> None:
    form = hidden(client.get("/ja/contact").text)
    assert {send(form=form).headers["Location"] for _ in range(2)} == {send(form=form).headers["Location"]}
    assert len(tickets.tickets) == 1


def test_who_goes_back_and_asks_something_else_has_another_ticket(
    send: Send, client: FlaskClient, tickets: MemoryTickets
) -> None:
    form = hidden(client.get("/ja/contact").text)
    send(form=form)
    send(form=form, text="別の質問です")
    assert len(tickets.tickets) == 2


@pytest.mark.parametrize("changed", [{"name": "山田"}, {"category": ""}, {"files": [(BytesIO(b"x"), "忘れた.txt")]}])
def test_who_goes_back_and_changes_anything_is_heard(
    send: Send, client: FlaskClient, tickets: MemoryTickets, changed: dict[str, Any]
) -> None:
    form = hidden(client.get("/ja/contact").text)
    send(form=form)
    assert send(form=form, **changed).status_code == 303
    assert len(tickets.tickets) == 2
    last = list(tickets.tickets.values())[-1].messages[0]
    assert [each.name for each in last.attachments] == ["忘れた.txt"] * ("files" in changed)


def test_the_form_begins_with_what_was_searched_for_and_the_topic_that_was_read(client: FlaskClient) -> None:
    html = client.get("/ja/contact?q=返金 <されない>&category=billing/cards").text
    assert 'name="subject" value="返金 &lt;されない&gt;"' in html
    assert '<option value="billing" selected>' in html


def test_a_pasted_message_is_no_subject(client: FlaskClient) -> None:
    html = client.get("/ja/contact", query_string={"q": "長" * 300}).text
    assert 'name="subject" value=""' in html
    assert f"{'長' * 300}</textarea>" in html


@pytest.mark.parametrize("page", ["/ja/billing/refund?q=返金", "/ja/search?q=返金", "/ja/search?q=zeppelin", "/ja/search"])
def test_every_article_and_every_results_page_ends_with_the_way_to_the_form(client: FlaskClient, page: str) -> None:
    (address,) = re.findall(r'<a class="button" href="([^"]*/contact[^"]*)"', client.get(page).text)
    query = page.partition("q=")[2]
    assert f'name="subject" value="{query}"' in client.get(unescape(address)).text


def test_without_tickets_the_page_shows_the_channels_alone(kb: FakeKnowledgeBase, insights: FakeInsights) -> None:
    client = create_app(kb, insights).test_client()  # type: ignore[arg-type]
    assert '<form class="contact-form"' not in client.get("/ja/contact").text
    assert client.post("/ja/contact", data=LETTER).status_code == 404
    assert client.get("/ja/tickets/answers?q=返金").status_code == 404


def test_a_site_that_takes_no_tickets_shows_the_channels_alone(
    kb: FakeKnowledgeBase, client: FlaskClient, send: Send, tickets: MemoryTickets
) -> None:
    kb.config = config(enabled=False)
    assert '<form class="contact-form"' not in client.get("/ja/contact").text
    assert send().status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"subject": " "}, "subject", "件名が空です"),
        ({"subject": "あ" * 201}, "subject", "1文字多すぎます"),
        ({"text": "\r\n"}, "text", "お問い合わせ内容が空です"),
        ({"text": "あ" * 20_003}, "text", "3文字多すぎます"),
        ({"name": ""}, "name", "お名前が空です"),
        ({"email": ""}, "email", "メールアドレスが空です"),
        ({"email": "miho.example.com"}, "email", "メールアドレスに @ がありません"),
        ({"email": "a@b\r\nBcc: c@d.example"}, "email", "メールアドレスの形になっていません"),
    ],
)
def test_what_is_to_be_mended_stands_at_the_field_and_at_the_top_and_nothing_is_lost(
    send: Send, tickets: MemoryTickets, typed: dict[str, str], field: str, said: str
) -> None:
    response = send(**typed)
    html = response.text
    assert response.status_code == 422
    assert tickets.tickets == {}
    assert re.search(f'<a href="#page--{field}">{said}', html)
    assert re.search(f'<div id="page--{field}-problem">\\s*<p class="field-problem">{said}', html)
    assert re.search(f'id="page--{field}"[^>]*aria-describedby="[^"]*page--{field}-problem"[^>]*aria-invalid="true"', html)
    for name, value in (LETTER | typed).items():
        if name not in ("category", "text"):
            assert f'value="{value}"' in unescape(html)
    assert (LETTER | typed)["text"].strip() in unescape(html)
    assert '<option value="billing" selected>' in html


def test_faults_are_listed_in_the_order_of_the_form(send: Send) -> None:
    html = send(subject="", text="", name="", email="", files=[(BytesIO(b""), "空.txt")]).text
    assert re.findall(r'<li><a href="#page--(\w+)">', html) == ["subject", "text", "files", "name", "email"]


def test_in_english_it_says_so_in_english(send: Send) -> None:
    html = send("/en/contact", email="ann").text
    assert "Your message is not sent yet" in html
    assert "There is no @ in the e-mail address." in html


def test_files_survive_a_fault_and_can_be_taken_out(send: Send, tickets: MemoryTickets) -> None:
    files = [(BytesIO(b"one"), "一つ.txt"), (BytesIO(b"two"), "二つ.txt")]
    html = send(email="", files=files).text
    assert "一つ.txt" in html
    form = hidden(html)
    assert len(form["kept"]) == 2
    send(form=form | {"kept": form["kept"][1:]})
    assert [each.name for each in only(tickets).messages[0].attachments] == ["二つ.txt"]


def test_the_sixth_file_is_named_and_the_others_are_kept(send: Send, tickets: MemoryTickets) -> None:
    response = send(files=[(BytesIO(bytes([65 + number])), f"{number}.txt") for number in range(6)])
    assert response.status_code == 422
    assert "「5.txt」は添付していません" in response.text
    send(form=hidden(response.text))
    assert len(only(tickets).messages[0].attachments) == 5


def test_a_file_of_somebody_else_cannot_be_asked_for(send: Send, client: FlaskClient, tickets: MemoryTickets) -> None:
    send(form=hidden(client.get("/ja/contact").text) | {"kept": ["WyJ4Il0.forged"]})
    assert only(tickets).messages[0].attachments == ()


def test_a_form_larger_than_all_files_may_be_is_refused_with_the_way_back(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact, "LARGEST_FORM", 10_000)
    response = send(files=[(BytesIO(b"x" * 20_000), "大.txt")])
    assert response.status_code == 413
    assert "前のページに戻ると" in response.text


def test_a_form_without_files_cannot_be_large(client: FlaskClient) -> None:
    assert client.post("/ja/tickets/solved", data={"q": "x" * 2 * LARGEST_FORM}).status_code == 413


def test_while_the_database_is_down_the_form_stays_filled_and_names_the_telephone(send: Send, tickets: MemoryTickets) -> None:
    tickets.is_down = True
    response = send(files=[(BytesIO(b"one"), "一つ.txt")])
    assert response.status_code == 503
    assert "こちらの不具合で、まだ送信できていません" in response.text
    assert "お急ぎのときはお電話ください" in response.text
    assert response.text.count('href="tel:050-5555-0142"') == 2
    assert LETTER["subject"] in response.text
    tickets.is_down = False
    assert send(form=hidden(response.text)).status_code == 303
    assert [each.name for each in only(tickets).messages[0].attachments] == ["一つ.txt"]


def test_where_files_have_no_room_on_their_way_in_the_page_says_so_with_the_telephone(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_form(*_: object, **__: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(contact, "read_form", read_form)
    response = send()
    assert response.status_code == 503
    assert "前のページに戻ると" in response.text
    assert 'href="tel:050-5555-0142"' in response.text


def test_a_file_that_cannot_be_saved_is_named_with_the_telephone_and_the_others_are_kept(
    send: Send, tickets: MemoryTickets
) -> None:
    one = send(files=[(BytesIO(b"one"), "一つ.txt")], subject="")
    folder, tickets.folder = tickets.folder, tickets.folder / "gone"
    response = send(form=hidden(one.text), files=[(BytesIO(b"two"), "二つ.txt")])
    summary = response.text.partition('<form class="contact-form"')[0]
    assert response.status_code == 503
    assert "こちらの不具合で、まだ送信できていません" in summary
    assert "「二つ.txt」を保存できませんでした" in summary
    assert 'href="tel:050-5555-0142"' in summary
    assert tickets.tickets == {}
    tickets.folder = folder
    assert send(form=hidden(response.text)).status_code == 303
    assert [each.name for each in only(tickets).messages[0].attachments] == ["一つ.txt"]


def test_the_searches_and_articles_of_the_visit_go_along_unless_unticked(
    client: FlaskClient, send: Send, tickets: MemoryTickets
) -> None:
    client.get("/ja/search?q=返金")
    client.get("/ja/billing/refund")
    client.get("/ja/billing/invoice")
    html = client.get("/ja/contact").text
    for shown in ("「返金」を検索", "「返金を申し込む」を閲覧", "「請求書を受け取る」を閲覧"):
        assert shown in html
    form = hidden(html)
    again = send(form=form | {"tried": form["tried"][:2]}, email="").text
    assert len(hidden(again)["tried"]) == 2
    send(form=hidden(again))
    search, article = only(tickets).tried
    assert (search.query, search.results) == ("返金", 1)
    assert (article.article_id, article.revision, article.path) == ("refund", "r1", "billing/refund")


def test_of_a_reader_who_refuses_tracking_nothing_is_listed(client: FlaskClient, send: Send, tickets: MemoryTickets) -> None:
    client.get("/ja/billing/refund")
    quiet = {"DNT": "1"}
    assert "これまでに試したこと" not in client.get("/ja/contact", headers=quiet).text
    assert send(headers=quiet).status_code == 303
    assert only(tickets).tried == ()


def test_a_list_that_was_tampered_with_is_empty(send: Send, client: FlaskClient, tickets: MemoryTickets) -> None:
    send(form=hidden(client.get("/ja/contact").text) | {"shown": "W10.x", "tried": ["0"]})
    assert only(tickets).tried == ()


def test_answers_are_offered_but_for_those_that_were_read(client: FlaskClient) -> None:
    assert "返金を申し込む" in client.get("/ja/tickets/answers?q=返金").text
    assert "返金を申し込む" in client.get("/ja/contact?q=返金").text
    client.get("/ja/billing/refund")
    response = client.get("/ja/tickets/answers?q=返金")
    assert response.text.strip() == ""
    assert response.headers["Cache-Control"] == "private, no-store"


def test_without_an_index_people_can_write_all_the_same(
    kb: FakeKnowledgeBase, client: FlaskClient, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise IndexUnavailableError("there is no index", "インデックスがありません")

    client.get("/ja/billing/refund")
    for method in ("search", "categories", "by_id"):
        monkeypatch.setattr(kb, method, gone)
    assert client.get("/ja/contact?q=返金").status_code == 200
    assert send("/ja/contact?q=返金").status_code == 303


def test_an_answer_that_solves_it_is_counted_and_ends_the_visit_happily(
    client: FlaskClient, insights: FakeInsights, tickets: MemoryTickets
) -> None:
    response = client.post("/ja/tickets/solved", data={"article": "refund", "q": "返金されない"})
    assert insights.noted[-1][0] == "solution"
    assert insights.noted[-1][2:] == ("ja", "返金されない", "refund")
    assert "解決してよかったです" in client.get(response.headers["Location"]).text
    assert client.post("/ja/tickets/solved", data={"article": "nothing"}).status_code == 404
    assert (
        client.post("/ja/tickets/solved", data={"article": "refund"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    assert tickets.tickets == {}


@pytest.mark.parametrize("token", ["", "x", "WyJ4Il0.x.y", "\0解約"])
def test_a_form_that_is_not_ours_sends_nothing_and_can_be_sent_again(send: Send, tickets: MemoryTickets, token: str) -> None:
    response = send(form={"token": token})
    assert response.status_code == 422
    assert "もう一度送信してください" in response.text
    assert tickets.tickets == {}
    assert send(form=hidden(response.text)).status_code == 303


def test_a_form_that_is_too_old_or_of_another_visit_is_not_taken(
    app: Flask, client: FlaskClient, send: Send, tickets: MemoryTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    stolen = hidden(app.test_client().get("/ja/contact").text)
    client.get("/ja/billing/refund")
    assert send(form=stolen).status_code == 422
    monkeypatch.setattr(form_token, "LIFETIME", -1)
    assert send().status_code == 422
    assert tickets.tickets == {}


def test_a_form_on_another_site_is_not_taken(send: Send, client: FlaskClient, tickets: MemoryTickets) -> None:
    form = hidden(client.get("/ja/contact").text)
    assert send(form=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 422
    assert tickets.tickets == {}


def test_a_program_that_fills_in_what_nobody_sees_sends_nothing(send: Send, tickets: MemoryTickets) -> None:
    html = send(website="https://spam.example").text
    assert tickets.tickets == {}
    assert '<a href="#page--website">' in html
    assert '<div class="field trap">' in html


@pytest.mark.parametrize("typed", [{"website": "https://spam.example"}, {"token": "forged"}, {"email": "ＮＯ@Junk.example"}])
def test_files_of_programs_and_of_who_is_blocked_are_not_kept(
    insights: FakeInsights, tickets: MemoryTickets, typed: dict[str, str]
) -> None:
    client = application(insights, tickets, blocked=["junk.example"])
    response = post(client, **typed, files=[(BytesIO(b"x"), "a.txt")])
    assert response.status_code == 422
    assert "ファイルを受け取れませんでした" in response.text
    assert list(tickets.folder.iterdir()) == []


def test_a_form_filled_in_within_a_moment_is_asked_for_once_more(
    send: Send, tickets: MemoryTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "QUICKEST", 60.0)
    response = send()
    assert "送信までの時間が短すぎました" in response.text
    assert tickets.tickets == {}
    monkeypatch.setattr(admission, "QUICKEST", -1.0)
    assert send(form=hidden(response.text)).status_code == 303


def test_who_sends_an_empty_form_at_once_is_only_told_what_is_missing(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "QUICKEST", 60.0)
    html = send(subject="").text
    assert "件名が空です" in html
    assert "送信までの時間が短すぎました" not in html


def application(insights: FakeInsights, tickets: MemoryTickets, **settings: Any) -> FlaskClient:
    app = create_app(FakeKnowledgeBase(config=config(**settings)), insights, tickets)  # type: ignore[arg-type]
    app.test_client_class = Client
    return app.test_client()


def post(client: FlaskClient, html: str = "", **typed: Any) -> TestResponse:
    shown = hidden(html or client.get("/ja/contact").text)
    return client.post("/ja/contact", data=MultiDict({**shown, **LETTER, **typed}), content_type="multipart/form-data")


@pytest.mark.parametrize("blocked", ["miho@customer.example", "customer.example", "@example", "127.0.0.0/8"])
def test_who_is_blocked_is_told_of_the_other_ways(insights: FakeInsights, tickets: MemoryTickets, blocked: str) -> None:
    response = post(application(insights, tickets, blocked=[blocked, "198.51.100.7", "elsewhere.example"]))
    assert "このアドレスからの送信はここでは受け付けていません" in response.text
    assert tickets.tickets == {}


def test_nobody_else_is_blocked(insights: FakeInsights, tickets: MemoryTickets) -> None:
    assert post(application(insights, tickets, blocked=["omer.example", "10.0.0.0/8"])).status_code == 303


def solved(token: str) -> str:
    return next(str(number) for number in range(10_000_000) if is_solved(token, str(number)))


def test_near_the_limit_a_form_needs_a_sum_or_a_minute(
    insights: FakeInsights, tickets: MemoryTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = application(insights, tickets, hourly_limit=4)
    assert "data-challenge" not in client.get("/ja/contact").text
    assert [post(client, subject=f"{number}").status_code for number in range(2)] == [303, 303]
    html = post(client, subject="3").text
    assert "1分ほど待って" in html
    assert f'data-challenge="{hidden(html)["token"]}"' in html
    assert post(client, html, subject="3", sum=solved(hidden(html)["token"])).status_code == 303
    monkeypatch.setattr(admission, "PAUSE", -1.0)
    assert post(client, subject="4").status_code == 303
    refused = post(client, subject="5")
    assert re.search("受け付けられません。入力した内容は残っています。[0-9]+分後", refused.text)
    assert len(tickets.tickets) == 4


def test_each_ticket_is_paid_for(insights: FakeInsights, tickets: MemoryTickets, monkeypatch: pytest.MonkeyPatch) -> None:
    client = application(insights, tickets, hourly_limit=6)
    html = client.get("/ja/contact").text
    answer = solved(hidden(html)["token"])
    for number in range(3):
        post(client, subject=f"{number}")
    assert post(client, html, subject="a", sum=answer).status_code == 303
    again = post(client, html, subject="b", sum=answer)
    assert again.status_code == 422
    monkeypatch.setattr(admission, "PAUSE", -1.0)
    assert post(client, html, subject="b").status_code == 422
    assert post(client, again.text, subject="b").status_code == 303
    assert post(client, html, subject="a", sum=answer).status_code == 303
    assert len(tickets.tickets) == 5


def test_one_mail_address_can_be_named_so_many_times_a_day(insights: FakeInsights, tickets: MemoryTickets) -> None:
    client = application(insights, tickets, daily_limit=1)
    assert post(client).status_code == 303
    assert post(client, subject="2").status_code == 422
    assert post(client, email="other@customer.example").status_code == 303


def test_pressing_twice_is_no_second_ticket_to_the_limit(insights: FakeInsights, tickets: MemoryTickets) -> None:
    client = application(insights, tickets, hourly_limit=1)
    html = client.get("/ja/contact").text
    assert [post(client, html).status_code for _ in range(3)] == [303, 303, 303]


def test_plans_and_products_can_be_chosen_and_each_plan_says_its_promise(
    insights: FakeInsights, tickets: MemoryTickets
) -> None:
    plans = [{"name": "free"}, {"name": "team", "label": {"ja": "チーム"}}]
    client = application(insights, tickets, plans=plans, products=["ボード", "モバイル"])
    html = client.get("/ja/contact").text
    assert html.count("14:30までに") == 3
    assert "チーム" in html
    tickets.draft_rules = replace(tickets.draft_rules, products=("ボード", "モバイル"))
    assert post(client, product="モバイル", plan="team").status_code == 303
    assert only(tickets).product == "モバイル"


def test_where_addresses_are_confirmed_the_form_and_the_page_after_it_say_so(
    insights: FakeInsights, tickets: MemoryTickets
) -> None:
    client = application(insights, tickets, confirm_email=True)
    assert "リンクを開くと、お問い合わせが届きます" in client.get("/ja/contact").text
    assert "あと一歩で完了です" in client.get(post(client).headers["Location"]).text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(
            ["token", "shown", "tried", "kept", "subject", "text", "name", "email", "category", "plan", "sum", "x"]
        ),
        st.text(alphabet=st.characters(exclude_categories=("Cs",))),
    )
)
def test_any_form_is_answered(client: FlaskClient, form: dict[str, str]) -> None:
    assert client.post("/ja/contact", data=form).status_code in (303, 422)
    assert client.post("/en/tickets/solved", data=form).status_code in (303, 404)
    assert client.get("/en/contact", query_string=form).status_code == 200
