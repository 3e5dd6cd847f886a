import os
from pathlib import Path

import pytest

from kbsearch.articles.library import Library, SourceFile, unreadable
from kbsearch.errors import ArticlesError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for locale in ("ja", "en"):
        (tmp_path / "articles" / locale).mkdir(parents=True)
    return tmp_path / "articles"


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# x\n\ny", encoding="utf-8")


def found(library: Library) -> list[str]:
    return [source.file for source in library.files()]


def said(library: Library) -> list[str]:
    return [str(problem) for problem in library.problems]


def test_articles_are_found_sorted_in_all_locales(folder: Path) -> None:
    write(folder, "ja/b/z.md", "ja/b/cards/a.md", "ja/a.md", "en/b.md", "ja/b/a.png", "fr/a.md", "ja/synonyms.yml")
    library = Library(folder, ("ja", "en"))
    assert found(library) == ["ja/a.md", "ja/b/cards/a.md", "ja/b/z.md", "en/b.md"]
    assert library.problems == []


def test_hidden_and_underscored_names_are_passed_over(folder: Path) -> None:
    write(folder, "ja/.git/a.md", "ja/_drafts/a.md", "ja/_a.md", "ja/.a.md")
    assert found(Library(folder, ("ja",))) == []


def test_japanese_and_spaced_names_are_fine_and_composed(folder: Path) -> None:
    write(folder, "ja/料金/か\u3099ぞう の 一覧.md")
    library = Library(folder, ("ja",))
    source = next(library.files())
    assert source.file == "ja/料金/がぞう の 一覧.md"
    assert library.read(source) == b"# x\n\ny"


def test_two_names_that_differ_only_in_composition_collide(folder: Path) -> None:
    write(folder, "ja/が.md", "ja/か\u3099.md")
    library = Library(folder, ("ja",))
    assert found(library) == ["ja/が.md"]
    assert said(library) == [
        "ja/が.md: Two files have this name, written with different Unicode characters; only one is indexed. "
        "Rename the other. [files]"
    ]


def test_a_loop_of_links_is_reported_and_not_followed(folder: Path) -> None:
    write(folder, "ja/a.md")
    (folder / "ja" / "loop").symlink_to(folder / "ja")
    (folder / "ja" / "self").symlink_to(folder / "ja" / "self")
    library = Library(folder, ("ja",))
    assert found(library) == ["ja/a.md"]
    message = "This symbolic link leads back to a folder it is in; it was not followed. Remove it. [files]"
    assert said(library) == [f"ja/loop: {message}", f"ja/self: {message}"]


def test_links_out_of_the_folder_and_to_nothing_are_reported(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.md")
    (folder / "ja" / "out").symlink_to(tmp_path / "outside")
    (folder / "ja" / "secret.md").symlink_to(tmp_path / "outside" / "secret.md")
    (folder / "ja" / "gone.md").symlink_to(folder / "ja" / "nothing.md")
    library = Library(folder, ("ja",))
    assert found(library) == []
    assert said(library) == [
        "ja/gone.md: This symbolic link leads to nothing. Correct or remove it. [files]",
        "ja/out: This symbolic link leads out of the articles folder; it was not followed. Put a copy here instead. [files]",
        "ja/secret.md: This symbolic link leads out of the articles folder; it was not followed. Put a copy here instead. [files]",
    ]


def test_other_endings_and_things_that_are_no_files_are_reported(folder: Path) -> None:
    write(folder, "ja/FAQ.MD", "ja/a.markdown")
    os.mkfifo(folder / "ja" / "pipe.md")
    library = Library(folder, ("ja",))
    assert found(library) == []
    assert said(library) == [
        "ja/FAQ.MD: Articles end in .md; this file ends in .MD and is not indexed. Rename it. [files]",
        "ja/a.markdown: Articles end in .md; this file ends in .markdown and is not indexed. Rename it. [files]",
        "ja/pipe.md: This is not an ordinary file and is not indexed. Remove it. [files]",
    ]


def test_a_name_that_is_not_utf8_is_reported(folder: Path) -> None:
    (folder / "ja" / os.fsdecode(b"\xff.md")).write_bytes(b"x")
    library = Library(folder, ("ja",))
    assert found(library) == []
    assert said(library) == ["ja/\ufffd.md: The name of this file is not UTF-8, so it is not indexed. Rename it. [files]"]


def test_walking_twice_reports_once(folder: Path) -> None:
    write(folder, "ja/FAQ.MD")
    library = Library(folder, ("ja",))
    assert found(library) == found(library)
    assert len(library.problems) == 1


def test_a_missing_folder_names_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError) as caught:
        Library(tmp_path / "articles", ("ja",))
    assert str(caught.value) == (
        f"There is no articles folder at {tmp_path / 'articles'}. Start a help centre with: kbsearch init {tmp_path}"
    )


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "articles").write_text("x")
    with pytest.raises(ArticlesError, match="cannot be read: Not a directory"):
        Library(tmp_path / "articles", ("ja",))


def test_a_missing_locale_is_a_warning(folder: Path) -> None:
    (folder / "en").rmdir()
    library = Library(folder, ("ja", "en"))
    assert found(library) == []
    assert said(library) == [
        "en: There is no folder en/, so the help centre has no articles in this language. "
        "Create it, or remove the locale from kbsearch.toml. [files]"
    ]


def test_a_folder_that_cannot_be_listed_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "ja/a.md", "ja/closed/b.md")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    library = Library(folder, ("ja",))
    assert found(library) == ["ja/a.md"]
    assert said(library) == ["ja/closed: This cannot be read: Permission denied. Check its permissions. [files]"]


def test_a_file_that_cannot_be_read_becomes_a_problem() -> None:
    source = SourceFile("ja/a.md", "a.md")
    problem = unreadable(source, PermissionError(13, "Permission denied"))
    assert str(problem) == "ja/a.md: This cannot be read: Permission denied. Check its permissions. [files]"
    assert problem.message.ja == "読み取れません（Permission denied）。アクセス権を確認してください。"
