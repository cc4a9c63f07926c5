"""The real `mailflow serve` as a test runs it: its children by role, its health, its log; nothing of it is left behind.

with serving(tmp_path, {"SMTP_URL": sink.url}) as service:
    service.child("worker").kill()
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from mailflow.bootstrap.application import Application, build
from mailflow.config import Settings
from tests.process import HOST, alive, free_port, wait_until

ROOT = Path(__file__).parent.parent
ROLES = ("inbox-watch", "worker", "beat", "web")
READY_S = 90
RESTART_S = 5


def _hear_the_keyboard() -> None:
    """Let Ctrl-C count, as in a terminal: a shell without job control makes what it starts in the background ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Service:
    """A `mailflow serve` in a directory of its own, with quick timings."""

    def __init__(self, directory: Path, settings: Mapping[str, str]) -> None:
        self.directory = directory
        self.settings = {
            "ADDRESS": "minutes@example.org",
            "DATA_DIR": str(directory / "data"),
            "WEB_PORT": str(free_port()),
            "SWEEP_S": "1",
            "LEASE_S": "5",
            "UNKNOWN_REST_S": "1",
            "IMAP_POLL_S": "0.3",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._seen: dict[int, psutil.Process] = {}

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """Return the supervisor."""
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Start the supervisor, in a process group of its own as a shell would."""
        with (self.directory / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mailflow", "serve"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                env=self._environment(),
                process_group=0,
                preexec_fn=_hear_the_keyboard,  # noqa: PLW1509 - one system call, before any thread
            )

    def cli(self, *arguments: str) -> str:
        """Run a command with the same settings and return what it printed."""
        command = [sys.executable, "-m", "mailflow", *arguments]
        done = subprocess.run(command, cwd=self.directory, env=self._environment(), capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def house(self) -> Application:
        """Return the use cases on the same settings, in this process."""
        return build(Settings.model_validate({name.lower(): value for name, value in self.settings.items()}))

    def health(self) -> dict[str, dict[str, int]]:
        """Return what /health says; empty where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.settings['WEB_PORT']}/health", timeout=5) as answer:
                counts: dict[str, dict[str, int]] = json.load(answer)
                return counts
        except (urllib.error.URLError, OSError):
            return {}

    def await_ready(self, *roles: str) -> None:
        """Wait until the roles have a process and the web one answers."""
        ready = wait_until(lambda: all(self.find(role) for role in roles) and self.health() != {}, timeout_s=READY_S)
        assert ready, self.log()

    def find(self, role: str) -> psutil.Process | None:
        """Return the process of a role, if it has one at present."""
        for member in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                if member.ppid() == self.process.pid and _role(member.cmdline()) == role:
                    return member
        return None

    def child(self, role: str) -> psutil.Process:
        """Return the process of a role; wait for it where the role rests after a death."""
        assert wait_until(lambda: self.find(role) is not None, timeout_s=RESTART_S), f"no {role}: {self.log()}"
        found = self.find(role)
        assert found is not None
        return found

    def family(self) -> list[psutil.Process]:
        """Return the living processes of all roles, and remember them so that none is left behind."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for member in psutil.Process(self.process.pid).children(recursive=True):
                self._seen[member.pid] = member
        return alive(list(self._seen.values()))

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the supervisor."""
        self.family()
        self.process.send_signal(number)

    def log(self) -> str:
        """Return what was printed so far."""
        return (self.directory / "serve.log").read_text()

    def end(self) -> None:
        """Leave nothing behind."""
        family = self.family()
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.kill()
        self.process.wait(10)
        wait_until(lambda: not alive(family), timeout_s=10)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {"PYTHONPATH": str(ROOT), "TZ": "UTC", **{f"MAILFLOW_{name}": value for name, value in self.settings.items()}}


@contextlib.contextmanager
def serving(directory: Path, settings: Mapping[str, str]) -> Iterator[Service]:
    """Run `mailflow serve` for a `with` block; whatever happened in it, no process is left after it."""
    service = Service(directory, settings)
    service.start()
    try:
        yield service
    finally:
        service.end()


def _role(command: list[str]) -> str:
    """Return which role a command line runs; that of a fork which has not become its role yet is none of them."""
    return next((part for part in command[2:] if part in {*ROLES, "lmtp"}), "")
