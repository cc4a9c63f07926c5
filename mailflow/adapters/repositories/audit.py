"""Who decided what, when, and by which message; the database itself refuses to change or delete an entry."""

from dataclasses import asdict

from sqlalchemy import Connection, Select, insert, select

from mailflow.adapters import tables
from mailflow.domain.agenda import PersonId
from mailflow.domain.message import InboundId
from mailflow.domain.records import AuditEntry


class SqlAudit:
    """AuditTrail on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: AuditEntry) -> None:
        """Add an entry."""
        self._connection.execute(insert(tables.audit).values(**asdict(entry)))

    def entries(self) -> tuple[AuditEntry, ...]:
        """Return all entries, oldest first."""
        return self._found(select(tables.audit))

    def of_message(self, inbound_id: InboundId) -> tuple[AuditEntry, ...]:
        """Return the entries of what a message caused, oldest first."""
        return self._found(select(tables.audit).where(tables.audit.c.inbound_id == inbound_id))

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        """Return the entries of what was done to something, such as `meeting 7`, oldest first."""
        return self._found(select(tables.audit).where(tables.audit.c.subject == subject))

    def _found(self, statement: Select[tuple[object, ...]]) -> tuple[AuditEntry, ...]:
        return tuple(
            AuditEntry(
                at=row.at,
                actor=row.actor,
                action=row.action,
                subject=row.subject,
                detail=row.detail,
                inbound_id=None if row.inbound_id is None else InboundId(row.inbound_id),
                person_id=None if row.person_id is None else PersonId(row.person_id),
            )
            for row in self._connection.execute(statement.order_by(tables.audit.c.id))
        )
