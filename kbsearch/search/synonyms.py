"""The words of articles/synonyms.yml, ready to be found in a query.

    ja:                                             applied in Japanese
      - [返金, 払い戻し]                              two-way: each finds the others
      - {from: [有料サポート], to: [プレミアムサポート]}   one-way: a search for the first also finds the second
    en: …
    both: …                                         applied in every language

Synonyms are applied to queries, so an edit needs no new index.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from kbsearch.errors import SynonymsError
from kbsearch.ports import Analyzer

Terms = tuple[str, ...]
Pairs = Mapping[str, Iterable[tuple[str, str]]]
"""By locale: a word, and another that does in its place."""
_NONE: Pairs = {}

FILE = "synonyms.yml"
"""Its name in the articles folder."""

BOTH = "both"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word or phrase that does in place of another: its terms, and how it is written."""

    terms: Terms
    written: str


class Synonyms:
    """The synonyms of one language, by the terms of the words they stand for."""

    def __init__(self, pairs: Iterable[tuple[str, str]], analyzer: Analyzer) -> None:
        self._by_terms: dict[Terms, list[Synonym]] = {}
        for typed, instead in pairs:
            terms, synonym = _terms(typed, analyzer), Synonym(_terms(instead, analyzer), instead)
            known = self._by_terms.setdefault(terms, [])
            if terms and synonym.terms and synonym.terms != terms and synonym not in known:
                known.append(synonym)
        self._longest = max(map(len, self._by_terms), default=0)

    def longest_at(self, terms: Sequence[str], start: int) -> tuple[int, Sequence[Synonym]]:
        """Return how many of the ``terms`` from ``start`` on make the longest known phrase, and its synonyms; 0 and none if there is none."""
        for length in range(min(self._longest, len(terms) - start), 0, -1):
            found = self._by_terms.get(tuple(terms[start : start + length]))
            if found:
                return length, found
        return 0, ()


class SynonymsFile:
    """articles/synonyms.yml as it is now: an edit counts from the next search on. Safe to use from several threads."""

    def __init__(self, file: Path, analyzers: Mapping[str, Analyzer], also: Callable[[], Pairs] = lambda: _NONE) -> None:
        """``also`` gives synonyms that stand elsewhere (in the glossary): the same object until they change."""
        self._file = file
        self._analyzers = analyzers
        self._also = also
        self._state: tuple[int, int] | None = None
        self._added = _NONE
        self._synonyms = {locale: Synonyms((), analyzer) for locale, analyzer in analyzers.items()}

    def current(self, locale: str) -> Synonyms:
        """Return the synonyms of a language; a file that cannot be used leaves those that were read before."""
        state, added = self._stat(), self._also()
        if state != self._state or added is not self._added:
            self._state, self._added = state, added
            try:
                self._synonyms = read_synonyms(self._file, self._analyzers, added)
            except SynonymsError as error:
                _log.error("%s: synonyms are left as they were: %s", self._file, error)
        return self._synonyms[locale]

    def _stat(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size


def read_synonyms(file: Path, analyzers: Mapping[str, Analyzer], also: Pairs = _NONE) -> dict[str, Synonyms]:
    """Read the synonyms of every language, and those of ``also`` after them; no file means none.

    Raises SynonymsError, naming the group, when it is not in the form above.
    """
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raw = None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise SynonymsError(f"cannot be read: {reason}", f"読み込めません: {reason}") from error
    groups = _groups(raw or {}, (*analyzers, BOTH))
    return {
        locale: Synonyms(chain(groups.get(locale, ()), groups.get(BOTH, ()), also.get(locale, ())), analyzer)
        for locale, analyzer in analyzers.items()
    }


def _groups(raw: Any, names: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    if not isinstance(raw, dict) or not set(raw) <= {*names, "ja", "en"}:
        raise _wrong("", f"the keys are {', '.join(names)}", f"使えるキーは {', '.join(names)} です")
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name, groups in raw.items():
        if not isinstance(groups, list):
            raise _wrong(name, "write a list of groups", "グループのリストを書いてください")
        pairs[name] = [pair for number, group in enumerate(groups, start=1) for pair in _pairs(f"{name}[{number}]", group)]
    return pairs


def _pairs(place: str, group: Any) -> Iterator[tuple[str, str]]:
    if _is_words(group) and len(group) > 1:
        yield from ((str(word), str(other)) for word in group for other in group if other != word)
    elif isinstance(group, dict) and set(group) == {"from", "to"} and all(map(_is_words, group.values())):
        yield from ((str(word), str(other)) for word in group["from"] for other in group["to"])
    else:
        raise _wrong(
            place,
            "write [a, b] for words that find each other, or {from: [a], to: [b]} for one way; put off, on, yes and no in quotes",
            "互いに見つかる言葉は [a, b]、一方向は {from: [a], to: [b]} と書いてください。off、on、yes、no は引用符で囲みます",
        )


def _is_words(value: Any) -> bool:
    """Whether it is a list of words; YAML reads off and yes as something else, which must be put in quotes."""
    return isinstance(value, list) and all(isinstance(word, str | int | float) and not isinstance(word, bool) for word in value)


def _wrong(place: str, en: str, ja: str) -> SynonymsError:
    where = f"{place}: " if place else ""
    return SynonymsError(f"{where}{en}", f"{where}{ja}")


def _terms(text: str, analyzer: Analyzer) -> Terms:
    """Return the terms of a word or phrase, one a position."""
    by_position: dict[int, str] = {}
    for token in analyzer.tokens(text):
        by_position.setdefault(token.position, token.term)
    return tuple(by_position.values())
