"""The statuses and priorities of a Redmine, which every one names as it likes."""

from collections.abc import Mapping
from functools import cached_property

from kbsearch.messages import Message
from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders.api import Api, Shape
from kbsearch.tickets.ticket import Priority, Status

_USUAL = {
    Status.NEW: ("New", "新規"),
    Status.OPEN: ("In Progress", "進行中"),
    Status.WAITING: ("Feedback", "フィードバック"),
    Status.SOLVED: ("Resolved", "解決"),
    Status.CLOSED: ("Closed", "終了"),
}
"""What Redmine's own set-up calls them."""


class Named(Shape):
    """A number with its name."""

    id: str
    name: str = ""


class _Status(Named):
    is_closed: bool = False


class _Statuses(Shape):
    issue_statuses: tuple[_Status, ...]


class _Priority(Named):
    is_default: bool = False
    active: bool = True


class _Priorities(Shape):
    issue_priorities: tuple[_Priority, ...]


class Statuses:
    """What the statuses there mean here."""

    def __init__(self, api: Api, names: Mapping[str, str]) -> None:
        self._api = api
        self._names = {status: (names[status],) if status in names else usual for status, usual in _USUAL.items()}

    @cached_property
    def _known(self) -> tuple[_Status, ...]:
        return self._api.ask(_Statuses, "GET", "/issue_statuses.json").issue_statuses

    def number(self, status: Status) -> Named:
        """Return the status there. Raises DeliveryError where there is none."""
        named = [each for each in self._known if each.name in self._names[status]]
        closing = [each for each in self._known if each.is_closed and status in (Status.SOLVED, Status.CLOSED)]
        for each in named or closing:
            return each
        reason = Message(
            f"Redmine has no status for '{status}'; name one in desk.statuses.",
            f"Redmine に '{status}' に当たるステータスがありません。desk.statuses に書いてください。",
        )
        raise DeliveryError(str(reason), is_final=True)

    def meaning(self, number: str) -> Status:
        """Return what a status there means here: open or closed, where its name says nothing."""
        found = next((each for each in self._known if each.id == number), None)
        if found is None:
            return Status.OPEN
        named = next((status for status, names in self._names.items() if found.name in names), None)
        return named or (Status.CLOSED if found.is_closed else Status.OPEN)


class Priorities:
    """What the priorities here are there: those beside the one that is the default."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @cached_property
    def _known(self) -> tuple[_Priority, ...]:
        found = self._api.ask(_Priorities, "GET", "/enumerations/issue_priorities.json").issue_priorities
        return tuple(each for each in found if each.active)

    def number(self, priority: Priority) -> str | None:
        """Return the priority there; None, for the default, where there is no default to count from."""
        default = next((place for place, each in enumerate(self._known) if each.is_default), None)
        if default is None:
            return None
        place = default + priority - Priority.NORMAL
        return self._known[max(0, min(place, len(self._known) - 1))].id
