from pathlib import Path
from typing import Any

import pytest

from kbsearch.config import make_config
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.ticket import Priority, Promise
from tests.unit.tickets.conftest import MONDAY, SETTINGS


def policy(**changed: Any) -> Policy:
    config = make_config({"tickets": SETTINGS["tickets"] | changed}, Path("/base"), {})
    return Policy(config.tickets, config.contact.hours(config.tickets.week))


@pytest.mark.parametrize(
    ("category", "locale", "queue"),
    [
        ("billing", "ja", "billing-ja"),
        ("billing/refund", "ja", "billing-ja"),
        ("billing", "en", "billing"),
        ("billings", "ja", "support"),
        ("", "ja", "support"),
    ],
)
def test_the_first_route_that_fits_is_taken(category: str, locale: str, queue: str) -> None:
    rules = policy()
    assert rules.route(rules.plan("standard"), category, locale).queue == queue


def test_the_more_urgent_of_plan_and_route_counts() -> None:
    rules = policy(routes=[{"queue": "outage", "category": "outage", "priority": "urgent"}])
    assert rules.route(rules.plan("premium"), "", "ja").priority is Priority.HIGH
    assert rules.route(rules.plan("premium"), "outage", "ja").priority is Priority.URGENT
    assert rules.route(rules.plan("standard"), "", "ja").priority is Priority.NORMAL


def test_a_plan_that_nobody_knows_is_the_first_one() -> None:
    assert policy().plan("gold").name == "standard"
    assert policy(plans=[]).plan("gold").name == "standard"


def test_without_plans_nothing_is_promised() -> None:
    rules = policy(plans=[])
    assert rules.promise(rules.plan(""), MONDAY) == Promise(None, None)


def test_a_queue_may_have_people_of_its_own_who_are_told() -> None:
    rules = policy(routes=[{"queue": "outage", "category": "outage", "notify": "ops@example.com"}])
    assert rules.route(rules.plan(""), "outage", "ja").notify == "ops@example.com"
    assert rules.route(rules.plan(""), "", "ja").notify == "lead@example.com"
