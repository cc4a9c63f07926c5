"""Every message that reached us, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_all_new
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.repositories.leases import TROUBLE
from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification import Evidence
from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import INBOUND, InboundEvent, InboundState, advance
from mailflow.domain.message import Address, InboundId, RawMessage
from mailflow.domain.records import InboundOutcome, InboundRecord

_T = tables.inbound.c
_PLACE = ("folder", "uidvalidity", "uid")
_UIDS_AT_ONCE = 500


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
        rows = [_fresh_row(message, sha256) for message, sha256 in zip(messages, digests, strict=True)]
        return tuple(InboundId(int(found)) for found in sorted(insert_all_new(self._connection, tables.inbound, rows, unless=_PLACE)))

    def reader_troubles(self) -> dict[str, str]:
        """Return what keeps the readers of mailboxes from reading, by mailbox."""
        said = select(tables.leases.c.name, tables.leases.c.owner).where(tables.leases.c.name.startswith(TROUBLE, autoescape=True))
        return {name.removeprefix(TROUBLE): words for name, words in self._connection.execute(said)}

    def claim(self, ids: Sequence[InboundId], *, now: datetime, until: datetime) -> tuple[InboundId, ...]:
        """Lease those of the messages that wait and are free, and return them."""
        free = select(_T.id).where(_T.id.in_(ids), *_free(now)).with_for_update(skip_locked=True)
        chosen = self._connection.execute(free).scalars().all()
        self._connection.execute(update(tables.inbound).where(_T.id.in_(chosen)).values(lease_until=until))
        return tuple(InboundId(found) for found in sorted(chosen))

    def begin(self, inbound_id: InboundId, *, until: datetime) -> bool:
        """Count one more attempt on a message and renew its lease; False, and nothing counted, where it waits no more."""
        waiting = update(tables.inbound).where(_T.id == inbound_id, _T.state == InboundState.RECEIVED.value)
        return self._connection.execute(waiting.values(attempts=_T.attempts + 1, lease_until=until)).rowcount == 1

    def release(self, inbound_id: InboundId) -> None:
        """Give back a leased message, so that it is tried again."""
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(lease_until=None))

    def excuse(self, inbound_id: InboundId) -> None:
        """Take back the last attempt on a message that still waits, and its lease."""
        tried = update(tables.inbound).where(_T.id == inbound_id, _T.state == InboundState.RECEIVED.value, _T.attempts > 0)
        self._connection.execute(tried.values(attempts=_T.attempts - 1, lease_until=None))

    def restart(self, inbound_id: InboundId) -> None:
        """Make a message wait again, as if it had just come."""
        anew = {"state": InboundState.RECEIVED.value, "attempts": 0, "lease_until": None, "copy_of": None}
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(**anew))

    def lock_received(self, inbound_id: InboundId) -> InboundRecord | None:
        """Return a message that waits and keep others from it until the transaction ends; None if it waits no more."""
        table = tables.inbound
        waits = (table.c.id == inbound_id, table.c.state == InboundState.RECEIVED.value)
        row = self._connection.execute(select(table).where(*waits).with_for_update(skip_locked=True)).first()
        return None if row is None else _record_of(row)

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
        return _record_of(row)

    def raw(self, inbound_id: InboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        return SqlFiles(self._connection).get(self.get(inbound_id).sha256)

    def record(self, inbound_id: InboundId, outcome: InboundOutcome) -> None:
        """Write what became of a message."""
        changed = update(tables.inbound).where(tables.inbound.c.id == inbound_id).values(**_outcome_values(outcome))
        self._connection.execute(changed)

    def settle(self, inbound_id: InboundId, state: InboundState, reason: str) -> None:
        """Write the state of a message and why; everything else that is known of it stays."""
        self._connection.execute(update(tables.inbound).where(_T.id == inbound_id).values(state=state.value, reason=reason))

    def find_copy(self, record: InboundRecord, outcome: InboundOutcome) -> InboundId | None:
        """Return another message, settled before, with the same Message-ID and content; without one, with the same octets."""
        # The content hash is indexed, not the Message-ID: that may be longer than an index can hold.
        same = [_T.message_id == outcome.message_id, _T.content_hash == outcome.content_hash]
        if not outcome.message_id:
            same = [_T.message_id == "", _T.sha256 == record.sha256, _T.state != InboundState.FAILED.value]
        self._wait_for_twins(outcome.message_id or record.sha256)
        settled = (_T.id != record.id, _T.state != InboundState.RECEIVED.value, _T.copy_of.is_(None))
        found = self._connection.execute(select(_T.id).where(*same, *settled).order_by(_T.id)).scalar()
        return None if found is None else InboundId(found)

    def _wait_for_twins(self, sign: str) -> None:
        """Let whoever settles a message with the same sign finish first (on SQLite nobody else can be at it)."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sign, 0))))

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
        return tuple(_record_of(row) for row in self._connection.execute(statement))


def _fresh_row(message: RawMessage, sha256: str) -> dict[str, object]:
    return {
        "sha256": sha256,
        "folder": message.folder,
        "uidvalidity": message.uidvalidity,
        "uid": message.uid,
        "received_at": message.received_at,
        "size_bytes": message.whole_bytes,
        "attempts": 0,
        **_outcome_values(_first_state(message)),
    }


def _first_state(message: RawMessage) -> InboundOutcome:
    if not message.problem:
        return InboundOutcome(InboundState.RECEIVED)
    return InboundOutcome(advance(INBOUND, InboundState.RECEIVED, InboundEvent.GIVE_UP), message.problem)


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (_T.state == InboundState.RECEIVED.value, or_(_T.lease_until.is_(None), _T.lease_until <= now))


def _outcome_values(outcome: InboundOutcome) -> dict[str, object]:
    return {
        "state": outcome.state.value,
        "reason": outcome.reason,
        "message_id": outcome.message_id,
        "content_hash": outcome.content_hash,
        "author_email": outcome.author.email,
        "author_name": outcome.author.name,
        "subject": outcome.subject,
        "kind": outcome.kind,
        "meeting_id": outcome.meeting_id,
        "item_keys": list(outcome.item_keys),
        "confidence": outcome.confidence,
        "evidence": [{"signal": e.signal, "detail": e.detail, "weight": e.weight} for e in outcome.evidence],
        "text": outcome.text,
        "omitted": outcome.omitted,
        "signature": "",
        "copy_of": outcome.copy_of,
    }


def _record_of(row: Row[object]) -> InboundRecord:
    return InboundRecord(
        id=InboundId(row.id),
        sha256=row.sha256,
        received_at=row.received_at,
        state=InboundState(row.state),
        attempts=row.attempts,
        size_bytes=row.size_bytes,
        message_id=row.message_id,
        author=Address(row.author_email, row.author_name),
        subject=row.subject,
        kind=row.kind,
        meeting_id=None if row.meeting_id is None else MeetingId(row.meeting_id),
        item_keys=tuple(row.item_keys),
        confidence=row.confidence,
        evidence=tuple(Evidence(e["signal"], e["detail"], e["weight"]) for e in row.evidence),
        text=row.text,
        omitted=row.omitted,
        content_hash=row.content_hash,
        reason=row.reason,
        copy_of=None if row.copy_of is None else InboundId(row.copy_of),
    )
