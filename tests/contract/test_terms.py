"""On which terms readers are on a list; in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.agenda import SeriesId
from mailflow.domain.choices import NO_TERMS, Edition, Terms
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mail_reports import BounceKind
from mailflow.domain.message import Address, Delivery
from tests.builders import NOW, a_series, an_agenda, an_outbox_entry
from tests.contract.conftest import Storage

READER = "reader@example.org"
CHOSEN = Terms(Edition(("CTA", "SKA"), text_only=True, language="fr"), date(2027, 5, 1), NOW, "550 no", NOW - timedelta(days=1))


@pytest.fixture
def series_id(storage: Storage) -> SeriesId:
    """Give a series with two readers."""
    with storage.begin() as uow:
        meeting_id = uow.meetings.add(an_agenda(series=a_series(subscribers=(READER, "b@example.org"), id=None)), now=NOW)
        found = uow.meetings.series_of(meeting_id).id
        uow.commit()
    assert found is not None
    return found


def save(storage: Storage, series_id: SeriesId, terms: Terms, address: str = READER) -> None:
    """Save terms and commit."""
    with storage.begin() as uow:
        uow.terms.save(series_id, address, terms)
        uow.commit()


def test_terms_are_kept_by_address(storage: Storage, series_id: SeriesId) -> None:
    """Letter case apart; whoever has none has plain ones; the last that were saved count."""
    save(storage, series_id, NO_TERMS)
    save(storage, series_id, CHOSEN)
    save(storage, series_id, CHOSEN, address="stranger@example.org")
    with storage.begin() as uow:
        assert uow.terms.of(series_id, READER.upper()) == CHOSEN
        assert uow.terms.of(series_id, "b@example.org") == NO_TERMS
        assert uow.terms.of_series(series_id) == {READER: CHOSEN}


def test_whoever_is_suspended_is_found(storage: Storage, series_id: SeriesId) -> None:
    """By address, and since when."""
    save(storage, series_id, CHOSEN)
    with storage.begin() as uow:
        assert uow.terms.suspended(READER) == (series_id,)
        assert uow.terms.suspended("b@example.org") == ()
        assert uow.terms.any_suspended(NOW)
        assert not uow.terms.any_suspended(NOW - timedelta(seconds=1))


def test_terms_go_with_the_subscription(storage: Storage, series_id: SeriesId) -> None:
    """Whoever joins again begins anew."""
    save(storage, series_id, CHOSEN)
    with storage.begin() as uow:
        uow.subscribers.remove(series_id, READER)
        uow.commit()
    with storage.begin() as uow:
        uow.subscribers.add(series_id, READER, now=NOW + timedelta(days=1))
        uow.commit()
        assert uow.terms.of(series_id, READER) == NO_TERMS
        assert uow.terms.suspended(READER) == ()


def test_readers_of_whom_three_mails_failed_are_found(storage: Storage, series_id: SeriesId) -> None:
    """With what failed; two are not enough, and whoever is no reader is nobody's concern."""
    for address, count in ((READER, 3), ("b@example.org", 2), ("stranger@example.org", 5)):
        for number in range(count):
            entry = an_outbox_entry(id=f"{address[0]}{number}".ljust(12, "2"), meeting_id=None, person_id=None)
            entry = replace(entry, recipient=Address(address))
            with storage.begin() as uow:
                uow.outbox.add(entry, b"x")
                uow.outbox.claim([entry.id], owner="one", now=NOW, until=NOW + timedelta(minutes=5))
                uow.outbox.start(entry.id, owner="one", now=NOW, until=NOW + timedelta(minutes=5))
                uow.outbox.record(Delivery(entry.id, DeliveryState.FAILED, 550, "5.1.1 no such user", NOW), owner="one")
                uow.commit()
    with storage.begin() as uow:
        failing = uow.terms.failing(series_id)
    assert {address: [failure.kind for failure in found] for address, found in failing.items()} == {READER: [BounceKind.HARD] * 3}
