"""One transaction on the database, and the repositories in it."""

from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from mailflow.adapters.repositories.audit import SqlAudit
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.repositories.inbound import SqlInbound
from mailflow.adapters.repositories.invitations import SqlInvitations
from mailflow.adapters.repositories.meetings import SqlMeetings
from mailflow.adapters.repositories.minutes import SqlMinutes
from mailflow.adapters.repositories.outbox import SqlOutbox
from mailflow.adapters.repositories.people import SqlSubscribers
from mailflow.domain.errors import DatabaseUnavailableError


class SqlAlchemyUnitOfWork:
    """UnitOfWork on an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        """Begin."""
        try:
            self._connection: Connection = self._engine.connect()
            self._connection.begin()
        except OperationalError as error:
            raise DatabaseUnavailableError(f"the database cannot be used: {error.orig}") from error
        self.meetings = SqlMeetings(self._connection)
        self.invitations = SqlInvitations(self._connection)
        self.inbound = SqlInbound(self._connection)
        self.outbox = SqlOutbox(self._connection)
        self.minutes = SqlMinutes(self._connection)
        self.subscribers = SqlSubscribers(self._connection)
        self.files = SqlFiles(self._connection)
        self.audit = SqlAudit(self._connection)
        return self

    def __exit__(self, *exc: object) -> None:
        """Undo whatever is not committed."""
        self._connection.close()

    def commit(self) -> None:
        """Make it so, and go on in a new transaction."""
        self._connection.commit()
        self._connection.begin()
