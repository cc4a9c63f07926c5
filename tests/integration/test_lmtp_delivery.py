"""The real role, a real Postfix before it and a real database behind it: what Postfix has taken is stored, and stored once.

The ledger is what was handed to Postfix, each mail with a word of its own; the judge is the difference of sets.
"""

import contextlib
import os
import re
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from mailflow.bootstrap.application import build
from mailflow.config import Settings
from tests import servers
from tests.lmtp import LmtpClient
from tests.process import HOST, free_port, greets, wait_until
from tests.serve import ROOT, serving
from tests.services import need

pytestmark = pytest.mark.integration

READY_S = 60
CANARY = re.compile(rb"canary-(\d+)\.")


@dataclass
class Role:
    """The role `lmtp` as a process, with these settings."""

    directory: Path
    settings: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.settings["LMTP_PORT"])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        env = kept | {"PYTHONPATH": str(ROOT), "TZ": "UTC", **{f"MAILFLOW_{name}": value for name, value in self.settings.items()}}
        with (self.directory / "lmtp.log").open("ab") as log:
            command = [sys.executable, "-m", "mailflow", "lmtp"]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory, env=env)
        assert wait_until(lambda: greets(self.port, b"220 ") or self.code() is not None, timeout_s=READY_S), self.log()

    def code(self) -> int | None:
        """Return by what it ended, if it did."""
        return self.process.poll() if self.process else None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Send a signal, wait for the end, and return how long that took."""
        assert self.process is not None
        began_at = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began_at

    def log(self) -> str:
        """Return what it printed."""
        return (self.directory / "lmtp.log").read_text()


@contextlib.contextmanager
def role(directory: Path, **settings: str) -> Iterator[Role]:
    """Run the role for a `with` block, with SQLite unless a database is named."""
    defaults = {"ADDRESS": "minutes@example.org", "DATA_DIR": str(directory / "data"), "LMTP_PORT": str(free_port())}
    made = Role(directory, defaults | settings)
    made.start()
    try:
        yield made
    finally:
        if made.process is not None:
            made.process.kill()
            made.process.wait(10)


def a_mail(number: int, size_bytes: int = 0) -> bytes:
    """Return a mail with a word of its own."""
    return b"From: a@example.net\r\nSubject: s\r\n\r\ncanary-%d.\r\n" % number + b"x" * size_bytes + b"\r\n"


def stored(url: str) -> Counter[int]:
    """Return which mails are in the database, and how often."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT content FROM files JOIN inbound ON inbound.sha256 = files.sha256")).scalars()
            return Counter(int(number) for content in rows for number in CANARY.findall(bytes(content)))
    finally:
        engine.dispose()


def test_postfix_keeps_the_mail_while_the_database_is_away(tmp_path: Path) -> None:
    """It is told to come later, and does: nothing is lost, nothing is there twice."""
    need("postfix"), need("postgres")
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(servers.postgres())
        settings = {"DATABASE_URL": database.url, "SECRET_KEY": "0123456789abcdef0123456789abcdef"}
        house = build(Settings.model_validate({"data_dir": tmp_path, **{name.lower(): value for name, value in settings.items()}}))
        house.storage.migrate()
        house.close()
        lmtp = stack.enter_context(role(tmp_path, **settings))
        mta = stack.enter_context(servers.postfix(lmtp_port=lmtp.port))
        mta.send("a@example.net", ["minutes+abc@example.org", "minutes@example.org"], a_mail(1))
        assert wait_until(lambda: stored(database.url) == {1: 1}, timeout_s=30), mta.log() + lmtp.log()
        database.stop()
        for number in (2, 3):
            mta.send("a@example.net", ["minutes@example.org"], a_mail(number))
        assert wait_until(lambda: "451 4.3.0" in mta.log(), timeout_s=30), mta.log() + lmtp.log()
        assert len(mta.queued()) == 2
        database.start()
        assert wait_until(lambda: not mta.queued(), timeout_s=60), mta.log() + lmtp.log()
        assert stored(database.url) == {1: 1, 2: 1, 3: 1}
        assert "status=bounced" not in mta.log()


