"""The keyboard alone is enough, and an input method is never interrupted."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

IME_PROCESSING = 229
ENTER = 13


def press_enter_within_a_conversion(page: Page, *, key_code: int, composing: bool) -> None:
    """Press Enter as an input method does. ``composing`` False is Safari, where the composition has ended by then."""
    devtools = page.context.new_cdp_session(page)
    if composing:
        devtools.send("Input.imeSetComposition", {"text": "かいやく", "selectionStart": 4, "selectionEnd": 4})
    else:
        page.keyboard.insert_text("かいやく")
    key: dict[str, Any] = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": key_code}
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **key})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


CONVERSIONS = [(IME_PROCESSING, True), (ENTER, True), (IME_PROCESSING, False)]


@pytest.mark.parametrize(("key_code", "composing"), CONVERSIONS)
def test_the_enter_that_ends_a_conversion_does_not_search(open_page: OpenPage, key_code: int, composing: bool) -> None:
    page = open_page("/ja/")
    page.get_by_role("combobox").click()
    press_enter_within_a_conversion(page, key_code=key_code, composing=composing)
    page.wait_for_timeout(300)
    assert page.url.endswith("/ja/")


@pytest.mark.parametrize(("key_code", "composing"), CONVERSIONS)
def test_without_the_guard_it_would_search(open_page: OpenPage, key_code: int, composing: bool) -> None:
    """Shows that the test above sees what it is there for."""
    page = open_page("/ja/")
    page.route("**/search-box.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    page.get_by_role("combobox").click()
    press_enter_within_a_conversion(page, key_code=key_code, composing=composing)
    page.wait_for_url("**/ja/search?q=*")


def test_enter_after_the_conversion_searches(open_page: OpenPage) -> None:
    page = open_page("/ja/")
    page.get_by_role("combobox").click()
    press_enter_within_a_conversion(page, key_code=IME_PROCESSING, composing=False)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ja/search?q=*")


@pytest.mark.parametrize("path", ["/ja/", "/en/billing/refund", "/ja/search?q=返金"])
def test_slash_goes_to_the_search_box(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    before = box.input_value()
    page.keyboard.press("End")
    page.keyboard.press("/")
    expect(box).to_have_value(before + "/")


def test_the_first_tab_offers_to_skip_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/en/billing/refund")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_focus_is_always_visible(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund", viewport={"width": 1280, "height": 800})
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")


def test_code_wider_than_the_screen_can_be_scrolled_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("/en/account/single-sign-on", viewport={"width": 320, "height": 640})
    code = page.locator("pre").first
    expect(code).to_have_attribute("tabindex", "0")
    code.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(100):  # wait_for_function would evaluate a string, which the page's policy forbids
        if page.evaluate("document.querySelector('pre').scrollLeft > 0"):
            break
        page.wait_for_timeout(20)
    assert page.evaluate("document.querySelector('pre').scrollLeft > 0")
