"""The KnowledgeBase this application was made for, and what every page says of it."""

from typing import Any, cast

from flask import current_app

from kbsearch import KnowledgeBase
from web.locale import current_locale, language_name

EXTENSION = "kbsearch"


def knowledge() -> KnowledgeBase:
    """Return the KnowledgeBase that was given to ``create_app``."""
    return cast(KnowledgeBase, current_app.extensions[EXTENSION])


def page_context() -> dict[str, Any]:
    """What the templates of all pages need."""
    config = knowledge().config
    locale = current_locale()
    names = config.site.name
    return {
        "locale": locale,
        "locales": config.locales,
        "site": config.site,
        "has_glossary": bool(knowledge().glossary(locale)),
        "site_name": names.get(locale) or next(iter(names.values()), ""),
        "language_name": language_name,
        "alternates": {},
    }
