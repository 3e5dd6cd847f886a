"""Customers follow their tickets: from the link in the mail to the rating, and out again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from kbsearch import KnowledgeBase, open_kb
from kbsearch.database import open_database
from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.desk import RemoteReply, RemoteStatus
from kbsearch.tickets.ticket import Draft, Status, Ticket
from tests.browser.conftest import served, watch
from tests.browser.test_accessibility import violations
from tests.browser.test_screens import PHONE, SMALL_TARGETS
from tests.unit.tickets.conftest import ListDesk, ListMailer
from web import create_app

SETTINGS = """
[site]
url = "https://help.example"
[limits]
posts = 0
[tickets]
[[tickets.plans]]
name = "standard"
first_response = 240
resolution = 2880
clock = "calendar"
[mail]
host = "127.0.0.1"
sender = "support@minatoboard.example"
"""
NAMES = {"ja": ("請求書が届きません", "10月分の請求書がまだ届いていません。\n𠮷田です 🙏"), "en": ("No invoice", "It is late.")}

Arrive = Callable[..., tuple[Page, Ticket]]


@dataclass(frozen=True)
class Company:
    """The side that answers: its ticket system, what it mails, and the worker between."""

    office: TicketOffice
    desk: ListDesk
    mailer: ListMailer

    @property
    def tickets(self) -> Tickets:
        """What the pages use."""
        return self.office.tickets

    def work(self) -> None:
        """Do all that is to be done."""
        for _ in range(2):  # what the ticket system tells is mailed afterwards
            self.office.worker(self.desk, self.mailer).run_once()

    def write(self, locale: str, number: int = 1) -> Ticket:
        """Take a customer's ticket."""
        subject, text = NAMES[locale]
        email = f"miho{number}@customer.example"
        handoff_id = f"handoff-{locale}-{number:04}"
        return self.tickets.submit(Draft(handoff_id, email, "山田 美穂", locale, subject, text, plan="standard"))

    def link(self) -> str:
        """Do what is to be done and return what the link of the last mail carries."""
        self.work()
        return self.mailer.link()

    def answer(self, ticket: Ticket, text: str) -> None:
        """Answer a ticket."""
        key = f"answer-{len(self.desk.coming)}"
        self.desk.coming.append(RemoteReply(ticket.handoff_id, key, datetime.now(UTC), "佐藤", text))

    def solve(self, ticket: Ticket) -> None:
        """Mark it as solved."""
        at = datetime.now(UTC) + timedelta(seconds=1)
        self.desk.status_changes.append(RemoteStatus(ticket.handoff_id, at, Status.SOLVED))


@pytest.fixture
def centre(kb: KnowledgeBase, tmp_path: Path) -> KnowledgeBase:
    file = tmp_path / "kbsearch.toml"
    articles = json.dumps(str(kb.config.articles_dir))
    file.write_text(f"articles_dir = {articles}\n{SETTINGS}", encoding="utf-8")
    return open_kb(file, index_dir=kb.config.index_dir)


@pytest.fixture
def company(centre: KnowledgeBase) -> Iterator[Company]:
    config = centre.config
    config.var_dir.mkdir(exist_ok=True)
    office = TicketOffice(open_database(config.database_url), config, "key", lambda: datetime.now(UTC))
    yield Company(office, ListDesk(), ListMailer())
    office.close()


