"""A customer's tickets: the list, and each with its conversation, what was promised, and what can be done with it."""

import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_date
from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, send_file, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.errors import DatabaseError
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.reference import read_reference
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Attachment, Ticket
from web import ticket_files
from web.admission import admission
from web.channels import clock, phones_now
from web.contact import LARGEST_FIELDS, LARGEST_FORM
from web.customers import current_customer, is_own_form, make_private, signed_in
from web.knowledge import knowledge
from web.locale import current_locale
from web.outlook import ENDED, outlook
from web.ticket_links import show_link_form
from web.ticketing import tickets

blueprint = Blueprint("tickets", __name__)
make_private(blueprint)

TOO_LARGE, WRONG, UNAVAILABLE = 413, 422, 503
DONE = ("replied", "closed", "reopened", "rated")
LONGEST_COMMENT = 2000
INERT = "default-src 'none'; sandbox"
_ADDRESS = re.compile(r"https?://[!-~]+[\w/=&#-]", re.ASCII)


@blueprint.get("/<locale:locale>/tickets")
def overview(locale: str) -> str:
    """List the customer's tickets."""
    customer = signed_in()
    return render_template(
        "tickets.html",
        customer=customer,
        tickets=tickets().list_for(customer),
        alternates={other: url_for(".overview", locale=other) for other in knowledge().config.locales},
    )


@blueprint.get("/<locale:locale>/tickets/<reference>")
def ticket(locale: str, reference: str) -> str:
    """Show a ticket."""
    return _page(locale, _own(reference))


@blueprint.get("/<locale:locale>/tickets/<reference>/files/<int:message>/<int:number>")
def file(locale: str, reference: str, message: int, number: int) -> Response:
    """Send the attachment with that number (the first is 1) of a message, to be saved and never to be shown."""
    found = next((each for each in _own(reference).messages if each.number == message), None)
    if found is None or not 1 <= number <= len(found.attachments):
        abort(404)
    attachment = found.attachments[number - 1]
    location = tickets().attachment_file(attachment)
    if not location.is_file():
        abort(404)
    response = send_file(location, "application/octet-stream", as_attachment=True, download_name=attachment.name)
    response.headers["Content-Security-Policy"] = INERT
    return response


@blueprint.post("/<locale:locale>/tickets/<reference>/reply")
def reply(locale: str, reference: str) -> AnyResponse:
    """Add a message with files. Whatever is wrong, the form comes back as it was."""
    may_upload = admission().may_upload()
    request.max_content_length, request.max_form_memory_size = LARGEST_FORM if may_upload else LARGEST_FIELDS, LARGEST_FIELDS
    try:
        text = request.form.get("text", "")
    except RequestEntityTooLarge:
        return make_response(_page(locale, _own(reference), refusal=_too_large()), TOO_LARGE)
    if current_customer() is None:
        return show_link_form(locale, read_reference(reference) or "", text)
    found = _own(reference)
    if not is_own_form():
        return _kept_form(locale, found, text, ticket_files.kept(), _out_of_date())
    attachments, refusals = ticket_files.received(may_upload)
    try:
        if refusals:
            raise refusals[0]
        tickets().reply(found, text, attachments, request.form.get("key", ""))
    except (TicketRefused, DatabaseError) as problem:
        return _kept_form(locale, found, text, attachments, problem)
    return _done(locale, found, "replied")


@blueprint.post("/<locale:locale>/tickets/<reference>/close")
def close(locale: str, reference: str) -> AnyResponse:
    """Close a ticket that needs no answer any more."""
    found = _own_by_form(reference)
    tickets().close(found)
    return _done(locale, found, "closed")


@blueprint.post("/<locale:locale>/tickets/<reference>/reopen")
def reopen(locale: str, reference: str) -> AnyResponse:
    """Reopen a ticket that had ended."""
    found = _own_by_form(reference)
    try:
        tickets().reopen(found)
    except TicketRefused as refusal:
        return make_response(_page(locale, found, refusal=refusal), WRONG)
    return _done(locale, found, "reopened")


