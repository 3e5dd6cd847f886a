from kbsearch.tickets_config import TicketsConfig
from web.crowding import LINKS, MEGABYTES, Crowding, Room


def counted(count: int, **settings: int) -> Room:
    crowding = Crowding(TicketsConfig(**settings))  # type: ignore[arg-type]
    for number in range(count):
        crowding.note("network", "a@b.example", f"form-{number}")
    return crowding.room("network", "a@b.example")


def test_room_gets_scarce_from_half_of_the_limit_on() -> None:
    assert [counted(count, hourly_limit=4) for count in range(5)] == [Room.FREE, Room.FREE, Room.NEAR, Room.NEAR, Room.FULL]
    assert counted(1, hourly_limit=0, daily_limit=1) is Room.FULL


def test_without_limits_there_is_always_room() -> None:
    assert counted(50, hourly_limit=0, daily_limit=0) is Room.FREE


def test_networks_and_addresses_are_counted_apart() -> None:
    crowding = Crowding(TicketsConfig(hourly_limit=1, daily_limit=1))
    crowding.note("network", "a@b.example", "form")
    assert crowding.room("elsewhere", "c@b.example") is Room.FREE
    assert crowding.room("elsewhere", "a@b.example") is Room.FULL
    assert crowding.room("network") is Room.FULL
    assert crowding.room("network", "a@b.example", "form") is Room.FREE
    assert 1 <= crowding.minutes("network", "c@b.example") <= 60


def test_a_form_that_made_a_ticket_is_spent() -> None:
    crowding = Crowding(TicketsConfig())
    assert not crowding.is_spent("token")
    crowding.note("network", "a@b.example", "form", "token")
    assert crowding.is_spent("token")
    assert not crowding.is_spent("another")


def test_uploads_of_a_network_are_counted_in_megabytes() -> None:
    crowding = Crowding(TicketsConfig())
    assert crowding.takes_upload("network", (MEGABYTES - 1) * 1_000_000)
    assert not crowding.takes_upload("network", 2_000_000)
    assert crowding.takes_upload("elsewhere", 2_000_000)


def test_links_are_counted_for_each_address() -> None:
    crowding = Crowding(TicketsConfig())
    asked = [crowding.takes_link("a@b.example") for _ in range(LINKS + 1)]
    assert asked == [True] * LINKS + [False]
    assert crowding.takes_link("c@b.example")
