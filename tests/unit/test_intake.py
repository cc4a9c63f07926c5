"""The loop that watches the inbox comes back after whatever goes wrong, and ends when told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from structlog.testing import capture_logs

from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.message import Look
from mailflow.services.collect import Collect
from mailflow.services.intake import InboxWatch, Rhythm
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import StopSignal
from tests.builders import an_inbound
from tests.fakes import FakeDoorbell, FakeLease, FakeMailbox, FakeStop, House


@dataclass
class Seconds:
    """A clock that moves when the test says so, and by what a stop waits."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@dataclass
class TimedStop(FakeStop):
    """FakeStop whose waits take time on a clock."""

    seconds: Seconds = field(default_factory=Seconds)

    def wait(self, timeout: float) -> bool:
        self.seconds.at += timeout
        return super().wait(timeout)


def a_watch(house: House, seconds: Callable[[], float] | None = None, *, jitter: float = 1.0) -> InboxWatch:
    """Return a watch of the house's mailbox."""
    return InboxWatch(house.collect, house.mailbox, house.lease, Rhythm(lambda: jitter, seconds or Seconds()))


def watch(house: House, stop: FakeStop) -> None:
    """Watch the house's mailbox without jitter until told to stop."""
    a_watch(house, stop.seconds if isinstance(stop, TimedStop) else None)(stop)


def pauses(stop: FakeStop) -> list[float]:
    """Return the pauses between two attempts (a mailbox at rest looks for a stop more often)."""
    return [wait for wait in stop.waits if wait >= 0.5]


def test_collects_what_came_and_what_comes() -> None:
    """What lies there at the start, and what arrives while it waits; at the end connection and lease are given back."""
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
    assert house.mailbox.closed >= 1
    assert not house.lease.is_held()


def test_stop_before_the_start_does_nothing() -> None:
    """No connection is made."""
    house = House()
    house.mailbox.is_away = True
    watch(house, FakeStop(is_over=True))
    assert house.mailbox.closed == 1


def test_backs_off_while_the_server_is_away() -> None:
    """Twice as long each time, a minute at most, with a new connection each time; the lease is kept, or another would knock as well."""
    house, stop = House(), FakeStop(patience=8)
    house.mailbox.is_away = True
    watch(house, stop)
    assert stop.waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert house.mailbox.closed == 9
    assert house.lease.said == ["it cannot be read at present: the log of inbox-watch says why", ""]


def test_refused_account_is_told_at_once_and_tried_slowly() -> None:
    """Five minutes at least, whatever the jitter: a lock-out would lose reports."""
    house, stop = House(), FakeStop(patience=3)
    house.mailbox.refuses_account = True
    with capture_logs() as logs:
        a_watch(house, jitter=0.75)(stop)
    assert stop.waits == [300, 300, 300]
    told = [entry for entry in logs if entry["log_level"] == "error"]
    assert len(told) == 3
    assert "MAILFLOW_IMAP_URL" in told[0]["todo"]
    assert house.lease.said == ["the mail server refuses the account: see MAILFLOW_IMAP_URL", ""]


def test_says_when_all_is_well_again() -> None:
    """What health shows is what is so at present."""
    house, stop = House(), FakeStop(patience=2)
    house.mailbox.is_away = True

    class Healing(FakeStop):
        def wait(self, timeout: float) -> bool:
            house.mailbox.is_away = False
            return super().wait(timeout)

    stop = Healing(patience=3)
    watch(house, stop)
    assert house.lease.said == ["it cannot be read at present: the log of inbox-watch says why", ""]


def test_pause_has_jitter() -> None:
    """Many watchers do not come back at the same moment."""
    house, stop = House(), FakeStop(patience=3)
    house.mailbox.is_away = True
    a_watch(house, jitter=0.75)(stop)
    assert stop.waits == [0.75, 1.5, 3.0]


@dataclass
class Flapping(FakeMailbox):
    """A mailbox that can be looked through, and breaks as soon as somebody waits; `lasts_s` is how long that takes."""

    seconds: Seconds = field(default_factory=Seconds)
    lasts_s: float = 0.0

    def wait(self, timeout_s: float, stop: StopSignal) -> None:
        self.seconds.at += self.lasts_s
        self.is_away = True
        try:
            self._check()
        finally:
            self.is_away = False


def test_server_that_breaks_off_at_once_is_not_well_because_it_can_be_reached() -> None:
    """A mere connection makes no pause short again, or a server that flaps would be asked each second for ever."""
    house, stop = House(), TimedStop(patience=7)
    house.mailbox = Flapping(seconds=stop.seconds)
    watch(house, stop)
    assert pauses(stop) == [1, 2, 4, 8, 16, 32, 60]


