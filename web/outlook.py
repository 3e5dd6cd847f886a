"""What a customer may expect of a ticket now, from what was promised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kbsearch.tickets.policy import Policy
from kbsearch.tickets.service_levels import Timeliness, timeliness
from kbsearch.tickets.ticket import Author, Status, Ticket

ENDED = (Status.SOLVED, Status.CLOSED)


class State(StrEnum):
    """How things stand: by the clock, or because nothing runs."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    LATE = "late"
    NO_PROMISE = "no_promise"
    YOUR_TURN = "your_turn"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Outlook:
    """``due`` is when the first answer is, or after it (``is_answered``) the solution."""

    state: State
    is_answered: bool
    due: datetime | None = None


_STATES = {Timeliness.ON_TIME: State.ON_TIME, Timeliness.DUE_SOON: State.DUE_SOON, Timeliness.BREACHED: State.LATE}


def outlook(ticket: Ticket, policy: Policy, now: datetime) -> Outlook:
    """Return what the customer may expect."""
    is_answered = any(message.author is Author.STAFF and message.is_public for message in ticket.messages)
    if ticket.status in ENDED:
        return Outlook(State.ENDED, is_answered)
    if ticket.status is Status.WAITING:
        return Outlook(State.YOUR_TURN, is_answered)
    plan = policy.plan(ticket.plan)
    promise = ticket.promise
    due = promise.resolution_due if is_answered else promise.first_response_due
    if due is None:
        return Outlook(State.NO_PROMISE, is_answered)
    minutes = plan.resolution if is_answered else plan.first_response
    return Outlook(_STATES[timeliness(policy.hours(plan), due, minutes, now)], is_answered, due)
