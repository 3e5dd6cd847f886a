"""The tickets of this application."""

from typing import cast

from flask import Flask, abort, current_app

from kbsearch.tickets import Tickets

EXTENSION = "kbsearch-tickets"


def register(app: Flask) -> None:
    """Let pages make and follow tickets, once the application was given ``EXTENSION``; without any they say that there are none."""
    app.add_template_global(has_tickets, "has_tickets")


def has_tickets() -> bool:
    """Whether there are tickets to make and to follow."""
    return current_app.extensions[EXTENSION] is not None


def tickets() -> Tickets:
    """Return the tickets; the page is not there where there are none."""
    return cast(Tickets | None, current_app.extensions[EXTENSION]) or abort(404)
