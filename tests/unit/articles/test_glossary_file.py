import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.entries import NotComposedError, compose_list
from kbsearch.articles.glossary_entries import EntryReader
from kbsearch.articles.glossary_file import Glossaries, read_glossary
from kbsearch.model import Severity
from tests.library import open_in, write_articles

SOUND = """
- term: 返金
  reading: へんきん
  meaning: お支払いを
    お戻しすること。
  same: [払い戻し, "Q: A"]
  related: [解約]
- term: 解約
  reading: かいやく
  meaning: 更新を止めること。
  related: 払い戻し
"""


def read(tmp_path: Path, text: str | bytes, locale: str = "ja") -> tuple[list[str], list[str]]:
    """Return the terms of a glossary and its problems, without the words they share."""
    (tmp_path / locale).mkdir(exist_ok=True)
    (tmp_path / locale / "glossary.yml").write_bytes(text.encode() if isinstance(text, str) else text)
    reading = read_glossary(tmp_path, locale)
    assert reading.glossary is not None
    return [entry.term for entry in reading.glossary.entries], [str(problem) for problem in reading.problems]


def word(term: str, more: str = "") -> str:
    return f"- term: {term}\n  reading: よみ\n  meaning: 説明。\n{more}"


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    assert read(tmp_path, SOUND) == (["解約", "返金"], [])
    glossary = read_glossary(tmp_path, "ja").glossary
    assert glossary is not None
    cancel, refund = glossary.entries
    assert refund.meaning == "お支払いを お戻しすること。"
    assert refund.same == ("払い戻し", "Q: A")
    assert refund.anchor == "返金"
    assert cancel.related == ("返金",), "a word of `same` stands for its term"


def test_no_file_and_an_empty_file_mean_no_words(tmp_path: Path) -> None:
    assert read_glossary(tmp_path, "ja").problems == ()
    assert read(tmp_path, "# nothing yet\n") == ([], [])


def test_english_words_need_no_reading(tmp_path: Path) -> None:
    assert read(tmp_path, "- term: refund\n  meaning: Money back.\n", "en") == (["refund"], [])


@pytest.mark.parametrize(
    ("text", "terms", "problem"),
    [
        (word("返金") + "- 解約\n", ["返金"], "ja/glossary.yml:4:3: This is not a word with its meaning and is left out."),
        (
            word("返金") + "- term: 解約\n",
            ["返金"],
            "ja/glossary.yml:4:3: The `meaning` of “解約” is missing, so the word is left out.",
        ),
        ("- reading: よみ\n  meaning: 説明。\n", [], "ja/glossary.yml:1:3: The `term` is missing, so the word is left out."),
        ("- term: 返金\n  meaning: 説明。\n", ["返金"], "ja/glossary.yml:1:9: The `reading` of “返金” is missing"),
        (
            word("返金").replace("よみ", "ヘンキン"),
            ["返金"],
            "ja/glossary.yml:2:12: A `reading` is written in hiragana; “ヘンキン” is not.",
        ),
        (word("返金", "  relatd: [解約]\n"), ["返金"], "ja/glossary.yml:4:3: The key `relatd` is not known here"),
        (word("返金", "  term: 解約\n"), ["返金"], "ja/glossary.yml:4:3: `term` stands twice here; only the first counts."),
        (word("[返金]"), [], "ja/glossary.yml:1:10: `term` takes one text."),
        (word("返金", "  same: [{a: b}]\n"), ["返金"], "ja/glossary.yml:4:10: `same` takes a list of words"),
        (word("返金") + word("返金"), ["返金"], "ja/glossary.yml:4:9: “返金” is explained twice; the entry in line 1 is used."),
        (
            word("返金") + word("解約", "  same: [返金]\n"),
            ["解約", "返金"],
            "ja/glossary.yml:7:10: “返金” stands in the entry “返金” already and is left out here.",
        ),
        (word("返金", "  same: [返金]\n"), ["返金"], "ja/glossary.yml:4:10: “返金” under `same` is this entry itself."),
        (word("返金", "  related: [返金]\n"), ["返金"], "ja/glossary.yml:4:13: “返金” under `related` is this entry itself."),
        (
            word("返金申請", "  related: [返金申込]\n") + word("返金の申込"),
            ["返金の申込", "返金申請"],
            "ja/glossary.yml:4:13: “返金申込” under `related` is not in this glossary and is left out. Did you mean “返金の申込”?",
        ),
        (
            word("月払い", "  opposite: [年払い]\n") + word("年払い"),
            ["年払い", "月払い"],
            "ja/glossary.yml:4:14: “年払い” is the opposite of “月払い”, but not the reverse. Write 月払い under `opposite`",
        ),
    ],
)
def test_a_mistake_is_named_by_its_place_and_the_rest_is_used(
    tmp_path: Path, text: str, terms: list[str], problem: str
) -> None:
    found, problems = read(tmp_path, text)
    assert found == terms
    assert problems[0].startswith(problem)
    assert problems[0].endswith("[glossary]")


