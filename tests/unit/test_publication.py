"""What happens to minutes that would show what must never be shown: they stay, and the chair is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import MeetingState, MinutesState
from mailflow.domain.message import MailKind, OutboxEntry
from mailflow.domain.minutes.draft import Draft
from tests.archive_site import Site, a_shown_series, a_site
from tests.builders import a_meeting, an_agenda, an_online_access
from tests.unit.test_disguises import DISGUISES, SECRETS

CHAIR = "ian.bird@example.org"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a service without any meeting."""
    with a_site(tmp_path) as service:
        yield service


def mails(site: Site, kind: MailKind) -> list[OutboxEntry]:
    """Return the mails of a kind."""
    with site.house.storage.begin() as uow:
        return [entry for entry in uow.outbox.entries() if entry.kind is kind]


def text_of(site: Site, entry: OutboxEntry) -> str:
    """Return the octets of a mail, soft breaks undone."""
    with site.house.storage.begin() as uow:
        return uow.outbox.content(entry.id).decode().replace("=\r\n", "").replace("\r\n", " ")


def add_secret(site: Site, passcode: str) -> None:
    """Let another meeting of the series be added, which is joined by a secret of its own."""
    meeting = a_meeting(id=None, online=an_online_access(passcode=passcode))
    site.house.meetings.add(an_agenda(series=a_shown_series(), meeting=meeting))


def test_a_secret_that_became_one_after_the_approval_stops_the_minutes(site: Site) -> None:
    """Nothing goes out; the chair gets the draft once more, with the reason and the place."""
    meeting_id = site.add()
    site.report(meeting_id, "3.1", "The magic word is Rumpelstilz.")
    site.clock.forward(hours=2)
    draft = site.house.meetings.draft(meeting_id).minutes
    add_secret(site, "Rumpelstilz")
    site.clock.forward(minutes=5)
    assert site.approve(draft).state is MinutesState.SUPERSEDED
    assert mails(site, MailKind.MINUTES) == []
    newest = text_of(site, mails(site, MailKind.DRAFT)[-1])
    assert "Nothing has gone out" in newest
    assert "3.1 CTA" in newest
    assert site.client.get(f"/s/escape-tc/{meeting_id}").status_code == 404
    assert "publication stopped" in [entry["action"] for entry in site.house.secretary.views.audit()]
    with site.house.storage.begin() as uow:
        assert uow.meetings.get(meeting_id).state is MeetingState.IN_REVIEW


def test_a_known_address_in_a_form_that_cannot_be_masked_is_not_shown(site: Site) -> None:
    """The minutes go out as the chair approved them; our pages do not show them, and the chair is told why."""
    meeting_id = site.add()
    published = site.publish(meeting_id, {"3.1": "Write to aWFuLmJpcmRAZXhhbXBsZS5vcmc= for more."})
    assert published.state is MinutesState.PUBLISHED
    assert len(mails(site, MailKind.MINUTES)) == 1
    assert "/s/escape-tc/" not in text_of(site, mails(site, MailKind.MINUTES)[0])
    assert site.client.get(f"/s/escape-tc/{meeting_id}").status_code == 404
    (notice,) = mails(site, MailKind.NOTICE)
    assert notice.recipient.email == CHAIR
    assert "not in the archive" in notice.subject
    site.correct(meeting_id, "aWFuLmJpcmRAZXhhbXBsZS5vcmc=", "the chair")
    assert "Write to the chair for more." in site.fresh().get(f"/s/escape-tc/{meeting_id}").text
    assert site.fresh().get(f"/s/escape-tc/{meeting_id}/r1").status_code == 404


def test_a_correction_closes_the_revision_in_which_a_secret_stands(site: Site) -> None:
    """What was taken out is not kept open by the history."""
    meeting_id = site.add()
    site.publish(meeting_id, {"3.1": "The magic word is Rumpelstilz."})
    assert site.client.get(f"/s/escape-tc/{meeting_id}/r1").status_code == 200
    add_secret(site, "Rumpelstilz")
    site.correct(meeting_id, "Rumpelstilz", "secret")
    client = site.fresh()
    assert client.get(f"/s/escape-tc/{meeting_id}").status_code == 200
    assert client.get(f"/s/escape-tc/{meeting_id}/r1").status_code == 404
    assert "Rumpelstilz" not in client.get(f"/s/escape-tc/{meeting_id}/r2/changes").text


