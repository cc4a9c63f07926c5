"""`serve`: the roles as child processes of one foreground process group, restarted, and stopped cleanly.

    start -> alive --died--> rests (0.5 s, doubling to 10 s, anew after a minute of life) -> start
               |      `----- the fifth death within a minute: all are stopped, exit 1
               `--SIGTERM, SIGINT or SIGHUP--> SIGTERM to all -> all gone, exit 0
                                                  `- 8 s later, or at a second signal: SIGKILL

The supervisor has one thread and sleeps in one `select`, until a signal comes or a child is to be started.
"""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import structlog

from mailflow.config import Settings

_log = structlog.get_logger(__name__)

_FIRST_REST_S = 0.5
_LONGEST_REST_S = 10.0
_LONG_LIFE_S = 60.0
_PERIOD_S = 60.0
_LIVES = 5
_GRACE_S = 8.0
_LAST_WAIT_S = 1.5
# One request to stop may arrive twice, at the process and at its group (timeout(1) does so); a second request comes later.
_SAME_REQUEST_S = 0.3
_STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
_PR_SET_PDEATHSIG = 1  # prctl(2)
_STDERR = 2


def role_command(role: str, settings: Settings) -> list[str]:
    """Return the command that runs a role as a process of its own; nothing secret is in it."""
    # Celery warns who runs it as root because of pickle, which we do not accept; the banner, with the broker's URL, is left out.
    celery = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "-A", "workers"]
    if role == "worker":
        return [*celery, "worker", *_pool(settings), "--without-gossip", "--without-mingle", "--without-heartbeat"]
    if role == "beat":
        # The schedule lives in memory: a sweep too many does no harm, and no file is left behind by a crash.
        return [*celery, "beat", "--scheduler", "celery.beat:Scheduler"]
    return [sys.executable, "-m", "mailflow", role]


def _pool(settings: Settings) -> list[str]:
    """Return the options of the worker's pool: one process for the queue of files, as its database has one writer anyway."""
    if settings.broker.startswith("filesystem://"):
        return ["--pool", "solo"]
    return ["--pool", "prefork", "--concurrency", str(settings.worker_concurrency)]


def supervise(settings: Settings) -> int:
    """Run all roles until told to stop. Return the exit code: 0 when told, 1 when a role did not stay alive."""
    children = [Child(role, role_command(role, settings), look_at) for role, look_at in _roles(settings)]
    with _wakeups() as wakeups:
        try:
            hopeless = _keep_alive(children, wakeups)
        finally:
            _stop(children, wakeups)
    if hopeless is None:
        return 0
    _say(f"{hopeless.role} died {_LIVES} times within a minute, the last time by {hopeless.last_exit}; {hopeless.look_at}")
    return 1


