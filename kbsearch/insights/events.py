"""What is recorded: frozen values, as they come from a page. ``visit`` is the random name of a visit, ``at`` carries a time zone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why an article was of no help."""

    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    NOT_MY_QUESTION = "not-my-question"
    WRONG = "wrong"
    OTHER = "other"


class Kind(StrEnum):
    """What was chosen: a hit of a results page, a suggestion of a search box, or the answer that made a ticket needless."""

    HIT = "hit"
    SUGGESTION = "suggestion"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class Search:
    """Somebody searched and was shown ``results`` hits in all."""

    at: datetime
    visit: str
    locale: str
    query: str
    results: int


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody opened an article."""

    at: datetime
    visit: str
    locale: str
    article: str
    revision: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who had typed ``query`` took an article; ``text`` is the suggestion that was taken, empty for a hit."""

    at: datetime
    visit: str
    locale: str
    kind: Kind
    query: str
    article: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """Somebody said whether an article helped. One a visit, article and revision: a later one replaces it."""

    at: datetime
    visit: str
    locale: str
    article: str
    revision: str
    helpful: bool
    reason: Reason | None = None
    sentence: str = ""


Event = Search | Read | Choice | Vote
