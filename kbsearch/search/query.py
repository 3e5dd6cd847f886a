"""Takes apart what a person typed.

``"exact phrase"``, ``-excluded``, ``tag:x`` and ``category:x`` mean something; everything else is text. Nothing is ever a syntax error: an open quotation mark, a lone
minus or an empty filter is text like the rest, and so is all of a message that was pasted whole.
"""

import re

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


_PHRASES = 5
_LONGEST = 200
"""Characters of a query that may have operators; something longer, or of several lines, was pasted, and all of it is text."""


def parse(text: str) -> Query:
    """Return the query that ``text``, any string, stands for."""
    if len(text) > _LONGEST or "\n" in text.strip():
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


def _first_few(phrases: list[str]) -> tuple[str, ...]:
    """Return the first few of them, each once: every one costs a look into articles."""
    return tuple(dict.fromkeys(filter(None, phrases)))[:_PHRASES]
