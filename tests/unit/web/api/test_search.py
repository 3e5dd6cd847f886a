import pytest
from flask.testing import FlaskClient

from kbsearch.model import Facet
from tests.unit.web.fakes import FakeKnowledgeBase

SEARCH = "/api/v1/ja/search"


def test_a_hit_has_its_article_its_section_and_what_matches(client: FlaskClient) -> None:
    found = client.get(f"{SEARCH}?q=14日").get_json()
    (hit,) = found["hits"]
    assert hit["article"] == {
        "id": "refund",
        "locale": "ja",
        "path": "billing/refund",
        "url": "/ja/billing/refund",
        "title": "返金を申し込む",
        "summary": "返金の条件と日数",
        "category": "billing",
        "tags": ["返金", "年払い 返金"],
    }
    assert hit["section"] == {"anchor": "返金の条件", "heading": "返金の条件"}
    assert hit["url"].startswith("/ja/billing/refund#")
    assert hit["snippet"] == {"text": "14日以内であれば全額を返金します。", "marks": [[0, 3]]}
    assert found["total"] == 1


def test_marks_count_characters_and_not_utf_16_units(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    found = client.get(f"{SEARCH}?q=14日").get_json()["hits"][0]["snippet"]
    start, end = found["marks"][0]
    assert found["text"][start:end] == "14日"


def test_hits_come_in_pages(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    found = client.get(f"{SEARCH}?q=返&limit=1&offset=1").get_json()
    assert (found["limit"], found["offset"]) == (1, 1)
    assert kb.queries[-1] == ("返", 1, 1)


def test_a_misspelt_query_is_corrected_unless_it_is_meant(client: FlaskClient) -> None:
    assert client.get(f"{SEARCH}?q=変金").get_json()["correction"] == "返金"
    assert client.get(f"{SEARCH}?q=変金&literal=true").get_json()["correction"] is None


def test_it_says_when_the_first_hit_is_the_answer(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    assert client.get(f"{SEARCH}?q=返金").get_json()["confident"] is False
    kb.confident = True
    assert client.get(f"{SEARCH}?q=返金").get_json()["confident"] is True


def test_facets_say_what_to_search_for_next(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.facets = (Facet("category", "billing", "料金", 3, "返金 category:billing"),)
    facets = client.get(f"{SEARCH}?q=返金").get_json()["facets"]
    assert facets == [{"kind": "category", "value": "billing", "label": "料金", "count": 3, "query": "返金 category:billing"}]


def test_hits_of_the_other_language_stand_apart(client: FlaskClient) -> None:
    found = client.get(f"{SEARCH}?q=refund").get_json()
    assert found["hits"] == []
    assert [hit["article"]["locale"] for hit in found["elsewhere"]] == ["en"]


def test_a_very_long_query_is_cut_and_says_so(client: FlaskClient) -> None:
    assert client.get(f"{SEARCH}?q={'a' * 1001}").get_json()["shortened"] is True
    assert client.get(f"{SEARCH}?q=a").get_json()["shortened"] is False


def test_the_same_answer_is_not_sent_twice(client: FlaskClient) -> None:
    tag = client.get(f"{SEARCH}?q=返金").headers["ETag"]
    assert client.get(f"{SEARCH}?q=返金", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("arguments", "detail"),
    [
        ("", "'q' is missing: what to search for."),
        ("?q=x&limit=0", "'limit' must be a whole number from 1 to 50."),
        ("?q=x&offset=-1", "'offset' must be a whole number from 0 to 10000."),
        ("?q=x&literal=perhaps", "'literal' must be true or false."),
    ],
)
def test_a_wrong_argument_is_named(client: FlaskClient, arguments: str, detail: str) -> None:
    response = client.get(SEARCH + arguments)
    assert response.status_code == 400
    assert response.get_json()["detail"].startswith(detail)
