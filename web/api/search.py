"""Searching."""

from typing import Annotated, Literal, Self

from flask import Blueprint
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response

from kbsearch import model
from web.addresses import Addresses
from web.api.arguments import DIGITS, YES_OR_NO, Arguments
from web.api.operation import operation, public
from web.api.values import Entry, Marked
from web.knowledge import knowledge
from web.typed_query import typed_query

blueprint = Blueprint("search", __name__)


class SearchArguments(Arguments):
    """A query."""

    q: str = Field(description='what to search for. `"…"` is an exact phrase; `-word`, `tag:…` and `category:…` filter.')
    limit: Annotated[int, Field(ge=1, le=50, description="how many hits."), DIGITS] = 10
    offset: Annotated[int, Field(ge=0, le=10_000, description="how many hits to leave out before."), DIGITS] = 0
    literal: Annotated[bool, Field(description="whether to search for exactly this, without correcting it."), YES_OR_NO] = False


class SectionPlace(BaseModel):
    """A section of an article; without anchor and heading, what stands above the first."""

    anchor: str
    heading: str


class Hit(BaseModel):
    """An article that was found, and its best section."""

    article: Entry
    url: str = Field(description="The section's address on this host.")
    title: Marked
    section: SectionPlace
    snippet: Marked

    @classmethod
    def of(cls, hit: model.Hit) -> Self:
        """Return what is shown of a hit."""
        return cls(
            article=Entry.of(hit.article),
            url=Addresses().article(hit.article.locale, hit.article.path, hit.section.anchor),
            title=Marked.of(hit.title),
            section=SectionPlace(anchor=hit.section.anchor, heading=hit.section.heading),
            snippet=Marked.of(hit.snippet),
        )


class Facet(BaseModel):
    """A category or a tag among what was found."""

    kind: Literal["category", "tag"]
    value: str
    label: str
    count: int = Field(description="How many articles of those found have it.")
    query: str = Field(description="What to search for to narrow to it; of an active filter, to be rid of it.")

    @classmethod
    def of(cls, facet: model.Facet) -> Self:
        """Return what is offered."""
        return cls(kind=facet.kind, value=facet.value, label=facet.label, count=facet.count, query=facet.query)


class Found(BaseModel):
    """The answer to a query."""

    query: str
    total: int = Field(description="How many articles were found in all.")
    limit: int
    offset: int
    correction: str | None = Field(description="What was searched for instead of `query`, where that seems misspelt.")
    confident: bool = Field(description="Whether the first hit deserves to be shown as the answer.")
    shortened: bool = Field(description="Whether only the beginning of a very long query was looked at.")
    hits: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...] = Field(description="Hits in other languages, where this one has few or none.")
    facets: tuple[Facet, ...] = Field(description="What all that was found can be narrowed by.")
    filters: tuple[Facet, ...] = Field(description="What narrows it already.")


@blueprint.get("/<locale:locale>/search", endpoint="search")
@operation(Found, takes=SearchArguments)
def search(locale: str, asked: SearchArguments) -> Response:
    """Find public articles, the best first. Any text is a query."""
    query = typed_query()
    found = knowledge().search(query.text, locale=locale, limit=asked.limit, offset=asked.offset, literal=asked.literal)
    return public(
        Found(
            query=query.text,
            total=found.total,
            limit=asked.limit,
            offset=asked.offset,
            correction=found.correction,
            confident=found.confident,
            shortened=query.was_cut or found.shortened,
            hits=tuple(map(Hit.of, found.hits)),
            elsewhere=tuple(map(Hit.of, found.elsewhere)),
            facets=tuple(map(Facet.of, found.facets)),
            filters=tuple(map(Facet.of, found.filters)),
        )
    )
