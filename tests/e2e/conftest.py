"""The installations on which stories are played."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.office import Office
from tests.imap_account import ImapAccount
from tests.sink import SmtpSink


@pytest.fixture(params=["embedded", "servers"])
def office(request: pytest.FixtureRequest, tmp_path: Path, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Give an installation on the embedded parts (pymap, SQLite, file queue), and one on Dovecot, PostgreSQL and Redis."""
    settings: dict[str, str] = {}
    if request.param == "embedded":
        inbox: ImapAccount = request.getfixturevalue("pymap_server").account
    else:
        inbox = request.getfixturevalue("imap_server")
        urls = {"DATABASE_URL": request.getfixturevalue("postgres_url"), "BROKER_URL": request.getfixturevalue("redis_url")}
        settings = {"SECRET_KEY": "k" * 40, **urls}
    office = Office.open(tmp_path, inbox, smtp_sink, monkeypatch, **settings)
    yield office
    office.house.close()
