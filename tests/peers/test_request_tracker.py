"""The contract of ticket desks against a real Request Tracker."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
import pytest

from kbsearch.tickets.desk import DeliveryError, RemoteTicket
from kbsearch.tickets.senders.request_tracker import SUBJECT_BYTES, RequestTrackerDesk
from kbsearch.tickets.ticket import Customer, Status
from kbsearch.tickets_config import DeskConfig
from tests.contract.desk_suite import TwoWaySuite, folder
from tests.fakes.faulty_proxy import FaultyProxy
from tests.fakes.ticket_system import Seen
from tests.peers.peer import Peer, started
from tests.tickets import FILES, make_handoff, media_type

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

    def staff_writes(
        self, remote: RemoteTicket, text: str, *, is_public: bool, files: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        path = f"/ticket/{remote.number}/{'correspond' if is_public else 'comment'}"
        values = json.dumps({"Content": text, "ContentType": "text/plain"}, ensure_ascii=False).encode()
        form: list[Any] = [("JSON", (None, values, "application/json"))]
        form += [("Attachments", (name, content, media_type(name))) for name, content in files.items()]
        self._staff.post(path, files=form).raise_for_status()

    def staff_writes_html(self, remote: RemoteTicket, source: str) -> None:
        values = {"Content": source, "ContentType": "text/html"}
        self._staff.post(f"/ticket/{remote.number}/correspond", json=values).raise_for_status()

    def staff_sets(self, remote: RemoteTicket, status: Status) -> None:
        name = next(key for key, value in STATUSES.items() if value is status)
        self._staff.put(f"/ticket/{remote.number}", json={"Status": name}).raise_for_status()

    def hide(self, remote: RemoteTicket) -> None:
        """Move a ticket to a queue in which the user has no rights."""
        self._staff.post("/queue", json={"Name": f"Hidden {remote.number}"}).raise_for_status()
        self._staff.put(f"/ticket/{remote.number}", json={"Queue": f"Hidden {remote.number}"}).raise_for_status()

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
        desk.set_status(remote, Status.CLOSED, "k1")
        desk.set_status(remote, Status.OPEN, "k2")
        assert system.status(remote) is Status.OPEN

    def test_files_without_a_word_come_back(self, system: RequestTracker, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        cursor = desk.changes("").cursor
        system.staff_writes(remote, "", is_public=True, files=FILES)
        (reply,) = desk.changes(cursor).replies
        assert {each.name: each.read() for each in reply.files} == FILES

    def test_a_ticket_that_cannot_be_read_does_not_hold_up_the_others(self, system: RequestTracker, folder: Path) -> None:
        desk = system.desk()
        hidden, seen = desk.create(make_handoff(folder)), desk.create(make_handoff(folder))
        cursor = desk.changes("").cursor
        system.staff_writes(hidden, "見えない", is_public=True)
        system.staff_writes(seen, "見える", is_public=True)
        system.hide(hidden)
        assert [each.text for each in desk.changes(cursor).replies] == ["見える"]

    @pytest.mark.parametrize("address", ["taro..y@docomo.ne.jp", "taro.@docomo.ne.jp"])
    def test_a_customer_whose_address_has_dots_in_odd_places_gets_a_ticket(
        self, system: RequestTracker, folder: Path, address: str
    ) -> None:
        handoff = make_handoff(folder, customer=Customer(1, address, "太郎", "ja", ""))
        remote = system.desk().create(handoff)
        assert address in system.seen(remote).messages[0]

    def test_a_status_that_does_not_exist_is_a_final_error(self, system: RequestTracker, folder: Path) -> None:
        remote = system.desk().create(make_handoff(folder))
        desk = RequestTrackerDesk(system.desk()._config.model_copy(update={"statuses": {"closed": "done"}}))
        with pytest.raises(DeliveryError, match="'done'") as raised:
            desk.set_status(remote, Status.CLOSED, "k1")
        assert raised.value.is_final

    def test_without_the_custom_field_no_ticket_is_made(self, system: RequestTracker, folder: Path) -> None:
        with pytest.raises(DeliveryError, match="custom field 'other'") as raised:
            system.desk(field="other").create(make_handoff(folder))
        assert raised.value.to_mend is not None
        assert not any(method == "POST" for method, _ in system.proxy.requests)

    def test_an_unknown_queue_is_waited_for_without_a_ticket(self, system: RequestTracker, folder: Path) -> None:
        with pytest.raises(DeliveryError) as raised:
            system.desk(queue="Nope").create(make_handoff(folder))
        assert raised.value.to_mend is not None
        assert not any(method == "POST" for method, _ in system.proxy.requests)

    def test_a_reply_written_as_html_comes_back_as_text(self, system: RequestTracker, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        cursor = desk.changes("").cursor
        system.staff_writes_html(remote, "<p>𠮷野様 &amp; 皆様</p><p>一行目<br>二行目</p><script>x</script>")
        assert [each.text for each in desk.changes(cursor).replies] == ["𠮷野様 & 皆様\n一行目\n二行目"]
