"""Which texts of an article are analyzed, and as what."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from kbsearch.model import Article
from kbsearch.ports import Analyzer, Field, Passage


def analyze(article: Article, analyzer: Analyzer) -> list[Passage]:
    """Return the passages of an article, in the order a reader meets them; passages without a word are left out."""
    passages = (Passage(field, number, analyzer.tokens(text)) for field, number, text in _texts(article))
    return [passage for passage in passages if passage.tokens]


@dataclass(frozen=True)
class ArticleAnalysis:
    """Implements Analysis."""

    analyzer: Analyzer

    def __call__(self, article: Article) -> list[Passage]:
        """Return the passages of an article."""
        return analyze(article, self.analyzer)

    def key(self, article: Article) -> str:
        """Return a digest of all that its passages come from: the analyzer and the texts."""
        digest = blake2b(f"{self.analyzer.locale} {self.analyzer.fingerprint}\n".encode(), digest_size=16)
        for field, number, text in _texts(article):
            encoded = text.encode("utf-8", "surrogatepass")
            digest.update(f"{field.name} {field:d} {number} {len(encoded)}\n".encode() + encoded)
        return digest.hexdigest()


def _texts(article: Article) -> Iterator[tuple[Field, int, str]]:
    yield Field.TITLE, 0, article.title
    for number, question in enumerate(article.questions):
        yield Field.QUESTIONS, number, question
    for number, keyword in enumerate((*article.tags, article.summary)):
        yield Field.KEYWORDS, number, keyword
    for number, section in enumerate(article.sections):
        yield Field.HEADINGS, number, section.heading
        yield Field.BODY, number, section.text
