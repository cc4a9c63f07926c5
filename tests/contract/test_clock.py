"""The clock: aware, in UTC, and as far moved as a rehearsal says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailflow.adapters.clock import RehearsalClock, SystemClock
from mailflow.services.ports.world import Clock
from tests.builders import NOW
from tests.fakes import FakeClock

A_MOMENT = timedelta(seconds=5)


@pytest.mark.parametrize("name", ["fake", "system", "rehearsal"])
def test_tells_an_aware_time_in_utc(name: str, tmp_path: Path) -> None:
    """It never runs backwards."""
    clocks: dict[str, Clock] = {"fake": FakeClock(), "system": SystemClock(), "rehearsal": RehearsalClock(tmp_path / "offset")}
    first, second = clocks[name].now(), clocks[name].now()
    assert first.tzinfo is UTC
    assert first <= second


def test_fake_clock_moves_when_told() -> None:
    """And stands still otherwise."""
    clock = FakeClock()
    clock.forward(minutes=1)
    assert clock.now() == clock.now() == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("content", "offset"),
    [(None, timedelta(0)), ("", timedelta(0)), ("86400\n", timedelta(days=1)), ("-60.5", timedelta(seconds=-60.5))],
    ids=["no file", "empty", "a day on", "back"],
)
def test_rehearsal_moves_the_clock_of_the_machine(tmp_path: Path, content: str | None, offset: timedelta) -> None:
    """By the seconds in a file, at once when they change; a file that is missing or empty moves nothing."""
    path = tmp_path / "offset"
    clock = RehearsalClock(path)
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT
    if content is not None:
        path.write_text(content)
    assert abs(clock.now() - datetime.now(UTC) - offset) < A_MOMENT
