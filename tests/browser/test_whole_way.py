"""The whole way of a customer whom no article helps, with a real worker and a real mail server: from the search to the rating."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kbsearch import KnowledgeBase, open_kb
from kbsearch.bootstrap import open_insights, open_office
from kbsearch.tickets import TicketOffice
from kbsearch.tickets.ticket import Customer, Status
from tests.browser.conftest import served, watch
from tests.contract.test_email_desk import Mailbox, serving, text_of
from web import create_app

ROOT = Path(__file__).parents[2]
ADDRESS = "miho@customer.example"
SECONDS = 30
LINK = re.compile(r"http://127\.0\.0\.1:\d+/ja/tickets/open/\S+")


def settings(kb: KnowledgeBase, mail_port: int, site: str = "") -> str:
    """Return a kbsearch.toml."""
    values = {"articles_dir": str(kb.config.articles_dir), "index_dir": str(kb.config.index_dir)}
    mail = f'host = "127.0.0.1"\nport = {mail_port}\nsecurity = "none"\nsender = "support@minatoboard.example"\n'
    plan = 'name = "standard"\nfirst_response = 240\nclock = "calendar"\n'
    top = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    return f"{top}[site]\nurl = {json.dumps(site)}\n[limits]\nposts = 0\n[mail]\n{mail}[[tickets.plans]]\n{plan}"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mail_port(mailbox: Mailbox) -> Iterator[int]:
    with serving(mailbox) as config:
        yield config.port


@pytest.fixture
def centre(kb: KnowledgeBase, tmp_path: Path, mail_port: int) -> KnowledgeBase:
    file = tmp_path / "kbsearch.toml"
    file.write_text(settings(kb, mail_port), encoding="utf-8")
    return open_kb(file)


@pytest.fixture
def office(centre: KnowledgeBase) -> Iterator[TicketOffice]:
    office = open_office(centre.config)
    yield office
    office.close()


@pytest.fixture
def address(centre: KnowledgeBase, office: TicketOffice) -> Iterator[str]:
    insights = open_insights(centre)
    with served(create_app(centre, insights, office.tickets)) as address:
        yield address
    insights.close()


@contextmanager
def working(file: Path) -> Iterator[None]:
    """Run ``kbsearch work``."""
    command: list[str | Path] = [sys.executable, "-m", "kbsearch", "--config", file, "work"]
    with file.with_suffix(".log").open("wb") as log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as worker:
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(SECONDS)


@pytest.fixture
def page(browser: Browser, centre: KnowledgeBase, kb: KnowledgeBase, address: str, mail_port: int) -> Iterator[Page]:
    """Come to the help centre while the worker works; at the end, nothing may have gone elsewhere or wrong."""
    file = centre.config.var_dir.parent / "worker.toml"
    file.write_text(settings(kb, mail_port, address), encoding="utf-8")
    faults: list[str] = []
    context = browser.new_context(base_url=address)
    page = context.new_page()
    watch(page, address, faults)
    with working(file):
        yield page
    context.close()
    assert faults == []


def mail(mailbox: Mailbox, number: int) -> EmailMessage:
    """Return the mail of that number as soon as the server has it."""
    ends = time.monotonic() + SECONDS
    while len(mailbox.mails) < number and time.monotonic() < ends:
        time.sleep(0.05)
    return mailbox.mails[number - 1]


def test_from_a_search_that_finds_nothing_to_the_rating(page: Page, mailbox: Mailbox, office: TicketOffice) -> None:
    page.goto("/ja/")
    page.locator("main input[name=q]").fill("zeppelinxyz")
    page.keyboard.press("Enter")
    page.locator(".more-help").get_by_role("link").click()
    expect(page.get_by_label("件名")).to_have_value("zeppelinxyz")

    page.get_by_label("件名").fill("")
    page.get_by_label("件名").press_sequentially("有料プランを解約")
    answers = page.get_by_role("region", name="この記事で解決しませんか？")
    expect(answers.get_by_role("link", name="有料プランを解約する")).to_be_visible()
    answers.get_by_role("button", name="解決しないので問い合わせる").click()
    page.get_by_label("お問い合わせ内容").fill("解約ボタンが見つかりません。\n𠮷田です 🙏")
    page.get_by_label("お名前").fill("𠮷田 美穂")
    page.locator("#page--email").fill(ADDRESS)
    page.wait_for_timeout(2_100)  # nobody fills in a form faster
    page.locator(".sending button").click()
    reference = page.locator(".reference").inner_text()

    confirmation = mail(mailbox, 1)
    assert mailbox.envelopes[0].rcpt_tos == [ADDRESS]
    assert reference in confirmation["Subject"]
    link = LINK.search(text_of(confirmation))
    assert link is not None
    page.goto(link[0])
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("有料プランを解約")
    expect(page.get_by_text("𠮷田です 🙏")).to_be_visible()

    page.get_by_label("メッセージ").fill("見つかりました。𠮷")
    page.get_by_role("button", name="送信する").click()
    expect(page.locator(".message")).to_have_count(2)
    page.get_by_role("button", name="お問い合わせを終了する").click()
    page.get_by_role("radio", name="とても満足").check()
    page.get_by_role("radio", name="10", exact=True).check()
    page.get_by_role("button", name="評価を送信する").click()
    expect(page.locator("main [role=status]")).to_contain_text("ありがとうございます")

    (ticket,) = office.tickets.list_for(Customer(1, ADDRESS, "𠮷田 美穂", "ja", "standard"))
    assert ticket.reference == reference
    assert (ticket.status, [each.text for each in ticket.messages][1:]) == (Status.CLOSED, ["見つかりました。𠮷"])
    assert ticket.rating is not None and (ticket.rating.satisfaction, ticket.rating.recommend) == (5, 10)
    assert "zeppelinxyz" in [each.query for each in ticket.tried]
