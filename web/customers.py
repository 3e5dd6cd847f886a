"""Customers who have opened the link in their mail: their session, what is kept of them, and how they leave."""

import json

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from itsdangerous import Signer
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.tickets.ticket import Customer
from web import visits
from web.knowledge import knowledge
from web.locale import current_locale
from web.security import is_https
from web.ticketing import tickets

blueprint = Blueprint("customers", __name__)

COOKIE = "kbsearch_customer"
LONGEST_SESSION = 512
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
"""Of pages that are one customer's: no cache and no search engine keeps them, and no other site learns their address."""


def make_private(blueprint: Blueprint) -> None:
    """Keep the pages of a blueprint to their customer. None is there where there are no tickets."""
    blueprint.before_request(_need_tickets)
    blueprint.after_request(_keep_private)


def _need_tickets() -> None:
    tickets()


def _keep_private(response: Response) -> Response:
    response.headers.update(HEADERS)
    name = g.get("customer_cookie")
    if name is not None and name != request.cookies.get(COOKIE):
        response.set_cookie(COOKIE, name, httponly=True, samesite="Lax", secure=is_https(), path="/")
    return response


make_private(blueprint)


def current_customer() -> Customer | None:
    """Return who has opened a link in this browser."""
    session = _kept()
    return tickets().by_session(session) if session else None


def signed_in(reference: str | None = None) -> Customer:
    """Return who is signed in; others are led to where a link is asked for."""
    return current_customer() or abort(
        redirect(url_for("ticket_links.link", locale=current_locale(), reference=reference), 303)
    )


def sign_in(session: str) -> None:
    """Give the browser a session."""
    g.customer_cookie = session


def form_token() -> str:
    """Return what a form must carry to be taken: it belongs to the cookie, which other sites can neither read nor guess."""
    g.customer_cookie = g.get("customer_cookie") or _kept() or visits.new_name()
    return _signer().get_signature(g.customer_cookie).decode()


def is_own_form() -> bool:
    """Whether the form that was sent was made by us, for this browser."""
    from_here = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    token = request.form.get("token", "").encode(errors="replace")
    return from_here and bool(_kept()) and _signer().verify_signature(_kept(), token)


def refuse_forged_forms() -> None:
    """Refuse a form that another site sent."""
    if request.method == "POST" and not is_own_form():
        abort(400)


@blueprint.app_context_processor
def _tokens() -> dict[str, object]:
    return {"form_token": form_token}


@blueprint.get("/<locale:locale>/tickets/data")
def data(locale: str) -> Response:
    """Give the customer all that is kept of them, as a file."""
    text = json.dumps(tickets().export(signed_in()), ensure_ascii=False, indent=2)
    response = Response(text + "\n", content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="tickets.json")
    return response


@blueprint.get("/<locale:locale>/tickets/delete")
def deletion(locale: str) -> str:
    """Say what would be deleted, and ask."""
    return _deletion_page(locale, signed_in())


@blueprint.post("/<locale:locale>/tickets/delete")
def delete(locale: str) -> AnyResponse:
    """Delete the customer, once they have said that they are sure."""
    customer = signed_in()
    refuse_forged_forms()
    if request.form.get("sure") != "yes":
        return make_response(_deletion_page(locale, customer, is_unsure=True), 422)
    tickets().forget(customer)
    return _left(locale, "forgotten")


@blueprint.post("/<locale:locale>/tickets/leave")
def leave(locale: str) -> AnyResponse:
    """End the session."""
    refuse_forged_forms()
    tickets().end_session(_kept())
    return _left(locale, "left")


def _deletion_page(locale: str, customer: Customer, *, is_unsure: bool = False) -> str:
    return render_template(
        "ticket_deletion.html",
        customer=customer,
        count=len(tickets().list_for(customer)),
        is_unsure=is_unsure,
        is_passed_on=knowledge().config.desk.kind != "built_in",
        alternates={other: url_for(".deletion", locale=other) for other in knowledge().config.locales},
    )


def _left(locale: str, done: str) -> AnyResponse:
    g.customer_cookie = visits.new_name()
    return redirect(url_for("ticket_links.link", locale=locale, done=done), 303)


def _kept() -> str:
    brought = request.cookies.get(COOKIE, "")
    return brought if brought.isascii() and len(brought) <= LONGEST_SESSION else ""


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="ticket")
