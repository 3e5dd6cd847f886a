"""Takes apart what a person typed.

``"exact phrase"``, ``-excluded``, ``tag:x`` and ``category:x`` mean something; everything else is text. Nothing is ever a syntax error: an open quotation mark, a lone
minus or an empty filter is text like the rest, and so is all of a message that was pasted whole.
"""

import re
from dataclasses import replace
from typing import Literal

from kbsearch.model import Query

_QUOTES = str.maketrans("“”„＂", '""""')
_PART = re.compile(
    r"""(?<!\S)(?:
        (?P<minus>[-－])?"(?P<phrase>[^"]+)"
      | (?P<filter>tag|category)[:：](?:"(?P<quoted>[^"]+)"|(?P<value>[^\s"]+))
      | [-－](?P<excluded>[^\s"－-]\S*)
    )(?!\S)""",
    re.VERBOSE | re.IGNORECASE,
)

_BARE = re.compile(r'[^\s"]+')
"""A value of a filter that needs no quotation marks."""

_PHRASES = 5
_LONGEST = 200
"""Characters of a query that may have operators; something longer, or of several lines, was pasted, and all of it is text."""


def parse(text: str) -> Query:
    """Return the query that ``text``, any string, stands for."""
    if _is_pasted(text):
        return Query(text=text, words="\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines()))))
    found: dict[str, list[str]] = {"phrase": [], "excluded": [], "tag": [], "category": []}

    def take(part: re.Match[str]) -> str:
        if part["filter"]:
            found[part["filter"].lower()].append(part["quoted"] or part["value"])
        elif part["phrase"]:
            found["excluded" if part["minus"] else "phrase"].append(part["phrase"].strip())
        else:
            found["excluded"].append(part["excluded"])
        return " "

    words = _PART.sub(take, text.translate(_QUOTES))
    return Query(
        text=text,
        words=" ".join(words.split()),
        phrases=_first_few(found["phrase"]),
        excluded=_first_few(found["excluded"]),
        tags=tuple(found["tag"]),
        categories=tuple(found["category"]),
    )


def narrowed(query: Query, kind: Literal["tag", "category"], value: str) -> str | None:
    """Return what to type to find only what has one more tag or category; None where that cannot be typed."""
    text = f"{_written(query)} {_filter(kind, value)}".lstrip()
    tags, categories = ((value,), ()) if kind == "tag" else ((), (value,))
    wanted = replace(query, text=text, tags=(*query.tags, *tags), categories=(*query.categories, *categories))
    return text if parse(text) == wanted else None


def widened(query: Query, kind: Literal["tag", "category"], value: str) -> str:
    """Return what to type to search without a filter."""
    if kind == "tag":
        return _written(replace(query, tags=tuple(tag for tag in query.tags if tag != value)))
    return _written(replace(query, categories=tuple(category for category in query.categories if category != value)))


def unfiltered(query: Query) -> str:
    """Return what to type to search without filters."""
    return _written(replace(query, tags=(), categories=())) if query.tags or query.categories else query.text


def _written(query: Query) -> str:
    phrases = [f'"{phrase}"' for phrase in query.phrases]
    excluded = [f"-{word}" if '"' in word else f'-"{word}"' for word in query.excluded]
    has_open = any('"' in word for word in query.excluded)  # a quotation mark that is open in the words would be closed by it
    parts = [*excluded, query.words, *phrases] if has_open else [query.words, *phrases, *excluded]
    for kind, values in (("category", query.categories), ("tag", query.tags)):
        parts += [_filter(kind, value) for value in values]
    return " ".join(filter(None, parts))


def _filter(kind: str, value: str) -> str:
    return f"{kind}:{value}" if _BARE.fullmatch(value) else f'{kind}:"{value}"'


def _is_pasted(text: str) -> bool:
    return len(text) > _LONGEST or "\n" in text.strip()


def _first_few(phrases: list[str]) -> tuple[str, ...]:
    """Return the first few of them, each once: every one costs a look into articles."""
    return tuple(dict.fromkeys(filter(None, phrases)))[:_PHRASES]
