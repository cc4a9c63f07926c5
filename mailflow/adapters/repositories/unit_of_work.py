"""One transaction on the database, and the repositories in it."""

import contextlib
from collections.abc import Callable
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from mailflow.adapters.repositories.actions import SqlActions
from mailflow.adapters.repositories.archive import SqlArchive, SqlLogins
from mailflow.adapters.repositories.audit import SqlAudit
from mailflow.adapters.repositories.chase import SqlChase
from mailflow.adapters.repositories.erasure import SqlErasure
from mailflow.adapters.repositories.files import SqlFiles
from mailflow.adapters.repositories.inbound import SqlInbound
from mailflow.adapters.repositories.invitations import SqlInvitations
from mailflow.adapters.repositories.mailouts import SqlMailouts
from mailflow.adapters.repositories.meetings import SqlMeetings
from mailflow.adapters.repositories.minutes import SqlMinutes
from mailflow.adapters.repositories.outbox import SqlOutbox
from mailflow.adapters.repositories.proofs import SqlReplyTokens, SqlSignatures
from mailflow.adapters.repositories.questions import SqlQuestions
from mailflow.adapters.repositories.subscribers import SqlSubscribers
from mailflow.adapters.repositories.terms import SqlTerms
from mailflow.domain.errors import DatabaseUnavailableError

_LIMIT_OF_PROGRAM = "54"  # the class of SQLSTATE: a value is too large, and will be when it is asked again


class SqlAlchemyUnitOfWork:
    """UnitOfWork on an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        """Begin."""
        self._connection = _begun(self._engine)
        self.meetings = SqlMeetings(self._connection)
        self.invitations = SqlInvitations(self._connection)
        self.inbound = SqlInbound(self._connection)
        self.outbox = SqlOutbox(self._connection)
        self.terms = SqlTerms(self._connection)
        self.mailouts = SqlMailouts(self._connection)
        self.questions = SqlQuestions(self._connection)
        self.minutes = SqlMinutes(self._connection)
        self.actions = SqlActions(self._connection)
        self.chase = SqlChase(self._connection)
        self.subscribers = SqlSubscribers(self._connection)
        self.files = SqlFiles(self._connection)
        self.audit = SqlAudit(self._connection)
        self.archive = SqlArchive(self._connection)
        self.logins = SqlLogins(self._connection)
        self.erasure = SqlErasure(self._connection)
        self.signatures = SqlSignatures(self._connection)
        self.reply_tokens = SqlReplyTokens(self._connection)
        return self

    def __exit__(self, *exc: object) -> None:
        """Undo whatever is not committed. Raises DatabaseUnavailableError where the database broke off, or has no room left."""
        try:
            self._connection.close()
        except DBAPIError as error:  # to undo takes nothing but a connection
            raise _unavailable(error) from error
        for cause in exc:
            if isinstance(cause, DBAPIError) and _is_away(cause):
                raise _unavailable(cause) from cause

    def commit(self) -> None:
        """Make it so, and go on in a new transaction."""
        self._connection.commit()
        self._connection.begin()

    def mark(self) -> Callable[[], None]:
        """Return what undoes all that is done from now on: a savepoint, which ends with the transaction at the latest."""
        return self._connection.begin_nested().rollback


def _begun(engine: Engine) -> Connection:
    """Return a connection on which a transaction has begun. Raises DatabaseUnavailableError."""
    try:
        with contextlib.ExitStack() as unless_begun:
            connection = unless_begun.enter_context(engine.connect())
            connection.begin()
            unless_begun.pop_all()
    except (OperationalError, InterfaceError) as error:
        raise _unavailable(error) from error
    return connection


def _is_away(error: DBAPIError) -> bool:
    """Tell whether it is the database that fails, as when its disk is full, rather than what was asked of it."""
    if str(getattr(error.orig, "sqlstate", "")).startswith(_LIMIT_OF_PROGRAM):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError | InternalError)


def _unavailable(error: DBAPIError) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(f"the database cannot be used: {error.orig}")