@pytest.fixture
def arrive(browser: Browser, centre: KnowledgeBase, company: Company) -> Iterator[Arrive]:
    """Write to the company and open the link in its mail; at the end, nothing may have gone elsewhere or wrong."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    with served(create_app(centre, tickets=company.tickets)) as address:

        def come(locale: str = "ja", **options: object) -> tuple[Page, Ticket]:
            ticket = company.write(locale, len(contexts) + 1)
            context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
            contexts.append(context)
            page = context.new_page()
            watch(page, address, faults)
            page.goto(f"/{locale}/tickets/open/{company.link()}")
            page.locator("main form button").click()
            page.wait_for_url("**/tickets/KB-*")
            return page, ticket

        yield come
        for context in contexts:
            context.close()
    assert faults == []


def status(page: Page) -> Locator:
    """Return where the page says how things stand; the search box has a place of its own for that."""
    return page.locator("main [role=status]")


def test_from_the_mail_to_the_rating(arrive: Arrive, company: Company) -> None:
    page, ticket = arrive(java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("請求書が届きません")
    expect(status(page)).to_contain_text("までに最初のお返事をします")
    expect(status(page)).to_contain_text(ticket.reference)
    page.get_by_label("メッセージ").fill("画面の写真を送ります。𠮷")
    page.get_by_label("ファイル").set_input_files(
        FilePayload(name="画面 𠮷.txt", mimeType="text/plain", buffer="写真".encode())
    )
    page.get_by_role("button", name="送信する").click()
    expect(status(page)).to_contain_text("メッセージを送信しました")
    expect(page.locator(".message")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="画面 𠮷.txt").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "写真"
    company.work()
    company.answer(ticket, "お待たせしました。https://help.example/ja/billing/invoice をご覧ください。")
    company.solve(ticket)
    company.work()
    page.goto(f"/ja/tickets/{ticket.reference}")
    expect(page.get_by_text("お待たせしました")).to_be_visible()
    expect(status(page)).to_contain_text("解決済み")
    page.get_by_role("radio", name="とても満足").check()
    page.get_by_label("よかったこと").fill("早かったです 🙂")
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_role("button", name="評価を送信する").click()
    expect(status(page)).to_contain_text("ありがとうございます")
    expect(page.get_by_role("radio", name="とても満足")).to_be_checked()
    expect(page.get_by_role("radio", name="9", exact=True)).to_have_count(0)


def test_closed_and_reopened_with_a_word(arrive: Arrive) -> None:
    page, _ = arrive("en")
    page.get_by_role("button", name="Close the ticket").click()
    expect(status(page)).to_contain_text("Closed")
    page.get_by_label("Your message").fill("It is not solved after all.")
    page.get_by_role("button", name="Send and reopen").click()
    expect(status(page)).to_contain_text("In progress")
    page.get_by_role("button", name="Close the ticket").click()
    page.get_by_role("button", name="Reopen the ticket").click()
    expect(status(page)).to_contain_text("The ticket is open again")


def test_a_spent_link_leads_to_a_new_one(arrive: Arrive, company: Company, browser: Browser) -> None:
    page, ticket = arrive()
    token = company.mailer.link()
    page.get_by_role("button", name="ログアウトする").click()
    expect(status(page)).to_have_text("ログアウトしました。")
    page.goto(f"/ja/tickets/open/{token}")
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_contain_text("使用済みか、期限が切れています")
    page.get_by_label("メールアドレス").fill("MIHO1@customer.example")
    page.get_by_label("受付番号").fill(ticket.reference.lower())
    page.get_by_role("button", name="新しいリンクを受け取る").click()
    expect(status(page)).to_contain_text("メールをご確認ください")
    mails = len(company.mailer.sent)
    page.goto(f"/ja/tickets/open/{company.link()}")
    assert len(company.mailer.sent) == mails + 1
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("請求書が届きません")


def test_back_after_signing_out_shows_nothing_of_the_ticket(arrive: Arrive) -> None:
    page, _ = arrive()
    page.get_by_role("button", name="ログアウトする").click()
    expect(status(page)).to_have_text("ログアウトしました。")
    page.go_back()
    expect(page.get_by_text("𠮷田です")).to_have_count(0)


def test_the_data_are_taken_along_and_deleted(arrive: Arrive, company: Company) -> None:
    page, ticket = arrive("en")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your data").click()
    told = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert told["customer"]["name"] == "山田 美穂"
    assert [each["reference"] for each in told["tickets"]] == [ticket.reference]
    page.get_by_role("link", name="Delete your data").click()
    page.get_by_role("button", name="Delete for good").click()
    assert page.url.endswith("/en/tickets/delete")
    page.get_by_label("Yes, delete everything for good").check()
    page.get_by_role("button", name="Delete for good").click()
    expect(status(page)).to_contain_text("have been deleted here")
    assert company.tickets.list_for(ticket.customer) == []


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("what", ["running", "ended", "list", "deletion", "link", "opening", "faulty"])
def test_every_page_is_accessible_and_fits_a_phone(arrive: Arrive, company: Company, locale: str, what: str) -> None:
    page, ticket = arrive(locale, viewport=PHONE)
    if what == "ended":
        company.tickets.close(ticket)
    if what == "faulty":
        page.get_by_role("textbox", name=NAMED[locale]).fill(" ")
        page.locator("#page--reply form button").click()
        expect(page.get_by_role("alert")).to_be_visible()
    else:
        page.goto(f"/{locale}/tickets" + PLACES.get(what, f"/{ticket.reference}"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL_TARGETS) == []
    assert violations(page) == []


NAMED = {"ja": "メッセージ", "en": "Your message"}
PLACES = {"list": "", "deletion": "/delete", "link": "/link?done=sent", "opening": "/open/x"}