@blueprint.post("/<locale:locale>/tickets/<reference>/rate")
def rate(locale: str, reference: str) -> AnyResponse:
    """Keep how satisfied the customer is."""
    found = _own_by_form(reference)
    satisfaction, recommend = _score("satisfaction", 1, 5), _score("recommend", 0, 10)
    comment = request.form.get("comment", "")[:LONGEST_COMMENT]
    if satisfaction is None:
        return make_response(_page(locale, found, comment=comment, recommend=recommend, is_unrated=True), WRONG)
    tickets().rate(found, satisfaction, comment, recommend)
    return _done(locale, found, "rated")


@blueprint.app_template_filter("moment")
def moment(value: datetime) -> str:
    """Write a moment where the hours count: ``Mon 23 Nov 2026, 15:00``, ``2026年11月23日(月) 15:00``."""
    there = value.astimezone(knowledge().config.contact.time_zone)
    pattern = "EEE d MMM y, " if current_locale() == "en" else "y年M月d日(E) "
    return format_date(there, pattern, locale=current_locale()) + clock(there)


@blueprint.app_template_filter("linked")
def linked(text: str) -> Markup:
    """Return plain text as HTML in which web addresses are links."""
    html, end = Markup(""), 0
    for found in _ADDRESS.finditer(text):
        link = Markup('<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>').format(found[0])
        html, end = html + escape(text[end : found.start()]) + link, found.end()
    return html + escape(text[end:])


def _page(locale: str, found: Ticket, **given: object) -> str:
    config = knowledge().config
    policy = Policy(config.tickets, config.contact.hours(config.tickets.week))
    form: dict[str, object] = {"text": "", "kept": (), "refusal": None, "comment": "", "recommend": None}
    form["key"] = secrets.token_urlsafe(16)
    done = request.args.get("done", "")
    return render_template(
        "ticket.html",
        ticket=found,
        outlook=outlook(found, policy, datetime.now(UTC)),
        is_ended=found.status in ENDED,
        can_reopen=tickets().can_reopen(found),
        asks_to_recommend=tickets().asks_recommend(found.customer),
        reopen_days=config.tickets.reopen_days,
        limits=tickets().draft_rules,
        done=done if done in DONE else "",
        alternates={other: url_for(".ticket", locale=other, reference=found.reference) for other in config.locales},
        **form | given,
    )


def _kept_form(
    locale: str, found: Ticket, text: str, attachments: Sequence[Attachment], problem: TicketRefused | DatabaseError
) -> Response:
    """Show the form again with all that was in it; where the fault is ours, also how else to reach us."""
    is_down = isinstance(problem, DatabaseError | ticket_files.NotKept)
    if isinstance(problem, DatabaseError):
        current_app.logger.error("%s", problem)
    page = _page(
        locale,
        found,
        text=text,
        kept=attachments,
        refusal=problem if isinstance(problem, TicketRefused) else None,
        is_down=is_down,
        key=request.form.get("key", ""),
        phones=phones_now(locale) if is_down else (),
    )
    return make_response(page, UNAVAILABLE if is_down else WRONG)


def _own(reference: str) -> Ticket:
    """Return the customer's ticket; that of another is as little there as none."""
    customer = signed_in(read_reference(reference))
    return tickets().by_reference(reference, customer) or abort(404)


def _own_by_form(reference: str) -> Ticket:
    found = _own(reference)
    if not is_own_form():
        abort(400)
    return found


def _score(name: str, least: int, most: int) -> int | None:
    given = request.form.get(name, "")
    return next((score for score in range(least, most + 1) if given == str(score)), None)


def _done(locale: str, found: Ticket, what: str) -> AnyResponse:
    return redirect(url_for(".ticket", locale=locale, reference=found.reference, done=what, _anchor="page--status"), 303)


def _out_of_date() -> TicketRefused:
    return TicketRefused(
        "This form was too old, so nothing was sent. Your message is still here: send it again.",
        "フォームが古くなっていたため、まだ送信していません。入力した内容は残っています。もう一度送信してください。",
    )


def _too_large() -> TicketRefused:
    return TicketRefused(
        "The files are too large together, so nothing arrived. Go back with your browser: your text is still there. Send fewer files at once.",
        "ファイルの合計が大きすぎるため、届きませんでした。ブラウザーで前のページに戻ると、入力した内容が残っています。ファイルを分けて送ってください。",
        "attachments",
    )
