"""Whether a word is two words of the articles written together: ``webservice``."""

from collections.abc import Callable
from functools import cached_property

from kbsearch.ports import Lexicon

_SHORTEST, _LONGEST = 2, 40
"""Letters of a half, and of a word that is looked at."""
_SAMPLE = 1_000
"""Forms that are looked at to know how frequent a word is on average."""


class Compounds:
    """Takes words apart by what a lexicon has. Safe to use from several threads.

    ``is_visible(term)``: whether the reader may see an article with that term.
    """

    def __init__(self, lexicon: Lexicon, is_visible: Callable[[str], bool]) -> None:
        self._lexicon = lexicon
        self._is_visible = is_visible

    @cached_property
    def frequent(self) -> float:
        """Occurrences from which a form is more frequent than most."""
        return _mean_count(self._lexicon)

    def splits(self, form: str) -> list[tuple[str, str]]:
        """Return the ways to cut a word into two frequent ones, the likeliest first: both halves frequent rather than one very much so.

        Whether they stand side by side in some article is for the caller to see.
        """
        if not form.isalpha() or len(form) > _LONGEST:
            return []
        halves = [(form[:cut], form[cut:]) for cut in range(_SHORTEST, len(form) - _SHORTEST + 1)]
        rated = [(min(self.count(first), self.count(second)), first, second) for first, second in halves]
        return [(first, second) for rarer, first, second in sorted(rated, reverse=True) if rarer >= self.frequent]

    def count(self, form: str) -> int:
        """Return how often a form occurs as a word that the reader may see."""
        return sum(written.count for written in self._lexicon.read_as(form) if self._is_visible(written.term))


def _mean_count(lexicon: Lexicon) -> float:
    forms = lexicon.forms()
    sample = forms[:: max(1, len(forms) // _SAMPLE)]
    return sum(written.count for form in sample for written in lexicon.read_as(form)) / max(1, len(sample))
