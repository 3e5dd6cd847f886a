"""Completes what a person is typing with titles and questions: by surface, by reading, in romaji, also half-typed.

``typed`` may begin at any word of an entry. What ends in kanji is compared with the surface; kana and Latin letters behind the last kanji
(解や, 解約s) go on in the reading of the word they stand in, and of the next ones.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from kbsearch.analysis.kana import is_kana
from kbsearch.folding import fold, fold_characters
from kbsearch.model import Suggestion
from kbsearch.ports import SearchIndex
from kbsearch.search.typed_keys import TypedKeys

MAX_TYPED = 100
"""Characters that are looked at; nobody needs a completion of more."""

Mask = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint32]
Ends = npt.NDArray[np.int64]
Chosen = Mapping[tuple[str, str], int]
"""Article id and text of a suggestion -> how often customers chose it."""
NOTHING_CHOSEN: Chosen = MappingProxyType({})

Match = tuple[TypedKeys, Words, Ends]
"""Words from which on an entry matches, and the place in the keys where the match ends."""
Found = tuple[TypedKeys, int, int]
"""One of them."""

_COUNT, _FIRST, _WHOLE, _LENGTH = 43, 42, 41, 25
"""The bits of a cost from which on stand: how rarely chosen, not at the start of the text, not a whole word, how long, and below them the
entry's number. The lowest cost is the best suggestion."""
_MOST_CHOSEN = (1 << 20) - 1
_LONGEST = (1 << 16) - 1


