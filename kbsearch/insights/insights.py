"""Insights: what pages record of their use and what they ask of it. Nothing here waits for the database but ``flush`` and ``close``."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from kbsearch.config import InsightsConfig
from kbsearch.database import reason
from kbsearch.folding import fold
from kbsearch.insights.events import Choice, Event, Kind, Read, Reason, Search, Vote
from kbsearch.insights.log import Chosen, EventLog, Learned
from kbsearch.insights.masking import masked
from kbsearch.insights.recorder import Chore, Recorder

REFRESHING, PURGING = 300.0, 86_400.0
"""Seconds between two countings of the log, and between two purges."""
PATIENCE = 1.0
"""Seconds that a page waits for what was recorded just now."""

_logger = logging.getLogger(__name__)

Favour = Callable[[str, Chosen], None]
"""Is told of a locale which suggestions were chosen how often, whenever that changed."""


class Insights:
    """The event log of one process; several processes may share a database. Safe to use from several threads.

    A visit is named by a random text; no other trait of a person is taken. E-mail addresses and long numbers are masked before a query or a sentence
    is stored. What is asked is answered from counts that are a few minutes old at most.
    """

    def __init__(
        self,
        log: EventLog,
        settings: InsightsConfig,
        favour: Favour | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._log = log
        self._settings = settings
        self._favour = favour
        self._clock = clock
        self._learned = Learned()
        chores = (Chore(self._purge, PURGING), Chore(self.refresh, REFRESHING))
        self._recorder: Recorder[Event] = Recorder(self._log.write, chores)

    def record_search(self, visit: str, locale: str, query: str, results: int) -> None:
        """Record that a query was asked, and how many hits it had."""
        self._recorder.record(Search(self._clock(), visit, locale, query, results))

    def record_read(self, visit: str, locale: str, article_id: str, revision: str) -> None:
        """Record that an article was opened."""
        self._recorder.record(Read(self._clock(), visit, locale, article_id, revision))

    def record_choice(self, visit: str, locale: str, query: str, article_id: str, suggestion: str = "") -> None:
        """Record which article was taken after typing ``query``: a hit, or the ``suggestion`` with that text."""
        kind = Kind.SUGGESTION if suggestion else Kind.HIT
        self._recorder.record(Choice(self._clock(), visit, locale, kind, query, article_id, suggestion))

    def record_solution(self, visit: str, locale: str, query: str, article_id: str) -> None:
        """Record which article solved what somebody had begun to write to us."""
        self._recorder.record(Choice(self._clock(), visit, locale, Kind.SOLUTION, query, article_id))

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
        """Record whether an article helped; a later vote of the same visit on the same revision replaces it."""
        self._recorder.record(Vote(self._clock(), visit, locale, article_id, revision, helpful, reason, sentence))

    def popular(self, locale: str, limit: int) -> list[str]:
        """Return the ids of the articles that most visits read, the most read first; some may be gone or internal by now."""
        return list(self._learned.popular.get(locale, ())[:limit])

    def related_searches(self, query: str, locale: str, limit: int) -> list[str]:
        """Return what others who asked ``query`` also asked, and found: the commonest first, none that too few asked."""
        return list(self._learned.related.get((locale, fold(masked(query))), ())[:limit])

    def chosen_counts(self, locale: str) -> Chosen:
        """Return how many visits chose each suggestion, by article id and text."""
        return self._learned.chosen.get(locale, {})

    def trail(self, visit: str) -> list[Search | Read]:
        """Return what a visit searched and read, in order, each once; nothing where the database does not answer.

        Waits a moment for what was recorded just now.
        """
        self._recorder.flush(PATIENCE)
        try:
            return self._log.trail(visit)
        except SQLAlchemyError as error:
            _logger.warning("what a visit tried cannot be read now: %s", reason(error))
            return []

    def refresh(self) -> None:
        """Count the log anew, as otherwise happens every few minutes."""
        before, self._learned = self._learned, self._log.learned(self._settings.visitors)
        for locale, chosen in self._learned.chosen.items():
            if self._favour is not None and chosen != before.chosen.get(locale):
                self._favour(locale, chosen)

    def purge(self) -> int:
        """Delete what is older than the configured number of days, as otherwise happens every day; return how much."""
        return self._log.purge(self._clock() - timedelta(days=self._settings.keep_days))

    def flush(self) -> bool:
        """Wait a few seconds until everything recorded so far is written; return whether it is."""
        return self._recorder.flush()

    def close(self) -> None:
        """Write what waits and let go of the database."""
        self._recorder.close()
        self._log.close()

    def _purge(self) -> None:
        self.purge()
