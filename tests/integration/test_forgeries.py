"""Forgeries on a real database: none approves anything, each is in the trail, and the chair is heard after them, once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.lifecycle import InboundState, MinutesState
from mailflow.domain.message import MailKind
from tests.forgeries import FORGERIES, SOLITARY, Scene


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    """Give the office on the database, when the drafts are out."""
    engine: Engine = open_engine(database_url)
    upgrade(engine)
    yield Scene(lambda: SqlAlchemyUnitOfWork(engine))
    engine.dispose()


def test_forgeries_approve_nothing_and_the_chair_does(scene: Scene) -> None:
    """A part of all forgeries, then a signed yes; the same signed part again, in another message, proves nothing more."""
    shared = [make for name, (make, _) in FORGERIES.items() if not any(words in name for words in SOLITARY)]
    for make in shared[::5]:
        record = scene.come(make(scene))
        assert record.reason
        with scene.house.begin() as uow:
            assert uow.audit.of_message(record.id)
    assert scene.state() is MinutesState.DRAFT
    again = scene.held()
    assert scene.come(again).state is InboundState.REJECTED
    assert scene.state() is MinutesState.DRAFT
    assert not [entry for entry in scene.house.entries() if entry.kind is MailKind.MINUTES]
