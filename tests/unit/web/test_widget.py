import gzip
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kbsearch.config import Config, make_config
from tests.unit.web.fakes import FakeKnowledgeBase
from web import create_app
from web.widget import panel_policy

FOREIGN = ("https://app.example.com", "https://shop.example.com")
MOST_BYTES = 15_000


def served(**widget: object) -> FlaskClient:
    kb = FakeKnowledgeBase(Config(widget=widget))  # type: ignore[arg-type]
    return create_app(kb).test_client()  # type: ignore[arg-type]


def test_the_script_may_be_loaded_by_any_site(client: FlaskClient) -> None:
    response = client.get("/widget.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.cache_control.max_age == 3600
    again = client.get("/widget.js", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_script_has_its_words_in_every_language_and_the_colours_of_the_site(client: FlaskClient) -> None:
    script = client.get("/widget.js").get_data(as_text=True)
    assert '"open": "Help"' in script
    assert '"open": "\\u30d8\\u30eb\\u30d7"' in script
    assert "--accent: #0b6e6e" in script
    assert "{{" not in script


@pytest.mark.parametrize(
    "address", ["/ja/widget", "/ja/widget?q=返金", "/ja/widget?article=billing/refund", "/ja/widget?article=x"]
)
def test_the_panel_is_shown_in_a_frame_of_the_configured_sites_only(address: str) -> None:
    policy = served(origins=FOREIGN).get(address).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://app.example.com https://shop.example.com" in policy
    assert "unsafe" not in policy


def test_without_configured_sites_only_the_help_centre_itself_shows_the_panel(client: FlaskClient) -> None:
    assert client.get("/ja/widget").headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_no_other_page_may_be_shown_in_a_frame() -> None:
    assert "frame-ancestors 'none'" in served(origins=FOREIGN).get("/ja/").headers["Content-Security-Policy"]


def test_any_site_may_show_it_where_that_is_configured() -> None:
    assert panel_policy(("*",)).endswith("frame-ancestors 'self' *")


def test_the_panel_opens_with_common_questions(body: Callable[..., str]) -> None:
    html = body("/ja/widget")
    assert '<a href="/ja/widget?article=billing/refund">返金を申し込む</a>' in html
    assert 'action="/ja/widget"' in html


def test_a_search_stays_in_the_panel_and_leads_to_all_results(body: Callable[..., str]) -> None:
    html = body("/ja/widget?q=14日")
    assert "「14日」の検索結果" in html
    assert 'href="/ja/widget?article=billing/refund&amp;q=14%E6%97%A5#' in html
    assert 'target="_blank" href="/ja/search?q=14%E6%97%A5"' in html


def test_a_corrected_search_can_be_taken_back(body: Callable[..., str]) -> None:
    assert 'href="/ja/widget?q=%E5%A4%89%E9%87%91&amp;literal=1"' in body("/ja/widget?q=変金")


def test_nothing_found_says_what_to_do(body: Callable[..., str]) -> None:
    html = body("/en/widget?q=zeppelin")
    assert "Nothing found for “zeppelin”" in html
    assert "Use another word for the same thing." in html


def test_an_article_leads_back_to_the_results_and_to_its_whole_page(body: Callable[..., str]) -> None:
    html = body("/ja/widget?article=billing/refund&q=14日")
    assert "<mark>14日</mark>以内であれば" in html
    assert 'href="/ja/widget?q=14%E6%97%A5"' in html
    assert 'href="/ja/billing/refund?q=14%E6%97%A5"' in html


def test_an_old_path_leads_to_the_article_in_the_panel(client: FlaskClient) -> None:
    response = client.get("/ja/widget?article=old/カード")
    assert response.status_code == 301
    assert response.location == "/ja/widget?article=billing/cards/declined"


def test_an_article_that_is_gone_leaves_the_reader_in_the_panel(body: Callable[..., str]) -> None:
    html = body("/en/widget?article=no/such", 404)
    assert "This page was not found" in html
    assert 'action="/en/widget"' in html


def test_everything_the_panel_needs_is_small(client: FlaskClient) -> None:
    html = client.get("/ja/widget?article=billing/refund").get_data(as_text=True)
    addresses = {"/widget.js", *re.findall(r'(?:src|href)="([^"]+\.(?:css|js)[^"]*)"', html)}
    assert len(addresses) == 9
    sizes = {address: len(gzip.compress(client.get(address).data)) for address in addresses}
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_origins_are_set_in_the_environment_as_in_the_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("centre")
    config = make_config({}, folder, {"KBSEARCH_WIDGET_ORIGINS": '["https://App.example.com/"]'})
    assert config.widget.origins == ("https://app.example.com",)
