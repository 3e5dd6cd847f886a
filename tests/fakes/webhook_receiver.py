"""A receiver of webhooks, which verifies them as the documents say and takes each once."""

import base64
import hashlib
import hmac
import time
from typing import Any

from flask import Flask, jsonify, request

from kbsearch.tickets.desk import RemoteTicket
from kbsearch.tickets.senders.webhook import WebhookDesk
from kbsearch.tickets_config import DeskConfig
from tests.fakes.faulty_proxy import FaultyProxy
from tests.fakes.ticket_system import Seen

SECRET = "webhook-secret"


def verified(secret: bytes, headers: Any, body: bytes) -> bool:
    """The snippet of docs/en/handoff.md."""
    timestamp = headers["Kbsearch-Timestamp"]
    expected = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(timestamp)) < 300
    return fresh and hmac.compare_digest(f"v1={expected}", headers["Kbsearch-Signature"])


class WebhookReceiver:
    """The system behind the webhook."""

    subject_bytes = 10**6

    def __init__(self) -> None:
        self.proxy: FaultyProxy
        self.events: dict[str, dict[str, Any]] = {}
        self.application = Flask(__name__)
        self.application.add_url_rule("/hook", view_func=self._take, methods=["POST"])

    def desk(self, *, token: str = "") -> WebhookDesk:
        return WebhookDesk(DeskConfig(kind="webhook", url=f"{self.proxy.url}/hook", token=token or SECRET), timeout=10)

    def count(self, handoff_id: str) -> int:
        return sum(each["ticket"].get("handoff_id") == handoff_id for each in self.events.values())

    def seen(self, remote: RemoteTicket) -> Seen:
        events = [each for each in self.events.values() if each["ticket"]["number"] == remote.number]
        files = {f["name"]: base64.b64decode(f["content"]) for each in events for f in each.get("attachments", ())}
        ticket = events[0]["ticket"]
        texts = [each["ticket"]["text"] for each in events if "text" in each["ticket"]]
        return Seen(ticket["subject"], texts, files, "{name} {email}".format(**ticket["customer"]))

    def _take(self) -> Any:
        if not verified(SECRET.encode(), request.headers, request.get_data()):
            return "bad signature", 401
        event = request.get_json()
        taken = self.events.setdefault(event["id"], event)
        number = taken["ticket"].setdefault("number", f"W{len(self.events)}")
        return jsonify(number=number, url=f"https://desk.example.com/{number}")
