"""Whatever is asked, and however: an answer that a person can read, never an error of ours, and nothing of it comes back as HTML."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import Signer
from werkzeug.test import TestResponse

from kbsearch.config import Config, LimitsConfig
from kbsearch.tickets.ticket import Attachment, Author, Message, Status
from tests.fakes.memory_tickets import MIHO, OPEN, SENT, SOLVED, MemoryTickets, ticket_of
from tests.library import open_in, write, write_articles
from tests.unit.web.fake_insights import FakeInsights
from web import create_app
from web.customers import COOKIE

MARK = "<b id=x7>"
HOSTILE = f'"{MARK}敵意</b><script>alert(1)</script>'
ARTICLE = f"""---
id: hostile
title: '{HOSTILE}'
summary: '{HOSTILE}'
questions: ['{HOSTILE}?']
tags: ['{HOSTILE}']
---
# {HOSTILE}

敵意 {HOSTILE}
"""
NASTY = (
    f"\"'>{MARK}</b>",
    f"javascript:{MARK}",
    "../../etc/passwd",
    "%00",
    "\0",
    "\r\nX-Injected: 1",
    "%2e%2e%2f",
    "返金",
    "解薬",
    "tag:",
    'category:"',
    "{{7*7}}",
    "💳",
    "\ud800",
    "999999999999999999999",
    "-1",
    "1e9",
    "NaN",
    "refund",
    "billing/refund",
    "*",
    "",
)
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.lists(st.sampled_from(NASTY), max_size=4).map("".join),
    st.just("あ" * 3000),
)
WORDS = (
    "search",
    "contact",
    "changes",
    "questions",
    "tags",
    "glossary",
    "widget",
    "vote",
    "chosen",
    "billing",
    "billing/refund",
    "tickets",
    *(f"tickets/{place}" for place in ("link", "sent", "answers", "solved", "data", "delete", "leave", "open/x", OPEN, SOLVED)),
    *(f"tickets/{OPEN}/{place}" for place in ("reply", "close", "reopen", "rate", "files/1/1", "files/9/9")),
)
PLACES = (
    "a",
    "media",
    "static",
    "api/v1",
    "api/v1/ja",
    "api/v1/ja/articles",
    "sitemap.xml",
    "robots.txt",
    "llms.txt",
    "theme.css",
)
REAL = st.sampled_from(
    ["/ja/hostile/article", "/ja/hostile/", "/sitemap.xml", "/ja/feed.atom", "/ja/opensearch.xml"]
    + [f"/{locale}/{word}" for locale in ("ja", "en") for word in WORDS]
    + [f"/api/v1/{locale}/{word}" for locale in ("ja", "en") for word in ("search", "suggest", "articles", "feedback")]
)
MADE_UP = st.one_of(
    st.builds("/{}/{}".format, st.sampled_from(("ja", "en", "fr", *PLACES)), TEXT),
    st.builds("/{}/{}/{}".format, st.sampled_from(("ja", "en")), st.sampled_from(WORDS), TEXT),
    st.builds("/{}".format, TEXT),
)
PATHS = st.booleans().flatmap(lambda is_real: REAL if is_real else MADE_UP)
PARAMETERS = (
    "q",
    "page",
    "literal",
    "limit",
    "offset",
    "article",
    "voted",
    "ballot",
    "tag",
    "category",
    "v",
    "helpful",
    "url",
    "text",
    "done",
    "ticket",
    "reference",
)
OF_LETTERS = ("subject", "name", "email", "language", "product", "plan", "tried", "shown", "kept", "website", "sum")
OF_TICKETS = ("key", "satisfaction", "comment", "recommend", "sure")
FIELDS = (*PARAMETERS, *OF_LETTERS, *OF_TICKETS, "token", "revision", "reason", "sentence")
SESSION, KEY = "session-of-miho", "the key of any request"
TOKEN = Signer(KEY, salt="ticket").get_signature(SESSION).decode()
"""Of the forms of a customer who is signed in: what is sent gets past it."""
HEADERS = (
    "Accept",
    "Accept-Language",
    "Cookie",
    "Host",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Content-Type",
)
LINE = st.one_of(
    st.sampled_from(
        ("en;q=0.5, ja;q=x", "kbsearch_visit=" + "x" * 22, "bytes=0-", '"*"', "Thu, 99 Foo", "a" * 9000, f'"{MARK}')
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
)
BODIES = st.one_of(st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=6), st.binary(max_size=80))
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("centre")
    articles = write_articles(folder)
    write(articles / "ja" / "hostile" / "_category.yml", f"name: '{HOSTILE}'\ndescription: '{HOSTILE}'\n")
    write(articles / "ja" / "hostile" / "article.md", ARTICLE)
    kb = open_in(folder)
    kb.reindex()
    kb.config = Config(**dict(kb.config) | {"limits": LimitsConfig(posts=0, api=0), "secret_key": KEY, "var_dir": folder})
    app = create_app(kb, FakeInsights(), hostile_tickets(folder))  # type: ignore[arg-type]
    app.testing = True  # an exception comes through instead of a page that says 500
    return app


def hostile_tickets(folder: Path) -> MemoryTickets:
    """Return two tickets in which everything that somebody typed is hostile, and where nobody signs out."""

    class Tickets(MemoryTickets):
        def end_session(self, session: str) -> None:
            pass

    tickets = Tickets(folder)
    files = (Attachment(HOSTILE, "text/html", 9, "0" * 64),)
    said = tuple(Message(number, SENT, author, HOSTILE, HOSTILE, files) for number, author in enumerate(Author, start=1))
    tickets.put(
        ticket_of(MIHO, OPEN, subject=HOSTILE, messages=said),
        ticket_of(MIHO, SOLVED, id=2, subject=HOSTILE, status=Status.SOLVED),
    )
    tickets.sessions[SESSION] = MIHO
    return tickets


def client(app: Flask) -> FlaskClient:
    """Return a browser in which a customer is signed in."""
    browser = app.test_client()
    browser.set_cookie(COOKIE, SESSION)
    return browser


def check(response: TestResponse) -> None:
    status, text = response.status_code, response.get_data(as_text=True)
    assert status < 500
    assert "X-Injected" not in response.headers
    if response.mimetype == "text/html":
        assert MARK not in text
        assert 300 <= status < 400 or "<h1" in text or response.request.path.endswith("/tickets/answers")
    if response.mimetype in ("application/xml", "image/svg+xml", "application/atom+xml"):
        assert MARK not in text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@often
@given(PATHS, st.dictionaries(st.sampled_from(PARAMETERS) | TEXT, TEXT, max_size=4))
def test_any_path_and_query_string(app: Flask, path: str, arguments: dict[str, str]) -> None:
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in arguments.items())
    check(client(app).get(quote(path, errors="replace"), query_string=query))


@often
@given(PATHS, st.binary(max_size=60))
def test_any_bytes_in_the_query_string(app: Flask, path: str, query: bytes) -> None:
    check(client(app).get(quote(path, errors="replace"), query_string=query.decode("latin-1")))


@often
@given(PATHS, st.dictionaries(st.sampled_from(HEADERS), LINE, max_size=4))
def test_any_header(app: Flask, path: str, headers: dict[str, str]) -> None:
    check(client(app).get(quote(path, errors="replace"), headers=headers))


@often
@given(PATHS, BODIES, st.dictionaries(st.sampled_from(HEADERS), LINE, max_size=2))
def test_any_form(app: Flask, path: str, body: dict[str, str] | bytes, headers: dict[str, str]) -> None:
    printable = {name: value.encode("utf-8", "replace") for name, value in body.items()} if isinstance(body, dict) else body
    data = {"token": TOKEN.encode()} | printable if isinstance(printable, dict) else printable
    check(client(app).post(quote(path, errors="replace"), data=data, headers=headers))


@pytest.mark.parametrize(
    "path",
    [
        "/ja/",
        "/ja/search?q=敵意",
        "/ja/hostile/",
        "/ja/hostile/article",
        "/ja/hostile/article?q=敵意",
        "/ja/hostile/敵意",
        "/ja/tags",
        f"/ja/tags/{quote(HOSTILE, safe='')}",
        "/ja/questions",
        "/ja/changes",
        "/ja/feed.atom",
        "/ja/widget?q=敵意",
        "/ja/widget?article=hostile/article&q=敵意",
        "/ja/contact?q=敵意",
        "/ja/tickets",
        f"/ja/tickets/{OPEN}",
        f"/ja/tickets/{SOLVED}",
        f"/ja/tickets/link?reference={quote(HOSTILE, safe='')}",
    ],
)
def test_what_a_hostile_writer_named_is_shown_as_it_is_written(app: Flask, path: str) -> None:
    response = client(app).get(path)
    text = response.get_data(as_text=True)
    assert MARK not in text.replace('<b id="x7">', "")
    assert "alert(1)</script>" not in text
    check(response)


def test_what_a_customer_sends_gets_past_the_token(app: Flask) -> None:
    sent = client(app).post(f"/ja/tickets/{OPEN}/rate", data={"token": TOKEN, "satisfaction": "5"})
    assert sent.status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "XYZ"])
@pytest.mark.parametrize("path", ["/", "/ja/", "/ja/search?q=x", "/ja/vote", "/api/v1/ja/search", f"/ja/tickets/{OPEN}/reply"])
def test_any_method(app: Flask, method: str, path: str) -> None:
    assert app.test_client().open(path, method=method).status_code < 500
