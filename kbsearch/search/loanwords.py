"""Katakana loanwords and the foreign words they come from: サーバー and server, by the glosses that UniDic's lemmas carry."""

from collections.abc import Callable, Iterator
from functools import cached_property

from kbsearch.analysis.latin import JAPANESE
from kbsearch.ports import Analyzer, SearchIndex
from kbsearch.search.clauses import Alternative


class Loanwords:
    """Finds a word's counterpart in the other script, if the index has it. ``stand_together`` tells whether two terms are neighbours in some article."""

    def __init__(
        self, index: SearchIndex, analyzer: Analyzer, weight: float, stand_together: Callable[[str, str], bool]
    ) -> None:
        self._index = index
        self._analyzer = analyzer
        self._weight = weight
        self._stand_together = stand_together

    def counterparts(self, term: str) -> tuple[Alternative, ...]:
        """Return server for サーバー, サーバー for server, and ダウン and グレード for downgrade, サイン and オン for sign-on."""
        if not JAPANESE.match(term):
            whole = [(word,) for word in self._borrowed.get(term, ())]
            return tuple(self._alternative(terms, term) for terms in whole or self._halves(term))
        foreign = self._foreign(term) if _is_katakana(term) else ""
        return (self._alternative((foreign,), term),) if self._index.lexicon.articles(foreign) else ()

    def _halves(self, term: str) -> Iterator[tuple[str, ...]]:
        cuts = [(term[:cut], term[cut:].removeprefix("-")) for cut in range(2, len(term) - 1)]
        for left, right in cuts:
            for first in self._borrowed.get(left, ()):
                for second in self._borrowed.get(right, ()):
                    if self._stand_together(first, second):
                        yield first, second

    @cached_property
    def _borrowed(self) -> dict[str, list[str]]:
        """Foreign term -> loanwords of the index, made when a foreign word is first asked for."""
        found: dict[str, list[str]] = {}
        for term in self._index.terms():
            if _is_katakana(term) and (foreign := self._foreign(term)):
                found.setdefault(foreign, []).append(term)
        return found

    def _foreign(self, term: str) -> str:
        tokens = self._analyzer.tokens(self._analyzer.gloss(term))
        return tokens[0].term if len(tokens) == 1 else ""

    def _alternative(self, terms: tuple[str, ...], typed: str) -> Alternative:
        return Alternative(terms, self._weight, f"loanword of {typed}" if JAPANESE.match(terms[0]) else f"origin of {typed}")


def _is_katakana(term: str) -> bool:
    return all("ァ" <= char <= "ヺ" or char == "ー" for char in term)
