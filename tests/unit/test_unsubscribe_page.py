"""The page by which a reader leaves: scanners change nothing, one click leaves, and a link that is none tells nothing."""

import re
from http import HTTPStatus

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mailflow.bootstrap.application import Application
from mailflow.config import Settings
from mailflow.domain.agenda import MeetingId
from mailflow.domain.message import Address, MailKind, OutboundId, OutboxEntry
from mailflow.services.way_out import WayOut
from mailflow.web.app import create_app
from mailflow.web.unsubscribe import RateLimit, UnsubscribePage
from tests.builders import OUTBOUND_ID, a_series, an_agenda, an_outbox_entry
from tests.fakes import House

READER = "reader@example.org"
ORDER = {"List-Unsubscribe": "One-Click"}
URL = f"/u/{OUTBOUND_ID}.signed"


@pytest.fixture
def house() -> House:
    """Give a house with one reader, to whom a mail with a link has gone."""
    house = House()
    house.invited(an_agenda(series=a_series(title="Board & <b>Co</b>", language="fr", id=None)))
    with house.begin() as uow:
        uow.outbox.add(entry_to(READER), b"minutes")
        uow.commit()
    house.clock.forward(minutes=1)
    return house


def entry_to(address: str, kind: MailKind = MailKind.MINUTES, outbound_id: OutboundId = OUTBOUND_ID) -> OutboxEntry:
    """Return a mail that was sent to a reader."""
    return an_outbox_entry(kind, id=outbound_id, recipient=Address(address))


def an_app(house: House, limit: RateLimit | None = None) -> Starlette:
    """Return the pages on this house."""
    application = Application(Settings())
    application.website.__dict__["way_out"] = WayOut(house.begin, house.post, clock=house.clock)  # where a cached property keeps its value
    return create_app(application) if limit is None else Starlette(routes=UnsubscribePage(application, limit).routes())


def a_client(house: House, limit: RateLimit | None = None) -> TestClient:
    """Return a client of the pages."""
    return TestClient(an_app(house, limit))


def readers(house: House) -> tuple[str, ...]:
    """Return who is on the list."""
    with house.begin() as uow:
        return uow.meetings.series_of(MeetingId(1)).subscribers


def test_following_the_link_changes_nothing(house: House) -> None:
    """Scanners follow every link, again and again; the page has a form with one button, and needs no script."""
    client = a_client(house)
    before = (house.entries(), readers(house), house.trail("unsubscribed"))
    answers = [client.request(method, URL) for method in ("GET", "HEAD", "GET")]
    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 3
    assert (house.entries(), readers(house), house.trail("unsubscribed")) == before
    answer = answers[-1]
    assert 'method="post"' in answer.text
    assert "action=" not in answer.text
    assert '<input type="hidden" name="List-Unsubscribe" value="One-Click">' in answer.text
    assert "<script" not in answer.text
    assert "Board &amp; &lt;b&gt;Co&lt;/b&gt;" in answer.text


@pytest.mark.parametrize(
    "body",
    [{"data": ORDER}, {"files": {"List-Unsubscribe": (None, "One-Click")}}],
    ids=["urlencoded", "multipart"],
)
def test_one_click_leaves_at_once(house: House, body: dict[str, object]) -> None:
    """By either kind of form (RFC 8058 3.2), without a cookie, and without being sent elsewhere."""
    answer = a_client(house).post(URL, follow_redirects=False, **body)  # type: ignore[arg-type]
    assert answer.status_code == HTTPStatus.OK
    assert "set-cookie" not in answer.headers
    assert readers(house) == ()
    (entry,) = house.trail("unsubscribed")
    assert (entry.actor, entry.subject, entry.detail) == (f"way out of minutes {OUTBOUND_ID}", "series escape-tc", READER)
    assert len(house.mails_to(READER, MailKind.SUBSCRIPTION_GOODBYE)) == 1


def test_one_click_is_idempotent(house: House) -> None:
    """A provider sends it again; it is done, and said so, once."""
    client = a_client(house)
    assert [client.post(URL, data=ORDER).status_code for _ in range(5)] == [HTTPStatus.OK] * 5
    assert len(house.trail("unsubscribed")) == 1
    assert len(house.mails_to(READER, MailKind.SUBSCRIPTION_GOODBYE)) == 1


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "No"}, {"x": "One-Click"}], ids=["nothing", "another value", "another field"])
def test_a_post_without_the_order_leaves_nobody(house: House, data: dict[str, str]) -> None:
    """It may be a mistake; the button is shown once more."""
    answer = a_client(house).post(URL, data=data)
    assert (answer.status_code, readers(house)) == (HTTPStatus.BAD_REQUEST, (READER,))
    assert "<form" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_none_tells_nothing(house: House, method: str) -> None:
    """Forged, of a mail that is not there, of a mail to no reader: one page, and the same whoever is on the list."""
    other = OutboundId("zzzzgh234567")
    with house.begin() as uow:
        uow.outbox.add(entry_to(READER, MailKind.INVITATION, other), b"invitation")
        uow.commit()
    client = a_client(house)
    tokens = ("forged", f"{OUTBOUND_ID}.forgd", "aaaaaaaaaaaa.signed", f"{other}.signed")
    answers = [client.request(method, f"/u/{token}", data=ORDER if method == "POST" else None) for token in tokens]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert len({answer.text for answer in answers}) == 1
    assert "Board" not in answers[0].text
    assert "<form" not in answers[0].text
    assert readers(house) == (READER,)


