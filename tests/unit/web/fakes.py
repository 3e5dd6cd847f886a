"""A small help centre in memory, behind the interface of KnowledgeBase."""

from dataclasses import dataclass, field
from pathlib import Path

from kbsearch.config import Config
from kbsearch.model import Article, Audience, Category, Heading, Hit, Page, Query, Results, Section, Snippet
from web.addresses import Addresses

CATEGORIES = {
    "ja": (
        Category("billing", "料金とお支払い", 1, "返金や領収書", "💳", 3),
        Category("billing/cards", "カード", 2, "", "", 1),
    ),
    "en": (Category("billing", "Billing", 1, "Refunds and receipts", "💳", 1),),
}


def make_article(locale: str, path: str, title: str, **fields: object) -> Article:
    return Article(id=path.rpartition("/")[2], locale=locale, path=path, title=title, **fields)  # type: ignore[arg-type]


ARTICLES = (
    make_article(
        "ja",
        "billing/refund",
        "返金を申し込む",
        summary="返金の条件と日数",
        tags=("返金", "年払い 返金"),
        pinned_for=("返金", "払い戻し"),
        sections=(Section("返金の条件", "返金の条件", 2, "14日以内であれば全額を返金します。"),),
        html='<h2 id="返金の条件">返金の条件</h2><p>14日以内であれば全額を返金します。</p><h2 id="日数">日数</h2>',
    ),
    make_article("ja", "billing/cards/declined", "カードが使えない", aliases=("old/カード",)),
    make_article("ja", "billing/only-ja", "日本語だけの記事"),
    make_article("ja", "billing/invoice", "請求書を受け取る", pinned_for=("請求書",)),
    make_article("en", "billing/refund", "Ask for a refund", html="<p>Within 14 days.</p>"),
)
CORRECTIONS = {"変金": "返金", "refnd": "refund", "Invoce": "Invoice"}


@dataclass
class FakeKnowledgeBase:
    """Answers from ``ARTICLES``: an article is found when a word of the query is in its title or text.

    ``confident`` is what it says of every first hit.
    """

    config: Config = field(default_factory=Config)
    articles: tuple[Article, ...] = ARTICLES
    asset_folder: Path | None = None
    confident: bool = False
    queries: list[tuple[str, int, int]] = field(default_factory=list)

    def search(
        self,
        text: str,
        *,
        locale: str,
        limit: int = 10,
        offset: int = 0,
        audience: Audience = Audience.PUBLIC,
        literal: bool = False,
        explain: bool = False,
    ) -> Results:
        self.queries.append((text, limit, offset))
        correction = None if literal else CORRECTIONS.get(text)
        words = correction or text.removeprefix("tag:")
        query = Query(text, words="" if text.startswith("tag:") else text, tags=(words,) if text.startswith("tag:") else ())
        if not text:
            return Results(query, locale, 0, (), categories=CATEGORIES[locale])
        found = [
            self._hit(article, words) for article in self.articles if words in article.title + article.html + str(article.tags)
        ]
        here = tuple(hit for hit in found if hit.article.locale == locale)
        elsewhere = () if here else tuple(hit for hit in found if hit.article.locale != locale)
        return Results(
            query,
            locale,
            len(here),
            here[offset : offset + limit],
            elsewhere,
            correction=correction,
            confident=self.confident and bool(here),
            seconds=0.0042,
        )

    def page(
        self, path: str, *, locale: str, urls: Addresses, query: str = "", audience: Audience = Audience.PUBLIC
    ) -> Page | None:
        article = self.find(path, locale=locale)
        if article is None:
            return None
        html = article.html.replace(query, f"<mark>{query}</mark>") if query in ("14日",) else article.html
        headings = tuple(Heading(anchor, anchor, 2) for anchor in ("返金の条件", "日数") if f'id="{anchor}"' in html)
        others = tuple(other for other in self.config.locales if other != locale and self.find(path, locale=other))
        related = tuple(a for a in self.articles if a.locale == locale and a is not article)
        category = next((c for c in CATEGORIES[locale] if c.path == article.category), None)
        return Page(article, html, headings, category, others, related)

    def find(self, path: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> Article | None:
        return next((a for a in self.articles if a.path == path and a.locale == locale), None)

    def redirect(self, path: str, *, locale: str) -> str | None:
        return next((a.path for a in self.articles if a.locale == locale and path in a.aliases), None)

    def by_id(self, article_id: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> Article | None:
        same = [a for a in self.articles if a.id == article_id]
        return next((a for a in same if a.locale == locale), same[0] if same else None)

    def categories(self, locale: str, *, audience: Audience = Audience.PUBLIC) -> tuple[Category, ...]:
        return CATEGORIES[locale]

    def articles_in(self, category: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        return tuple(a for a in self.articles if a.locale == locale and a.category == category)

    def asset(self, path: str, *, audience: Audience = Audience.PUBLIC) -> Path | None:
        location = self.asset_folder / path if self.asset_folder else None
        return location if location and location.is_file() else None

    def _hit(self, article: Article, words: str) -> Hit:
        section = article.sections[0] if article.sections else Section("", "", 0, "")
        at = section.text.find(words)
        marks = ((at, at + len(words)),) if at >= 0 else ()
        return Hit(article, section, 1.0, Snippet(article.title), Snippet(section.text, marks))
