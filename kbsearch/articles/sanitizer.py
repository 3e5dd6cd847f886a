"""What HTML an article may contain: an allow-list, applied to everything that Markdown produced or a writer wrote.

No scripts, styles, event handlers, forms or inline SVG; links lead to http, https, mail and telephone only.
``<project-id>`` is no HTML but what writers put for a name to fill in, and stays readable.
"""

import re
from html import escape, unescape

import nh3

from kbsearch.articles.depth import MAX_DEPTH, TooDeepError

_TEXT_TAGS = (
    "a abbr b bdi bdo br cite code del dfn em i ins kbd mark q rb rp rt ruby s samp small span strong sub sup time u var wbr"
)
_BLOCK_TAGS = "blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p pre section summary ul"
_TABLE_TAGS = "caption col colgroup table tbody td tfoot th thead tr"
_ALLOWED = frozenset(f"{_TEXT_TAGS} {_BLOCK_TAGS} {_TABLE_TAGS}".split())
# Elements of HTML that are not let through; any other word in angle brackets is not HTML. Some that would turn all that
# follows into plain text (title, textarea, plaintext) are left out here: in an article they are words.
_REFUSED_TAGS = (
    "address applet area article aside audio base basefont bgsound big body button canvas center data datalist dialog dir embed "
    "fieldset font footer form frame frameset head header hgroup html iframe input label legend link main map marquee math menu "
    "meta meter nav nobr noscript object optgroup option output param picture progress script search select slot source strike "
    "style svg template track tt video path circle rect g line polygon polyline"
)
_REFUSED = frozenset(_REFUSED_TAGS.split())
_DROPPED_TAGS = "script style svg math template select noscript object iframe"
_DROPPED = frozenset(_DROPPED_TAGS.split())
"""Refused elements that take their content with them, up to their end."""
_ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "col": {"span"},
    "details": {"open", "name"},
    "time": {"datetime"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_ALLOWED),
    clean_content_tags=set(_DROPPED),
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)

_TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*)((?:\"[^\"<>]*\"|'[^'<>]*'|[^<>\"'])*)>")
_COMPONENT = re.compile(r"\s+[\w:@-]+=|.*/\s*$|\s*$")
_EMPTY_ANCHOR = re.compile(r"<a\s+(?:name|id)=[\"']?([^\"'\s>]+)[\"']?\s*>\s*</a>", re.IGNORECASE)
_FRAME = re.compile(r"<(?:iframe|video|audio|embed)\b[^>]*?\ssrc=[\"']?(https?://[^\"'\s>]+)[^>]*>", re.IGNORECASE)
# "&#3;" becomes a control character only in the cleaner.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Cleaning takes time that grows with the square of the depth. Lists and quotes take two or three elements for each level.
_DEEP = 5 * MAX_DEPTH


def sanitize(html: str) -> str:
    """Return only what is allowed; raises :class:`~kbsearch.articles.depth.TooDeepError`.

    The result is normal: attributes in double quotes, every element closed, ``<`` and ``&`` in text escaped.
    """
    html = _EMPTY_ANCHOR.sub(r'<span id="\1"></span>', html)
    html = _FRAME.sub(_linked, html)
    html = _keep_words(html)
    if html.count("<") > _DEEP and _depth(html) > _DEEP:
        raise TooDeepError
    return _CONTROLS.sub("", _CLEANER.clean(html))


def _linked(frame: re.Match[str]) -> str:
    url = escape(unescape(frame[1]))
    return f'<a href="{url}">{url}</a>{frame[0]}'


def _keep_words(html: str) -> str:
    """Escape what is written like a tag but is none (``<project-id>``); leave out components of other tools (``<Badge
    text="new"/>``)."""
    components = {tag[2] for tag in _TAG.finditer(html) if tag[2][0].isupper() and tag[3].strip() and _COMPONENT.match(tag[3])}

    lowered = html.lower()

    def kept(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name in _DROPPED and not tag[1] and lowered.find(f"</{name}", tag.end()) < 0:
            # Without an end it would swallow the rest of the article.
            return escape(tag[0])
        if name in _ALLOWED or name in _REFUSED:
            return tag[0]
        return "" if tag[2] in components else escape(tag[0])

    return _TAG.sub(kept, html)


def _depth(html: str) -> int:
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in ("br", "hr", "img", "col", "wbr"):
            continue
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest
