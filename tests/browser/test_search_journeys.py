"""Searching: by suggestion, by the results page, with and without JavaScript, by keyboard alone, on a phone, and through an input method."""

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import CDPSession, Locator, Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_keyboard import ENTER, IME_PROCESSING

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ARROW_DOWN, ESCAPE = 40, 27
WITHOUT_THE_GUARD = ("if (isComposing(event)) {", "if (false) {")


def box_of(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def expect_active(page: Page, place: int | None) -> None:
    """Expect the suggestion at a place, or none, to be the one that a screen reader is told of."""
    if place is None:
        expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
        expect(box_of(page)).not_to_have_attribute("aria-activedescendant", "suggestion")
        return
    expect(options(page).nth(place)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    expect(box_of(page)).to_have_attribute("aria-activedescendant", options(page).nth(place).get_attribute("id") or "?")


def type_in(page: Page, text: str) -> None:
    box_of(page).click()
    page.keyboard.insert_text(text)


class TestSuggestions:
    @pytest.mark.parametrize("path", ["/ja/", "/ja/billing/plans", "/ja/search?q="])
    def test_a_click_on_a_suggestion_opens_the_article_with_the_words_marked(self, open_page: OpenPage, path: str) -> None:
        page = open_page(path)
        type_in(page, "かいやく")
        option = options(page).filter(has_text="解約").first
        expect(option.locator("mark")).to_have_text("解約")
        option.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert unquote(page.url).endswith("?q=解約")
        expect(page.locator(".prose mark", has_text="解約").first).to_be_attached()

    def test_the_box_says_what_it_is_and_what_it_holds(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        box = box_of(page)
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(box).to_have_attribute("aria-autocomplete", "list")
        expect(page.get_by_role("listbox")).to_have_count(0)
        type_in(page, "pass")
        expect(box).to_have_attribute("aria-expanded", "true")
        listbox = page.get_by_role("listbox", name="Suggestions")
        expect(listbox).to_be_visible()
        expect(box).to_have_attribute("aria-controls", listbox.get_attribute("id") or "?")
        count = options(page).count()
        expect(page.get_by_role("status")).to_have_text(f"{count} suggestions, up and down arrow keys to choose")

    def test_that_there_are_none_is_said_too(self, open_page: OpenPage) -> None:
        page = open_page("/ja/")
        type_in(page, "zeppelinxyz")
        expect(page.get_by_role("status")).to_have_text("候補はありません")
        expect(box_of(page)).to_have_attribute("aria-expanded", "false")

    def test_leaving_the_box_closes_the_list(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        type_in(page, "pass")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("listbox")).to_have_count(0)

    def test_a_late_answer_to_an_earlier_letter_is_dropped(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        held: list[Route] = []
        page.route("**/suggest?q=refun&*", lambda route: held.append(route))
        type_in(page, "refun")
        page.wait_for_timeout(300)
        page.keyboard.insert_text("d")
        expect(options(page).first).to_contain_text("refund")
        shown = options(page).all_text_contents()
        late = {"query": "refun", "suggestions": [{"text": "late", "url": "/en/", "kind": "title", "marks": []}]}
        assert len(held) == 1
        held[0].fulfill(body=json.dumps(late), content_type="application/json")
        page.wait_for_timeout(300)
        assert options(page).all_text_contents() == shown

    def test_what_was_answered_is_not_asked_again(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("Backspace")
        page.wait_for_timeout(400)
        page.keyboard.insert_text("d")
        page.wait_for_timeout(400)
        expect(options(page).first).to_be_visible()
        assert len(asked) == 2

    def test_marks_are_right_after_characters_outside_the_basic_plane(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        answer = {"query": "x", "suggestions": [{"text": "𠮷野家<b>で返金", "url": "/en/", "kind": "title", "marks": [[7, 9]]}]}
        page.route("**/suggest?*", lambda route: route.fulfill(body=json.dumps(answer), content_type="application/json"))
        type_in(page, "x")
        expect(options(page)).to_have_text("𠮷野家<b>で返金")
        expect(options(page).locator("mark")).to_have_text("返金")

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_server_that_cannot_answer_leaves_the_box_as_it_is(self, browser_page: Page, status: int) -> None:
        page = browser_page
        page.route("**/suggest?*", lambda route: route.fulfill(status=status, body="{}"))
        type_in(page, "refund")
        page.wait_for_timeout(300)
        expect(page.get_by_role("listbox")).to_have_count(0)
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/search?q=refund")

    @pytest.fixture
    def browser_page(self, browser: Any, address: str) -> Any:
        """A page whose faults are not counted."""
        with browser.new_context(base_url=address) as context:
            page = context.new_page()
            page.goto("/en/")
            yield page


class TestKeyboard:
    def test_arrows_go_round_by_way_of_the_text(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        last = options(page).count() - 1
        expect_active(page, None)
        page.keyboard.press("ArrowDown")
        expect_active(page, 0)
        page.keyboard.press("ArrowUp")
        expect_active(page, None)
        page.keyboard.press("ArrowUp")
        expect_active(page, last)
        page.keyboard.press("ArrowDown")
        expect_active(page, None)

    @pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
    def test_keys_that_move_the_cursor_go_back_to_the_text(self, open_page: OpenPage, key: str) -> None:
        page = open_page("/en/")
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press(key)
        expect_active(page, None)
        expect(box_of(page)).to_be_focused()

    def test_enter_opens_the_active_suggestion(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("ArrowDown")
        href = options(page).first.get_attribute("href") or "?"
        page.keyboard.press("Enter")
        page.wait_for_url(href)

    def test_enter_without_one_searches(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/search?q=refund")

    def test_escape_closes_then_clears(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(box_of(page)).to_have_value("refund")
        page.keyboard.press("Escape")
        expect(box_of(page)).to_have_value("")

    def test_down_opens_what_escape_closed(self, open_page: OpenPage) -> None:
        page = open_page("/en/")
        type_in(page, "refund")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Alt+ArrowDown")
        expect(options(page).first).to_be_visible()
        expect_active(page, None)
        page.keyboard.press("Alt+ArrowUp")
        expect(page.get_by_role("listbox")).to_have_count(0)
        page.keyboard.press("ArrowDown")
        expect_active(page, 0)

    def test_a_customer_reads_the_answer_without_a_mouse(self, open_page: OpenPage) -> None:
        page = open_page("/en/billing/plans")
        page.keyboard.press("/")
        page.keyboard.type("refund")
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/search?q=refund")
        link = page.get_by_role("region", name="Best match").get_by_role("link").first
        for _ in range(30):
            page.keyboard.press("Tab")
            if link.evaluate("(link) => link === document.activeElement"):
                break
        expect(link).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/billing/refund?q=refund*")
        expect(page.locator(".prose mark", has_text="refund").first).to_be_attached()


class TestInputMethod:
    @staticmethod
    def compose(page: Page, text: str) -> CDPSession:
        devtools = page.context.new_cdp_session(page)
        devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        return devtools

    @staticmethod
    def press(devtools: CDPSession, key: str, key_code: int) -> None:
        event = {"key": key, "code": key, "windowsVirtualKeyCode": key_code}
        devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **event, **({"text": "\r"} if key == "Enter" else {})})
        devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    @pytest.mark.parametrize("typed", ["かいy", "かいｙ", "かいや", "kaiy"])
    def test_half_typed_kana_suggest_while_they_are_composed(self, open_page: OpenPage, typed: str) -> None:
        page = open_page("/ja/")
        box_of(page).click()
        self.compose(page, typed)
        expect(options(page).filter(has_text="解約").first).to_be_visible()

    def choose_a_suggestion_and_confirm_a_conversion(self, page: Page, *, late: bool, key_code: int) -> str:
        """Go to a suggestion, then type on and press Enter within the conversion, or just after it (``late``), as Safari does. Return the address then."""
        box_of(page).click()
        devtools = self.compose(page, "かい")
        expect(options(page).first).to_be_visible()
        if late:
            page.keyboard.insert_text("かい")
            expect(options(page).first).to_be_visible()
        page.evaluate("document.querySelector('[role=combobox]').addEventListener('keydown', () => { window.pressed = true })")
        self.press(devtools, "ArrowDown", IME_PROCESSING if not late else ARROW_DOWN)
        self.press(devtools, "Enter", key_code)
        page.wait_for_timeout(400)
        return page.url

    CONFIRMATIONS = ((False, IME_PROCESSING), (False, ENTER), (True, IME_PROCESSING))

    @pytest.mark.parametrize(("late", "key_code"), CONFIRMATIONS)
    def test_the_enter_that_ends_a_conversion_neither_chooses_nor_searches(
        self, open_page: OpenPage, late: bool, key_code: int
    ) -> None:
        page = open_page("/ja/")
        assert self.choose_a_suggestion_and_confirm_a_conversion(page, late=late, key_code=key_code).endswith("/ja/")

    @pytest.mark.parametrize(("late", "key_code"), CONFIRMATIONS)
    def test_without_the_guard_it_would(self, open_page: OpenPage, late: bool, key_code: int) -> None:
        """Shows that the test above sees what it is there for."""
        page = open_page("/ja/")
        remove_the_guard(page)
        assert not self.choose_a_suggestion_and_confirm_a_conversion(page, late=late, key_code=key_code).endswith("/ja/")

    def test_arrows_and_escape_within_a_conversion_leave_the_list_alone(self, open_page: OpenPage) -> None:
        page = open_page("/ja/")
        box_of(page).click()
        devtools = self.compose(page, "かい")
        expect(options(page).first).to_be_visible()
        self.press(devtools, "ArrowDown", IME_PROCESSING)
        self.press(devtools, "Escape", IME_PROCESSING)
        expect_active(page, None)
        expect(options(page).first).to_be_visible()

    def test_after_the_conversion_enter_chooses(self, open_page: OpenPage) -> None:
        page = open_page("/ja/")
        box_of(page).click()
        self.compose(page, "かいや")
        page.keyboard.insert_text("解約")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("ArrowDown")
        href = options(page).first.get_attribute("href") or "?"
        page.keyboard.press("Enter")
        page.wait_for_url(href)


def remove_the_guard(page: Page) -> None:
    def serve(route: Route) -> None:
        response = route.fetch()
        assert WITHOUT_THE_GUARD[0] in response.text()
        route.fulfill(response=response, body=response.text().replace(*WITHOUT_THE_GUARD))

    page.route("**/search-box.js*", serve)
    page.reload()


class TestResultsPage:
    def test_a_facet_narrows_and_its_chip_widens_again(self, open_page: OpenPage) -> None:
        page = open_page("/ja/search?q=支払い", viewport={"width": 1280, "height": 800})
        facet = page.get_by_role("complementary", name="検索結果を絞り込む").get_by_role("link").first
        count = int(facet.locator(".facet-count").inner_text())
        facet.click()
        expect(page.locator(".tally")).to_contain_text(f"{count}件の記事")
        assert page.locator(".hit, .answer").count() == min(count, 10)
        page.get_by_role("link", name="絞り込みを解除：").click()
        page.wait_for_url(lambda url: unquote(url).endswith("/ja/search?q=支払い"))

    def test_the_section_link_scrolls_to_the_section_and_marks_the_words(self, open_page: OpenPage) -> None:
        page = open_page("/ja/search?q=支払い", viewport={"width": 1280, "height": 500})
        link = page.locator(".hit-section").first
        heading = link.inner_text()
        link.click()
        expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()
        expect(page.locator(".prose mark", has_text="支払").first).to_be_attached()

    def test_nothing_found_says_so_and_leads_on(self, open_page: OpenPage) -> None:
        page = open_page("/ja/search?q=解薬&literal=1")
        expect(page.get_by_role("heading", level=1)).to_have_text("「解薬」に合う記事は見つかりませんでした")
        expect(
            page.get_by_role("region", name="近い内容の記事があります").get_by_role("link", name="有料プランを解約する")
        ).to_be_visible()
        page.get_by_role("region", name="まだお困りですか？").get_by_role("link", name="お問い合わせ").click()
        expect(page).to_have_url(re.compile(r"/ja/contact\?q="))

    def test_without_javascript_it_is_all_there(self, open_page: OpenPage) -> None:
        page = open_page("/ja/", java_script_enabled=False)
        page.get_by_role("searchbox").fill("支払い")
        page.get_by_role("button", name="検索する").click()
        page.get_by_role("complementary", name="検索結果を絞り込む").get_by_role("link").first.click()
        page.get_by_role("link", name="絞り込みを解除：").click()
        page.get_by_role("link", name="次のページ").click()
        expect(page.get_by_text("2ページ中2ページ目")).to_be_visible()

    def test_on_a_phone_a_tap_on_a_suggestion_opens_it_and_facets_are_one_row_each(self, open_page: OpenPage) -> None:
        page = open_page("/ja/search?q=支払い", **PHONE)
        chips = page.locator(".facet-group").first.locator(".chip")
        assert len({round((chip.bounding_box() or {"y": -1})["y"]) for chip in chips.all()}) == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]  # type: ignore[index]
        page.get_by_role("combobox").tap()
        page.get_by_role("combobox").fill("へんきん")
        option = options(page).filter(has_text="返金").first
        box = option.bounding_box()
        assert box
        assert box["height"] >= 44
        option.tap()
        page.wait_for_url("**/ja/**?q=*")
        expect(page.locator("article h1")).to_be_visible()
