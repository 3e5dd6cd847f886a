import inspect

import pytest

from kbsearch import KnowledgeBase
from kbsearch.listing import Listing
from tests.unit.web.fakes import FakeKnowledgeBase, FakeListing


def asked_for(function: object) -> list[tuple[str, object]]:
    return [(name, parameter.kind) for name, parameter in inspect.signature(function).parameters.items()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "method",
    [
        "common",
        "tags",
        "articles_tagged",
        "changed",
        "questions",
        "search",
        "suggest",
        "page",
        "find",
        "redirect",
        "by_id",
        "categories",
        "articles_in",
        "asset",
        "listing",
        "related_terms",
        "knows",
    ],
)
def test_the_fake_is_asked_like_the_real_knowledge_base(method: str) -> None:
    assert asked_for(getattr(FakeKnowledgeBase, method)) == asked_for(getattr(KnowledgeBase, method))


@pytest.mark.parametrize("method", ["articles", "paths", "last_change", "markdown"])
def test_the_fake_is_listed_like_the_real_one(method: str) -> None:
    assert asked_for(getattr(FakeListing, method)) == asked_for(getattr(Listing, method))
