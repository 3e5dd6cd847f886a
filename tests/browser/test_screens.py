"""Every page type fits every screen, and a finger."""

import itertools

import pytest

from tests.browser.conftest import OpenPage

PAGES = [
    "/ja/",
    "/en/",
    "/ja/search?q=返金",
    "/en/search?q=refund",
    "/ja/search?q=解薬したい",
    "/en/search?q=invoce download",
    "/en/search?q=zeppelinxyz",
    "/ja/billing/refund?q=返金",
    "/en/getting-started/mobile-app",
    "/ja/billing/",
    "/en/nothing",
    "/ja/contact?q=返金",
    "/en/tickets/link",
    "/ja/error/503",
]
PHONE = {"width": 320, "height": 640}
SMALL_TARGETS = """() => [...document.querySelectorAll("header a, header button, header input, main button, main input[type=search], .card, .pager a, .correction a, .answer-link, .tags a, summary, .contents-folded a")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 24)
  .map(([html]) => html)"""


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_sideways(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("path", PAGES)
def test_a_finger_hits_what_it_aims_at(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("path", PAGES)
def test_headings_are_in_order_and_begin_with_one_title(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter((h) => h.checkVisibility()).map((h) => +h.tagName[1])"
    )
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels


def test_dark_pages_are_dark(open_page: OpenPage) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    assert open_page("/ja/", color_scheme="light").evaluate(background) == "rgb(255, 255, 255)"
    assert open_page("/ja/", color_scheme="dark").evaluate(background) == "rgb(20, 24, 27)"


def test_the_contents_stand_beside_the_text_on_a_wide_screen_and_are_folded_on_a_phone(open_page: OpenPage) -> None:
    wide = open_page("/ja/billing/refund", viewport={"width": 1280, "height": 800})
    assert wide.locator("nav.contents").is_visible()
    assert not wide.locator(".contents-folded").is_visible()
    phone = open_page("/ja/billing/refund", viewport=PHONE)
    assert not phone.locator("nav.contents").is_visible()
    assert phone.locator(".contents-folded").is_visible()
