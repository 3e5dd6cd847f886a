"""Votes: whether an article helped."""

from typing import Annotated

from flask import Blueprint, abort
from pydantic import BaseModel, Field, StringConstraints
from werkzeug.wrappers import Response

from kbsearch.insights import Reason
from web import visits
from web.api.arguments import Body
from web.api.operation import json_response, operation
from web.feedback import LONGEST_SENTENCE, signed, voter
from web.knowledge import knowledge

blueprint = Blueprint("feedback", __name__)


class Vote(Body):
    """Whether an article helped."""

    article: str = Field(description="the article's id.", max_length=1000)
    helpful: bool = Field(description="whether it helped.")
    reason: Reason | None = Field(None, description="why it did not.")
    sentence: str = Field("", description="why, in the reader's words.", max_length=LONGEST_SENTENCE)
    revision: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_.-]*$", max_length=64)] = Field(
        "", description="the revision that was read; without it, the current one."
    )
    token: str = Field("", description="the token of an earlier vote, which this one replaces.", max_length=200)


class Voted(BaseModel):
    """The vote was taken."""

    token: str = Field(description="Send it with another vote on the same article to replace this one.")


@blueprint.post("/<locale:locale>/feedback", endpoint="feedback")
@operation(
    Voted,
    takes=Vote,
    refusals={
        404: "There is no such public article in this language, or votes are not taken.",
        413: "The body is too large.",
        415: "The body is not sent as JSON.",
    },
)
def feedback(locale: str, asked: Vote) -> Response:
    """Say whether an article helped. One vote counts for a visit and a revision; a later one replaces it."""
    insights = visits.insights()
    if insights is None:
        abort(404, "Votes are not taken here.")
    article = knowledge().by_id(asked.article, locale=locale)
    if article is None or article.locale != locale:
        abort(404, "There is no such article in this language.")
    visit = voter(asked.token) if asked.token else visits.kept_visit() or visits.new_name()
    reason, sentence = (None, "") if asked.helpful else (asked.reason, asked.sentence)
    insights.vote(visit, article.id, locale, asked.revision or article.revision, asked.helpful, reason, sentence)
    return json_response(Voted(token=signed(visit)))