def test_kill_in_mid_delivery_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """By kill -9 of the role under `serve`, again and again while Postfix delivers: it is started anew, and Postfix comes again."""
    need("postfix")
    port, count, kills = free_port(), 120, 3
    with serving(tmp_path, {"LMTP_PORT": str(port), "FLOOD_SENDER": "0"}) as service, servers.postfix(lmtp_port=port) as mta:
        assert wait_until(lambda: greets(port, b"220 "), timeout_s=READY_S), service.log()
        url = service.house().settings.database
        for turn in range(kills):
            for number in range(turn * count // kills, (turn + 1) * count // kills):
                mta.send("a@example.net", ["minutes@example.org"], a_mail(number, 2000))
            wait_until(lambda turn=turn: len(stored(url)) > turn * count // kills, timeout_s=20)  # type: ignore[misc]
            service.child("lmtp").kill()
        assert wait_until(lambda: not mta.queued(), timeout_s=60), service.log() + mta.log()
        assert stored(url) == Counter(range(count))
        assert "status=bounced" not in mta.log()


def test_role_without_a_port_says_what_to_set(tmp_path: Path) -> None:
    """In one line, exit 2."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "MAILFLOW_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "mailflow", "lmtp"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == "mailflow: MAILFLOW_LMTP_PORT: expected the port on which mail is taken by LMTP, such as 8024\n"


def test_role_whose_port_is_taken_ends_with_one_line(tmp_path: Path) -> None:
    """Exit 1."""
    with role(tmp_path) as first:
        second = Role(tmp_path, {**first.settings, "DATA_DIR": str(tmp_path / "other")})
        second.start()
        assert wait_until(lambda: second.code() is not None, timeout_s=READY_S)
        assert second.code() == 1
        (line,) = (line for line in first.log().splitlines() if line.startswith("mailflow: "))
        assert f"cannot listen on {HOST}:{first.port}" in line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_role_ends_soon_when_told(tmp_path: Path, number: signal.Signals) -> None:
    """With clients that are connected, and one in the middle of a message: within five seconds, exit 0."""
    with role(tmp_path) as lmtp, LmtpClient(lmtp.port) as slow, LmtpClient(lmtp.port):
        slow.begin()
        slow.say("DATA")
        slow.send(b"half a message")
        assert lmtp.stop(number) < 5 + 10  # ten more for a busy machine; the client in the middle of its message would keep it for minutes
        assert lmtp.code() == 0, lmtp.log()


def test_memory_is_bounded(tmp_path: Path) -> None:
    """Fifty clients with a message of 25 MB each at the same time: two of them are let through, and small messages pass by."""
    block = (b"y" * 998 + b"\r\n") * 26_000
    through: list[int] = []

    def push(number: int, client: LmtpClient) -> None:
        with contextlib.suppress(OSError):  # cut off at the end of the test
            client.send(b"DATA\r\n" + block)
            through.append(number)

    with role(tmp_path) as lmtp, contextlib.ExitStack() as stack:
        assert lmtp.process is not None
        process = psutil.Process(lmtp.process.pid)
        before = process.memory_info().rss
        for number in range(50):
            client = stack.enter_context(LmtpClient(lmtp.port))
            client.begin()
            threading.Thread(target=push, args=(number, client), daemon=True).start()
        assert wait_until(lambda: len(through) >= 2, timeout_s=60)
        grown = process.memory_info().rss - before
        assert grown < 200 * 1024 * 1024
        assert len(through) == 2


def test_delivery_works_with_a_client_of_the_library(tmp_path: Path) -> None:
    """Stored as soon as it is confirmed."""
    with role(tmp_path) as lmtp, smtplib.LMTP(HOST, lmtp.port, timeout=20) as client:
        client.sendmail("a@example.net", ["minutes@example.org"], a_mail(7))
        assert stored(f"sqlite:///{tmp_path}/data/mailflow.db") == {7: 1}
