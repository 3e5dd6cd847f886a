"""Puts the documents of a relevance set into an index, as articles go into it."""

from collections.abc import Sequence
from urllib.parse import quote

from kbsearch.analysis.passages import analyze
from kbsearch.evaluation.judgments import Document
from kbsearch.ledger import Ledger
from kbsearch.model import Article, Section
from kbsearch.ports import Analyzer, IndexStore, Progress


def article_of(document: Document, locale: str) -> Article:
    """Return the document as an article without category: its text is one section."""
    section = Section("", "", 0, document.text)
    return Article(document.id, locale, quote(document.id, safe=""), document.title, sections=(section,))


def build_index(store: IndexStore, articles: Sequence[Article], analyzer: Analyzer, progress: Progress) -> None:
    """Make ``articles``, all in the analyzer's language, the generation that serves. Raises IndexBuildError."""
    with store.building():
        build = store.begin(None)
        try:
            for number, article in enumerate(articles):
                progress("index", number, len(articles))
                build.add(article, analyze(article, analyzer))
            progress("index", len(articles), len(articles))
            build.finish(Ledger({}), {analyzer.locale: {}})
        except BaseException:
            build.abandon()
            raise
