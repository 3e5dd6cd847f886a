"""What a generation has analyzed is not analyzed again for the next one where only the rest differs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch import processes
from kbsearch.analysis import passages
from kbsearch.analysis.passages import ArticleAnalysis
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.indexes import store, whoosh
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH
from kbsearch.indexes.whoosh import WhooshReader
from kbsearch.model import Article, Audience
from kbsearch.ports import Analyzer, Passage
from tests.builders import make_article
from tests.library import CANCEL_JA, open_in, write, write_articles

ALL = ["en/billing/refund.md", "ja/billing/cancel.md", "ja/billing/refund.md"]


@pytest.fixture
def analyses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Spread the work over segments as for many articles, but in this process; return the files of what is analyzed."""
    files: list[str] = []
    analyze = passages.analyze

    def noted(article: Article, analyzer: Analyzer) -> list[Passage]:
        files.append(article.file)
        return analyze(article, analyzer)

    monkeypatch.setattr(passages, "analyze", noted)
    monkeypatch.setattr(processes, "cores", lambda: 1)
    monkeypatch.setattr(whoosh, "_MANY", 1)
    return files


@pytest.fixture
def another_layout(analyses: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes the source that decides the layout another one, and forgets what was analyzed."""

    def change() -> None:
        monkeypatch.setattr(store, "_sources", lambda: "another layout")
        analyses.clear()

    return change


def generation(folder: Path) -> Path:
    return folder / "index" / (folder / "index" / "current").read_text()


def held(folder: Path) -> dict[str, object]:
    """Return all that the generation which serves has of its articles: the columns byte by byte, and Whoosh's documents and postings."""
    found: dict[str, object] = {}
    for locale in ("ja", "en"):
        place = generation(folder) / locale
        found |= {f"{locale}/{file.name}": file.read_bytes() for file in (place / COLUMNS).iterdir()}
        reader = WhooshReader(place / WHOOSH)
        for number, card, stream in reader.documents():
            found[card.file] = (number, card, stream.to_bytes(), reader.article(number))
        found[locale] = list(reader._reader.iter_postings())
        reader.close()
    return found


def test_an_article_is_analyzed_once_whatever_the_layout(
    tmp_path: Path, analyses: list[str], another_layout: Callable[[], None]
) -> None:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    assert sorted(analyses) == ALL
    another_layout()
    report = open_in(tmp_path).reindex()
    assert sorted(report.added) == ALL
    assert analyses == []
    assert open_in(tmp_path).search("返金", locale="ja").total == 1


def test_a_changed_article_alone_is_analyzed_for_another_layout(
    tmp_path: Path, analyses: list[str], another_layout: Callable[[], None]
) -> None:
    articles = write_articles(tmp_path)
    open_in(tmp_path).reindex()
    write(articles / "ja/billing/cancel.md", CANCEL_JA.replace("設定の画面", "管理者のメニュー"))
    another_layout()
    open_in(tmp_path).reindex()
    assert analyses == ["ja/billing/cancel.md"]
    assert open_in(tmp_path).search("管理者", locale="ja").total == 1


def test_what_is_reused_is_what_analyzing_anew_gives(
    tmp_path: Path, analyses: list[str], another_layout: Callable[[], None]
) -> None:
    articles = write_articles(tmp_path)
    for number in range(20):
        write(
            articles / f"ja/more/{number}.md",
            f"# 記事 {number % 7}\n\nログインできない A-{number}、Ｗｅｂサイトの2FA。\n\n## 見出し\n",
        )
        write(articles / f"ja/empty/{number}.md", f"# 題名 {number}\n\n…")
    open_in(tmp_path).reindex()
    another_layout()
    open_in(tmp_path).reindex()
    assert analyses == []
    reused = held(tmp_path)
    open_in(tmp_path).reindex(rebuild=True)
    assert len(analyses) == 43
    assert held(tmp_path) == reused


def test_articles_added_one_by_one_are_known_too(
    tmp_path: Path, analyses: list[str], another_layout: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh, "_MANY", 300)
    articles = write_articles(tmp_path)
    open_in(tmp_path).reindex()
    write(articles / "ja/billing/cancel.md", CANCEL_JA.replace("設定の画面", "管理者のメニュー"))
    open_in(tmp_path).reindex()
    monkeypatch.setattr(whoosh, "_MANY", 1)
    another_layout()
    open_in(tmp_path).reindex()
    assert analyses == []
    assert open_in(tmp_path).search("管理者", locale="ja").total == 1


def test_renamed_files_are_not_analyzed_again(tmp_path: Path, analyses: list[str]) -> None:
    articles = write_articles(tmp_path)
    open_in(tmp_path).reindex()
    analyses.clear()
    (articles / "ja/billing").rename(articles / "ja/money")
    report = open_in(tmp_path).reindex()
    assert len(report.renamed) == 2
    assert analyses == []
    assert open_in(tmp_path).search("返金", locale="ja").hits[0].article.path == "money/refund"


def test_building_anew_by_hand_analyzes_everything(tmp_path: Path, analyses: list[str]) -> None:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    analyses.clear()
    open_in(tmp_path).reindex(rebuild=True)
    assert sorted(analyses) == ALL


def test_other_analyzers_analyze_everything(tmp_path: Path, analyses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    analyses.clear()
    monkeypatch.setattr(TextAnalyzer, "fingerprint", "another dictionary")
    open_in(tmp_path).reindex()
    assert sorted(analyses) == ALL


def damage_a_segment(current: Path) -> None:
    segment = next((current / "ja" / WHOOSH).glob("*.seg"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.write_bytes(content)


def lose_the_locale(current: Path) -> None:
    for file in (current / "ja" / WHOOSH).iterdir():
        file.unlink()


def store_streams_otherwise(current: Path) -> None:
    manifest = current / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"streams": "', '"streams": "x'))


def be_of_a_version_that_says_nothing_of_streams(current: Path) -> None:
    manifest = current / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"streams"', '"else"'))


def damage_the_manifest(current: Path) -> None:
    (current / "manifest.json").write_text("{")


def point_nowhere(current: Path) -> None:
    (current.parent / "current").write_text("nowhere")


@pytest.mark.parametrize(
    "spoil",
    [
        damage_a_segment,
        lose_the_locale,
        store_streams_otherwise,
        be_of_a_version_that_says_nothing_of_streams,
        damage_the_manifest,
        point_nowhere,
    ],
)
def test_a_generation_that_cannot_be_read_is_not_used(
    tmp_path: Path, analyses: list[str], another_layout: Callable[[], None], spoil: Callable[[Path], None]
) -> None:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    spoil(generation(tmp_path))
    another_layout()
    open_in(tmp_path).reindex()
    assert sorted(analyses) == ALL
    assert open_in(tmp_path).search("返金", locale="ja").total == 1


def test_helping_processes_reuse_tokens_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)
    write_articles(tmp_path, {f"ja/{number}.md": f"# 題名 {number}\n\n返金は{number}日以内です。" for number in range(300)})
    open_in(tmp_path).reindex()
    monkeypatch.setattr(store, "_sources", lambda: "another layout")
    open_in(tmp_path).reindex()
    reused = held(tmp_path)
    open_in(tmp_path).reindex(rebuild=True)
    assert held(tmp_path) == reused


Texts = st.lists(st.text(max_size=4), max_size=4)


@given(questions=Texts, tags=Texts, others=Texts, other_tags=Texts)
def test_analyses_have_the_same_key_only_where_all_texts_are_the_same(
    analyzers: dict[str, TextAnalyzer], questions: list[str], tags: list[str], others: list[str], other_tags: list[str]
) -> None:
    analysis = ArticleAnalysis(analyzers["ja"])
    one = make_article("a", questions=tuple(questions), tags=tuple(tags))
    other = make_article("b", "a", questions=tuple(others), tags=tuple(other_tags), audience=Audience.INTERNAL)
    assert (analysis.key(one) == analysis.key(other)) == ((questions, tags) == (others, other_tags))
    assert analysis.key(one) != ArticleAnalysis(analyzers["en"]).key(one)
