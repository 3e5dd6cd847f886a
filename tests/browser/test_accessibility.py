"""axe-core finds nothing against WCAG 2.2 AA on any type of page, in light, in dark and in high contrast."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.page_types import PAGE_TYPES, PageType

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
SCREENS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "high contrast": {"color_scheme": "dark", "forced_colors": "active"},
}
PHONE = {"width": 390, "height": 844}
READ_FORCED_COLOURS = """() => {
  const read = CSSStyleDeclaration.prototype.getPropertyValue;
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    return read.call(this, name === "-webkit-text-fill-color" ? "color" : name);
  };
}"""
"""axe takes the colour of a text from the one that Chromium does not force."""


def violations(page: Page) -> list[str]:
    """Look at the page on every kind of screen."""
    found = []
    page.evaluate(READ_FORCED_COLOURS)
    for screen, media in SCREENS.items():
        page.emulate_media(reduced_motion="reduce", **media)
        page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
        for violation in Axe().run(page, options=RULES).response["violations"]:
            found += [f"{screen}: {violation['id']}: {node['html']}\n{node['failureSummary']}" for node in violation["nodes"]]
    return found


@pytest.mark.parametrize("page_type", PAGE_TYPES.values(), ids=list(PAGE_TYPES))
def test_a_page_is_accessible(open_page: OpenPage, page_type: PageType) -> None:
    page = open_page(page_type.path, **page_type.options)
    if page_type.reach:
        page_type.reach(page)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/ja/", "/ja/search?q=返金", "/ja/billing/refund", "/ja/glossary"])
def test_a_page_is_accessible_on_a_phone(open_page: OpenPage, path: str) -> None:
    assert violations(open_page(path, viewport=PHONE)) == []


def test_an_error_is_accessible(open_page: OpenPage) -> None:
    page = open_page("/ja/")
    page.evaluate("document.querySelector('form').method = 'post'; document.querySelector('form').submit()")
    expect(page.get_by_role("heading", level=1)).to_have_text("ここではこの操作はできません")
    assert violations(page) == []


def test_suggestions_are_accessible(open_page: OpenPage) -> None:
    page = open_page("/ja/")
    page.get_by_role("combobox").press_sequentially("返金")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


def test_an_enlarged_picture_is_accessible(open_page: OpenPage) -> None:
    page = open_page("/en/account/two-factor")
    page.locator("button.zoomable").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def test_what_a_test_of_a_broken_page_finds(open_page: OpenPage) -> None:
    page = open_page("/ja/")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any("button-name" in violation for violation in violations(page))
