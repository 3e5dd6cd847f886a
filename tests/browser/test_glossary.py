"""The words of the glossary: their page, and their explanations in an article by mouse, keyboard, finger and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

ARTICLE = "/ja/support-plans/choosing"
PHONE = {"width": 390, "height": 844}
SCREENS = [{"width": 1280, "height": 800}, {"width": 320, "height": 640}]


def test_the_mouse_shows_the_meaning_and_may_move_onto_it(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    term, note = page.locator("a.term", has_text="標準サポート"), page.locator(".term-note")
    term.hover()
    expect(note).to_contain_text("すべての有料プランに含まれるサポートです")
    note.hover()
    page.wait_for_timeout(400)
    expect(note).to_be_visible()
    page.mouse.move(5, 5)
    expect(note).to_have_count(0)


def test_the_keyboard_shows_the_meaning_and_escape_hides_it(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    term, note = page.locator("a.term").first, page.locator(".term-note")
    page.locator(".article-header").evaluate("(header) => { header.tabIndex = -1; header.focus(); }")
    while not term.evaluate("(term) => term === document.activeElement"):
        page.keyboard.press("Tab")
    expect(note).to_be_visible()
    page.keyboard.press("Tab")
    expect(note.locator("a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ja/glossary#"))


def test_the_first_tap_shows_the_meaning_and_its_link_opens_the_glossary(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, viewport=PHONE, has_touch=True, is_mobile=True)
    note = page.locator(".term-note")
    page.locator("a.term", has_text="事前購入").tap()
    expect(note).to_contain_text("まとめて先に買っておく")
    box = note.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    page.locator("h1").tap()
    expect(note).to_have_count(0)
    page.locator("a.term", has_text="事前購入").tap()
    note.locator("a").tap()
    expect(page.locator(":target h3")).to_contain_text("事前購入")


def test_a_screen_reader_hears_the_meaning_with_the_word(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, java_script_enabled=False)
    term = page.locator("a.term", has_text="標準サポート")
    expect(term).to_have_accessible_description(re.compile("^すべての有料プランに含まれるサポートです"))


def test_without_scripts_a_word_leads_to_its_place_in_the_glossary(open_page: OpenPage) -> None:
    page = open_page("/en/support-plans/escalation", java_script_enabled=False)
    page.locator("a.term", has_text="ticket number").click()
    expect(page.locator(":target h3")).to_have_text("ticket number")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", ["/ja/glossary", "/en/glossary"])
def test_the_glossary_fits_every_screen_and_a_finger(open_page: OpenPage, path: str, screen: dict[str, int]) -> None:
    page = open_page(path, viewport=screen)
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    small = """[...document.querySelectorAll(".letters a, .entry dd a")].map((link) => link.getBoundingClientRect())
      .filter((box) => box.height < 24 || box.width < 24).length"""
    assert page.evaluate(small) == 0


def test_the_language_switch_keeps_the_glossary(open_page: OpenPage) -> None:
    page = open_page("/ja/glossary")
    page.locator(".languages a", has_text="English").click()
    expect(page.locator("h1")).to_have_text("Glossary")
