"""The glossary of one language: its words in the order in which a reader looks for them.

Japanese is ordered by reading, in rows あ か さ …, English by letter. A word that begins with neither comes last.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, permutations

from kbsearch.folding import fold, fold_characters

_ROWS = "アカサタナハマヤラワ"
_ROW_NAMES = "あかさたなはまやらわ"
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_VOICED = ("\u3099", "\u309a")
_VOWELS = dict(zip("AIUEO", "アイウエオ", strict=True))
_LONG = "ー"


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word that the glossary explains. ``opposite`` and ``related`` are the ``term`` of other entries, ``same`` are words without
    an entry of their own; ``reading`` (hiragana in Japanese) may be empty. ``anchor`` is its place on the glossary's page.
    """

    term: str
    meaning: str
    reading: str = ""
    same: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    anchor: str = ""

    @property
    def ruby(self) -> str:
        """The reading, where the term does not show it itself; else empty."""
        return "" if fold(self.reading) == fold(self.term) else self.reading


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one row of kana (``あ``) or one letter; ``name`` is empty for those that begin with neither."""

    name: str
    entries: tuple[GlossaryEntry, ...]


class Glossary:
    """Entries in order, to be found by their term, by a word of the same meaning, or by their reading."""

    def __init__(self, entries: Iterable[GlossaryEntry] = ()) -> None:
        self.entries = tuple(sorted(entries, key=_order))
        self._by_word: dict[str, GlossaryEntry] = {}
        for entry in self.entries:
            for word in (entry.term, *entry.same, entry.reading):
                self._by_word.setdefault(key(word), entry)
        self._by_word.pop("", None)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, word: str) -> GlossaryEntry | None:
        """Return the entry that explains a word, whatever its width, case or kana."""
        return self._by_word.get(key(word))

    def groups(self) -> tuple[Group, ...]:
        """Return the entries by row or letter."""
        return tuple(Group(name, tuple(entries)) for name, entries in groupby(self.entries, _initial))

    def same(self) -> Iterator[tuple[str, str]]:
        """Yield every two words that mean the same, both ways."""
        for entry in self.entries:
            yield from permutations((entry.term, *entry.same), 2)


def key(word: str) -> str:
    """Return what two spellings of a word have in common; words without letters are taken as they are."""
    return fold(word) or word.strip()


def _order(entry: GlossaryEntry) -> tuple[bool, bool, str, str]:
    initial, base = _initial(entry), _base(_spoken(entry))
    return not initial, initial.isascii(), base, entry.term


def _initial(entry: GlossaryEntry) -> str:
    first = _base(_spoken(entry))[:1]
    if "ア" <= first <= "ン":
        return _ROW_NAMES[bisect_right(_ROWS, first) - 1]
    return first.upper() if first.isascii() and first.isalpha() else ""


def _spoken(entry: GlossaryEntry) -> str:
    return fold_characters(entry.reading or entry.term)


def _base(folded: str) -> str:
    """Return what a dictionary sorts by: が as か, ャ as ヤ, ー as the vowel before it."""
    base = ""
    for char in unicodedata.normalize("NFD", folded).translate(_LARGE):
        if char == _LONG and base:
            base += _VOWELS.get(unicodedata.name(base[-1], "")[-1:], "")
        elif char not in _VOICED:
            base += char
    return base
