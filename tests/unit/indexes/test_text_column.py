"""A column of texts gives back the texts it was made of, and knows where each stands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.indexes.text_column import TextColumn, save_texts

texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=30)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns")


def column(folder: Path, values: list[str], name: str = "terms") -> TextColumn:
    for file in folder.iterdir():
        file.unlink()  # a file that is mapped is never written again
    save_texts(folder, name, values)
    return TextColumn(folder, name)


@given(texts)
def test_texts_come_back_in_order(folder: Path, values: list[str]) -> None:
    found = column(folder, values)
    assert list(found) == values
    assert [found[place] for place in range(len(found))] == values
    assert found.whole() == "".join(f"{value}\n" for value in values)


@given(texts, st.slices(30))
def test_parts_are_those_of_a_list(folder: Path, values: list[str], part: slice) -> None:
    assert column(folder, values)[part] == values[part]


@given(texts, st.text(max_size=5))
def test_a_text_is_found_at_its_last_place(folder: Path, values: list[str], other: str) -> None:
    found = column(folder, values)
    places = {value: place for place, value in enumerate(values)}
    assert {value: found.place(value) for value in values} == places
    assert found.place(other) == places.get(other)


def test_places_count_from_the_end_too(tmp_path: Path) -> None:
    found = column(tmp_path, ["解約", "返金"])
    assert found[-1] == "返金"
    with pytest.raises(IndexError):
        found[2]


def test_half_of_a_surrogate_pair_is_nowhere(tmp_path: Path) -> None:
    assert column(tmp_path, ["解約"]).place("\ud800") is None


def test_more_texts_than_are_decoded_at_once(tmp_path: Path) -> None:
    values = [f"語{number}" for number in range(2_345)]
    found = column(tmp_path, values)
    assert list(found) == values
    assert [found.place(value) for value in values] == list(range(2_345))


def test_a_column_that_is_only_read_has_no_files_to_look_up_by(tmp_path: Path) -> None:
    assert list(column(tmp_path, ["題名"], "suggestion_texts")) == ["題名"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["suggestion_texts.txt", "suggestion_texts_starts.npy"]
