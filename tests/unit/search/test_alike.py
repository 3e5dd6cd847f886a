import pytest

from kbsearch.analysis.passages import analyze
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Article, Section
from kbsearch.search.alike import Alike
from kbsearch.search.profile import PROFILES
from tests.fakes.memory_index import MemoryIndex

ANALYZER = TextAnalyzer("en", None)  # type: ignore[arg-type]


def article(path: str, title: str, *questions: str, text: str = "") -> Article:
    return Article(path, "en", path, title, questions=questions, sections=(Section("", "", 0, text),))


@pytest.fixture
def index() -> MemoryIndex:
    articles = [
        article("cancel", "Cancel a paid plan", "end my subscription", text="The plan ends with the paid month."),
        article("change", "Change a paid plan", "switch my subscription", text="Choose the plan you want."),
        article("password", "Reset your password", "forgot the password", text="We send a link by mail."),
        article("sign-in", "Cannot sign in", "my password is wrong", text="Reset the password, then sign in."),
        article("printer", "Print a board", text="Choose Print in the menu of the board."),
    ]
    return MemoryIndex("en", [(a, analyze(a, ANALYZER)) for a in articles], PROFILES["en"].similarity)


def like(index: MemoryIndex, path: str) -> list[str]:
    number = index.number_of(path)
    assert number is not None
    return [index.paths()[other] for other in Alike(index, frozenset({"a", "the", "my", "your", "in"})).to(number)]


def test_the_article_that_shares_the_telling_words_comes_first(index: MemoryIndex) -> None:
    assert like(index, "cancel")[0] == "change"
    assert like(index, "password")[0] == "sign-in"


def test_an_article_is_not_like_itself(index: MemoryIndex) -> None:
    assert "cancel" not in like(index, "cancel")


def test_what_shares_hardly_a_word_is_not_alike(index: MemoryIndex) -> None:
    assert "printer" not in like(index, "password")
    assert like(index, "printer") == []
