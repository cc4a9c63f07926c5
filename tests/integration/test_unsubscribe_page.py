"""A thousand readers, a thousand links: what follows them changes nothing, what posts them acts once each; on SQLite and the real pages."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import islice, product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from mailflow.bootstrap.application import Application
from mailflow.config import Settings
from mailflow.domain.agenda import MeetingId
from mailflow.domain.message import Address, MailKind, OutboundId
from mailflow.web.app import create_app
from tests.builders import a_series, an_agenda, an_outbox_entry

pytestmark = pytest.mark.integration
_READERS = 1000
_ORDER = {"List-Unsubscribe": "One-Click"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Application]:
    """Give an application with a thousand readers, each of whom has got a mail."""
    house = Application(Settings(data_dir=tmp_path, address="minutes@example.org", web_url="https://minutes.example.org"))
    readers = tuple(f"reader{number}@example.org" for number in range(_READERS))
    house.meetings.add(an_agenda(series=a_series(subscribers=readers, id=None)))
    with house.storage.begin() as uow:
        for mail, reader in zip(_ids(), readers, strict=True):
            now = house.world.clock.now()
            entry = an_outbox_entry(MailKind.MINUTES, id=mail, recipient=Address(reader), created_at=now, person_id=None)
            uow.outbox.add(entry, b"the minutes")
        uow.commit()
    yield house
    house.storage.engine.dispose()


def _ids() -> tuple[OutboundId, ...]:
    return tuple(OutboundId(f"{''.join(letters)}abcdefghi") for letters in islice(product(_LETTERS, repeat=3), _READERS))


def _paths(house: Application) -> list[str]:
    links = house.post.office.links
    assert links is not None
    return [urlsplit(links.unsubscribe_url(mail)).path for mail in _ids()]


def _state(house: Application) -> tuple[int, int, int]:
    """Return how many readers, mails owed and entries of the audit trail there are."""
    with house.storage.begin() as uow:
        return len(uow.meetings.series_of(MeetingId(1)).subscribers), len(uow.outbox.entries()), len(uow.audit.entries())


def test_a_thousand_links_followed_change_nothing_and_a_thousand_posts_act_once_each(house: Application) -> None:
    """Followed by GET and HEAD in turn; posted by eight at once, forged ones before them and some once more behind."""
    paths, before = _paths(house), _state(house)
    with TestClient(create_app(house)) as client, ThreadPoolExecutor(8) as crowd:
        followed = [*crowd.map(client.get, paths[::2]), *crowd.map(client.head, paths[1::2])]
        assert {answer.status_code for answer in followed} == {HTTPStatus.OK}
        assert _state(house) == before
        forged = [path[:-2] + ("AA" if path[-2:] != "AA" else "BB") for path in paths]
        refused = list(crowd.map(lambda path: client.post(path, data=_ORDER).status_code, forged))
        assert set(refused) == {HTTPStatus.NOT_FOUND}
        assert _state(house) == before
        done = list(crowd.map(lambda path: client.post(path, data=_ORDER).status_code, [*paths, *paths[::5]]))
    assert done == [HTTPStatus.OK] * len(done)
    assert _state(house) == (0, 2 * _READERS, before[2] + _READERS)
