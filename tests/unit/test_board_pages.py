"""The status board: who gets in, what they see, what they decide, and what nobody can make them do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, MailKind
from tests.archive_site import ORIGIN, SECRETARY, Site, a_shown_series, a_site
from tests.builders import a_raw_message

CHAIR = "ian.bird@example.org"
RAW = (
    b"From: Mallory <mallory@example.net>\r\nTo: minutes@example.org\r\nMessage-ID: <x@example.net>\r\n"
    b"Date: Wed, 03 Mar 2021 09:00:00 +0000\r\nSubject: EGO report\r\n\r\nVirgo is fine, and so is the vacuum system of EGO.\r\n"
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a service with a meeting, one report, and a message in triage."""
    with a_site(tmp_path) as service:
        meeting_id = service.add()
        service.report(meeting_id, "3.1", "All four telescopes observe.")
        receive(service)
        yield service


def receive(site: Site, content: bytes = RAW, uid: int = 1) -> None:
    """Let a message come, and be read."""
    with site.house.storage.begin() as uow:
        ids = uow.inbound.store([a_raw_message(content, uid=uid, received_at=site.clock.now())])
        uow.commit()
    for claimed in site.house.receiving.ingest.claim(ids):
        site.house.receiving.ingest(claimed)


def links_to(site: Site, address: str) -> list[str]:
    """Return the paths of the links that were mailed to an address."""
    with site.house.storage.begin() as uow:
        mails = [entry for entry in uow.outbox.entries() if entry.kind is MailKind.LOGIN and entry.recipient.email == address]
        texts = [uow.outbox.content(entry.id).decode().replace("=\r\n", "").replace("=3D", "=") for entry in mails]
    return [found[0] for text in texts if (found := re.search(r"/board/enter/[\w.-]+", text))]


def member(site: Site, address: str = SECRETARY) -> TestClient:
    """Return a client of somebody who has come in by a mailed link."""
    client = TestClient(site.app, base_url=ORIGIN)
    assert client.post("/board/login", data={"address": address}).status_code == 200
    assert client.post(links_to(site, address)[-1]).status_code == 200
    return client


def mark_of(client: TestClient, path: str = "/board/triage") -> str:
    """Return the mark of the forms on a page."""
    found = re.search(r'name="mark" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.mark.parametrize("address", [SECRETARY, CHAIR, SECRETARY.upper()])
def test_whoever_runs_a_series_gets_in_by_a_mailed_link(site: Site, address: str) -> None:
    """The cookie is for the board alone, for no script, and for no other site."""
    client = TestClient(site.app, base_url=ORIGIN)
    client.post("/board/login", data={"address": address})
    answer = client.post(links_to(site, address.lower())[0], follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "secure", "path=/board"):
        assert part in cookie
    assert "Technical Coordination Meeting" in client.get("/board").text
    assert "logged in" in [entry["action"] for entry in site.house.secretary.views.audit()]


@pytest.mark.parametrize("address", ["nobody@example.net", "matthias@example.org", "", "x" * 5000, "a@b\r\nBcc: c@d", "<script>"])
def test_nobody_else_is_mailed_a_link_or_told_so(site: Site, address: str) -> None:
    """The answer is the same, so that it tells nothing of who runs what."""
    client = TestClient(site.app, base_url=ORIGIN)
    answers = [client.post("/board/login", data={"address": one}) for one in (address, SECRETARY)]
    assert [answer.status_code for answer in answers] == [200, 200]
    said, known = (re.sub(r"If .*? is that of", "If X is that of", answer.text, flags=re.DOTALL) for answer in answers)
    assert said == known
    assert len(links_to(site, SECRETARY)) == 1
    with site.house.storage.begin() as uow:
        assert {entry.recipient.email for entry in uow.outbox.entries() if entry.kind is MailKind.LOGIN} == {SECRETARY}


def test_a_link_works_once(site: Site) -> None:
    """Looking at it, as scanners do, uses nothing up."""
    client = TestClient(site.app, base_url=ORIGIN)
    client.post("/board/login", data={"address": SECRETARY})
    (path,) = links_to(site, SECRETARY)
    for _ in range(50):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert client.post(path, follow_redirects=False).status_code == 303
    assert TestClient(site.app, base_url=ORIGIN).post(path, follow_redirects=False).status_code == 404


def test_a_link_is_over_after_a_quarter_of_an_hour_and_a_session_after_half_a_day(site: Site) -> None:
    """Both say so."""
    client = member(site)
    site.clock.forward(hours=11)
    assert client.get("/board").url.path == "/board"
    site.clock.forward(hours=2)
    assert client.get("/board").url.path == "/board/login"
    other = TestClient(site.app, base_url=ORIGIN)
    other.post("/board/login", data={"address": SECRETARY})
    path = links_to(site, SECRETARY)[-1]
    site.clock.forward(minutes=16)
    assert other.post(path).status_code == 404


@pytest.mark.parametrize("path", ["/board", "/board/meetings/1", "/board/triage", "/board/mail", "/board/due"])
def test_nothing_is_shown_without_a_session(site: Site, path: str) -> None:
    """Nor with one that somebody made up."""
    client = TestClient(site.app, base_url=ORIGIN)
    assert client.get(path, follow_redirects=False).status_code == 303
    client.cookies.set("mailflow_board", "WyJpYW4iXQ.forged", path="/board")
    assert client.get(path, follow_redirects=False).headers["location"] == "/board/login"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/board", ("1 of 3 slots answered", "2 missing", "1 message</a> waits")),
        ("/board/meetings/1", ("3.1 CTA", "reported", "missing", "All four telescopes observe.")),
        ("/board/triage", ("EGO report", "a stranger writes", "File under 3.2 EGO", "Virgo is fine")),
        ("/board/mail", ("Your link to the status board", "queued")),
        ("/board/due", ("draft", "nobody asked for a draft")),
    ],
)
def test_a_page_shows_where_everything_stands(site: Site, path: str, words: tuple[str, ...]) -> None:
    """Never kept by a browser; no reply token or login link is on it."""
    answer = member(site).get(path)
    for word in words:
        assert word in answer.text, word
    assert answer.headers["cache-control"] == "no-store"
    assert "/board/enter/" not in answer.text
    assert "minutes+" not in answer.text


