"""Did you mean, in a small help centre."""

import pytest

from kbsearch import KnowledgeBase
from tests.library import open_in, write_articles


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("centre")
    write_articles(
        folder,
        {
            "ja/cancel.md": "# 解約する\n\nプランを解約したいときの手続きです。クレジットカードの情報も消えます。",
            "ja/abort.md": "# 異常終了したとき\n\nアプリが異常終了したときは、ログインしなおします。十人以上で使う場合も同じです。",
            "ja/password.md": "# パスワードを再設定する\n\n終了後にパスワードを入力します。機能の説明です。",
            "ja/staff.md": "---\naudience: internal\n---\n\n# 秘密のコードネーム\n\nプロジェクトイカロス",
            "en/cancel.md": "# Cancel your subscription\n\nYou can cancel the subscription and keep your receipt.",
            "en/password.md": "# Reset the password\n\nRead the message about the password.",
        },
    )
    kb = open_in(folder)
    kb.reindex()
    return kb


@pytest.mark.parametrize(
    ("locale", "typed", "correction"),
    [
        ("ja", "解薬したい", "解約したい"),
        ("ja", "以上終了", "異常終了"),
        ("ja", "パスワド", "パスワード"),
        ("ja", "クレジトカード", "クレジットカード"),
        ("en", "cancle subscription", "cancel subscription"),
        ("en", "pasword", "password"),
        ("en", "recieve my reciept", None),
    ],
)
def test_what_the_articles_lack_becomes_what_they_have(
    kb: KnowledgeBase, locale: str, typed: str, correction: str | None
) -> None:
    assert kb.search(typed, locale=locale).correction == correction


def test_the_corrected_results_are_shown_and_the_literal_ones_on_request(kb: KnowledgeBase) -> None:
    assert kb.search("解薬したい", locale="ja").hits[0].article.path == "cancel"
    literal = kb.search("解薬したい", locale="ja", literal=True)
    assert literal.correction is None
    assert "cancel" not in [hit.article.path for hit in literal.hits]


def test_operators_stay_around_a_correction(kb: KnowledgeBase) -> None:
    assert kb.search("解薬したい -領収書", locale="ja").correction == "解約したい -領収書"


@pytest.mark.parametrize(
    ("locale", "typed"),
    [
        ("ja", "解約したい"),
        ("ja", "十人以上で終了"),
        ("ja", "昨日の天気"),
        ("en", "cancel the subscription"),
        ("en", "bread recipe"),
        ("en", "bread"),
        ("ja", "プロジェクトイカルス"),
    ],
)
def test_words_that_are_well_or_about_something_else_are_left_alone(kb: KnowledgeBase, locale: str, typed: str) -> None:
    assert kb.search(typed, locale=locale).correction is None


def test_a_message_is_never_corrected(kb: KnowledgeBase) -> None:
    assert kb.search("pasword\nI forgot it", locale="en").correction is None
