"""What somebody searched and read before they wrote, from the trail of their visit."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from kbsearch.errors import KbsearchError
from kbsearch.insights.events import Read, Search
from kbsearch.tickets.ticket import Tried
from web import visits
from web.knowledge import knowledge

MOST = 20


def of_this_visit() -> list[Tried]:
    """Return the latest searches and articles of this visit, in order; nothing of a reader of whom nothing is recorded."""
    insights, visit = visits.insights(), visits.kept_visit()
    if insights is None or visit is None:
        return []
    return list(_shown(insights.trail(visit)))[-MOST:]


def read_in_this_visit() -> set[str]:
    """Return the ids of the articles that were read."""
    return {each.article_id for each in of_this_visit() if each.article_id}


def sealed(tried: Sequence[Tried]) -> str:
    """Return the list as a form can carry it, so that what is sent is what was shown."""
    return str(_signer().dumps([[each.at.isoformat(), *astuple(each)[1:]] for each in tried]))


def opened(seal: str) -> list[Tried]:
    """Return a list that was sealed; nothing where somebody else did it."""
    try:
        return [Tried(datetime.fromisoformat(at), *rest) for at, *rest in _signer().loads(seal)]
    except BadData:
        return []


def _shown(trail: Sequence[Search | Read]) -> Iterator[Tried]:
    for each in trail:
        if isinstance(each, Search):
            yield Tried(each.at, query=each.query, results=each.results)
            continue
        article = _article(each)
        if article is not None:
            yield article


def _article(read: Read) -> Tried | None:
    try:
        article = knowledge().by_id(read.article, locale=read.locale)
    except KbsearchError:
        return None
    if article is None or article.locale != read.locale:
        return None
    return Tried(read.at, article_id=article.id, revision=read.revision, title=article.title, path=article.path)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="tried")
