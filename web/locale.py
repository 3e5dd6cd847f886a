"""The language of a page: the first part of its address, else what the reader's browser asks for."""

from collections.abc import Sequence

import babel
from babel.numbers import format_decimal
from flask import Flask, current_app, request
from werkzeug.routing import BaseConverter

_LOCALES = "KBSEARCH_LOCALES"


def register(app: Flask, locales: Sequence[str]) -> None:
    """Serve ``locales`` (the first is the default) and let routes and templates speak of them."""
    app.config[_LOCALES] = tuple(locales)
    app.url_map.converters["locale"] = type("LocaleConverter", (BaseConverter,), {"regex": "|".join(locales)})
    app.add_template_filter(format_number, "number")
    app.add_template_filter(format_seconds, "seconds")


def current_locale() -> str:
    """Return the locale of the page being made; an address without one gets the reader's."""
    first = request.path.split("/", 2)[1]
    return first if first in _locales() else preferred_locale()


def preferred_locale() -> str:
    """Return the locale the browser asks for (``Accept-Language``), else the default one."""
    locales = _locales()
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((locale for locale in wanted if locale in locales), locales[0])


def language_name(locale: str) -> str:
    """Return a language's own name for itself: ``日本語``."""
    return babel.Locale.parse(locale).get_display_name() or locale


def language_called(locale: str) -> str:
    """Return what the language of the page calls another: ``Japanese``, ``英語``."""
    return babel.Locale.parse(locale).get_display_name(current_locale()) or locale


def format_number(number: int) -> str:
    """Write a number as the page's language does: ``1,234``."""
    return format_decimal(number, locale=current_locale())


def format_seconds(seconds: float) -> str:
    """Write a duration in seconds, to the millisecond; anything shorter counts as one."""
    return format_decimal(max(seconds, 0.001), "0.000", locale=current_locale())


def _locales() -> tuple[str, ...]:
    locales: tuple[str, ...] = current_app.config[_LOCALES]
    return locales
