"""The chair's desk in a rush: whatever comes at once, what is approved goes out once, and nothing else does.

More and longer ones: benchmarks/approval_races.py.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from tests.approval_races import Race

MESSAGES = 20


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    """Give a migrated, empty database."""
    engine = open_engine(postgres_url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.mark.integration
@pytest.mark.parametrize("seed", range(4))
def test_race_publishes_what_was_approved_once(engine: Engine, seed: int) -> None:
    """Approvals, edits, notes, stops, forgeries and copies at once, while the hold runs out."""
    race = Race(engine, seed, MESSAGES).run()
    assert race.flaws() == []
    assert race.figures()["published"] > 0
