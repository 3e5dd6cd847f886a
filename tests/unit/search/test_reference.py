"""The ranking over arrays says what the plain, slow reference says: for any articles, any query, any filter."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch.indexes.batch import Batch
from kbsearch.indexes.columns import write_columns
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH, LocaleIndex
from kbsearch.indexes.whoosh import WhooshReader, WhooshWriter
from kbsearch.model import Article, Audience, Token
from kbsearch.ports import Field, Passage, SearchIndex
from kbsearch.search.clauses import Alternative, Clause
from kbsearch.search.profile import PROFILES
from kbsearch.search.ranking import Ranker, Ranking
from kbsearch.search.reference import ReferenceScorer
from tests.builders import make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)
EVERYTHING = replace(PROFILES["en"], coverage=0.0, tail=0.0)
"""Ranks whatever has a word of the query."""

WORDS = "abcdef"
words = st.lists(st.sampled_from(WORDS), max_size=8)
articles = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(list(Field)), words, max_size=4),
        st.sampled_from(["billing", "billing/cards", "account"]),
        st.sets(st.sampled_from(["pdf", "app"])),
        st.sampled_from(list(Audience)),
        st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
    ),
    max_size=24,
)
alternatives = st.builds(
    Alternative,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple),
    st.sampled_from([0.3, 0.7, 1.0]),
    st.just("another word"),
)


@st.composite
def queries(draw: st.DrawFn) -> Sequence[Clause]:
    texts = draw(st.lists(st.lists(st.sampled_from(f"{WORDS}z"), min_size=1, max_size=2), min_size=1, max_size=4))
    return [
        Clause(
            tuple(text),
            place,
            place + 1,
            place,
            tuple(draw(st.lists(alternatives, max_size=2))),
            draw(st.sampled_from([0.5, 1.0, 1.5])),
            draw(st.booleans()),
        )
        for place, text in enumerate(texts)
    ]


def documents_of(
    drawn: Iterable[tuple[dict[Field, list[str]], str, set[str], Audience, datetime | None]],
) -> list[tuple[Article, list[Passage]]]:
    return [
        (
            make_article(
                f"{category}/{number:02}",
                "x",
                questions=("x",),
                tags=tuple(sorted(tags)),
                audience=audience,
                publish_at=publish_at,
            ),
            [
                Passage(field, 0, [Token(word, 2 * at, 2 * at + 1, at) for at, word in enumerate(text)])
                for field, text in sorted(passages.items())
            ],
        )
        for number, (passages, category, tags, audience, publish_at) in enumerate(drawn)
    ]


def columns(folder: Path, documents: Iterable[tuple[Article, list[Passage]]]) -> LocaleIndex:
    writer = WhooshWriter(folder / WHOOSH)
    for article, passages in documents:
        writer.add(article, passages)
    writer.commit()
    with closing(WhooshReader(folder / WHOOSH)) as reader:
        write_columns(folder / COLUMNS, Batch.of(reader.documents()), EVERYTHING.similarity)
    return LocaleIndex(folder)


def assert_agree(ranking: Ranking, expected: list[tuple[int, float]]) -> None:
    """The same articles and scores, in the same order, but where two scores differ by less than arithmetic can tell."""
    scores = dict(expected)
    assert ranking.total == len(expected)
    assert set(ranking.numbers) == scores.keys()
    assert ranking.scores == pytest.approx([scores[number] for number in ranking.numbers], rel=1e-5)
    ranked = [(round(-scores[number], 5), number) for number in ranking.numbers]
    assert ranked == sorted(ranked)


@given(articles, queries())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_columns_rank_as_the_reference_does(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[dict[Field, list[str]], str, set[str], Audience, datetime | None]],
    clauses: Sequence[Clause],
) -> None:
    index = columns(tmp_path_factory.mktemp("index") / "en", documents_of(drawn))
    ranking = Ranker(index, EVERYTHING).rank(clauses, np.ones(index.size, np.bool_), 100)
    assert_agree(ranking, ReferenceScorer(index, EVERYTHING).rank(clauses, range(index.size)))


@given(articles, queries(), st.sampled_from(list(Audience)), st.sampled_from(["pdf", None]), st.sampled_from(["billing", None]))
def test_filters_take_away_and_change_nothing_else(
    drawn: list[tuple[dict[Field, list[str]], str, set[str], Audience, datetime | None]],
    clauses: Sequence[Clause],
    audience: Audience,
    tag: str | None,
    category: str | None,
) -> None:
    index: SearchIndex = MemoryIndex("en", documents_of(drawn), EVERYTHING.similarity)
    allowed = index.visible(audience, NOW).copy()
    if tag:
        allowed &= np.isin(np.arange(index.size), index.tagged(tag))
    if category:
        allowed &= np.isin(np.arange(index.size), index.in_category(category))
    wanted = [
        number
        for number in range(index.size)
        if (article := index.article(number)).is_visible_to(audience, NOW)
        and (tag is None or tag in article.tags)
        and (category is None or article.category.startswith(category))
    ]
    ranking = Ranker(index, EVERYTHING).rank(clauses, allowed, 100)
    assert_agree(ranking, ReferenceScorer(index, EVERYTHING).rank(clauses, wanted))


@given(articles, queries(), st.integers(1, 5))
def test_asking_for_fewer_gives_the_first_of_them(
    drawn: list[tuple[dict[Field, list[str]], str, set[str], Audience, datetime | None]], clauses: Sequence[Clause], limit: int
) -> None:
    index = MemoryIndex("en", documents_of(drawn), EVERYTHING.similarity)
    ranker, allowed = Ranker(index, EVERYTHING), np.ones(index.size, np.bool_)
    assert ranker.rank(clauses, allowed, limit).numbers == ranker.rank(clauses, allowed, 100).numbers[:limit]
