"""The words of the pages. English stands in the templates; other languages come from ``translations/<locale>.po``."""

from collections.abc import Sequence
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from web.locale import current_locale

TRANSLATIONS = Path(__file__).parent / "translations"
SOURCE_LOCALE = "en"


def register(app: Flask, locales: Sequence[str]) -> None:
    """Give the templates ``{% trans %}`` and ``_()`` in the language of the page."""
    translations = {locale: read_translations(locale) for locale in locales}

    def gettext(text: str) -> str:
        return translations[current_locale()].gettext(text)

    def ngettext(one: str, many: str, number: int) -> str:
        return translations[current_locale()].ngettext(one, many, number)

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]


def read_translations(locale: str) -> NullTranslations:
    """Read a locale's catalogue straight from its ``.po`` file, so that there is no compiled file to forget."""
    if locale == SOURCE_LOCALE:
        return NullTranslations()
    with (TRANSLATIONS / f"{locale}.po").open("rb") as file:
        catalog = read_po(file, locale)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
