"""Customers say whether an article helped, and the event log learns what they chose."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, select

from kbsearch import KnowledgeBase
from kbsearch.insights import Insights
from kbsearch.insights.tables import choices, votes
from tests.browser.conftest import OpenPage

Recorded = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def recorded(kb: KnowledgeBase, insights: Insights) -> Recorded:
    """Return the votes on an article: helpful, reason, sentence."""

    def read(article: str) -> list[tuple[object, ...]]:
        assert insights.flush()
        engine = create_engine(kb.config.database_url)
        with engine.connect() as connection:
            query = select(votes.c.helpful, votes.c.reason, votes.c.sentence).where(votes.c.article == article)
            found = [tuple(row) for row in connection.execute(query)]
        engine.dispose()
        return found

    return read


def article_id(page: Page) -> str:
    return page.locator(".vote input[name=article]").first.get_attribute("value") or ""


def test_a_yes_is_thanked_for_without_leaving_the_page(open_page: OpenPage, recorded: Recorded) -> None:
    page = open_page("/ja/billing/refund")
    page.get_by_role("button", name="はい、役に立ちました").click()
    expect(page.get_by_text("お役に立ててよかったです")).to_be_focused()
    expect(page.get_by_role("button", name="いいえ")).to_be_hidden()
    assert page.url.endswith("/ja/billing/refund")
    assert recorded(article_id(page)) == [(True, None, "")]


def test_a_no_is_counted_at_once_and_its_reason_by_keyboard_alone(open_page: OpenPage, recorded: Recorded) -> None:
    page = open_page("/en/billing/plans")
    page.get_by_role("button", name="No", exact=True).press("Enter")
    expect(page.get_by_text("What should be better?")).to_be_visible()
    expect(page.get_by_role("radio", name="It is out of date")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Where is the button?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The people who write this article will read it")).to_be_focused()
    assert recorded(article_id(page)) == [(False, "unclear", "Where is the button?")]


def test_voting_works_without_javascript(open_page: OpenPage, recorded: Recorded) -> None:
    page = open_page("/ja/billing/cancel", java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="いいえ").click()
    expect(page.get_by_text("回答を受け付けました")).to_be_in_viewport()
    page.get_by_label("説明がわかりにくい").check()
    page.get_by_label("足りなかったこと").fill("図がほしいです")
    page.locator(".vote-reasons").get_by_role("button", name="送信する").click()
    expect(page.get_by_text("この記事の担当者が読みます")).to_be_in_viewport()
    assert recorded(article_id(page)) == [(False, "unclear", "図がほしいです")]


def test_a_vote_that_cannot_be_sent_says_so_and_can_be_sent_again(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund")
    page.route("**/ja/vote", lambda route: route.fulfill(body="<title>proxy</title>", content_type="text/html"), times=1)
    page.get_by_role("button", name="はい、役に立ちました").click()
    expect(page.get_by_role("status").get_by_text("回答を送信できませんでした")).to_be_visible()
    page.get_by_role("button", name="はい、役に立ちました").click()
    expect(page.get_by_text("お役に立ててよかったです")).to_be_visible()
    expect(page.get_by_text("回答を送信できませんでした")).to_have_count(0)


def test_a_suggestion_that_is_taken_is_counted(open_page: OpenPage, kb: KnowledgeBase, insights: Insights) -> None:
    page = open_page("/ja/")
    page.get_by_role("combobox").first.press_sequentially("かいや")
    option = page.get_by_role("option").first
    text = option.inner_text()
    option.click()
    page.wait_for_load_state()
    assert insights.flush()
    engine = create_engine(kb.config.database_url)
    with engine.connect() as connection:
        taken = connection.execute(select(choices.c.query, choices.c.text).where(choices.c.kind == "suggestion")).all()
    engine.dispose()
    assert ("かいや", text) in [tuple(row) for row in taken]


@pytest.mark.parametrize("path", ["/ja/billing/refund", "/en/billing/refund"])
def test_every_target_of_the_vote_is_large_enough_for_a_thumb(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport={"width": 390, "height": 844})
    page.locator(".vote-answers button").last.click()
    expect(page.locator(".vote-reasons")).to_be_visible()
    for target in page.locator(".vote-reasons label:has(input), .vote-reasons button").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44
