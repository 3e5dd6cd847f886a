"""What a page says of itself to search engines and to sites that show a link to it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from babel.core import get_global
from flask import Flask, request, url_for
from markupsafe import Markup

from kbsearch.model import Article, Category
from kbsearch.page import Page
from web.knowledge import knowledge

LONGEST_DESCRIPTION = 160
LONGEST_ANSWER = 300
_HARMLESS = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""What could end a script element, or begin a comment in it."""


def register(app: Flask) -> None:
    """Let templates speak of it."""
    app.add_template_global(absolute)
    app.add_template_global(canonical)
    app.add_template_global(description_of)
    app.add_template_global(structured)
    app.add_template_global(with_territory)


def absolute(address: str) -> str:
    """Return an address of this site with the host name: the configured one, else that of the request."""
    return (knowledge().config.site.url or request.url_root.rstrip("/")) + address


def canonical() -> str:
    """Return the one address of this page, whatever stands behind the question mark."""
    return absolute(quote(request.path, safe="/:@!$&'()*+,;=~"))


def with_territory(locale: str) -> str:
    """Return a language with the country where most speak it, as Open Graph has it: ``ja_JP``."""
    tags = get_global("likely_subtags")[locale].split("_")
    return f"{tags[0]}_{tags[-1]}"


def description_of(article: Article) -> str:
    """Return what an article is about in a sentence or two: the writer's summary, else how it begins."""
    return article.summary or shortened(
        next((section.text for section in article.sections if section.text), ""), LONGEST_DESCRIPTION
    )


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text in one line, cut between words where there are spaces."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    return (cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut).rstrip("、。,. ") + "…"


def structured(page: Page, trail: Sequence[Category]) -> Markup:
    """Return an article as JSON-LD, safe within a script element: itself, its breadcrumbs, and the questions it answers."""
    graph = [_article(page), _breadcrumbs(page.article, trail), *_questions(page)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_HARMLESS))  # noqa: S704 - nothing that HTML could take for its own is left


def _article(page: Page) -> dict[str, Any]:
    article = page.article
    site = knowledge().config.site
    described: dict[str, Any] = {
        "@type": "Article",
        "headline": article.title,
        "description": description_of(article),
        "inLanguage": article.locale,
        "mainEntityOfPage": canonical(),
        "publisher": {"@type": "Organization", "name": site.name.get(article.locale) or next(iter(site.name.values()), "")},
    }
    return described | ({"dateModified": page.changed.isoformat()} if page.changed else {})


def _breadcrumbs(article: Article, trail: Sequence[Category]) -> dict[str, Any]:
    steps = [(category.name, url_for("categories.category", locale=article.locale, path=category.path)) for category in trail]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(address)}
        for position, (name, address) in enumerate(steps, 1)
    ]
    here = {"@type": "ListItem", "position": len(items) + 1, "name": article.title}
    return {"@type": "BreadcrumbList", "itemListElement": [*items, here]}


def _questions(page: Page) -> Iterator[dict[str, Any]]:
    """Yield a page of questions where the writer gave some: the article is the answer to each."""
    texts = (section.text for section in page.article.sections)
    answer = {"@type": "Answer", "text": shortened(" ".join(texts), LONGEST_ANSWER) or page.article.title, "url": canonical()}
    if page.article.questions:
        asked = [{"@type": "Question", "name": question, "acceptedAnswer": answer} for question in page.article.questions]
        yield {"@type": "FAQPage", "inLanguage": page.article.locale, "mainEntity": asked}
