"""The contract of ticket desks against a real Request Tracker."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kbsearch.tickets.desk import DeliveryError, RemoteTicket
from kbsearch.tickets.senders.request_tracker import SUBJECT_BYTES, RequestTrackerDesk
from kbsearch.tickets.ticket import Status
from kbsearch.tickets_config import DeskConfig
from tests.contract.desk_suite import TwoWaySuite, folder
from tests.fakes.faulty_proxy import FaultyProxy
from tests.fakes.ticket_system import Seen
from tests.peers.peer import Peer, started
from tests.tickets import make_handoff

__all__ = ["folder"]
STATUSES = {"new": Status.NEW, "open": Status.OPEN, "stalled": Status.WAITING, "resolved": Status.SOLVED}


class RequestTracker:
    """Request Tracker as its administrator sees it."""

    subject_bytes = SUBJECT_BYTES

    def __init__(self, peer: Peer) -> None:
        self.values = peer.values
        self.proxy = FaultyProxy(peer.values["url"])
        password = (peer.folder / "data" / "root.password").read_text()
        self._staff = httpx2.Client(base_url=f"{peer.values['url']}/REST/2.0", auth=("root", password), timeout=60)

    def close(self) -> None:
        self._staff.close()

    def desk(self, *, token: str = "", **more: str) -> RequestTrackerDesk:
        values = {"queue": self.values["queue"], "field": self.values["custom_field"], "user": "kb-bot", **more}
        url, right = self.proxy.url, self.values["token"]
        return RequestTrackerDesk(DeskConfig(kind="request_tracker", url=url, token=token or right, **values))

    def count(self, handoff_id: str) -> int:
        field = self.values["custom_field"]
        return len(self._get("/tickets", query=f"'CF.{{{field}}}' = '{handoff_id}'")["items"])

    def seen(self, remote: RemoteTicket) -> Seen:
        ticket = self._get(f"/ticket/{remote.number}")
        messages, files = [], {}
        for item in self._get(f"/ticket/{remote.number}/attachments", per_page=100)["items"]:
            part = self._get(f"/attachment/{item['id']}")
            if part["Creator"]["id"] == "RT_System":
                continue  # a mail that Request Tracker sent
            content = base64.b64decode(part.get("Content") or "")
            if part.get("Filename"):
                files[part["Filename"]] = content
            elif part["ContentType"] == "text/plain":
                messages.append(content.decode())
        return Seen(ticket["Subject"], messages, files, " ".join(each["id"] for each in ticket["Requestor"]))

    def staff_writes(self, remote: RemoteTicket, text: str, *, is_public: bool) -> None:
        path = f"/ticket/{remote.number}/{'correspond' if is_public else 'comment'}"
        self._staff.post(path, json={"Content": text, "ContentType": "text/plain"}).raise_for_status()

    def staff_writes_html(self, remote: RemoteTicket, source: str) -> None:
        values = {"Content": source, "ContentType": "text/html"}
        self._staff.post(f"/ticket/{remote.number}/correspond", json=values).raise_for_status()

    def staff_sets(self, remote: RemoteTicket, status: Status) -> None:
        name = next(key for key, value in STATUSES.items() if value is status)
        self._staff.put(f"/ticket/{remote.number}", json={"Status": name}).raise_for_status()

    def status(self, remote: RemoteTicket) -> Status:
        return STATUSES[self._get(f"/ticket/{remote.number}")["Status"]]

    def _get(self, path: str, **params: Any) -> Any:
        return self._staff.get(path, params=params).raise_for_status().json()


@pytest.fixture(scope="module")
def running() -> Iterator[RequestTracker]:
    with started("request_tracker.sh") as peer:
        tracker = RequestTracker(peer)
        yield tracker
        tracker.close()


@pytest.fixture
def system(running: RequestTracker) -> Iterator[RequestTracker]:
    running.proxy = FaultyProxy(running.values["url"])
    with running.proxy.serving():
        yield running


class TestRequestTracker(TwoWaySuite):
    reply_method = "POST"

    def test_a_customer_reopens_the_ticket_there(self, system: RequestTracker, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        desk.set_status(remote, Status.CLOSED)
        desk.set_status(remote, Status.OPEN)
        assert system.status(remote) is Status.OPEN

    def test_a_status_that_does_not_exist_is_a_final_error(self, system: RequestTracker, folder: Path) -> None:
        remote = system.desk().create(make_handoff(folder))
        desk = RequestTrackerDesk(system.desk()._config.model_copy(update={"statuses": {"closed": "done"}}))
        with pytest.raises(DeliveryError, match="'done'") as raised:
            desk.set_status(remote, Status.CLOSED)
        assert raised.value.is_final

    def test_without_the_custom_field_no_ticket_is_made(self, system: RequestTracker, folder: Path) -> None:
        with pytest.raises(DeliveryError, match="custom field 'other'") as raised:
            system.desk(field="other").create(make_handoff(folder))
        assert raised.value.is_final
        assert not any(method == "POST" for method, _ in system.proxy.requests)

    def test_an_unknown_queue_is_a_final_error_or_tried_again_without_a_ticket(
        self, system: RequestTracker, folder: Path
    ) -> None:
        with pytest.raises(DeliveryError):
            system.desk(queue="Nope").create(make_handoff(folder))
        assert not any(method == "POST" for method, _ in system.proxy.requests)

    def test_a_reply_written_as_html_comes_back_as_text(self, system: RequestTracker, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        cursor = desk.changes("").cursor
        system.staff_writes_html(remote, "<p>𠮷野様 &amp; 皆様</p><p>一行目<br>二行目</p><script>x</script>")
        assert [each.text for each in desk.changes(cursor).replies] == ["𠮷野様 & 皆様\n一行目\n二行目"]
