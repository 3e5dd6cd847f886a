"""Redmine 5, by its REST API (https://www.redmine.org/projects/redmine/wiki/Rest_api)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field

from kbsearch.messages import Message
from kbsearch.tickets.desk import Changes, DeliveryError, Handoff, RemoteFile, RemoteReply, RemoteStatus, RemoteTicket
from kbsearch.tickets.plain_text import lines
from kbsearch.tickets.senders.api import ANSWER_SECONDS, Api, Shape
from kbsearch.tickets.senders.cursor import SETTLED, Cursor
from kbsearch.tickets.senders.files import File, files_of, named_files
from kbsearch.tickets.senders.first_message import first_message, shortened
from kbsearch.tickets.senders.redmine_lists import Named, Priorities, Statuses
from kbsearch.tickets.ticket import Status
from kbsearch.tickets_config import DeskConfig

SUBJECT_BYTES = 255
"""Redmine keeps 255 characters; bytes are on the safe side of every database."""
PAGE = 100


class _Value(Shape):
    id: str
    value: Any = None


class _Detail(Shape):
    kind: str = Field(default="", alias="property")
    name: str = ""
    new_value: str | None = None


class _Journal(Shape):
    id: str
    user: Named | None = None
    notes: str | None = None
    created_on: datetime
    private_notes: bool = False
    details: tuple[_Detail, ...] = ()

    @property
    def status(self) -> str:
        """The number of the status that this set; empty where it set none."""
        return next((each.new_value or "" for each in self.details if each.name == "status_id"), "")

    @property
    def attached(self) -> list[str]:
        """The numbers of the files that came with this."""
        return [each.name for each in self.details if each.kind == "attachment" and each.new_value]


class _File(Shape):
    id: str
    name: str = Field(alias="filename")
    size: int = Field(default=0, alias="filesize")


class _Issue(Shape):
    id: int
    author: Named
    status: Named
    updated_on: datetime
    values: tuple[_Value, ...] = Field(default=(), alias="custom_fields")
    journals: tuple[_Journal, ...] = ()
    attachments: tuple[_File, ...] = ()


class _OneIssue(Shape):
    issue: _Issue


class _Issues(Shape):
    issues: tuple[_Issue, ...]


class _Upload(Shape):
    token: str


class _OneUpload(Shape):
    upload: _Upload


class RedmineDesk:
    """A TicketDesk. The handoff id is in a custom field; journals of an issue's own author are what came from here."""

    name = "redmine"

    def __init__(self, config: DeskConfig, timeout: float = ANSWER_SECONDS) -> None:
        self._config = config
        self._api = Api(config.url, {"X-Redmine-API-Key": config.token}, timeout=timeout)
        self._statuses = Statuses(self._api, config.statuses)
        self._priorities = Priorities(self._api)
        self._filter = f"cf_{config.field}"

    def find(self, handoff_id: str) -> RemoteTicket | None:
        """Return the first issue with that id. Raises DeliveryError where the filter is not known: it then finds every issue."""
        self._log_in()
        params = {self._filter: f"={handoff_id}", "status_id": "*", "sort": "id", "limit": PAGE}
        issues = self._api.ask(_Issues, "GET", "/issues.json", params=params).issues
        hits = [each for each in issues if self._handoff_id(each) == handoff_id]
        if issues and not hits and any(not self._handoff_id(each) for each in issues):
            raise self._without_field(
                "It must exist, be used as a filter, and be visible to the user.",
                "フィルタとして使用でき、ユーザーに見えるカスタムフィールドを用意してください。",
            )
        return self._remote(hits[0].id) if hits else None

    def create(self, handoff: Handoff) -> RemoteTicket:
        """Upload the files, make the issue, and see that its id was kept."""
        ticket = handoff.ticket
        subject = shortened(ticket.subject, SUBJECT_BYTES)
        values = {
            "project_id": self._config.queue or ticket.queue,
            "subject": subject,
            "description": first_message(handoff, subject),
            "priority_id": self._priorities.number(ticket.priority),
            "custom_fields": [{"id": self._config.field, "value": ticket.handoff_id}],
            "uploads": self._uploads(files_of(handoff)),
        }
        issue = self._api.ask(_OneIssue, "POST", "/issues.json", json={"issue": values}).issue
        if self._handoff_id(issue) != ticket.handoff_id:
            raise self._without_field(
                f"Issue {issue.id} has no value in it; delete that issue, then tick its project and tracker at the custom field.",
                f"チケット {issue.id} に値が入りません。そのチケットを削除し、カスタムフィールドの対象のプロジェクトとトラッカーを選んでください。",
                is_made=True,
            )
        return self._remote(issue.id)

    def reply(self, remote: RemoteTicket, text: str, files: dict[str, Path], key: str) -> None:
        """Add a note that ends with its key; passed over where there is such a one."""
        mark = f"[kb:{key}]"
        issue = self._issue(remote.number)
        if any((each.notes or "").rstrip().endswith(mark) for each in issue.journals):
            return
        values = {"notes": f"{lines(text)}\n\n{mark}", "uploads": self._uploads(named_files(files))}
        self._api.send("PUT", f"/issues/{issue.id}.json", json={"issue": values})

    def set_status(self, remote: RemoteTicket, status: Status, key: str) -> None:
        """Set the status and read it back: what the workflow does not allow is answered like success."""
        wanted = self._statuses.number(status)
        if self._issue(remote.number).status.id == wanted.id:
            return
        self._api.send("PUT", f"/issues/{int(remote.number)}.json", json={"issue": {"status_id": wanted.id}})
        if self._issue(remote.number).status.id != wanted.id:
            reason = Message(
                f"Redmine does not set issue {remote.number} to '{wanted.name}': allow it to the user's role in the workflow.",
                f"Redmine がチケット {remote.number} を '{wanted.name}' にできません。ワークフローでこのロールに許可してください。",
            )
            raise DeliveryError(str(reason), is_final=True)

    def changes(self, cursor: str) -> Changes:
        """Return public notes and statuses that others wrote, of a page of issues, or of all that changed in one second where those are more."""
        self._log_in()
        if not cursor:
            return Changes((), (), str(Cursor(_iso(self._api.time))))
        since = Cursor.read(cursor)
        found = self._changed(since.start)
        settled = [each.updated_on for each in found if each.updated_on <= self._api.time - SETTLED]
        start = _iso(settled[-1]) if settled else since.start
        issues = [self._issue(str(each.id)) for each in found]
        recent = [(issue, [each for each in issue.journals if _iso(each.created_on) >= since.start]) for issue in issues]
        told = frozenset(each.id for _, journals in recent for each in journals if _iso(each.created_on) >= start)
        replies, statuses = [], []
        for issue, journals in recent:
            new = [each for each in journals if each.id not in since.told]
            replies += self._replies(issue, new)
            statuses += self._new_status(issue, new)
        return Changes(replies, statuses, str(Cursor(start, told)))

    def _log_in(self) -> None:
        """See that the key is good: with a wrong one, Redmine answers as to a stranger, who finds nothing."""
        self._api.send("GET", "/users/current.json")

    def _changed(self, since: str) -> tuple[_Issue, ...]:
        params = {
            self._filter: "*",
            "status_id": "*",
            "updated_on": f">={since}",
            "sort": "updated_on,id",
            "limit": PAGE,
        }
        found: dict[int, _Issue] = {}
        while True:
            page = self._api.ask(_Issues, "GET", "/issues.json", params={**params, "offset": len(found)}).issues
            new = {each.id: each for each in page if each.id not in found}
            found |= new
            if not new or len(page) < PAGE or len({each.updated_on for each in found.values()}) > 1:
                return tuple(each for each in found.values() if self._handoff_id(each))

    def _replies(self, issue: _Issue, journals: Sequence[_Journal]) -> list[RemoteReply]:
        return [
            RemoteReply(
                self._handoff_id(issue),
                each.id,
                each.created_on,
                each.user.name if each.user else "",
                lines(each.notes),
                self._files(issue, each),
            )
            for each in journals
            if each.notes and not each.private_notes and each.user != issue.author
        ]

    def _files(self, issue: _Issue, journal: _Journal) -> list[RemoteFile]:
        """Return the files of a note, but for those that were deleted since."""
        return [
            RemoteFile(each.name, each.size, partial(self._api.download, f"/attachments/download/{each.id}"))
            for each in issue.attachments
            if each.id in journal.attached
        ]

    def _new_status(self, issue: _Issue, journals: Sequence[_Journal]) -> list[RemoteStatus]:
        """Return the last status, where it is not one that was set from here."""
        last = next((each for each in reversed(journals) if each.status), None)
        if last is None or last.user == issue.author:
            return []
        return [RemoteStatus(self._handoff_id(issue), last.created_on, self._statuses.meaning(last.status))]

    def _uploads(self, files: Sequence[File]) -> list[dict[str, str]]:
        """Upload files and return their tokens, each of which can be used once: a second try uploads them again."""
        return [{"token": self._upload(each), "filename": each.name, "content_type": each.media_type} for each in files]

    def _upload(self, file: File) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        request = {"params": {"filename": file.name}, "headers": headers, "content": file.content}
        return self._api.ask(_OneUpload, "POST", "/uploads.json", **request).upload.token

    def _issue(self, number: str) -> _Issue:
        params = {"include": "journals,attachments"}
        return self._api.ask(_OneIssue, "GET", f"/issues/{int(number)}.json", params=params).issue

    def _handoff_id(self, issue: _Issue) -> str:
        wanted = self._config.field
        return next((str(each.value or "") for each in issue.values if each.id == wanted), "")

    def _remote(self, number: int) -> RemoteTicket:
        return RemoteTicket(str(number), f"{self._config.url}/issues/{number}")

    def _without_field(self, en: str, ja: str, *, is_made: bool = False) -> DeliveryError:
        """Where an issue is made already, another try would make one more."""
        name = self._config.field
        reason = Message(
            f"Redmine does not keep the custom field number {name}. {en}",
            f"Redmine に {name} 番のカスタムフィールドの値が保存されません。{ja}",
        )
        return DeliveryError(str(reason), is_final=is_made, to_mend=None if is_made else reason)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
