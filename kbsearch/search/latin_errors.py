"""What goes wrong with Latin letters: fingers swap and miss keys, ears confuse vowels, nobody is sure of double letters."""

from itertools import pairwise

_DOUBLED, _SWAPPED, _MISSING, _SOUNDS_ALIKE, _NEIGHBOUR, _EXTRA, _ANY = 0.4, 0.5, 0.6, 0.7, 0.85, 0.9, 1.0
"""A word of n letters can lose one, or have two swapped, in n ways; it can gain or change one in 26 n ways, each so much the less likely."""

APOSTROPHES = "'’"
_VOWELS = frozenset("aeiouy")
_ALIKE = frozenset(frozenset(pair) for pair in ("ck", "cs", "sz", "kq", "gj", "fv", "vw", "mn", "bp", "dt", "gk"))
"""Consonants that one hears as each other."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _keyboard() -> frozenset[frozenset[str]]:
    """Return the pairs of keys that touch; each row stands half a key to the right of the one above."""
    pairs = {frozenset(row[i : i + 2]) for row in _ROWS for i in range(len(row) - 1)}
    for above, below in pairwise(_ROWS):
        for i, key in enumerate(below):
            pairs |= {frozenset((key, other)) for other in above[i : i + 2]}
    return frozenset(pairs)


_TOUCHING = _keyboard()


class LatinErrors:
    """Implements Errors."""

    transposition = _SWAPPED

    def substitution(self, typed: str, meant: str) -> float:
        """Return the cost of one letter instead of another: less for letters that sound alike or whose keys touch."""
        pair = frozenset((typed, meant))
        if pair <= _VOWELS or pair in _ALIKE:
            return _SOUNDS_ALIKE
        return _NEIGHBOUR if pair in _TOUCHING else _ANY

    def surplus(self, typed: str, place: int) -> float:
        """Return the cost of a letter too many: less where it doubles the one beside it (``ck`` is English for ``kk``)."""
        return _DOUBLED if is_doubled(typed, place) else _EXTRA

    def missing(self, meant: str, place: int) -> float:
        """Return the cost of a letter too few: less where it is the second of two, or only an apostrophe."""
        return _DOUBLED if meant[place] in APOSTROPHES or is_doubled(meant, place) else _MISSING


def is_doubled(word: str, place: int) -> bool:
    """Whether the letter at ``place`` repeats the one before or after it."""
    letter = word[place]
    beside = word[max(0, place - 1) : place] + word[place + 1 : place + 2]
    return letter in beside or (letter in "ck" and ("k" if letter == "c" else "c") in beside)


def is_slip(typed: str, meant: str) -> bool:
    """Whether two words differ only by two letters that changed places, or by a doubled letter."""
    if len(typed) == len(meant):
        apart = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        return (
            len(apart) == 2
            and apart[1] - apart[0] == 1
            and typed[apart[0]] == meant[apart[1]]
            and typed[apart[1]] == meant[apart[0]]
        )
    shorter, longer = sorted((typed, meant), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1 :] == shorter and longer[i - 1] == longer[i] for i in range(1, len(longer))
    )
