"""Links to our pages: each leads back to its mail, and nobody else can make one; on the fake and on itsdangerous."""

from urllib.parse import urlsplit

import pytest

from mailflow.adapters.web_links import SignedWebLinks
from mailflow.domain.publicity import Archiving, Publicity
from mailflow.services.ports.world import WebLinks
from tests.builders import OUTBOUND_ID, SIGNING_KEY, a_series
from tests.fakes import FakeWebLinks


@pytest.fixture(params=["fake", "itsdangerous"])
def links(request: pytest.FixtureRequest) -> WebLinks:
    """Give links: the test runs on the fake and on the library."""
    return FakeWebLinks() if request.param == "fake" else SignedWebLinks("https://minutes.example.org/", SIGNING_KEY)


def test_a_link_leads_back_to_its_mail(links: WebLinks) -> None:
    """By the last part of its path, which any browser and program sends as it is."""
    url = urlsplit(links.unsubscribe_url(OUTBOUND_ID))
    assert (url.scheme, url.netloc, url.query, url.fragment) == ("https", "minutes.example.org", "", "")
    assert url.path.startswith("/u/")
    assert links.find_left(url.path.removeprefix("/u/")) == OUTBOUND_ID


def test_the_calendar_of_a_series_cannot_be_guessed_where_its_archive_cannot(links: WebLinks) -> None:
    """By its name for all; beneath what cannot be guessed for whoever has the link."""
    assert [links.calendar_url(a_series(archiving=Archiving(access))) for access in (Publicity.PUBLIC, Publicity.LINK, Publicity.OFF)] == [
        "https://minutes.example.org/calendar/escape-tc.ics",
        f"https://minutes.example.org/s/{links.archive_key('escape-tc')}/calendar.ics",
        "https://minutes.example.org/calendar/escape-tc.ics",
    ]


@pytest.mark.parametrize("token", ["", ".", "x", "abcdefgh2345", "é", "\0", "abcdefgh2345.forged", "A" * 5000])
def test_a_token_that_we_did_not_make_is_worth_nothing(links: WebLinks, token: str) -> None:
    """Whatever somebody sends."""
    assert links.find_left(token) is None


def test_a_token_that_was_changed_is_worth_nothing() -> None:
    """No letter of it can be another one, but for those that the encoding does not look at."""
    links = SignedWebLinks("https://minutes.example.org", SIGNING_KEY)
    token = links.unsubscribe_url(OUTBOUND_ID).rpartition("/")[2]
    changed = [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token) - 1)]
    assert [links.find_left(one) for one in changed] == [None] * len(changed)


def test_a_key_of_somebody_else_makes_no_token() -> None:
    """Nor does ours for another purpose."""
    token = SignedWebLinks("https://x.example.org", b"1" * 32).unsubscribe_url(OUTBOUND_ID).rpartition("/")[2]
    assert SignedWebLinks("https://x.example.org", SIGNING_KEY).find_left(token) is None


def test_there_is_no_link_without_pages() -> None:
    """Where WEB_URL is not set, a mail says another way."""
    assert SignedWebLinks("", SIGNING_KEY).unsubscribe_url(OUTBOUND_ID) == ""
