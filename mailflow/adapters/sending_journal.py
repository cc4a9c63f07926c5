"""What workers write down before they hand a message over: in files beside an SQLite database, or in the database itself.

    open a page (a file, locked) -> begin, begin, begin ... (a line each) -> wipe -> begin ... -> close (an empty file)

The lock of a file ends with its process, however that ends: a file that is not empty and not locked is what a killed worker left behind,
and each line of it was written before the next message was handed over. Nothing waits for the disk, which would take longer than to send
the message: should the whole machine lose its power, what was sent since the last settlement is sent again.
"""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.errors import JournalUnavailableError
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mailout import Orphan
from mailflow.domain.message import Delivery, OutboundId

_SIGN = "\t"
_LEASE = timedelta(days=1)  # locks tell who lives; a lease matters only where somebody has removed the files


class FileJournal:
    """SendingJournal in a folder; at most `workers` are at work at a time."""

    def __init__(self, folder: Path, *, workers: int) -> None:
        self._folder = folder
        self._workers = workers

    @property
    def lease(self) -> timedelta:
        """How long a worker may hold what it has taken."""
        return _LEASE

    @contextmanager
    def open(self, owner: str) -> Iterator["_Sheet | None"]:
        """Give a worker a page for its turn; none where as many as may be are at work. Raises JournalUnavailableError."""
        with _told(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for place in self._places():
            with _locked(place) as sheet:
                if sheet is not None and not sheet.is_used:
                    sheet.head(owner)
                    yield sheet
                    sheet.clear()
                    return
        yield None

    def orphans(self) -> Iterator[Orphan]:
        """Yield what killed workers have left behind; each is forgotten as soon as the next one is asked for.

        Raises:
            JournalUnavailableError: it cannot be read.
        """
        with _told(self._folder):
            written = [place for place in self._places() if place.exists()]
        for place in written:
            with _locked(place) as sheet:
                if sheet is not None and sheet.is_used:
                    yield _orphan_of(sheet.text)
                    sheet.clear()

    def _places(self) -> Iterator[Path]:
        return (self._folder / f"{number}.log" for number in range(self._workers))


class _Sheet:
    """JournalPage in a file."""

    def __init__(self, descriptor: int, place: Path) -> None:
        self._descriptor = descriptor
        self._place = place
        self._owner = ""

    @property
    def is_used(self) -> bool:
        """Tell whether something is written on it."""
        return os.fstat(self._descriptor).st_size > 0

    @property
    def text(self) -> str:
        """What is written on it. Raises JournalUnavailableError."""
        with _told(self._place):
            return self._place.read_text(encoding="utf-8", errors="replace")

    def head(self, owner: str) -> None:
        """Write whose page it is."""
        self._owner = owner
        self._write(owner)

    def begin(self, outbound_id: OutboundId, after: Delivery | None) -> bool:
        """Write the outcome of the message before, and that this one is begun: nobody else can have it while the file is locked."""
        self._write(_SIGN.join((outbound_id, *(_written(after) if after else ()))))
        return True

    def note(self, last: Delivery) -> None:
        """Write the outcome of the last message; none is begun after it."""
        self._write(_SIGN.join(("", *_written(last))))

    def wipe(self) -> None:
        """Forget what is written: it is settled in the database."""
        self.clear()
        self.head(self._owner)

    def clear(self) -> None:
        """Leave an empty page."""
        os.ftruncate(self._descriptor, 0)

    def _write(self, line: str) -> None:
        """Write a line, whole or not at all. Raises JournalUnavailableError."""
        octets = f"{line}\n".encode()
        try:
            written = os.write(self._descriptor, octets)
        except OSError as error:
            raise _unavailable(self._place, error) from error
        if written < len(octets):  # the last block of the disk: what is cut here would be lost without a word
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
            raise _unavailable(self._place, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


class DatabaseJournal:
    """SendingJournal in the outbox itself, for workers on several machines: a message begun is in the state SENDING."""

    def __init__(self, begin: Callable[[], SqlAlchemyUnitOfWork], *, lease: timedelta, now: Callable[[], datetime]) -> None:
        self._begin = begin
        self._lease = lease
        self._now = now

    @property
    def lease(self) -> timedelta:
        """How long a worker may hold what it has taken."""
        return self._lease

    @contextmanager
    def open(self, owner: str) -> Iterator["_Rows"]:
        """Give a worker a page for its turn."""
        yield _Rows(self._begin, owner, self._now)

    def orphans(self) -> Iterator[Orphan]:
        """Yield nothing: what was begun under a lease that has run out is known by its row."""
        return iter(())


class _Rows:
    """JournalPage in the outbox."""

    def __init__(self, begin: Callable[[], SqlAlchemyUnitOfWork], owner: str, now: Callable[[], datetime]) -> None:
        self._begin = begin
        self._owner = owner
        self._now = now

    def begin(self, outbound_id: OutboundId, after: Delivery | None) -> bool:
        """Write the outcome of the message before, and that this one is begun; False where it is not the worker's any more."""
        with self._begin() as uow:
            is_ours = uow.mailouts.begin(outbound_id, after, owner=self._owner, now=self._now())
            uow.commit()
        return is_ours

    def note(self, last: Delivery) -> None:
        """Write the outcome of the last message, should the database be there again."""
        with self._begin() as uow:
            uow.mailouts.settle([last], owner=self._owner)
            uow.commit()

    def wipe(self) -> None:
        """Do nothing: what is settled is not in the state SENDING."""


@contextmanager
def _locked(place: Path) -> Iterator[_Sheet | None]:
    """Give a page and hold its lock; none where somebody else holds it. Raises JournalUnavailableError."""
    with _told(place):
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield None
        return
    try:
        yield _Sheet(descriptor, place)
    finally:
        os.close(descriptor)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """Say of what the system refuses where it was."""
    try:
        yield
    except OSError as error:
        raise _unavailable(place, error) from error


def _unavailable(place: Path, error: OSError) -> JournalUnavailableError:
    return JournalUnavailableError(f"what is being sent cannot be written down in {place}: {error.strerror}")


def _written(delivery: Delivery) -> tuple[str, ...]:
    again_at = delivery.next_attempt_at.isoformat() if delivery.next_attempt_at else ""
    words = " ".join(delivery.reply_text.split())  # no line end, and none of our signs
    return delivery.id, delivery.state, str(delivery.reply_code), delivery.at.isoformat(), again_at, words


def _orphan_of(text: str) -> Orphan:
    """Read what a killed worker wrote; a last line that it did not finish was about a message that it had not begun."""
    owner, *lines = text.split("\n")[:-1] or [""]
    begun, deliveries = "", []
    for line in lines:
        begun, *done = line.split(_SIGN)
        deliveries += [_delivery_of(done)] if done else []
    is_settled = any(delivery.id == begun for delivery in deliveries)
    return Orphan(owner, tuple(deliveries), OutboundId(begun) if begun and not is_settled else None)


def _delivery_of(written: list[str]) -> Delivery:
    outbound_id, state, code, at, again_at, words = written
    again = datetime.fromisoformat(again_at) if again_at else None
    return Delivery(OutboundId(outbound_id), DeliveryState(state), int(code), words, datetime.fromisoformat(at), again)
