"""Words written together, apart or with a hyphen: ``login``, ``log in`` and ``log-in``, ``MB-3102`` and ``mb3102``."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from kbsearch.ports import SearchIndex
from kbsearch.search.clauses import Alternative

_LONGEST = 40
"""Letters of a word that is looked at."""
_CONNECTOR = re.compile(r"[^\w]|_")


class Joining:
    """Finds the other ways the articles of one index write a word together or apart. ``stand_together`` tells whether two terms are neighbours."""

    def __init__(self, index: SearchIndex, weight: float, stand_together: Callable[[str, str], bool]) -> None:
        self._index = index
        self._weight = weight
        self._stand_together = stand_together

    def of_word(self, form: str) -> tuple[Alternative, ...]:
        """Return how else one word may be written: e-mail for email, email for e-mail, log in for login."""
        squeezed = _CONNECTOR.sub("", form)
        other = [term for term in self._connected.get(squeezed, ()) if term != form]
        if squeezed != form:
            other += [written.term for written in self._index.lexicon.read_as(squeezed)[:1]]
        found = [Alternative((term,), self._weight, f"{form} written otherwise") for term in other]
        if not found and not self._index.lexicon.read_as(form):
            found += [Alternative(terms, self._weight, f"{form} written apart") for terms in self._apart(form)]
        return tuple(found)

    def of_pair(self, first: str, second: str) -> tuple[Alternative, ...]:
        """Return how two words may be written as one: login for log, in. (Of log-in the articles have the parts too.)"""
        written = self._index.lexicon.read_as(first + second)[:1]
        return tuple(Alternative((w.term,), self._weight, f"{first} {second} written together") for w in written)

    def _apart(self, form: str) -> Sequence[tuple[str, ...]]:
        halves = [(self._term(form[:cut]), self._term(form[cut:])) for cut in range(2, min(len(form), _LONGEST) - 1)]
        return [terms for terms in halves if all(terms) and self._stand_together(*terms)][:1]

    def _term(self, form: str) -> str:
        written = self._index.lexicon.read_as(form)
        return written[0].term if written else ""

    @cached_property
    def _connected(self) -> dict[str, list[str]]:
        """Word without its hyphens and the like -> the terms that have them."""
        found: dict[str, list[str]] = {}
        for term in self._index.terms():
            if _CONNECTOR.search(term):
                found.setdefault(_CONNECTOR.sub("", term), []).append(term)
        return found
