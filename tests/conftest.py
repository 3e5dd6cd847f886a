"""What all tests share: one analyzer for each language, a PostgreSQL, and hypothesis without a stopwatch."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from kbsearch.analysis.japanese import JapaneseWords
from kbsearch.analysis.text import TextAnalyzer
from tests import postgresql

POSTGRESQL = "KBSEARCH_TEST_DATABASE_URL"

IS_REPEATED = "CI" in os.environ
"""Whether properties are tried with the same examples each time: what fails there must be what was changed. Elsewhere they are sought anew."""
settings.register_profile(
    "kbsearch", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=IS_REPEATED
)
settings.load_profile("kbsearch")

signal.signal(
    signal.SIGINT, signal.default_int_handler
)  # a script's background jobs are deaf to Ctrl+C, and so would be the servers of the tests


@pytest.fixture(scope="session")
def analyzers() -> dict[str, TextAnalyzer]:
    japanese = JapaneseWords()
    return {locale: TextAnalyzer(locale, japanese) for locale in ("ja", "en")}


@pytest.fixture(autouse=True)
def speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are asserted in English; tests of Japanese set the variable themselves."""
    monkeypatch.setenv("KBSEARCH_LANGUAGE", "en")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Return the URL of a database that may be emptied: the one that KBSEARCH_TEST_DATABASE_URL names, or one of our own."""
    if POSTGRESQL in os.environ:
        yield os.environ[POSTGRESQL]
    else:
        with postgresql.running() as server:
            yield server.url
