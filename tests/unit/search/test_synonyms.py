import os
from pathlib import Path

import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.errors import SynonymsError
from kbsearch.search.synonyms import Synonyms, SynonymsFile, read_synonyms
from tests.library import open_in, write_articles

Analyzers = dict[str, TextAnalyzer]

FILE = """
ja:
  - [返金, 払い戻し]
  - {from: [有料サポート], to: [プレミアムサポート]}
en:
  - [cancel, terminate]
both:
  - [解約, cancellation]
"""


def written(synonyms: Synonyms, analyzers: Analyzers, locale: str, text: str) -> list[str]:
    terms = [token.term for token in analyzers[locale].tokens(text)]
    return [synonym.written for synonym in synonyms.longest_at(terms, 0)[1]]


@pytest.fixture
def synonyms(tmp_path: Path, analyzers: Analyzers) -> dict[str, Synonyms]:
    (tmp_path / "synonyms.yml").write_text(FILE, encoding="utf-8")
    return read_synonyms(tmp_path / "synonyms.yml", analyzers)


def test_a_list_works_both_ways(synonyms: dict[str, Synonyms], analyzers: Analyzers) -> None:
    assert written(synonyms["ja"], analyzers, "ja", "返金") == ["払い戻し"]
    assert written(synonyms["ja"], analyzers, "ja", "払戻し") == ["返金"]


def test_from_and_to_work_one_way(synonyms: dict[str, Synonyms], analyzers: Analyzers) -> None:
    assert written(synonyms["ja"], analyzers, "ja", "有料サポート") == ["プレミアムサポート"]
    assert written(synonyms["ja"], analyzers, "ja", "プレミアムサポート") == []


def test_both_counts_in_every_language(synonyms: dict[str, Synonyms], analyzers: Analyzers) -> None:
    assert written(synonyms["en"], analyzers, "en", "cancellations") == ["terminate", "解約"]
    assert written(synonyms["ja"], analyzers, "ja", "解約") == ["cancellation"]


def test_a_language_keeps_its_own(synonyms: dict[str, Synonyms], analyzers: Analyzers) -> None:
    assert written(synonyms["ja"], analyzers, "ja", "terminate") == []


def test_no_file_means_no_synonyms(tmp_path: Path, analyzers: Analyzers) -> None:
    assert written(read_synonyms(tmp_path / "none.yml", analyzers)["ja"], analyzers, "ja", "返金") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- [a, b]", "the keys are ja, en, both"),
        ("fr: []", "the keys are ja, en, both"),
        ("ja: words", "ja: write a list of groups"),
        ("ja:\n  - [one]", "ja[1]: write [a, b] for words that find each other, or {from: [a], to: [b]} for one way"),
        ("ja:\n  - [a, b]\n  - {from: a, to: b}", "ja[2]: write [a, b] for words that find each other"),
        ("en:\n  - [maintenance, off]", "en[1]: write [a, b] for words that find each other"),
        ("ja: [", "cannot be read: "),
    ],
)
def test_a_wrong_file_names_the_group(tmp_path: Path, analyzers: Analyzers, text: str, message: str) -> None:
    file = tmp_path / "synonyms.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SynonymsError) as caught:
        read_synonyms(file, analyzers)
    assert str(caught.value).startswith(message)


def test_synonyms_that_stand_elsewhere_come_last(tmp_path: Path, analyzers: Analyzers) -> None:
    (tmp_path / "synonyms.yml").write_text(FILE, encoding="utf-8")
    found = read_synonyms(tmp_path / "synonyms.yml", analyzers, {"ja": [("返金", "返還"), ("返金", "払い戻し")]})
    assert written(found["ja"], analyzers, "ja", "返金") == ["払い戻し", "返還"]


def test_a_synonym_that_no_article_has_changes_nothing(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    before = kb.rank("請求の画面", locale="ja")
    (articles / "synonyms.yml").write_text("ja:\n  - [請求の画面, 宇宙旅行]\n", encoding="utf-8")
    assert kb.rank("請求の画面", locale="ja") == before != []


def test_half_of_an_unknown_word_finds_nothing_beside_a_synonym_that_is_known(tmp_path: Path) -> None:
    articles = write_articles(tmp_path, {"ja/a.md": "# 返金\n\n返金します。", "ja/b.md": "# ワーク\n\nワークをします。"})
    (articles / "synonyms.yml").write_text("ja:\n  - [ワークアラウンド, 返金]\n", encoding="utf-8")
    kb = open_in(tmp_path)
    kb.reindex()
    assert [article_id for article_id, _ in kb.rank("ワークアラウンド", locale="ja")] == ["a"]


def test_an_edit_counts_from_the_next_search_on(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    assert kb.search("キャッシュバック", locale="ja").total == 0
    (articles / "synonyms.yml").write_text("ja:\n  - [キャッシュバック, 返金]\n", encoding="utf-8")
    results = kb.search("キャッシュバック", locale="ja", explain=True)
    assert results.hits[0].article.id == "refund"
    assert "synonym: 返金" in [c.reason for c in results.hits[0].explanation]


def test_a_broken_edit_leaves_the_synonyms_as_they_were_and_is_reported(
    tmp_path: Path, analyzers: Analyzers, caplog: pytest.LogCaptureFixture
) -> None:
    articles = write_articles(tmp_path)
    file = articles / "synonyms.yml"
    file.write_text(FILE, encoding="utf-8")
    watched = SynonymsFile(file, analyzers)
    assert written(watched.current("ja"), analyzers, "ja", "返金") == ["払い戻し"]
    file.write_text("ja: words", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert written(watched.current("ja"), analyzers, "ja", "返金") == ["払い戻し"]
    assert "synonyms are left as they were" in caplog.text
    assert [problem.rule for problem in open_in(tmp_path).reindex().problems] == ["synonyms"]
