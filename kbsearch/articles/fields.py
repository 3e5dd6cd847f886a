"""The values of front matter, validated: each key's texts become the value an article has, or a fault that says what is
expected."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rapidfuzz import fuzz, process

from kbsearch.articles.entries import Entry, Text
from kbsearch.articles.keys import LISTS, TEXTS
from kbsearch.config import SUPPORTED_LOCALES
from kbsearch.messages import Message
from kbsearch.model import Audience, Status

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SPACES = re.compile(r"\s+")
_JAPANESE_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SIMILAR = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one text, and which."""

    text: Text
    message: Message


@dataclass(frozen=True, slots=True)
class Value:
    """A validated value (None: there is none) and what was wrong on the way to it."""

    value: object = None
    faults: tuple[Fault, ...] = ()


def read_value(name: str, entry: Entry) -> Value:
    """Return the value of a known key."""
    return _READERS[name](name, entry)


def _list(name: str, entry: Entry) -> Value:
    texts = tuple(dict.fromkeys(filter(None, map(tidy, entry.texts))))
    if name in ("aliases", "related"):
        texts = tuple(_path(text) for text in texts)
    return Value(texts, tuple(Fault(text, _read_as_text(name, text)) for text in entry.texts if not text.is_plain))


def _text(name: str, entry: Entry) -> Value:
    faults = tuple(Fault(text, _read_as_text(name, text)) for text in entry.texts if not text.is_plain)
    if entry.is_list and len(entry.texts) > 1:
        faults = (*faults, Fault(entry.texts[0], _one_expected(name)))
    return Value(" ".join(map(tidy, entry.texts)), faults)


def _id(name: str, entry: Entry) -> Value:
    text = entry.texts[0]
    value = tidy(text)
    if len(entry.texts) == 1 and _ID.fullmatch(value):
        return Value(value)
    return Value(None, (Fault(text, _bad_id(value)),))


def _choice(choices: Iterable[str]) -> Callable[[str, Entry], Value]:
    known = {str(choice): choice for choice in choices}

    def read(name: str, entry: Entry) -> Value:
        text = entry.texts[0]
        value = tidy(text).lower()
        if len(entry.texts) == 1 and value in known:
            return Value(known[value])
        return Value(None, (Fault(text, _bad_choice(name, tidy(text), list(known))),))

    return read


def _date(name: str, entry: Entry) -> Value:
    text = entry.texts[0]
    moment = _moment(tidy(text)) if len(entry.texts) == 1 else None
    return Value(moment.date()) if moment else Value(None, (Fault(text, _bad_date(name, tidy(text), "2027-05-31")),))


def _datetime(name: str, entry: Entry) -> Value:
    text = entry.texts[0]
    moment = _moment(tidy(text)) if len(entry.texts) == 1 else None
    if moment is None:
        return Value(None, (Fault(text, _bad_date(name, tidy(text), "2027-05-31 or 2027-05-31T09:00+09:00")),))
    return Value(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


_READERS: Mapping[str, Callable[[str, Entry], Value]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(LISTS, _list),
    "id": _id,
    "audience": _choice(Audience),
    "status": _choice(Status),
    "publish_at": _datetime,
    "review_by": _date,
    "updated": _date,
    "source_locale": _choice(SUPPORTED_LOCALES),
}


def tidy(text: Text) -> str:
    """Return a text as it is used: in NFC, white space single."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text.value)).strip()


def _path(text: str) -> str:
    return text.strip("/").removeprefix("./").removesuffix(".md")


def _read_as_text(name: str, text: Text) -> Message:
    return Message(
        f"`{name}` holds text, but YAML reads this as something else. It was taken as written; put it in quotes: "
        f'"{text.value}"',
        f"`{name}` には文字列を書きますが、YAML では別のものとして読まれます。書かれたまま使いました。"
        f'引用符で囲んでください: "{text.value}"',
    )


def _one_expected(name: str) -> Message:
    return Message(
        f"`{name}` takes one text, not a list. The items were joined; write them on one line.",
        f"`{name}` はリストではなく一つの文字列です。項目をつなげて使いました。一行で書いてください。",
    )


def _bad_id(value: str) -> Message:
    return Message(
        f"`id` may have letters a–z, digits, - and _, at most 64 of them; “{value}” is left out and the file's path used "
        "instead. "
        "Write another id.",
        f"`id` に使えるのは英字・数字・- ・_ で、64 文字までです。「{value}」は使わず、ファイルのパスを使います。別の id "
        "を書いてください。",
    )


def _bad_choice(name: str, value: str, known: list[str]) -> Message:
    close = process.extractOne(value.lower(), known, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    choices = ", ".join(known)
    return Message(
        f"`{name}` is one of {choices}; “{value}” is not." + (f" Did you mean “{close[0]}”?" if close else ""),
        f"`{name}` に書けるのは {choices} のどれかです。「{value}」は使えません。"
        + (f"「{close[0]}」でしょうか。" if close else ""),
    )


def _bad_date(name: str, value: str, example: str) -> Message:
    meant = _meant_date(value)
    return Message(
        f"`{name}` is a date like {example}; “{value}” is not." + (f" Did you mean “{meant}”?" if meant else ""),
        f"`{name}` には {example.replace(' or ', ' や ')} のような日付を書きます。「{value}」は使えません。"
        + (f"「{meant}」でしょうか。" if meant else ""),
    )


def _meant_date(value: str) -> date | None:
    match = _JAPANESE_DATE.match(value)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
