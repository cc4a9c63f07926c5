"""Delivery to recorded by LMTP: how long an MTA waits for the 250 that says a mail is stored, and how many mails a second that makes.

    .venv/bin/python benchmarks/lmtp.py [--mails 500] [--bytes 6000]

The real role `mailflow lmtp`, on SQLite (which writes through to the disk) and, where it is installed, on the tests' PostgreSQL (which does
not); beside it, in the same run, Dovecot's LMTP into a maildir. One connection for the delays, four for the rate. The database is asked in
the end whether every mail is there.
"""

import argparse
import os
import smtplib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402 - the project is found by the line above

from tests import servers  # noqa: E402
from tests.process import HOST, free_port, greets, wait_until  # noqa: E402
from tests.programs import find_dovecot, find_postgres  # noqa: E402

CONNECTIONS = 4


def mail(number: int, size_bytes: int) -> bytes:
    """Return a mail of about so many octets."""
    head = f"From: s{number}@example.org\r\nTo: minutes@example.org\r\nSubject: Report {number}\r\nMessage-ID: <{number}@example.org>\r\n"
    return (head + "\r\n" + "All is well, and we are in time with everything.\r\n" * (size_bytes // 50)).encode()


def deliver(port: int, mails: Sequence[bytes]) -> list[float]:
    """Deliver mails on one connection and return how long each took from its first octet to the answer, in seconds."""
    times = []
    with smtplib.LMTP(HOST, port, timeout=60) as client:
        for content in mails:
            began_at = time.perf_counter()
            client.sendmail("speaker@example.org", ["minutes@example.org"], content)
            times.append(time.perf_counter() - began_at)
    return times


def measure(name: str, port: int, arguments: argparse.Namespace) -> int:
    """Print the delays and the rate of a server, and return how many mails it was given."""
    deliver(port, [mail(number, arguments.bytes) for number in range(10)])
    times = deliver(port, [mail(number, arguments.bytes) for number in range(10, 10 + arguments.mails)])
    cut = statistics.quantiles(times, n=100)
    firsts = [10**6 * (share + 1) for share in range(CONNECTIONS)]
    shares = [[mail(number, arguments.bytes) for number in range(first, first + arguments.mails)] for first in firsts]
    began_at = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(lambda share: deliver(port, share), shares))
    rate = CONNECTIONS * arguments.mails / (time.perf_counter() - began_at)
    delays = "   ".join(f"p{percent} {cut[percent - 1] * 1000:6.1f} ms" for percent in (50, 95, 99))
    print(f"{name:22} {delays}   {rate:6.0f} mails/s by {CONNECTIONS}")
    return 10 + arguments.mails + CONNECTIONS * arguments.mails


def start_role(stack: ExitStack, folder: Path, settings: dict[str, str]) -> int:
    """Start the role and return its port."""
    port = free_port()
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "MAILFLOW_ADDRESS": "minutes@example.org", "MAILFLOW_LMTP_PORT": str(port)}
    env |= {"MAILFLOW_DATA_DIR": str(folder), **settings}
    subprocess.run([sys.executable, "-m", "mailflow", "migrate"], env=env, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    log = stack.enter_context((folder / "lmtp.log").open("wb"))
    role = subprocess.Popen([sys.executable, "-m", "mailflow", "lmtp"], env=env, cwd=folder, stdout=log, stderr=log)
    stack.callback(role.wait)
    stack.callback(role.terminate)
    assert wait_until(lambda: greets(port, b"220 "), timeout_s=60)
    return port


def on_sqlite(arguments: argparse.Namespace) -> None:
    """Measure the role on an SQLite file."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        given = measure("mailflow, SQLite", start_role(stack, Path(name), {}), arguments)
        with sqlite3.connect(f"{name}/mailflow.db") as database:
            assert database.execute("SELECT count(*) FROM inbound").fetchone() == (given,)


def on_postgres(arguments: argparse.Namespace) -> None:
    """Measure the role on PostgreSQL."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        server = stack.enter_context(servers.postgres())
        settings = {"MAILFLOW_DATABASE_URL": server.url, "MAILFLOW_SECRET_KEY": "0123456789abcdef0123456789abcdef"}
        given = measure("mailflow, PostgreSQL", start_role(stack, Path(name), settings), arguments)
        with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT count(*) FROM inbound").fetchone() == (given,)


def main() -> None:
    """Measure what there is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--bytes", type=int, default=6000)
    arguments = parser.parse_args()
    on_sqlite(arguments)
    if find_postgres():
        on_postgres(arguments)
    if find_dovecot():
        with servers.dovecot() as server:
            measure("Dovecot, maildir", server.lmtp_port, arguments)


if __name__ == "__main__":
    main()
