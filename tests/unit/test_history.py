from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.history import Change, History

PATHS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co", "Cf"]), min_size=1).filter(
    str.isprintable
)
MANY = History.of(
    "c",
    [
        Change("a1", "2026-01-03T00:00:00+00:00"),
        Change("b2", "2026-01-01T00:00:00+00:00"),
        Change("c3", "2026-01-02T00:00:00+00:00"),
    ],
    {"ja/a.md": "0 1", "ja/aa.md": "2", "en/a.md": "1"},
)


def test_the_latest_change_is_the_latest_in_time_not_in_the_order_of_arrival() -> None:
    assert MANY.last_change("ja/a.md") == MANY.changes[0]
    assert MANY.last_change("ja/aa.md") == MANY.changes[2]
    assert MANY.last_change("a.md") is None


def test_what_has_no_change_is_never_behind() -> None:
    assert MANY.behind("en/new.md", "ja/a.md") == 0
    assert MANY.behind("en/a.md", "ja/new.md") == 0
    assert MANY.behind("en/a.md", "ja/a.md") == 1


@given(st.dictionaries(PATHS, st.lists(st.integers(0, 2), min_size=1).map(lambda numbers: " ".join(map(str, numbers)))))
def test_every_file_is_found_again(files: dict[str, str]) -> None:
    history = History.of("head", MANY.changes, files)
    assert history.files() == files
    for file, numbers in files.items():
        wanted = max((MANY.changes[int(number)] for number in numbers.split()), key=lambda change: change.at)
        assert history.last_change(file) == wanted
        assert history.last_changes("")[file] == wanted.moment


def test_the_last_changes_below_a_folder_are_found_together() -> None:
    assert MANY.last_changes("ja/") == {"a.md": MANY.changes[0].moment, "aa.md": MANY.changes[2].moment}
    assert MANY.last_changes("fr/") == {}


def test_a_path_with_a_line_break_is_left_out() -> None:
    assert History.of("c", (), {"ja/a\nb.md": "0", "ja/\t.md": "0"}).files() == {}


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    for history in (MANY, History(), History("head")):
        history.write(tmp_path)
        assert History.read(tmp_path) == history
