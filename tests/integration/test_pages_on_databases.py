"""The archive and the board on SQLite and on PostgreSQL: what is searched, what nobody should ask, two who decide at once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mailflow.domain.publicity import Archiving, Publicity
from mailflow.web.app import create_app
from tests.archive_site import ORIGIN, SECRETARY, Site, a_shown_series
from tests.integration.test_races import together
from tests.unit.test_board_pages import CHAIR, RAW, mark_of, member, receive

pytestmark = pytest.mark.integration
REPORT = "Four telescopes in Zürich; Füßling fährt Straßenbahn. L'œuvre de Noël, Łódź, København, æther."
HOSTILE = (
    *('"', "'", "*", "a*", "-a", "a -b", "NEAR(a b)", "(", ")", "((", "a AND", "NOT", "^a", "folded:a", "a\0b"),
    *("\0", '"a', '"a" b" c"', "a" * 5000, '" "' * 50, "_", "__ _", "%", "\\", "'; DROP TABLE series;--", "\u3300" * 200, "\ufdfa" * 200),
    *("\u0301", "a&b|c!d:*<->", "& |"),
)
NOWHERE = (
    *("/s/escape-tc/items/%00", "/s/%00/", "/files/escape-tc/1/%00/x", "/calendar/%00.ics", "/u/%00", "/board/enter/%00"),
    *("/s/escape-tc/-1", "/s/escape-tc/99999999999999999999", "/s/escape-tc/items/%ff%fe", "/s/escape-tc/1/r99999999999999999999"),
)


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[Site]:
    """Give a service with published minutes."""
    site = Site(tmp_path, database_url=database_url)
    site.house.storage.migrate()
    site.publish(site.add(), {"3.1": REPORT})
    yield site
    site.close()


def test_no_search_is_an_error(site: Site) -> None:
    """Whatever stands for something in the language of a database stands for nothing here."""
    for asked in HOSTILE:
        client = TestClient(create_app(site.house), base_url=ORIGIN)  # of which each may search so often only
        assert client.get("/search", params={"q": asked, "page": "99999"}).status_code == 200, asked


@pytest.mark.parametrize(
    "asked",
    [
        *("zurich", "ZÜRICH", "fussling", "straßenbahn", "Strassenbahn", "oeuvre", "œuvre", "l'œuvre", "noel", "Lodz", "lod"),
        *("kobenhavn", "aether", '"four telescopes"', "TELES", "in four"),
    ],
)
def test_words_are_found_however_they_are_typed(site: Site, asked: str) -> None:
    """With their accents or without, in either letter case, as beginnings; ligatures as two letters."""
    assert '<ol class="hits">\n<li>' in site.client.get("/search", params={"q": asked}).text


def test_what_is_nowhere_is_404(site: Site) -> None:
    """No name and no number is too much for a database."""
    client = TestClient(site.app, base_url=ORIGIN)
    assert {path: client.get(path).status_code for path in NOWHERE} == dict.fromkeys(NOWHERE, 404)


def test_a_series_that_is_closed_is_gone_at_once(site: Site) -> None:
    """From memory as well, and from who asks whether what they have still counts."""
    paths = ("/s/escape-tc/", "/s/escape-tc/1", "/s/escape-tc/feed.atom", "/s/escape-tc/1.ics", "/s/escape-tc/minutes.mbox")
    answers = {path: site.client.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    site.add(1, series=replace(a_shown_series(), archiving=Archiving(Publicity.OFF)))
    for path, answer in answers.items():
        known = {"If-None-Match": answer.headers.get("etag", '"x"')}
        assert [site.client.request(method, path, headers=known).status_code for method in ("GET", "HEAD")] == [404, 404], path


def test_of_two_who_decide_at_once_one_does(site: Site) -> None:
    """The other hears of it; the message is where the first one put it."""
    members = member(site), member(site, CHAIR)
    for number in range(12):
        receive(site, RAW.replace(b"<x@", f"<{number}@".encode()).replace(b"fine", f"fine {number}".encode()), uid=number + 1)
        forms = [{"word": "assign", "key": key, "mark": mark_of(client)} for client, key in zip(members, ("3.2", "3.3"), strict=True)]
        path = f"/board/triage/{number + 1}"
        posts = [partial(client.post, path, data=form, follow_redirects=False) for client, form in zip(members, forms, strict=True)]
        assert sorted(answer.status_code for answer in together(*posts)) == [303, 409]
    assert len([entry for entry in site.house.secretary.views.audit() if entry["action"] == "assigned"]) == 12
    assert {entry["actor"] for entry in site.house.secretary.views.audit() if entry["action"] == "assigned"} <= {SECRETARY, CHAIR}
