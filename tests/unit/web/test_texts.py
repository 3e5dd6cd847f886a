from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import web
from kbsearch.config import SUPPORTED_LOCALES
from web.texts import SOURCE_LOCALE, TRANSLATIONS, read_translations

TRANSLATED = [locale for locale in SUPPORTED_LOCALES if locale != SOURCE_LOCALE]


def texts_of_the_pages() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(
        Path(web.__file__).parent,
        method_map=[("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2"), ("**.py", "python")],
        options_map={f"templates/**.{kind}": {"trimmed": "true", "silent": "false"} for kind in ("html", "xml")},
    )
    return {message for _, _, message, _, _ in found}


def read_catalog(locale: str) -> Catalog:
    with (TRANSLATIONS / f"{locale}.po").open("rb") as file:
        return read_po(file, locale, abort_invalid=True)


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(locale: str) -> None:
    translated = {message.id for message in read_catalog(locale) if message.id and message.string and not message.fuzzy}
    texts = texts_of_the_pages()
    assert len(texts) > 40
    assert {str(text) for text in texts - translated} == set(), "untranslated"
    assert {str(text) for text in translated - texts} == set(), "obsolete"


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_keep_the_placeholders(locale: str) -> None:
    assert [(message.id, errors) for message, errors in read_catalog(locale).check()] == []


def test_a_catalogue_is_read_without_being_compiled() -> None:
    assert read_translations("ja").gettext("Related articles") == "関連する記事"
    assert read_translations("en").gettext("Related articles") == "Related articles"
