from datetime import timedelta

from kbsearch.tickets import TicketOffice
from kbsearch.tickets.leases import LEASE, Leases
from tests.unit.tickets.conftest import Clock


def test_a_lease_is_its_owners_until_it_runs_out(office: TicketOffice, clock: Clock) -> None:
    leases = Leases(office._store)
    assert leases.take("leader", "one", clock())
    clock.now += LEASE
    assert not leases.take("leader", "other", clock())
    clock.pass_by(seconds=1)
    assert leases.take("leader", "other", clock())


def test_a_lease_that_was_taken_by_a_clock_far_ahead_is_free(office: TicketOffice, clock: Clock) -> None:
    leases = Leases(office._store)
    assert leases.take("leader", "ahead", clock() + timedelta(days=3650))
    assert leases.take("leader", "right", clock())