@pytest.mark.parametrize(
    ("form", "state", "slot"),
    [
        ({"word": "assign", "key": "3.2"}, InboundState.DONE, "3.2"),
        ({"word": "assign", "key": "3.3"}, InboundState.DONE, "3.3"),
        ({"word": "add", "title": "WP4"}, InboundState.DONE, "3.4"),
        ({"word": "discard"}, InboundState.IGNORED, ""),
        ({"word": "ask"}, InboundState.TRIAGE, ""),
    ],
    ids=["file", "file elsewhere", "add", "discard", "ask"],
)
def test_a_decision_is_carried_out(site: Site, form: dict[str, str], state: InboundState, slot: str) -> None:
    """As by mail and from the shell; the audit trail has the name of who decided."""
    client = member(site)
    answer = client.post("/board/triage/1", data={**form, "mark": mark_of(client)})
    assert answer.status_code == 200
    assert "Message 1: " in answer.text
    with site.house.storage.begin() as uow:
        waiting = uow.inbound.waiting(site.clock.now(), 9)
    for claimed in site.house.receiving.ingest.claim(waiting):
        site.house.receiving.ingest(claimed)
    with site.house.storage.begin() as uow:
        record = uow.inbound.get(InboundId(1))
    assert (record.state, record.item_keys if slot else ()) == (state, (slot,) if slot else ())
    assert SECRETARY in [entry["actor"] for entry in site.house.secretary.views.audit()]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"word": "assign", "key": "9.9"}, 409),
        ({"word": "assign"}, 409),
        ({"word": "approve"}, 409),
        ({"word": "add", "title": ""}, 409),
        ({"word": "add", "title": "x" * 300}, 409),
        ({}, 409),
    ],
)
def test_what_cannot_be_decided_is_told_and_changes_nothing(site: Site, form: dict[str, str], status: int) -> None:
    """In a sentence."""
    client = member(site)
    answer = client.post("/board/triage/1", data={**form, "mark": mark_of(client)})
    assert answer.status_code == status
    assert "Nothing was decided" in answer.text
    with site.house.storage.begin() as uow:
        assert uow.inbound.get(InboundId(1)).state is InboundState.TRIAGE


def test_a_decision_is_taken_once(site: Site) -> None:
    """A thousand times sent, it is carried out once."""
    client = member(site)
    mark = mark_of(client)
    form = {"word": "discard", "mark": mark}
    answers = [client.post("/board/triage/1", data=form, follow_redirects=False).status_code for _ in range(30)]
    assert answers == [303, *[409] * 29]
    assert [entry["action"] for entry in site.house.secretary.views.audit()].count("discard") == 1


@pytest.mark.parametrize("mark", ["", "0" * 32, "another"])
def test_a_form_of_somebody_else_does_nothing(site: Site, mark: str) -> None:
    """Another site can send a form, but has no mark for it."""
    client = member(site)
    mark = mark_of(member_again(site)) if mark == "another" else mark
    assert client.post("/board/triage/1", data={"word": "discard", "mark": mark}).status_code == 403
    with site.house.storage.begin() as uow:
        assert uow.inbound.get(InboundId(1)).state is InboundState.TRIAGE


def member_again(site: Site) -> TestClient:
    """Return a client with another session of the same person."""
    site.clock.forward(minutes=6)
    return member(site)