def test_round_that_brings_something_makes_the_next_pause_short_again() -> None:
    """A server that was away for an hour yesterday is not punished today."""
    house, stop = House(), TimedStop(patience=7)

    class Bringing(Flapping):
        def wait(self, timeout_s: float, stop: StopSignal) -> None:
            if len(house.mailbox.looks) == 4:
                self.append(b"message")
                return
            super().wait(timeout_s, stop)

    house.mailbox = Bringing(seconds=stop.seconds)
    watch(house, stop)
    assert pauses(stop) == [1, 2, 4, 1, 1, 2, 4]  # the fourth is that of a round that brought nothing yet


def test_round_that_lasts_makes_the_next_pause_short_again() -> None:
    """Half a minute of quiet shows that the server is well."""
    house, stop = House(), TimedStop(patience=6)

    class Lasting(Flapping):
        def wait(self, timeout_s: float, stop: StopSignal) -> None:
            self.seconds.at += 31 if len(self.looks) == 4 else 0
            if len(self.looks) != 4:
                super().wait(timeout_s, stop)

    house.mailbox = Lasting(seconds=stop.seconds)
    watch(house, stop)
    assert pauses(stop) == [1, 2, 4, 1, 2, 4]


def test_round_that_brings_nothing_takes_a_second() -> None:
    """Whatever wakes us all the time makes no busy loop."""
    house, stop = House(), TimedStop(patience=5)

    class Nervous(FakeMailbox):
        def wait(self, timeout_s: float, stop: StopSignal) -> None:
            """Return at once."""

    house.mailbox = Nervous()
    watch(house, stop)
    assert stop.waits == [1, 1, 1, 1, 1]


def test_looks_at_all_at_the_start_and_every_quarter_of_an_hour() -> None:
    """And after each trouble; between them at what is new."""
    house = House()

    class Healing(TimedStop):
        def wait(self, timeout: float) -> bool:
            house.mailbox.is_away = False
            return super().wait(timeout)

    told = Healing()

    class Quiet(FakeMailbox):
        def wait(self, timeout_s: float, stop: StopSignal) -> None:
            told.seconds.at += 290
            self.is_away = len(self.looks) == 6
            told.is_over = len(self.looks) == 8
            self._check()

    house.mailbox = Quiet()
    watch(house, told)
    names = {Look.ALL: "A", Look.LATEST: "l"}
    assert "".join(names[look] for look in house.mailbox.looks) == "AlllAlAl"


def test_second_reader_waits_and_takes_over() -> None:
    """It touches no server meanwhile, and says once that it waits."""
    house, board = House(), dict[str, object]()
    first, house.lease = FakeLease(board), FakeLease(board)
    assert first.take()
    house.mailbox.append(b"message")

    class Patient(FakeStop):
        def wait(self, timeout: float) -> bool:
            if len(self.waits) == 5:
                first.release()
            self.is_over = bool(house.records())
            return super().wait(timeout)

    stop = Patient()
    with capture_logs() as logs:
        watch(house, stop)
    assert pauses(stop)[:6] == [2] * 6
    assert len(house.records()) == 1
    assert [entry["event"] for entry in logs].count("another_reader") == 1
    assert house.mailbox.closed == 2


def test_reader_that_loses_the_lease_stops_at_once() -> None:
    """In the middle of a wait: the connection is closed, and it queues up anew."""
    house, stop = House(), FakeStop(patience=4)
    other = FakeLease(house.lease.board)

    def lose() -> None:
        house.lease.lose()
        other.take()

    house.mailbox.on_wait = lose
    watch(house, stop)
    assert len(house.mailbox.looks) == 1
    assert set(pauses(stop)) == {2}
    assert house.mailbox.closed >= 1
    assert other.is_held()


def test_database_that_is_away_is_waited_for() -> None:
    """As for the mail server: nothing is lost, since nothing was marked as read."""
    house, stop = House(), FakeStop(patience=3)
    house.mailbox.append(b"message")

    def begin() -> UnitOfWork:
        if len(stop.waits) < 2:
            raise DatabaseUnavailableError("the database cannot be used")
        return house.begin()

    watch_it = InboxWatch(Collect(begin, FakeDoorbell()), house.mailbox, house.lease, Rhythm(lambda: 1.0))
    watch_it(stop)
    assert pauses(stop) == [1, 2]
    assert len(house.records()) == 1


def test_lease_that_cannot_be_asked_for_is_a_trouble_like_others() -> None:
    """The database is away: nothing is read without a lease."""
    house, stop = House(), FakeStop(patience=3)

    class Broken(FakeLease):
        def take(self) -> bool:
            raise DatabaseUnavailableError("the database cannot be used")

    house.lease = Broken()
    watch(house, stop)
    assert stop.waits == [1, 2, 4]
    assert house.mailbox.looks == []
