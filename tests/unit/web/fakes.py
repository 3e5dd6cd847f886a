"""A small help centre in memory, behind the interface of KnowledgeBase."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kbsearch.articles.glossary import Glossary, GlossaryEntry
from kbsearch.config import Config
from kbsearch.listing import Listed
from kbsearch.model import Article, Audience, Category, Facet, Hit, Query, Results, Section, Snippet, Suggestion
from kbsearch.page import Heading, Page
from web.addresses import Addresses

CATEGORIES = {
    "ja": (
        Category("billing", "料金とお支払い", 1, "返金や領収書", "💳", 3),
        Category("billing/cards", "カード", 2, "", "", 1),
    ),
    "en": (Category("billing", "Billing", 1, "Refunds and receipts", "💳", 1),),
}
GLOSSARY = (
    GlossaryEntry("返金", "お支払いをお戻しすること。", "へんきん", ("払い戻し",), related=("解約",), anchor="返金"),
    GlossaryEntry("解約", "更新を止めること。", "かいやく", opposite=("契約",), anchor="解約"),
    GlossaryEntry("契約", "約束すること。", "けいやく", opposite=("解約",), anchor="契約"),
    GlossaryEntry("チケット", "<1件>の記録。", "ちけっと", anchor="チケット"),
)
"""Of the Japanese pages; there is none in English."""


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
        questions=("お金はいつ戻りますか",),
        sections=(Section("返金の条件", "返金の条件", 2, "14日以内であれば全額を返金します。"),),
        html='<h2 id="返金の条件">返金の条件</h2><p>14日以内であれば全額を返金します。</p><h2 id="日数">日数</h2>',
    ),
    make_article("ja", "billing/cards/declined", "カードが使えない", aliases=("old/カード",)),
    make_article("ja", "billing/only-ja", "日本語だけの記事"),
    make_article("ja", "billing/invoice", "請求書を受け取る", pinned_for=("請求書",)),
    make_article("en", "billing/refund", "Ask for a refund", html="<p>Within 14 days.</p>"),
)
CHANGED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CORRECTIONS = {"変金": "返金", "refnd": "refund", "Invoce": "Invoice"}


@dataclass(frozen=True)
class FakeListing:
    """Behind the interface of Listing; everything but what is only in Japanese was changed at ``CHANGED``."""

    listed: tuple[Article, ...]

    def articles(self, *, category: str = "", tag: str = "", offset: int = 0, limit: int = 20) -> Listed:
        found = [
            article
            for article in self.listed
            if f"{article.category}/".startswith(f"{category}/" if category else "") and (not tag or tag in article.tags)
        ]
        return Listed(len(found), tuple(found[offset : offset + limit]))

    def paths(self) -> Mapping[str, datetime | None]:
        return {article.path: self.last_change(article) for article in self.listed}

    def last_change(self, article: Article) -> datetime | None:
        return None if article.path == "billing/only-ja" else CHANGED

    def markdown(self, article: Article) -> str:
        return f"# {article.title}\n\n{article.source}\n"


@dataclass
class FakeKnowledgeBase:
    """Answers from ``ARTICLES``: an article is found when a word of the query is in its title or text.

    ``confident`` is what it says of every first hit.
    """

    config: Config = field(default_factory=Config)
    articles: tuple[Article, ...] = ARTICLES
    asset_folder: Path | None = None
    confident: bool = False
    facets: tuple[Facet, ...] = ()
    filters: tuple[Facet, ...] = ()
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
        elsewhere = () if len(here) > 1 else tuple(hit for hit in found if hit.article.locale != locale)
        filters = tuple(Facet("tag", tag, tag, len(here), "") for tag in query.tags)
        return Results(
            query,
            locale,
            len(here),
            here[offset : offset + limit],
            elsewhere,
            facets=self.facets,
            filters=self.filters or filters,
            unfiltered="" if query.tags else text,
            correction=correction,
            confident=self.confident and bool(here),
            seconds=0.0042,
        )

    def nearby(self, text: str, *, locale: str, limit: int = 5, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        return tuple(a for a in self.articles if a.locale == locale and a.title[:2] == text[:2])[:limit]

    def suggest(
        self, prefix: str, *, locale: str, limit: int = 8, audience: Audience = Audience.PUBLIC
    ) -> tuple[Suggestion, ...]:
        found = (article for article in self.articles if article.locale == locale and article.title.startswith(prefix))
        marks = ((0, len(prefix)),)
        suggestions = [Suggestion(a.title, "title", a.id, a.path, a.locale, marks) for a in found]
        return tuple(suggestions[:limit])

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

    def common(self, locale: str) -> tuple[Article, ...]:
        pinned = [article for article in self.articles if article.locale == locale and article.pinned_for]
        return tuple(sorted(pinned, key=lambda article: -len(article.pinned_for))[:1])

    def tags(self, locale: str, *, audience: Audience = Audience.PUBLIC) -> tuple[tuple[str, int], ...]:
        counts = Counter(tag for article in self.articles if article.locale == locale for tag in article.tags)
        return tuple(sorted(counts.items(), key=lambda tag: (-tag[1], tag[0])))

    def articles_tagged(self, tag: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        return tuple(article for article in self.articles if article.locale == locale and tag in article.tags)

    def changed(self, locale: str, *, limit: int = 10) -> list[tuple[Article, datetime]]:
        return [(article, CHANGED) for article in self.articles if article.locale == locale][:limit]

    def listing(self, locale: str) -> FakeListing:
        return FakeListing(tuple(article for article in self.articles if article.locale == locale))

    def questions(self, locale: str, *, each: int = 12) -> Mapping[str, Sequence[Suggestion]]:
        found: dict[str, list[Suggestion]] = {}
        for article in self.articles:
            for question in article.questions if article.locale == locale else ():
                listed = found.setdefault(article.category.partition("/")[0], [])
                listed.append(Suggestion(question, "question", article.id, article.path, locale))
        return found

    def glossary(self, locale: str) -> Glossary:
        return Glossary(GLOSSARY if locale == "ja" else ())

    def related_terms(self, text: str, locale: str) -> tuple[str, ...]:
        entry = self.glossary(locale).find(text)
        return entry.related if entry else ()

    def knows(self, text: str, locale: str) -> bool:
        written = " ".join(a.title + a.html for a in self.articles if a.locale == locale)
        return all(word in written or self.glossary(locale).find(word) is not None for word in text.split())

    def asset(self, path: str, *, audience: Audience = Audience.PUBLIC) -> Path | None:
        location = self.asset_folder / path if self.asset_folder else None
        return location if location and location.is_file() else None

    def _hit(self, article: Article, words: str) -> Hit:
        section = article.sections[0] if article.sections else Section("", "", 0, "")
        at = section.text.find(words)
        marks = ((at, at + len(words)),) if at >= 0 else ()
        return Hit(article, section, 1.0, Snippet(article.title), Snippet(section.text, marks))
