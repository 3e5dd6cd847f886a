"""Asks the questions that stand in the articles themselves: each must find its own article."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from kbsearch.evaluation.judgments import AskedQuery
from kbsearch.evaluation.metrics import QUESTION_MEASURES, Figures, measure
from kbsearch.evaluation.runs import Ranked, run_queries
from kbsearch.model import Article, Audience
from kbsearch.ports import Progress

SHOWN = 3
"""An article is found when it stands among that many."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that does not find its article among the first three.

    ``place`` counts from 1 and is 0 where the article was not found at all; ``first`` is the file that stands first, empty where nothing was found.
    """

    file: str
    question: str
    place: int
    first: str


@dataclass(frozen=True, slots=True)
class QuestionsReport:
    """How the questions of one locale find their articles."""

    locale: str
    figures: Figures
    misses: tuple[Miss, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the report for JSON."""
        return {"locale": self.locale, **self.figures.as_dict(), "misses": [asdict(miss) for miss in self.misses]}


def ask_questions(
    locale: str, articles: Sequence[Article], rank: Callable[[str, Audience], Ranked], progress: Progress
) -> QuestionsReport:
    """Ask every question of ``articles``, all of one locale, as a reader whom its article is for."""
    asked = {f"{article.id}:{n}": (article, text) for article in articles for n, text in enumerate(article.questions)}
    queries = [AskedQuery(name, text) for name, (_, text) in asked.items()]
    run = run_queries(queries, lambda query: rank(query.text, asked[query.id][0].audience), progress)
    grades = {name: {article.id: 1} for name, (article, _) in asked.items()}
    files = {article.id: article.file for article in articles}
    misses = []
    for name, (article, question) in asked.items():
        found = [article_id for article_id, _ in run.found[name]]
        place = found.index(article.id) + 1 if article.id in found else 0
        if not 1 <= place <= SHOWN:
            misses.append(Miss(article.file, question, place, files.get(found[0], found[0]) if found else ""))
    return QuestionsReport(locale, measure(run, grades, QUESTION_MEASURES), tuple(misses))
