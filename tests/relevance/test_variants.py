"""Customers do not type what writers wrote: every row of variants_ja.tsv, asked of this repository's own articles."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase

TABLE = Path(__file__).with_name("variants_ja.tsv")
KINDS = {"width", "kana", "romaji", "okurigana", "loanword", "homophone", "typo", "synonym", "compound", "mixed"}
KNOWN_MISSES: dict[str, str] = {
    "にだかいにんしょう": "a kana is left out of a reading that three words share",
    "りょうしゅしょ": "a kana is left out of a reading that two words share",
    "パスwordリセット": "half of a word is left in Latin letters that spell it in English, not in romaji",
}
"""Query -> why it does not find its article yet. One that does must leave the list."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A query as a customer may type it, and the article that answers it."""

    kind: str
    query: str
    path: str
    note: str

    @property
    def label(self) -> str:
        """What stands for it in a test report."""
        return f"{self.kind}: {self.query} -> {self.path}"

    def finds_its_article(self, kb: KnowledgeBase) -> bool:
        """Whether the article is first or second."""
        return self.path in [hit.article.path for hit in kb.search(self.query, locale="ja", limit=2).hits]


def read_table() -> list[Variant]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [Variant(**row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


VARIANTS = read_table()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.label)
def test_a_variant_finds_its_article_first_or_second(variant: Variant, own_articles: KnowledgeBase) -> None:
    found = [hit.article.path for hit in own_articles.search(variant.query, locale="ja", limit=5).hits]
    if variant.query in KNOWN_MISSES:
        assert variant.path not in found[:2], f"{variant.query} finds its article now: take it off KNOWN_MISSES"
    else:
        assert variant.path in found[:2], f"{variant.label} ({variant.note}): found {found or 'nothing'}"


def test_at_least_95_percent_of_all_variants_find_their_article(own_articles: KnowledgeBase) -> None:
    missed = [variant.label for variant in VARIANTS if not variant.finds_its_article(own_articles)]
    print(f"{len(missed)} of {len(VARIANTS)} missed:", *missed, sep="\n  ")
    assert len(missed) <= 0.05 * len(VARIANTS)


def test_every_kind_has_at_least_12_variants_and_no_query_stands_twice() -> None:
    kinds = [variant.kind for variant in VARIANTS]
    assert {kind for kind in kinds if kinds.count(kind) >= 12} == set(kinds) == KINDS
    assert len({variant.query for variant in VARIANTS}) == len(VARIANTS) >= 120


def test_every_known_miss_is_a_row_of_the_table() -> None:
    assert set(KNOWN_MISSES) <= {variant.query for variant in VARIANTS}
