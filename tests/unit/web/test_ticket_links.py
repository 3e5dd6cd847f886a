import re

import pytest
from flask import Flask

from tests.fakes.memory_tickets import MIHO, OPEN, SOLVED, MemoryTickets
from tests.unit.web.portal import LINK, Portal
from tests.unit.web.test_tickets import app, portal, tickets  # noqa: F401 - fixtures
from web.crowding import LINKS
from web.customers import COOKIE

OPENING = f"/ja/tickets/open/{LINK}"


def test_a_link_that_a_mail_scanner_opened_still_opens_the_ticket(app: Flask, portal: Portal) -> None:  # noqa: F811
    for _ in range(3):
        assert "お問い合わせを開く" in Portal(app.test_client()).get(OPENING)
    response = portal.send(OPENING)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/ja/tickets/{OPEN}"
    assert "請求書が届きません" in portal.get(f"/ja/tickets/{OPEN}")


def test_a_link_opens_once(app: Flask, portal: Portal) -> None:  # noqa: F811
    portal.sign_in()
    again = Portal(app.test_client()).send(OPENING)
    assert again.status_code == 410
    assert "このリンクは使用済みか、期限が切れています" in again.get_data(as_text=True)


def test_a_spent_link_still_leads_who_is_signed_in_to_their_tickets(portal: Portal) -> None:  # noqa: F811
    assert portal.sign_in().send(OPENING).headers["Location"] == "/ja/tickets"


@pytest.mark.parametrize("token", ["x", "なに", "a.b.c", "%00", "x" * 3000])
def test_a_link_that_is_not_ours_opens_nothing(portal: Portal, token: str) -> None:  # noqa: F811
    assert portal.send(f"/en/tickets/open/{token}").status_code == 410


def test_the_cookie_is_the_sessions_alone(portal: Portal, tickets: MemoryTickets) -> None:  # noqa: F811
    header = portal.send(OPENING).headers["Set-Cookie"]
    (session,) = tickets.sessions
    name, *traits = (part.strip() for part in header.split(";"))
    assert name == f"{COOKIE}={session}"
    assert set(traits) == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_behind_tls_the_cookie_never_leaves_it(app: Flask) -> None:  # noqa: F811
    client = app.test_client()
    headers = client.get(OPENING, base_url="https://help.example").headers
    assert "Secure" in headers["Set-Cookie"]


def test_a_form_of_another_site_signs_nobody_in(app: Flask, tickets: MemoryTickets) -> None:  # noqa: F811
    stolen = Portal(app.test_client()).token(OPENING)
    victim = app.test_client()
    victim.get("/ja/tickets/link")
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        assert victim.post(OPENING, data={"token": stolen}, headers=headers).status_code == 400
    assert tickets.sessions == {}


def test_a_browser_without_cookies_is_told_and_the_link_stays_whole(app: Flask, tickets: MemoryTickets) -> None:  # noqa: F811
    client = app.test_client(use_cookies=False)
    for address in (OPENING, "/ja/tickets/link"):
        response = client.post(address, data={"token": "x", "email": MIHO.email, "reference": OPEN})
        assert response.status_code == 400
        assert "Cookieを許可してください" in response.get_data(as_text=True)
    assert LINK in tickets.links
    assert tickets.asked == []


def test_a_new_link_is_asked_for_by_address_and_number(portal: Portal, tickets: MemoryTickets) -> None:  # noqa: F811
    response = portal.send("/ja/tickets/link", email=" Miho@customer.example ", reference="kb7q4x２q")
    assert response.headers["Location"] == "/ja/tickets/link?done=sent"
    assert tickets.asked == [(MIHO.email, OPEN, "ja")]
    assert "メールをご確認ください" in portal.get("/ja/tickets/link?done=sent")


def test_whether_a_ticket_is_there_cannot_be_seen(portal: Portal) -> None:  # noqa: F811
    known, wrong, unknown = (
        portal.send("/en/tickets/link", email=email, reference=reference)
        for email, reference in ((MIHO.email, OPEN), ("nobody@customer.example", OPEN), ("x@y.example", "KB-2222-22"))
    )
    assert known.data == wrong.data == unknown.data
    assert dict(known.headers) == dict(wrong.headers) == dict(unknown.headers)


def test_who_asks_for_too_many_links_is_answered_the_same_and_mailed_no_more(
    portal: Portal,  # noqa: F811
    tickets: MemoryTickets,  # noqa: F811
) -> None:
    for known, reference in ((MIHO.email, OPEN), ("nobody@customer.example", OPEN)):
        tickets.asked.clear()
        typed = [known, known.upper(), f" {known}"] * LINKS
        answers = [portal.send("/en/tickets/link", email=email, reference=reference) for email in typed]
        assert len({answer.data for answer in answers}) == 1
        assert all(dict(answer.headers) == dict(answers[0].headers) for answer in answers)
        assert tickets.asked == [(known, reference, "en")] * LINKS


def test_what_cannot_be_an_address_or_a_number_is_said_beside_the_field(
    portal: Portal,  # noqa: F811
    tickets: MemoryTickets,  # noqa: F811
) -> None:
    response = portal.send("/ja/tickets/link", email="miho＠", reference="KB-7Q4X-2X")
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert html.count("受付番号に入力の誤りがあります") == 2
    assert re.search(r'<input id="page--email"[^>]*value="miho＠"[^>]*aria-invalid="true"', html, re.DOTALL)
    assert re.search(r'<input [^>]*id="page--reference"[^>]*value="KB-7Q4X-2X"[^>]*aria-invalid="true"', html, re.DOTALL)
    assert tickets.asked == []


def test_who_is_not_signed_in_is_led_to_the_form_with_the_number(portal: Portal) -> None:  # noqa: F811
    response = portal.client.get(f"/ja/tickets/{SOLVED}")
    assert response.headers["Location"] == f"/ja/tickets/link?reference={SOLVED}"
    assert f'value="{SOLVED}"' in portal.get(response.headers["Location"])


@pytest.mark.parametrize("address", ["/ja/tickets/link?done=%3Cb%3E&reference=%22%3E", "/en/tickets/link?done=sent&done=left"])
def test_the_address_puts_nothing_into_the_page(portal: Portal, address: str) -> None:  # noqa: F811
    assert '">' not in re.findall(r'value="([^"]*)', portal.get(address))
