"""Measures what each small cache of a search is worth, and what others would be; prints a Markdown table.

The collection is the 13,447 documents of ../shared/relevance/jsquad, the queries are its own. In one stream of queries some come again and again, as often as
Zipf's law has it; in the other none comes twice. Figures are milliseconds of processor time for one ``kb.search``, so other work of the machine counts little.
Run it with ``python benchmarks/caches.py`` where kbsearch is installed.
"""

import random
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kbsearch import KnowledgeBase
from kbsearch.bootstrap import assemble, collection
from kbsearch.config import make_config
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import read_documents, read_queries
from kbsearch.indexes.locale_index import LocaleIndex
from kbsearch.model import Token
from kbsearch.ports import Passage
from kbsearch.search.expansion import Expander

ROOT = Path(__file__).parents[1]
SET = ROOT.parent / "shared" / "relevance" / "jsquad"
ASKED, DISTINCT, WARM_UP = 300, 600, 30
REMEMBERED = 1_000
Change = Callable[[], AbstractContextManager[Any]]


def main() -> int:
    """Return the exit code."""
    if not SET.is_dir():
        print(f"{SET} is not there: nothing to measure on", file=sys.stderr)
        return 1
    articles = [article_of(document, "ja") for document in read_documents(SET / "corpus.jsonl")]
    with collection(make_config({}, ROOT), "ja", articles, lambda *_: None) as kb:
        print_table(kb, [query.text for query in read_queries(SET / "queries.jsonl")])
    return 0


def print_table(kb: KnowledgeBase, texts: Sequence[str]) -> None:
    """Print a row for each change: the median of three turns, all changes in each turn."""
    chosen = random.Random(5)  # noqa: S311 - the same each time, not a secret
    drawn = chosen.sample(texts, DISTINCT + WARM_UP)
    warm_up, known = drawn[:WARM_UP], drawn[WARM_UP:]
    repeated = chosen.choices(known, [1 / rank for rank in range(1, DISTINCT + 1)], k=ASKED)
    streams = (repeated, known[:ASKED])
    taken: dict[str, list[list[float]]] = {name: [[], []] for name in CHANGES}
    for _ in range(3):
        for name, change in CHANGES.items():
            for stream, times in zip(streams, taken[name], strict=True):
                with change():
                    times.append(milliseconds(assemble(kb.config), warm_up, stream))
    print(f"| cache | repeated queries ({len(set(repeated))} of {ASKED} distinct) | queries that come once |")
    print("| --- | --: | --: |")
    for name, streams_taken in taken.items():
        print(f"| {name} | " + " | ".join(f"{sorted(times)[1]:.2f}" for times in streams_taken) + " |")


def milliseconds(kb: KnowledgeBase, warm_up: Sequence[str], stream: Sequence[str]) -> float:
    """Return the processor time of an average search."""
    for text in warm_up:
        kb.search(text, locale="ja")
    started = time.process_time()
    for text in stream:
        kb.search(text, locale="ja")
    return (time.process_time() - started) / len(stream) * 1000


def without(*modules: str) -> Change:
    """Let the functions that these modules remember be called each time."""

    def forgetful(*_: Any, **__: Any) -> Callable[[Any], Any]:
        return lambda function: function

    @contextmanager
    def change() -> Iterator[None]:
        patches = [patch(f"kbsearch.{module}.lru_cache", forgetful) for module in modules]
        for each in patches:
            each.start()
        try:
            yield
        finally:
            for each in patches:
                each.stop()

    return change


def remembering(owner: type, method: str) -> Change:
    """Let a method remember what it returned."""
    return lambda: patch.object(owner, method, lru_cache(REMEMBERED)(getattr(owner, method)))


def remembering_tokens() -> AbstractContextManager[Any]:
    """Let the tokens of an article be remembered, of which those that a query asks for are picked."""
    passages = lru_cache(REMEMBERED)(LocaleIndex.passages)

    def matches(index: LocaleIndex, numbers: Sequence[int], terms: Collection[str]) -> list[list[Passage]]:
        found = ([(passage, picked(passage, terms)) for passage in passages(index, number)] for number in numbers)
        return [[Passage(passage.field, passage.number, tokens) for passage, tokens in each if tokens] for each in found]

    return patch.object(LocaleIndex, "matches", matches)


def picked(passage: Passage, terms: Collection[str]) -> list[Token]:
    """Return the tokens of a passage that are one of ``terms``."""
    return [token for token in passage.tokens if token.term in terms]


def remembering_results() -> AbstractContextManager[Any]:
    """Let whole results be remembered."""
    return patch.object(KnowledgeBase, "search", lru_cache(REMEMBERED)(KnowledgeBase.search))


CHANGES: dict[str, Change] = {
    "as it is": nullcontext,
    "without articles read lately": without("indexes.locale_index"),
    "without rarities": without("search.worth"),
    "without tokens of texts analyzed": without("search.remembering"),
    "without places of terms": without("indexes.text_column"),
    "without what words stand together": without("search.adjacency"),
    "without articles of terms (correction)": without("search.correction"),
    "with clauses of queries": remembering(Expander, "clauses"),
    "with tokens of articles": remembering_tokens,
    "with whole results": remembering_results,
}

if __name__ == "__main__":
    sys.exit(main())
