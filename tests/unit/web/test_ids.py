"""The ids of a page's own parts: no heading of an article, word of the glossary or name of a category can have one."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from kbsearch.config import Config
from tests.fakes.memory_tickets import OPEN, SOLVED, MemoryTickets
from tests.library import open_in, write, write_articles
from tests.unit.web.conftest import Client
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.portal import Portal, fill
from web import create_app

OWN = "page--"
REFERENCES = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls")
NAMES = "Main,Q,Q large,Vote,Vote title,Vote hint,Ask,Contents title,Meaning 1,Browse,Channels,Text,Status,Page main,Section"
HEADINGS = "".join(f"\n\n## {name}\n\nText." for name in NAMES.split(","))
GLOSSARY = "".join(f"- term: {name}\n  meaning: What it is.\n" for name in (*NAMES.split(","), "Others", "Group b"))
PAGES = [
    *("/en/", "/en/search?q=text", "/en/search?q=zeppelinxyz", "/en/search", "/en/billing/parts", "/en/billing/parts?q=main"),
    *("/en/billing/", "/en/tags", "/en/questions", "/en/changes", "/en/glossary", "/en/contact", "/en/contact?q=vote"),
    *("/en/nothing", "/en/widget", "/en/widget?q=text", "/en/widget?article=billing/parts", "/en/tickets/solved"),
    *(
        "/en/tickets",
        "/en/tickets/link",
        "/en/tickets/delete",
        f"/en/tickets/{OPEN}",
        f"/en/tickets/{SOLVED}",
        "/en/tickets/open/x",
    ),
]


@dataclass
class Ids(HTMLParser):
    """The ids of a page, those of its articles apart, and what refers to one."""

    own: list[str] = field(default_factory=list)
    of_content: list[str] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)
    _depth: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_content = "prose" in values.get("class", "").split() or values.get("class") in ("entry", "questions")
        if self._depth or (is_content and tag == "div"):
            self._depth += tag == "div"
        if "id" in values:
            (self.of_content if self._depth or is_content else self.own).append(values["id"])
        for name in REFERENCES:
            self.referred |= set(values.get(name, "").split())
        if values.get("href", "").startswith(f"#{OWN}"):
            self.referred.add(values["href"][1:])

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth) and tag == "div"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("centre")
    articles = write_articles(folder)
    head = "---\ntitle: Parts\ntags: [main]\nquestions: [Which parts are there?]\n---\n\nA vote on the main page."
    write(articles / "en/billing/parts.md", f"{head}{HEADINGS}\n\n## By hand {{#page--ask}}\n\nText.\n")
    write(articles / "en/main/other.md", "---\nquestions: [Which other?]\n---\n# Other\n\nText.\n")
    write(articles / "en/glossary.yml", GLOSSARY)
    kb = open_in(folder)
    kb.reindex()
    channels = {"channels": [{"kind": "phone", "address": "050-5555-0142"}]}
    given = {"limits": {"posts": 0}, "secret_key": "a key for tests only", "var_dir": folder, "contact": channels}
    kb.config = Config.model_validate(dict(kb.config) | given)
    app = create_app(kb, FakeInsights(), fill(MemoryTickets(folder)))  # type: ignore[arg-type]
    app.test_client_class = Client
    return app


@pytest.fixture(scope="module")
def portal(app: Flask) -> Portal:
    return Portal(app.test_client()).sign_in()


@pytest.mark.parametrize("address", PAGES)
def test_the_parts_of_a_page_have_ids_that_nothing_of_an_article_has(portal: Portal, address: str) -> None:
    ids = Ids()
    ids.feed(portal.client.get(address).get_data(as_text=True))
    assert f"{OWN}main" in ids.own
    assert [name for name in ids.own if not name.startswith(OWN)] == []
    assert [name for name in ids.of_content if name.startswith(OWN) and not name.startswith(f"{OWN}meaning-")] == []
    assert [name for name, times in Counter(ids.own + ids.of_content).items() if times > 1] == []
    assert ids.referred <= set(ids.own + ids.of_content)


def test_the_test_sees_the_anchors_of_articles_and_of_the_glossary(portal: Portal) -> None:
    article, glossary = Ids(), Ids()
    article.feed(portal.get("/en/billing/parts"))
    glossary.feed(portal.get("/en/glossary"))
    assert {"main", "vote", "q", "ask", "meaning-1", "page-ask"} <= set(article.of_content)
    assert {"main", "q", "others"} <= set(glossary.of_content)
    assert any(name.startswith(f"{OWN}meaning-") for name in article.referred)
