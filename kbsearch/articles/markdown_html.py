"""Markdown to sanitized HTML.

Tables, fenced code, admonitions, footnotes, task lists, definition lists, tabs, details, struck-out text and ``{#id
.class}``; the dialects of other tools as :mod:`kbsearch.articles.dialects` rewrites them. Links and pictures stay as the
writer wrote them.
"""

import re
import threading
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown import Markdown

from kbsearch.articles.depth import TooDeepError, check_brackets
from kbsearch.articles.dialects import to_markdown
from kbsearch.articles.fences import FencedCode
from kbsearch.articles.inline import SparingInline
from kbsearch.articles.lists import indent_lists
from kbsearch.articles.sanitizer import sanitize
from kbsearch.articles.tabs import Tabs
from kbsearch.articles.templates import TemplateRemains

_CHECKBOX = re.compile(r'<input type="checkbox" disabled(?:="[^"]*")?( checked(?:="[^"]*")?)?\s*/?>')
_CONFIGURATION: dict[str, dict[str, Any]] = {
    "footnotes": {"BACKLINK_TITLE": "↩ {}"},
    # Alignment as an attribute: the pages' security policy lets no inline style through.
    "tables": {"use_align_attribute": True},
    "pymdownx.tilde": {"subscript": False},
}


@dataclass(frozen=True, slots=True)
class Rendering:
    """HTML, and whether the Markdown had to be shown as plain text because nothing could be made of it."""

    html: str
    is_plain: bool = False


class _Renderer(threading.local):
    """One converter for each thread: making one takes as long as rendering ten articles."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Make another: one that ran out of stack stays where it was, inside a list for instance, and ``reset`` does not bring it back."""
        self.markdown = Markdown(
            extensions=[
                "tables",
                "footnotes",
                "def_list",
                "attr_list",
                "admonition",
                "sane_lists",
                "pymdownx.details",
                "pymdownx.tasklist",
                "pymdownx.tilde",
                FencedCode(),
                TemplateRemains(),
                Tabs(),
                SparingInline(),
            ],
            extension_configs=_CONFIGURATION,
        )


_renderer = _Renderer()


def render_article(markdown_text: str, locale: str) -> Rendering:
    """Return sanitized HTML, or the text as it stands when it is nested beyond what can be rendered.

    ``locale`` is the language of titles like “Note” that the writer left out.
    """
    markdown = _renderer.markdown
    try:
        lines = to_markdown(markdown_text.split("\n"), locale)
        check_brackets(lines)
        html = markdown.reset().convert("\n".join(indent_lists(lines)))
        return Rendering(sanitize(_CHECKBOX.sub(_box, html)))
    except (RecursionError, TooDeepError):
        _renderer.renew()
        return Rendering(_plain(markdown_text), is_plain=True)


def _box(checkbox: re.Match[str]) -> str:
    # Forms are not let through; the sign says the same, is read aloud, and survives copying.
    return f'<span class="task-box">{"☑" if "checked" in checkbox[0] else "☐"}</span>'


def _plain(text: str) -> str:
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)
