"""The pages: what they tell a probe and a scraper, and what they never tell."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from starlette.testclient import TestClient

from mailflow.bootstrap.application import Application
from mailflow.config import Settings
from mailflow.web import app as pages
from mailflow.web.app import create_app

COUNTS: dict[str, object] = {"inbox": {"done": 2, "triage": 1}, "outbox": {"sent": 3}}


class Views:
    """What a test lets the database say."""

    def __init__(self, health: Callable[[], dict[str, object]], troubles: dict[str, str]) -> None:
        self.health = health
        self.reader_troubles = lambda: troubles


def a_client(health: Callable[[], dict[str, object]] = lambda: COUNTS, **troubles: str) -> TestClient:
    """Return a client of the pages on a database that says this."""
    house = Application(Settings())
    house.secretary.__dict__["views"] = Views(health, troubles)  # where a cached property keeps its value
    return TestClient(create_app(house), raise_server_exceptions=False)


def a_broken_database() -> dict[str, object]:
    """Fail as a driver does."""
    raise OSError("could not connect to db.internal as mailflow, password secret")


def test_health_tells_what_waits() -> None:
    """The counts come by box and state."""
    answer = a_client().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", **COUNTS})


def test_health_tells_what_keeps_us_from_reading() -> None:
    """It is an alarm, but no reason to start the pages anew."""
    answer = a_client(inbox="the mail server refuses the account").get("/health")
    expected = {"status": "trouble", **COUNTS, "trouble": {"inbox": "the mail server refuses the account"}}
    assert (answer.status_code, answer.json()) == (200, expected)


def test_health_without_database_is_503_without_a_detail() -> None:
    """Whoever probes learns that it does not work, not why."""
    answer = a_client(a_broken_database).get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_health_does_not_wait_for_a_database_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few seconds it counts as one that cannot be used; those who ask meanwhile wait no longer."""
    monkeypatch.setattr(pages, "_PATIENCE_S", 0.05)
    released = Event()

    def hang() -> dict[str, object]:
        released.wait(10)
        return COUNTS

    client = a_client(hang)
    assert [client.get("/health").status_code for _ in range(2)] == [503, 503]
    released.set()


def test_health_reads_the_database(tmp_path: Path) -> None:
    """An empty database has nothing waiting."""
    house = Application(Settings(data_dir=tmp_path))
    answer = TestClient(create_app(house)).get("/health")
    house.storage.engine.dispose()
    assert answer.json() == {"status": "ok", "inbox": {}, "outbox": {}}


def test_metrics_are_counted_at_each_scrape() -> None:
    """Prometheus gets the same counts as gauges."""
    counts: dict[str, object] = {"inbox": {"done": 1}, "outbox": {}}
    client = a_client(lambda: counts)
    assert 'mailflow_inbox_messages{state="done"} 1.0' in client.get("/metrics").text
    counts["inbox"] = {"done": 5}
    text = client.get("/metrics").text
    assert 'mailflow_inbox_messages{state="done"} 5.0' in text
    assert "mailflow_database_up 1.0" in text


def test_metrics_without_database_say_so() -> None:
    """The scrape itself works, so that an alarm can be set on it."""
    answer = a_client(a_broken_database).get("/metrics")
    assert answer.status_code == 200
    assert "mailflow_database_up 0.0" in answer.text
    assert "state=" not in answer.text


@pytest.mark.parametrize("path", ["/health", "/metrics", "/nothing"])
def test_every_answer_has_the_safe_headers(path: str) -> None:
    """A browser keeps it nowhere, guesses nothing and runs nothing."""
    headers = a_client().get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("POST", "/health", 405), ("DELETE", "/metrics", 405)],
    ids=["unknown page", "post", "delete"],
)
def test_refusals_are_json(method: str, path: str, status: int) -> None:
    """Nothing can be changed here, and there is nothing else to see."""
    answer = a_client().request(method, path)
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}


def test_head_is_answered_without_a_body() -> None:
    """HEAD is GET without the body."""
    answer = a_client().head("/health")
    assert answer.status_code == 200


def test_an_error_of_ours_is_500_without_a_detail() -> None:
    """Counts in a shape that nobody foresaw show neither a traceback nor a value, and have the headers all the same."""
    answer = a_client(lambda: {"secret": {}}).get("/health")
    assert (answer.status_code, answer.json()) == (500, {"error": "Internal Server Error"})
    assert answer.headers["x-content-type-options"] == "nosniff"
