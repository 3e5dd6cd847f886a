"""Zendesk's documented requests and answers, as far as a desk uses them, in memory."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from flask import Flask, Response, jsonify, redirect, request

from kbsearch.tickets.desk import RemoteTicket
from kbsearch.tickets.senders.zendesk import ZendeskDesk
from kbsearch.tickets.ticket import Status
from kbsearch.tickets_config import DeskConfig
from tests.fakes.faulty_proxy import FaultyProxy
from tests.fakes.ticket_system import Seen

TOKEN = "zendesk-token"
AGENT, STAFF = 1, 2
STATUSES = {"new": Status.NEW, "open": Status.OPEN, "pending": Status.WAITING, "solved": Status.SOLVED, "closed": Status.CLOSED}


class FakeZendesk:
    """The system and its staff."""

    subject_bytes = 150

    def __init__(self) -> None:
        self.proxy: FaultyProxy
        self.tickets: list[dict[str, Any]] = []
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.audits: dict[int, list[dict[str, Any]]] = {}
        self.uploads: dict[str, tuple[str, bytes]] = {}
        self.users: dict[str, int] = {}
        self.keys: dict[str, dict[str, Any]] = {}
        self.changed: list[int] = []
        """Numbers of tickets in the order of their changes: the export's cursor counts in it."""
        self.content_url = ""
        """Where the files of comments lie."""
        self.strangers: list[str | None] = []
        """What those who fetched files there gave for a token."""
        self.application = self._application()

    def desk(self, *, token: str = "") -> ZendeskDesk:
        config = DeskConfig(kind="zendesk", url=self.proxy.url, user="agent@example.com", token=token or TOKEN)
        return ZendeskDesk(config, timeout=10)

    def count(self, handoff_id: str) -> int:
        return sum(each["external_id"] == handoff_id for each in self.tickets)

    def seen(self, remote: RemoteTicket) -> Seen:
        number = int(remote.number)
        comments = self.comments[number]
        files = {name: content for each in comments for name, content in each["files"]}
        customer = next(key for key, user in self.users.items() if user == self._ticket(number)["requester_id"])
        return Seen(self._ticket(number)["subject"], [each["body"] for each in comments], files, customer)

    def staff_writes(
        self, remote: RemoteTicket, text: str, *, is_public: bool, files: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        tokens = [self._uploaded(name, content) for name, content in files.items()]
        self._comment(int(remote.number), {"body": text, "public": is_public, "uploads": tokens}, STAFF)

    def _uploaded(self, name: str, content: bytes) -> str:
        token = uuid4().hex
        self.uploads[token] = (name, content)
        return token

    def staff_sets(self, remote: RemoteTicket, status: Status) -> None:
        name = next(key for key, value in STATUSES.items() if value is status)
        self._update(int(remote.number), {"status": name})
        self._audit(int(remote.number), {"status": name}, {})

    def _audit(self, number: int, values: dict[str, Any], metadata: dict[str, Any]) -> None:
        events = [{"id": 1, "type": "Change", "field_name": name, "value": value} for name, value in values.items()]
        audit = {"id": 1, "metadata": {"custom": metadata, "system": {}}, "events": events}
        self.audits.setdefault(number, []).append(audit)

    def status(self, remote: RemoteTicket) -> Status:
        return STATUSES[self._ticket(int(remote.number))["status"]]

    def _ticket(self, number: int) -> dict[str, Any]:
        return self.tickets[number - 1]

    def _update(self, number: int, values: dict[str, Any]) -> None:
        self._ticket(number).update(values, updated_at=_now())
        self.changed.append(number)

    def _comment(self, number: int, given: dict[str, Any], author: int) -> None:
        comment = {
            "id": sum(map(len, self.comments.values())) + 1,
            "type": "Comment",
            "author_id": given.get("author_id") or author,
            "body": given["body"],
            "plain_body": given["body"],
            "public": given.get("public", True),
            "created_at": _now(),
            "files": [self.uploads.pop(token) for token in given.get("uploads", ())],
        }
        self.comments.setdefault(number, []).append(comment)
        self._update(number, {})

    def _application(self) -> Flask:
        app = Flask(__name__)

        @app.before_request
        def check() -> Any:
            if request.path.startswith("/content/"):
                return None
            wanted = base64.b64encode(f"agent@example.com/token:{TOKEN}".encode()).decode()
            if request.headers.get("Authorization") != f"Basic {wanted}":
                return jsonify(error="Couldn't authenticate you"), 401
            return None

        @app.get("/api/v2/users/me.json")
        def me() -> Response:
            return jsonify(user={"id": AGENT})

        @app.get("/api/v2/tickets.json")
        def listed() -> Response:
            external = request.args["external_id"]
            return jsonify(tickets=[each for each in self.tickets if each["external_id"] == external], count=0)

        @app.post("/api/v2/tickets.json")
        def create() -> Any:
            key = request.headers["Idempotency-Key"]
            if key in self.keys:
                return jsonify(ticket=self.keys[key]), 201, {"x-idempotency-lookup": "hit"}
            given = request.get_json()["ticket"]
            ticket = self._create(given)
            self.keys[key] = ticket
            return jsonify(ticket=ticket), 201, {"x-idempotency-lookup": "miss"}

        @app.post("/api/v2/uploads.json")
        def upload() -> Any:
            token = self._uploaded(request.args["filename"], request.get_data())
            return jsonify(upload={"token": token, "attachment": {}}), 201

        @app.get("/api/v2/tickets/<int:number>.json")
        def shown(number: int) -> Response:
            return jsonify(ticket=self._ticket(number))

        @app.put("/api/v2/tickets/<int:number>.json")
        def update(number: int) -> Response:
            given = dict(request.get_json()["ticket"])
            comment, metadata = given.pop("comment", None), given.pop("metadata", None)
            self._audit(number, given, metadata or {})
            if comment:
                self._comment(number, comment, AGENT)
            self._update(number, given)
            return jsonify(ticket=self._ticket(number), audit={})

        @app.get("/api/v2/tickets/<int:number>/audits.json")
        def audits(number: int) -> Response:
            start = int(request.args.get("page[after]", 0))
            found = self.audits.get(number, [])
            meta = {"has_more": start + 1 < len(found), "after_cursor": str(start + 1)}
            return jsonify(audits=found[start : start + 1], meta=meta)

        @app.get("/api/v2/tickets/<int:number>/comments.json")
        def comments(number: int) -> Response:
            found = [self._shown(number, each) for each in reversed(self.comments[number])]
            return jsonify(comments=found, users=[{"id": STAFF, "name": "担当 花子"}], meta={"has_more": False})

        @app.get("/attachments/<int:number>/<int:comment>/<int:place>")
        def redirected(number: int, comment: int, place: int) -> Any:
            return redirect(f"{self.content_url}/content/{number}/{comment}/{place}")

        @app.get("/content/<int:number>/<int:comment>/<int:place>")
        def content(number: int, comment: int, place: int) -> Any:
            self.strangers.append(request.headers.get("Authorization"))
            _, file = next(each for each in self.comments[number] if each["id"] == comment)["files"][place]
            return file, 200, {"Content-Type": "application/octet-stream"}

        @app.get("/api/v2/incremental/tickets/cursor.json")
        def export() -> Any:
            if "start_time" in request.args:
                assert int(request.args["start_time"]) <= datetime.now(UTC).timestamp() - 60 + 1
                return jsonify(tickets=[], after_cursor=f"c{len(self.changed)}", end_of_stream=True)
            start = int(request.args["cursor"].removeprefix("c"))
            numbers = sorted(set(self.changed[start:]))
            return jsonify(tickets=list(map(self._ticket, numbers)), after_cursor=f"c{len(self.changed)}", end_of_stream=True)

        return app

    def _shown(self, number: int, comment: dict[str, Any]) -> dict[str, Any]:
        """Return a comment as it is told: its files lie on another server, to which their addresses here lead."""
        attachments = [
            {
                "id": place,
                "file_name": name,
                "content_url": f"{self.proxy.url}/attachments/{number}/{comment['id']}/{place}",
                "content_type": "application/octet-stream",
                "size": len(content),
            }
            for place, (name, content) in enumerate(comment["files"])
        ]
        return {**{key: value for key, value in comment.items() if key != "files"}, "attachments": attachments}

    def _create(self, given: dict[str, Any]) -> dict[str, Any]:
        requester = f"{given['requester']['name']} <{given['requester']['email']}>"
        ticket = {
            "id": len(self.tickets) + 1,
            "url": "…",
            "external_id": given["external_id"],
            "subject": given["subject"],
            "priority": given["priority"],
            "status": "new",
            "requester_id": self.users.setdefault(requester, 100 + len(self.users)),
            "updated_at": _now(),
        }
        self.tickets.append(ticket)
        self._comment(int(str(ticket["id"])), given["comment"], int(str(ticket["requester_id"])))
        return ticket


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
