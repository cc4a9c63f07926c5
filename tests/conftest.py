"""Fixtures: real servers, found by the ladder of tests/services.py and started when the first test asks for them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex

import pytest
from redis import Redis

from tests import servers, sink
from tests.imap_account import ImapAccount
from tests.process import MOST_PROCESSES
from tests.programs import find_chromium
from tests.services import forbid_outside, ladder, missing, need


def pytest_configure() -> None:
    """Decide on the servers while the environment is as the user set it."""
    ladder()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes test at the same time: as many as there are processors, but one where the environment names servers."""
    is_shared = any(rung.url for rung in ladder().values())
    return 1 if is_shared else min(os.cpu_count() or 1, MOST_PROCESSES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the whole stories: the longest of them would be waited for at the end."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is None)


def pytest_report_header() -> list[str]:
    """Say where each server comes from."""
    strict = "fail" if os.environ.get("CI") == "true" else "skip"
    return [f"servers (tests without theirs {strict}):", *(f"  {rung}" for rung in ladder().values())]


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    """Fail every test that connects to anything but loopback."""
    with pytest.MonkeyPatch.context() as patch:
        forbid_outside(patch)
        yield


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the MAILFLOW_* settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("MAILFLOW_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[servers.DovecotServer]:
    """Give the session's Dovecot (IMAP and LMTP); `add_user(name)` makes a mailbox for one test."""
    need("dovecot")
    with servers.dovecot() as server:
        yield server


@pytest.fixture
def imap_server(request: pytest.FixtureRequest) -> Iterator[ImapAccount]:
    """Give an empty mailbox on the best IMAP server there is; `.url` is what the setting IMAP_URL wants."""
    rung = need("imap")
    if rung.url:
        account = ImapAccount.parse(rung.url)
        account.empty()
        yield account
    elif rung.program:
        server: servers.DovecotServer = request.getfixturevalue("dovecot_server")
        yield server.add_user(f"minutes-{token_hex(4)}")
    else:
        yield request.getfixturevalue("pymap_server").account


@pytest.fixture
def pymap_server() -> Iterator[servers.PymapServer]:
    """Give a pymap of the test's own, with an empty mailbox: `.account`."""
    with servers.pymap() as server:
        yield server


@pytest.fixture(scope="session")
def _redis_server_url() -> Iterator[str]:
    rung = need("redis")
    with ExitStack() as stack:
        yield rung.url or stack.enter_context(servers.redis()).url


@pytest.fixture
def redis_url(_redis_server_url: str) -> str:
    """Give the URL of an empty Redis database."""
    with Redis.from_url(_redis_server_url) as client:
        client.flushdb()
    return _redis_server_url


@pytest.fixture(scope="session")
def _postgres_server_url() -> Iterator[str]:
    rung = need("postgres")
    with ExitStack() as stack:
        yield rung.url or stack.enter_context(servers.postgres()).url


@pytest.fixture
def postgres_url(_postgres_server_url: str) -> Iterator[str]:
    """Give the URL of a new, empty PostgreSQL database."""
    with servers.fresh_database(_postgres_server_url) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path}/mailflow.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.integration)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def smtp_sink() -> Iterator[sink.SmtpSink]:
    """Give an SMTP server that keeps every message, and fails as its `.script` says."""
    with sink.smtp_sink() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of Chromium, for playwright's executable_path."""
    found = find_chromium()
    return str(found) if found else missing("chromium")
