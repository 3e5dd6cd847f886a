import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from kbsearch.database import open_database
from kbsearch.insights import Insights, Reason
from kbsearch.insights.events import Search
from kbsearch.insights.log import EventLog
from kbsearch.insights.tables import choices, reads, searches, votes
from tests.unit.insights.conftest import SETTINGS, Clock


def rows(engine: Engine, *columns: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0].table.c.id))]


def search(insights: Insights, *queries: str, visits: int, results: int = 3) -> None:
    for visit in range(visits):
        for query in queries:
            insights.record_search(f"{queries[0]}-{visit}", "ja", query, results)


def learn(insights: Insights) -> None:
    assert insights.flush()
    insights.refresh()


def test_a_search_is_recorded_with_its_moment_and_the_number_of_results(
    insights: Insights, engine: Engine, clock: Clock
) -> None:
    insights.record_search("v", "ja", "解約したい 𠮷", 12)
    assert insights.flush()
    columns = (searches.c.at, searches.c.visit, searches.c.locale, searches.c.query, searches.c.results)
    assert rows(engine, *columns) == [(clock.now, "v", "ja", "解約したい 𠮷", 12)]


def test_addresses_and_long_numbers_are_never_stored(insights: Insights, engine: Engine) -> None:
    insights.record_search("v", "ja", "taro@example.com 03-1234-5678 解約", 1)
    insights.record_choice("v", "ja", "taro@example.com", "refund")
    insights.vote("v", "refund", "ja", "r1", False, Reason.OTHER, "090-1234-5678 に電話してください")
    assert insights.flush()
    assert rows(engine, searches.c.query) == [("[email] [number] 解約",)]
    assert rows(engine, choices.c.query) == [("[email]",)]
    assert rows(engine, votes.c.sentence) == [("[number] に電話してください",)]


def test_any_text_can_be_recorded(insights: Insights, engine: Engine) -> None:
    insights.record_search("v", "ja", "a\0b\ud800c\n" + "解" * 2000, 0)
    insights.record_read("v", "ja", "x" * 2000, "r1")
    assert insights.flush()
    assert rows(engine, searches.c.query)[0][0].startswith("a b c 解")
    assert len(rows(engine, reads.c.article)[0][0]) == 255


def test_a_later_vote_of_the_same_visit_on_the_same_revision_replaces_the_first(
    insights: Insights, engine: Engine, clock: Clock
) -> None:
    insights.vote("v", "refund", "ja", "r1", True)
    clock.now += timedelta(minutes=1)
    insights.vote("v", "refund", "ja", "r1", False, Reason.OUTDATED, "古い画面です")
    insights.vote("v", "refund", "ja", "r2", True)
    insights.vote("w", "refund", "ja", "r1", True)
    assert insights.flush()
    columns = (votes.c.visit, votes.c.revision, votes.c.helpful, votes.c.reason, votes.c.sentence)
    assert set(rows(engine, *columns)) == {
        ("v", "r1", False, "outdated", "古い画面です"),
        ("v", "r2", True, None, ""),
        ("w", "r1", True, None, ""),
    }


def test_a_vote_that_arrives_late_does_not_replace_a_later_one(insights: Insights, engine: Engine, clock: Clock) -> None:
    insights.vote("v", "refund", "ja", "r1", False)
    assert insights.flush()
    clock.now -= timedelta(seconds=5)
    insights.vote("v", "refund", "ja", "r1", True)
    assert insights.flush()
    assert rows(engine, votes.c.helpful) == [(False,)]


def test_articles_are_popular_by_the_number_of_visits_in_their_language(insights: Insights) -> None:
    for visit, article in (("a", "refund"), ("b", "refund"), ("a", "cancel"), ("a", "cancel"), ("a", "cancel")):
        insights.record_read(visit, "ja", article, "r1")
    insights.record_read("a", "en", "cancel", "r1")
    learn(insights)
    assert insights.popular("ja", 5) == ["refund", "cancel"]
    assert insights.popular("ja", 1) == ["refund"]
    assert insights.popular("en", 5) == ["cancel"]
    assert insights.popular("fr", 5) == []


def test_searches_are_related_when_enough_visits_made_both(insights: Insights) -> None:
    search(insights, "解約", "返金", visits=3)
    search(insights, "解約", "秘密の言葉", visits=2)
    learn(insights)
    assert insights.related_searches("解約", "ja", 5) == ["返金"]
    assert insights.related_searches("返金", "ja", 5) == ["解約"]
    assert insights.related_searches("解約", "en", 5) == []


def test_the_same_search_typed_otherwise_is_the_same_and_not_related(insights: Insights) -> None:
    search(insights, "パスワード", "ぱすわーど", "ﾊﾟｽﾜｰﾄﾞ 変更", visits=3)
    learn(insights)
    assert insights.related_searches("ぱすわーど", "ja", 5) == ["ﾊﾟｽﾜｰﾄﾞ 変更"]


def test_nothing_that_found_nothing_or_was_masked_is_offered_to_others(insights: Insights) -> None:
    search(insights, "解約", "しりめつれつ", visits=4, results=0)
    search(insights, "退会", "taro@example.com", visits=4)
    learn(insights)
    assert insights.related_searches("解約", "ja", 5) == []
    assert insights.related_searches("退会", "ja", 5) == []


