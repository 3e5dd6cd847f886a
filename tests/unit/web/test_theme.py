import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

import web
from web.theme import DARK, LIGHT, READABLE, VISIBLE, Scheme, branded, contrast, icon_svg, mix, style_sheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
STATIC = Path(web.__file__).parent / "static"


def assert_readable(scheme: Scheme) -> None:
    for surface in scheme.surfaces:
        assert contrast(scheme.text, surface) >= READABLE
        assert contrast(scheme.accent, surface) >= READABLE
    for surface in (scheme.page, scheme.panel, scheme.tint):
        assert contrast(scheme.muted, surface) >= READABLE
    assert contrast(scheme.on_accent, scheme.accent) >= READABLE
    assert contrast(scheme.control, scheme.page) >= VISIBLE


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", ["#0b6e6e", "#fff7b0", "#000000", "#ffffff"])
def test_everything_can_be_read_with_the_default_and_with_extreme_accents(accent: str) -> None:
    assert_readable(branded(LIGHT, accent, "#000000"))
    assert_readable(branded(DARK, accent, "#ffffff"))


@given(COLOURS)
def test_everything_can_be_read_with_any_accent(accent: str) -> None:
    assert_readable(branded(LIGHT, accent, "#000000"))
    assert_readable(branded(DARK, accent, "#ffffff"))


def test_an_accent_that_can_be_read_is_kept() -> None:
    assert branded(LIGHT, "#0b5e5e", "#000000").accent == "#0b5e5e"


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ffffff", share) for share in (0.0, 0.5, 1.0)] == ["#000000", "#808080", "#ffffff"]


def test_the_style_sheet_has_light_and_dark_colours(client: FlaskClient) -> None:
    css = client.get("/theme.css").text
    assert css == style_sheet("#0b6e6e")
    assert css.count("--accent: #") == 2
    assert "prefers-color-scheme: dark" in css


def test_the_icon_is_a_sound_picture(client: FlaskClient) -> None:
    assert client.get("/icon.svg").mimetype == "image/svg+xml"
    ElementTree.fromstring(icon_svg("#fff7b0"))


@pytest.mark.parametrize(
    ("sheet", "pattern"), [("code.css", r"--code-\w+: (#\w{6})"), ("prose.css", r"--(?:good|careful|danger): (#\w{6})")]
)
def test_the_fixed_colours_of_notes_and_code_can_be_read_too(sheet: str, pattern: str) -> None:
    light, dark = (STATIC / sheet).read_text().split("prefers-color-scheme: dark", 1)
    for colours, scheme in ((re.findall(pattern, light), LIGHT), (re.findall(pattern, dark), DARK)):
        assert colours
        assert all(contrast(colour, scheme.panel) >= READABLE for colour in colours)
