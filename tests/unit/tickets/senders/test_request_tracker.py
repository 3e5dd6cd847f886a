import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask, Response

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders.request_tracker import RequestTrackerDesk
from kbsearch.tickets_config import DeskConfig
from tests.fakes.web_application import served

UNREADABLE, READABLE = 1, 2


class Tracker:
    """Two tickets with a reply each; what is answered to who reads the first can be set."""

    def __init__(self) -> None:
        self.answer = Response()
        self.application = Flask(__name__)
        self.application.add_url_rule("/REST/2.0/transactions", view_func=self.transactions)
        self.application.add_url_rule("/REST/2.0/ticket/<int:number>", view_func=self.ticket)
        self.application.add_url_rule("/REST/2.0/transaction/<int:number>/attachments", view_func=lambda number: {"items": []})

    def transactions(self) -> dict[str, list[object]]:
        same = {"Type": "Correspond", "Creator": {"id": "agent"}, "Created": "2026-11-16T01:00:00Z"}
        return {"items": [{"id": number + 10, "ObjectId": number, **same} for number in (UNREADABLE, READABLE)]}

    def ticket(self, number: int) -> Response:
        if number == UNREADABLE:
            return self.answer
        values = [{"name": "kb_handoff_id", "values": ["handoff-2"]}]
        return Response(json.dumps({"id": number, "CustomFields": values}), mimetype="application/json")


@pytest.fixture
def tracker() -> Tracker:
    return Tracker()


@pytest.fixture
def desk(tracker: Tracker) -> Iterator[RequestTrackerDesk]:
    with served(tracker.application) as url:
        yield RequestTrackerDesk(DeskConfig(kind="request_tracker", url=url, token="t", user="kb"))


@pytest.mark.parametrize("status", [403, 404])
def test_a_ticket_that_cannot_be_read_is_passed_over_and_logged(
    desk: RequestTrackerDesk, tracker: Tracker, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    tracker.answer = Response('{"message": "no"}', status, mimetype="application/json")
    with caplog.at_level(logging.WARNING):
        changes = desk.changes("10")
    assert [each.handoff_id for each in changes.replies] == ["handoff-2"]
    assert changes.cursor.startswith("12")
    assert "ticket 1 cannot be read" in caplog.text


@pytest.mark.parametrize(
    "answer",
    [("<h1>Not Found</h1>", 404, "text/html"), ("<h1>Forbidden</h1>", 403, "text/html"), ("{}", 503, "application/json")],
)
def test_a_server_in_trouble_loses_no_reply(desk: RequestTrackerDesk, tracker: Tracker, answer: tuple[str, int, str]) -> None:
    tracker.answer = Response(*answer[:2], mimetype=answer[2])
    with pytest.raises(DeliveryError):
        desk.changes("10")
