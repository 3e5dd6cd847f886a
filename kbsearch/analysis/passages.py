"""Which texts of an article are analyzed, and as what."""

from collections.abc import Iterator

from kbsearch.model import Article
from kbsearch.ports import Analyzer, Field, Passage


def analyze(article: Article, analyzer: Analyzer) -> list[Passage]:
    """Return the passages of an article, in the order a reader meets them; passages without a word are left out."""
    passages = (Passage(field, number, analyzer.tokens(text)) for field, number, text in _texts(article))
    return [passage for passage in passages if passage.tokens]


def _texts(article: Article) -> Iterator[tuple[Field, int, str]]:
    yield Field.TITLE, 0, article.title
    for number, question in enumerate(article.questions):
        yield Field.QUESTIONS, number, question
    for number, keyword in enumerate((*article.tags, article.summary)):
        yield Field.KEYWORDS, number, keyword
    for number, section in enumerate(article.sections):
        yield Field.HEADINGS, number, section.heading
        yield Field.BODY, number, section.text
