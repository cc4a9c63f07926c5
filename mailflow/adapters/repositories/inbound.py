"""Every message that reached us, and what became of it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, LargeBinary, Select, bindparam, case, func, or_, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_all_new, wait_for_others
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.repositories.inbound_rows import fresh_row, outcome_values, record_of
from mailflow.adapters.repositories.leases import TROUBLE
from mailflow.adapters.repositories.traffic import held_until, read_traffic
from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.floods import Scope, Traffic
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, RawMessage
from mailflow.domain.records import PROMISES, InboundOutcome, InboundRecord

_T = tables.inbound.c
_PLACE = ("folder", "uidvalidity", "uid")
_LATELY = 1000
_THREADS_LATELY = 2000
_READ_ANEW = "it is to be read anew"
# One that is read anew was settled before, and is the original still.
_WAS_SETTLED = or_(_T.state != InboundState.RECEIVED.value, _T.settled_at.is_not(None))
_DONE_FIRST = case({InboundState.DONE.value: 0, InboundState.RECEIVED.value: 1}, value=_T.state, else_=2)
_ORIGINALS_LIMIT = 20
_UIDS_AT_ONCE = 500
_NOTHING = hashlib.sha256(b"").hexdigest()


class SqlInbound:
    """InboundRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        """Return those of the uids that are stored for a folder in that epoch."""
        return self._stored(select(_T.uid).where(_T.folder == folder, _T.uidvalidity == uidvalidity), uids)

    def whole_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        """Return those of the uids that are stored for a folder in that epoch with all their octets."""
        kept = tables.files.c
        whole = select(_T.uid).join(tables.files, kept.sha256 == _T.sha256).where(kept.size_bytes > 0, kept.size_bytes >= _T.size_bytes)
        return self._stored(whole.where(_T.folder == folder, _T.uidvalidity == uidvalidity), uids)

    def missing_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        """Return those of the uids that are stored for a folder in that epoch without any octets."""
        return self._stored(select(_T.uid).where(_T.folder == folder, _T.uidvalidity == uidvalidity, _T.sha256 == _NOTHING), uids)

    def _stored(self, statement: Select[int], uids: Sequence[int]) -> frozenset[int]:
        chunks = (uids[start : start + _UIDS_AT_ONCE] for start in range(0, len(uids), _UIDS_AT_ONCE))
        return frozenset(uid for chunk in chunks for uid in self._connection.execute(statement.where(_T.uid.in_(chunk))).scalars())

    def find_epoch(self, folder: str) -> int | None:
        """Return the uidvalidity of the message of a folder that was stored last."""
        newest = select(_T.uidvalidity).where(_T.folder == folder).order_by(_T.id.desc()).limit(1)
        return self._connection.execute(newest).scalar()

    def store(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        """Store raw messages as received, those without octets as failed; those stored already are passed over."""
        if not messages:
            return ()
        digests = SqlFiles(self._connection).put_all([message.content for message in messages])
        rows = [fresh_row(message, sha256) for message, sha256 in zip(messages, digests, strict=True)]
        return tuple(InboundId(int(found)) for found in sorted(insert_all_new(self._connection, tables.inbound, rows, unless=_PLACE)))

    def complete(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        """Give their octets to messages that were stored without; they wait to be read, as if they had just come."""
        found = [message for message in messages if message.content]
        digests = SqlFiles(self._connection).put_all([message.content for message in found]) if found else ()
        completed = (self._complete(message, sha256) for message, sha256 in zip(found, digests, strict=True))
        return tuple(InboundId(inbound_id) for inbound_id in completed if inbound_id is not None)

    def _complete(self, message: RawMessage, sha256: str) -> int | None:
        place = (_T.folder == message.folder, _T.uidvalidity == message.uidvalidity, _T.uid == message.uid, _T.sha256 == _NOTHING)
        values = {**fresh_row(message, sha256), "settled_at": None, "lease_until": None}
        return self._connection.execute(update(tables.inbound).where(*place).values(**values).returning(_T.id)).scalar()

    def reader_troubles(self) -> dict[str, str]:
        """Return what keeps the readers of mailboxes from reading, by mailbox."""
        said = select(tables.leases.c.name, tables.leases.c.owner).where(tables.leases.c.name.startswith(TROUBLE, autoescape=True))
        return {name.removeprefix(TROUBLE): words for name, words in self._connection.execute(said)}

    def claim(self, ids: Sequence[InboundId], *, now: datetime, until: datetime) -> tuple[InboundId, ...]:
        """Lease those of the messages that wait, are free and were never tried; count the first attempt on each, and return them."""
        fresh = select(_T.id).where(_T.id.in_(ids), _T.attempts == 0, *_free(now)).with_for_update(skip_locked=True)
        chosen = self._connection.execute(fresh).scalars().all()
        self._connection.execute(update(tables.inbound).where(_T.id.in_(chosen)).values(attempts=1, lease_until=until))
        return tuple(InboundId(found) for found in sorted(chosen))

    def doubtful(self, ids: Sequence[InboundId], *, now: datetime) -> tuple[InboundId, ...]:
        """Return those of the messages that wait and are free, but on which an attempt died: those tried least first."""
        tried = select(_T.id).where(_T.id.in_(ids), _T.attempts > 0, *_free(now)).order_by(_T.attempts, _T.id)
        return tuple(InboundId(found) for found in self._connection.execute(tried).scalars())

    def begin(self, inbound_id: InboundId, *, now: datetime, until: datetime) -> bool:
        """Lease a message and count one more attempt; False, and nothing counted, where it waits no more or is leased."""
        free = update(tables.inbound).where(_T.id == inbound_id, *_free(now))
        return self._connection.execute(free.values(attempts=_T.attempts + 1, lease_until=until)).rowcount == 1

    def release(self, inbound_id: InboundId) -> None:
        """Give back a leased message, so that it is tried again."""
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(lease_until=None))

    def excuse(self, inbound_id: InboundId) -> None:
        """Take back the last attempt on a message that still waits, and its lease."""
        tried = update(tables.inbound).where(_T.id == inbound_id, _T.state == InboundState.RECEIVED.value, _T.attempts > 0)
        self._connection.execute(tried.values(attempts=_T.attempts - 1, lease_until=None))

    def restart(self, inbound_id: InboundId, *, now: datetime) -> None:
        """Make a message wait again; all that is known of it stays until it is read, and no flood holds it back."""
        # The original of a copy stays known as well: of two that are read anew at once, the copy must not be taken for the original.
        anew = {"state": InboundState.RECEIVED.value, "attempts": 0, "lease_until": None, "reason": _READ_ANEW}
        settled_at = func.coalesce(_T.settled_at, bindparam("now", now, _T.settled_at.type))
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(**anew, settled_at=settled_at))

    def hold(self, inbound_id: InboundId, outcome: InboundOutcome, *, until: datetime) -> None:
        """Let a message that was leased wait until a time, with what is known of it; the attempt does not count."""
        waits = {**outcome_values(outcome), "attempts": 0, "lease_until": until}
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(**waits))

    def heads(self, ids: Sequence[InboundId], *, size_bytes: int) -> dict[InboundId, bytes]:
        """Return the beginnings of those of the messages that were never settled before."""
        beginning = func.substr(tables.files.c.content, 1, size_bytes, type_=LargeBinary)
        new = select(_T.id, beginning).join(tables.files, tables.files.c.sha256 == _T.sha256).where(_T.id.in_(ids), _T.settled_at.is_(None))
        return {InboundId(found): bytes(head) for found, head in self._connection.execute(new.order_by(_T.id))}

    def traffic(self, author: str, *, since: datetime) -> Traffic:
        """Return what was settled since a time: of an address, of its domain, and in all."""
        return read_traffic(self._connection, author, since=since)

    def held_until(self, scope: Scope, author: str, *, before: InboundId) -> datetime | None:
        """Return the turn of the last message that is held in the scope of an address, among those that came before another."""
        return held_until(self._connection, scope, author, before=before)

    def lock_received(self, inbound_id: InboundId) -> InboundRecord | None:
        """Return a message that waits and keep others from it until the transaction ends; None if it waits no more."""
        table = tables.inbound
        waits = (table.c.id == inbound_id, table.c.state == InboundState.RECEIVED.value)
        row = self._connection.execute(select(table).where(*waits).with_for_update(skip_locked=True)).first()
        return None if row is None else record_of(row)

    def get(self, inbound_id: InboundId) -> InboundRecord:
        """Return a message. Raises NotFoundError."""
        return self._one(select(tables.inbound).where(_T.id == inbound_id), inbound_id)

    def lock(self, inbound_id: InboundId) -> InboundRecord:
        """Return a message as `get` does, and keep others from it until the transaction ends."""
        return self._one(select(tables.inbound).where(_T.id == inbound_id).with_for_update(), inbound_id)

    def _one(self, statement: Select[tuple[object, ...]], inbound_id: InboundId) -> InboundRecord:
        row = self._connection.execute(statement).first()
        if row is None:
            raise NotFoundError("message", inbound_id)
        return record_of(row)

    def raw(self, inbound_id: InboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        octets = select(tables.files.c.content).join(tables.inbound, tables.files.c.sha256 == _T.sha256).where(_T.id == inbound_id)
        content = self._connection.execute(octets).scalar()
        if content is None:
            raise NotFoundError("message", inbound_id)
        return bytes(content)

    def record(self, inbound_id: InboundId, outcome: InboundOutcome, *, at: datetime) -> None:
        """Write what became of a message, and when, if that is the first time."""
        settled_at = func.coalesce(_T.settled_at, bindparam("at", at, _T.settled_at.type))
        changed = update(tables.inbound).where(_T.id == inbound_id).values(**outcome_values(outcome), settled_at=settled_at)
        self._connection.execute(changed)

    def settle(self, inbound_id: InboundId, state: InboundState, reason: str) -> None:
        """Write the state of a message and why; everything else that is known of it stays."""
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(state=state.value, reason=reason))

    def find_originals(self, record: InboundRecord, outcome: InboundOutcome) -> tuple[InboundRecord, ...]:
        """Return other messages, settled before, with the same Message-ID and content; without one, with the same content or octets."""
        # The content hash is indexed, not the Message-ID: that may be longer than an index can hold.
        same = [_T.message_id == outcome.message_id, _T.content_hash == outcome.content_hash]
        if not outcome.message_id:
            alike = or_(_T.content_hash == outcome.content_hash, _T.sha256 == record.sha256)
            same = [_T.message_id == "", alike, _T.state != InboundState.FAILED.value]
        wait_for_others(self._connection, outcome.message_id or outcome.content_hash)
        originals = select(tables.inbound).where(*same, _T.id != record.id, _WAS_SETTLED, _T.copy_of.is_(None))
        found = self._connection.execute(originals.order_by(_DONE_FIRST, _T.id).limit(_ORIGINALS_LIMIT))
        return tuple(record_of(row) for row in found)

    def find_namesake(self, record: InboundRecord, outcome: InboundOutcome) -> InboundId | None:
        """Return a message among the last thousand settled before, with the same Message-ID and other content."""
        if not outcome.message_id:
            return None
        lately = select(_T.id, _T.message_id, _T.content_hash).where(_WAS_SETTLED, _T.id != record.id).order_by(_T.id.desc()).limit(_LATELY)
        last = lately.subquery().c
        other = (last.message_id == outcome.message_id, last.content_hash != outcome.content_hash)
        found = self._connection.execute(select(func.min(last.id)).where(*other)).scalar()
        return None if found is None else InboundId(found)

    def find_signature(self, author_email: str) -> str:
        """Return the signature below the last report of an author; empty if there was none."""
        signed = (_T.author_email == author_email, _T.state == InboundState.DONE.value, _T.kind == "report", _T.signature != "")
        return self._connection.execute(select(_T.signature).where(*signed).order_by(_T.id.desc())).scalar() or ""

    def find_by_message_ids(self, message_ids: Sequence[str]) -> InboundRecord | None:
        """Return the message, among the last two thousand settled, that has the first of the Message-IDs that any of them has."""
        wanted = [message_id for message_id in message_ids if message_id]
        last = select(_T.id, _T.message_id, _T.copy_of).where(_WAS_SETTLED).order_by(_T.id.desc()).limit(_THREADS_LATELY).subquery().c
        # A copy comes before its original here, so that the original is what is kept.
        named = select(last.message_id, last.id).where(last.message_id.in_(wanted)).order_by(last.copy_of.is_(None), last.id.desc())
        found = dict(self._connection.execute(named).all()) if wanted else {}
        return next((self.get(InboundId(found[message_id])) for message_id in wanted if message_id in found), None)

    def in_triage_from(self, address: str) -> tuple[InboundId, ...]:
        """Return the messages in triage of an author, letter case apart, oldest first."""
        theirs = (_T.state == InboundState.TRIAGE.value, func.lower(_T.author_email) == func.lower(address), _T.author_email != "")
        return tuple(InboundId(found) for found in self._connection.execute(select(_T.id).where(*theirs).order_by(_T.id)).scalars())

    def promises(self, meeting_id: MeetingId) -> tuple[InboundRecord, ...]:
        """Return the messages that promise a report for a meeting (their reason says so), oldest first."""
        promising = (_T.meeting_id == meeting_id, _T.state == InboundState.IGNORED.value, _T.reason.startswith(PROMISES, autoescape=True))
        return tuple(record_of(row) for row in self._connection.execute(select(tables.inbound).where(*promising).order_by(_T.id)))

    def waiting(self, now: datetime, limit: int) -> tuple[InboundId, ...]:
        """Return messages that wait to be read and are leased to nobody, oldest first."""
        statement = select(_T.id).where(*_free(now)).order_by(_T.id).limit(limit)
        return tuple(InboundId(found) for found in self._connection.execute(statement).scalars())

    def count_by_state(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        counted = select(_T.state, func.count()).group_by(_T.state)
        return dict(self._connection.execute(counted).all())

    def records(self, state: str | None = None) -> tuple[InboundRecord, ...]:
        """Return messages, oldest first."""
        statement = select(tables.inbound).order_by(tables.inbound.c.id)
        if state is not None:
            statement = statement.where(tables.inbound.c.state == state)
        return tuple(record_of(row) for row in self._connection.execute(statement))

    def find(self, *, state: str | None, since: datetime | None) -> tuple[InboundId, ...]:
        """Return the messages in a state that were received since a time, oldest first; None stands for any."""
        statement = select(_T.id).order_by(_T.id)
        statement = statement if state is None else statement.where(_T.state == state)
        statement = statement if since is None else statement.where(_T.received_at >= since)
        return tuple(InboundId(found) for found in self._connection.execute(statement).scalars())

    def sha256_at(self, folder: str, uidvalidity: int, uid: int) -> str | None:
        """Return the digest of the octets of the message that is stored for a place."""
        place = (_T.folder == folder, _T.uidvalidity == uidvalidity, _T.uid == uid)
        found: str | None = self._connection.execute(select(_T.sha256).where(*place)).scalar()
        return found


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (_T.state == InboundState.RECEIVED.value, or_(_T.lease_until.is_(None), _T.lease_until <= now))
