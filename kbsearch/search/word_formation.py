"""English words made from other words: an unknown one that is well made is a new word rather than an error."""

from collections.abc import Callable

_PREFIXES = (
    "anti",
    "co",
    "counter",
    "de",
    "dis",
    "inter",
    "mis",
    "multi",
    "non",
    "out",
    "over",
    "post",
    "pre",
    "re",
    "sub",
    "super",
    "un",
    "under",
)
_SUFFIXES = ("able", "free", "ful", "ish", "less", "like", "ness", "proof", "ship", "wise")
"""Not -er, -men or -ment: ``lawers`` and ``arguement`` are errors."""
_INFLECTIONS = frozenset(
    ("", "s", "es", "d", "ed", "ing", "r", "er", "ers", "rs", "st", "est", "ly", "y", "ies", "ied", "al", "ial", "i")
)
_AFTER_E = frozenset(("able", "ing", "ings", "ion"))


def is_derived(word: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a word is a known one of at least three letters with a prefix or a suffix: ``homeless``, ``reunified``."""
    bases = [word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)]
    bases += [word.removesuffix(suffix) for suffix in _SUFFIXES if word.endswith(suffix)]
    return any(len(base) >= 3 and is_known(base) for base in bases)


def is_inflection(word: str, other: str) -> bool:
    """Whether two words differ in their regular endings only: ``gurgles`` and ``gurgled``, ``baking`` and ``bake``; not ``stomache`` and ``stomach``."""
    shared = 0
    while shared < min(len(word), len(other)) and word[shared] == other[shared]:
        shared += 1
    endings = {word[shared:], other[shared:]}
    return endings <= _INFLECTIONS or ("e" in endings and bool(endings & _AFTER_E))
