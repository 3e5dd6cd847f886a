import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kbsearch.articles.library import Library, SourceFile
from kbsearch.errors import ArticlesError, IndexBuildError, IndexMismatchError, IndexUnavailableError
from kbsearch.model import Problem
from tests.library import CANCEL_JA, REFUND_JA, open_in, write, write_articles

ALL = ("en/billing/refund.md", "ja/billing/cancel.md", "ja/billing/refund.md")


def of_rule(problems: tuple[Problem, ...], path: str) -> list[str]:
    return [str(problem) for problem in problems if problem.path == path]


def test_a_first_run_adds_every_article(tmp_path: Path) -> None:
    write_articles(tmp_path)
    report = open_in(tmp_path).reindex()
    assert sorted(report.added) == sorted(ALL)
    assert report.problems == ()


def test_a_second_run_changes_nothing_and_makes_no_generation(tmp_path: Path) -> None:
    write_articles(tmp_path)
    kb = open_in(tmp_path)
    first = kb.reindex()
    second = kb.reindex()
    assert second.generation == first.generation
    assert sorted(second.unchanged) == sorted(ALL)
    assert not second.added


def test_a_changed_article_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    write(articles / "ja/billing/cancel.md", CANCEL_JA.replace("設定の画面", "管理者のメニュー"))
    assert kb.reindex().changed == ("ja/billing/cancel.md",)
    assert [hit.article.path for hit in kb.search("管理者", locale="ja").hits] == ["billing/cancel"]
    assert kb.search("設定", locale="ja").total == 0


def test_a_renamed_file_is_told_from_a_new_one(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    (articles / "ja/billing/cancel.md").rename(articles / "ja/billing/stop.md")
    report = kb.reindex()
    assert report.renamed == (("ja/billing/cancel.md", "ja/billing/stop.md"),)
    assert not report.added
    assert not report.removed
    assert kb.search("解約", locale="ja").hits[0].article.path == "billing/stop"


def test_a_removed_article_is_gone(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    (articles / "ja/billing/refund.md").unlink()
    assert kb.reindex().removed == ("ja/billing/refund.md",)
    assert kb.search("十四日", locale="ja").total == 0
    assert kb.page("billing/refund", locale="ja", urls=Addresses()) is None


def test_drafts_and_archived_articles_are_left_out(tmp_path: Path) -> None:
    draft = REFUND_JA.replace("tags:", "status: draft\ntags:")
    archived = CANCEL_JA.replace("title:", "status: archived\ntitle:")
    write_articles(tmp_path, {"ja/a.md": draft, "ja/b.md": archived})
    kb = open_in(tmp_path)
    report = kb.reindex()
    assert sorted(report.unpublished) == ["ja/a.md", "ja/b.md"]
    assert kb.search("返金 解約", locale="ja").total == 0


def test_publishing_a_draft_adds_it_and_unpublishing_removes_it(tmp_path: Path) -> None:
    draft = REFUND_JA.replace("tags:", "status: draft\ntags:")
    articles = write_articles(tmp_path, {"ja/a.md": draft})
    kb = open_in(tmp_path)
    kb.reindex()
    write(articles / "ja/a.md", REFUND_JA)
    kb.reindex()
    assert kb.search("返金", locale="ja").total == 1
    write(articles / "ja/a.md", draft)
    kb.reindex()
    assert kb.search("返金", locale="ja").total == 0


def test_the_second_file_with_an_id_is_indexed_under_its_path(tmp_path: Path) -> None:
    articles = write_articles(tmp_path, {"ja/a.md": REFUND_JA, "ja/b.md": REFUND_JA.replace("返金の条件", "払い戻し")})
    kb = open_in(tmp_path)
    report = kb.reindex()
    assert of_rule(report.problems, "ja/b.md")
    assert sorted(hit.article.id for hit in kb.search("返金", locale="ja").hits) == ["b", "refund"]
    (articles / "ja/a.md").unlink()
    kb.reindex()
    assert [hit.article.id for hit in kb.search("返金", locale="ja").hits] == ["refund"]


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    bad: dict[str, str | bytes] = {
        "ja/latin1.md": "café".encode("latin-1"),
        "ja/empty.md": b"",
        "ja/only-front-matter.md": "---\ntitle: x\n---\n",
        "ja/huge.md": b"a" * 10_000_000,
        "ja/bom.md": b"\xef\xbb\xbf# Title\r\n\r\n\xe8\xbf\x94\xe9\x87\x91\r\n",
        "ja/日本 語.md": "# 題名\n\n本文",
        "ja/billing/good.md": REFUND_JA,
        "ja/billing/_category.yml": "- a list\n",
    }
    articles = write_articles(tmp_path, bad)
    (articles / "ja/loop").symlink_to(articles / "ja")
    kb = open_in(tmp_path)
    report = kb.reindex()
    assert {"ja/billing/good.md", "ja/bom.md", "ja/日本 語.md"} <= {*report.added}
    assert {"ja/latin1.md", "ja/empty.md", "ja/only-front-matter.md", "ja/huge.md"} == {*report.skipped}
    for file in (*report.skipped, "ja/loop", "ja/billing/_category.yml"):
        assert of_rule(report.problems, file), file
    again = kb.reindex()
    assert again.problems == report.problems


def test_an_unreadable_file_is_reported_and_the_others_are_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Library, source: SourceFile) -> bytes:
        if source.file == "ja/billing/refund.md":
            raise PermissionError(13, "Permission denied")
        return source.location.read_bytes()

    monkeypatch.setattr(Library, "read", refuse)
    write_articles(tmp_path)
    report = open_in(tmp_path).reindex()
    assert report.skipped == ("ja/billing/refund.md",)
    assert "Permission denied" in of_rule(report.problems, "ja/billing/refund.md")[0]
    assert sorted(report.added) == ["en/billing/refund.md", "ja/billing/cancel.md"]


def test_a_broken_link_is_reported_until_its_target_appears(tmp_path: Path) -> None:
    articles = write_articles(tmp_path, {"ja/billing/refund.md": REFUND_JA})
    kb = open_in(tmp_path)
    assert of_rule(kb.reindex().problems, "ja/billing/refund.md")
    write(articles / "ja/billing/cancel.md", CANCEL_JA)
    assert kb.reindex().problems == ()


def test_a_missing_articles_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match="kbsearch init"):
        open_in(tmp_path).reindex()


