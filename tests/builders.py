"""Articles made in one line, for tests."""

from typing import Any

from kbsearch.analysis.passages import analyze
from kbsearch.model import Article, Section
from kbsearch.ports import Analyzer, Passage


def make_article(path: str, title: str = "", text: str = "", *, locale: str = "ja", **more: Any) -> Article:
    """Return an article with one section, or with the ``sections`` given as {heading: text}."""
    given = more.pop("sections", None) or {"": text}
    sections = tuple(Section(heading, heading, 2 if heading else 0, body) for heading, body in given.items())
    return Article(more.pop("id", path), locale, path, title or path, sections=sections, **more)


def analyzed(articles: list[Article], analyzer: Analyzer) -> list[tuple[Article, list[Passage]]]:
    """Return each article with its passages."""
    return [(article, analyze(article, analyzer)) for article in articles]
