"""What goes wrong with katakana: long vowels, small kana and voicing are heard rather than known, so they cost half of another error."""

import unicodedata
from functools import lru_cache

_HALF, _ANY = 0.5, 1.0
LONG = "ー"
_VOWELS = frozenset("アイウエオ")
_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")


class KatakanaErrors:
    """Implements Errors."""

    transposition = _ANY

    def substitution(self, typed: str, meant: str) -> float:
        """Return the cost of one kana instead of another: half for ハ/バ/パ, for ヤ/ャ, and for a vowel instead of a long mark (メイル/メール)."""
        if (
            _plain_kana(typed) == _plain_kana(meant)
            or (typed == LONG and meant in _VOWELS)
            or (meant == LONG and typed in _VOWELS)
        ):
            return _HALF
        return _ANY

    def surplus(self, typed: str, place: int) -> float:
        """Return the cost of a kana too many: half for a long mark or a small ッ."""
        return _HALF if typed[place] in (LONG, "ッ") else _ANY

    def missing(self, meant: str, place: int) -> float:
        """Return the cost of a kana too few: half for a long mark or a small ッ."""
        return self.surplus(meant, place)


def plain(word: str) -> str:
    """Return a word with large kana, without marks of voicing and of long vowels: what it is compared by."""
    decomposed = unicodedata.normalize("NFD", word.translate(_LARGE))
    return "".join(char for char in decomposed if char not in "\u3099\u309aー")


_plain_kana = lru_cache(maxsize=1_000)(plain)
