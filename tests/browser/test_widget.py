"""The help button on a page of another site, with styles and a policy that leave nothing to it."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from kbsearch import KnowledgeBase, open_kb
from tests.browser.conftest import ARTICLES, served
from web import create_app

STYLE = "html { font-size: 40px; } * { color: red !important; letter-spacing: 9px !important; } button, dialog, iframe { display: none !important; }"
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Shop</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/shop.css"><link rel="icon" href="data:,"><script src="{help}/widget.js" {attributes}></script>
<h1>Shop</h1><p><a href="#basket">Basket</a> <input aria-label="Order number"></p>"""
POLICY = "default-src 'none'; img-src data:; style-src 'self'; script-src {help}; frame-src {help}; require-trusted-types-for 'script'"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

Visit = Callable[..., Page]


class Shop(ThreadingHTTPServer):
    """Another site: ``/ja?data-locale=en`` is a page in Japanese whose script tag has that attribute."""

    help_centre = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.origin = f"http://127.0.0.1:{self.server_port}"


class Counter(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        lang, _, attributes = unquote(self.path.removeprefix("/")).partition("?")
        is_style = self.path == "/shop.css"
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY.format(help=self.server.help_centre))
        self.end_headers()
        page = PAGE.format(help=self.server.help_centre, lang=lang, attributes=attributes)
        self.wfile.write((STYLE if is_style else page).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def shops(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Shop]]:
    """Open two shops; the help centre lets one of them show its panel."""
    shops = {"welcome": Shop(), "stranger": Shop()}
    file: Path = tmp_path_factory.mktemp("widget") / "kbsearch.toml"
    origins = json.dumps([shops["welcome"].origin])
    file.write_text(
        f"articles_dir = {json.dumps(str(ARTICLES))}\n[limits]\nposts = 0\napi = 0\n[widget]\norigins = {origins}\n"
    )
    with served(create_app(open_kb(file, index_dir=kb.config.index_dir))) as help_centre:
        threads = [Thread(target=shop.serve_forever) for shop in shops.values()]
        for shop, thread in zip(shops.values(), threads, strict=True):
            shop.help_centre = help_centre
            thread.start()
        yield shops
        for shop, thread in zip(shops.values(), threads, strict=True):
            shop.shutdown()
            shop.server_close()
            thread.join()


@pytest.fixture
def visit(browser: Browser, shops: dict[str, Shop]) -> Iterator[Visit]:
    """Open a page of a shop; at the end nothing may have gone wrong there, or to any third site."""
    faults: list[str] = []
    contexts = []

    def visit(path: str = "/ja", shop: str = "welcome", **options: Any) -> Page:
        known = (shops[shop].origin, shops[shop].help_centre, "data:")
        context = browser.new_context(**{"viewport": DESKTOP} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: None if request.url.startswith(known) else faults.append(request.url))
        page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(shops[shop].origin + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


def panel(page: Page) -> FrameLocator:
    return page.frame_locator("kbsearch-help iframe")


def test_a_shopper_asks_without_leaving_the_shop(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="ヘルプ").click()
    expect(page.get_by_role("dialog", name="ヘルプセンター")).to_be_visible()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("何かお困りですか？")
    panel(page).get_by_role("combobox").fill("返金の条件")
    panel(page).get_by_role("combobox").press("Enter")
    panel(page).get_by_role("link", name="返金を申し込む").first.click()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("返金を申し込む")
    expect(panel(page).locator("mark").first).to_be_visible()
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()


def test_a_suggestion_opens_its_article_in_the_panel(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="ヘルプ").click()
    panel(page).get_by_role("combobox").press_sequentially("返金")
    option = panel(page).get_by_role("option").first
    expect(option).to_be_visible()
    panel(page).get_by_role("combobox").press("ArrowDown")
    panel(page).get_by_role("combobox").press("Enter")
    expect(panel(page).locator("article h1")).to_be_visible()
    expect(panel(page).get_by_role("link", name="ヘルプセンターで開く")).to_be_visible()


def test_what_is_not_made_for_the_panel_opens_in_a_tab_of_its_own(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="ヘルプ").click()
    with page.expect_popup() as opened:
        panel(page).get_by_role("link", name="お問い合わせ", exact=True).click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("dialog", name="ヘルプセンター")).to_be_visible()


def test_it_can_be_used_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("/en")
    page.get_by_role("button", name="Help").focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.type("refund")
    expect(panel(page).get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page).get_by_role("option").first).to_be_hidden()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")  # empties the box
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Help")).to_be_focused()
    expect(page.get_by_role("button", name="Help")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Help")).to_be_focused()


def test_the_shop_stays_usable_beside_the_panel(visit: Visit) -> None:
    page = visit("/en")
    page.get_by_role("button", name="Help").click()
    page.get_by_label("Order number").fill("1234")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_styles_of_the_shop_do_not_reach_the_button(visit: Visit) -> None:
    page = visit()
    look = "(b) => { const style = getComputedStyle(b); return [style.fontSize, style.color, style.letterSpacing]; }"
    assert page.get_by_role("button", name="ヘルプ").evaluate(look) == ["16px", "rgb(255, 255, 255)", "normal"]
    assert page.get_by_role("heading", name="Shop").evaluate("(h) => getComputedStyle(h).color") == "rgb(255, 0, 0)"


def test_on_a_phone_the_panel_fills_the_screen_and_keeps_the_focus(visit: Visit) -> None:
    page = visit(viewport=PHONE)
    page.get_by_role("button", name="ヘルプ").click()
    dialog = page.get_by_role("dialog")
    dialog.evaluate("dialog => Promise.all(dialog.getAnimations().map((animation) => animation.finished))")
    assert dialog.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(panel(page).get_by_role("combobox")).to_be_focused()
    assert page.locator("kbsearch-help dialog").evaluate("(dialog) => dialog.matches(':modal')")


def test_it_speaks_the_language_of_the_tag_else_of_the_page(visit: Visit) -> None:
    expect(visit("/ja?data-locale=en").get_by_role("button", name="Help", exact=True)).to_be_visible()
    expect(visit("/en-GB").get_by_role("button", name="Help", exact=True)).to_be_visible()
    expect(visit("/fr").get_by_role("button", name="ヘルプ")).to_be_visible()


def test_it_is_dark_where_the_screen_is_and_moves_for_nobody_who_minds(visit: Visit) -> None:
    page = visit(color_scheme="dark", reduced_motion="reduce")
    page.get_by_role("button", name="ヘルプ").click()
    dialog = page.locator("kbsearch-help dialog")
    assert dialog.evaluate("(d) => [getComputedStyle(d).backgroundColor, getComputedStyle(d).animationName]") == [
        "rgb(20, 24, 27)",
        "none",
    ]


def test_nothing_of_the_panel_is_loaded_before_it_is_opened(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("button", name="ヘルプ")).to_be_visible()
    assert len(page.frames) == 1


def test_a_site_that_is_not_configured_cannot_show_the_panel(browser: Browser, shops: dict[str, Shop]) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(shops["stranger"].origin + "/ja")
    page.get_by_role("button", name="ヘルプ").click()
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in complaint for complaint in complaints)
    expect(panel(page).get_by_role("combobox")).to_have_count(0)
    page.close()
