"""Whatever is asked, and however: an answer that a person can read, never an error of ours, and nothing of it comes back as HTML."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from kbsearch.config import Config, LimitsConfig
from tests.library import open_in, write, write_articles
from tests.unit.web.fake_insights import FakeInsights
from web import create_app

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
)
FIELDS = (*PARAMETERS, "token", "revision", "reason", "sentence")
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
    kb.config = Config(**dict(kb.config) | {"limits": LimitsConfig(posts=0, api=0), "secret_key": "fuzz", "var_dir": folder})
    app = create_app(kb, FakeInsights())  # type: ignore[arg-type]
    app.testing = True  # an exception comes through instead of a page that says 500
    return app


def check(response: TestResponse) -> None:
    status, text = response.status_code, response.get_data(as_text=True)
    assert status < 500
    assert "X-Injected" not in response.headers
    if response.mimetype == "text/html":
        assert MARK not in text
        assert 300 <= status < 400 or "<h1" in text
    if response.mimetype in ("application/xml", "image/svg+xml", "application/atom+xml"):
        assert MARK not in text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@often
@given(PATHS, st.dictionaries(st.sampled_from(PARAMETERS) | TEXT, TEXT, max_size=4))
def test_any_path_and_query_string(app: Flask, path: str, arguments: dict[str, str]) -> None:
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in arguments.items())
    check(app.test_client().get(quote(path, errors="replace"), query_string=query))


@often
@given(PATHS, st.binary(max_size=60))
def test_any_bytes_in_the_query_string(app: Flask, path: str, query: bytes) -> None:
    check(app.test_client().get(quote(path, errors="replace"), query_string=query.decode("latin-1")))


@often
@given(PATHS, st.dictionaries(st.sampled_from(HEADERS), LINE, max_size=4))
def test_any_header(app: Flask, path: str, headers: dict[str, str]) -> None:
    check(app.test_client().get(quote(path, errors="replace"), headers=headers))


@often
@given(PATHS, BODIES, st.dictionaries(st.sampled_from(HEADERS), LINE, max_size=2))
def test_any_form(app: Flask, path: str, body: dict[str, str] | bytes, headers: dict[str, str]) -> None:
    printable = {name: value.encode("utf-8", "replace") for name, value in body.items()} if isinstance(body, dict) else body
    check(app.test_client().post(quote(path, errors="replace"), data=printable, headers=headers))


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
    ],
)
def test_what_a_hostile_writer_named_is_shown_as_it_is_written(app: Flask, path: str) -> None:
    response = app.test_client().get(path)
    text = response.get_data(as_text=True)
    assert MARK not in text.replace('<b id="x7">', "")
    assert "alert(1)</script>" not in text
    check(response)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "XYZ"])
@pytest.mark.parametrize("path", ["/", "/ja/", "/ja/search?q=x", "/ja/vote", "/api/v1/ja/search"])
def test_any_method(app: Flask, method: str, path: str) -> None:
    assert app.test_client().open(path, method=method).status_code < 500
