"""Finds words by the beginning of their keys: bisection in sorted order, one step of what was typed after the other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kbsearch.analysis.kana import steps
from kbsearch.suggestible import KEY_DEPTH, SortedKeys

Places = npt.NDArray[np.int64]

_PLACE_BITS = 32
_PLACE = (1 << _PLACE_BITS) - 1
_NONE: Places = np.empty(0, np.int64)
_AT_ONCE = 100_000
"""Characters that are looked at together where all are, so that little memory is needed at once."""


@dataclass(frozen=True, slots=True)
class Range:
    """The words ``order[low:high]``, all of which have keys that begin with the same ``length`` characters."""

    low: int
    high: int
    length: int


class TypedKeys:
    """Sorted keys that can be asked for a beginning. Safe to use from several threads."""

    def __init__(self, keys: SortedKeys) -> None:
        self.text = keys.text
        self.starts: npt.NDArray[np.uint32] = np.asarray(keys.starts)
        self.order: npt.NDArray[np.uint32] = np.asarray(keys.order)
        self._places = self.starts[self.order].data
        """Where the keys begin, in order; a memoryview (``data``) gives single numbers faster than an array."""
        self._word_starts = self.starts.data
        self.is_boundary = _boundaries(keys)
        """Of each character of the text: whether a word ends before it, a long-vowel mark at its end aside."""

    def beginning_with(self, prefix: str) -> Range | None:
        """Return the words whose keys begin with ``prefix``."""
        return self._narrowed(Range(0, len(self._places), 0), prefix)

    def read_from(self, typed: str, *, lenient: bool) -> Iterator[Range]:
        """Yield the words whose keys begin with a reading of ``typed``, folded and in kana or Latin letters."""
        waiting = [(0, "", Range(0, len(self._places), 0))]
        seen = set()
        while waiting:
            at, prefix, within = waiting.pop()
            if at == len(typed):
                if prefix:
                    yield within
                continue
            for piece, after in steps(typed, at, lenient=lenient):
                longer = prefix + piece
                if (after, longer) in seen or _runs_together(typed, at, prefix[-1:], piece):
                    continue
                seen.add((after, longer))
                narrowed = self._narrowed(within, longer) if piece else within
                if narrowed is not None:
                    waiting.append((after, longer, narrowed))

    def read_on(self, typed: str, places: Places, *, lenient: bool) -> tuple[Places, Places]:
        """Return which of ``places`` (by their number) the text reads on from as ``typed``, and where in the text that ends."""
        waiting: dict[int, list[Places]] = {0: [np.arange(len(places)) << _PLACE_BITS | places]}
        for at in range(len(typed)):
            reached = np.unique(np.concatenate(waiting.pop(at, [_NONE])))
            for piece, after in steps(typed, at, lenient=lenient) if len(reached) else ():
                waiting.setdefault(after, []).append(self._with_next(piece, reached))
        ends = np.concatenate(waiting.pop(len(typed), [_NONE]))
        return ends >> _PLACE_BITS, ends & _PLACE

    def _with_next(self, piece: str, reached: Places) -> Places:
        """Return those of ``reached`` where ``piece`` comes next, moved behind it."""
        for char in piece:
            reached = reached[self._codes[reached & _PLACE] == ord(char)] + 1
        return reached

    def words_at(self, places: Places) -> Places:
        """Return the words that the characters at ``places`` belong to."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def word_at(self, place: int) -> int:
        """Return the word that the character at ``place`` belongs to."""
        return bisect_right(self._word_starts, place) - 1

    def start(self, word: int) -> int:
        """Return where the key of a word begins."""
        return int(self._word_starts[word])

    def key(self, word: int) -> str:
        """Return the key of one word."""
        return self.text[self._word_starts[word] : self._word_starts[word + 1]]

    @cached_property
    def _codes(self) -> npt.NDArray[np.uint32]:
        """The text as numbers, made when kana is first typed behind kanji."""
        return _codes(self.text)

    def _narrowed(self, within: Range, prefix: str) -> Range | None:
        length = len(prefix)
        if length > KEY_DEPTH:
            return None
        text = self.text

        def beginning(place: int) -> str:
            return text[place : place + length]

        low = bisect_left(self._places, prefix, within.low, within.high, key=beginning)
        if low == within.high or beginning(self._places[low]) != prefix:
            return None
        return Range(low, bisect_right(self._places, prefix, low, within.high, key=beginning), length)


def _runs_together(typed: str, at: int, before: str, piece: str) -> bool:
    """Whether two Latin words, between which a space was typed, would be read as one: "log in" is not login, "sign i" not signing."""
    if not at or typed[at - 1].isalnum() or typed[at - 1] in "'’":
        return False
    return before.isascii() and before.isalnum() and piece.isascii() and piece.isalnum()


def _boundaries(keys: SortedKeys) -> npt.NDArray[np.bool_]:
    boundary = np.zeros(len(keys.text) + 1, dtype=np.bool_)
    boundary[keys.starts] = True
    for start in range(0, len(keys.text), _AT_ONCE):
        end = min(start + _AT_ONCE, len(keys.text))
        boundary[start:end] |= (_codes(keys.text[start:end]) == ord("ー")) & boundary[start + 1 : end + 1]
    return boundary


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
