"""Words written together, apart or with a hyphen."""

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.compounds import Compounds
from tests.fakes.dict_lexicon import DictLexicon

COUNTS = {
    "log": 30,
    "in": 90,
    "email": 20,
    "log-in": 4,
    "e-mail": 3,
    "sign": 40,
    "signup": 2,
    "up": 50,
    "reset": 30,
    "re": 1,
    "set": 40,
    "secret": 2,
}
LEXICON = DictLexicon({(word, word): count for word, count in COUNTS.items()})


def everything(_: str) -> bool:
    return True


def test_an_unknown_word_is_split_into_two_frequent_ones() -> None:
    assert Compounds(LEXICON, everything).splits("login") == [("log", "in")]
    assert Compounds(LEXICON, everything).splits("signin") == [("sign", "in")]


def test_a_rare_half_makes_no_split() -> None:
    assert Compounds(LEXICON, everything).splits("reset") == []


def test_words_of_internal_articles_do_not_show() -> None:
    hidden = Compounds(LEXICON, lambda term: term not in ("log-in", "log"))
    assert hidden.splits("login") == []


@given(st.text(max_size=100))
def test_any_text_is_answered(text: str) -> None:
    compounds = Compounds(LEXICON, everything)
    assert all(first + second == text for first, second in compounds.splits(text))
