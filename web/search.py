"""The results page: one address for each query and page of results."""

from math import ceil

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kbsearch.model import Results
from web import visits
from web.knowledge import knowledge
from web.trails import Trails
from web.typed_query import MAX_LENGTH, typed_query

blueprint = Blueprint("search", __name__)

PAGE_SIZE = 10
LAST_PAGE = 10_000
NEARBY = 5
RELATED, ASKED = 8, 20


@blueprint.get("/<locale:locale>/search")
def results(locale: str) -> str | Response:
    """Show what was found; a page beyond the last one leads to the last one."""
    kb = knowledge()
    query = typed_query()
    page = _page_number()
    found = kb.search(query.text, locale=locale, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE, literal=query.literal)
    pages = max(ceil(found.total / PAGE_SIZE), 1)
    if page > pages:
        return redirect(url_for("search.results", locale=locale, **query.arguments, page=pages))
    if page == 1:
        visits.searched(found)
    trails = Trails(kb)
    answers = 1 if found.confident and page == 1 else 0
    return render_template(
        "results.html",
        query=query.text,
        asked=query.arguments,
        longest=MAX_LENGTH if query.was_cut else None,
        results=found,
        answer=found.hits[0] if answers else None,
        hits=found.hits[answers:],
        page=page,
        pages=pages,
        trails=trails,
        categories=trails.top(locale),
        nearby=() if found.total or found.query.is_empty else kb.nearby(query.text, locale=locale, limit=NEARBY),
        related=_related_searches(found),
        alternates={other: url_for("search.results", locale=other, **query.arguments) for other in kb.config.locales},
    )


def _related_searches(found: Results) -> list[str]:
    """What else may be asked: the glossary's related words first, then what others asked too, in words of ours: nobody can write here."""
    insights, text = visits.insights(), found.correction or found.unfiltered
    asked = insights.related_searches(text, found.locale, ASKED) if insights else ()
    known = (other for other in asked if knowledge().knows(other, found.locale))
    related = dict.fromkeys((*knowledge().related_terms(text, found.locale), *known))
    return [other for other in related if other != text][:RELATED]


def _page_number() -> int:
    """Read ``?page=``; whatever is not a page is the first one."""
    try:
        return min(max(int(request.args.get("page", "1")), 1), LAST_PAGE)
    except ValueError:
        return 1
