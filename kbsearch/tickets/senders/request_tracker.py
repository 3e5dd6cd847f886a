"""Request Tracker 5, by REST 2 (https://docs.bestpractical.com/rt/5.0/RT/REST2.html)."""

import base64
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import takewhile
from pathlib import Path

from pydantic import Field

from kbsearch.messages import Message
from kbsearch.tickets.desk import Changes, DeliveryError, Handoff, RemoteFile, RemoteReply, RemoteStatus, RemoteTicket
from kbsearch.tickets.plain_text import lines
from kbsearch.tickets.senders.api import ANSWER_SECONDS, Api, Shape
from kbsearch.tickets.senders.cursor import SETTLED, Cursor
from kbsearch.tickets.senders.files import File, files_of, named_files
from kbsearch.tickets.senders.first_message import first_message, shortened
from kbsearch.tickets.senders.html_text import html_text
from kbsearch.tickets.ticket import Priority, Status
from kbsearch.tickets_config import DeskConfig

_log = logging.getLogger(__name__)

SUBJECT_BYTES = 200
"""Bytes of a subject that are kept."""
PAGE = 100
_MARK = "kb:"
"""Begins the subject of a customer's reply, which names it for good; the ticket's own subject stays."""
_PRIORITIES = {Priority.LOW: 0, Priority.NORMAL: 50, Priority.HIGH: 100, Priority.URGENT: 100}
_STATUSES = {
    Status.NEW: "new",
    Status.OPEN: "open",
    Status.WAITING: "stalled",
    Status.SOLVED: "resolved",
    Status.CLOSED: "resolved",
}
_MEANINGS = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "stalled": Status.WAITING,
    "resolved": Status.SOLVED,
    "rejected": Status.CLOSED,
    "deleted": Status.CLOSED,
}


class _Name(Shape):
    id: str


class _Value(Shape):
    name: str = ""
    values: tuple[str | None, ...] = ()


class _Queue(Shape):
    fields: tuple[_Value, ...] = Field(default=(), alias="TicketCustomFields")


class _Ticket(Shape):
    id: int
    status: str = Field(default="", alias="Status")
    values: tuple[_Value, ...] = Field(default=(), alias="CustomFields")
    requestors: tuple[_Name, ...] = Field(default=(), alias="Requestor")

    def value(self, field: str) -> str:
        """Return what a custom field holds."""
        return next((each.values[0] or "" for each in self.values if each.name == field and each.values), "")


class _Tickets(Shape):
    items: tuple[_Ticket, ...]


class _Transaction(Shape):
    id: int
    type: str = Field(alias="Type")
    creator: _Name = Field(alias="Creator")
    created: datetime = Field(alias="Created")
    ticket: str = Field(alias="ObjectId")
    new_value: str = Field(default="", alias="NewValue")
    data: str | None = Field(default="", alias="Data")


class _Transactions(Shape):
    items: tuple[_Transaction, ...]


class _Part(_Name):
    media_type: str = Field(default="", alias="ContentType")
    name: str | None = Field(default="", alias="Filename")


class _Parts(Shape):
    items: tuple[_Part, ...]


class _Content(Shape):
    content: str | None = Field(default="", alias="Content")


