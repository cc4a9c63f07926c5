"""The calendar of a series: what programs that subscribe to it get, and what nobody gets without the private link."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from icalendar import Calendar
from pydantic import SecretStr
from starlette.testclient import TestClient

from mailflow.bootstrap.application import Application
from mailflow.config import Settings
from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.feeds import feed_token, is_feed_token
from mailflow.domain.publicity import Archiving, Publicity
from mailflow.web.app import create_app
from tests.builders import START, a_meeting, a_series, an_agenda

KEY = "0123456789abcdef0123456789abcdef"
SECRETS = ("zoom.example.org", "95412345678", "954 1234 5678", "sw0rdf1sh", "+41 43 210 70 42")
PEOPLE = ("matthias", "Matthias", "Ian Bird", "kay@", "elena")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Application]:
    """Give a house on a database of its own with three meetings of a series: one past, one that is on, one cancelled."""
    house = Application(Settings(data_dir=tmp_path, secret_key=SecretStr(KEY), web_url="https://minutes.example.org"))
    for weeks in (0, 400, 402):
        meeting = a_meeting(id=None)
        by = timedelta(weeks=weeks)
        items = tuple(replace(item, start_at=item.start_at + by) for item in meeting.items)
        series = a_series(id=None, cadence="", archiving=Archiving(Publicity.PUBLIC))
        moved = replace(meeting, start_at=START + by, end_at=meeting.end_at + by, items=items)
        house.meetings.add(an_agenda(series=series, meeting=moved))
    house.meetings.change.cancel(MeetingId(3))
    yield house
    house.close()


@pytest.fixture
def client(house: Application) -> TestClient:
    """Give a client of its pages."""
    return TestClient(create_app(house), raise_server_exceptions=False)


def private(slug: str = "escape-tc") -> str:
    """Return the path of the private feed."""
    return f"/calendar/{slug}/{feed_token(slug, KEY.encode())}.ics"


def test_feed_has_every_meeting_of_the_series(client: TestClient) -> None:
    """The past and the future ones; a cancelled one as such. In UTC, with UIDs that stay."""
    answer = client.get("/calendar/escape-tc.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.content)
    assert (str(calendar["METHOD"]), str(calendar["NAME"])) == ("PUBLISH", "Technical Coordination Meeting")
    assert [event.start for event in calendar.events] == [START + timedelta(weeks=weeks) for weeks in (0, 400, 402)]
    assert [str(event["STATUS"]) for event in calendar.events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    uids = [str(event["UID"]) for event in calendar.events]
    assert len(set(uids)) == 3
    assert uids == [str(event["UID"]) for event in Calendar.from_ical(client.get("/calendar/escape-tc.ics").content).events]
    for event in calendar.events:
        assert "ATTENDEE" not in event
        assert event.stamp is not None
        assert event.stamp <= datetime.now(UTC)
    assert [event.dtstart.value for event in vobject.readOne(answer.text).vevent_list] == [event.start for event in calendar.events]


def test_public_feed_tells_neither_people_nor_how_to_join(client: TestClient) -> None:
    """Whoever subscribes may be anybody."""
    text = client.get("/calendar/escape-tc.ics").text.replace("\r\n ", "")
    assert [secret for secret in (*SECRETS, *PEOPLE) if secret in text] == []
    assert "LOCATION" not in text
    assert "VALARM" not in text
    assert all(len(line) <= 75 for line in client.get("/calendar/escape-tc.ics").content.split(b"\r\n"))


def test_private_feed_tells_how_to_join_but_no_people(client: TestClient) -> None:
    """Of meetings that take place."""
    answer = client.get(private())
    calendar = Calendar.from_ical(answer.content)
    assert [str(event.get("LOCATION", "")).startswith("https://zoom.example.org") for event in calendar.events] == [True, True, False]
    assert "sw0rdf1sh" in str(calendar.events[0]["DESCRIPTION"])
    assert [name for name in PEOPLE if name in answer.text] == []
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/nowhere.ics",
        f"/calendar/escape-tc/{'0' * 32}.ics",
        "/calendar/escape-tc/.ics",
        "/calendar/escape-tc/é.ics",
        private("escape-tc").replace("escape-tc", "nowhere"),
        private("another").replace("another", "escape-tc"),
        "/calendar/escape-tc",
        "/calendar/..%2fescape-tc.ics",
        "/calendar/%00.ics",
        "/s/nowhere/calendar.ics",
    ],
)
def test_unknown_series_or_link_is_not_found(client: TestClient, path: str) -> None:
    """The same answer for a wrong token as for no series."""
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})


@pytest.mark.parametrize("path", ["/calendar/escape-tc.ics", private()])
def test_program_that_has_it_gets_nothing_anew(client: TestClient, house: Application, path: str) -> None:
    """By its ETag, until something changes; HEAD works."""
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    house.meetings.change.move(MeetingId(2), START + timedelta(weeks=401))
    changed = client.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)
    assert client.post(path).status_code == 405


def test_links_are_told(house: Application) -> None:
    """Those of a series that there is."""
    links = house.website.feeds.links("escape-tc")
    assert (links.access, links.open, links.private) == (
        Publicity.PUBLIC,
        "https://minutes.example.org/calendar/escape-tc.ics",
        f"https://minutes.example.org{private()}",
    )
    with pytest.raises(NotFoundError):
        house.website.feeds.links("nowhere")


def opened(house: Application, access: Publicity) -> str:
    """Let the archive of the series be open so far from now on, and return the key that stands for it."""
    house.meetings.add(an_agenda(series=a_series(id=None, archiving=Archiving(access)), meeting=a_meeting(id=None)))
    assert house.post.office.links
    return house.post.office.links.archive_key("escape-tc")


def test_feed_of_a_series_that_is_open_by_link_is_beneath_the_link(client: TestClient, house: Application) -> None:
    """Not by its name, which stood in mails of old: dates and titles are told to whoever has the link only, how to join to nobody there."""
    key = opened(house, Publicity.LINK)
    assert client.get("/calendar/escape-tc.ics", follow_redirects=False).status_code == 404
    assert client.get("/s/escape-tc/calendar.ics").status_code == 404
    assert client.get(f"/calendar/{key}.ics").status_code == 404
    answer = client.get(f"/s/{key}/calendar.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert len(Calendar.from_ical(answer.content).events) == 4
    assert [secret for secret in (*SECRETS, *PEOPLE) if secret in answer.text.replace("\r\n ", "")] == []
    assert client.get(f"/s/{key}/calendar.ics", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    links = house.website.feeds.links("escape-tc")
    assert (links.access, links.open) == (Publicity.LINK, f"https://minutes.example.org/s/{key}/calendar.ics")
    assert f'href="/s/{key}/calendar.ics"' in client.get(f"/s/{key}/").text


def test_feed_of_a_series_without_an_archive_is_by_its_name(client: TestClient, house: Application) -> None:
    """It needs no archive: readers of the minutes find the next meeting there. Beneath the key there is nothing."""
    key = opened(house, Publicity.OFF)
    answer = client.get("/calendar/escape-tc.ics")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert [secret for secret in (*SECRETS, *PEOPLE) if secret in answer.text.replace("\r\n ", "")] == []
    assert [client.get(path).status_code for path in (f"/s/{key}/calendar.ics", "/s/escape-tc/calendar.ics")] == [404] * 2
    links = house.website.feeds.links("escape-tc")
    assert (links.access, links.open) == (Publicity.OFF, "https://minutes.example.org/calendar/escape-tc.ics")


def test_link_of_a_feed_stays_good_when_the_series_becomes_public(client: TestClient, house: Application) -> None:
    """It leads to where the feed is now."""
    key = opened(house, Publicity.LINK)
    opened(house, Publicity.PUBLIC)
    answer = client.get(f"/s/{key}/calendar.ics", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/calendar/escape-tc.ics")
    assert client.get("/s/escape-tc/calendar.ics").status_code == 200


def test_token_is_that_of_one_series_and_key() -> None:
    """And cannot be guessed from another."""
    token = feed_token("a", KEY.encode())
    assert is_feed_token(token, "a", KEY.encode())
    assert not is_feed_token(token, "b", KEY.encode())
    assert not is_feed_token(token, "a", b"another key of thirty-two octets")
    assert not is_feed_token("\udcff", "a", KEY.encode())
    assert len(token) == 32
