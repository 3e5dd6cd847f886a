"""The contract of ticket desks against a real Redmine."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
import pytest

from kbsearch.tickets.desk import DeliveryError, RemoteTicket
from kbsearch.tickets.senders import redmine
from kbsearch.tickets.senders.redmine import SUBJECT_BYTES, RedmineDesk
from kbsearch.tickets.ticket import Status
from kbsearch.tickets_config import DeskConfig
from tests.contract.desk_suite import TwoWaySuite, folder
from tests.fakes.faulty_proxy import FaultyProxy
from tests.fakes.ticket_system import Seen
from tests.peers.peer import Peer, started
from tests.tickets import make_handoff

__all__ = ["folder"]
STAFF_KEY = "5" * 40
STATUSES = {1: Status.NEW, 2: Status.OPEN, 3: Status.SOLVED, 4: Status.WAITING, 5: Status.CLOSED}


class Redmine:
    """Redmine as its administrator sees it."""

    subject_bytes = SUBJECT_BYTES

    def __init__(self, peer: Peer) -> None:
        self.values = peer.values
        self.proxy = FaultyProxy(peer.values["url"])
        self._database = peer.folder / "data" / "redmine.sqlite"
        with closing(sqlite3.connect(self._database)) as database, database:
            database.execute(
                "INSERT INTO tokens (user_id, action, value, created_on, updated_on) "
                "SELECT id, 'api', ?, datetime('now'), datetime('now') FROM users WHERE login = 'admin'",
                (STAFF_KEY,),
            )
        headers = {"X-Redmine-API-Key": STAFF_KEY}
        self._staff = httpx2.Client(base_url=peer.values["url"], headers=headers, timeout=60)

    def close(self) -> None:
        self._staff.close()

    def desk(self, *, token: str = "", **more: str) -> RedmineDesk:
        values = {"queue": self.values["project"], "field": str(self.values["custom_field_id"]), **more}
        url, right = self.proxy.url, self.values["api_key"]
        return RedmineDesk(DeskConfig(kind="redmine", url=url, token=token or right, **values))

    def count(self, handoff_id: str) -> int:
        params = {f"cf_{self.values['custom_field_id']}": handoff_id, "status_id": "*"}
        issues = self._get("/issues.json", **params)["issues"]
        return sum(each["value"] == handoff_id for issue in issues for each in issue["custom_fields"])

    def seen(self, remote: RemoteTicket) -> Seen:
        issue = self._get(f"/issues/{remote.number}.json", include="journals,attachments")["issue"]
        notes = [each["notes"] for each in issue["journals"] if each["notes"]]
        files = {each["filename"]: self._staff.get(each["content_url"]).content for each in issue["attachments"]}
        return Seen(issue["subject"], [text.replace("\r\n", "\n") for text in (issue["description"], *notes)], files)

    def staff_writes(
        self, remote: RemoteTicket, text: str, *, is_public: bool, files: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        uploads = [{"token": self._upload(name, content), "filename": name} for name, content in files.items()]
        self._put(remote, notes=text, private_notes=not is_public, uploads=uploads)

    def _upload(self, name: str, content: bytes) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        answer = self._staff.post("/uploads.json", params={"filename": name}, content=content, headers=headers)
        return str(answer.raise_for_status().json()["upload"]["token"])

    def staff_sets(self, remote: RemoteTicket, status: Status) -> None:
        self._put(remote, status_id=next(key for key, value in STATUSES.items() if value is status))

    def changed_at_once(self) -> None:
        """Let all issues have changed in the second in which the last one did."""
        with closing(sqlite3.connect(self._database)) as database, database:
            database.execute("UPDATE issues SET updated_on = (SELECT max(updated_on) FROM issues)")

    def status(self, remote: RemoteTicket) -> Status:
        return STATUSES[self._get(f"/issues/{remote.number}.json")["issue"]["status"]["id"]]

    def _put(self, remote: RemoteTicket, **values: Any) -> None:
        self._staff.put(f"/issues/{remote.number}.json", json={"issue": values}).raise_for_status()

    def _get(self, path: str, **params: Any) -> Any:
        return self._staff.get(path, params=params).raise_for_status().json()


@pytest.fixture(scope="module")
def running() -> Iterator[Redmine]:
    with started("redmine.sh") as peer:
        redmine = Redmine(peer)
        yield redmine
        redmine.close()


@pytest.fixture
def system(running: Redmine) -> Iterator[Redmine]:
    running.proxy = FaultyProxy(running.values["url"])
    with running.proxy.serving():
        yield running


class TestRedmine(TwoWaySuite):
    uploads_first = True

    def test_more_than_a_page_of_issues_changed_in_one_second_are_all_told(
        self, system: Redmine, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(redmine, "PAGE", 2)
        desk = system.desk()
        cursor = desk.changes("").cursor
        remotes = [desk.create(make_handoff(folder)) for _ in range(5)]
        for number, remote in enumerate(remotes):
            system.staff_writes(remote, f"返信 {number}", is_public=True)
        system.changed_at_once()
        assert [each.text for each in desk.changes(cursor).replies] == [f"返信 {number}" for number in range(5)]

    def test_a_field_that_does_not_exist_makes_no_issue(self, system: Redmine, folder: Path) -> None:
        system.desk().create(make_handoff(folder))
        with pytest.raises(DeliveryError, match="custom field number 999") as raised:
            system.desk(field="999").find("x")
        assert raised.value.to_mend is not None

    def test_an_issue_that_did_not_keep_its_id_is_named(self, system: Redmine, folder: Path) -> None:
        with pytest.raises(DeliveryError, match=r"Issue \d+ has no value .* delete") as raised:
            system.desk(field="999").create(make_handoff(folder))
        assert raised.value.is_final

    def test_what_the_workflow_does_not_allow_is_a_final_error(self, system: Redmine, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        desk.set_status(remote, Status.CLOSED, "k1")
        with pytest.raises(DeliveryError, match="workflow") as raised:
            desk.set_status(remote, Status.OPEN, "k2")
        assert raised.value.is_final