class RequestTrackerDesk:
    """A TicketDesk. The handoff id is in a custom field; what ``user`` wrote there is what came from here."""

    name = "request_tracker"

    def __init__(self, config: DeskConfig, timeout: float = ANSWER_SECONDS) -> None:
        self._config = config
        self._api = Api(f"{config.url}/REST/2.0", {"Authorization": f"token {config.token}"}, timeout=timeout)
        self._checked: set[str] = set()
        """Queues that are known to have the custom field."""

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """Return the first ticket with that id; the value is compared, whatever the search finds."""
        query = f"'CF.{{{self._config.field}}}' = {_quoted(handoff_id)}"
        params = {"query": query, "fields": "CustomFields", "orderby": "id"}
        for ticket in self._api.ask(_Tickets, "GET", "/tickets", params=params).items:
            if ticket.value(self._config.field) == handoff_id:
                return self._remote(ticket.id)
        return None

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Make the ticket, and read its id back: an unknown custom field would be passed over without a word."""
        ticket = handoff.ticket
        queue = self._config.queue or ticket.queue
        self._check(queue)
        subject = shortened(ticket.subject, SUBJECT_BYTES)
        values = {
            "Queue": queue,
            "Subject": subject,
            "Requestor": ticket.customer.email,
            "Priority": _PRIORITIES[ticket.priority],
            "Content": first_message(handoff, subject),
            "ContentType": "text/plain",
            "CustomFields": {self._config.field: ticket.handoff_id},
        }
        made = self._api.ask(_Name, "POST", "/ticket", files=_form(values, files_of(handoff)))
        if self._ticket(made.id).value(self._config.field) != ticket.handoff_id:
            raise self._without_field(
                f"Ticket {made.id} has no value in it; delete that ticket, then grant SeeCustomField and ModifyCustomField.",
                f"チケット {made.id} に値が入りません。そのチケットを削除し、SeeCustomField と ModifyCustomField を許可してください。",
                is_made=True,
            )
        return self._remote(int(made.id))

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """Add correspondence whose own subject names the key; passed over where there is such a one."""
        query = f"TicketId = {int(remote.number)} AND Type = 'Correspond' AND Data LIKE {_quoted(_MARK + key)}"
        if any((each.data or "").strip() == _MARK + key for each in self._transactions(query)):
            return
        values = {"Subject": _MARK + key, "Content": lines(text) or key, "ContentType": "text/plain"}
        self._api.send("POST", f"/ticket/{remote.number}/correspond", files=_form(values, named_files(files)))

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """Set the status and read it back: a refusal is answered like success."""
        wanted = self._config.statuses.get(status, _STATUSES[status])
        if self._ticket(remote.number).status == wanted:
            return
        said = self._api.ask(list[str], "PUT", f"/ticket/{remote.number}", json={"Status": wanted})
        if self._ticket(remote.number).status != wanted:
            reason = Message(
                f"Request Tracker does not set ticket {remote.number} to '{wanted}': {' '.join(said)}",
                f"Request Tracker がチケット {remote.number} を '{wanted}' にできません: {' '.join(said)}",
            )
            raise DeliveryError(str(reason), is_final=True)

    def changes(self, cursor: str) -> Changes:
        """Return correspondence and statuses that others wrote, at most a page of them; those of tickets that cannot be read are passed over."""
        ours = f"TicketCreator = {_quoted(self._config.user)} AND (Type = 'Correspond' OR Type = 'Status')"
        if not cursor:
            newest = self._transactions(ours, order="DESC", per_page=1)
            return Changes((), (), str(Cursor(str(newest[0].id if newest else 0))))
        since = Cursor.read(cursor)
        found = self._transactions(f"{ours} AND id > {int(since.start)}")
        settled = list(takewhile(lambda each: each.created <= self._api.time - SETTLED, found))
        start = str(settled[-1].id) if settled else since.start
        told = frozenset(str(each.id) for each in found[len(settled) :])
        new = [each for each in found if str(each.id) not in since.told]
        tickets = dict(self._readable({each.ticket for each in new}))
        mine = [each for each in new if each.ticket in tickets and tickets[each.ticket].value(self._config.field)]
        return Changes(list(self._replies(mine, tickets)), list(self._statuses(mine, tickets)), str(Cursor(start, told)))

    def _readable(self, numbers: Iterable[str]) -> Iterator[tuple[str, _Ticket]]:
        for number in numbers:
            ticket = self._api.look(_Ticket, _path(number))
            if ticket is None:
                _log.warning("%s", _unreadable(number))
            else:
                yield number, ticket

    def _replies(self, found: Sequence[_Transaction], tickets: dict[str, _Ticket]) -> Iterator[RemoteReply]:
        for each in found:
            ticket = tickets[each.ticket]
            customers = [self._config.user, *(person.id for person in ticket.requestors)]
            if each.type == "Correspond" and each.creator.id not in customers:
                handoff_id, parts = ticket.value(self._config.field), self._parts(each.id)
                files = [RemoteFile(part.name, 0, partial(self._content, part.id)) for part in parts if part.name]
                yield RemoteReply(handoff_id, str(each.id), each.created, each.creator.id, self._text(parts), files)

    def _statuses(self, found: Sequence[_Transaction], tickets: dict[str, _Ticket]) -> Iterator[RemoteStatus]:
        """Yield the last status of each ticket, where it is not one that was set from here."""
        named = {name: Status(status) for status, name in self._config.statuses.items()}
        last = {each.ticket: each for each in found if each.type == "Status"}
        for number, each in last.items():
            if each.creator.id != self._config.user:
                meaning = named.get(each.new_value) or _MEANINGS.get(each.new_value, Status.OPEN)
                yield RemoteStatus(tickets[number].value(self._config.field), each.created, meaning)

    def _parts(self, transaction: int) -> tuple[_Part, ...]:
        params = {"fields": "ContentType,Filename", "per_page": PAGE}
        return self._api.ask(_Parts, "GET", f"/transaction/{transaction}/attachments", params=params).items

    def _text(self, parts: Sequence[_Part]) -> str:
        """Return the message of a transaction: its first part without a file name, which may be HTML alone."""
        for part in parts:
            if part.media_type in ("text/plain", "text/html") and not part.name:
                text = self._content(part.id).decode(errors="replace")
                return html_text(text) if part.media_type == "text/html" else lines(text)
        return ""

    def _content(self, part: str) -> bytes:
        return base64.b64decode(self._api.ask(_Content, "GET", f"/attachment/{part}").content or "")

    def _transactions(self, query: str, order: str = "ASC", per_page: int = PAGE) -> tuple[_Transaction, ...]:
        fields = "Type,Creator,Created,ObjectId,NewValue,Data"
        params = {"query": query, "fields": fields, "orderby": "id", "order": order, "per_page": per_page}
        return self._api.ask(_Transactions, "GET", "/transactions", params=params).items

    def _ticket(self, number: str) -> _Ticket:
        return self._api.ask(_Ticket, "GET", _path(number))

    def _remote(self, number: int) -> RemoteTicket:
        return RemoteTicket(str(number), f"{self._config.url}/Ticket/Display.html?id={number}")

    def _check(self, queue: str) -> None:
        """Raise DeliveryError where a queue does not have the custom field, before a ticket is made that could not be found."""
        if queue in self._checked:
            return
        fields = self._api.ask(_Queue, "GET", f"/queue/{queue}").fields
        if self._config.field not in [each.name for each in fields]:
            raise self._without_field(
                f"Apply it to the queue '{queue}', and grant SeeCustomField.",
                f"キュー '{queue}' に適用し、SeeCustomField を許可してください。",
            )
        self._checked.add(queue)

    def _without_field(self, en: str, ja: str, *, is_made: bool = False) -> DeliveryError:
        """Where a ticket is made already, another try would make one more."""
        name = self._config.field
        reason = Message(
            f"Request Tracker does not keep the custom field '{name}'. {en}",
            f"Request Tracker にカスタムフィールド '{name}' が保存されません。{ja}",
        )
        return DeliveryError(str(reason), is_final=is_made, to_mend=None if is_made else reason)


def _path(number: str) -> str:
    return f"/ticket/{int(number)}"


def _unreadable(number: str) -> Message:
    return Message(
        f"Request Tracker ticket {number} cannot be read: what was written in it now does not come back. "
        "Was it deleted, or moved to a queue in which the user has no rights?",
        f"Request Tracker のチケット {number} を読めないため、そこで今書かれたことは戻ってきません。"
        "削除されたか、このユーザーに権限のないキューに移されていないか確かめてください。",
    )


def _form(values: Mapping[str, object], files: Sequence[File]) -> list[tuple[str, tuple[str | None, bytes, str]]]:
    """Return a form of the ticket and its files: in JSON, a name that is not ASCII would make the server fail."""
    ticket = (None, json.dumps(values, ensure_ascii=False).encode(), "application/json")
    return [("JSON", ticket), *(("Attachments", (each.name, each.content, each.media_type)) for each in files)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
