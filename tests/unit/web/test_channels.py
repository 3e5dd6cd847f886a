from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from kbsearch.contact_config import ContactConfig
from tests.unit.web.fakes import FakeKnowledgeBase
from web import channels

PHONE = {
    "kind": "phone",
    "address": "03-5555-0142",
    "hours": ["mon-fri 09:00-12:00 13:00-18:00"],
    "note": {"ja": "お急ぎのときに"},
}
FRIDAY_MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
SUNDAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # a public holiday follows


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, kb: FakeKnowledgeBase, client: FlaskClient) -> Any:
    def page(now: datetime, ways: Sequence[dict[str, Any]], address: str = "/ja/contact") -> str:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return now

        monkeypatch.setattr(channels, "datetime", Clock)
        contact = ContactConfig.model_validate({"channels": ways})
        kb.config = kb.config.model_copy(update={"contact": contact})
        return " ".join(client.get(address).text.split())

    return page


def test_a_channel_that_is_open_says_so_with_todays_hours(at: Any) -> None:
    html = at(FRIDAY_MORNING, [PHONE])
    assert '<a href="tel:03-5555-0142">03-5555-0142</a>' in html
    assert "受付中" in html
    assert "本日 9:00–12:00, 13:00–18:00" in html
    assert "お急ぎのときに" in html


def test_a_closed_channel_says_when_it_opens_next_past_the_holiday(at: Any) -> None:
    html = at(SUNDAY, [PHONE])
    assert "受付時間外" in html
    assert "本日は休業" in html
    assert "次の受付は11月24日(火) 9:00から" in html
    assert "Next: Tuesday from 9:00" in at(SUNDAY, [PHONE], "/en/contact")


def test_a_channel_without_hours_is_open_any_time(at: Any) -> None:
    html = at(SUNDAY, [{"kind": "mail", "address": "help@minatoboard.example"}, {"kind": "form"}])
    assert '<a href="mailto:help@minatoboard.example">' in html
    assert html.count("いつでも受付") == 2


def test_the_home_page_ends_with_the_ways_to_reach_a_person(at: Any) -> None:
    assert "担当者に聞く" in at(FRIDAY_MORNING, [PHONE], "/ja/")
    assert "担当者に聞く" not in at(FRIDAY_MORNING, [], "/ja/")


def test_without_channels_the_page_says_so(at: Any) -> None:
    assert "お問い合わせ先はまだ登録されていません" in at(FRIDAY_MORNING, [])
