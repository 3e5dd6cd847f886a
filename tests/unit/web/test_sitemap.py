from dataclasses import replace
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.unit.web.fakes import CHANGED, FakeKnowledgeBase
from web import sitemap

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def pages(client: FlaskClient, address: str = "/sitemap.xml") -> dict[str, ElementTree.Element]:
    tree = ElementTree.fromstring(client.get(address).data)
    return {unquote(urlsplit(url.findtext("s:loc", "", NAMES)).path): url for url in tree.findall("s:url", NAMES)}


def alternates(url: ElementTree.Element) -> dict[str, str]:
    return {link.attrib["hreflang"]: urlsplit(link.attrib["href"]).path for link in url.findall("x:link", NAMES)}


def test_every_public_page_is_listed_with_its_host(client: FlaskClient) -> None:
    found = pages(client)
    assert {"/ja/", "/en/", "/ja/billing/", "/ja/billing/cards/", "/en/billing/", "/ja/questions", "/ja/glossary"} <= set(found)
    assert {"/ja/billing/refund", "/en/billing/refund", "/ja/billing/cards/declined"} <= set(found)
    assert "/en/glossary" not in found
    assert found["/ja/"].findtext("s:loc", "", NAMES) == "http://localhost/ja/"


def test_every_address_leads_to_a_page(client: FlaskClient) -> None:
    assert {client.get(address).status_code for address in pages(client)} == {200}


def test_a_page_names_itself_and_its_translations(client: FlaskClient) -> None:
    found = pages(client)
    both = {"ja": "/ja/billing/refund", "en": "/en/billing/refund"}
    assert alternates(found["/ja/billing/refund"]) == alternates(found["/en/billing/refund"]) == both
    assert alternates(found["/ja/billing/only-ja"]) == {}


def test_the_last_change_is_told_where_it_is_known(client: FlaskClient) -> None:
    found = pages(client)
    assert found["/ja/billing/refund"].findtext("s:lastmod", None, NAMES) == CHANGED.isoformat()
    assert found["/ja/billing/only-ja"].find("s:lastmod", NAMES) is None


def test_very_many_pages_come_in_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set(pages(client))
    monkeypatch.setattr(sitemap, "LONGEST", 6)
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    parts = [urlsplit(each.findtext("s:loc", "", NAMES)).path for each in index.findall("s:sitemap", NAMES)]
    assert len(parts) > 1
    assert {address for part in parts for address in pages(client, part)} == whole
    assert all(len(pages(client, part)) <= 6 for part in parts)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_it_is_not_sent_twice_until_something_changes(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    first = client.get("/sitemap.xml")
    assert first.last_modified == CHANGED
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/sitemap.xml", headers=again).status_code == 304
    kb.articles = (*kb.articles, replace(kb.articles[0], id="new", path="billing/new"))
    assert client.get("/sitemap.xml", headers=again).status_code == 200


def test_no_article_is_read_for_it(client: FlaskClient, kb: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(FakeKnowledgeBase, "find")
    monkeypatch.delattr(FakeKnowledgeBase, "page")
    assert client.get("/sitemap.xml").status_code == 200


def test_crawlers_are_kept_from_results_and_shown_the_sitemap(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    lines = response.get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /ja/search", "Disallow: /en/search", "Disallow: /api/", "Sitemap: http://localhost/sitemap.xml"} <= set(
        lines
    )
