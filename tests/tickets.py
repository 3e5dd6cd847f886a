"""Tickets made in one line, for tests of what hands them over."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from kbsearch.tickets.desk import Handoff
from kbsearch.tickets.ticket import Attachment, Author, Customer, Message, Priority, Promise, Status, Ticket

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SUBJECT = "𠮷野家の領収書が開けません 😀 & <b>'\"\\"
TEXT = "二段階認証のあとで止まります。\n\n𠮷田 & <script>alert(1)</script> 🎌 e\u0301\nhttps://例え.jp/?q=100%"
NAME = "山田 𠮷郎 😀"
FILES = {"画面 キャプチャ𠮷.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 16, "メモ.txt": "一行目\r\n𠮷\n".encode()}
MEDIA_TYPES = {".png": "image/png", ".txt": "text/plain"}


def media_type(name: str) -> str:
    """Return the type of a file by its name."""
    return MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")


def make_handoff(folder: Path, files: dict[str, bytes] | None = None, **more: Any) -> Handoff:
    """Return a ticket on its way, with its files written below ``folder``."""
    attachments, places = [], {}
    for name, content in (files or {}).items():
        digest = hashlib.sha256(content).hexdigest()
        places[digest] = folder / digest
        places[digest].write_bytes(content)
        attachments.append(Attachment(name, media_type(name), len(content), digest))
    text = more.pop("text", TEXT)
    message = Message(1, AT, Author.CUSTOMER, NAME, text, tuple(attachments))
    values: dict[str, Any] = {
        "id": 1,
        "reference": "KB-7Q4X-2Q",
        "handoff_id": uuid4().hex,
        "customer": Customer(1, "taro@example.com", NAME, "ja", "standard"),
        "subject": SUBJECT,
        "locale": "ja",
        "category": "billing",
        "product": "",
        "plan": "standard",
        "queue": "General",
        "priority": Priority.HIGH,
        "tier": 0,
        "status": Status.NEW,
        "created_at": AT,
        "updated_at": AT,
        "promise": Promise(None, None),
        "messages": (message,),
        **more,
    }
    return Handoff(Ticket(**values), places, text, "https://help.example.com/ja/tickets/KB-7Q4X-2Q")
