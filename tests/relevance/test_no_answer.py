"""What a help centre cannot answer shows nothing, so that a customer is offered help instead of noise."""

from pathlib import Path

import pytest

from kbsearch import KnowledgeBase

FOLDER = Path(__file__).parent
SECTIONS = ("off-topic", "nonsense")
LOCALES = ("ja", "en")


def read_sections(locale: str) -> dict[str, list[str]]:
    """Return the queries below each heading (``# off-topic``) of a locale's file."""
    sections: dict[str, list[str]] = {}
    for line in (FOLDER / f"no_answer_{locale}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            sections[line.removeprefix("# ")] = queries = []
        elif line:
            queries.append(line)
    return sections


def shown(kb: KnowledgeBase, query: str, locale: str) -> list[str]:
    """Return the files of the articles that a query shows, in its own language or else in another one."""
    results = kb.search(query, locale=locale, limit=3)
    return [hit.article.file for hit in (*results.hits, *results.elsewhere)]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("locale", LOCALES)
def test_at_least_90_percent_show_nothing(own_articles: KnowledgeBase, locale: str, section: str) -> None:
    queries = read_sections(locale)[section]
    noisy = {query: files for query in queries if (files := shown(own_articles, query, locale))}
    print(f"{len(noisy)} of {len(queries)} show something:", *(f"{q}: {files}" for q, files in noisy.items()), sep="\n  ")
    assert len(noisy) <= 0.1 * len(queries)


@pytest.mark.parametrize("locale", LOCALES)
def test_there_are_100_different_queries_of_each_sort(locale: str) -> None:
    assert {name: len(set(queries)) for name, queries in read_sections(locale).items()} == dict.fromkeys(SECTIONS, 100)
