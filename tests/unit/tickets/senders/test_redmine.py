from collections.abc import Iterator

import pytest
from flask import Flask, request

from kbsearch.tickets.senders.redmine import PAGE, RedmineDesk
from kbsearch.tickets_config import DeskConfig
from tests.fakes.web_application import served

BULK, LATER = "2026-11-16T01:00:00Z", "2026-11-16T01:00:01Z"
CHANGED = dict.fromkeys(range(1, 2 * PAGE + 6), BULK) | {300: LATER}
"""What somebody changed with one click, more than two pages of it, and one issue after that."""


@pytest.fixture
def desk() -> Iterator[RedmineDesk]:
    app = Flask(__name__)

    @app.get("/users/current.json")
    def user() -> dict[str, str]:
        return {}

    @app.get("/issues.json")
    def issues() -> dict[str, list[object]]:
        assert request.args["sort"] == "updated_on,id"
        since, first = request.args["updated_on"].removeprefix(">="), int(request.args.get("offset", 0))
        found = sorted((at, number) for number, at in CHANGED.items() if at >= since)
        return {"issues": [_issue(number) for _, number in found[first : first + int(request.args["limit"])]]}

    @app.get("/issues/<int:number>.json")
    def issue(number: int) -> dict[str, object]:
        journal = {"id": number + 1000, "notes": f"answer {number}", "created_on": CHANGED[number], "user": {"id": 9}}
        return {"issue": {**_issue(number), "journals": [journal]}}

    with served(app) as url:
        yield RedmineDesk(DeskConfig(kind="redmine", url=url, token="t", field="1"))


def _issue(number: int) -> dict[str, object]:
    values = [{"id": 1, "value": f"handoff-{number}"}]
    return {"id": number, "author": {"id": 1}, "status": {"id": 1}, "updated_on": CHANGED[number], "custom_fields": values}


def test_more_than_a_page_of_issues_changed_in_one_second_are_all_told(desk: RedmineDesk) -> None:
    told: list[str] = []
    cursor = "2026-11-16T00:00:00Z"
    for _ in range(5):
        changes = desk.changes(cursor)
        told += [each.key for each in changes.replies]
        cursor = changes.cursor
    assert sorted(told) == sorted(str(number + 1000) for number in CHANGED)
    assert cursor.startswith(LATER)
