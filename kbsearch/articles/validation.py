"""The entries of one front matter, validated together: known keys, slips of the pen, keys written twice.

Whatever leaves in doubt who may see an article makes it internal: a page that nobody finds for a day is mended sooner than
one that everybody has read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kbsearch.articles.entries import Entry, Text
from kbsearch.articles.fields import read_value, tidy
from kbsearch.articles.keys import KEYS, VISIBILITY, canonical, is_slip_of, meant
from kbsearch.messages import Message
from kbsearch.model import Audience, Problem, Severity

RULE = "front-matter"
_SHOWN = 6
# How other tools say that a page is not to be seen.
_HIDDEN_ELSEWHERE = {("draft", "true"), ("draft", "yes"), ("published", "false"), ("published", "no")}


@dataclass(slots=True)
class Validation:
    """Validated values by key, and the problems met on the way."""

    file: str
    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    question_lines: dict[str, int] = field(default_factory=dict)

    def report(self, place: Text, message: Message, severity: Severity = Severity.ERROR) -> None:
        """Note a problem at the place of a key or a value."""
        self.problems.append(Problem(self.file, place.line, place.column, RULE, message, severity))

    def hide(self, place: Text, message: Message) -> None:
        """Note a problem that leaves in doubt who may see the article."""
        self.values["audience"] = Audience.INTERNAL
        en = f"{message.en} Until this is corrected, only staff see the article."
        self.report(place, Message(en, f"{message.ja}直すまで、この記事はスタッフにしか表示されません。"))


def validate(entries: Iterable[Entry], file: str) -> Validation:
    """Return the values and problems of a front matter."""
    result = Validation(file)
    known: dict[str, Entry] = {}
    unknown: list[Entry] = []
    twice: list[tuple[str, Entry, Entry]] = []
    for entry in entries:
        name = canonical(entry.key.value)
        if name not in KEYS:
            unknown.append(entry)
            continue
        if name != entry.key.value:
            result.report(entry.key, _spelling(entry.key.value, name), Severity.WARNING)
        if name in known:
            twice.append((name, known[name], entry))
        known[name] = entry
    for name, entry in known.items():
        _take(result, name, entry)
    # After the values, so that nothing makes public again what is in doubt.
    for name, first, second in twice:
        _report_twice(result, name, first, second)
    _report_unknown(result, unknown)
    return result


def _take(result: Validation, name: str, entry: Entry) -> None:
    report = result.hide if name in VISIBILITY else result.report
    if not entry.is_sound and name in VISIBILITY:
        result.hide(entry.key, _undecided(name))
    if not entry.texts:
        return
    read = read_value(name, entry)
    if read.value is not None:
        result.values.setdefault(name, read.value)
    for fault in read.faults:
        report(fault.text, fault.message)
    if name == "questions":
        result.question_lines = {tidy(text): text.line for text in entry.texts}


def _report_twice(result: Validation, name: str, first: Entry, second: Entry) -> None:
    message = Message(
        f"`{name}` is written twice, in lines {first.key.line} and {second.key.line}; the second is used. Remove one.",
        f"`{name}` が {first.key.line} 行目と {second.key.line} 行目に二度書かれています。後のほうを使います。"
        "どちらかを消してください。",
    )
    agree = [text.value for text in first.texts] == [text.value for text in second.texts]
    if name in VISIBILITY and not agree:
        result.hide(second.key, message)
    else:
        result.report(second.key, message)


def _report_unknown(result: Validation, entries: list[Entry]) -> None:
    unused: list[Entry] = []
    for entry in entries:
        key = entry.key.value
        suggestion = meant(key)
        if suggestion is None:
            unused.append(entry)
        elif _decides_who_sees(entry, suggestion):
            result.hide(entry.key, _misspelt(key, suggestion))
        else:
            result.report(entry.key, _misspelt(key, suggestion), Severity.WARNING)
    if unused:
        result.report(unused[0].key, _unused([entry.key.value for entry in unused]), Severity.WARNING)


def _decides_who_sees(entry: Entry, suggestion: str) -> bool:
    if suggestion not in VISIBILITY:
        return False
    key = canonical(entry.key.value)
    values = [text.value.strip().lower() for text in entry.texts]
    return is_slip_of(key, suggestion) or any((key, value) in _HIDDEN_ELSEWHERE for value in values)


def _spelling(written: str, name: str) -> Message:
    return Message(
        f"The key `{written}` was read as `{name}`. Write `{name}`.",
        f"キー `{written}` は `{name}` として読みました。`{name}` と書いてください。",
    )


def _undecided(name: str) -> Message:
    return Message(
        f"`{name}` cannot be read. Write it as `{name}: value`.",
        f"`{name}` を読み取れません。`{name}: 値` の形で書いてください。",
    )


def _misspelt(key: str, suggestion: str) -> Message:
    return Message(
        f"The key `{key}` is not known and not used. Did you mean `{suggestion}`?",
        f"`{key}` というキーはないため、使いません。`{suggestion}` でしょうか。",
    )


def _unused(keys: list[str]) -> Message:
    names = ", ".join(f"`{key}`" for key in keys[:_SHOWN])
    more = len(keys) - _SHOWN
    return Message(
        f"Not known and not used: {names}" + (f" and {more} more." if more > 0 else "."),
        f"次のキーは使われません: {names}" + (f"、ほか {more} 件。" if more > 0 else ""),
    )