def test_only_what_loses_nothing_is_a_warning(tmp_path: Path) -> None:
    read(tmp_path, word("返金", "  relatd: x\n  related: [無]\n"))
    severities = [problem.severity for problem in read_glossary(tmp_path, "ja").problems]
    assert severities == [Severity.WARNING, Severity.ERROR]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"term: x", "ja/glossary.yml:1:1: A glossary is a list of words, each beginning with `- term: …`"),
        (b"- term: a\n  meaning: b: c\n", "ja/glossary.yml:2:13: A glossary is a list of words"),
        ("- term: 返金\n".encode("cp932"), "ja/glossary.yml:1: This file is not UTF-8"),
        (b"[" * 20_000, "ja/glossary.yml:1:1: A glossary is a list of words"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "glossary.yml").write_bytes(content)
    reading = read_glossary(tmp_path, "ja")
    assert reading.glossary is None
    assert str(reading.problems[0]).startswith(problem)


@given(st.text(alphabet="- term:meaning\nsame[]{}'\"&*!|>#返金", max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        items = compose_list(text)
    except NotComposedError:
        return
    entries = EntryReader("ja").read(items)
    terms = {entry.term for entry in entries}
    assert all({*entry.opposite, *entry.related} <= terms for entry in entries)


def test_an_edit_counts_at_once_and_a_broken_one_leaves_what_was_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "ja" / "glossary.yml"
    file.parent.mkdir()
    file.write_text(SOUND, encoding="utf-8")
    glossaries = Glossaries(tmp_path, ("ja", "en"))
    assert len(glossaries.of("ja")) == 2
    assert glossaries.same() is glossaries.same()
    file.write_text("broken: [", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert len(glossaries.of("ja")) == 2
    assert "the glossary is left as it was" in caplog.text
    file.write_text(word("年払い"), encoding="utf-8")
    os.utime(file, ns=(2, 2))
    assert [entry.term for entry in glossaries.of("ja").entries] == ["年払い"]
    file.unlink()
    assert len(glossaries.of("ja")) == 0


def test_the_indexer_reports_the_problems_of_every_glossary(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    (articles / "ja" / "glossary.yml").write_text(word("返金", "  related: [無い]\n"), encoding="utf-8")
    (articles / "en" / "glossary.yml").write_text("words", encoding="utf-8")
    problems = [str(problem) for problem in open_in(tmp_path).reindex().problems if problem.rule == "glossary"]
    assert [problem.partition(": ")[0] for problem in problems] == ["en/glossary.yml:1:1", "ja/glossary.yml:4:13"]


def test_words_that_mean_the_same_find_each_other(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    assert kb.search("キャッシュバック", locale="ja").total == 0
    (articles / "ja" / "glossary.yml").write_text(word("返金", "  same: [キャッシュバック]\n"), encoding="utf-8")
    assert kb.search("キャッシュバック", locale="ja").hits[0].article.id == "refund"


def test_related_words_are_offered_where_they_find_something(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    text = word("返金", "  related: [解約, 無関係]\n") + word("解約") + word("無関係")
    (articles / "ja" / "glossary.yml").write_text(text, encoding="utf-8")
    kb = open_in(tmp_path)
    kb.reindex()
    assert kb.related_terms("返金してほしい", "ja") == ("解約",)
    assert kb.related_terms("解約", "ja") == ("返金",)
    assert kb.related_terms("天気", "ja") == ()
