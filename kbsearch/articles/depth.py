"""How deeply Markdown may be nested, and how much of it may be left open, before it is shown as plain text instead.

Python-Markdown is recursive, and looks for the end of every ``[`` and ``<`` to the end of the text: twenty kilobytes of
``[`` would take a minute. No article that people read comes near these limits.
"""

from collections.abc import Sequence

from kbsearch.articles.fences import fenced_lines

MAX_DEPTH = 40
_MAX_UNCLOSED = 400


class TooDeepError(Exception):
    """The text is nested too deeply, or leaves too much open, to be rendered in reasonable time."""


def check_brackets(lines: Sequence[str]) -> None:
    """Raise :class:`TooDeepError` if far more brackets are opened than closed outside code."""
    if _unclosed("\n".join(lines)) <= _MAX_UNCLOSED:
        return
    fenced = fenced_lines(lines)
    if _unclosed("\n".join(line for number, line in enumerate(lines) if number not in fenced)) > _MAX_UNCLOSED:
        raise TooDeepError


def _unclosed(text: str) -> int:
    return max(text.count("[") - text.count("]"), text.count("<") - text.count(">"))
