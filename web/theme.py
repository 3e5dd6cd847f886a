"""The colours of the site, all from one accent: text stays readable (4.5:1) whatever colour the brand has."""

from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Flask, Response, send_file

from kbsearch.site_config import SiteConfig
from web.static_files import FOREVER, version_of

READABLE = 4.5
VISIBLE = 3.0
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of light or dark pages, as ``#rrggbb``.

    ``accent`` is used for links and buttons, ``on_accent`` for the text on a button; ``tint`` is a surface with a breath of the
    accent.
    """

    page: str
    panel: str
    line: str
    control: str
    text: str
    muted: str
    mark: str
    accent: str = ""
    on_accent: str = ""
    tint: str = ""

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The backgrounds that text and links stand on."""
        return tuple(filter(None, (self.page, self.panel, self.mark, self.tint)))


LOGO_SECONDS = 3_600

LIGHT = Scheme("#ffffff", "#f5f7f8", "#dde2e6", "#7d868f", "#1a1f24", "#545d66", "#fbeebf")
DARK = Scheme("#14181b", "#1d2226", "#353c42", "#7b858e", "#e4e8eb", "#a5aeb6", "#4d4218")


def register(app: Flask, site: SiteConfig) -> None:
    """Serve the style sheet and the icon made from the site's accent, and its logo."""
    accent = site.accent
    blueprint = Blueprint("theme", __name__)
    css = style_sheet(accent)
    app.jinja_env.globals["theme_version"] = version_of(css.encode())

    @blueprint.get("/theme.css")
    def sheet() -> Response:
        return Response(css, mimetype="text/css", headers={"Cache-Control": FOREVER})

    @blueprint.get("/icon.svg")
    def icon() -> Response:
        return Response(icon_svg(accent), mimetype="image/svg+xml", headers={"Cache-Control": FOREVER})

    @blueprint.get("/logo")
    def logo() -> Response:
        return send_file(site.logo, max_age=LOGO_SECONDS) if site.logo else icon()

    app.register_blueprint(blueprint)


def style_sheet(accent: str) -> str:
    """Return the CSS custom properties for light and dark pages."""
    light, dark = map(_declarations, schemes(accent))
    return f":root {{\n{light}}}\n@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{dark}}}\n}}\n"


def schemes(accent: str) -> tuple[Scheme, Scheme]:
    """Return the colours of light pages and of dark ones."""
    return branded(LIGHT, accent, "#000000"), branded(DARK, accent, "#ffffff")


def icon_svg(accent: str) -> str:
    """Return the site's icon: a question in a speech bubble."""
    scheme = branded(LIGHT, accent, "#000000")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{scheme.accent}" d="M8 2h16a6 6 0 0 1 6 6v11a6 6 0 0 1-6 6h-8l-7 6v-6H8a6 6 0 0 1-6-6V8a6 6 0 0 1 6-6z"/>'
        f'<g fill="none" stroke="{scheme.on_accent}" stroke-width="3" stroke-linecap="round">'
        '<path d="M12 10.5a4 4 0 1 1 6 3.4c-1.3.8-2 1.5-2 2.8"/><path d="M16 20.8v.01"/></g></svg>'
    )


def branded(scheme: Scheme, accent: str, towards: str) -> Scheme:
    """Return the scheme with its accent, moved ``towards`` black or white until it can be read on every surface."""
    tinted = replace(scheme, tint=mix(scheme.page, readable(accent, scheme.surfaces, towards), 0.07))
    return replace(tinted, accent=readable(accent, tinted.surfaces, towards), on_accent=scheme.page)


def readable(colour: str, surfaces: tuple[str, ...], towards: str) -> str:
    """Return the nearest mixture of ``colour`` and ``towards`` with enough contrast to all surfaces."""
    share = 0.0
    candidate = colour
    while share < 1 and min(contrast(candidate, surface) for surface in surfaces) < READABLE:
        share += _STEP
        candidate = mix(colour, towards, min(share, 1.0))
    return candidate


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return ``one`` with a ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _declarations(scheme: Scheme) -> str:
    return "".join(f"  --{name.replace('_', '-')}: {value};\n" for name, value in asdict(scheme).items())
