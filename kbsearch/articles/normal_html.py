"""Reading the HTML that the sanitizer made.

It is normal (attributes in double quotes, every element closed, ``<`` in text escaped), so a pattern takes it apart as
surely as a parser would, many times faster.
"""

import re
from html import unescape

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>')
"""A tag: slash if it closes, name, attributes."""

INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]")
"""Characters without a shape (zero-width spaces and the like) that other tools leave in texts."""

_ATTRIBUTE = re.compile(r'\s([^\s=>"]+)="([^"]*)"')


def attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag (the third group of ``TAG``), unescaped."""
    return {match[1]: unescape(match[2]) for match in _ATTRIBUTE.finditer(written)}


def text_of(html: str) -> str:
    """Return the text of a piece of inline HTML: tags removed, pictures by their alternative text, white space single."""
    return " ".join(unescape(TAG.sub(_alternative, html)).split())


def _alternative(tag: re.Match[str]) -> str:
    if tag[2] != "img":
        return ""
    # Still escaped: the text around it is unescaped together with it.
    match = re.search(r'\salt="([^"]*)"', tag[3])
    return match[1] if match else ""
