from pathlib import Path

import pytest

from kbsearch.articles.categories import CategoryReading, read_categories
from kbsearch.articles.library import Library
from kbsearch.model import Category


def read(tmp_path: Path, text: str | None) -> CategoryReading:
    (tmp_path / "getting-started").mkdir()
    if text is not None:
        (tmp_path / "getting-started" / "_category.yml").write_text(text, encoding="utf-8")
    return read_categories(tmp_path, "ja", ["getting-started"])


def said(reading: CategoryReading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_a_category_file_is_read(tmp_path: Path) -> None:
    reading = read(tmp_path, "name: はじめに\norder: 2\ndescription: 登録と設定\nicon: 🚀\n")
    assert reading.problems == []
    assert reading.categories == {"getting-started": Category("getting-started", "はじめに", 2, "登録と設定", "🚀")}


@pytest.mark.parametrize("text", [None, "", "# nothing\n", "name:\n"])
def test_without_a_name_the_folder_s_name_is_made_readable(tmp_path: Path, text: str | None) -> None:
    reading = read(tmp_path, text)
    assert reading.problems == []
    assert reading.categories["getting-started"].name == "Getting started"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "- a\n- b\n",
            "1:1: A category file holds lines like `name: Billing`; this one cannot be read (not a mapping) and the folder's "
            "name is shown.",
        ),
        (
            "name: a: b\n",
            "1:8: A category file holds lines like `name: Billing`; this one cannot be read (mapping values are not allowed in "
            "this context) and the folder's name is shown.",
        ),
        ("nmae: a\n", "1:1: The key `nmae` is not known here (known: name, order, description, icon). Did you mean `name`?"),
        ("order: two\n", "1:8: `order` is a whole number like 3; “two” is not. Categories of equal order are sorted by name."),
        ("name: [a, b]\n", "1:8: `name` takes one text. Write it on one line."),
    ],
)
def test_a_faulty_category_file_is_reported_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    reading = read(tmp_path, text)
    assert said(reading) == [f"ja/getting-started/_category.yml:{problem} [categories]"]
    assert reading.categories["getting-started"].name == "Getting started"


def test_a_category_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "_category.yml").write_bytes(b"name: \xff")
    assert said(read_categories(tmp_path, "ja", ["a"])) == [
        "ja/a/_category.yml:1: This file is not UTF-8: byte 6 cannot be read. Save it as UTF-8. [categories]"
    ]


def test_folders_above_articles_are_categories_and_folders_without_are_not(tmp_path: Path) -> None:
    (tmp_path / "ja" / "billing" / "cards" / "images").mkdir(parents=True)
    (tmp_path / "ja" / "billing" / "cards" / "visa.md").write_text("# x")
    library = Library(tmp_path, ("ja",))
    assert list(library.categories("ja")) == ["billing", "billing/cards"]


def test_problems_of_categories_are_among_the_library_s(tmp_path: Path) -> None:
    (tmp_path / "ja" / "a").mkdir(parents=True)
    (tmp_path / "ja" / "a" / "x.md").write_text("# x")
    (tmp_path / "ja" / "a" / "_category.yml").write_text("- a")
    library = Library(tmp_path, ("ja",))
    library.categories("ja")
    assert [problem.path for problem in library.problems] == ["ja/a/_category.yml"]
