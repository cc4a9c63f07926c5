"""When `serve` starts a child again, when it gives up, and which commands it runs."""

import pytest
from pydantic import SecretStr

from mailflow.config import Settings
from mailflow.supervisor import Deaths, role_command


def died(*lives_s: float) -> Deaths:
    """Return the deaths of a child that lived so long each time, and rested as told between."""
    deaths, now = Deaths(), 0.0
    for lived_s in lives_s:
        now += lived_s
        deaths = deaths.after(now=now, lived_s=lived_s)
        now += deaths.rest_s
    return deaths


@pytest.mark.parametrize(
    ("lives_s", "rest_s"),
    [((1,), 0.5), ((1, 1), 1.0), ((1, 1, 1), 2.0), ((1, 1, 1, 1), 4.0), ((14,) * 12, 10.0), ((1, 1, 61), 0.5)],
    ids=["first", "second", "third", "fourth", "at most 10 s", "anew after a minute of life"],
)
def test_rest_doubles(lives_s: tuple[float, ...], rest_s: float) -> None:
    """A child that dies again and again rests longer each time."""
    assert died(*lives_s).rest_s == rest_s


def test_gives_up_at_the_fifth_death_within_a_minute() -> None:
    """Four are borne."""
    assert not died(1, 1, 1, 1).are_too_many
    assert died(1, 1, 1, 1, 1).are_too_many


def test_deaths_long_ago_do_not_count() -> None:
    """Five deaths in more than a minute are borne."""
    assert not died(14, 14, 14, 14, 14).are_too_many


def test_queue_of_files_has_one_process() -> None:
    """The embedded queue is read by a solo worker, Redis by a pool."""
    assert "solo" in role_command("worker", Settings())
    with_redis = Settings(broker_url=SecretStr("redis://:secret@127.0.0.1/0"), worker_concurrency=3)
    assert "prefork" in role_command("worker", with_redis)


@pytest.mark.parametrize("role", ["inbox-watch", "worker", "beat", "web"])
def test_commands_hold_no_secret(role: str) -> None:
    """Everybody on the machine can read a command line."""
    settings = Settings(broker_url=SecretStr("redis://:secret@127.0.0.1/0"), imap_url=SecretStr("imap://me:secret@127.0.0.1/INBOX"))
    assert "secret" not in " ".join(role_command(role, settings))
