"""Where articles and the files beside them are found in the browser."""

from flask import Flask, url_for
from werkzeug.routing import PathConverter


class FolderPath(PathConverter):
    """A path below the locale without a slash at its end: with one it is a category, without one an article."""

    regex = "[^/](?:.*?[^/])?"


def register(app: Flask) -> None:
    """Let routes speak of ``<folder:path>``."""
    app.url_map.converters["folder"] = FolderPath


class Addresses:
    """Gives the KnowledgeBase the addresses to put into an article's HTML."""

    def article(self, locale: str, path: str, anchor: str) -> str:
        """Return the address of an article, at a heading where ``anchor`` is not empty."""
        return url_for("articles.article", locale=locale, path=path, _anchor=anchor or None)

    def asset(self, path: str) -> str:
        """Return the address of a picture or other file beside the articles."""
        return url_for("media.asset", path=path)

    def glossary(self, locale: str, anchor: str) -> str:
        """Return the address of a word in the glossary."""
        return url_for("glossary.glossary", locale=locale, _anchor=anchor)
