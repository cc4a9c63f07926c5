"""Run a server program for tests: in a temp directory of its own, awaited, stopped by pid, never left behind."""

import atexit
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

import psutil

HOST = "127.0.0.1"
READY_TIMEOUT_S = 30
STOP_TIMEOUT_S = 10
MOST_PROCESSES = 8
"""So many processes test at the same time at most."""
# Below the range from which the kernel takes the clients' ports, and beside those of the demo; each process of tests has its own.
PORTS = range(20000 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]), 30000, MOST_PROCESSES)
_given_ports: set[int] = set()


class ServerNotReadyError(Exception):
    """A server died or stayed silent; the message ends with the end of its log."""


def wait_until(condition: Callable[[], bool], *, timeout_s: float, pause_s: float = 0.01) -> bool:
    """Poll a condition; False when it did not come true in time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause_s)
    return True


def free_port() -> int:
    """Return a port of loopback that nobody listens on and that was not returned before."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            if port not in _given_ports:
                _given_ports.add(port)
                return port


def greets(port: int, greeting: bytes, *, ask: bytes = b"") -> bool:
    """Say whether a server on loopback begins to talk with this greeting, after what it is asked."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(ask)
            return connection.recv(1024).startswith(greeting)
    except OSError:
        return False


def alive(family: list[psutil.Process]) -> list[psutil.Process]:
    """Return those of some processes that still run; a zombie, which only waits for its parent, does not."""
    living = []
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            if member.is_running() and member.status() != psutil.STATUS_ZOMBIE:
                living.append(member)
    return living


def ordinary_user() -> pwd.struct_passwd:
    """Return who runs the servers: the user of the tests, or in root's place nobody, as most refuse to run as root."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


def give_away(path: Path) -> None:
    """Give a file to the user who runs the servers."""
    if os.getuid() == 0:
        os.chown(path, ordinary_user().pw_uid, ordinary_user().pw_gid)


class Server(ABC):
    """A server program; a subclass says how it is run and when it is ready."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="mf-"))
        self.directory.chmod(0o755)
        give_away(self.directory)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Say whether the server answers."""

    def start(self) -> None:
        """Start the program and wait until it answers.

        Raises:
            ServerNotReadyError: it ended, or did not answer in 30 s.
        """
        self._process = process = self.spawn(self.command())
        wait_until(lambda: process.poll() is not None or self.is_ready(), timeout_s=READY_TIMEOUT_S)
        if process.poll() is not None or not self.is_ready():
            self.kill()
            raise ServerNotReadyError(f"{self.name}: {self.log()[-2000:]}")

    def stop(self) -> None:
        """Ask the program to end, and end it by force after 10 s."""
        family = self.processes()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_TIMEOUT_S)
        wait_until(lambda: not alive(family), timeout_s=0.2)  # children follow their parent
        self._end(family)

    def kill(self) -> None:
        """End the program and all its children at once, as a crash would."""
        self._end(self.processes())

    def processes(self) -> list[psutil.Process]:
        """Return the program and its children, as far as they run."""
        if self._process is None:
            return []
        try:
            parent = psutil.Process(self._process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def log(self) -> str:
        """Return what the program printed, and its own log files."""
        return "".join(file.read_text(errors="replace") for file in sorted(self.directory.glob("*.log")))

    def remove(self) -> None:
        """End the program and remove its directory; harmless when done twice."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Run a command as the ordinary user, in a session of its own so that Ctrl-C does not reach it."""
        uid, gid = (ordinary_user().pw_uid, ordinary_user().pw_gid) if os.getuid() == 0 else (None, None)
        with (self.directory / "output.log").open("ab") as output:  # a file: a daemon would keep a pipe open
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.directory,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.directory)},
                start_new_session=True,
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
            )

    def _end(self, family: list[psutil.Process]) -> None:
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        if self._process is not None:
            self._process.wait(STOP_TIMEOUT_S)
            self._process = None
        wait_until(lambda: not alive(family), timeout_s=STOP_TIMEOUT_S)


AnyServer = TypeVar("AnyServer", bound=Server)


@contextlib.contextmanager
def running(server: AnyServer) -> Iterator[AnyServer]:
    """Start a server for a `with` block; after it, and at the interpreter's exit, nothing of it is left."""
    atexit.register(server.remove)
    try:
        server.start()
        yield server
    finally:
        server.remove()
        atexit.unregister(server.remove)
