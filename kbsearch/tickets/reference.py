"""The number a customer sees, ``KB-7Q4X-2Q``: easy to read aloud, and wrong signs are noticed."""

import re
import secrets
import unicodedata

SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
"""No 0, 1, I, L, O, U and V, which are taken for others. Their number is prime, which the check needs."""
LENGTH, LONGEST_TYPED = 6, 40
_PREFIX = "KB"


def new_reference() -> str:
    """Return a reference at random; one of 20 million."""
    free = [secrets.randbelow(len(SIGNS)) for _ in range(LENGTH - 1)]
    return _written("".join(SIGNS[value] for value in (*free, _check(free))))


def read_reference(typed: str) -> str | None:
    """Return the reference that somebody typed, in any width and case, with or without hyphens; None where a sign must be wrong."""
    if len(typed) > LONGEST_TYPED:
        return None
    signs = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).upper()
    if len(signs) == LENGTH + len(_PREFIX):
        signs = signs.removeprefix(_PREFIX)
    if len(signs) != LENGTH or any(sign not in SIGNS for sign in signs):
        return None
    values = [SIGNS.index(sign) for sign in signs]
    return _written(signs) if _check(values[:-1]) == values[-1] else None


def _check(values: list[int]) -> int:
    """Return the last sign's value: the weighted sum of all is 0 modulo a prime, so one wrong sign or two that changed places are always noticed."""
    return -sum(weight * value for weight, value in enumerate(values, start=2)) % len(SIGNS)


def _written(signs: str) -> str:
    return f"{_PREFIX}-{signs[:4]}-{signs[4:]}"
