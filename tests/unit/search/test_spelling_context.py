"""Corrections with a view to the other words of a query."""

import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Article
from kbsearch.ports import Field
from kbsearch.search.spelling import Speller
from kbsearch.search.spelling_context import ContextSpeller
from kbsearch.similarity import Similarity
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

TEXTS = [
    *["Save the template" + ", then the next field" * 10] * 3,
    "An invoice is filed under its month.",
    *["Deposit it at the bank to transfer money."] * 2,
    *["A crane lifts the containers."] * 2,
    *["Apples in a crate."] * 2,
    "A declaration of independence from other products.",
    "The river and its silver bridge.",
]
FILLER = [f"Topic {word} explained here." for word in ("alpha", "beta", "gamma", "delta", "epsilon") * 20]


@pytest.fixture(scope="module")
def speller(analyzers: dict[str, TextAnalyzer]) -> ContextSpeller:
    articles: list[Article] = [make_article(f"a{n:02}", " ", text, locale="en") for n, text in enumerate(TEXTS + FILLER)]
    index = MemoryIndex("en", analyzed(articles, analyzers["en"]), Similarity(1.2, 0.75, 1.0, dict.fromkeys(Field, 1.0)))
    lexicon = index.lexicon
    return ContextSpeller(Speller(lexicon, lambda _: True), lexicon, lambda term: index.frequencies(term)[0], index.size)


def corrected(speller: ContextSpeller, analyzers: dict[str, TextAnalyzer], text: str) -> str:
    tokens = analyzers["en"].tokens(text)
    words = speller.corrected(tokens)
    return " ".join(word or token.reading for word, token in zip(words, tokens, strict=True))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("transfer banck", "transfer bank"),
        ("crape containers", "crane containers"),  # crane and crate are equally near
        ("apples crape", "apples crate"),
        ("template filed", "template field"),  # filed is a word, but never with a template
        ("filed month", "filed month"),  # found together as typed
        ("filed", "filed"),  # nothing speaks for field
        ("independance", "independance"),  # its stem finds the article
        ("river independance", "river independence"),  # shown rightly once the query is no longer found as typed
        ("silver deposits", "silver deposits"),  # an ending only
        ("", ""),
    ],
)
def test_a_query_is_corrected_as_a_whole(
    speller: ContextSpeller, analyzers: dict[str, TextAnalyzer], typed: str, meant: str
) -> None:
    assert corrected(speller, analyzers, typed) == meant
