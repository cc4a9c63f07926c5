"""What is due: which meetings, what was sent for them, and to whom mail does not arrive."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.repositories.habits import habits_of
from mailflow.adapters.repositories.outbox import entry_of
from mailflow.adapters.tables_bounces import bounces
from mailflow.adapters.tables_minutes import minutes
from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.lifecycle import DeliveryState, InboundState, MeetingState, MinutesState
from mailflow.domain.mail_reports import Bounce, BounceKind
from mailflow.domain.message import InboundId, MailKind, OutboundId, OutboxEntry
from mailflow.domain.records import Written
from mailflow.domain.timetable.kinds import HELD, NOT_BEGUN, Chased
from mailflow.domain.timetable.reach import Failure, failure_of

_O, _I, _M, _D = tables.outbox.c, tables.inbound.c, tables.meetings.c, minutes.c


class SqlChase:
    """ChaseRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def chased(self, since: datetime) -> tuple[Chased, ...]:
        """Return the meetings whose minutes are not begun and that end since a time, and those with an open draft that was made since."""
        drafted = select(_D.meeting_id, func.max(_D.created_at).label("drafted_at")).where(
            _D.state == MinutesState.DRAFT.value, _D.created_at >= since
        )
        drafts = drafted.group_by(_D.meeting_id).subquery()
        is_not_begun = and_(_M.state.in_([state.value for state in NOT_BEGUN]), _M.end_at >= since)
        statement = (
            select(_M.id, _M.start_at, _M.end_at, _M.state, tables.series.c.timezone, tables.series.c.habits, drafts.c.drafted_at)
            .join(tables.series, tables.series.c.id == _M.series_id)
            .join(drafts, drafts.c.meeting_id == _M.id, isouter=True)
            .where(or_(is_not_begun, drafts.c.drafted_at.is_not(None)))
            .order_by(_M.id)
        )
        return tuple(
            Chased(MeetingId(meeting_id), start_at, end_at, timezone, MeetingState(state), habits_of(habits or {}), drafted_at)
            for meeting_id, start_at, end_at, state, timezone, habits, drafted_at in self._connection.execute(statement)
        )

    def mails(self, meeting_id: MeetingId, kinds: Sequence[MailKind]) -> tuple[OutboxEntry, ...]:
        """Return the mails of some kinds about a meeting, oldest first."""
        about = (_O.meeting_id == meeting_id, _O.kind.in_([kind.value for kind in kinds]))
        statement = select(tables.outbox).where(*about).order_by(_O.created_at, _O.id)
        return tuple(entry_of(row) for row in self._connection.execute(statement))

    def purposes(self, series_id: SeriesId, kind: MailKind) -> tuple[str, ...]:
        """Return the purposes of all mails of a kind about the meetings of a series, oldest first."""
        meetings = select(_M.id).where(_M.series_id == series_id)
        statement = select(_O.purpose).where(_O.meeting_id.in_(meetings), _O.kind == kind.value).order_by(_O.created_at, _O.id)
        return tuple(self._connection.execute(statement).scalars())

    def written(self, addresses: Collection[str], since: datetime) -> tuple[Written, ...]:
        """Return what came from addresses since a time, and what became of it, oldest first."""
        theirs = (func.lower(_I.author_email).in_([address.lower() for address in addresses]), _I.received_at >= since)
        columns = (_I.author_email, _I.received_at, _I.state, _I.kind, _I.meeting_id)
        return tuple(
            Written(address.lower(), received_at, InboundState(state), kind, None if meeting_id is None else MeetingId(meeting_id))
            for address, received_at, state, kind, meeting_id in self._connection.execute(
                select(*columns).where(*theirs).order_by(_I.received_at, _I.id)
            )
        )

    def is_unread(self, now: datetime) -> bool:
        """Tell whether mail has come that waits to be read, but for what a flood holds back."""
        waits = (_I.state == InboundState.RECEIVED.value, or_(_I.attempts > 0, _I.lease_until.is_(None), _I.lease_until <= now))
        return self._connection.execute(select(_I.id).where(*waits).limit(1)).first() is not None

    def held_at(self, meeting_id: MeetingId) -> datetime | None:
        """Return when the minutes of a meeting were last held by the word of somebody who may."""
        audit = tables.audit.c
        about = (audit.subject == f"meeting {meeting_id}", audit.action == HELD)
        return self._connection.execute(select(audit.at).where(*about).order_by(audit.at.desc()).limit(1)).scalar()

    def record_bounce(self, outbound_id: OutboundId, bounce: Bounce, *, inbound_id: InboundId, at: datetime) -> None:
        """Write what came back to the signed bounce address of a mail; once for each message that tells it."""
        recipient: str = self._connection.execute(select(_O.recipient_email).where(_O.id == outbound_id)).scalar_one()
        row = {
            "inbound_id": inbound_id,
            "outbound_id": outbound_id,
            "address": recipient.lower(),
            "kind": bounce.kind.value,
            "words": bounce.diagnostic or bounce.status,
            "received_at": at,
        }
        insert_new(self._connection, bounces, row, unless=("inbound_id",))

    def failures(self, addresses: Collection[str]) -> tuple[Failure, ...]:
        """Return what failed of all mail to addresses: bounces, and what servers refused for good."""
        wanted = [address.lower() for address in addresses]
        told = select(bounces).where(bounces.c.address.in_(wanted))
        rows = self._connection.execute(told)
        found = [Failure(row.address, BounceKind(row.kind), row.received_at, row.words, OutboundId(row.outbound_id)) for row in rows]
        refused = select(_O.recipient_email, _O.reply_code, _O.reply_text, _O.changed_at, _O.id).where(
            _O.state == DeliveryState.FAILED.value, func.lower(_O.recipient_email).in_(wanted)
        )
        refusals = (replace(failure_of(*told), mail=mail) for *told, mail in self._connection.execute(refused))
        return (*found, *refusals)
