"""The word that was probably meant, from the words that the articles have."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from kbsearch.ports import Lexicon
from kbsearch.search.compounds import Compounds
from kbsearch.search.edit_cost import edit_cost
from kbsearch.search.katakana_errors import KatakanaErrors, plain
from kbsearch.search.latin_errors import LatinErrors, is_slip
from kbsearch.search.near_forms import NearForms
from kbsearch.search.word_formation import is_derived

_LATIN = re.compile(r"(?=.{3,40}$)(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_])+(?:['’][a-z]+)?")
_KATAKANA = re.compile(r"[ァ-ヺー]{2,40}")

_COST_WEIGHT = 8.0
"""How much an error weighs against how frequent a word is: e^8, some 3,000 times. What articles say often is not what customers type often."""
_FIRST_LETTER = 0.5
"""Added to the cost where the first letter differs: people rarely get that one wrong."""
_FAR_LIKELIER = 0.0
"""The score from which a candidate displaces a word that is well made, though the articles lack it."""
_FEW, _MANY = 1.0, 2.0
"""The cost allowed for a word, and for a long one."""
_SHORT, _LONG = 5, 9
"""Letters below which only a slip is corrected, and from which on a word is long."""
_SIMILAR = 2
"""Letters by which a word and the meant one may differ: as many as one error makes, or two that cost no more than one."""
_SHORT_KATAKANA, _LONG_KATAKANA = 4, 8
"""Kana below which nothing is corrected, and from which on a word is long."""

Visibility = Callable[[str], bool]
"""Whether the reader may see an article with a term."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that may have been meant, and its most frequent term; the higher the ``score``, the likelier (a logarithm)."""

    form: str
    term: str
    score: float
    is_near: bool
    """It takes one error only."""


class Speller:
    """Corrects words by the forms of a lexicon. Safe to use from several threads.

    A word that stands only in articles hidden from the reader is never suggested.
    """

    def __init__(self, lexicon: Lexicon, is_visible: Visibility) -> None:
        self._lexicon = lexicon
        self._is_visible = is_visible
        self._compounds = Compounds(lexicon, is_visible)
        self._latin, self._katakana = LatinErrors(), KatakanaErrors()

    @cached_property
    def _near_latin(self) -> NearForms:
        """Made when a Latin word is first doubted."""
        return NearForms(self._lexicon.forms(), lambda form: form if _LATIN.fullmatch(form) else "")

    @cached_property
    def _near_katakana(self) -> NearForms:
        """Made when a katakana word is first doubted."""
        return NearForms(self._lexicon.forms(), lambda form: plain(form) if _KATAKANA.fullmatch(form) else "")

    def correction(self, form: str) -> str | None:
        """Return the likeliest form for a Latin word (lower case) or a katakana one that the index lacks; None if nothing is near."""
        best = self.likeliest(form, lambda candidate: candidate.score)
        return best.form if best else None

    def likeliest(self, form: str, score: Callable[[Candidate], float | None]) -> Candidate | None:
        """Return the candidate for ``form`` with the highest ``score``, which replaces its own (None: not this one); None if nothing is near.

        A word that is well made, such as ``reunified`` or ``webservice``, gives way to a far likelier one only.
        """
        rated = ((candidate, score(candidate)) for candidate in self.candidates(form))
        scored = [replace(candidate, score=value) for candidate, value in rated if value is not None]
        best = max(scored, key=lambda candidate: (candidate.score, candidate.form), default=None)
        if best is not None and best.score < _FAR_LIKELIER and self._is_well_made(form):
            return None
        return best

    def candidates(self, form: str) -> Iterator[Candidate]:
        """Yield all forms that may have been meant by ``form``, in no order.

        One error from 5 letters on, two from 9; fewer letters allow a slip only, and only for a word more frequent than most. In katakana one error from
        4 kana on and two from 8. Two errors that cost no more than one (a doubled letter here and another there) count as one. Words with digits or signs
        are left alone.
        """
        if self.looks_at(form):
            yield from (self._latin_candidates if _LATIN.fullmatch(form) else self._katakana_candidates)(form)

    def looks_at(self, form: str) -> bool:
        """Whether anything could be meant by ``form``: words of another kind are left alone, and very short ones."""
        return bool(_LATIN.fullmatch(form) or (_KATAKANA.fullmatch(form) and len(form) >= _SHORT_KATAKANA))

    def _latin_candidates(self, form: str) -> Iterator[Candidate]:
        is_short, is_long = len(form) < _SHORT, len(form) >= _LONG
        for meant in self._near_latin.near(form, 1 if is_short else 2, 4 if is_long else _SIMILAR):
            cost = edit_cost(form, meant, self._latin)
            total = cost if form[0] == meant[0] else cost + _FIRST_LETTER
            if meant != form and (is_slip(form, meant) if is_short else cost <= _FEW or (is_long and total <= _MANY)):
                yield from self._candidate(meant, total, self._compounds.frequent if is_short else 1.0)

    def _katakana_candidates(self, form: str) -> Iterator[Candidate]:
        allowed = _MANY if len(form) >= _LONG_KATAKANA else _FEW
        for meant in self._near_katakana.near(plain(form), int(allowed), 2 * int(allowed)):
            if abs(len(form) - len(meant)) > 2 * allowed:
                continue  # no kana costs less than half an error
            cost = edit_cost(form, meant, self._katakana)
            if meant != form and cost <= allowed:
                yield from self._candidate(meant, cost, 1.0)

    def _candidate(self, form: str, cost: float, at_least: float) -> Iterator[Candidate]:
        """Yield a candidate if the reader may see it ``at_least`` so often; in katakana a word that is written so: ヘンキン is only how 返金 is read."""
        written = [w for w in self._lexicon.read_as(form) if self._is_visible(w.term)]
        if _KATAKANA.fullmatch(form):
            written = [w for w in written if _KATAKANA.match(w.term)]
        count = sum(w.count for w in written)
        if written and count >= at_least:
            yield Candidate(form, written[0].term, log(1 + count) - _COST_WEIGHT * cost, cost <= _FEW)

    def _is_well_made(self, form: str) -> bool:
        is_compound = len(form) >= _LONG and any(min(len(a), len(b)) >= 3 for a, b in self._compounds.splits(form))
        return is_compound or is_derived(form, lambda base: self._compounds.count(base) > 0)