def test_one_endless_visit_relates_nothing(insights: Insights) -> None:
    search(
        insights,
        *(
            f"言葉{letter}"
            for letter in "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん東西南北上下"
        ),
        visits=3,
    )
    learn(insights)
    assert insights.related_searches("言葉あ", "ja", 5) == []


def test_suggestions_are_counted_by_the_visits_that_chose_them(log: EventLog, clock: Clock) -> None:
    told: list[tuple[str, dict[tuple[str, str], int]]] = []
    insights = Insights(log, SETTINGS, lambda locale, chosen: told.append((locale, dict(chosen))), clock)
    for visit in ("a", "a", "b"):
        insights.record_choice(visit, "ja", "かい", "cancel", "解約する")
    insights.record_choice("a", "ja", "解約", "cancel")
    learn(insights)
    assert insights.chosen_counts("ja") == {("cancel", "解約する"): 2}
    assert insights.chosen_counts("en") == {}
    insights.refresh()
    assert told == [("ja", {("cancel", "解約する"): 2})]
    insights.close()


def test_what_is_older_than_the_configured_days_is_deleted(insights: Insights, engine: Engine, clock: Clock) -> None:
    insights.record_read("v", "ja", "old", "r1")
    insights.vote("v", "old", "ja", "r1", True)
    clock.now += timedelta(days=89)
    insights.record_search("v", "ja", "新しい", 1)
    assert insights.flush()
    clock.now += timedelta(days=2)
    assert insights.purge() == 2
    assert rows(engine, reads.c.article) == rows(engine, votes.c.article) == []
    assert rows(engine, searches.c.query) == [("新しい",)]


def test_what_was_deleted_is_in_no_file_of_sqlite(tmp_path: Path, clock: Clock) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/kbsearch.db")
    insights = Insights(EventLog(engine), SETTINGS, clock=clock)
    insights.record_search("v", "ja", "nobody is to read this", 1)
    assert insights.flush()
    clock.now += timedelta(days=91)
    insights.purge()
    assert not any(b"nobody is to read this" in file.read_bytes() for file in tmp_path.glob("kbsearch.db*"))
    insights.close()


def test_logs_hold_neither_words_nor_visits(
    insights: Insights, engine: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbsearch.insights.insights.PATIENCE", 0.1)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE searches RENAME TO lost"))
    insights.record_search("visit-of-hanako", "ja", "退会したい 山田 花子", 3)
    assert not insights._recorder.flush(2.0)
    assert insights.trail("visit-of-hanako") == []
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO searches"))
    assert "events wait to be recorded: " in caplog.text
    assert "what a visit tried cannot be read now: " in caplog.text
    assert not any(word in caplog.text for word in ("hanako", "花子", "退会", "INSERT", "SELECT"))


def test_old_records_are_deleted_when_the_server_starts(log: EventLog, engine: Engine, clock: Clock) -> None:
    first = Insights(log, SETTINGS, clock=clock)
    first.record_read("v", "ja", "old", "r1")
    assert first.flush()
    clock.now += timedelta(days=91)
    second = Insights(log, SETTINGS, clock=clock)
    second.record_read("v", "ja", "new", "r1")
    assert second.flush()
    assert rows(engine, reads.c.article) == [("new",)]
    first.close()
    second.close()


class TestWhileTheDatabaseIsLocked:
    @pytest.fixture
    def database_url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/kbsearch.db"

    @pytest.fixture
    def lock(self, engine: Engine) -> Iterator[sqlite3.Connection]:
        other = sqlite3.connect(str(engine.url.database), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield other
        other.close()

    def test_recording_does_not_wait_and_nothing_is_lost(
        self, insights: Insights, engine: Engine, lock: sqlite3.Connection
    ) -> None:
        for number in range(500):
            insights.record_read("v", "ja", f"article-{number}", "r1")
        lock.execute("COMMIT")
        assert insights.flush()
        assert [article for (article,) in rows(engine, reads.c.article)] == [f"article-{number}" for number in range(500)]


def test_the_trail_of_a_visit_has_its_searches_and_reads_in_order_each_once(insights: Insights, clock: Clock) -> None:
    def later() -> None:
        clock.now += timedelta(minutes=1)

    insights.record_search("v", "ja", "解約", 3)
    later()
    insights.record_read("v", "ja", "cancel", "r1")
    later()
    insights.record_search("v", "ja", "ｶｲﾔｸ", 1)
    insights.record_search("other", "ja", "返金", 3)
    later()
    insights.record_search("v", "ja", "解約", 4)
    insights.record_read("other", "ja", "refund", "r1")
    later()
    insights.record_read("v", "ja", "cancel", "r2")
    trail = [
        (each.query, each.results) if isinstance(each, Search) else (each.article, each.revision)
        for each in insights.trail("v")
    ]
    assert trail == [("ｶｲﾔｸ", 1), ("解約", 4), ("cancel", "r2")]
    assert insights.trail("nobody") == []


def test_an_article_that_made_a_ticket_needless_is_counted_apart_from_suggestions(insights: Insights, engine: Engine) -> None:
    insights.record_solution("v", "ja", "解約したい", "cancel")
    learn(insights)
    columns = (choices.c.kind, choices.c.query, choices.c.article)
    assert rows(engine, *columns) == [("solution", "解約したい", "cancel")]
    assert insights.chosen_counts("ja") == {}
