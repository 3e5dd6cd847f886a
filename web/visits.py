"""Visits: a random name for at most a day, and what is recorded under it. Of a reader who asks not to be tracked, nothing is."""

import re
import secrets
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, TimestampSigner
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from kbsearch.insights import Insights
from kbsearch.model import Article, Results
from web.limits import sender
from web.security import is_https
from web.typed_query import typed_query

COOKIE = "kbsearch_visit"
ONE_DAY = 86_400
MOST_NEW = 120
"""Visits that one network may begin in a minute; of more nothing is recorded."""
EXTENSION = "kbsearch-insights"
_LIMITER = "kbsearch-new-visits"
_NEW = RateLimitItemPerMinute(MOST_NEW)
_CRAWLER = re.compile("bot|crawl|spider|slurp|preview", re.IGNORECASE)


def register(app: Flask) -> None:
    """Record what readers do, once the application was given ``EXTENSION``."""
    app.extensions[_LIMITER] = FixedWindowRateLimiter(MemoryStorage())
    app.add_template_global(is_recorded, "is_recorded")

    @app.after_request
    def keep(response: Response) -> Response:
        visit = g.get("visit")
        if visit is not None:
            response.cache_control.private = True
            response.cache_control.no_cache = True
            if kept_visit() != visit:
                signed = _signer().sign(visit).decode()
                response.set_cookie(COOKIE, signed, max_age=ONE_DAY, httponly=True, samesite="Lax", secure=is_https(), path="/")
        elif COOKIE in request.cookies and is_refused():
            response.delete_cookie(COOKIE, path="/")
        return response


def insights() -> Insights | None:
    """Return what is recorded in; None where nothing is."""
    return cast(Insights | None, current_app.extensions[EXTENSION])


def is_refused() -> bool:
    """Whether the reader asks not to be tracked (Do Not Track, Global Privacy Control)."""
    return request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1"


def is_recorded() -> bool:
    """Whether anything may be recorded of this reader."""
    return insights() is not None and not is_refused()


def kept_visit() -> str | None:
    """Return the name that we gave the reader's browser today, unless they refuse it now."""
    if insights() is None or is_refused():
        return None
    try:
        return _signer().unsign(request.cookies.get(COOKIE, ""), max_age=ONE_DAY).decode()
    except BadSignature:
        return None


def current_visit() -> str | None:
    """Return the name of this visit, a new one where there is none; None where nothing is to be recorded."""
    if not is_recorded() or request.method == "HEAD" or _is_no_reader():
        return None
    if "visit" not in g:
        g.visit = kept_visit() or _new_visit()
    return cast(str | None, g.visit)


def new_name() -> str:
    """Return a name that nobody has."""
    return secrets.token_urlsafe(16)


def searched(results: Results) -> None:
    """Record what was searched for; an empty query is not a search."""
    recorder, visit = insights(), None if results.query.is_empty else current_visit()
    if recorder and visit:
        recorder.record_search(visit, results.locale, results.query.text, results.total)


def read(article: Article) -> None:
    """Record that an article was opened, and that it was chosen where the reader comes from a results page."""
    recorder, visit = insights(), current_visit()
    if recorder and visit:
        recorder.record_read(visit, article.locale, article.id, article.revision)
        query = typed_query().text
        if query and urlsplit(request.referrer or "").path.endswith(("/search", "/widget")):
            recorder.record_choice(visit, article.locale, query, article.id)


def suggestion_chosen(article: Article, typed: str, text: str) -> None:
    """Record which suggestion was taken."""
    recorder, visit = insights(), current_visit()
    if recorder and visit:
        recorder.record_choice(visit, article.locale, typed, article.id, text)


def solved(article: Article, typed: str) -> None:
    """Record that an article made a ticket needless."""
    recorder, visit = insights(), current_visit()
    if recorder and visit:
        recorder.record_solution(visit, article.locale, typed, article.id)


def _new_visit() -> str | None:
    limiter: FixedWindowRateLimiter = current_app.extensions[_LIMITER]
    return new_name() if limiter.hit(_NEW, sender(request.remote_addr or "")) else None


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="visit")


def _is_no_reader() -> bool:
    """Whether a crawler asks, or a browser that only makes ready for a click."""
    agent = request.headers.get("User-Agent", "")
    return "prefetch" in request.headers.get("Sec-Purpose", "") or _CRAWLER.search(agent) is not None
