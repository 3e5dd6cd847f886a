"""What readers tell of an article: whether it helped, and which suggestion led them to it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from flask import Blueprint, Flask, abort, current_app, jsonify, redirect, request, url_for
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from kbsearch.insights import Insights, Reason
from kbsearch.model import Article
from web import visits
from web.knowledge import knowledge

blueprint = Blueprint("feedback", __name__)

LONGEST_SENTENCE = 500
_REVISION = re.compile(r"[\w.-]{0,64}", re.ASCII)
_ANSWERS = ("yes", "no", "said")


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the form at the end of an article needs.

    ``given`` is what was answered just now: nothing, ``yes``, ``no``, or ``said`` when a reason was given too.
    """

    token: str
    revision: str
    given: str


def register(app: Flask) -> None:
    """Let templates show the form."""
    app.register_blueprint(blueprint)
    app.add_template_global(ballot, "ballot")
    app.add_template_global(Reason, "Reason")


def ballot(article: Article) -> Ballot | None:
    """Return the form for an article; None where votes are not recorded."""
    if visits.insights() is None:
        return None
    given = request.args.get("voted", "")
    visit = visits.current_visit()
    token = signed(visit) if visit else request.args.get("ballot") or signed("")
    return Ballot(token, article.revision, given if given in _ANSWERS else "")


@blueprint.post("/<locale:locale>/vote")
def vote(locale: str) -> Response:
    """Take a vote: ``helpful`` (yes or no), ``reason``, ``sentence``, for ``article`` in its ``revision``.

    Leads back to the article with a thank-you; a script that accepts JSON gets the token to say more with.
    """
    insights = _insights()
    voter = _voter()
    article = knowledge().by_id(request.form.get("article", ""), locale=locale)
    if article is None or article.locale != locale:
        abort(404)
    helpful, reason, sentence = _answer()
    revision = request.form.get("revision", "")
    if not _REVISION.fullmatch(revision):
        abort(400)
    insights.vote(voter, article.id, locale, revision, helpful, reason, sentence)
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(token=signed(voter))
    given = "yes" if helpful else "said" if reason or sentence else "no"
    nameless = signed(voter) if given == "no" and visits.current_visit() is None else None
    back = url_for("articles.article", locale=locale, path=article.path, voted=given, ballot=nameless, _anchor="page--vote")
    return redirect(back, 303)


@blueprint.post("/<locale:locale>/chosen")
def chosen(locale: str) -> Response:
    """Note that the suggestion ``text``, which leads to ``url``, was taken after typing ``q``."""
    _insights()
    _refuse_other_sites()
    path = unquote(request.form.get("url", "")).removeprefix(f"/{locale}/")
    article, text = knowledge().find(path, locale=locale), request.form.get("text", "")
    if article is None or text not in (article.title, *article.questions):
        abort(404)
    visits.suggestion_chosen(article, request.form.get("q", ""), text)
    return Response(status=204)


def _answer() -> tuple[bool, Reason | None, str]:
    """Return whether it helped, the reason and the sentence."""
    helpful, reason = request.form.get("helpful"), request.form.get("reason", "")
    if helpful not in ("yes", "no") or reason not in ("", *Reason):
        abort(400)
    if helpful == "yes":
        return True, None, ""
    return False, Reason(reason) if reason else None, request.form.get("sentence", "")[:LONGEST_SENTENCE]


def _voter() -> str:
    """Return the visit that votes, a new name for a nameless one. The form must have been made by us, for the visit that sends it."""
    _refuse_other_sites()
    return voter(request.form.get("token", ""))


def voter(token: str) -> str:
    """Return the visit that a token was signed for, a new name where it names none. A token of another visit is refused."""
    try:
        named = _signer().unsign(token).decode()
    except (BadSignature, UnicodeDecodeError):
        abort(400)
    kept = visits.kept_visit()
    if kept is not None and named != kept:
        abort(400)
    return named or visits.new_name()


def _refuse_other_sites() -> None:
    """Refuse what the browser says was sent by a page of another site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)


def _insights() -> Insights:
    return visits.insights() or abort(404)


def signed(visit: str) -> str:
    """Return the token of a visit."""
    return _signer().sign(visit).decode()


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="vote")