def _roles(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the roles that the settings ask for, each with what to look at when it does not stay alive."""
    stores = "can the database (MAILFLOW_DATABASE_URL) and the broker (MAILFLOW_BROKER_URL) be used? Its lines above say more"
    if settings.imap_url is None and not settings.lmtp_port:
        _say("no mail is read: MAILFLOW_IMAP_URL is not set (expected imaps://user:password@host:port/INBOX), nor is MAILFLOW_LMTP_PORT")
    if settings.imap_url is not None:
        yield "inbox-watch", "can the database (MAILFLOW_DATABASE_URL) be used, is MAILFLOW_IMAP_URL right? Its lines above say more"
    if settings.lmtp_port:
        place = f"{settings.lmtp_host}:{settings.lmtp_port} (MAILFLOW_LMTP_HOST, MAILFLOW_LMTP_PORT)"
        yield "lmtp", f"is {place} free? Its lines above say more"
    yield "worker", stores
    yield "beat", stores
    yield "web", f"is {settings.web_host}:{settings.web_port} (MAILFLOW_WEB_HOST, MAILFLOW_WEB_PORT) free? Its lines above say more"


def _say(line: str) -> None:
    sys.stderr.write(f"mailflow: {line}\n")
    sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class Deaths:
    """When a child died lately (seconds of the monotonic clock), and how long it rests now."""

    lately: tuple[float, ...] = ()
    rest_s: float = 0.0

    @property
    def are_too_many(self) -> bool:
        """Tell whether to give up."""
        return len(self.lately) >= _LIVES

    def after(self, *, now: float, lived_s: float) -> "Deaths":
        """Return them with one more death."""
        is_first = not self.lately or lived_s >= _LONG_LIFE_S
        rest_s = _FIRST_REST_S if is_first else min(2 * self.rest_s, _LONGEST_REST_S)
        return replace(self, lately=(*(at for at in self.lately if now - at < _PERIOD_S), now), rest_s=rest_s)


class Child:
    """A role and the process that has it at present."""

    def __init__(self, role: str, command: Sequence[str], look_at: str) -> None:
        self.role = role
        self.look_at = look_at
        self.deaths = Deaths()
        self.last_exit = ""
        self.due_at = time.monotonic()
        self._command = command
        self._started_at = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_alive(self) -> bool:
        """Tell whether it has a process that is not buried yet."""
        return self._process is not None

    def start(self) -> None:
        """Start the process; it dies with the supervisor."""
        # What Celery prints on stdout is nothing that a script reads: all lines of a server go to stderr.
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=_STDERR,
            preexec_fn=_bond_with(os.getpid()),  # noqa: PLW1509 - there is one thread, and it makes but two system calls
        )
        self._process, self._started_at = process, time.monotonic()
        _log.info("started", child=self.role, pid=process.pid)

    def bury(self) -> bool:
        """Take note of the death of the process; tell whether it died since last asked."""
        code = self._process.poll() if self._process else None
        if self._process is None or code is None:
            return False
        now = time.monotonic()
        lived_s = now - self._started_at
        self.deaths = self.deaths.after(now=now, lived_s=lived_s)
        self.due_at = now + self.deaths.rest_s
        self.last_exit = signal.Signals(-code).name if code < 0 else f"exit {code}"
        _log.info("ended", child=self.role, pid=self._process.pid, by=self.last_exit, lived_s=round(lived_s, 1))
        self._process = None
        return True

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if there is a process."""
        if self._process is not None:
            self._process.send_signal(number)


def _keep_alive(children: Sequence[Child], wakeups: "_Wakeups") -> Child | None:
    """Start what is due and whatever dies; return None when told to stop, or the child that did not stay alive."""
    while True:
        for child in children:
            if not child.is_alive and child.due_at <= time.monotonic():
                child.start()
        due_at = min((child.due_at for child in children if not child.is_alive), default=None)
        if wakeups.wait(until=due_at) & _STOP_SIGNALS:
            return None
        died = [child for child in children if child.bury()]
        for child in died:
            if child.deaths.are_too_many:
                return child
            _log.warning("restarting", child=child.role, after=child.last_exit, in_s=child.deaths.rest_s)


def _stop(children: Sequence[Child], wakeups: "_Wakeups") -> None:
    """Let all children finish what they have in hand; kill what is left after a while, or at once when told again."""
    began_at = time.monotonic()
    _log.info("stopping")
    for child in children:
        child.send(signal.SIGTERM)
    while _any_alive(children) and time.monotonic() < began_at + _GRACE_S:
        told = wakeups.wait(until=began_at + _GRACE_S) & _STOP_SIGNALS
        if told and time.monotonic() > began_at + _SAME_REQUEST_S:
            break
    late_at = time.monotonic()
    for child in children:
        child.send(signal.SIGKILL)
    while _any_alive(children) and time.monotonic() < late_at + _LAST_WAIT_S:
        wakeups.wait(until=late_at + _LAST_WAIT_S)
    _log.info("stopped", after_s=round(time.monotonic() - began_at, 1))


def _any_alive(children: Sequence[Child]) -> bool:
    for child in children:
        child.bury()
    return any(child.is_alive for child in children)


class _Wakeups:
    """The signals of this process, as something that can be waited for."""

    def __init__(self, reader: socket.socket) -> None:
        self._reader = reader

    def wait(self, *, until: float | None) -> set[int]:
        """Return the signals that came; empty when the time has come (seconds of the monotonic clock, None: never)."""
        timeout_s = None if until is None else max(0.0, until - time.monotonic())
        readable, _, _ = select.select([self._reader], [], [], timeout_s)
        return set(self._reader.recv(4096)) if readable else set()


@contextmanager
def _wakeups() -> Iterator[_Wakeups]:
    """Turn the signals that end us and those of the children into octets; a hang-up that is ignored (nohup) stays so."""
    wanted = {number for number in _STOP_SIGNALS | {signal.SIGCHLD} if signal.getsignal(number) is not signal.SIG_IGN}
    reader, writer = socket.socketpair()
    writer.setblocking(False)  # noqa: FBT003 - the standard library's signature; set_wakeup_fd demands it
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, lambda *_: None) for number in wanted}
    try:
        yield _Wakeups(reader)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        reader.close()
        writer.close()


def _bond_with(parent: int) -> Callable[[], None] | None:
    """Return what a child does before it becomes its role: it asks the kernel to be killed when the supervisor dies.

    The kernel does it whatever the role does at that time, before a new supervisor could meet an old web server on its port
    or an old reader in its inbox; a child that watched its parent's pid would need a thread in each role, Celery's among them,
    and would not run while a task hangs. SIGKILL, as SIGTERM leaves a hanging child alive; every role bears it (that is tested).
    Celery's pool does the same with its own children. Linux only: elsewhere the children of a killed supervisor live on.
    Source: prctl(2), PR_SET_PDEATHSIG; it is tied to the thread that forks, which here is the only one.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = (ctypes.c_int, ctypes.c_ulong)

    def bond() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before it could be asked for
            os._exit(1)

    return bond
