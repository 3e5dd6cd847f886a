"""HTML of other systems as plain text."""

import html
import re

import nh3

from kbsearch.tickets.plain_text import lines

_BREAK = re.compile(r"\s*<br\s*/?>\s*|\s*</(?:p|div|li|tr|h[1-6]|blockquote|pre)>\s*", re.IGNORECASE)


def html_text(source: str) -> str:
    """Return what a reader sees, with a line for each paragraph, item and row."""
    broken = _BREAK.sub("\n", re.sub(r"\s+", " ", source))
    return lines(html.unescape(nh3.clean(broken, tags=set())))
