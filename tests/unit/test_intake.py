"""The loop that watches the inbox comes back after whatever goes wrong, and ends when told."""

from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.services.ingest import Collect
from mailflow.services.intake import InboxWatch
from mailflow.services.ports.storage import UnitOfWork
from tests.builders import an_inbound
from tests.fakes import FakeDoorbell, FakeStop, House


def watch(house: House, stop: FakeStop) -> None:
    """Watch the house's mailbox without jitter until told to stop."""
    InboxWatch(house.collect, house.mailbox, jitter=lambda: 1.0)(stop)


def pauses(stop: FakeStop) -> list[float]:
    """Return the pauses between two attempts (a mailbox at rest looks for a stop more often)."""
    return [wait for wait in stop.waits if wait >= 0.5]


def test_collects_what_came_and_what_comes() -> None:
    """What lies there at the start, and what arrives while it waits; at the end the connection is closed."""
    house, stop = House(), FakeStop()
    house.mailbox.append(house.codec.encode(an_inbound("first")))

    def arrive() -> None:
        stop.is_over = len(house.records()) == 3
        if not stop.is_over:
            house.mailbox.append(house.codec.encode(an_inbound(f"more {len(house.records())}")))

    house.mailbox.on_wait = arrive
    watch(house, stop)
    assert len(house.records()) == 3
    assert pauses(stop) == []
    assert house.mailbox.closed == 1


def test_stop_before_the_start_does_nothing() -> None:
    """No connection is made."""
    house = House()
    house.mailbox.is_away = True
    watch(house, FakeStop(is_over=True))
    assert house.mailbox.closed == 1


def test_backs_off_while_the_server_is_away() -> None:
    """Twice as long each time, a minute at most, with a new connection each time."""
    house, stop = House(), FakeStop(patience=8)
    house.mailbox.is_away = True
    watch(house, stop)
    assert stop.waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert house.mailbox.closed == 9


def test_refused_account_is_tried_more_slowly() -> None:
    """Five minutes at most: a lock-out would lose reports."""
    house, stop = House(), FakeStop(patience=11)
    house.mailbox.refuses_account = True
    watch(house, stop)
    assert stop.waits[-4:] == [128, 256, 300, 300]


def test_pause_has_jitter() -> None:
    """Many watchers do not come back at the same moment."""
    house, stop = House(), FakeStop(patience=3)
    house.mailbox.is_away = True
    InboxWatch(house.collect, house.mailbox, jitter=lambda: 0.75)(stop)
    assert stop.waits == [0.75, 1.5, 3.0]


def test_success_makes_the_next_pause_short_again() -> None:
    """A server that was away for an hour yesterday is not punished today."""
    house = House()
    well: list[bool] = []

    class Healing(FakeStop):
        def wait(self, timeout: float) -> bool:
            over = super().wait(timeout)
            house.mailbox.is_away = bool(well) or len(pauses(self)) != 3
            return over

    stop = Healing(patience=7)
    house.mailbox.is_away = True
    house.mailbox.on_wait = lambda: well.append(True)
    watch(house, stop)
    assert pauses(stop) == [1, 2, 4, 1, 2, 4]


def test_database_that_is_away_is_waited_for() -> None:
    """As for the mail server: nothing is lost, since nothing was marked as read."""
    house, stop = House(), FakeStop(patience=3)
    house.mailbox.append(b"message")

    def begin() -> UnitOfWork:
        if len(stop.waits) < 2:
            raise DatabaseUnavailableError("the database cannot be used")
        return house.begin()

    watch_it = InboxWatch(Collect(begin, FakeDoorbell()), house.mailbox, jitter=lambda: 1.0)
    watch_it(stop)
    assert pauses(stop) == [1, 2]
    assert len(house.records()) == 1
