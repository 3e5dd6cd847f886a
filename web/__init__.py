"""The help centre in the browser: pages in every locale, served by Flask from a KnowledgeBase.

It knows nothing of how articles are read, analysed or indexed; it asks the KnowledgeBase it was given.
"""

from flask import Flask

from kbsearch import KnowledgeBase
from web import (
    addresses,
    articles,
    categories,
    errors,
    health,
    home,
    knowledge,
    locale,
    media,
    search,
    security,
    static_files,
    texts,
    theme,
)


def create_app(kb: KnowledgeBase) -> Flask:
    """Return the WSGI application that serves ``kb``."""
    app = Flask(__name__)
    app.extensions[knowledge.EXTENSION] = kb
    locale.register(app, kb.config.locales)
    addresses.register(app)
    texts.register(app, kb.config.locales)
    static_files.register(app)
    security.register(app)
    errors.register(app)
    theme.register(app, kb.config.site.accent)
    for noun in (health, home, search, media, articles, categories):
        app.register_blueprint(noun.blueprint)
    app.context_processor(knowledge.page_context)
    return app
