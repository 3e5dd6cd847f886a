"""A page as it is read: what is said of the article, and what leads on from it."""

from datetime import date
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.model import Audience
from kbsearch.page import Page
from tests.library import open_in, write_articles
from tests.unit.articles.test_git import Repository
from tests.unit.test_indexing import Addresses


def opened(folder: Path, files: dict[str, str | bytes]) -> KnowledgeBase:
    write_articles(folder, files)
    kb = open_in(folder)
    kb.reindex()
    return kb


def page(kb: KnowledgeBase, path: str, locale: str = "ja", audience: Audience = Audience.PUBLIC) -> Page:
    found = kb.page(path, locale=locale, urls=Addresses(), audience=audience)
    assert found is not None
    return found


def paths(kb: KnowledgeBase, path: str, **options: Audience) -> list[str]:
    return [article.path for article in page(kb, path, **options).related]


SUBSCRIPTION = {
    "ja/billing/cancel.md": "---\ntitle: 有料プランを解約する\nquestions: [解約したい, 有料プランをやめたい]\nrelated: [other]\n---\n\n解約。\n",
    "ja/billing/change.md": "---\ntitle: 有料プランを変更する\nquestions: [有料プランを変えたい]\n---\n\n変更。\n",
    "ja/billing/staff.md": "---\ntitle: 有料プランの解約を承認する\naudience: internal\n---\n\n承認。\n",
    "ja/billing/later.md": "---\ntitle: 有料プランの解約の新しい方法\npublish_at: 2099-01-01\n---\n\n方法。\n",
    **{
        f"ja/x/{n}.md": f"# {word}\n\n{word}について。\n"
        for n, word in enumerate(["電話", "会議", "写真", "地図", "天気", "音楽"])
    },
    "ja/other.md": "---\ntitle: 印刷する\n---\n\n紙に印刷します。\n",
}


def test_related_articles_are_those_the_writer_names_then_the_most_alike(tmp_path: Path) -> None:
    kb = opened(tmp_path, {**SUBSCRIPTION})
    assert paths(kb, "billing/cancel") == ["other", "billing/change"]
    assert paths(kb, "billing/change") == ["billing/cancel"]


def test_related_articles_are_only_those_a_reader_may_see(tmp_path: Path) -> None:
    kb = opened(tmp_path, {**SUBSCRIPTION})
    assert "billing/staff" in paths(kb, "billing/change", audience=Audience.INTERNAL)
    assert "billing/later" not in paths(kb, "billing/change", audience=Audience.INTERNAL)


def test_no_more_is_added_where_the_writer_names_three(tmp_path: Path) -> None:
    named = {f"ja/x/{name}.md": f"# {name}\n\n本文。\n" for name in ("one", "two", "three")}
    changed = SUBSCRIPTION["ja/billing/cancel.md"].replace("[other]", "[x/one, x/two, x/three, billing/cancel]")
    kb = opened(tmp_path, {**SUBSCRIPTION, **named, "ja/billing/cancel.md": changed})
    assert paths(kb, "billing/cancel")[:3] == ["x/one", "x/two", "x/three"]
    assert "billing/change" not in paths(kb, "billing/cancel")


def test_neighbours_stand_in_the_order_of_the_category(tmp_path: Path) -> None:
    names = {
        "ja/a/3.md": "# う\n\n本文。",
        "ja/a/1.md": "# い\n\n本文。",
        "ja/a/2.md": "# あ\n\n本文。",
        "ja/a/b/4.md": "# え\n\n本文。",
    }
    hidden = {"ja/a/5.md": "---\naudience: internal\ntitle: いい\n---\n\n本文。"}
    kb = opened(tmp_path, {**names, **hidden})
    listed = [article.path for article in kb.articles_in("a", locale="ja")]
    assert listed == ["a/2", "a/1", "a/3"]
    around = [(page(kb, path).previous, page(kb, path).next) for path in listed]
    assert [(before and before.path, after and after.path) for before, after in around] == [
        (None, "a/1"),
        ("a/2", "a/3"),
        ("a/1", None),
    ]
    following = page(kb, "a/1", audience=Audience.INTERNAL).next
    assert following is not None
    assert following.path == "a/5"


