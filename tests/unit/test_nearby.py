from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from tests.library import open_in, write_articles


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    write_articles(
        tmp_path,
        {
            "ja/billing/cancel.md": "# 解約する\n\n解約の手順です。",
            "ja/account/mail.md": "# メールが届かない\n\n迷惑メールを確かめます。",
            "ja/staff/secret.md": "---\ntitle: 解任の手順\naudience: internal\n---\n\n解任\n",
            "en/billing/cancel.md": "# Cancel a subscription\n\nOpen the settings.",
        },
    )
    kb = open_in(tmp_path)
    kb.reindex()
    return kb


def near(kb: KnowledgeBase, text: str, locale: str = "ja") -> list[str]:
    return [article.path for article in kb.nearby(text, locale=locale)]


def test_an_article_with_one_of_the_words_is_near(kb: KnowledgeBase) -> None:
    assert near(kb, "メールの爆発的な宇宙旅行") == ["account/mail"]


def test_a_title_that_begins_like_a_word_is_near_for_those_who_may_see_it(kb: KnowledgeBase) -> None:
    assert near(kb, "解薬") == ["billing/cancel"]
    assert near(kb, "subscribtion", "en") == ["billing/cancel"]


@pytest.mark.parametrize("text", ["", "zzzz", "どうすればいいですか", "!?", "\0", "tag:x", "あ" * 5000])
def test_words_that_say_nothing_are_near_to_nothing(kb: KnowledgeBase, text: str) -> None:
    assert near(kb, text) == []


def test_there_are_no_more_than_asked_for(kb: KnowledgeBase) -> None:
    assert len(kb.nearby("解約 メール", locale="ja", limit=1)) == 1
