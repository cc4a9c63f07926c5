"""Forgets an address: the only way in which an entry of the audit trail ever changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, delete, func, or_, select, text, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.tables_archive import forgotten_marks
from mailflow.adapters.tables_bounces import bounces
from mailflow.adapters.tables_mailout import personal_mails
from mailflow.domain.erasing import Erased, erased_from
from mailflow.domain.lifecycle import DELIVERY, DeliveryEvent, DeliveryState, advance

_GONE = b"This mail was erased, with the address to which it went.\r\n"
_STOPPED = {
    DeliveryState.QUEUED.value: advance(DELIVERY, DeliveryState.QUEUED, DeliveryEvent.WITHDRAW).value,
    DeliveryState.SENDING.value: DeliveryState.FAILED.value,
    DeliveryState.UNKNOWN.value: DeliveryState.FAILED.value,
}
"""What becomes of a mail that is not over: its octets are gone, so that it cannot be tried (again)."""


class SqlErasure:
    """ErasureRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget(self, address: str, substitute: str, *, now: datetime) -> Erased:
        """Erase an address, and return where it stood."""
        return Erased(
            subscriptions=self._delete(tables.subscribers, _is(tables.subscribers.c.address, address)),
            people=self._forget_people(address),
            invitations=self._forget_invitations(address, substitute),
            mails=self._forget_mails(address, substitute, now),
            bounces=self._forget_bounces(address, substitute),
            audited=self._forget_in_audit(address, substitute),
            noted=self._forget_in_notes(address, substitute),
            received=self._count(tables.inbound, _is(tables.inbound.c.author_email, address)),
        )

    def add_mark(self, mark: str) -> None:
        """Keep the mark of a forgotten address; once is enough."""
        insert_new(self._connection, forgotten_marks, {"mark": mark}, unless=("mark",))

    def marks(self) -> tuple[str, ...]:
        """Return the marks of all addresses that were forgotten."""
        return tuple(self._connection.execute(select(forgotten_marks.c.mark).order_by(forgotten_marks.c.mark)).scalars())

    def _forget_people(self, address: str) -> int:
        nothing = {"email": None, "email_hash": None, "away_until": None, "language": None, "timezone": None}
        bare = update(tables.people).where(_is(tables.people.c.email, address)).values(**nothing)
        return self._connection.execute(bare).rowcount + self._delete(tables.aliases, _is(tables.aliases.c.address, address))

    def _forget_mails(self, address: str, substitute: str, now: datetime) -> int:
        outbox = tables.outbox
        found = self._connection.execute(
            select(outbox.c.id, outbox.c.purpose, outbox.c.content_sha256, outbox.c.state).where(_is(outbox.c.recipient_email, address))
        ).all()
        gone = SqlFiles(self._connection).put(_GONE) if found else ""
        for row in found:
            values: dict[str, object] = {
                "recipient_email": substitute,
                "recipient_name": "",
                "purpose": f"{erased_from(row.purpose, address, substitute)}:{row.id}",
                "content_sha256": gone,
                "reply_text": "",
            }
            if row.state in _STOPPED:
                values |= {"state": _STOPPED[row.state], "changed_at": now, "lease_owner": "", "lease_until": None}
            self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
            self._connection.execute(delete(personal_mails).where(personal_mails.c.outbound_id == row.id))
        for sha256 in {row.content_sha256 for row in found} - {gone}:
            self._drop_file(sha256)
        return len(found)

    def _forget_bounces(self, address: str, substitute: str) -> int:
        found = self._connection.execute(select(bounces.c.inbound_id, bounces.c.words).where(_is(bounces.c.address, address))).all()
        for row in found:
            values = {"address": substitute, "words": erased_from(row.words, address, substitute)}
            self._connection.execute(update(bounces).where(bounces.c.inbound_id == row.inbound_id).values(**values))
        return len(found)

    def _drop_file(self, sha256: str) -> None:
        """Delete octets that nothing refers to any more."""
        users = (tables.outbox.c.content_sha256, tables.inbound.c.sha256, tables.attachments.c.sha256)
        if not any(self._connection.execute(select(user).where(user == sha256).limit(1)).first() for user in users):
            self._connection.execute(delete(tables.files).where(tables.files.c.sha256 == sha256))

    def _forget_in_audit(self, address: str, substitute: str) -> int:
        audit = tables.audit.c
        said_in = (audit.actor, audit.subject, audit.detail)
        names_it = or_(*(func.lower(column).contains(address.lower(), autoescape=True) for column in said_in))
        changed = 0
        with self._unguarded():
            for row in self._connection.execute(select(tables.audit).where(names_it)).all():
                said = (row.actor, row.subject, row.detail)
                without = tuple(erased_from(words, address, substitute) for words in said)
                if without != said:
                    values = dict(zip(("actor", "subject", "detail"), without, strict=True))
                    changed += self._connection.execute(update(tables.audit).where(audit.id == row.id).values(**values)).rowcount
        return changed

    def _forget_in_notes(self, address: str, substitute: str) -> int:
        """Take it out of what we say of messages: why they are where they are, and by which evidence; what they say themselves stays."""
        inbound = tables.inbound.c
        said_in = (inbound.reason, cast(inbound.evidence, Text))
        names_it = or_(*(func.lower(column).contains(address.lower(), autoescape=True) for column in said_in))
        changed = 0
        for row in self._connection.execute(select(inbound.id, inbound.reason, inbound.evidence).where(names_it)).all():
            evidence = [{**one, "detail": erased_from(one["detail"], address, substitute)} for one in row.evidence]
            reason = erased_from(row.reason, address, substitute)
            if (reason, evidence) != (row.reason, row.evidence):
                without = update(tables.inbound).where(inbound.id == row.id).values(reason=reason, evidence=evidence)
                changed += self._connection.execute(without).rowcount
        return changed

    @contextmanager
    def _unguarded(self) -> Iterator[None]:
        """Lift the guard that keeps entries from being changed, in this transaction only, and put it back."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
            yield
            self._connection.execute(text("ALTER TABLE audit ENABLE TRIGGER audit_append_only"))
            return
        guard = self._connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'audit_no_UPDATE'")).scalar_one()
        self._connection.execute(text("DROP TRIGGER audit_no_UPDATE"))
        yield
        self._connection.execute(text(guard))

    def _forget_invitations(self, address: str, substitute: str) -> int:
        theirs = update(tables.invitations).where(_is(tables.invitations.c.address, address))
        return self._connection.execute(theirs.values(address=substitute)).rowcount

    def _delete(self, table: Table, condition: ColumnElement[bool]) -> int:
        return self._connection.execute(delete(table).where(condition)).rowcount

    def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        return self._connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()


def _is(column: ColumnElement[str], address: str) -> ColumnElement[bool]:
    return func.lower(column) == func.lower(address)
