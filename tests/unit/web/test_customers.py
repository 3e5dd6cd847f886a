import json

import pytest
from flask import Flask

from kbsearch.config import Config
from kbsearch.site_config import SiteConfig
from tests.fakes.memory_tickets import FOREIGN, OPEN, SOLVED, MemoryTickets
from tests.unit.web.fakes import FakeKnowledgeBase
from tests.unit.web.portal import LINK, Portal
from tests.unit.web.test_tickets import app, portal, tickets  # noqa: F401 - fixtures
from web import create_app

PAGES = (
    "/ja/tickets",
    f"/ja/tickets/{OPEN}",
    f"/ja/tickets/{OPEN}/files/1/1",
    f"/ja/tickets/{FOREIGN}",
    "/ja/tickets/data",
    "/ja/tickets/delete",
    "/ja/tickets/link",
    f"/ja/tickets/open/{LINK}",
)
FORMS = (*(f"/ja/tickets/{OPEN}/{what}" for what in ("close", "reopen", "rate")), "/ja/tickets/delete", "/ja/tickets/leave")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_no_page_of_a_customer_is_kept_found_or_told_of(
    portal: Portal,  # noqa: F811
    address: str,
    is_signed_in: bool,
) -> None:
    if is_signed_in:
        portal.sign_in()
    headers = portal.client.get(address).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(("url", "is_secure"), [("https://help.example.com", True), ("http://help.example.com", False)])
def test_the_session_is_sent_by_https_alone_where_people_come_by_it(
    tickets: MemoryTickets,  # noqa: F811
    url: str,
    is_secure: bool,
) -> None:
    config = Config(secret_key="a key for tests only", site=SiteConfig(url=url))
    client = create_app(FakeKnowledgeBase(config=config), tickets=tickets).test_client()  # type: ignore[arg-type]
    assert ("Secure" in client.get("/ja/tickets/link").headers["Set-Cookie"]) is is_secure


@pytest.mark.parametrize("address", PAGES)
def test_nothing_that_names_the_customer_stands_in_an_address(portal: Portal, address: str) -> None:  # noqa: F811
    html = portal.sign_in().client.get(address).get_data(as_text=True)
    assert "miho%40" not in html
    assert "=miho@" not in html


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("token", [None, "", "x", "\0解約", "other"])
def test_a_form_that_is_not_ours_changes_nothing(
    app: Flask,  # noqa: F811
    portal: Portal,  # noqa: F811
    tickets: MemoryTickets,  # noqa: F811
    address: str,
    token: str | None,
) -> None:
    portal.sign_in()
    before = dict(tickets.tickets)
    if token == "other":
        token = Portal(app.test_client()).token("/ja/tickets/link")
    fields = {"sure": "yes", "satisfaction": "5"} | ({} if token is None else {"token": token})
    assert portal.client.post(address, data=fields).status_code == 400
    assert tickets.tickets == before
    assert len(tickets.sessions) == 1


@pytest.mark.parametrize("address", FORMS[:-1])
def test_without_a_session_a_form_changes_nothing(app: Flask, tickets: MemoryTickets, address: str) -> None:  # noqa: F811
    stranger = Portal(app.test_client())
    before = dict(tickets.tickets)
    response = stranger.send(address, page="/ja/tickets/link", sure="yes", satisfaction="5")
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/ja/tickets/link")
    assert tickets.tickets == before


def test_the_data_are_a_file_of_ones_own(portal: Portal) -> None:  # noqa: F811
    response = portal.sign_in().client.get("/ja/tickets/data")
    assert response.headers["Content-Disposition"] == "attachment; filename=tickets.json"
    assert response.mimetype == "application/json"
    assert "山田 美穂" in response.get_data(as_text=True)
    assert json.loads(response.data)["tickets"] == [OPEN, SOLVED]


def test_deleting_asks_first_and_says_what_goes(portal: Portal, tickets: MemoryTickets) -> None:  # noqa: F811
    page = portal.sign_in().get("/ja/tickets/delete")
    assert "お問い合わせ2件" in page
    assert "miho@customer.example" in page
    response = portal.send("/ja/tickets/delete")
    assert response.status_code == 422
    assert "チェックが入っていないため、まだ何も削除していません" in response.get_data(as_text=True)
    assert len(tickets.tickets) == 3


def test_deleting_leaves_nothing_but_what_is_others(portal: Portal, tickets: MemoryTickets) -> None:  # noqa: F811
    response = portal.sign_in().send("/ja/tickets/delete", sure="yes")
    assert response.headers["Location"] == "/ja/tickets/link?done=forgotten"
    assert list(tickets.tickets) == [FOREIGN]
    assert "データとお問い合わせを削除しました" in portal.get("/ja/tickets/link?done=forgotten")
    assert portal.client.get("/ja/tickets").status_code == 303


def test_who_signs_out_is_out_everywhere(app: Flask, portal: Portal, tickets: MemoryTickets) -> None:  # noqa: F811
    session = portal.sign_in().client.get_cookie("kbsearch_customer")
    assert session
    response = portal.send("/ja/tickets/leave", page="/ja/tickets")
    assert response.headers["Location"] == "/ja/tickets/link?done=left"
    assert tickets.sessions == {}
    thief = app.test_client()
    thief.set_cookie("kbsearch_customer", session.value)
    assert thief.get("/ja/tickets").status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 9000, '"', "%00", "session-0"])
def test_any_other_cookie_is_nobody(app: Flask, cookie: str) -> None:  # noqa: F811
    client = app.test_client(use_cookies=False)
    assert client.get("/ja/tickets", headers={"Cookie": f"kbsearch_customer={cookie}"}).status_code == 303
