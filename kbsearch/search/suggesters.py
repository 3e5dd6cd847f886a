"""The suggester of each language: made when it is first asked, and anew for another index or other counts of what was chosen."""

from kbsearch.ports import SearchIndex
from kbsearch.search.suggestions import NOTHING_CHOSEN, Chosen, Suggester


class Suggesters:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._made: dict[str, Suggester] = {}
        self._chosen: dict[str, Chosen] = {}

    def of(self, index: SearchIndex) -> Suggester:
        """Return the suggester for an index."""
        known, chosen = self._made.get(index.locale), self._chosen.get(index.locale, NOTHING_CHOSEN)
        if known is None or known.index is not index or known.chosen is not chosen:
            known = self._made[index.locale] = Suggester(index, chosen)
        return known

    def favour(self, locale: str, chosen: Chosen) -> None:
        """Put first what was chosen most often."""
        known = self._made.get(locale)
        ready = None if known is None else Suggester(known.index, chosen)  # made here, so that nobody who types waits for it
        self._chosen[locale] = chosen
        if ready is not None:
            self._made[locale] = ready
