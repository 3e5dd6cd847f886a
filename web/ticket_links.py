"""How customers come to their tickets: by the link in a mail, or by asking for a new one."""

from collections.abc import Iterator

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.tickets.access import SESSION
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.reference import read_reference
from kbsearch.tickets.refusal import TicketRefused
from web.admission import admission
from web.customers import current_customer, is_own_form, make_private, sign_in
from web.knowledge import knowledge
from web.ticketing import tickets

blueprint = Blueprint("ticket_links", __name__)
make_private(blueprint)

REFUSED, GONE, WRONG = 400, 410, 422
DONE = ("sent", "left", "forgotten")


@blueprint.get("/<locale:locale>/tickets/open/<token>")
def arrive(locale: str, token: str) -> str:
    """Show the button that opens the ticket. The link is not spent by this: programs that look through mail open links as well."""
    return _opening(token)


@blueprint.post("/<locale:locale>/tickets/open/<token>")
def enter(locale: str, token: str) -> AnyResponse:
    """Exchange the link for a session. One that is spent still leads a customer who is signed in to their tickets."""
    if not is_own_form():
        return make_response(_opening(token, is_refused=True), REFUSED)
    opened = tickets().open_link(token)
    if opened is not None:
        sign_in(opened.session)
        return redirect(url_for("tickets.ticket", locale=locale, reference=opened.reference), 303)
    if current_customer() is not None:
        return redirect(url_for("tickets.overview", locale=locale), 303)
    return make_response(_page(locale, is_spent=True), GONE)


@blueprint.get("/<locale:locale>/tickets/link")
def link(locale: str) -> str:
    """Show the form that asks for a new link."""
    done = request.args.get("done", "")
    return _page(locale, reference=read_reference(request.args.get("reference", "")) or "", done=done if done in DONE else "")


@blueprint.post("/<locale:locale>/tickets/link")
def ask(locale: str) -> AnyResponse:
    """Send a new link. The answer is the same whether the ticket is there and is the customer's or not, and whether too many were asked for."""
    email, reference = request.form.get("email", "").strip(), request.form.get("reference", "").strip()
    if not is_own_form():
        return make_response(_page(locale, email=email, reference=reference, is_refused=True), REFUSED)
    problems = dict(_problems(email, reference))
    if problems:
        return make_response(_page(locale, email=email, reference=reference, problems=problems), WRONG)
    if admission().may_have_link(mail_address(email)):
        tickets().request_link(email, reference, locale)
    return redirect(url_for(".link", locale=locale, done="sent"), 303)


def show_link_form(locale: str, reference: str, unsent: str) -> Response:
    """Show the form to one who wrote a reply after the session had ended, with what they wrote."""
    return make_response(_page(locale, reference=reference, unsent=unsent), 403)


def _opening(token: str, *, is_refused: bool = False) -> str:
    return render_template(
        "ticket_open.html",
        session_days=SESSION.days,
        is_refused=is_refused,
        alternates={other: url_for(".arrive", locale=other, token=token) for other in knowledge().config.locales},
    )


def _page(
    locale: str,
    *,
    email: str = "",
    reference: str = "",
    problems: dict[str, TicketRefused] | None = None,
    done: str = "",
    unsent: str = "",
    is_spent: bool = False,
    is_refused: bool = False,
) -> str:
    return render_template(
        "ticket_link.html",
        email=email,
        reference=reference,
        problems=problems or {},
        done=done,
        unsent=unsent,
        is_spent=is_spent,
        is_refused=is_refused,
        alternates={other: url_for("ticket_links.link", locale=other) for other in knowledge().config.locales},
    )


def _problems(email: str, reference: str) -> Iterator[tuple[str, TicketRefused]]:
    """Yield what no ticket can have, by field; whether there is such a ticket is not looked at."""
    try:
        mail_address(email)
    except TicketRefused as refusal:
        yield "email", refusal
    if read_reference(reference) is None:
        yield "reference", _misread()


def _misread() -> TicketRefused:
    return TicketRefused(
        "This number has a typing error. It looks like KB-7Q4X-2Q and stands in the mail we sent you.",
        "受付番号に入力の誤りがあります。KB-7Q4X-2Q のような形で、お送りしたメールに書かれています。",
        "reference",
    )
