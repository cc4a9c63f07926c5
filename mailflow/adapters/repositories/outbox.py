"""Every message owed or sent; leases keep two workers from sending the same one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Executable, Row, case, exists, func, or_, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.tables_mailout import personal_mails, reader_terms
from mailflow.domain.agenda import SeriesId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.forms import Form
from mailflow.domain.lifecycle import DELIVERY, DeliveryEvent, DeliveryState, advance
from mailflow.domain.message import Address, Delivery, InboundId, MailKind, OutboundId, OutboxEntry

_T, _P = tables.outbox.c, personal_mails.c
_IS_FOR_MANY = exists().where(_P.outbound_id == _T.id)
_IS_FOR_ONE = ~_IS_FOR_MANY
_M, _S = tables.meetings.c, tables.subscribers.c
_IS_SUSPENDED = exists().where(reader_terms.c.subscriber_id == _S.id, reader_terms.c.suspended_at.is_not(None))
# Whoever joined anew gets nothing of what waited before they left.
_HAS_READER = exists().where(
    _M.id == _T.meeting_id, _S.series_id == _M.series_id, _S.address == _T.recipient_email, _S.since <= _T.created_at, ~_IS_SUSPENDED
)


class SqlOutbox:
    """OutboxRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: OutboxEntry, content: bytes) -> OutboundId | None:
        """Store a message owed; None, and nothing stored, where one of the same purpose is there already."""
        if self._connection.execute(select(_T.id).where(_T.purpose == entry.purpose)).first() is not None:
            return None
        row = {**row_of(entry), "content_sha256": SqlFiles(self._connection).put(content)}
        return entry.id if insert_new(self._connection, tables.outbox, row, unless=("purpose",)) else None

    def find(self, outbound_id: OutboundId) -> OutboxEntry | None:
        """Return a message."""
        return self._find(_T.id == outbound_id)

    def find_by_message_id(self, message_id: str) -> OutboxEntry | None:
        """Return the message with that Message-ID."""
        return self._find(_T.message_id == message_id)

    def find_by_purpose(self, purpose: str) -> OutboxEntry | None:
        """Return the message that was posted for a purpose."""
        return self._find(_T.purpose == purpose)

    def caused_by(self, inbound_id: InboundId) -> tuple[OutboxEntry, ...]:
        """Return the messages that answer one that came in, oldest first."""
        statement = select(tables.outbox).where(_T.cause_id == inbound_id).order_by(_T.created_at, _T.id)
        return tuple(entry_of(row) for row in self._connection.execute(statement))

    def _find(self, condition: ColumnElement[bool]) -> OutboxEntry | None:
        row = self._connection.execute(select(tables.outbox).where(condition)).first()
        return None if row is None else entry_of(row)

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        """Return the messages to be tried now, oldest first; mails to many are not among them."""
        statement = select(_T.id).where(*is_free(now), _IS_FOR_ONE).order_by(_T.next_attempt_at, _T.created_at, _T.id).limit(limit)
        return tuple(OutboundId(found) for found in self._connection.execute(statement).scalars())

    def claim(self, ids: Sequence[OutboundId], *, owner: str, now: datetime, until: datetime) -> tuple[OutboxEntry, ...]:
        """Lease those of the messages that are due and free to one worker, and return them."""
        free = select(_T.id).where(_T.id.in_(ids), *is_free(now), _IS_FOR_ONE).with_for_update(skip_locked=True)
        chosen = self._connection.execute(free).scalars().all()
        leased = update(tables.outbox).where(_T.id.in_(chosen)).values(lease_owner=owner, lease_until=until)
        rows = self._connection.execute(leased.returning(*tables.outbox.c)).all()
        return tuple(sorted((entry_of(row) for row in rows), key=lambda entry: (entry.next_attempt_at, entry.created_at, entry.id)))

    def start(self, outbound_id: OutboundId, *, owner: str, now: datetime, until: datetime) -> bytes | None:
        """Mark a leased message as being sent, renew its lease and return its octets; None where the lease is lost."""
        state = advance(DELIVERY, DeliveryState.QUEUED, DeliveryEvent.START)
        held = update(tables.outbox).where(
            _T.id == outbound_id, _T.lease_owner == owner, _T.lease_until > now, _T.state == DeliveryState.QUEUED.value
        )
        started = held.values(state=state.value, attempts=_T.attempts + 1, changed_at=now, lease_until=until).returning(_T.content_sha256)
        sha256 = self._connection.execute(started).scalar()
        return None if sha256 is None else SqlFiles(self._connection).get(sha256)

    def record(self, delivery: Delivery, *, owner: str) -> None:
        """Write the outcome of an attempt; nothing where the lease is lost."""
        values: dict[str, object] = {
            "state": delivery.state.value,
            "reply_code": delivery.reply_code,
            "reply_text": delivery.reply_text,
            "changed_at": delivery.at,
            "lease_owner": "",
            "lease_until": None,
        }
        if delivery.state is DeliveryState.SENT:
            values["sent_at"] = delivery.at
        if delivery.next_attempt_at is not None:
            values["next_attempt_at"] = delivery.next_attempt_at
        held = update(tables.outbox).where(_T.id == delivery.id, _T.lease_owner == owner, _T.state == DeliveryState.SENDING.value)
        self._connection.execute(held.values(**values))

    def release(self, ids: Sequence[OutboundId], *, owner: str, next_attempt_at: datetime) -> None:
        """Give back leased messages that were not begun, to be tried at a time."""
        unbegun = (_T.id.in_(ids), _T.lease_owner == owner, _T.state == DeliveryState.QUEUED.value)
        self._connection.execute(
            update(tables.outbox).where(*unbegun).values(lease_owner="", lease_until=None, next_attempt_at=next_attempt_at)
        )

    def abandon(self, now: datetime) -> tuple[OutboundId, ...]:
        """Mark as unknown what was being sent under a lease that has run out (its worker died), and return it."""
        state = advance(DELIVERY, DeliveryState.SENDING, DeliveryEvent.UNCONFIRMED)
        orphaned = update(tables.outbox).where(_T.state == DeliveryState.SENDING.value, _T.lease_until <= now)
        values = {
            "state": state.value,
            "changed_at": now,
            "lease_owner": "",
            "lease_until": None,
            "reply_code": 0,
            "reply_text": "the worker died while it was sending",
        }
        return self._changed(orphaned.values(**values).returning(_T.id))

    def resend_unknown(self, now: datetime, before: datetime) -> tuple[OutboundId, ...]:
        """Queue once more, and only once, what has been unknown since before a time, and return it."""
        state = advance(DELIVERY, DeliveryState.UNKNOWN, DeliveryEvent.RESEND)
        doubtful = update(tables.outbox).where(_T.state == DeliveryState.UNKNOWN.value, _T.changed_at <= before, _T.resends == 0)
        values = {"state": state.value, "resends": _T.resends + 1, "next_attempt_at": now, "changed_at": now}
        return self._changed(doubtful.values(**values).returning(_T.id))

    def withdraw(self, series_id: SeriesId, address: str, why: str, *, now: datetime) -> int:
        """Withdraw the mails to a reader of a series that are queued, and return how many."""
        of_series = _T.meeting_id.in_(select(_M.id).where(_M.series_id == series_id))
        is_to_reader = or_(_T.kind == MailKind.SUBSCRIPTION_PROBE.value, _IS_FOR_MANY)
        theirs = update(tables.outbox).where(_IS_QUEUED, func.lower(_T.recipient_email) == address.lower(), of_series, is_to_reader)
        return len(self._changed(theirs.values(**_withdrawn(why, now)).returning(_T.id)))

    def withdraw_strays(self, why: str, *, now: datetime) -> tuple[OutboundId, ...]:
        """Withdraw the mails to readers that came back into the queue after their readers had left, or were suspended, and return them."""
        # What was never in the air was withdrawn as its reader left; most of what waits is such, and is not looked at.
        came_back = or_(_T.attempts > 0, _T.resends > 0)
        # Found first: on SQLite an update that changes nothing would lock out whoever sends.
        strays = self._changed(select(_T.id).where(_IS_QUEUED, came_back, _IS_FOR_MANY, ~_HAS_READER))
        if not strays:
            return ()
        withdrawn = update(tables.outbox).where(_T.id.in_(strays), _IS_QUEUED).values(**_withdrawn(why, now))
        return self._changed(withdrawn.returning(_T.id))

    def _changed(self, statement: Executable) -> tuple[OutboundId, ...]:
        return tuple(OutboundId(found) for found in self._connection.execute(statement).scalars())

    def count_by_state(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        counted = select(_T.state, func.count()).group_by(_T.state)
        return dict(self._connection.execute(counted).all())

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all messages, oldest first."""
        return tuple(entry_of(row) for row in self._connection.execute(select(tables.outbox).order_by(_T.created_at, _T.id)))

    def about(self, meeting_ids: Sequence[int], *, limit: int) -> tuple[OutboxEntry, ...]:
        """Return messages about some meetings: those that failed or are unknown first, then those not sent yet, then the newest."""
        rank = case(
            (_T.state.in_([DeliveryState.FAILED.value, DeliveryState.UNKNOWN.value]), 0), (_T.state.not_in(_OVER), 1), else_=2
        )
        statement = select(tables.outbox).where(_T.meeting_id.in_(meeting_ids)).order_by(rank, _T.created_at.desc(), _T.id)
        return tuple(entry_of(row) for row in self._connection.execute(statement.limit(limit)))

    def content(self, outbound_id: OutboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        entry = self.find(outbound_id)
        if entry is None:
            raise NotFoundError("outgoing message", outbound_id)
        stored = SqlFiles(self._connection).get(entry.content_sha256)
        fields = self._connection.execute(select(_P.fields).where(_P.outbound_id == outbound_id)).scalar()
        return stored if fields is None else Form.read(stored).fill(fields)


_IS_QUEUED = _T.state == DeliveryState.QUEUED.value
_OVER = (DeliveryState.SENT.value, DeliveryState.WITHDRAWN.value)


def _withdrawn(why: str, now: datetime) -> dict[str, object]:
    """Return what withdraws a mail; its lease stays, so that a worker that has it in hand can still write what became of it."""
    state = advance(DELIVERY, DeliveryState.QUEUED, DeliveryEvent.WITHDRAW)
    return {"state": state.value, "changed_at": now, "reply_code": 0, "reply_text": why}


def is_free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a message may be taken: queued, due, and leased to nobody who still lives."""
    return (_T.state == DeliveryState.QUEUED.value, _T.next_attempt_at <= now, or_(_T.lease_until.is_(None), _T.lease_until <= now))


def row_of(entry: OutboxEntry) -> dict[str, object]:
    """Return the row of a message owed."""
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "purpose": entry.purpose,
        "recipient_email": entry.recipient.email,
        "recipient_name": entry.recipient.name,
        "envelope_from": entry.envelope_from,
        "message_id": entry.message_id,
        "subject": entry.subject,
        "created_at": entry.created_at,
        "next_attempt_at": entry.next_attempt_at,
        "meeting_id": entry.meeting_id,
        "person_id": entry.person_id,
        "minutes_id": entry.minutes_id,
        "item_keys": list(entry.item_keys),
        "cause_id": entry.cause_id,
        "state": entry.state.value,
        "attempts": entry.attempts,
        "resends": entry.resends,
        "reply_code": entry.reply_code,
        "reply_text": entry.reply_text,
        "changed_at": entry.created_at,
        "sent_at": entry.sent_at,
        "lease_owner": "",
        "lease_until": None,
    }


def entry_of(row: Row[object]) -> OutboxEntry:
    """Make a message from a row of `outbox`."""
    return OutboxEntry(
        id=OutboundId(row.id),
        kind=MailKind(row.kind),
        purpose=row.purpose,
        recipient=Address(row.recipient_email, row.recipient_name),
        envelope_from=row.envelope_from,
        message_id=row.message_id,
        subject=row.subject,
        content_sha256=row.content_sha256,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        meeting_id=row.meeting_id,
        person_id=row.person_id,
        minutes_id=row.minutes_id,
        item_keys=tuple(row.item_keys),
        cause_id=None if row.cause_id is None else InboundId(row.cause_id),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        resends=row.resends,
        reply_code=row.reply_code,
        reply_text=row.reply_text,
        sent_at=row.sent_at,
    )
