"""Read an IMAP mailbox: what is not stored yet, whole, in batches, and without a flag changed.

list -> minus what is stored -> sizes -> BODY.PEEK[] in batches      too large: the beginning alone
what is stored whole -> moved out of the way (shelf.py)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from imapclient.exceptions import IMAPClientReadOnlyError

from mailflow.adapters.imap.account import ImapAccount, Manner
from mailflow.adapters.imap.client import (
    TROUBLE,
    ImapClient,
    StopSignal,
    arrival,
    claimed_bytes,
    is_mere_refusal,
    is_passing,
    is_refused_account,
    whole_number,
)
from mailflow.adapters.imap.refusals import Refusals
from mailflow.adapters.imap.shelf import Shelf
from mailflow.domain.errors import PermanentMailError, TemporaryMailError
from mailflow.domain.message import KEPT_BYTES, Look, RawMessage

_BATCH_MESSAGES = 50
_BATCH_BYTES = 20_000_000
_SIZES_AT_ONCE = 500
_LARGEST = 2**53  # sizes are told by servers, and stored

_UNDELIVERABLE = "the mail server cannot deliver it"

Known = Callable[[str, int, Sequence[int]], frozenset[int]]
Batch = dict[int, int | None]
"""Uids and their sizes, as the server tells them."""

_log = structlog.get_logger(__name__)


class ImapMailbox:
    """Mailbox on an IMAP folder. A reader must be the only one of its folder: two that move the same messages double them."""

    def __init__(self, account: ImapAccount, manner: Manner, *, now: Callable[[], datetime]) -> None:
        self._account = account
        self._manner = manner
        self._now = now
        self._shelf = Shelf(account, manner)
        self._client: ImapClient | None = None
        self._commands_before = 0
        self._uidvalidity = 0
        self._refusals = Refusals(now)
        self._lying: set[int] = set()  # listed by the server, and perhaps stored by now
        self._stored: list[int] = []  # listed by the last look, and stored before it
        self._listed_to: int | None = None  # the highest uid of a look that was finished, on this connection

    @property
    def commands(self) -> int:
        """How many commands were sent so far."""
        return self._commands_before + (self._client.connection.commands if self._client else 0)

    def fetch_new(self, known: Known, look: Look = Look.ALL) -> Iterable[tuple[RawMessage, ...]]:
        """Yield the messages whose uid is not known, oldest first, in batches of at most 50 messages or 20 MB."""
        try:
            listed = self._list(look)
            stored = known(self._account.folder, self._uidvalidity, listed)
            self._stored = sorted(stored)
            self._lying.update(stored)
            new = [uid for uid in listed if uid not in stored]
            self._refusals.begin()
            for batch in self._batches(new):
                self._lying.update(batch)
                yield self._fetch(batch)
            if lost := self._refusals.end(new):
                yield tuple(self._undeliverable(uid) for uid in lost)
            self._listed_to = max([self._listed_to or 0, *listed])
        except TROUBLE as error:
            raise self._failed(error) from error

    def fetch_again(self, missing: Known) -> Iterable[tuple[RawMessage, ...]]:
        """Yield those of the messages stored without octets, of those that the last look has listed, that the server gives by now."""
        if not self._stored:
            return
        lost = sorted(missing(self._account.folder, self._uidvalidity, self._stored))
        try:
            for batch in self._batches(lost):
                yield self._fetch(batch)
        except TROUBLE as error:
            raise self._failed(error) from error

    def put_away(self, whole: Known) -> int:
        """Move what was listed and is stored whole out of the way; return how many messages."""
        if self._client is None or not self._manner.processed or not self._lying or self._shelf.rests_s:
            return 0  # what lies is kept in mind while nothing is moved: no look at what is new would list it again
        stored = whole(self._account.folder, self._uidvalidity, sorted(self._lying))
        self._lying.clear()
        try:
            moved = self._shelf.put(self._client, sorted(stored))
        except TROUBLE as error:
            raise self._failed(error) from error
        if self._shelf.rests_s:
            self._lying.update(stored)
        return moved

    def wait(self, timeout_s: float, stop: StopSignal) -> None:
        """Return when something may have arrived: by IDLE where the server can, else after the polling interval."""
        client = self._client
        if client is None or client.connection.has_arrivals:
            return
        rest_s = self._shelf.rests_s if self._lying else 0.0
        timeout_s = min(self._refusals.wait_s(timeout_s), rest_s or timeout_s)
        try:
            if not (client.can_idle and client.has_capability("IDLE") and self._idle(client, timeout_s, stop)):
                stop.wait(min(self._manner.poll_s, timeout_s))
            if not stop.is_set():
                client.noop()
        except TROUBLE as error:
            raise self._failed(error) from error

    def _idle(self, client: ImapClient, timeout_s: float, stop: StopSignal) -> bool:
        """Idle; False where the server has refused it, and will not be asked again on this connection."""
        try:
            client.wait_for_arrivals(min(timeout_s, self._manner.timeouts.idle_s), stop)
        except TROUBLE as error:
            if not is_mere_refusal(error):
                raise
            _log.warning("idle_refused", server=self._account.server, problem=str(error))
            client.can_idle = False
        return client.can_idle

    def close(self) -> None:
        """End the connection; never raises."""
        client, self._client = self._client, None
        self._listed_to = None
        if client is not None:
            self._commands_before += client.connection.commands
            client.leave()

    def _connect(self) -> ImapClient:
        if self._client is None:
            self._client = self._open()
        return self._client

    def _open(self) -> ImapClient:
        client = ImapClient(self._account, self._manner.timeouts)
        try:
            client.enter(self._account)
            uidvalidity = whole_number(self._select(client)[b"UIDVALIDITY"])
        except KeyError:
            client.shut()
            raise OSError("the server tells no UIDVALIDITY") from None
        except TROUBLE:
            client.shut()
            raise
        if uidvalidity != self._uidvalidity:
            self._lying.clear()  # they were of another epoch
            self._refusals.forget()
            self._stored = []
        self._uidvalidity, self._listed_to = uidvalidity, None
        return client

    def _select(self, client: ImapClient) -> Mapping[bytes, object]:
        """Open the folder: to read, and to move where that is wanted and allowed."""
        selected: Mapping[bytes, object]
        try:
            selected = client.select_folder(self._account.folder, readonly=not self._manner.processed)
        except IMAPClientReadOnlyError:
            _log.warning("read_only", server=self._account.server, folder=self._account.folder)
            selected = client.select_folder(self._account.folder, readonly=True)
        return selected

    def _list(self, look: Look) -> list[int]:
        """Return the uids to be compared with what is stored: all, or what is new since the last look and what is to be tried again."""
        client = self._connect()
        client.connection.has_arrivals = False
        if look is Look.ALL or self._listed_to is None:
            return sorted(set(map(whole_number, client.search("ALL"))))
        # `n:*` always names the newest message, also where that is older than n (RFC 3501, 6.4.8)
        newer = {uid for uid in map(whole_number, client.search(["UID", f"{self._listed_to + 1}:*"])) if uid > self._listed_to}
        return sorted(newer | self._refusals.due())

    def _batches(self, uids: Sequence[int]) -> Iterator[Batch]:
        """Cut the uids into batches by number and by size, as the server tells it; a message that is too large goes alone."""
        for start in range(0, len(uids), _SIZES_AT_ONCE):
            sizes = self._sizes(list(uids[start : start + _SIZES_AT_ONCE]))
            yield from _cut(sizes, self._manner.max_message_bytes)

    def _sizes(self, uids: list[int]) -> Batch:
        """Return the sizes of those messages that are still there; None where the server does not tell."""
        try:
            answers = self._connect().fetch(uids, ["RFC822.SIZE"])
            return {uid: int(answers[uid].get(b"RFC822.SIZE", 0)) for uid in uids if uid in answers}
        except TROUBLE as error:
            self._recover(error)
        if len(uids) == 1:
            return {uids[0]: None}
        middle = len(uids) // 2
        return self._sizes(uids[:middle]) | self._sizes(uids[middle:])

    def _fetch(self, batch: Batch) -> tuple[RawMessage, ...]:
        """Fetch a batch; where that fails, its messages one by one, so that one of them costs no other."""
        try:
            return self._fetch_at_once(batch)
        except TROUBLE as error:
            self._recover(error)
            return tuple(raw for uid, size in batch.items() for raw in self._fetch_one(uid, size))

    def _fetch_one(self, uid: int, size: int | None) -> tuple[RawMessage, ...]:
        try:
            return self._fetch_at_once({uid: size})
        except TROUBLE as error:
            self._recover(error)
            claimed = claimed_bytes(error)
            problem = str(error) or type(error).__name__
        if claimed <= (size or 0):
            return self._refused(uid, problem)
        try:  # it is larger than the server has told
            return self._fetch_beginning(uid, claimed)
        except TROUBLE as error:
            self._recover(error)
            return self._refused(uid, str(error) or type(error).__name__)

    def _fetch_at_once(self, batch: Batch) -> tuple[RawMessage, ...]:
        """Fetch messages; one that somebody has expunged meanwhile is simply not among the answers."""
        largest = self._manner.max_message_bytes
        if len(batch) == 1:
            ((uid, size),) = batch.items()
            if (size or 0) > largest:
                return self._fetch_beginning(uid, size or 0)
        items = ["BODY.PEEK[]", "INTERNALDATE"]
        answers = self._connect().fetch_sized(list(batch), items, literal_bytes=largest, answer_bytes=max(largest, _BATCH_BYTES))
        found = ((uid, answers[uid]) for uid in batch if uid in answers and b"BODY[]" in answers[uid])
        return tuple(raw for uid, answer in found for raw in self._read(uid, answer[b"BODY[]"], answer))

    def _fetch_beginning(self, uid: int, size: int) -> tuple[RawMessage, ...]:
        """Fetch the beginning of a message that is too large: its header stands there."""
        items = [f"BODY.PEEK[]<0.{KEPT_BYTES}>", "INTERNALDATE"]
        answers = self._connect().fetch_sized([uid], items, literal_bytes=KEPT_BYTES, answer_bytes=KEPT_BYTES)
        answer = answers.get(uid, {})
        if b"BODY[]<0>" not in answer:
            return ()
        found = self._read(uid, answer[b"BODY[]<0>"], answer)
        return tuple(replace(raw, size_bytes=min(size, _LARGEST)) if len(raw.content) >= KEPT_BYTES else raw for raw in found)

    def _read(self, uid: int, content: object, answer: Mapping[bytes, object]) -> tuple[RawMessage, ...]:
        if not isinstance(content, bytes):  # NIL is a legal answer (RFC 3501, nstring)
            return self._refused(uid, f"BODY[] {content}")
        self._refusals.note_delivered(uid)
        received_at = arrival(answer.get(b"INTERNALDATE"), self._now())
        return (RawMessage(content, self._account.folder, self._uidvalidity, uid, received_at),)

    def _refused(self, uid: int, problem: str) -> tuple[RawMessage, ...]:
        """Pass a message over."""
        _log.warning("message_refused", folder=self._account.folder, uid=uid, problem=problem)
        self._refusals.note_refused(uid, problem)
        return ()

    def _undeliverable(self, uid: int) -> RawMessage:
        """Return a message without octets, so that it is known and shown."""
        _log.warning("message_undeliverable", folder=self._account.folder, uid=uid)
        return RawMessage(b"", self._account.folder, self._uidvalidity, uid, self._now(), _UNDELIVERABLE)

    def _recover(self, error: Exception) -> None:
        """Make sure of a connection after a command has failed; raise the error where the server says that it is not the message."""
        if is_passing(error):
            raise error
        if is_mere_refusal(error):
            return
        epoch = self._uidvalidity
        self.close()
        self._connect()
        if self._uidvalidity != epoch:
            raise OSError("the folder has got another UIDVALIDITY")

    def _failed(self, error: Exception) -> TemporaryMailError | PermanentMailError:
        self.close()
        kind = PermanentMailError if is_refused_account(error) else TemporaryMailError
        return kind(self._account.server, 0, str(error) or type(error).__name__)


def _cut(sizes: Batch, largest: int) -> Iterator[Batch]:
    """Cut messages into batches of at most 50, and of at most 20 MB; one that is too large, or of unknown size, goes alone."""
    batch: Batch = {}
    total = 0
    for uid, told in sizes.items():
        size = largest if told is None else told
        if batch and (len(batch) == _BATCH_MESSAGES or total + size > _BATCH_BYTES):
            yield batch
            batch, total = {}, 0
        batch[uid] = told
        total += size
    if batch:
        yield batch
