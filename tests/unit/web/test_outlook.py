from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kbsearch.hours import BusinessHours, read_week
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.ticket import Author, Message, Promise, Status
from kbsearch.tickets_config import PlanConfig, TicketsConfig
from tests.fakes.memory_tickets import MIHO, OPEN, SENT, ticket_of
from web.outlook import State, outlook

TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY = datetime(2026, 11, 20, 17, tzinfo=TOKYO)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=TOKYO)
PLAN = PlanConfig(name="standard", first_response=240, resolution=960)
POLICY = Policy(TicketsConfig(plans=(PLAN,)), BusinessHours(read_week(["mon-fri 09:00-18:00"]), TOKYO))
ANSWER = Message(2, SENT, Author.STAFF, "佐藤", "はい")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (FRIDAY, State.ON_TIME),
        (FRIDAY + timedelta(days=1), State.ON_TIME),
        (MONDAY - timedelta(minutes=61), State.ON_TIME),
        (MONDAY - timedelta(minutes=60), State.DUE_SOON),
        (MONDAY, State.LATE),
    ],
)
def test_the_first_answer_is_awaited_in_business_hours(now: datetime, state: State) -> None:
    found = outlook(ticket_of(MIHO, OPEN, promise=Promise(MONDAY, None)), POLICY, now)
    assert (found.state, found.due, found.is_answered) == (state, MONDAY, False)


def test_after_the_first_answer_the_solution_is_awaited() -> None:
    due = MONDAY + timedelta(days=1)
    ticket = ticket_of(MIHO, OPEN, promise=Promise(MONDAY, due), messages=(ANSWER,))
    found = outlook(ticket, POLICY, MONDAY)
    assert (found.state, found.due, found.is_answered) == (State.ON_TIME, due, True)


@pytest.mark.parametrize(
    ("status", "state"),
    [(Status.WAITING, State.YOUR_TURN), (Status.SOLVED, State.ENDED), (Status.CLOSED, State.ENDED), (Status.NEW, State.LATE)],
)
def test_while_the_customer_is_asked_or_all_is_done_nothing_is_late(status: Status, state: State) -> None:
    late = ticket_of(MIHO, OPEN, status=status, promise=Promise(FRIDAY, FRIDAY))
    assert outlook(late, POLICY, MONDAY).state is state


def test_a_plan_that_promises_nothing_is_never_late() -> None:
    assert outlook(ticket_of(MIHO, OPEN), POLICY, MONDAY).state is State.NO_PROMISE
