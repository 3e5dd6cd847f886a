"""The tickets this application was made for."""

from typing import cast

from flask import Flask, abort, current_app

from kbsearch.tickets import Tickets

_EXTENSION = "kbsearch-tickets"


def register(app: Flask, tickets: Tickets | None) -> None:
    """Let pages make and follow tickets; without any they say that there are none."""
    app.extensions[_EXTENSION] = tickets
    app.add_template_global(has_tickets, "has_tickets")


def has_tickets() -> bool:
    """Whether there are tickets to make and to follow."""
    return current_app.extensions[_EXTENSION] is not None


def tickets() -> Tickets:
    """Return what was given to ``create_app``; the page is not there where nothing was."""
    return cast(Tickets | None, current_app.extensions[_EXTENSION]) or abort(404)
