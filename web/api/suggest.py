"""Suggestions while somebody types."""

from typing import Annotated, Literal

from flask import Blueprint
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response

from web.addresses import Addresses
from web.api.arguments import DIGITS, Arguments
from web.api.operation import operation, public
from web.api.values import Marked
from web.knowledge import knowledge

blueprint = Blueprint("suggest", __name__)


class SuggestArguments(Arguments):
    """What was typed."""

    q: str = Field(description="what was typed so far.")
    limit: Annotated[int, Field(ge=1, le=50, description="how many at most."), DIGITS] = 8


class Suggested(Marked):
    """A title or a question of an article."""

    url: str = Field(description="The article's address on this host.")
    kind: Literal["title", "question"]


class Suggestions(BaseModel):
    """What completes `query`, the best first."""

    query: str
    suggestions: tuple[Suggested, ...]


@blueprint.get("/<locale:locale>/suggest", endpoint="suggest")
@operation(Suggestions, takes=SuggestArguments)
def suggest(locale: str, asked: SuggestArguments) -> Response:
    """Complete what somebody types with titles and questions of public articles, one for each article."""
    found = knowledge().suggest(asked.q, locale=locale, limit=asked.limit)
    listed = tuple(
        Suggested(text=each.text, marks=each.highlights, url=Addresses().article(each.locale, each.path, ""), kind=each.kind)
        for each in found
    )
    return public(Suggestions(query=asked.q, suggestions=listed))
