"""When a message that a server has put off is tried again."""

from datetime import timedelta

import pytest

from mailflow.domain.retry import GIVE_UP_AFTER, next_attempt
from tests.builders import NOW


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(0, 1), (1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (100, 60)],
    ids=["none yet", "first", "second", "third", "fourth", "fifth", "hundredth"],
)
def test_waits_longer_after_each_attempt_and_then_hourly(attempts: int, minutes: int) -> None:
    """1, 5, 15 and 60 minutes, then hourly."""
    assert next_attempt(attempts=attempts, created_at=NOW, now=NOW) == NOW + timedelta(minutes=minutes)


def test_counts_the_wait_from_now() -> None:
    """A worker that was late does not try at once."""
    now = NOW + timedelta(hours=7)
    assert next_attempt(attempts=2, created_at=NOW, now=now) == now + timedelta(minutes=5)


def test_tries_to_the_end_of_the_fifth_day() -> None:
    """An attempt that falls on the last moment is made."""
    assert next_attempt(attempts=9, created_at=NOW, now=NOW + GIVE_UP_AFTER - timedelta(hours=1)) == NOW + timedelta(days=5)


def test_gives_up_after_five_days() -> None:
    """An attempt that would fall beyond is not made (RFC 5321 4.5.4.1)."""
    assert next_attempt(attempts=9, created_at=NOW, now=NOW + GIVE_UP_AFTER - timedelta(minutes=59)) is None
