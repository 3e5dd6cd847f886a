"""What git knows of articles, asked of real repositories."""

import os
import subprocess
from pathlib import Path

import pytest

from kbsearch.articles.git import read_history
from kbsearch.history import History
from tests.library import write

REFUND, ENGLISH = "ja/billing/返金.md", "en/billing/返金.md"


class Repository:
    """A repository in ``folder`` whose articles lie in ``folder/articles``; each commit is a day later than the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = folder / "articles"
        self._day = 0
        self.articles.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        date = f"2026-01-{self._day:02}T23:30:00+09:00"
        command = ("git", "-C", str(self.folder), "-c", "user.name=Writer", "-c", "user.email=writer@example.com", *arguments)
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment = own | {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, **contents: str) -> str:
        """Write ``ja`` and ``en``, the article in either language, commit all there is, and return the commit."""
        for locale, content in contents.items():
            write(self.articles / locale / "billing" / "返金.md", content)
        self._day += 1
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change")
        return self.git("rev-parse", "HEAD")

    def history(self, known: History | None = None) -> History:
        return read_history(self.articles, known or History())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "help")


def test_the_last_change_is_the_last_commit_in_the_writers_time_zone(repository: Repository) -> None:
    repository.commit(ja="一")
    last = repository.commit(ja="二")
    repository.commit(en="one")
    change = repository.history().last_change(REFUND)
    assert change is not None
    assert (change.commit, change.moment.isoformat()) == (last, "2026-01-02T23:30:00+09:00")


def test_a_file_that_was_never_committed_has_no_change(repository: Repository) -> None:
    repository.commit(ja="一")
    write(repository.articles / ENGLISH, "new")
    assert repository.history().last_change(ENGLISH) is None


def test_a_move_is_no_change_and_keeps_the_changes(repository: Repository) -> None:
    first = repository.commit(ja="一" * 50)
    repository.git("mv", "articles/ja/billing/返金.md", "articles/ja/billing/moved.md")
    repository.commit()
    history = repository.history()
    moved = history.last_change("ja/billing/moved.md")
    assert moved is not None
    assert moved.commit == first
    assert history.last_change(REFUND) is None


def test_a_translation_is_as_far_behind_as_its_source_changed_since(repository: Repository) -> None:
    repository.commit(ja="一", en="one")
    assert repository.history().behind(ENGLISH, REFUND) == 0
    repository.commit(ja="二")
    repository.commit(ja="三")
    assert repository.history().behind(ENGLISH, REFUND) == 2
    repository.commit(en="three")
    assert repository.history().behind(ENGLISH, REFUND) == 0


def test_a_translation_may_name_the_commit_it_was_made_from(repository: Repository) -> None:
    translated = repository.commit(ja="一")
    repository.commit(ja="二")
    repository.commit(en="one")
    history = repository.history()
    assert history.behind(ENGLISH, REFUND, translated) == 1
    assert history.behind(ENGLISH, REFUND, translated[:8]) == 1
    assert history.behind(ENGLISH, REFUND, "no such commit") == 0


def test_both_changed_in_one_commit_leaves_nothing_behind(repository: Repository) -> None:
    repository.commit(ja="一")
    repository.commit(ja="二", en="two")
    assert repository.history().behind(ENGLISH, REFUND) == 0


def test_later_only_what_was_committed_since_is_read_with_the_same_result(repository: Repository) -> None:
    repository.commit(ja="一", en="one")
    known = repository.history()
    repository.commit(ja="二")
    (repository.articles / ENGLISH).unlink()
    repository.commit()
    later = repository.history(known)
    assert later == repository.history()
    assert later.head != known.head
    assert later.last_change(ENGLISH) is None


def test_nothing_committed_to_the_articles_gives_the_known_history_itself(repository: Repository) -> None:
    repository.commit(ja="一")
    known = repository.history()
    assert repository.history(known) is known
    write(repository.folder / "code.py", "print()")
    repository.commit()
    assert repository.history(known) is known


def test_a_rewritten_past_is_read_anew(repository: Repository) -> None:
    repository.commit(ja="一")
    repository.commit(ja="二")
    known = repository.history()
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.commit(ja="三")
    assert repository.history(known) == repository.history()


def test_changes_on_a_branch_count_once_it_is_merged(repository: Repository) -> None:
    repository.commit(ja="一", en="one")
    repository.git("switch", "--quiet", "--create", "branch")
    repository.commit(ja="二")
    repository.git("switch", "--quiet", "main")
    write(repository.articles / "ja/other.md", "other")
    repository.commit()
    assert repository.history().behind(ENGLISH, REFUND) == 0
    known = repository.history()
    repository.git("merge", "--quiet", "--no-ff", "branch")
    assert repository.history().behind(ENGLISH, REFUND) == 1
    assert repository.history(known).behind(ENGLISH, REFUND) == 1


def test_only_articles_below_the_folder_are_known(repository: Repository) -> None:
    write(repository.folder / "README.md", "readme")
    write(repository.articles / "ja/images/a.svg", "<svg/>")
    repository.commit(ja="一")
    assert set(repository.history().files()) == {REFUND}


def test_a_folder_that_is_no_repository_has_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path, History()) == History()


def test_a_repository_without_a_commit_has_no_history(repository: Repository) -> None:
    assert repository.history() == History()


def test_a_shallow_clone_has_no_history_rather_than_a_wrong_one(repository: Repository, tmp_path: Path) -> None:
    repository.commit(ja="一")
    repository.commit(en="one")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(clone))
    assert read_history(clone / "articles", repository.history()) == History()


def test_without_git_there_is_no_history(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    repository.commit(ja="一")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert repository.history() == History()


def test_a_hook_of_git_does_not_lead_astray(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(ja="一")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert repository.history().last_change(REFUND) is not None
