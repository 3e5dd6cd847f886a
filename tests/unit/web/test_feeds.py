from dataclasses import replace
from xml.etree import ElementTree

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch.config import Config
from kbsearch.site_config import SiteConfig
from tests.unit.web.fakes import ARTICLES, CHANGED, FakeKnowledgeBase
from web import create_app
from web.feeds import writable

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_the_feed_lists_what_changed_with_addresses_and_times(client: FlaskClient) -> None:
    response = client.get("/ja/feed.atom")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    assert feed.findtext("a:title", "", ATOM) == "ヘルプセンター"
    assert feed.findtext("a:updated", "", ATOM) == CHANGED.isoformat()
    first = feed.findall("a:entry", ATOM)[0]
    assert first.findtext("a:title", "", ATOM) == "返金を申し込む"
    assert first.findtext("a:id", "", ATOM) == "http://localhost/ja/billing/refund"
    assert first.findtext("a:summary", "", ATOM) == "返金の条件と日数"
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall("a:link", ATOM)}
    assert links == {"self": "http://localhost/ja/feed.atom", "alternate": "http://localhost/ja/changes"}


def test_a_feed_has_what_atom_requires_also_without_changes() -> None:
    client = create_app(FakeKnowledgeBase(articles=())).test_client()  # type: ignore[arg-type]
    feed = ElementTree.fromstring(client.get("/en/feed.atom").data)
    for name in ("id", "title", "updated", "author"):
        assert feed.find(f"a:{name}", ATOM) is not None
    assert feed.findall("a:entry", ATOM) == []


def test_the_feed_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/ja/feed.atom")
    assert first.last_modified == CHANGED
    assert client.get("/ja/feed.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_a_title_says_the_feed_is_xml(client: FlaskClient, kb: FakeKnowledgeBase, title: str, tag: str) -> None:
    kb.articles = (replace(ARTICLES[0], title=title, tags=(tag,)),)
    entry = ElementTree.fromstring(client.get("/ja/feed.atom").data).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", "", ATOM) == writable(title).replace("\r\n", "\n").replace("\r", "\n")


def test_browsers_are_told_how_to_search(client: FlaskClient) -> None:
    response = client.get("/ja/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    description = ElementTree.fromstring(response.data)
    assert description.findtext("o:ShortName", "", SEARCH) == "ヘルプセンター"
    assert description.findtext("o:Description", "", SEARCH) == "ヘルプセンターを検索"
    templates = {url.attrib["rel"]: url.attrib["template"] for url in description.findall("o:Url", SEARCH)}
    assert templates["results"] == "http://localhost/ja/search?q={searchTerms}"


def test_the_name_is_as_short_as_browsers_ask_for() -> None:
    config = Config(site=SiteConfig(name={"ja": "とても長い名前のサービスのためのヘルプセンター", "en": "x" * 60}))
    client = create_app(FakeKnowledgeBase(config)).test_client()  # type: ignore[arg-type]
    for locale in ("ja", "en"):
        description = ElementTree.fromstring(client.get(f"/{locale}/opensearch.xml").data)
        assert len(description.findtext("o:ShortName", "", SEARCH)) <= 16
        assert len(description.findtext("o:LongName", "", SEARCH)) <= 48


def test_pages_lead_to_both(client: FlaskClient) -> None:
    html = client.get("/ja/").get_data(as_text=True)
    assert '<link rel="alternate" type="application/atom+xml" href="/ja/feed.atom">' in html
    assert 'rel="search" type="application/opensearchdescription+xml"' in html