@pytest.mark.parametrize(
    ("locale", "text", "minutes"), [("ja", "本" * 1_400, 3), ("en", "words " * 1_000, 5), ("en", "short", 1)]
)
def test_the_time_it_takes_to_read(tmp_path: Path, locale: str, text: str, minutes: int) -> None:
    kb = opened(tmp_path, {f"{locale}/a.md": f"# Title\n\n{text}\n"})
    assert page(kb, "a", locale).minutes == minutes


def test_a_picture_beside_the_article_has_its_size(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 19"/>'
    kb = opened(tmp_path, {"ja/a/b.md": "# 題\n\n![図](c.svg)\n", "ja/a/c.svg": drawing})
    assert '<img alt="図" src="/media/ja/a/c.svg" width="64" height="19">' in page(kb, "a/b").html


def test_the_revision_names_the_content_as_git_does(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(ja="# 返金\n\n本文。\n")
    kb = open_in(tmp_path)
    kb.reindex()
    assert page(kb, "billing/返金").revision == repository.git("rev-parse", "HEAD:articles/ja/billing/返金.md")


def test_the_last_change_is_gits_else_the_writers_else_unknown(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(ja="---\nupdated: 2020-01-01\n---\n\n# 返金\n\n本文。\n")
    write_articles(
        tmp_path,
        {"ja/new.md": "---\nupdated: 2026-11-05\ntitle: 新しい\n---\n\n本文。", "ja/newer.md": "# もっと新しい\n\n本文。"},
    )
    kb = open_in(tmp_path)
    kb.reindex()
    assert page(kb, "billing/返金").changed == date(2026, 1, 1)
    assert page(kb, "new").changed == date(2026, 11, 5)
    assert page(kb, "newer").changed is None


def pair(repository: Repository, **contents: str) -> KnowledgeBase:
    repository.commit(**contents)
    kb = open_in(repository.folder)
    kb.reindex()
    return kb


def lag(kb: KnowledgeBase, locale: str) -> tuple[str, int] | None:
    found = page(kb, "billing/返金", locale).lag
    return (found.source.locale, found.changes) if found else None


def test_a_translation_lags_when_the_default_language_changed_since(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    kb = pair(repository, ja="# 返金\n\n一。", en="# Refund\n\nOne.")
    assert (lag(kb, "ja"), lag(kb, "en")) == (None, None)
    kb = pair(repository, ja="# 返金\n\n二。")
    assert (lag(kb, "ja"), lag(kb, "en")) == (None, ("ja", 1))
    kb = pair(repository, en="# Refund\n\nTwo.")
    assert (lag(kb, "ja"), lag(kb, "en")) == (None, None)
    kb = pair(repository, en="# Refund\n\nThree.")
    assert (lag(kb, "ja"), lag(kb, "en")) == (None, None)


def test_the_source_is_the_language_that_the_translation_names(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    pair(repository, ja="---\nsource_locale: en\ntitle: 返金\n---\n\n一。", en="# Refund\n\nOne.")
    kb = pair(repository, en="# Refund\n\nTwo.")
    assert (lag(kb, "ja"), lag(kb, "en")) == (("en", 1), None)
    kb = pair(repository, ja="---\nsource_locale: en\ntitle: 返金\n---\n\n二。")
    assert (lag(kb, "ja"), lag(kb, "en")) == (None, None)


def test_a_translation_lags_behind_the_commit_it_names(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    pair(repository, ja="# 返金\n\n一。")
    translated = repository.git("rev-parse", "--short", "HEAD")
    pair(repository, ja="# 返金\n\n二。")
    kb = pair(repository, en=f"---\nsource_commit: '{translated}'\ntitle: Refund\n---\n\nOne.")
    assert lag(kb, "en") == ("ja", 1)


def test_nobody_is_sent_to_a_source_that_cannot_be_seen(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    pair(repository, ja="# 返金\n\n一。", en="# Refund\n\nOne.")
    kb = pair(repository, ja="---\naudience: internal\ntitle: 返金\n---\n\n二。")
    assert lag(kb, "en") is None


def test_a_commit_without_a_change_of_text_makes_a_new_generation_only_for_articles(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    kb = pair(repository, ja="# 返金\n\n一。")
    first = kb.reindex().generation
    (tmp_path / "notes.txt").write_text("no article")
    repository.commit()
    assert kb.reindex().generation == first
    (tmp_path / "articles/ja/new.md").write_text("# 新しい\n\n本文。")
    second = kb.reindex().generation
    repository.commit()
    assert kb.reindex().generation not in (first, second)
    assert page(kb, "new").changed == date(2026, 1, 3)
