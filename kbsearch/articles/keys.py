"""The keys of front matter, and which of them a misspelt one was meant to be."""

import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

TEXTS = ("title", "summary", "owner", "source_commit")
LISTS = ("questions", "tags", "aliases", "related", "pinned_for")
VISIBILITY = ("audience", "status", "publish_at")
"""The keys that decide who may see the article, and when."""
KEYS = (
    *("id", "title", "summary", "questions", "tags", "aliases", *VISIBILITY, "review_by", "owner", "related", "pinned_for"),
    *("updated", "source_locale", "source_commit"),
)

_MISWRITTEN = re.compile(rf"""\s*(?:-\s+)?["']?({"|".join(KEYS)})["']?\s*(?:[:：=]|\s\S+\s*$)""", re.IGNORECASE)

# What other tools call the same thing.
_FOREIGN = {
    "description": "summary",
    "excerpt": "summary",
    "keywords": "tags",
    "redirect_from": "aliases",
    "draft": "status",
    "published": "status",
    "state": "status",
    "faq": "questions",
}
_LONG = 6


def canonical(key: str) -> str:
    """Return a key as we write it: ``Publish-At`` is ``publish_at``."""
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def miswritten_key(line: str) -> str | None:
    """Return the key a line was meant to have: ``audience：internal``, ``audience internal``, or one indented by mistake."""
    match = _MISWRITTEN.match(line)
    return match[1].lower() if match else None


def is_slip_of(key: str, known: str) -> bool:
    """Whether a key is a known one but for a slip or two of the finger."""
    allowed = 2 if len(known) >= _LONG else 1
    return len(known) > 2 and DamerauLevenshtein.distance(canonical(key), known, score_cutoff=allowed) <= allowed


@lru_cache(maxsize=1_000)
def meant(key: str) -> str | None:
    """Return the key that an unknown one probably stands for, or None."""
    return next((known for known in KEYS if is_slip_of(key, known)), _FOREIGN.get(canonical(key)))
