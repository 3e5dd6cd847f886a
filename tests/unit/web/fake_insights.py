"""Notes what would be recorded."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kbsearch.insights import Reason
from kbsearch.insights.events import Read, Search


@dataclass
class FakeInsights:
    """Behind the interface of Insights; ``noted`` holds the calls, each with its name first."""

    noted: list[tuple[Any, ...]] = field(default_factory=list)
    clock: datetime = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

    @property
    def visits(self) -> list[str]:
        return [each[1] for each in self.noted]

    def record_search(self, visit: str, locale: str, query: str, results: int) -> None:
        self.noted.append(("search", visit, locale, query, results))

    def record_read(self, visit: str, locale: str, article_id: str, revision: str) -> None:
        self.noted.append(("read", visit, locale, article_id, revision))

    def record_choice(self, visit: str, locale: str, query: str, article_id: str, suggestion: str = "") -> None:
        self.noted.append(("choice", visit, locale, query, article_id, suggestion))

    def record_solution(self, visit: str, locale: str, query: str, article_id: str) -> None:
        self.noted.append(("solution", visit, locale, query, article_id))

    def trail(self, visit: str) -> list[Search | Read]:
        makers: dict[str, type[Search] | type[Read]] = {"search": Search, "read": Read}
        return [makers[each[0]](self.clock, *each[1:]) for each in self.noted if each[0] in makers and each[1] == visit]

    def vote(
        self,
        visit: str,
        article_id: str,
        locale: str,
        revision: str,
        helpful: bool,
        reason: Reason | None = None,
        sentence: str = "",
    ) -> None:
        self.noted.append(("vote", visit, article_id, locale, revision, helpful, reason, sentence))

    def popular(self, locale: str, limit: int) -> list[str]:
        return []

    def related_searches(self, query: str, locale: str, limit: int) -> list[str]:
        return []
