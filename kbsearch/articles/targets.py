"""Where a link leads that a writer wrote in an article."""

import posixpath
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\\\")
_ARTICLE = re.compile(r"(?P<locale>[^/]+)/(?P<path>.+)\.md", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """An article, and a heading in it (``anchor`` is empty for its top)."""

    locale: str
    path: str
    anchor: str


Exists = Callable[[Target | str], bool]


def resolve(file: str, href: str) -> Target | str | None:
    """Return where a link written in ``file`` leads.

    A relative link to a ``.md`` file is an article; to any other file, its path relative to the articles folder. None for
    what does not depend on the folder: other sites, mail, ``#heading``, ``/path``. A path that begins with ``..`` has left
    the folder: see :func:`is_outside`.
    """
    href = href.strip()
    if not href or href.startswith("#") or _ABSOLUTE.match(href):
        return None
    written, _, anchor = href.partition("#")
    written = unquote(written.partition("?")[0])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), unicodedata.normalize("NFC", written)))
    article = None if is_outside(path) else _ARTICLE.fullmatch(path)
    if article is None:
        return path
    return Target(article["locale"], article["path"], unicodedata.normalize("NFC", unquote(anchor)))


def is_outside(target: Target | str) -> bool:
    """Whether a link's target has left the articles folder; nothing may be looked for there."""
    return isinstance(target, str) and (target == ".." or target.startswith("../") or "\0" in target)


def leads_nowhere(target: Target | str, exists: Exists) -> bool:
    """Whether there is no such article or file."""
    return is_outside(target) or not exists(target)
