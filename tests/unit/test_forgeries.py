"""Nobody approves in the chair's name, and whoever tries leaves a trace; the chair is heard, by whatever program."""

import pytest

from mailflow.domain.lifecycle import InboundState, MinutesState
from mailflow.domain.message import MailKind
from tests.forgeries import FORGERIES, HONEST, MALLORY, SOLITARY, Make, Scene


@pytest.fixture(scope="module")
def _scene() -> Scene:
    return Scene()


@pytest.fixture
def scene(_scene: Scene) -> Scene:
    """Give the office when the drafts are out."""
    return _scene.anew()


@pytest.mark.parametrize(("make", "reason"), FORGERIES.values(), ids=FORGERIES.keys())
def test_forgery_approves_nothing(scene: Scene, make: Make, reason: str) -> None:
    """No minutes are approved or mailed, the message and the reason are in the trail, and its author is told nothing."""
    record = scene.come(make(scene))
    assert (scene.state(1), scene.state(2)) == (MinutesState.DRAFT, MinutesState.DRAFT)
    assert record.state in {InboundState.REJECTED, InboundState.TRIAGE, InboundState.IGNORED, InboundState.DONE}
    assert record.reason
    assert reason in record.reason
    with scene.house.begin() as uow:
        assert uow.audit.of_message(record.id)
    owed = scene.house.entries()
    assert [entry for entry in owed if entry.kind is MailKind.MINUTES or "evil" in entry.recipient.email] == []


@pytest.mark.parametrize("make", HONEST.values(), ids=HONEST.keys())
def test_chair_is_heard(scene: Scene, make: Make) -> None:
    """One reply is enough."""
    record = scene.come(make(scene))
    assert record.reason == "approves revision 1"
    assert (scene.state(1), scene.state(2)) == (MinutesState.APPROVED, MinutesState.DRAFT)


def test_there_are_enough_of_both() -> None:
    """What is not tried is not known."""
    assert len(FORGERIES) >= 60
    assert len(HONEST) >= 12


def test_all_forgeries_together_approve_nothing(scene: Scene) -> None:
    """However many come, the chair's confirmations and warnings stay few, and the honest mail after them still counts."""
    for name, (make, _) in FORGERIES.items():
        if not any(words in name for words in SOLITARY):
            scene.come(make(scene))
    assert scene.state() is MinutesState.DRAFT
    mails = [entry.kind for entry in scene.house.entries() if entry.cause_id and entry.kind is not MailKind.RECEIPT]
    assert mails.count(MailKind.CONFIRMATION) <= 5
    assert mails.count(MailKind.NOTICE) <= 4
    assert all(entry.recipient.email != MALLORY for entry in scene.house.entries())
    assert scene.come(scene.mail()).reason == "approves revision 1"
