"""``kbsearch serve`` in a process that is killed by SIGKILL at the worst moment: a ticket is in the database, and its customer has no answer yet."""

import os
import signal

from kbsearch.cli import main
from kbsearch.tickets import Tickets
from kbsearch.tickets.ticket import Draft, Ticket

_submit = Tickets.submit


def _submit_and_die(self: Tickets, draft: Draft) -> Ticket:
    _submit(self, draft)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


if __name__ == "__main__":
    Tickets.submit = _submit_and_die  # type: ignore[method-assign]
    main(prog_name="kbsearch")