def test_minutes_say_where_they_are_shown(site: Site) -> None:
    """In their text, and in the fields that mail programs know."""
    meeting_id = site.add()
    site.publish(meeting_id, {"3.1": "Light."})
    (mail,) = mails(site, MailKind.MINUTES)
    text = text_of(site, mail)
    assert f"https://minutes.example.org/s/escape-tc/{meeting_id}" in text
    assert f"Archived-At: <https://minutes.example.org/s/escape-tc/{meeting_id}>" in text
    assert "List-Archive: <https://minutes.example.org/s/escape-tc/>" in text


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_no_canary_is_in_anything_that_is_shown(site: Site, disguise: object, capfd: pytest.CaptureFixture[str]) -> None:
    """Twenty at a time, of two hundred: approved minutes in which one stands do not go out; no page, feed, file, header or log has one."""
    assert callable(disguise)
    place = list(DISGUISES.values()).index(disguise)
    chosen = SECRETS[place % 10 :: 10]
    series = a_shown_series()
    for secret in chosen:
        online = an_online_access(url=secret if secret.startswith("http") else "https://x.example.org/abcdefgh", passcode=secret)
        meeting = a_meeting(id=None, online=replace(online, meeting_id=secret, phones=()))
        site.house.meetings.add(an_agenda(series=series, meeting=meeting))
    meeting_id = site.add()
    site.report(meeting_id, "3.1", "\n\n".join(f"Note: {disguise(secret)}" for secret in chosen))
    site.report(meeting_id, "3.2", "All is well.", files={f"{disguise(chosen[0])[:60]}.pdf": disguise(chosen[1]).encode()})
    site.clock.forward(hours=2)
    approved = site.approve(site.house.meetings.draft(meeting_id).minutes)
    assert approved.state is not MinutesState.PUBLISHED
    _approve_without(site, meeting_id)
    client = site.fresh()
    parts = ("", "feed.atom", "actions", "minutes.mbox", "minutes.json", "items/cta", "search?q=note")
    forms = ("", ".txt", ".md", ".json", ".ics")
    shown = [client.get(f"/s/escape-tc/{part}") for part in (*parts, *(f"{meeting_id}{form}" for form in forms))]
    shown += [client.get("/"), client.get("/search?q=note")]
    assert all(answer.status_code == 200 for answer in shown)
    log = capfd.readouterr()
    told = "\n".join((*(answer.text + repr(answer.headers) for answer in shown), log.out, log.err))
    forms_of = {secret: (secret, disguise(secret), quote(secret), secret.replace(" ", "")) for secret in chosen}
    found = [secret for secret, written in forms_of.items() if any(form in told for form in written)]
    assert found == []


def _approve_without(site: Site, meeting_id: MeetingId) -> None:
    """Let the chair take the secrets out, and approve the rest."""
    with site.house.storage.begin() as uow:
        current = uow.minutes.find_current(meeting_id)
        assert current
        items = tuple(replace(item, reports=()) if item.key in {"3.1", "3.2"} else item for item in current.content.items)
        content = replace(current.content, items=items)
        uow.minutes.save_state(replace(current, state=MinutesState.SUPERSEDED))
        draft = uow.minutes.add(Draft(meeting_id, current.revision + 1, content, site.clock.now(), compiled=current.content))
        uow.commit()
    site.report(meeting_id, "3.1", "Note: nothing.")
    assert site.approve(draft).state is MinutesState.PUBLISHED


@pytest.mark.parametrize(
    "disguised",
    ["matthias@example.org", "m a t t h i a s @ e x a m p l e . o r g", "matthias @ example . org", "matt\nhias@exam\nple.org"],
)
def test_what_is_forgotten_is_masked_as_before(site: Site, disguised: str) -> None:
    """An address is masked in its disguises as it is known; that somebody wants it forgotten must not bring it to light."""
    meeting_id = site.add()
    site.publish(meeting_id, {"3.1": f"Ask {disguised} about it.", "3.2": "All well."})
    site.house.secretary.forget("matthias@example.org")
    site.correct(meeting_id, "All well.", "All very well.")
    site.house.secretary.archive_desk.open_past("escape-tc")
    shown = site.fresh().get(f"/s/escape-tc/{meeting_id}").text
    assert "All very well." in shown
    assert "[address]" in shown
    assert "matthias" not in "".join(shown.lower().replace("matthias fuessling", "").split())
