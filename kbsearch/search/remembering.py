"""An analyzer that remembers: a query is analyzed to be expanded and again to be corrected, a summary for every search that shows it."""

from functools import lru_cache

from kbsearch.model import Token
from kbsearch.ports import Analyzer

_REMEMBERED = 1_000
"""Texts."""


class RememberingAnalyzer:
    """Implements Analyzer by another one. What it returns is shared, so nobody may change it."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.locale = analyzer.locale
        self._analyzer = analyzer
        self._tokens = lru_cache(maxsize=_REMEMBERED)(analyzer.tokens)
        self._origin = lru_cache(maxsize=_REMEMBERED)(analyzer.origin)
        self._readings = lru_cache(maxsize=_REMEMBERED)(analyzer.readings)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of any string, offsets counting its characters."""
        return self._tokens(text)

    def origin(self, term: str) -> str:
        """Return the foreign term that a katakana loanword comes from; empty for any other term."""
        return self._origin(term)

    def readings(self, text: str) -> list[str]:
        """Return the ways a Japanese text may be read, in katakana, the likeliest first; none for other text."""
        return self._readings(text)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the tokens of some text might."""
        return self._analyzer.fingerprint
