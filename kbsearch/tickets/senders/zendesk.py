"""Zendesk Support, by its Ticketing API (https://developer.zendesk.com/api-reference/ticketing/introduction/)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field

from kbsearch.tickets.desk import Changes, Handoff, RemoteFile, RemoteReply, RemoteStatus, RemoteTicket
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.senders.api import ANSWER_SECONDS, Api, Shape
from kbsearch.tickets.senders.files import File, files_of, named_files
from kbsearch.tickets.senders.first_message import first_message, shortened
from kbsearch.tickets.ticket import Priority, Status
from kbsearch.tickets_config import DeskConfig

SUBJECT_BYTES = 150
PAGE = 100
_KEY = "kbsearch_reply"
"""Where the metadata of an update keep the key of a reply."""
_RECENT = timedelta(minutes=1)
"""How far in the past an export must begin."""
_PRIORITIES = {Priority.LOW: "low", Priority.NORMAL: "normal", Priority.HIGH: "high", Priority.URGENT: "urgent"}
_STATUSES = {
    Status.NEW: "open",
    Status.OPEN: "open",
    Status.WAITING: "pending",
    Status.SOLVED: "solved",
    Status.CLOSED: "solved",
}
"""A ticket cannot become new again, and one that is closed cannot be reopened."""
_MEANINGS = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "pending": Status.WAITING,
    "hold": Status.OPEN,
    "solved": Status.SOLVED,
    "closed": Status.CLOSED,
    "deleted": Status.CLOSED,
}


class _Ticket(Shape):
    id: int
    external_id: str | None = None
    status: str = ""
    requester_id: str | None = None
    updated_at: datetime | None = None


class _OneTicket(Shape):
    ticket: _Ticket


class _Tickets(Shape):
    tickets: tuple[_Ticket, ...]


class _Export(_Tickets):
    after_cursor: str | None = None


class _Upload(Shape):
    token: str


class _OneUpload(Shape):
    upload: _Upload


class _User(Shape):
    id: str
    name: str = ""


class _File(Shape):
    name: str = Field(alias="file_name")
    address: str = Field(alias="content_url")
    size: int = 0


class _Comment(Shape):
    id: str
    attachments: tuple[_File, ...] = ()
    author_id: str
    created_at: datetime
    public: bool = False
    plain_body: str | None = None
    body: str = ""


class _Comments(Shape):
    comments: tuple[_Comment, ...]
    users: tuple[_User, ...] = ()


class _Meta(Shape):
    has_more: bool = False
    after_cursor: str | None = None


class _Metadata(Shape):
    custom: dict[str, Any] | None = None


class _Change(Shape):
    field_name: str = ""


class _Audit(Shape):
    metadata: _Metadata | None = None
    events: tuple[_Change, ...] = ()

    @property
    def key(self) -> object:
        """The key of the reply that this update was."""
        return ((self.metadata and self.metadata.custom) or {}).get(_KEY)


class _Audits(Shape):
    audits: tuple[_Audit, ...]
    meta: _Meta = _Meta()


class ZendeskDesk:
    """A TicketDesk. The handoff id is the ticket's external id; comments of its requester are what came from here."""

    name = "zendesk"

    def __init__(self, config: DeskConfig, timeout: float = ANSWER_SECONDS) -> None:
        self._config = config
        headers = {} if config.user else {"Authorization": f"Bearer {config.token}"}
        auth = (f"{config.user}/token", config.token) if config.user else None
        self._api = Api(config.url, headers, auth, timeout)

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """Return the ticket with that external id."""
        found = self._api.ask(_Tickets, "GET", "/api/v2/tickets.json", params={"external_id": handoff_id}).tickets
        return next((self._remote(each.id) for each in found if each.external_id == handoff_id), None)

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Make the ticket; by its idempotency key, Zendesk itself makes a second try the same ticket."""
        ticket = handoff.ticket
        subject = shortened(ticket.subject, SUBJECT_BYTES)
        customer = ticket.customer
        comment = {"body": first_message(handoff, subject), "uploads": self._uploads(files_of(handoff))}
        values: dict[str, Any] = {
            "subject": subject,
            "comment": comment,
            "requester": {"name": line(customer.name) or customer.email, "email": customer.email},
            "external_id": ticket.handoff_id,
            "priority": _PRIORITIES[ticket.priority],
        }
        if self._config.queue:
            values["group_id"] = self._config.queue
        headers = {"Idempotency-Key": ticket.handoff_id}
        made = self._api.ask(_OneTicket, "POST", "/api/v2/tickets.json", json={"ticket": values}, headers=headers)
        return self._remote(made.ticket.id)

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """Add a public comment in the customer's name; passed over where an update with that key is there."""
        if any(audit.key == key for audit in self._audits(int(remote.number))):
            return
        ticket = self._ticket(remote)
        comment: dict[str, Any] = {"body": lines(text), "public": True, "uploads": self._uploads(named_files(files))}
        if ticket.requester_id:
            comment["author_id"] = ticket.requester_id
        values: dict[str, Any] = {"comment": comment, "metadata": {_KEY: key}}
        if ticket.status in ("pending", "hold", "solved"):
            values["status"] = "open"
        self._api.send("PUT", _path(remote), json={"ticket": values})

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """Set the status, where it is another."""
        wanted = self._config.statuses.get(status, _STATUSES[status])
        if self._ticket(remote).status != wanted:
            self._api.send("PUT", _path(remote), json={"ticket": {"status": wanted, "metadata": {_KEY: "status"}}})

    def changes(self, cursor: str) -> Changes:
        """Return the status and all public comments of staff of every ticket that changed; their keys tell which are new."""
        params = {"cursor": cursor}
        if not cursor or cursor.isdigit():
            if not cursor:
                self._api.send("GET", "/api/v2/users/me.json")  # for the time there
            params = {"start_time": cursor or str(int((self._api.time - _RECENT).timestamp()))}
        export = self._api.ask(_Export, "GET", "/api/v2/incremental/tickets/cursor.json", params=params)
        ours = [each for each in export.tickets if each.external_id]
        there = [each for each in ours if each.status != "deleted"]
        replies = [reply for ticket in there for reply in self._replies(ticket)]
        statuses = [
            RemoteStatus(each.external_id or "", each.updated_at or self._api.time, self._meaning(each.status))
            for each in ours
            if each.status == "deleted" or not self._set_here(each)
        ]
        return Changes(replies, statuses, export.after_cursor or next(iter(params.values())))

    def _set_here(self, ticket: _Ticket) -> bool:
        """Whether the ticket's status is one that was set from here: what a customer closed is only solved there."""
        changed = [each for each in self._audits(ticket.id) if any(event.field_name == "status" for event in each.events)]
        return bool(changed) and changed[-1].key is not None

    def _meaning(self, status: str) -> Status:
        named = {name: Status(key) for key, name in self._config.statuses.items()}
        return named.get(status) or _MEANINGS.get(status, Status.OPEN)

    def _replies(self, ticket: _Ticket) -> Iterator[RemoteReply]:
        params = {"include": "users", "sort": "-created_at", "page[size]": PAGE}
        found = self._api.ask(_Comments, "GET", f"/api/v2/tickets/{ticket.id}/comments.json", params=params)
        names = {each.id: each.name for each in found.users}
        for each in reversed(found.comments):
            if each.public and each.author_id != ticket.requester_id:
                yield RemoteReply(
                    ticket.external_id or "",
                    each.id,
                    each.created_at,
                    names.get(each.author_id, ""),
                    lines(each.plain_body or each.body),
                    self._files(each),
                )

    def _files(self, comment: _Comment) -> tuple[RemoteFile, ...]:
        return tuple(
            RemoteFile(each.name, each.size, partial(self._api.download, each.address)) for each in comment.attachments
        )

    def _audits(self, number: int) -> Iterator[_Audit]:
        params: dict[str, Any] = {"page[size]": PAGE}
        path = f"/api/v2/tickets/{number}/audits.json"
        while True:
            page = self._api.ask(_Audits, "GET", path, params=params)
            yield from page.audits
            if not (page.meta.has_more and page.meta.after_cursor):
                return
            params["page[after]"] = page.meta.after_cursor

    def _uploads(self, files: Sequence[File]) -> list[str]:
        return [self._upload(each) for each in files]

    def _upload(self, file: File) -> str:
        request = {"params": {"filename": file.name}, "headers": {"Content-Type": file.media_type}, "content": file.content}
        return self._api.ask(_OneUpload, "POST", "/api/v2/uploads.json", **request).upload.token

    def _ticket(self, remote: RemoteTicket) -> _Ticket:
        return self._api.ask(_OneTicket, "GET", _path(remote)).ticket

    def _remote(self, number: int) -> RemoteTicket:
        return RemoteTicket(str(number), f"{self._config.url}/agent/tickets/{number}")


def _path(remote: RemoteTicket) -> str:
    return f"/api/v2/tickets/{int(remote.number)}.json"
