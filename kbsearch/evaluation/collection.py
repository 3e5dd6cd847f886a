"""Puts the documents of a relevance set into an index, as articles go into it."""

import pickle
from collections.abc import Sequence
from urllib.parse import quote

from kbsearch.analysis.passages import ArticleAnalysis
from kbsearch.evaluation.judgments import Document
from kbsearch.history import History
from kbsearch.ledger import Ledger
from kbsearch.model import Article, Section
from kbsearch.ports import Analyzer, IndexStore, Progress
from kbsearch.processes import Processes, collector_at_rest


def article_of(document: Document, locale: str) -> Article:
    """Return the document as an article without category: its text is one section."""
    section = Section("", "", 0, document.text)
    return Article(document.id, locale, quote(document.id, safe=""), document.title, sections=(section,))


def build_index(store: IndexStore, articles: Sequence[Article], analyzer: Analyzer, progress: Progress) -> None:
    """Make ``articles``, all in the analyzer's language, the generation that serves. Raises IndexBuildError."""
    with store.building(), collector_at_rest(), Processes() as processes:
        build = store.begin(None)
        try:
            pickled = {article.file: pickle.dumps(article) for article in articles}
            analysis = ArticleAnalysis(analyzer)
            build.add(analyzer.locale, pickled, analysis, processes, lambda done: progress("index", done, len(articles)))
            build.finish(Ledger({}), {analyzer.locale: {}}, History())
        except BaseException:
            build.abandon()
            raise
