"""What changed lately: the articles whose files were committed last."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from kbsearch.history import History

REMEMBERED = 200
"""Files of each language, newest first."""


class Changes:
    """The latest changes of one generation, worked out when they are first asked for."""

    def __init__(self, history: History) -> None:
        self._history = history

    def latest(self, locale: str) -> Sequence[tuple[str, datetime]]:
        """Return the paths below a locale that changed last, without ``.md``, with the time of the change, newest first."""
        return self._by_locale.get(locale, ())

    @cached_property
    def _by_locale(self) -> dict[str, list[tuple[str, datetime]]]:
        moments = [change.moment for change in self._history.changes]
        newest: dict[str, list[tuple[datetime, str]]] = {}
        for file, numbers in self._history.files().items():
            locale, _, path = file.partition("/")
            if path.endswith(".md") and numbers:
                last = max(moments[int(number)] for number in numbers.split())
                newest.setdefault(locale, []).append((last, path.removesuffix(".md")))
        return {
            locale: [
                (path, moment) for moment, path in sorted(files, key=lambda file: (-file[0].timestamp(), file[1]))[:REMEMBERED]
            ]
            for locale, files in newest.items()
        }