def test_by_a_link_from_before_its_reader_joined_anew_the_reader_is_asked(house: House) -> None:
    """Whoever keeps an old token takes nobody off the list; a reader who follows a link of an old mail has a way out all the same."""
    client = a_client(house)
    client.post(URL, data=ORDER)
    house.clock.forward(hours=1)
    with house.begin() as uow:
        uow.subscribers.add(uow.subscribers.get_series_id("escape-tc"), READER, now=house.clock.now())
        uow.commit()
    answers = [client.post(URL, data=ORDER) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {HTTPStatus.ACCEPTED}
    assert "sa réponse décide" in answers[0].text
    assert readers(house) == (READER,)
    assert len(house.mails_to(READER, MailKind.SUBSCRIPTION_CONFIRM)) == 1
    house.receive(house.reply_to(READER, "confirm", kind=MailKind.SUBSCRIPTION_CONFIRM))
    assert readers(house) == ()


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/octet-stream"])
def test_one_click_counts_whatever_its_sender_calls_it(house: House, media_type: str) -> None:
    """Not every program says that the one body that RFC 8058 knows is a form."""
    headers = {"Content-Type": media_type} if media_type else {}
    answer = a_client(house).post(URL, content=b"List-Unsubscribe=One-Click", headers=headers)
    assert (answer.status_code, readers(house)) == (HTTPStatus.OK, ())


def test_the_page_may_do_nothing_but_send_its_form(house: House) -> None:
    """No script, frame, or style but its own; nobody keeps it, and nobody learns the link from it."""
    answer = a_client(house).get(URL)
    policy = answer.headers["content-security-policy"]
    rest = re.sub(r"'sha256-[A-Za-z0-9+/=]{44}' ?", "", policy)
    assert rest == "default-src 'none'; style-src ; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    assert policy.count("sha256-") == answer.text.count("<style>")
    assert "style=" not in answer.text
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    assert a_client(house).get("/nothing").headers["content-security-policy"].startswith("default-src 'none'; base-uri")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,en;q=0.5", "de"),
        ("en;q=0.1, de;q=0.9", "de"),
        ("pl", "fr"),
        ("", "fr"),
        ("*;q=x,,;;", "fr"),
        ("en-GB", "en"),
        ("de;q=0", "fr"),
    ],
)
def test_the_page_speaks_the_language_of_its_reader(house: House, accepted: str, language: str) -> None:
    """What the browser prefers, else that of the series."""
    answer = a_client(house).get(URL, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text


def test_a_body_that_is_too_large_is_refused(house: House) -> None:
    """Nobody fills our memory."""
    answer = a_client(house).post(URL, content=b"x" * 10_000, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, readers(house)) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, (READER,))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(house: House, method: str) -> None:
    """There is nothing to write or delete."""
    assert a_client(house).request(method, URL).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_who_tries_tokens_is_held_up_and_nobody_else_is(house: House) -> None:
    """Forged ones count by client, genuine ones each for itself: a provider's many clicks come from one address."""
    now = [0.0]
    client = a_client(house, RateLimit(3, now=lambda: now[0]))
    forged = [client.get("/u/forged").status_code for _ in range(5)]
    assert forged == [HTTPStatus.NOT_FOUND] * 3 + [HTTPStatus.TOO_MANY_REQUESTS] * 2
    assert client.get("/u/forged").headers["retry-after"] == "60"
    assert client.post(URL, data=ORDER).status_code == HTTPStatus.OK
    now[0] = 60.0
    assert client.get("/u/forged").status_code == HTTPStatus.NOT_FOUND


def test_whoever_is_taken_off_by_somebody_else_learns_it_and_is_back_by_a_word(house: House) -> None:
    """Minutes are forwarded, and a colleague clicks."""
    a_client(house).post(URL, data=ORDER)
    house.receive(house.reply_to(READER, "subscribe", kind=MailKind.SUBSCRIPTION_GOODBYE))
    assert readers(house) == (READER,)

