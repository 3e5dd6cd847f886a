"""Redmine's REST API in memory: what is needed to look an issue up and to make it, in the shapes of version 5."""

import time
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from flask import Flask, jsonify, request

FIELD = 7
BOT = {"id": 5, "name": "kb bot"}


class FakeRedmine:
    """``issues`` are those made, each with the handoff id. An issue takes ``seconds`` to be made."""

    def __init__(self, seconds: float) -> None:
        self.issues: list[dict[str, Any]] = []
        self.application = Flask(__name__)
        self._seconds = seconds
        self._lock = Lock()
        for method, path, view in (
            ("GET", "/users/current.json", self._user),
            ("GET", "/enumerations/issue_priorities.json", self._priorities),
            ("GET", "/issues.json", self._find),
            ("POST", "/issues.json", self._create),
            ("GET", "/issues/<int:number>.json", self._show),
        ):
            self.application.add_url_rule(path, f"{method} {path}", view, methods=[method])

    def handoff_ids(self) -> list[str]:
        """Return the handoff id of each issue."""
        return [each["custom_fields"][0]["value"] for each in self.issues]

    def _user(self) -> Any:
        return {"user": BOT}

    def _priorities(self) -> Any:
        return {"issue_priorities": [{"id": 2, "name": "Normal", "is_default": True, "active": True}]}

    def _find(self) -> Any:
        wanted = request.args[f"cf_{FIELD}"].removeprefix("=")
        with self._lock:
            return jsonify(issues=[each for each in self.issues if wanted in ("*", each["custom_fields"][0]["value"])][:100])

    def _show(self, number: int) -> Any:
        return {"issue": {**self.issues[number - 1], "journals": []}}

    def _create(self) -> Any:
        time.sleep(self._seconds)
        given = request.get_json()["issue"]
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._lock:
            issue = {
                "id": len(self.issues) + 1,
                "author": BOT,
                "status": {"id": 1, "name": "New"},
                "updated_on": now,
                "subject": given["subject"],
                "description": given["description"],
                "custom_fields": [{**each, "name": "kb_handoff_id"} for each in given["custom_fields"]],
            }
            self.issues.append(issue)
        return {"issue": issue}, 201
