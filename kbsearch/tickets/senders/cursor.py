"""How far another system's changes were read."""

from dataclasses import dataclass
from datetime import timedelta

SETTLED = timedelta(seconds=60)
"""After this time nothing earlier comes to light: a slow writer there has finished."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """All up to ``start`` is told, and of what came later that which is named in ``told``.

    Changes become visible there in another order than they are numbered in, so the last minute is always read again.
    """

    start: str
    told: frozenset[str] = frozenset()

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what ``str()`` wrote."""
        start, *told = text.split()
        return cls(start, frozenset(told))

    def __str__(self) -> str:
        return " ".join([self.start, *sorted(self.told)])
