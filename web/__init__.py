"""The help centre in the browser: pages in every locale, served by Flask from a KnowledgeBase.

It knows nothing of how articles are read, analysed or indexed; it asks the KnowledgeBase it was given.
"""

from flask import Flask

from kbsearch import KnowledgeBase
from kbsearch.insights import Insights
from kbsearch.secret import secret_key
from kbsearch.tickets import Tickets
from web import (
    addresses,
    api,
    articles,
    categories,
    changes,
    channels,
    contact,
    customers,
    errors,
    feedback,
    feeds,
    glossary,
    health,
    home,
    knowledge,
    limits,
    locale,
    media,
    metadata,
    plain,
    questions,
    search,
    security,
    sitemap,
    static_files,
    tags,
    texts,
    theme,
    ticket_files,
    ticket_links,
    ticketing,
    tickets,
    visits,
    widget,
)
from web.api import origins

FOR_PEOPLE = (
    home,
    search,
    channels,
    changes,
    questions,
    tags,
    glossary,
    tickets,
    ticket_links,
    customers,
    media,
    articles,
    categories,
)
FOR_PROGRAMS = (health, api, sitemap, feeds, plain)


def create_app(kb: KnowledgeBase, insights: Insights | None = None, tickets: Tickets | None = None) -> Flask:
    """Return the WSGI application that serves ``kb``; how it is used is recorded in ``insights``, nowhere without it; customers
    write to people through ``tickets``, not at all without them.

    Raises DatabaseError when forms are to be taken and cannot be signed.
    """
    app = Flask(__name__)
    app.extensions[knowledge.EXTENSION] = kb
    locale.register(app, kb.config.locales)
    addresses.register(app)
    texts.register(app, kb.config.locales)
    static_files.register(app)
    security.register(app)
    errors.register(app)
    limits.register(app, kb.config.limits)
    origins.register(app, kb.config.api.origins)
    visits.register(app)
    feedback.register(app)
    ticketing.register(app)
    equip(app, insights, tickets)
    ticket_files.register(app, kb.config.tickets)
    theme.register(app, kb.config.site)
    channels.register(app)
    contact.register(app, kb.config.tickets)
    metadata.register(app)
    feeds.register(app)
    for noun in (*FOR_PEOPLE, *FOR_PROGRAMS):
        app.register_blueprint(noun.blueprint)
    widget.register(app, kb.config)
    app.context_processor(knowledge.page_context)
    return app


def equip(app: Flask, insights: Insights | None, tickets: Tickets | None) -> None:
    """Give an application what it records in and takes tickets with, in place of what it had; it may be serving already.

    Raises DatabaseError when forms are to be taken and cannot be signed.
    """
    if insights is not None or tickets is not None:
        app.secret_key = secret_key(app.extensions[knowledge.EXTENSION].config)
    app.extensions[visits.EXTENSION] = insights
    app.extensions[ticketing.EXTENSION] = tickets
