"""``kbsearch work`` by a clock that runs fast: leases, pauses and what the other side asks for pass in a twentieth of the time."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kbsearch.config import load_config
from kbsearch.database import open_database
from kbsearch.tickets import TicketOffice
from kbsearch.tickets import worker as errands
from kbsearch.tickets.senders import open_desk

SPEED = 20
START = datetime(2026, 1, 1, tzinfo=UTC)
"""From here on time runs faster, for all processes alike."""


def hurried() -> datetime:
    """Return what time it is."""
    return START + timedelta(seconds=(datetime.now(UTC) - START).total_seconds() * SPEED)


def office(file: Path) -> TicketOffice:
    """Open tickets in that time."""
    config = load_config(file)
    return TicketOffice(open_database(config.database_url), config, "key", hurried)


def main() -> None:
    """Work until killed."""
    file = Path(sys.argv[1])
    errands.PAUSE /= SPEED
    config = load_config(file)
    worker = office(file).worker(open_desk(config.desk, config.mail), None)
    worker._lease /= SPEED
    worker.run()


if __name__ == "__main__":
    main()
