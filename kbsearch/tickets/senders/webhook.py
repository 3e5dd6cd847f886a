"""Any other system, by a signed webhook. docs/en/handoff.md says how a receiver verifies one."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kbsearch.tickets.desk import Changes, Handoff, RemoteTicket
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.senders.api import ANSWER_SECONDS, Api, Shape
from kbsearch.tickets.senders.files import File, files_of, named_files
from kbsearch.tickets.ticket import Status
from kbsearch.tickets_config import DeskConfig


class _Taken(Shape):
    """What the receiver may answer."""

    number: str = ""
    url: str = ""


class WebhookDesk:
    """A TicketDesk that can only tell. Each event has an id, so that a receiver takes one that comes twice once."""

    name = "webhook"

    def __init__(
        self,
        config: DeskConfig,
        timeout: float = ANSWER_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._secret = config.token.encode()
        self._api = Api(config.url, {"Content-Type": "application/json"}, timeout=timeout)
        self._clock = clock

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """Nobody can be asked: the receiver knows by the event's id what it has."""
        return None

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Send ``ticket.created``; the answer may name the ticket's number and address."""
        ticket = handoff.ticket
        values = {
            "handoff_id": ticket.handoff_id,
            "reference": ticket.reference,
            "subject": line(ticket.subject),
            "text": lines(handoff.body),
            "customer": {"email": ticket.customer.email, "name": line(ticket.customer.name), "plan": ticket.plan},
            "locale": ticket.locale,
            "category": ticket.category,
            "product": ticket.product,
            "queue": ticket.queue,
            "priority": ticket.priority.name.lower(),
            "created_at": ticket.created_at.isoformat(),
            "link": handoff.link,
        }
        taken = self._send("ticket.created", ticket.handoff_id, ticket=values, attachments=_encoded(files_of(handoff)))
        url = taken.url if taken.url.startswith(("https://", "http://")) else ""
        return RemoteTicket(line(taken.number) or ticket.reference, url)

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """Send ``ticket.replied``."""
        values = {"number": remote.number, "text": lines(text)}
        self._send("ticket.replied", key, ticket=values, attachments=_encoded(named_files(files)))

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """Send ``ticket.status``."""
        values = {"number": remote.number, "status": str(status)}
        self._send("ticket.status", key, ticket=values)

    def changes(self, cursor: str) -> Changes:
        """Nobody can be asked."""
        return Changes((), (), cursor)

    def _send(self, event: str, key: str, **values: Any) -> _Taken:
        body = json.dumps({"event": event, "id": key, **values}, ensure_ascii=False).encode()
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            "Kbsearch-Timestamp": timestamp,
            "Kbsearch-Signature": f"v1={signature(self._secret, timestamp, body)}",
            "Idempotency-Key": key,
        }
        answer = self._api.send("POST", "", content=body, headers=headers)
        try:
            return _Taken.model_validate_json(answer.content)
        except ValidationError:
            return _Taken()


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256, in hexadecimal, of the timestamp, a full stop and the body."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _encoded(files: Sequence[File]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "media_type": each.media_type,
            "size": len(each.content),
            "content": base64.b64encode(each.content).decode(),
        }
        for each in files
    ]
