"""Markdown to HTML in one word, for tests."""

from kbsearch.articles.markdown_html import render_article


def render(markdown_text: str, locale: str = "en") -> str:
    """Return the sanitized HTML alone."""
    return render_article(markdown_text, locale).html
