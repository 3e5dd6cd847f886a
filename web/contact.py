"""Writing to people: the form is taken and becomes a ticket with a number, or an answer makes it needless."""

from datetime import datetime

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from kbsearch.errors import DatabaseError, KbsearchError
from kbsearch.model import Hit
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Promise, Ticket
from kbsearch.tickets_config import TicketsConfig
from web import promises, tried, visits
from web.admission import admission
from web.admission import register as register_admission
from web.channels import channels_now
from web.contact_form import ContactForm, first_form, read_form
from web.form_token import is_from_elsewhere
from web.knowledge import knowledge
from web.letter import topics
from web.ticketing import has_tickets, tickets
from web.typed_query import typed_query

blueprint = Blueprint("contact", __name__)

LARGEST_FORM, LARGEST_FIELDS = 128 * 1024 * 1024, 1024 * 1024
"""Bytes: of the whole form, and of what is not files. More than the files may be, so that too large ones are told by name."""
ANSWERS, LOOKED_AT = 3, 8


def register(app: Flask, settings: TicketsConfig) -> None:
    """Let the page of the channels show the form."""
    register_admission(app, settings)
    app.register_blueprint(blueprint)
    promises.register(app)
    for helper in (takes_letters, first_form, topics, promised, answers_to):
        app.add_template_global(helper)
    app.add_template_global(lambda: admission().is_crowded(), "is_crowded")
    app.add_template_global(lambda: knowledge().config, "settings")


def takes_letters() -> bool:
    """Whether customers can write."""
    return has_tickets() and knowledge().config.tickets.enabled


@blueprint.post("/<locale:locale>/contact")
def send(locale: str) -> Response | tuple[str, int]:
    """Take the form. What is wrong with it is shown in it; otherwise the page with the ticket's number follows."""
    if not takes_letters():
        abort(404)
    request.max_content_length, request.max_form_memory_size = LARGEST_FORM, LARGEST_FIELDS
    try:
        form = admission().checked(read_form(locale, admission().may_upload))
    except RequestEntityTooLarge:
        return _page(locale, first_form(locale).with_faults(_TOO_LARGE)), 413
    except OSError as error:
        current_app.logger.error("a form could not be read: %s", error.strerror)
        return _page(locale, first_form(locale).with_faults(_NO_ROOM)), 503
    if form.faults:
        return _page(locale, form), 503 if form.failed else 422
    try:
        ticket = tickets().submit(form.draft())
    except TicketRefused as refusal:
        return _page(locale, form.with_faults(refusal)), 422
    except DatabaseError as error:
        current_app.logger.error("a ticket could not be kept: %s", error)
        return _page(locale, form.with_faults(failed=True)), 503
    admission().note(form)
    return redirect(url_for("contact.sent", locale=locale, ticket=_receipt(ticket)), 303)


@blueprint.get("/<locale:locale>/tickets/sent")
def sent(locale: str) -> str:
    """Show the number of a ticket, what was promised, and what happens next."""
    try:
        reference, due = _signer().loads(request.args.get("ticket", ""))
    except BadData:
        abort(404)
    return render_template("contact_sent.html", reference=reference, due=due and datetime.fromisoformat(due))


@blueprint.get("/<locale:locale>/tickets/answers")
def answers(locale: str) -> Response:
    """Return what may answer ``?q=``, as a piece of the page."""
    if not takes_letters():
        abort(404)
    response = Response(render_template("_answers.html", answers=answers_to(typed_query().text, locale)), mimetype="text/html")
    response.cache_control.private = response.cache_control.no_store = True
    return response


@blueprint.route("/<locale:locale>/tickets/solved", methods=["GET", "POST"])
def solved(locale: str) -> Response | str:
    """Note that the ``article`` solved what was to be written, and end the visit happily."""
    if request.method == "GET":
        return render_template("contact_solved.html")
    if is_from_elsewhere():
        abort(403)
    article = knowledge().by_id(request.form.get("article", ""), locale=locale)
    if article is None:
        abort(404)
    visits.solved(article, request.form.get("q", ""))
    return redirect(url_for("contact.solved", locale=locale), 303)


def answers_to(subject: str, locale: str) -> list[Hit]:
    """Return the articles that may answer a subject, without those that were read in this visit; none while there is no index."""
    if len(subject.strip()) < 2:
        return []
    try:
        found = knowledge().search(subject, locale=locale, limit=LOOKED_AT)
    except KbsearchError:
        return []
    known = tried.read_in_this_visit()
    return [hit for hit in found.hits if hit.article.id not in known][:ANSWERS]


def promised(plan: str) -> Promise:
    """Return what is promised to somebody who writes now."""
    return tickets().promise(plan)


def _page(locale: str, form: ContactForm) -> str:
    alternates = {other: url_for("channels.contact", locale=other) for other in knowledge().config.locales}
    return render_template("contact.html", channels=channels_now(locale), alternates=alternates, form=form)


def _receipt(ticket: Ticket) -> str:
    """Return what the page with the number says, signed: it needs no database."""
    due = ticket.promise.first_response_due
    return str(_signer().dumps([ticket.reference, due.isoformat() if due else ""]))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="receipt")


_TOO_LARGE = TicketRefused(
    "The files are too large together, so the form did not arrive. Go back with your browser: what you wrote is still there. Each file can have 20 MB.",
    "ファイルの合計が大きすぎるため、フォームが届きませんでした。ブラウザーで前のページに戻ると、入力した内容が残っています。ファイルは1個20MBまでです。",
    "attachments",
)
_NO_ROOM = TicketRefused(
    "There is no room for files on our side just now, so the form did not arrive. Go back with your browser: what you wrote is still there. Send it without files, or try again in a few minutes.",
    "現在ファイルを受け取る空きがないため、フォームが届きませんでした。ブラウザーで前のページに戻ると、入力した内容が残っています。ファイルなしで送信するか、数分後にもう一度お試しください。",
    "attachments",
)
