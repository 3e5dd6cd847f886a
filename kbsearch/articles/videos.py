"""Videos on a page, written like pictures: ``![How to invite members](https://youtu.be/…)`` or ``![…](videos/invite.mp4)``.

A page asks nothing of other sites: a video there is a card that opens it in a new tab, one beside the article is played in place.
"""

import re
from html import escape
from urllib.parse import parse_qs, urlsplit

_SITES = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
    "player.vimeo.com": "Vimeo",
}
_EMBEDDED = re.compile(r"/(?:embed|video|shorts|live)/([\w-]+)$")
_PLAYED = (".mp4", ".webm")

_WORDS = {
    "ja": ("動画", "（新しいタブで開きます）", "この動画を保存する"),
    "en": ("Video", " (opens in a new tab)", "Save this video"),
}
"""What a video without a title is called, where a card leads, and what browsers say that cannot play it."""


def site_of(url: str) -> str:
    """Return the name of the video site that an address belongs to; empty for any other address."""
    return _SITES.get((_host(url)).removeprefix("www.").removeprefix("m."), "")


def is_played(path: str) -> bool:
    """Whether a file beside the article is a video."""
    return path.lower().endswith(_PLAYED)


def card(url: str, title: str, locale: str) -> str:
    """Return a link that opens a video of a video site in a new tab."""
    name, where, _ = _WORDS[locale]
    return (
        f'<a class="video-card" href="{escape(_watched(url))}" target="_blank" rel="noopener noreferrer">'
        f'<span class="video-title">{escape(title or name, quote=False)}</span>'
        f'<span class="video-site">{site_of(url)}{where}</span></a>'
    )


def player(url: str, title: str, captions: str, locale: str) -> str:
    """Return a video that is played in place, with ``captions`` (an address, or empty); nothing of it is loaded before somebody plays it but its length."""
    name, _, save = _WORDS[locale]
    track = f'<track kind="captions" src="{escape(captions)}" srclang="{locale}" label="{name}" default>' if captions else ""
    return (
        f'<video controls preload="metadata" playsinline src="{escape(url)}" aria-label="{escape(title or name)}">'
        f'{track}<a href="{escape(url)}">{save}</a></video>'
    )


def _watched(url: str) -> str:
    """Return the address at which people watch a video, for one that is made for frames."""
    parts = urlsplit(url)
    embedded = _EMBEDDED.search(parts.path)
    if embedded is None:
        return url
    if site_of(url) == "Vimeo":
        return f"https://vimeo.com/{embedded[1]}"
    start = parse_qs(parts.query).get("start", [""])[0]
    return f"https://www.youtube.com/watch?v={embedded[1]}" + (f"&t={start}" if start.isdecimal() else "")


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