def test_a_form_that_a_browser_says_comes_from_elsewhere_does_nothing(site: Site) -> None:
    """Even with the right mark."""
    client = member(site)
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/board/triage/1", data={"word": "discard", "mark": mark_of(client)}, headers=headers)
    assert answer.status_code == 403
    assert client.post("/board/login", data={"address": SECRETARY}, headers=headers).status_code == 403


def test_a_large_body_is_refused(site: Site) -> None:
    """Before it is read."""
    client = member(site)
    assert client.post("/board/triage/1", data={"word": "x" * 100_000}).status_code == 413
    assert client.post("/board/login", data={"address": "x" * 100_000}).status_code == 413


def test_logins_are_limited(site: Site) -> None:
    """For one who asks, and for one who is asked about: one mail in five minutes."""
    client = TestClient(site.app, base_url=ORIGIN)
    answers = [client.post("/board/login", data={"address": SECRETARY}).status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert len(links_to(site, SECRETARY)) == 1


def test_who_runs_one_series_sees_nothing_of_another(site: Site) -> None:
    """Neither its meetings, nor its messages, nor its mail; nor do they decide in it."""
    other = site.add(1, series=a_shown_series("other", title="Other Meeting"))
    with site.house.storage.begin() as uow:
        uow.meetings.set_address(other, "Sue Secretary", "other@example.net")
        uow.commit()
    client = member(site, "other@example.net")
    assert "Other Meeting" in client.get("/board").text
    assert "/board/meetings/1" not in client.get("/board").text
    assert client.get("/board/meetings/1").status_code == 404
    assert client.get(f"/board/meetings/{other}").status_code == 200
    assert "EGO report" not in client.get("/board/triage").text
    answer = client.post("/board/triage/1", data={"word": "discard", "mark": mark_of(client)})
    assert answer.status_code == 409
    with site.house.storage.begin() as uow:
        assert uow.inbound.get(InboundId(1)).state is InboundState.TRIAGE


def test_who_runs_a_series_no_more_is_out(site: Site) -> None:
    """At once, whatever their session says."""
    client = member(site)
    with site.house.storage.begin() as uow:
        uow.meetings.set_address(uow.meetings.summaries()[0].id, "Sue Secretary", "new@example.net")
        uow.commit()
    assert client.get("/board").url.path == "/board/login"


def test_whoever_logs_out_ends_the_session(site: Site) -> None:
    """A copy of the cookie is worth nothing any more; another session goes on."""
    client, other = member(site), member_again(site)
    thief = TestClient(site.app, base_url=ORIGIN)
    thief.cookies.set("mailflow_board", client.cookies["mailflow_board"], path="/board")
    assert thief.get("/board").url.path == "/board"
    client.post("/board/logout", data={"mark": mark_of(client)})
    assert thief.get("/board").url.path == "/board/login"
    assert other.get("/board").url.path == "/board"
    assert "logged out" in [entry["action"] for entry in site.house.secretary.views.audit()]


def test_the_second_of_two_who_decide_hears_that_the_first_did(site: Site) -> None:
    """And is led back to what still waits, not into the archive; what the first decided stands."""
    first, second = member(site), member(site, CHAIR)
    mark = mark_of(second)
    first.post("/board/triage/1", data={"word": "assign", "key": "3.2", "mark": mark_of(first)})
    answer = second.post("/board/triage/1", data={"word": "assign", "key": "3.3", "mark": mark})
    assert answer.status_code == 409
    assert "somebody may have decided it just now" in answer.text
    assert '<a href="/board/triage">To what waits for a decision</a>' in answer.text
    assert [entry["actor"] for entry in site.house.secretary.views.audit() if entry["action"] == "assigned"] == [SECRETARY]


def test_a_link_that_was_used_has_no_button(site: Site) -> None:
    """It says so at once."""
    client = TestClient(site.app, base_url=ORIGIN)
    client.post("/board/login", data={"address": SECRETARY})
    (path,) = links_to(site, SECRETARY)
    client.post(path)
    answer = TestClient(site.app, base_url=ORIGIN).get(path)
    assert (answer.status_code, "This link is over" in answer.text, "<button>" in answer.text) == (404, True, False)


def test_logging_out_forgets_the_cookie(site: Site) -> None:
    """The next page is the one where one gets in."""
    client = member(site)
    assert client.post("/board/logout", data={"mark": mark_of(client)}).url.path == "/board/login"
    assert client.get("/board").url.path == "/board/login"


@pytest.mark.parametrize("path", ["/board", "/board/meetings/1"])
def test_a_page_is_kept_up_to_date_where_somebody_wants_that(site: Site, path: str) -> None:
    """It does not move by itself under who reads it."""
    client = member(site)
    assert "http-equiv" not in client.get(path).text
    assert '<meta http-equiv="refresh" content="30">' in client.get(f"{path}?live=yes").text
