import inspect

import pytest

from kbsearch import KnowledgeBase
from tests.unit.web.fakes import FakeKnowledgeBase


def asked_for(function: object) -> list[tuple[str, object]]:
    return [(name, parameter.kind) for name, parameter in inspect.signature(function).parameters.items()]  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["search", "page", "find", "redirect", "by_id", "categories", "articles_in", "asset"])
def test_the_fake_is_asked_like_the_real_knowledge_base(method: str) -> None:
    assert asked_for(getattr(FakeKnowledgeBase, method)) == asked_for(getattr(KnowledgeBase, method))