class Suggester:
    """Completes the titles and questions of one index. Safe to use from several threads."""

    def __init__(self, index: SearchIndex, chosen: Chosen = NOTHING_CHOSEN) -> None:
        self.index, self.chosen = index, chosen
        table = self._table = index.suggestions
        self._ids, self._paths, self._locale = index.ids(), index.paths(), index.locale
        self._surfaces, self._readings = TypedKeys(table.surfaces), TypedKeys(table.readings)
        self._word_entries = np.asarray(table.entries)
        self._entry_articles = np.asarray(table.articles)
        self._first_words = np.searchsorted(self._word_entries, np.arange(len(table.texts))).astype(np.uint32)
        self._entry_costs = self._costs(chosen)

    def suggest(self, typed: str, visible: Mask, limit: int) -> tuple[Suggestion, ...]:
        """Return at most ``limit`` completions among the ``visible`` articles (a mask), the best first, one for each article.

        First what customers chose most often; then what matches at the start of a text, whole words, and short texts. Entries that match only
        with a long vowel typed short (tokyo, ユザ) come last.
        """
        characters = fold_characters(typed[:MAX_TYPED])[:MAX_TYPED]
        found: dict[int, Found] = {}
        for lenient in (False, True):
            if len(found) < limit:
                unseen = visible.copy()
                unseen[list(found)] = False
                self._take_best(list(self._matches(characters, lenient)), unseen, limit, found)
        return tuple(self._suggestion(*match) for match in found.values())

    def _costs(self, chosen: Chosen) -> npt.NDArray[np.int64]:
        table = self._table
        entries = range(len(table.texts))
        counts = np.zeros(len(entries), dtype=np.int64)
        if chosen:
            keys = ((self._ids[article], text) for article, text in zip(table.articles.tolist(), table.texts, strict=True))
            counts[:] = [min(chosen.get(key, 0), _MOST_CHOSEN) for key in keys]
        lengths = np.fromiter((min(len(text), _LONGEST) for text in table.texts), np.int64, len(entries))
        costs: npt.NDArray[np.int64] = (_MOST_CHOSEN - counts) << _COUNT | lengths << _LENGTH | np.arange(len(entries))
        return costs

    def _matches(self, typed: str, lenient: bool) -> Iterator[Match]:
        key = fold(typed)[:MAX_TYPED]
        if not key:
            return
        if not lenient:
            exact = self._surfaces.beginning_with(key)
            if exact is not None:
                words = self._surfaces.order[exact.low : exact.high]
                yield self._surfaces, words, self._surfaces.starts[words].astype(np.int64) + exact.length
        head = _length_up_to_kanji(typed)
        if head == 0:
            for found in self._readings.read_from(typed, lenient=lenient):
                words = self._readings.order[found.low : found.high]
                yield self._readings, words, self._readings.starts[words].astype(np.int64) + found.length
        elif head < len(typed):
            yield self._read_on(fold(typed[:head]), typed[head:], lenient)

    def _read_on(self, head: str, tail: str, lenient: bool) -> Match:
        """Return the words that begin with ``head`` as written and go on with ``tail`` as read.

        Within a word nobody knows how many kana its first kanji has (解|約, カイ|ヤク), so the tail may begin at any of them.
        """
        found = self._surfaces.beginning_with(head)
        words = self._surfaces.order[found.low : found.high] if found else self._surfaces.order[:0]
        places = self._surfaces.starts[words].astype(np.int64) + len(head)
        last = self._surfaces.words_at(places)
        is_within = places > self._surfaces.starts[last]
        first = self._readings.starts[last].astype(np.int64) + is_within
        counts = np.where(is_within, self._readings.starts[last + 1] - first, 1)
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        rows, ends = self._readings.read_on(tail, np.repeat(first, counts) + offsets, lenient=lenient)
        return self._readings, np.repeat(words, counts)[rows], ends

    def _take_best(self, matches: list[Match], visible: Mask, limit: int, found: dict[int, Found]) -> None:
        """Add the best match of each visible article to ``found``, until that holds ``limit``."""
        costs, origins = [], []
        for number, (keys, words, ends) in enumerate(matches):
            entries = self._word_entries[words]
            seen = np.flatnonzero(visible[self._entry_articles[entries]])
            entries = entries[seen]
            not_first = (words[seen] != self._first_words[entries]).astype(np.int64) << _FIRST
            partial = (~keys.is_boundary[ends[seen]]).astype(np.int64) << _WHOLE
            costs.append(self._entry_costs[entries] | not_first | partial)
            origins.append(seen | number << 32)
        if not costs:
            return
        every_cost, every_origin = np.concatenate(costs), np.concatenate(origins)
        for place in _from_lowest(every_cost, 8 * limit):
            number, row = divmod(int(every_origin[place]), 1 << 32)
            keys, words, ends = matches[number]
            article = int(self._entry_articles[self._word_entries[words[row]]])
            found.setdefault(article, (keys, int(words[row]), int(ends[row])))
            if len(found) == limit:
                return

    def _suggestion(self, keys: TypedKeys, word: int, end: int) -> Suggestion:
        entry = int(self._word_entries[word])
        article = int(self._entry_articles[entry])
        return Suggestion(
            self._table.texts[entry],
            "question" if self._table.questions[entry] else "title",
            self._ids[article],
            self._paths[article],
            self._locale,
            ((int(self._table.spans[word][0]), self._text_end(keys, end)),),
        )

    def _text_end(self, keys: TypedKeys, end: int) -> int:
        """Return where in the entry's text a match ends: at the character typed last, or at the end of its word where reading and surface differ."""
        last = keys.word_at(end - 1)
        start, stop = (int(place) for place in self._table.spans[last])
        key = keys.key(last)
        return start + end - keys.start(last) if key == self._surfaces.key(last) and len(key) == stop - start else stop


def _length_up_to_kanji(typed: str) -> int:
    """Return how many characters of ``typed`` stand before its kana or Latin end."""
    kanji = [at for at, char in enumerate(typed) if char.isalnum() and not char.isascii() and not is_kana(char)]
    return kanji[-1] + 1 if kanji else 0


def _from_lowest(costs: npt.NDArray[np.int64], first: int) -> Iterator[int]:
    """Yield the places of ``costs`` from the lowest on; only as many are sorted as are asked for."""
    if len(costs) > first:
        low = np.argpartition(costs, first)[:first]
        yield from low[np.argsort(costs[low], kind="stable")].tolist()
        done = costs[low].max()
        rest = np.flatnonzero(costs > done)
    else:
        rest = np.arange(len(costs))
    yield from rest[np.argsort(costs[rest], kind="stable")].tolist()
