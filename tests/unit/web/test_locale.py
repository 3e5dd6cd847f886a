import pytest
from flask import Flask

from web.locale import current_locale, format_number, format_seconds, language_name


@pytest.mark.parametrize(
    ("address", "asked", "locale"), [("/en/x", "ja", "en"), ("/ja/", "en", "ja"), ("/english", "ja", "ja"), ("/", "en", "en")]
)
def test_the_address_decides_and_else_the_reader(app: Flask, address: str, asked: str, locale: str) -> None:
    with app.test_request_context(address, headers={"Accept-Language": asked}):
        assert current_locale() == locale


def test_languages_are_named_in_themselves() -> None:
    assert [language_name(locale) for locale in ("ja", "en")] == ["日本語", "English"]


def test_numbers_are_written_as_the_language_does(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert format_number(1234567) == "1,234,567"
        assert format_seconds(0.0042) == "0.004"
        assert format_seconds(0.0000001) == "0.001"
