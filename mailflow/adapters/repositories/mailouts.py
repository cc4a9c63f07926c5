"""Mails to many: written, taken and settled in batches; what the recipients share lies once among the files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, exists, func, insert, literal_column, null, or_, select, text, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import execute_rows, insert_all_new
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.repositories.outbox import is_free, row_of
from mailflow.adapters.tables_mailout import personal_mails, send_rates
from mailflow.domain.forms import Form
from mailflow.domain.lifecycle import DELIVERY, DeliveryEvent, DeliveryState, advance
from mailflow.domain.mailout import Outgoing, Personal
from mailflow.domain.message import Delivery, MailKind, OutboundId
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.rates import RateLimits, admit

_T, _P = tables.outbox.c, personal_mails.c
# Not by a join: SQLite would go through all mails to many that ever were, and look whether one is due.
_IS_FOR_MANY = exists().where(_P.outbound_id == _T.id)
_FIELDS = select(_P.fields).where(_P.outbound_id == _T.id).scalar_subquery()
_BATCH = 1000


class SqlMailouts:
    """MailoutRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_all(self, form: Form, mails: Sequence[Personal]) -> tuple[OutboundId, ...]:
        """Store mails owed in one form, and return those that are new."""
        sha256 = SqlFiles(self._connection).put(form.stored)
        new: list[OutboundId] = []
        for start in range(0, len(mails), _BATCH):
            new += self._add(sha256, mails[start : start + _BATCH])
        return tuple(new)

    def _add(self, sha256: str, mails: Sequence[Personal]) -> list[OutboundId]:
        rows = [{**row_of(mail.entry), "content_sha256": sha256} for mail in mails]
        stored = set(insert_all_new(self._connection, tables.outbox, rows, unless=("purpose",)))
        new = [mail for mail in mails if mail.entry.id in stored]
        if new:
            personal = [{"outbound_id": mail.entry.id, "fields": dict(mail.fields)} for mail in new]
            self._connection.execute(insert(personal_mails), personal)
        return [mail.entry.id for mail in new]

    def form(self, sha256: str) -> Form:
        """Return a form. Raises NotFoundError."""
        return Form.read(SqlFiles(self._connection).get(sha256))

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        """Return some of the mails to be tried now."""
        statement = select(_T.id).where(*is_free(now), _IS_FOR_MANY)
        return tuple(OutboundId(found) for found in self._connection.execute(statement.limit(limit)).scalars())

    def claim(self, limit: int, *, owner: str, now: datetime, until: datetime) -> tuple[Outgoing, ...]:
        """Lease so many mails that are due and free to one worker, those first that have been due longest, and return them."""
        # By nothing but the index: of a hundred thousand that are due at one moment, none is sorted.
        free = select(_T.id).where(*is_free(now), _IS_FOR_MANY).order_by(_T.next_attempt_at).limit(limit)
        leased = update(tables.outbox).where(_T.id.in_(free.with_for_update(skip_locked=True)))
        columns = (_T.id, _T.envelope_from, _T.recipient_email, _T.attempts, _T.created_at, _T.content_sha256, _FIELDS)
        rows = self._connection.execute(leased.values(lease_owner=owner, lease_until=until).returning(*columns))
        return tuple(Outgoing(*row) for row in rows)

    def admit(self, mails: Sequence[Outgoing], limits: RateLimits, *, owner: str, now: datetime) -> tuple[Outgoing, ...]:
        """Return those of the leased mails that may go now by the rates; the others are given back until there is room for them."""
        if not limits.is_set or not mails:
            return tuple(mails)
        buckets = sorted({bucket for mail in mails for bucket in limits.buckets(mail.domain)})
        rows = [{"bucket": bucket, "full_at": now} for bucket in buckets]
        insert_all_new(self._connection, send_rates, rows, unless=("bucket",))
        stored = select(send_rates).where(send_rates.c.bucket.in_(buckets)).order_by(send_rates.c.bucket).with_for_update()
        levels = {row.bucket: row.full_at for row in self._connection.execute(stored)}
        admitted = admit((mail.domain for mail in mails), levels, limits, now)
        for bucket, full_at in admitted.levels.items():
            self._connection.execute(update(send_rates).where(send_rates.c.bucket == bucket).values(full_at=full_at))
        if admitted.later:
            freed = update(tables.outbox).where(_T.id == bindparam("freed"), _T.lease_owner == owner)
            freed = freed.values(lease_owner="", lease_until=null(), next_attempt_at=bindparam("again_at"))
            self._connection.execute(freed, [{"freed": mails[number].id, "again_at": at} for number, at in admitted.later])
        return tuple(mails[number] for number in admitted.now)

    def begin(self, outbound_id: OutboundId, after: Delivery | None, *, owner: str, now: datetime) -> bool:
        """Write the outcome of the mail before, and that a leased mail is being sent; False where the lease is lost."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SET LOCAL synchronous_commit TO off"))
        self.settle([after] if after else [], owner=owner)
        held = update(tables.outbox).where(_T.id == outbound_id, _T.lease_owner == owner, _T.lease_until > now)
        queued, started = DeliveryState.QUEUED, advance(DELIVERY, DeliveryState.QUEUED, DeliveryEvent.START)
        begun = held.where(_T.state == queued.value).values(state=started.value, changed_at=now).returning(_T.id)
        return self._connection.execute(begun).first() is not None

    def settle(self, deliveries: Sequence[Delivery], *, owner: str) -> None:
        """Write the outcomes of attempts on leased mails; those of mails that are leased to somebody else by now are passed over."""
        sent = [_acceptance(delivery, owner) for delivery in deliveries if delivery.state is DeliveryState.SENT]
        if sent:
            execute_rows(self._connection, _ACCEPTED, sent)
        others = [_outcome(delivery) for delivery in deliveries if delivery.state is not DeliveryState.SENT]
        if not others:
            return
        held = update(tables.outbox).where(_T.id == bindparam("done"), _T.lease_owner == owner)
        settled = held.where(or_(_T.state != DeliveryState.WITHDRAWN.value, bindparam("is_over", type_=Boolean()))).values(
            state=bindparam("became"),
            attempts=_T.attempts + 1,
            reply_code=bindparam("code"),
            reply_text=bindparam("words"),
            changed_at=bindparam("at", type_=_T.changed_at.type),
            next_attempt_at=func.coalesce(bindparam("again_at", type_=_T.next_attempt_at.type), _T.next_attempt_at),
            lease_owner="",
            lease_until=null(),
        )
        self._connection.execute(settled, others)

    def holds(self, outbound_id: OutboundId, *, owner: str) -> bool:
        """Tell whether a mail is leased to a worker, however long ago."""
        held = select(_T.id).where(_T.id == outbound_id, _T.lease_owner == owner)
        return self._connection.execute(held).first() is not None

    def give_back(self, *, owner: str) -> None:
        """Free all that a worker has leased and not begun."""
        held = update(tables.outbox).where(_T.state == DeliveryState.QUEUED.value, _T.lease_owner == owner)
        self._connection.execute(held.values(lease_owner="", lease_until=None))

    def message_ids(self, minutes_id: MinutesId) -> dict[str, str]:
        """Return the Message-ID with which each address got those minutes."""
        sent = select(_T.recipient_email, _T.message_id).where(_T.minutes_id == minutes_id, _T.kind == MailKind.MINUTES.value)
        return {row.recipient_email: row.message_id for row in self._connection.execute(sent)}


# By far the most outcomes: as few parameters as may be, as each costs as much as the row.
_ACCEPTED = (
    update(tables.outbox)
    .where(_T.id == bindparam("done"), _T.lease_owner == bindparam("by"))
    .values(
        state=literal_column(f"'{DeliveryState.SENT.value}'"),
        attempts=_T.attempts + literal_column("1"),
        reply_code=bindparam("code"),
        reply_text=bindparam("words"),
        changed_at=bindparam("at"),
        sent_at=bindparam("at"),
        lease_owner=literal_column("''"),
        lease_until=null(),
    )
)


def _acceptance(delivery: Delivery, owner: str) -> dict[str, object]:
    return {"done": delivery.id, "by": owner, "code": delivery.reply_code, "words": delivery.reply_text, "at": delivery.at}


def _outcome(delivery: Delivery) -> dict[str, object]:
    return {
        "done": delivery.id,
        "became": delivery.state.value,
        "code": delivery.reply_code,
        "words": delivery.reply_text,
        "at": delivery.at,
        "again_at": delivery.next_attempt_at,
        "is_over": delivery.state is DeliveryState.FAILED,  # all else would put what was withdrawn back into the queue
    }
