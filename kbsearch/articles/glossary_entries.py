"""The words of a glossary as written, checked one by one and against each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbsearch.articles import glossary_problems as messages
from kbsearch.articles.anchors import Anchors
from kbsearch.articles.entries import Entry, Item, Text
from kbsearch.articles.glossary import GlossaryEntry, key
from kbsearch.messages import Message
from kbsearch.model import Severity

TEXTS = ("term", "reading", "meaning")
LISTS = ("same", "opposite", "related")

_HIRAGANA = re.compile("[ぁ-ゖーゝゞ・ 　]+")


@dataclass(frozen=True, slots=True)
class GlossaryRemark:
    """Something wrong with a glossary, and where."""

    line: int
    column: int
    message: Message
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class _Draft:
    """One word as written, with its place."""

    texts: dict[str, Text]
    lists: dict[str, tuple[Text, ...]]

    @property
    def term(self) -> Text:
        return self.texts["term"]

    def value(self, name: str) -> str:
        return " ".join(self.texts[name].value.split()) if name in self.texts else ""


class EntryReader:
    """Reads the entries of one glossary. What is wrong is collected in ``remarks``; all that is sound is used."""

    def __init__(self, locale: str) -> None:
        self._needs_reading = locale == "ja"
        self.remarks: list[GlossaryRemark] = []
        self._owners: dict[str, str] = {}
        """The key of every word -> the key of the term it belongs to."""
        self._drafts: dict[str, _Draft] = {}

    def read(self, items: Sequence[Item]) -> tuple[GlossaryEntry, ...]:
        """Return the entries of a glossary's items."""
        for item in items:
            draft = self._draft(item)
            if draft is not None:
                self._enter(draft)
        same = {name: tuple(self._own_words(name, draft)) for name, draft in self._drafts.items()}
        anchors = Anchors()
        return tuple(
            GlossaryEntry(
                draft.value("term"),
                draft.value("meaning"),
                draft.value("reading"),
                same[name],
                tuple(self._references("opposite", name, draft)),
                tuple(self._references("related", name, draft)),
                anchors.of(draft.value("term")),
            )
            for name, draft in self._drafts.items()
        )

    def _draft(self, item: Item) -> _Draft | None:
        if item.entries is None:
            self._note(item.place, messages.no_mapping())
            return None
        draft = _Draft({}, {})
        for entry in item.entries:
            self._take(entry, draft)
        missing = [name for name in ("term", "meaning") if not draft.value(name)]
        for name in missing:
            self._note(item.place, messages.missing(name, draft.value("term")))
        if missing:
            return None
        self._check_reading(draft)
        return draft

    def _take(self, entry: Entry, draft: _Draft) -> None:
        name = entry.key.value
        unsound = next((text for text in entry.texts if not text.is_plain), None)
        if name in draft.texts or name in draft.lists:
            self._note(entry.key, messages.key_twice(name))
        elif name not in (*TEXTS, *LISTS):
            self._note(entry.key, messages.unknown_key(name, (*TEXTS, *LISTS)), Severity.WARNING)
        elif name in TEXTS and (entry.is_list or unsound):
            self._note(entry.texts[0] if entry.texts else entry.key, messages.no_text(name))
        elif unsound is not None:
            self._note(unsound, messages.no_word(name))
        elif name in LISTS:
            draft.lists[name] = entry.texts
        elif entry.texts:
            draft.texts[name] = entry.texts[0]

    def _check_reading(self, draft: _Draft) -> None:
        if not self._needs_reading:
            return
        reading = draft.texts.get("reading")
        if reading is None:
            self._note(draft.term, messages.no_reading(draft.value("term")))
        elif not _HIRAGANA.fullmatch(reading.value):
            self._note(reading, messages.no_hiragana(reading.value))

    def _enter(self, draft: _Draft) -> None:
        name = key(draft.value("term"))
        first = self._drafts.get(name)
        if first is not None:
            self._note(draft.term, messages.term_twice(draft.value("term"), first.term.line))
            return
        self._drafts[name] = draft
        self._owners[name] = name

    def _own_words(self, name: str, draft: _Draft) -> Iterator[str]:
        """Yield the words of ``same`` that no other entry has."""
        for word in draft.lists.get("same", ()):
            owner = self._owners.setdefault(key(word.value), name)
            if owner != name:
                self._note(word, messages.word_taken(word.value, self._drafts[owner].value("term")))
            elif key(word.value) == name:
                self._note(word, messages.itself("same", word.value), Severity.WARNING)
            else:
                yield " ".join(word.value.split())

    def _references(self, field: str, name: str, draft: _Draft) -> Iterator[str]:
        """Yield the terms that the words of ``opposite`` or ``related`` stand for."""
        found: set[str] = set()
        for word in draft.lists.get(field, ()):
            owner = self._owners.get(key(word.value))
            if owner is None:
                terms = [other.value("term") for other in self._drafts.values()]
                self._note(word, messages.not_explained(field, word.value, terms))
            elif owner == name:
                self._note(word, messages.itself(field, word.value), Severity.WARNING)
            elif owner not in found:
                found.add(owner)
                other = self._drafts[owner]
                if field == "opposite" and name not in self._owners_of(other.lists.get(field, ())):
                    self._note(word, messages.one_sided(draft.value("term"), other.value("term")), Severity.WARNING)
                yield other.value("term")

    def _owners_of(self, words: Sequence[Text]) -> set[str]:
        return {owner for word in words if (owner := self._owners.get(key(word.value)))}

    def _note(self, place: Text, message: Message, severity: Severity = Severity.ERROR) -> None:
        self.remarks.append(GlossaryRemark(place.line, place.column, message, severity))
