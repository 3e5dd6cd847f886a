"""Customers who found no answer write to people: nothing they did or typed is lost, with and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kbsearch import KnowledgeBase
from kbsearch.insights import Insights
from tests.browser.conftest import OpenPage, served, watch
from tests.browser.test_accessibility import violations
from tests.fakes.memory_tickets import MemoryTickets
from web import create_app

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
TEXT = {"name": "図.txt", "mimeType": "text/plain", "buffer": "手順 𠮷 🙏".encode()}


@pytest.fixture
def tickets(tmp_path: Path) -> MemoryTickets:
    return MemoryTickets(tmp_path)


@pytest.fixture
def hourly_limit() -> int:
    return 0


@pytest.fixture
def open_page(
    browser: Browser, kb: KnowledgeBase, insights: Insights, tickets: MemoryTickets, hourly_limit: int
) -> Iterator[OpenPage]:
    """Open a page of a help centre that takes tickets."""
    config, contexts, faults = kb.config, list[BrowserContext](), list[str]()
    kb.config = config.model_copy(
        update={"tickets": config.tickets.model_copy(update={"hourly_limit": hourly_limit, "daily_limit": 0})}
    )
    with served(create_app(kb, insights, tickets)) as address:  # type: ignore[arg-type]

        def open_at(path: str, **options: object) -> Page:
            context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
            contexts.append(context)
            page = context.new_page()
            watch(page, address, faults)
            page.goto(path)
            return page

        yield open_at
        for context in contexts:
            context.close()
    kb.config = config
    assert faults == []


def fill(page: Page) -> None:
    page.get_by_label("お問い合わせ内容").fill("請求書が届きません。\n𠮷田です 🙏")
    page.get_by_label("お名前").fill("山田 美穂")
    page.locator("#page--email").fill("miho@customer.example")


def press_send(page: Page) -> None:
    page.wait_for_timeout(2_100)  # nobody fills in a form faster
    page.locator(".sending button").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_a_search_without_an_answer_to_a_number(
    open_page: OpenPage, tickets: MemoryTickets, script: bool, screen: dict[str, int]
) -> None:
    page = open_page("/ja/search?q=返金", java_script_enabled=script, viewport=screen)
    page.goto("/ja/billing/refund")
    page.goto("/ja/search?q=zeppelinxyz")
    page.locator(".more-help").get_by_role("link").click()
    expect(page.get_by_label("件名")).to_have_value("zeppelinxyz")
    page.get_by_label("「返金」を検索").uncheck()
    fill(page)
    page.locator("#page--files").set_input_files([TEXT])
    press_send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("お問い合わせを受け付けました")
    (ticket,) = tickets.tickets.values()
    expect(page.locator(".reference")).to_have_text(ticket.reference)
    assert ticket.messages[0].text == "請求書が届きません。\n𠮷田です 🙏"
    assert [each.name for each in ticket.messages[0].attachments] == ["図.txt"]
    assert [each.query or each.title for each in ticket.tried] == ["返金を申し込む", "zeppelinxyz"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_fault_is_led_to_and_every_field_and_file_is_kept(open_page: OpenPage, tickets: MemoryTickets, script: bool) -> None:
    page = open_page("/ja/contact?q=請求書", java_script_enabled=script, viewport=PHONE)
    fill(page)
    page.locator("#page--email").fill("miho.customer.example")
    page.locator("#page--files").set_input_files([TEXT])
    press_send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("まだ送信されていません")
    if script:
        expect(summary).to_be_focused()
    summary.get_by_role("link", name="メールアドレスに @ がありません。").click()
    expect(page.locator("#page--email")).to_be_in_viewport()
    expect(page.locator("#page--email")).to_have_value("miho.customer.example")
    expect(page.get_by_label("お問い合わせ内容")).to_have_value("請求書が届きません。\n𠮷田です 🙏")
    expect(page.get_by_label("図.txt")).to_be_checked()
    page.locator("#page--email").fill("miho@customer.example")
    page.locator(".sending button").click()
    expect(page.locator(".reference")).to_be_visible()
    (ticket,) = tickets.tickets.values()
    assert [each.name for each in ticket.messages[0].attachments] == ["図.txt"]


def test_answers_appear_while_the_subject_is_typed_and_go_for_good_when_they_do_not_help(open_page: OpenPage) -> None:
    page = open_page("/ja/contact", viewport=DESKTOP)
    page.get_by_label("件名").press_sequentially("有料プランを解約")
    answers = page.get_by_role("region", name="この記事で解決しませんか？")
    expect(answers.get_by_role("link", name="有料プランを解約する")).to_be_visible()
    expect(page.locator("#page--answers-told")).not_to_be_empty()
    answers.get_by_role("button", name="解決しないので問い合わせる").click()
    expect(page.get_by_label("お問い合わせ内容")).to_be_focused()
    page.get_by_label("件名").press_sequentially("したい")
    page.wait_for_timeout(800)
    expect(answers.get_by_role("link")).to_have_count(0)
    page.goto("/ja/contact?q=解約")
    expect(answers.get_by_role("link")).to_have_count(0)


def test_no_answer_is_offered_that_was_read_already(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/cancel")
    page.goto("/ja/contact")
    page.get_by_label("件名").press_sequentially("有料プランを解約する")
    expect(page.locator(".answers li").first).to_be_visible()
    expect(page.locator(".answers").get_by_role("link", name=re.compile("^有料プランを解約する"))).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_answer_that_solves_it_ends_happily_without_a_ticket(
    open_page: OpenPage, tickets: MemoryTickets, script: bool
) -> None:
    page = open_page("/ja/contact?q=解約", java_script_enabled=script)
    page.get_by_role("button", name="解決しました").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("解決してよかったです")
    assert tickets.tickets == {}


def test_the_form_is_sent_by_keyboard_alone(open_page: OpenPage, tickets: MemoryTickets) -> None:
    page = open_page("/en/contact")
    page.locator("#page--subject").focus()
    page.keyboard.type("zeppelin")
    page.wait_for_timeout(2_000)
    for words in ("My invoice is missing.", None, None):
        page.keyboard.press("Tab")
        if words:
            page.keyboard.type(words)
    page.locator("#page--name").focus()
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    page.keyboard.type("ann@customer.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your message")
    assert len(tickets.tickets) == 1


def test_enter_that_ends_a_conversion_sends_nothing(open_page: OpenPage) -> None:
    page = open_page("/ja/contact")
    prevented = page.evaluate(
        """() => !document.getElementById("page--subject").dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    assert prevented is True