def test_without_an_index_the_command_to_run_is_named(tmp_path: Path) -> None:
    write_articles(tmp_path)
    with pytest.raises(IndexUnavailableError, match="there is no index yet; run 'kbsearch index'"):
        open_in(tmp_path).search("返金", locale="ja")


def test_any_damaged_file_is_found_on_opening_and_reindexing_mends_it(tmp_path: Path) -> None:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    current = tmp_path / "index" / (tmp_path / "index" / "current").read_text()
    for file in sorted(
        file for file in current.rglob("*") if file.is_file() and file.name != "manifest.json" and file.stat().st_size
    ):
        original = file.read_bytes()
        file.write_bytes(original[: len(original) // 2])
        with pytest.raises(IndexUnavailableError, match="damaged or half-written; run 'kbsearch index --rebuild'"):
            open_in(tmp_path).search("返金", locale="ja")
        file.write_bytes(original)
    (current / "manifest.json").write_text("{")
    with pytest.raises(IndexUnavailableError, match="damaged"):
        open_in(tmp_path).search("返金", locale="ja")
    open_in(tmp_path).reindex()
    assert open_in(tmp_path).search("返金", locale="ja").total == 1


def test_an_index_of_other_analyzers_is_refused(tmp_path: Path) -> None:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    current = tmp_path / "index" / (tmp_path / "index" / "current").read_text()
    manifest = current / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"fingerprint": "', '"fingerprint": "x'))
    with pytest.raises(
        IndexMismatchError, match="built by other analyzers or another version of kbsearch; run 'kbsearch index'"
    ):
        open_in(tmp_path).search("返金", locale="ja")


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Make writing fail beyond ``size`` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves files open when a write fails
@pytest.mark.parametrize("size", [0, 10, 200, 1000, 3000])
def test_a_full_disk_stops_the_build_and_the_old_index_serves(tmp_path: Path, size: int) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    generation = kb.reindex().generation
    write(articles / "ja/new.md", "# 新しい記事\n\n" + "本文です。" * 300)
    with no_file_larger_than(size), pytest.raises(IndexBuildError, match="the index that served still serves"):
        kb.reindex()
    assert open_in(tmp_path).search("返金", locale="ja").total == 1
    assert open_in(tmp_path).statistics().generation == generation
    assert kb.reindex().added == ("ja/new.md",)


def test_a_reader_notices_a_new_generation(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    builder, reader = open_in(tmp_path), open_in(tmp_path)
    builder.reindex()
    assert reader.search("管理者", locale="ja").total == 0
    write(articles / "ja/x.md", "# 管理者\n\n本文")
    builder.reindex()
    assert reader.search("管理者", locale="ja").total == 1


def test_an_incremental_index_ranks_like_a_rebuilt_one(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    write(articles / "ja/x.md", "# 返金の例外\n\n返金できない場合")
    write(articles / "ja/billing/refund.md", REFUND_JA.replace("全額", "半額"))
    kb.reindex()
    incremental = [(hit.article.id, hit.score) for hit in kb.search("返金 全額 申請", locale="ja").hits]
    kb.reindex(rebuild=True)
    assert [(hit.article.id, hit.score) for hit in kb.search("返金 全額 申請", locale="ja").hits] == incremental


class Addresses:
    """Addresses as plain as can be."""

    def article(self, locale: str, path: str, anchor: str) -> str:
        return f"/{locale}/{path}" + (f"#{anchor}" if anchor else "")

    def asset(self, path: str) -> str:
        return f"/media/{path}"
