"""The schema: made by the migrations, the same as the tables in the code, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable, Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import DatabaseError

from mailflow.adapters.migrations import upgrade as migrations
from mailflow.adapters.migrations.revisions import current_revision, newest_revision
from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.adapters.tables import audit, metadata
from mailflow.domain.agenda import Manner, MeetingId
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.errors import ConfigurationError
from mailflow.domain.message import InboundId
from tests.builders import NOW, an_agenda, an_audit_entry

TOGETHER = 6


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an empty database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def _migrate(engine: Engine, go: Callable[[Config, str], None], revision: str) -> None:
    config = migrations._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        go(config, revision)


def test_newest_revision_is_the_head_of_the_migrations() -> None:
    """It is read off the names of their files, which takes no Alembic."""
    assert newest_revision() == ScriptDirectory.from_config(migrations._config()).get_current_head()


def test_empty_database_has_no_revision(engine: Engine) -> None:
    """Looking does not change it."""
    assert current_revision(engine) is None
    assert inspect(engine).get_table_names() == []


def _is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Tell whether the code knows of something: the index of words is made of what each database has for it."""
    return not (name or "").startswith("archive_words")


def test_migrated_schema_is_that_of_the_code(engine: Engine) -> None:
    """Columns, types, keys and indexes: alembic finds no difference."""
    upgrade(engine)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    assert current_revision(engine) == newest_revision()


def test_upgrading_twice_is_harmless(engine: Engine) -> None:
    """What is stored stays."""
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.commit()
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert len(uow.meetings.summaries()) == 1


def test_what_was_stored_before_people_had_aliases_is_read(engine: Engine) -> None:
    """Its reports replace those before, none is withdrawn, and its evidence speaks for no slot in particular; the way back is open."""
    _migrate(engine, command.upgrade, "0002")
    with engine.begin() as connection:
        for table, row in _OLD_ROWS.items():
            values = ", ".join(f":{column}" for column in row)
            connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"), row)  # noqa: S608 - constants
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        (slot,) = uow.meetings.get(MeetingId(1)).items
        evidence = uow.inbound.get(InboundId(1)).evidence
    assert [(report.manner, report.is_withdrawn) for report in slot.reports] == [(Manner.REPLACES, False)]
    assert [(speaker.aliases, speaker.email_hash) for speaker in slot.speakers] == [((), "")]
    assert (slot.delegates, evidence) == ((), (Evidence("token", "signed", 1.0),))
    _migrate(engine, command.downgrade, "0002")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM reports")).scalars().all() == ["All is well."]
    upgrade(engine)


_NAMELESS = dict.fromkeys(("message_id", "content_hash", "author_email", "author_name", "subject", "kind", "text", "omitted", "reason"), "")
_WORDLESS = {"title": "", "notes": ""}
_OLD_ROWS: dict[str, dict[str, object]] = {
    "files": {"sha256": "0", "content": b"", "size_bytes": 0},
    "series": {
        "id": 1, "slug": "s", "title": "", "timezone": "UTC", "cadence": "", "language": "en",
        "approval_hold_s": 0, "list_address": "",
    },
    "people": {"id": 1, "series_id": 1, "name": "Ada", "affiliation": ""},
    "meetings": {
        "id": 1, "series_id": 1, "start_at": NOW, "end_at": NOW, "timezone": "UTC", "online": "{}", "state": "planned",
        **_WORDLESS,
    },
    "items": {
        "id": 1, "meeting_id": 1, "parent_key": "", "position": 0, "key": "1", "start_at": NOW, "duration_minutes": 1,
        "expects_report": True, "description": "", "aliases": "[]",
        **_WORDLESS,
    },
    "item_speakers": {"item_id": 1, "position": 0, "person_id": 1},
    "inbound": {
        "id": 1, "sha256": "0", "folder": "", "uidvalidity": 1, "uid": 1, "received_at": NOW, "state": "done", "attempts": 1,
        "item_keys": "[]", "evidence": '[{"signal": "token", "detail": "signed", "weight": 1.0}]',
        **_NAMELESS,
    },
    "reports": {
        "id": 1, "item_id": 1, "revision": 1, "author": "Ada", "delegate": "", "text": "All is well.",
        "received_at": NOW, "late": False,
    },
}


def test_all_roles_may_upgrade_at_once(database_url: str) -> None:
    """`serve` starts them together on a new database: one migrates, the others wait, none fails."""
    errors: list[Exception] = []
    ready = threading.Barrier(TOGETHER)

    def start_role() -> None:
        engine = open_engine(database_url)
        try:
            ready.wait(timeout=10)
            upgrade(engine)
            assert current_revision(engine) == newest_revision()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start_role) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def test_downgrade_leaves_nothing(engine: Engine) -> None:
    """And the way up again is open."""
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.commit()
    _migrate(engine, command.downgrade, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert current_revision(engine) is None
    upgrade(engine)
    assert current_revision(engine) == newest_revision()


@pytest.mark.parametrize("change", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit"], ids=["update", "delete"])
def test_audit_trail_is_append_only(engine: Engine, change: str) -> None:
    """The database itself refuses to change what was decided, whoever asks."""
    upgrade(engine)
    entry = an_audit_entry()
    with SqlAlchemyUnitOfWork(engine) as uow:
        uow.audit.add(entry)
        uow.commit()
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert uow.audit.entries() == (entry,)


@pytest.mark.integration
def test_audit_trail_is_never_emptied(postgres_url: str) -> None:
    """PostgreSQL has one more way to delete."""
    engine = open_engine(postgres_url)
    upgrade(engine)
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))
    engine.dispose()


def test_replacing_an_entry_of_the_audit_trail_is_refused(sqlite_url: str) -> None:
    """SQLite deletes a row in silence where another takes its key."""
    engine = open_engine(sqlite_url)
    upgrade(engine)
    row = {"id": 1, "at": NOW, "actor": "a", "action": "b", "subject": "c", "detail": "first"}
    with engine.begin() as connection:
        connection.execute(insert(audit).values(**row))
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text("INSERT OR REPLACE INTO audit SELECT id, at, actor, action, subject, 'second', NULL, NULL FROM audit"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT detail FROM audit")).scalars().all() == ["first"]
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle://x/y", "postgresql+nodriver://x/y"], ids=["no URL", "no such database", "no such driver"]
)
def test_database_that_nobody_knows_is_a_mistake_of_configuration(url: str) -> None:
    """It names the setting and what it should be, and not what it is."""
    with pytest.raises(ConfigurationError, match="MAILFLOW_DATABASE_URL: expected sqlite") as caught:
        open_engine(url)
    assert url not in str(caught.value)
