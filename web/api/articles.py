"""Articles: lists of them, and one with all that it has."""

from typing import Annotated

from flask import Blueprint, abort, redirect, url_for
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response

from kbsearch.page import Page
from web.addresses import Addresses
from web.api.arguments import DIGITS, Arguments
from web.api.operation import operation, public
from web.api.values import Entry, Moment, fields_of
from web.knowledge import knowledge

blueprint = Blueprint("articles", __name__)


class ListArguments(Arguments):
    """Which articles."""

    category: Annotated[str, Field(description="the path of a category; those nested in it count too.")] = ""
    tag: Annotated[str, Field(description="a tag.")] = ""
    limit: Annotated[int, Field(ge=1, le=100, description="how many."), DIGITS] = 20
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="how many to leave out before."), DIGITS] = 0


class Articles(BaseModel):
    """Some articles of a list, in the same order each time."""

    total: int = Field(description="How many the whole list has.")
    limit: int
    offset: int
    articles: tuple[Entry, ...]


class SectionText(BaseModel):
    """A heading and the text below it; what stands above the first heading has level 0."""

    anchor: str
    heading: str
    level: int
    text: str = Field(description="Plain text.")


class Translation(BaseModel):
    """The same article in another language."""

    locale: str
    url: str


class ArticleAnswer(Entry):
    """An article with all that it has."""

    revision: str = Field(description="Names this very content.")
    changed: Moment
    questions: tuple[str, ...]
    html: str = Field(description="Sanitized; links and pictures are addresses on this host.")
    markdown: str = Field(description="What the writer wrote; links are relative to the article's address.")
    sections: tuple[SectionText, ...]
    translations: tuple[Translation, ...]
    related: tuple[Entry, ...]


@blueprint.get("/<locale:locale>/articles", endpoint="articles")
@operation(Articles, takes=ListArguments)
def articles(locale: str, asked: ListArguments) -> Response:
    """List public articles: all, or those of a category or with a tag."""
    listed = (
        knowledge().listing(locale).articles(category=asked.category, tag=asked.tag, offset=asked.offset, limit=asked.limit)
    )
    entries = tuple(map(Entry.of, listed.articles))
    return public(Articles(total=listed.total, limit=asked.limit, offset=asked.offset, articles=entries))


@blueprint.get("/<locale:locale>/articles/<folder:path>", endpoint="article")
@operation(ArticleAnswer, refusals={301: "The article has moved.", 404: "There is no such public article in this language."})
def article(locale: str, path: str) -> Response:
    """Get a public article by its path or its id."""
    kb = knowledge()
    page = kb.page(path, locale=locale, urls=Addresses())
    if page is not None:
        listing = kb.listing(locale)
        changed = listing.last_change(page.article)
        return public(
            ArticleAnswer(
                **fields_of(page.article),
                revision=page.revision,
                changed=changed,
                questions=page.article.questions,
                html=page.html,
                markdown=listing.markdown(page.article),
                sections=_parts(page),
                translations=_translations(page),
                related=tuple(map(Entry.of, page.related)),
            ),
            changed,
        )
    named = kb.by_id(path, locale=locale)
    current = named.path if named is not None and named.locale == locale else kb.redirect(path, locale=locale)
    if current is None:
        abort(404, "There is no such article in this language.")
    return redirect(url_for("api.articles.article", locale=locale, path=current), 301)


def _parts(page: Page) -> tuple[SectionText, ...]:
    return tuple(
        SectionText(anchor=section.anchor, heading=section.heading, level=section.level, text=section.text)
        for section in page.article.sections
    )


def _translations(page: Page) -> tuple[Translation, ...]:
    return tuple(
        Translation(locale=other, url=Addresses().article(other, page.article.path, "")) for other in page.translations
    )