def test_a_button_that_is_pressed_twice_sends_one_ticket(open_page: OpenPage, tickets: MemoryTickets) -> None:
    page = open_page("/ja/contact?q=請求書", java_script_enabled=False)
    fill(page)
    page.wait_for_timeout(2_100)
    page.locator(".sending button").dblclick()
    expect(page.locator(".reference")).to_be_visible()
    assert len(tickets.tickets) == 1


def test_too_many_and_too_large_files_are_told_before_they_are_sent(open_page: OpenPage, tickets: MemoryTickets) -> None:
    page = open_page("/ja/contact?q=請求書")
    page.locator("#page--files").set_input_files([TEXT | {"name": f"{number}.txt"} for number in range(6)])
    expect(page.get_by_role("alert")).to_have_text("ファイルは5個まで選べます。")
    page.locator("#page--files").set_input_files([TEXT | {"name": "大.bin", "buffer": b"x" * (20 * 1024 * 1024 + 1)}])
    expect(page.get_by_role("alert")).to_contain_text("「大.bin」は20MBを超えています")
    fill(page)
    page.locator(".sending button").click()
    expect(page.locator("#page--files")).to_be_focused()
    assert tickets.tickets == {}


def test_while_the_database_is_down_nothing_is_lost(open_page: OpenPage, tickets: MemoryTickets) -> None:
    tickets.is_down = True
    page = open_page("/ja/contact?q=請求書", viewport=PHONE)
    fill(page)
    press_send(page)
    expect(page.get_by_role("alert")).to_contain_text("050-5555-0142")
    tickets.is_down = False
    page.locator(".sending button").click()
    expect(page.locator(".reference")).to_be_visible()


@pytest.mark.parametrize("hourly_limit", [1])
def test_beyond_the_limit_the_form_says_how_long_to_wait(open_page: OpenPage, tickets: MemoryTickets) -> None:
    for subject in ("一", "二"):
        page = open_page(f"/ja/contact?q={subject}")
        fill(page)
        press_send(page)
        page.wait_for_load_state()
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"\d+分後に送信してください"))
    assert len(tickets.tickets) == 1


@pytest.mark.parametrize("hourly_limit", [2])
def test_near_the_limit_the_browser_does_a_sum_and_without_javascript_one_waits(
    open_page: OpenPage, tickets: MemoryTickets
) -> None:
    for subject, script in (("一", True), ("二", False), ("三", True)):
        page = open_page(f"/ja/contact?q={subject}", java_script_enabled=script)
        fill(page)
        press_send(page)
        if script:
            expect(page.locator(".reference")).to_be_visible(timeout=30_000)
        else:
            expect(page.get_by_role("alert")).to_contain_text("1分ほど待って")
    assert [each.subject for each in tickets.tickets.values()] == ["一", "三"]


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/ja/contact?q=解約", "/en/contact", "/en/tickets/solved"])
def test_the_form_is_accessible(open_page: OpenPage, path: str, screen: dict[str, int]) -> None:
    assert violations(open_page(path, viewport=screen)) == []


def test_the_form_with_faults_and_the_page_after_it_are_accessible(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund", viewport=PHONE)
    page.goto("/ja/contact?q=請求書")
    page.locator("#page--files").set_input_files([TEXT])
    page.locator(".sending button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    fill(page)
    press_send(page)
    expect(page.locator(".reference")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/ja/contact?q=解約", "/en/contact?q=cancel"])
def test_the_form_fits_a_phone_and_a_finger(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = """() => [...document.querySelectorAll("main button, main input:not([type=hidden], [tabindex]), main select, main .tick, main a")]
      .filter((each) => each.checkVisibility() && !each.matches(".tick input"))
      .filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"""
    assert page.evaluate(small) == []
