"""A page of every type, for tests of what is true of all pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort
from playwright.sync_api import Page

from tests.fakes.sample_tickets import RUNNING, SESSIONS, SOLVED
from web.customers import COOKIE

ERRORS = (400, 403, 413, 429, 500, 503)
"""What is answered elsewhere than at an address that leads nowhere."""
QUICKEST = 2_100
"""Milliseconds after which the contact form is taken."""


@dataclass(frozen=True, slots=True)
class PageType:
    """A page: the address to open, in the browser of a ``customer`` who is signed in or not, and what is done there to reach it."""

    path: str
    customer: str = ""
    reach: Callable[[Page], None] | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the browser's context begins with."""
        if not self.customer:
            return {}
        cookie = {"name": COOKIE, "value": SESSIONS[self.customer], "domain": "127.0.0.1", "path": "/"}
        rest = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
        return {"storage_state": {"cookies": [cookie | rest], "origins": []}}


def add_errors(app: Flask) -> None:
    """Let every error have an address: ``/ja/error/503``."""
    app.add_url_rule("/<locale:locale>/error/<int:code>", view_func=_fail)


def _fail(locale: str, code: int) -> None:
    abort(code)


def _press(selector: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).click()

    return press


def _send(page: Page) -> None:
    for name, value in {
        "subject": "zeppelin",
        "text": "飛びません。",
        "name": "山田 美穂",
        "email": "miho@customer.example",
    }.items():
        page.locator(f"#page--contact-form [name={name}]").fill(value)
    page.wait_for_timeout(QUICKEST)
    _press(".sending button")(page)


def _reply_with_nothing(page: Page) -> None:
    page.locator("#page--text").fill(" ")
    _press("#page--reply form button")(page)


def _rate_nothing(page: Page) -> None:
    page.locator("#page--rating form").evaluate("(form) => { form.noValidate = true; }")
    _press("#page--rating form .button")(page)


PAGE_TYPES = {
    "home": PageType("/ja/"),
    "home in English": PageType("/en/"),
    "results with an answer, facets": PageType("/ja/search?q=返金"),
    "results in English": PageType("/en/search?q=refund"),
    "second page of results": PageType("/en/search?q=how+to+change+the+plan&page=2"),
    "results of a filter": PageType("/en/search?q=refund+category%3Abilling"),
    "results with a correction": PageType("/ja/search?q=解薬したい"),
    "nothing found": PageType("/en/search?q=zeppelinxyz"),
    "empty search": PageType("/en/search"),
    "article": PageType("/ja/billing/refund"),
    "article from a search": PageType("/en/account/two-factor?q=recovery+codes"),
    "article with tabs": PageType("/en/getting-started/mobile-app"),
    "article with code": PageType("/en/account/single-sign-on"),
    "category": PageType("/ja/billing/"),
    "tags": PageType("/en/tags"),
    "tag": PageType("/ja/tags/返金"),
    "questions": PageType("/ja/questions"),
    "changes": PageType("/en/changes"),
    "glossary": PageType("/ja/glossary"),
    "glossary in English": PageType("/en/glossary"),
    "not found": PageType("/en/billing/refunds-2019"),
    **{f"error {code}": PageType(f"/ja/error/{code}") for code in ERRORS},
    "panel": PageType("/en/widget"),
    "panel with results": PageType("/ja/widget?q=返金"),
    "panel with an article": PageType("/en/widget?article=billing/refund"),
    "contact": PageType("/ja/contact"),
    "contact with answers": PageType("/en/contact?q=refund"),
    "contact with faults": PageType("/ja/contact", reach=_press(".sending button")),
    "contact, sent": PageType("/ja/contact", reach=_send),
    "contact, solved": PageType("/en/tickets/solved"),
    "link asked for": PageType("/ja/tickets/link"),
    "link with faults": PageType("/en/tickets/link", reach=_press("main form button")),
    "link sent": PageType("/ja/tickets/link?done=sent"),
    "link from the mail": PageType("/en/tickets/open/x"),
    "link that has expired": PageType("/ja/tickets/open/x", reach=_press("main form button")),
    "tickets": PageType("/ja/tickets", "ja"),
    "tickets in English": PageType("/en/tickets", "en"),
    "ticket": PageType(f"/ja/tickets/{RUNNING['ja']}", "ja"),
    "ticket in English, replied": PageType(f"/en/tickets/{RUNNING['en']}?done=replied", "en"),
    "ticket with faults": PageType(f"/ja/tickets/{RUNNING['ja']}", "ja", _reply_with_nothing),
    "ticket to rate": PageType(f"/ja/tickets/{SOLVED['ja']}", "ja"),
    "ticket to rate, with faults": PageType(f"/en/tickets/{SOLVED['en']}", "en", _rate_nothing),
    "deletion": PageType("/ja/tickets/delete", "ja"),
}
