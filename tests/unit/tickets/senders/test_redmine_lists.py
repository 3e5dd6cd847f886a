from collections.abc import Iterator

import pytest
from flask import Flask

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders.api import Api
from kbsearch.tickets.senders.redmine_lists import Priorities, Statuses
from kbsearch.tickets.ticket import Priority, Status
from tests.fakes.web_application import served

JAPANESE = [
    {"id": 1, "name": "新規", "is_closed": False},
    {"id": 2, "name": "進行中", "is_closed": False},
    {"id": 3, "name": "お客様待ち", "is_closed": False},
    {"id": 9, "name": "完了", "is_closed": True},
]
PRIORITIES = [
    {"id": 11, "name": "昔", "active": False},
    {"id": 1, "name": "低"},
    {"id": 2, "name": "通常", "is_default": True},
    {"id": 3, "name": "高"},
]


@pytest.fixture
def api() -> Iterator[Api]:
    app = Flask(__name__)
    app.add_url_rule("/issue_statuses.json", "statuses", view_func=lambda: {"issue_statuses": JAPANESE})
    app.add_url_rule("/enumerations/issue_priorities.json", "priorities", view_func=lambda: {"issue_priorities": PRIORITIES})
    with served(app) as url:
        yield Api(url, {})


def test_usual_names_are_known_and_others_are_named_in_the_settings(api: Api) -> None:
    statuses = Statuses(api, {"waiting": "お客様待ち"})
    meanings = {"1": Status.NEW, "2": Status.OPEN, "3": Status.WAITING, "9": Status.CLOSED, "77": Status.OPEN}
    assert {number: statuses.meaning(number) for number in meanings} == meanings
    assert [statuses.number(each).id for each in Status] == ["1", "2", "3", "9", "9"]


def test_a_status_that_nothing_stands_for_is_a_final_error(api: Api) -> None:
    with pytest.raises(DeliveryError, match=r"desk\.statuses") as raised:
        Statuses(api, {}).number(Status.WAITING)
    assert raised.value.is_final


def test_priorities_are_counted_from_the_default(api: Api) -> None:
    priorities = Priorities(api)
    assert [priorities.number(each) for each in Priority] == ["1", "2", "3", "3"]
