"""Marks the words of a query in the HTML of an article."""

import re
from html import escape, unescape

from kbsearch.ports import Analyzer

_TAG = re.compile(r"<[^>]*>")
_NOT_PROSE = ("pre", "script", "style", "svg", "button")


def mark_html(html: str, terms: frozenset[str], analyzer: Analyzer) -> str:
    """Return ``html`` (well-formed, as the sanitizer leaves it) with every word that is one of ``terms`` within ``<mark>``.

    Only text changes, never a tag, and code blocks stay as they are. A word that a tag cuts in two is not marked.
    """
    if not terms:
        return html
    pieces, at, inside = [], 0, 0
    for tag in _TAG.finditer(html):
        text = html[at : tag.start()]
        pieces += [text if inside else _mark_text(text, terms, analyzer), tag[0]]
        at = tag.end()
        if re.match(rf"</?(?:{'|'.join(_NOT_PROSE)})\b", tag[0]):
            inside += -1 if tag[0].startswith("</") else 1
    pieces.append(_mark_text(html[at:], terms, analyzer))
    return "".join(pieces)


def _mark_text(encoded: str, terms: frozenset[str], analyzer: Analyzer) -> str:
    if not encoded.strip():
        return encoded
    text = unescape(encoded)
    pieces, at = [], 0
    for token in analyzer.tokens(text):
        if token.term in terms and token.start >= at:
            pieces += [
                escape(text[at : token.start], quote=False),
                f"<mark>{escape(text[token.start : token.end], quote=False)}</mark>",
            ]
            at = token.end
    return "".join([*pieces, escape(text[at:], quote=False)]) if pieces else encoded
