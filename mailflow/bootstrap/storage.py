"""Where state is kept: the database, and beside SQLite the files of one machine."""

from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.data_folder import data_folder
from mailflow.bootstrap.world import World
from mailflow.config import Settings

if TYPE_CHECKING:
    from mailflow.adapters.repositories.engine import Database
    from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
    from mailflow.services.outbox import Patience
    from mailflow.services.ports.sending import SendingJournal
    from mailflow.services.ports.storage import UnitOfWork


class Storage:
    """The database of these settings, and what is written beside it."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings = settings
        self._world = world

    @cached_property
    def engine(self) -> "Database":
        """The database; a SQLite file is made and brought up to date when it is first used."""
        from mailflow.adapters.migrations.revisions import is_current
        from mailflow.adapters.repositories.engine import open_engine

        engine = open_engine(self._settings.database)
        if self._settings.is_sqlite:
            data_folder(self._settings)
            if not is_current(engine):
                self._upgrade(engine)
        return engine

    def begin(self) -> "UnitOfWork":
        """Return a new unit of work."""
        return self._begin_sql()

    def _begin_sql(self) -> "SqlAlchemyUnitOfWork":
        from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork

        return SqlAlchemyUnitOfWork(self.engine)

    def begin_reading(self) -> "UnitOfWork":
        """Return a new unit of work that writes nothing, and waits for nobody."""
        from mailflow.adapters.repositories.engine import for_reading
        from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork

        return SqlAlchemyUnitOfWork(for_reading(self.engine))

    @cached_property
    def patience(self) -> "Patience":
        """How long leases last."""
        from mailflow.services.outbox import Patience

        return Patience(self._settings.lease, self._settings.unknown_rest)

    @cached_property
    def journal(self) -> "SendingJournal":
        """Where it is written which of many mails are being sent: in files beside SQLite, which is one machine's; else in the database."""
        from mailflow.adapters.sending_journal import DatabaseJournal, FileJournal

        if self._settings.is_sqlite:
            return FileJournal(data_folder(self._settings) / "sending", workers=self._settings.smtp_connections)
        return DatabaseJournal(self._begin_sql, lease=self.patience.lease, now=self._world.clock.now)

    def migrate(self) -> str:
        """Bring the database up to date and return its revision."""
        from mailflow.adapters.migrations.revisions import current_revision

        self._upgrade(self.engine)
        return current_revision(self.engine) or ""

    def _upgrade(self, engine: "Database") -> None:
        from mailflow.adapters.migrations.upgrade import upgrade

        upgrade(engine)

    def scrub(self) -> bool:
        """Clear what the database keeps of earlier states beside it; tell whether nothing of that is left."""
        from mailflow.adapters.repositories.engine import scrub

        return scrub(self.engine)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
