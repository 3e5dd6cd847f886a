"""The ``[site]`` table of kbsearch.toml: what the help centre is called, where it is and how it looks."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from kbsearch.table import Table, Unusable

PICTURES = (".svg", ".png", ".webp")
"""What a logo may be."""


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise Unusable('a colour is written like "#0b6e6e"', '色は "#0b6e6e" のように書きます')
    return value.lower()


def _address(value: str) -> str:
    if not re.match(r"https?://|mailto:|/(?!/)", value):
        raise Unusable(
            "an address begins with https:// or, on this site, with /",
            "アドレスは https:// か、このサイトの中なら / で始めます",
        )
    return value


def _origin(value: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", value):
        raise Unusable(
            "written like https://help.example.com, without a path", "https://help.example.com のように、パスを付けずに書きます"
        )
    return value.rstrip("/").lower()


Origins = Annotated[tuple[str, ...], AfterValidator(lambda given: given if given == ("*",) else tuple(map(_origin, given)))]
"""Other sites (``https://app.example.com``), or ``*`` for all."""


class LinkConfig(Table):
    """A link to another page of the company: a ``[[site.links]]`` table."""

    label: dict[str, str]
    """What it says in each locale."""
    url: Annotated[str, AfterValidator(_address)]
    """Where it leads."""


class SiteConfig(Table):
    """What the help centre is called and how it looks."""

    name: dict[str, str] = Field(default={"ja": "ヘルプセンター", "en": "Help centre"})
    """The site's name in each locale."""
    url: Annotated[str, AfterValidator(lambda value: value and _origin(value))] = ""
    """Where people find the help centre (``https://help.example.com``); empty: whatever host name a request has."""
    accent: Annotated[str, AfterValidator(_colour)] = "#0b6e6e"
    """The one colour that brands the site; every other colour derives from it and from neutrals."""
    logo: Path | None = None
    """A picture in the place of the drawn one: SVG, PNG or WebP."""
    links: tuple[LinkConfig, ...] = ()
    """Links in the header and the footer, to the product itself for instance."""
    footer: dict[str, str] = Field(default={})
    """A line of the footer in each locale: the company, its address."""
