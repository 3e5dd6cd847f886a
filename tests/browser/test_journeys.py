"""What customers do, from the question to the paragraph that answers it."""

from urllib.parse import unquote

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

DESKTOP = {"viewport": {"width": 1280, "height": 800}}


def test_a_customer_searches_and_reads_the_right_section(open_page: OpenPage) -> None:
    page = open_page("/ja/")
    page.get_by_role("combobox").fill("返金の条件")
    page.get_by_role("button", name="検索する").click()
    expect(page).to_have_title("「返金の条件」の検索結果 – ヘルプセンター")
    expect(page.get_by_role("combobox")).to_have_value("返金の条件")
    page.get_by_role("link", name="返金を申し込む").first.click()
    page.wait_for_url(lambda url: unquote(url).endswith("/ja/billing/refund?q=返金の条件#返金の条件"))
    heading = page.get_by_role("heading", name="返金の条件")
    expect(heading).to_be_in_viewport()
    expect(heading.locator("mark").first).to_be_visible()


def test_the_header_does_not_cover_the_section_that_was_opened(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund#お金が戻る時期", viewport={"width": 1280, "height": 400})
    header = page.locator(".site-header").bounding_box()
    heading = page.get_by_role("heading", name="お金が戻る時期").bounding_box()
    assert header
    assert heading
    assert heading["y"] >= header["y"] + header["height"]


def test_an_english_question_finds_the_english_article(open_page: OpenPage) -> None:
    page = open_page("/en/")
    page.get_by_role("combobox").fill("how do I get a refund?")
    page.keyboard.press("Enter")
    assert (page.get_by_role("region", name="Best match").get_by_role("link").first.get_attribute("href") or "").startswith(
        "/en/billing/refund?q="
    )


def test_the_language_switch_shows_the_same_article(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/billing/refund")
    assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_found_offers_another_way(open_page: OpenPage) -> None:
    page = open_page("/en/search?q=zeppelinxyz")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing found for “zeppelinxyz”")
    page.get_by_role("link", name="Plans and billing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plans and billing")


def test_a_slip_is_corrected_and_the_customer_can_go_back_to_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/ja/")
    page.get_by_role("combobox").fill("解薬したい")
    page.keyboard.press("Enter")
    expect(page.get_by_text("「解約したい」の検索結果を表示しています。")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_value("解薬したい")
    page.get_by_role("region", name="いちばん近い記事").get_by_role("link", name="記事を読む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("有料プランを解約する")
    expect(page.locator(".prose mark", has_text="解約").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="「解薬したい」のまま検索する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("「解薬したい」に合う記事は見つかりませんでした")
    expect(page.get_by_role("combobox")).to_have_value("解薬したい")
    page.get_by_role("button", name="検索する").click()
    expect(page.get_by_role("link", name="「解薬したい」のまま検索する")).to_be_visible()


def test_a_missing_page_lets_the_reader_search_on(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("ページが見つかりません")
    page.get_by_role("combobox").fill("解約")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="解約").first).to_be_visible()


def test_internal_articles_are_not_shown_to_customers(open_page: OpenPage) -> None:
    page = open_page("/ja/staff/refund-approval")
    expect(page.get_by_role("heading", level=1)).to_have_text("ページが見つかりません")
    page.goto("/ja/")
    assert page.locator("a[href*='/staff']").count() == 0


def test_the_contents_lead_to_a_section_and_its_heading_has_a_link(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund", **DESKTOP)
    page.get_by_role("navigation", name="この記事の内容").get_by_role("link", name="お金が戻る時期").click()
    expect(page.get_by_role("heading", name="お金が戻る時期")).to_be_in_viewport()
    link = page.get_by_role("link", name="この見出しへのリンク: お金が戻る時期")
    assert unquote(link.get_attribute("href") or "") == "#お金が戻る時期"


def test_tabs_show_one_way_at_a_time(open_page: OpenPage) -> None:
    page = open_page("/en/getting-started/mobile-app")
    iphone, android = page.get_by_text("Open the App Store"), page.get_by_text("Open Google Play")
    expect(iphone).to_be_visible()
    expect(android).not_to_be_visible()
    page.locator("summary", has_text="Android").click()
    expect(android).to_be_visible()
    expect(iphone).not_to_be_visible()


def test_everything_works_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/ja/", java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.get_by_role("searchbox").fill("返金")
    page.get_by_role("button", name="検索する").click()
    page.get_by_role("link", name="返金を申し込む").first.click()
    page.get_by_text("この記事の内容").locator("visible=true").click()
    page.get_by_role("link", name="申し込みの方法", exact=True).locator("visible=true").click()
    page.wait_for_url(lambda url: unquote(url).endswith("#申し込みの方法"))
