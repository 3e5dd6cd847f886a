"""``articles/<locale>/glossary.yml``: a list of the words that the help centre explains.

- term: エスカレーション
  reading: えすかれーしょん        # hiragana; in English only where a word is not filed as it is written
  meaning: 難しい問題を、よりくわしい担当者に引き継ぐことです。
  same: [上位対応]                 # these may be left out
  opposite: [一次解決]
  related: [引き継ぎ, 一次対応]
"""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbsearch.articles import glossary_problems as messages
from kbsearch.articles.encoding import NotTextError, decode
from kbsearch.articles.entries import NotComposedError, compose_list
from kbsearch.articles.glossary import Glossary
from kbsearch.articles.glossary_entries import EntryReader
from kbsearch.articles.mentions import Mentions
from kbsearch.messages import Message
from kbsearch.model import Problem

FILE = "glossary.yml"
RULE = "glossary"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GlossaryReading:
    """All that is sound of a glossary, and what is wrong with it. ``glossary`` is None when the file as a whole cannot be used."""

    glossary: Glossary | None
    problems: tuple[Problem, ...] = ()


def read_glossary(folder: Path, locale: str) -> GlossaryReading:
    """Read the glossary of a locale below the articles folder; no file means no words."""
    try:
        items = compose_list(decode((folder / locale / FILE).read_bytes()).text)
    except FileNotFoundError:
        return GlossaryReading(Glossary())
    except OSError as error:
        return _unusable(locale, messages.unreadable(error.strerror or str(error)))
    except NotTextError as error:
        return _unusable(locale, error.message, error.line)
    except NotComposedError as error:
        return _unusable(locale, messages.no_list(error.reason), error.line + 1, error.column + 1)
    reader = EntryReader(locale)
    entries = reader.read(items)
    problems = (Problem(_file(locale), r.line, r.column, RULE, r.message, r.severity) for r in reader.remarks)
    return GlossaryReading(Glossary(entries), tuple(problems))


class Glossaries:
    """The glossaries as they are now: an edit counts from the next page on. Safe to use from several threads."""

    def __init__(self, folder: Path, locales: Sequence[str]) -> None:
        self._folder = folder
        self._files = {locale: str(folder / locale / FILE) for locale in locales}
        self._states: dict[str, tuple[int, int]] = {}
        self._glossaries = {locale: Glossary() for locale in locales}
        self._mentions = {locale: Mentions(glossary) for locale, glossary in self._glossaries.items()}
        self._same: Mapping[str, Sequence[tuple[str, str]]] = {}

    def of(self, locale: str) -> Glossary:
        """Return the glossary of a locale; a file that cannot be used leaves the one that was read before."""
        self._refresh()
        return self._glossaries[locale]

    def mentions(self, locale: str) -> Mentions:
        """Return what finds the words of that glossary in a text."""
        self._refresh()
        return self._mentions[locale]

    def same(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Return every two words that mean the same, by locale; the same object until a glossary changes."""
        self._refresh()
        return self._same

    def _refresh(self) -> None:
        states = {locale: _state(file) for locale, file in self._files.items()}
        if states == self._states:
            return
        changed = [locale for locale, state in states.items() if state != self._states.get(locale)]
        self._states = states
        for locale in changed:
            reading = read_glossary(self._folder, locale)
            if reading.glossary is None:
                _log.error("%s: the glossary is left as it was", reading.problems[0])
            else:
                self._glossaries[locale] = reading.glossary
                self._mentions[locale] = Mentions(reading.glossary)
        self._same = {locale: tuple(glossary.same()) for locale, glossary in self._glossaries.items()}


def _state(file: str) -> tuple[int, int]:
    try:
        found = os.stat(file)  # noqa: PTH116 (asked with every page; a Path takes several times as long)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _file(locale: str) -> str:
    return f"{locale}/{FILE}"


def _unusable(locale: str, message: Message, line: int = 0, column: int = 0) -> GlossaryReading:
    return GlossaryReading(None, (Problem(_file(locale), line, column, RULE, message),))
