"""What a reader typed into the search box, made safe to search for."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import request

MAX_LENGTH = 1000
_UNPRINTABLE = {"Cc", "Cs"}


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """The query in an address.

    ``was_cut`` when it was longer than ``MAX_LENGTH`` characters; ``literal`` when it is to be searched for without correction.
    """

    text: str
    was_cut: bool = False
    literal: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """What an address needs to ask the same again."""
        return {"q": self.text} | ({"literal": "1"} if self.literal else {})


def typed_query() -> TypedQuery:
    """Read ``?q=`` and ``&literal=1``. Control characters, which nobody types, become spaces."""
    raw = request.args.get("q", "")
    text = "".join(" " if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in raw[:MAX_LENGTH])
    return TypedQuery(text.strip(), len(raw) > MAX_LENGTH, request.args.get("literal") == "1")
