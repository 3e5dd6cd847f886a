"""Categories: the folders of a locale, and the ``_category.yml`` in them.

All keys may be left out::

    name: Account and security    # else the folder's name: getting-started is shown as "Getting started"
    order: 2                      # place among the categories beside it; those without come first, by name
    description: Signing in, passwords, two-factor authentication
    icon: 🔐
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rapidfuzz import fuzz, process

from kbsearch.articles.encoding import NotTextError, decode
from kbsearch.articles.entries import Entry, NotComposedError, Text, compose
from kbsearch.messages import Message
from kbsearch.model import Category, Problem, Severity

FILE = "_category.yml"
RULE = "categories"
_KEYS = ("name", "order", "description", "icon")
_SIMILAR = 60


@dataclass(slots=True)
class CategoryReading:
    """The categories of a locale by path, and what is wrong with their files."""

    categories: dict[str, Category] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_categories(folder: Path, locale: str, paths: Iterable[str]) -> CategoryReading:
    """Read the categories at these paths below a locale's folder, and those above them."""
    reading = CategoryReading()
    wanted = {path for path in paths if path}
    wanted |= {str(parent) for path in wanted for parent in PurePosixPath(path).parents if parent.name}
    for path in sorted(wanted):
        reading.categories[path] = _read(folder / path / FILE, f"{locale}/{path}/{FILE}", path, reading.problems)
    return reading


def _read(location: Path, file: str, path: str, problems: list[Problem]) -> Category:
    try:
        text = decode(location.read_bytes()).text
    except FileNotFoundError:
        return Category(path, _pretty(path))
    except OSError as error:
        problems.append(Problem(file, 0, 0, RULE, _unreadable(error.strerror or str(error))))
        return Category(path, _pretty(path))
    except NotTextError as error:
        problems.append(Problem(file, error.line, 0, RULE, error.message))
        return Category(path, _pretty(path))
    try:
        entries = compose(text, 1)
    except NotComposedError as error:
        problems.append(Problem(file, error.line + 1, error.column + 1, RULE, _no_mapping(error.reason)))
        return Category(path, _pretty(path))
    return _category(path, entries, file, problems)


def _category(path: str, entries: tuple[Entry, ...], file: str, problems: list[Problem]) -> Category:
    values: dict[str, str] = {}
    order = 0
    for entry in entries:
        key, text = entry.key.value, entry.texts[0] if len(entry.texts) == 1 and not entry.is_list else None
        if key not in _KEYS:
            problems.append(_problem(file, entry.key, _unknown(key), Severity.WARNING))
        elif text is None or not text.is_plain:
            if entry.texts:
                problems.append(_problem(file, entry.texts[0], _no_text(key)))
        elif key == "order":
            try:
                order = int(text.value)
            except ValueError:
                problems.append(_problem(file, text, _no_number(text.value)))
        else:
            values[key] = " ".join(text.value.split())
    name = values.get("name") or _pretty(path)
    return Category(path, name, order, values.get("description", ""), values.get("icon", ""))


def _pretty(path: str) -> str:
    words = path.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or path


def _problem(file: str, place: Text, message: Message, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(file, place.line, place.column, RULE, message, severity)


def _unreadable(reason: str) -> Message:
    return Message(
        f"This category file cannot be read: {reason}. The folder's name is shown. Check its permissions.",
        f"カテゴリーファイルを読み取れないため（{reason}）、フォルダー名を表示します。アクセス権を確認してください。",
    )


def _no_mapping(reason: str) -> Message:
    return Message(
        f"A category file holds lines like `name: Billing`; this one cannot be read ({reason}) and the folder's name is shown.",
        f"カテゴリーファイルには `name: 料金` のように書きます。読み取れないため（{reason}）、フォルダー名を表示します。",
    )


def _unknown(key: str) -> Message:
    close = process.extractOne(key.lower(), _KEYS, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    keys = ", ".join(_KEYS)
    return Message(
        f"The key `{key}` is not known here (known: {keys})." + (f" Did you mean `{close[0]}`?" if close else " Remove it."),
        f"`{key}` というキーはありません（使えるもの: {keys}）。"
        + (f"`{close[0]}` でしょうか。" if close else "取り除いてください。"),
    )


def _no_text(key: str) -> Message:
    return Message(f"`{key}` takes one text. Write it on one line.", f"`{key}` は一つの文字列です。一行で書いてください。")


def _no_number(value: str) -> Message:
    return Message(
        f"`order` is a whole number like 3; “{value}” is not. Categories of equal order are sorted by name.",
        f"`order` は 3 のような整数です。「{value}」は使えません。順番が同じカテゴリーは名前順に並びます。",
    )
