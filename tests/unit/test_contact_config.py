from datetime import date
from pathlib import Path

import pytest

from kbsearch.config import make_config
from kbsearch.errors import ConfigError

PHONE = {"kind": "phone", "address": "050-5555-0142", "hours": ["mon-fri 09:30-18:00"], "name": {"ja": "予約電話"}}


def test_channels_speak_the_readers_language(tmp_path: Path) -> None:
    contact = make_config({"contact": {"channels": [PHONE]}}, tmp_path, {}).contact
    assert [channel.name for channel in contact.channels_in("ja")] == ["予約電話"]
    assert [channel.name for channel in contact.channels_in("en")] == [""]


def test_a_list_is_written_in_a_variable_as_in_the_file(tmp_path: Path) -> None:
    environ = {"KBSEARCH_CONTACT_CLOSURES": '["2026-12-29/2027-01-03", "2027-08-13"]'}
    closures = make_config({}, tmp_path, environ).contact.closures
    assert closures == ((date(2026, 12, 29), date(2027, 1, 3)), (date(2027, 8, 13), date(2027, 8, 13)))


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        ({"time_zone": "Tokyo"}, "contact.time_zone = 'Tokyo' cannot be used: a time zone is written like \"Asia/Tokyo\""),
        ({"holidays": "Japan"}, "contact.holidays = 'Japan' cannot be used: a country is written in two letters"),
        ({"closures": ["soon"]}, "contact.closures.0 = 'soon' cannot be used: a closure is a day or two days"),
        ({"closures": ["2027-01-03/2026-12-29"]}, "2027-01-03/2026-12-29 runs backwards"),
        ({"channels": [PHONE | {"address": "call us"}]}, "the address of a telephone is a number"),
        ({"channels": [{"kind": "mail", "address": "nobody"}]}, "the address of mail is a mail address"),
        ({"channels": [{"kind": "chat", "address": "javascript:alert(1)"}]}, "the address of a chat is a URL"),
        ({"channels": [PHONE | {"hours": ["9 to 5"]}]}, "'9 to 5' is not hours"),
        ({"channels": [PHONE | {"hours": "mon 09:00-18:00"}]}, "hours are a list of lines"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, contact: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        make_config({"contact": contact}, tmp_path, {})
    assert message in str(raised.value)


def test_a_logo_that_is_no_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"site\.logo: .*logo\.txt is not a picture"):
        make_config({"site": {"logo": "logo.txt"}}, tmp_path, {})


def test_a_link_that_runs_a_script_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="an address begins with https://"):
        make_config({"site": {"links": [{"label": {"en": "x"}, "url": "javascript:alert(1)"}]}}, tmp_path, {})
