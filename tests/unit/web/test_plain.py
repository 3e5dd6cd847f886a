from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.library import REFUND_EN, REFUND_JA, open_in, write_articles
from tests.unit.web.fakes import ARTICLES, CHANGED, FakeKnowledgeBase
from web import create_app, plain


def test_the_markdown_of_an_article_is_at_its_address_with_md(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.articles = (replace(ARTICLES[0], source="14日以内。"),)
    response = client.get("/ja/billing/refund.md")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.get_data(as_text=True) == "# 返金を申し込む\n\n14日以内。\n"
    assert response.headers["Link"] == '<http://localhost/ja/billing/refund>; rel="canonical"'
    assert response.last_modified == CHANGED


def test_it_is_not_sent_twice(client: FlaskClient) -> None:
    tag = client.get("/ja/billing/refund.md").headers["ETag"]
    assert client.get("/ja/billing/refund.md", headers={"If-None-Match": tag}).status_code == 304


def test_an_old_path_leads_to_the_current_markdown(client: FlaskClient) -> None:
    response = client.get("/ja/old/カード.md")
    assert (response.status_code, response.location) == (301, "/ja/billing/cards/declined.md")


def test_what_is_no_article_is_not_found(client: FlaskClient) -> None:
    assert client.get("/ja/nothing.md").status_code == 404
    assert client.get("/ja/billing.md").status_code == 404


def test_an_article_whose_own_name_ends_in_md_is_a_page(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.articles = (replace(ARTICLES[0], path="tools/readme.md"),)
    assert client.get("/ja/tools/readme.md").mimetype == "text/html"
    assert client.get("/ja/tools/readme.md.md").mimetype == "text/markdown"


def test_the_pictures_of_the_markdown_are_found(client: FlaskClient, kb: FakeKnowledgeBase, tmp_path: Path) -> None:
    kb.asset_folder = tmp_path
    (tmp_path / "ja/billing/images").mkdir(parents=True)
    (tmp_path / "ja/billing/images/返金.svg").write_text("<svg/>")
    response = client.get("/ja/billing/images/返金.svg", follow_redirects=True)
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert client.get("/ja/billing/images/other.svg").status_code == 404


def test_language_models_are_told_where_everything_is(client: FlaskClient) -> None:
    response = client.get("/llms.txt")
    assert response.mimetype == "text/plain"
    lines = response.get_data(as_text=True).splitlines()
    assert lines[0] == "# ヘルプセンター / Help centre"
    assert "## 料金とお支払い (ja)" in lines
    assert "- [返金を申し込む](http://localhost/ja/billing/refund.md): 返金の条件と日数" in lines


def test_of_very_many_articles_some_are_listed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "LISTED", 2)
    content = client.get("/llms.txt").get_data(as_text=True)
    assert content.count("/ja/billing/") == 3
    assert "- [料金とお支払い](http://localhost/ja/billing/): all 4 articles" in content


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("help")
    write_articles(
        folder,
        {
            "ja/billing/refund.md": REFUND_JA.replace("title:", "owner: 経理の田中\ntitle:") + "\n<!-- 内密のメモ -->\n",
            "en/billing/refund.md": REFUND_EN,
            "ja/staff/macros.md": "---\naudience: internal\ntitle: 定型文\n---\n\n社外秘の文章\n",
            "ja/billing/later.md": "---\npublish_at: 2099-01-01\ntitle: 来月の返金\n---\n\n社外秘の予定\n",
        },
    )
    kb = open_in(folder)
    kb.reindex()
    return create_app(kb)


PUBLIC = ["/ja/billing/refund.md", "/llms.txt", "/sitemap.xml", "/ja/feed.atom", "/api/v1/ja/articles", "/api/v1/ja/categories"]


@pytest.mark.parametrize("address", [*PUBLIC, "/api/v1/ja/articles/billing/refund", "/api/v1/ja/search?q=社外秘"])
def test_programs_are_given_nothing_that_is_not_public(real: Flask, address: str) -> None:
    response = real.test_client().get(address)
    assert response.status_code == 200
    content = response.get_data(as_text=True)
    for hidden in ("田中", "内密", "定型文", "macros", "来月", "later", "社外秘の"):
        assert hidden not in content


@pytest.mark.parametrize("path", ["staff/macros", "billing/later"])
def test_the_markdown_and_the_json_of_what_is_not_public_are_not_found(real: Flask, path: str) -> None:
    client = real.test_client()
    assert client.get(f"/ja/{path}.md").status_code == 404
    assert client.get(f"/api/v1/ja/articles/{path}").status_code == 404
