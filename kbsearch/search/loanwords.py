"""Katakana loanwords and the foreign words they come from: サーバー and server, by the glosses that UniDic's lemmas carry."""

from collections.abc import Callable, Iterator

from kbsearch.analysis.latin import JAPANESE
from kbsearch.ports import Analyzer, SearchIndex
from kbsearch.search.clauses import Alternative


class Loanwords:
    """Finds a word's counterpart in the other script, if the index has it. ``stand_together`` tells whether two terms are neighbours in some article."""

    def __init__(
        self, index: SearchIndex, analyzer: Analyzer, weight: float, stand_together: Callable[[str, str], bool]
    ) -> None:
        self._lexicon = index.lexicon
        self._borrowed = index.lexicon.borrowed
        self._analyzer = analyzer
        self._weight = weight
        self._stand_together = stand_together

    def counterparts(self, term: str) -> tuple[Alternative, ...]:
        """Return server for サーバー, サーバー for server, and ダウン and グレード for downgrade, サイン and オン for sign-on."""
        if not JAPANESE.match(term):
            whole = [(word,) for word in self._borrowed(term)]
            return tuple(self._alternative(terms, term) for terms in whole or self._halves(term))
        foreign = self._analyzer.origin(term)
        return (self._alternative((foreign,), term),) if self._lexicon.articles(foreign) else ()

    def _halves(self, term: str) -> Iterator[tuple[str, ...]]:
        cuts = [(term[:cut], term[cut:].removeprefix("-")) for cut in range(2, len(term) - 1)]
        for left, right in cuts:
            for first in self._borrowed(left):
                for second in self._borrowed(right):
                    if self._stand_together(first, second):
                        yield first, second

    def _alternative(self, terms: tuple[str, ...], typed: str) -> Alternative:
        return Alternative(terms, self._weight, f"loanword of {typed}" if JAPANESE.match(terms[0]) else f"origin of {typed}")
