"""What the command line shows: the keys are those of PRODUCT.md, and scripts rely on them."""

import json
from dataclasses import replace

import pytest

from mailflow.domain.agenda import Manner, MeetingId, Report
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.errors import NotFoundError
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId
from mailflow.services.views import local, minutes_json
from tests.builders import (
    NOW,
    START,
    a_draft,
    a_minutes_item,
    a_minutes_report,
    a_report,
    a_series,
    an_agenda,
    an_attachment,
    an_inbound,
    an_inbound_outcome,
    some_content,
)
from tests.fakes import STRANGER, House

MEETING = MeetingId(1)


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


def plain(document: object) -> dict[str, object]:
    """Return a document as it comes out of JSON."""
    read: dict[str, object] = json.loads(json.dumps(document))
    return read


def slots(house: House) -> list[dict[str, object]]:
    """Return the slots of the meeting as shown."""
    found = plain(house.views.status(MEETING))["slots"]
    assert isinstance(found, list)
    return found


def test_lists_meetings(house: House) -> None:
    """One line each, with the start in the zone of the meeting."""
    (summary,) = house.views.meetings()
    assert plain(summary) == {
        "id": 1,
        "series": "escape-tc",
        "title": "Technical Coordination Meeting",
        "start": "2021-03-03T10:00:00+01:00",
        "timezone": "Europe/Paris",
        "state": "invited",
        "number": 1,
    }


def test_status_shows_the_meeting(house: House) -> None:
    """Nobody has reported yet, and there are no minutes."""
    status = plain(house.views.status(MEETING))
    assert status["meeting"] == {
        "id": 1,
        "series": "escape-tc",
        "title": "Technical Coordination Meeting",
        "start": "2021-03-03T10:00:00+01:00",
        "end": "2021-03-03T11:30:00+01:00",
        "timezone": "Europe/Paris",
        "state": "invited",
        "chair": "Ian Bird",
        "number": 1,
        "previous": None,
        "next": None,
    }
    assert status["minutes"] == {"state": None, "revision": None, "sha256": None}
    assert slots(house)[0] == {
        "key": "3.1",
        "title": "CTA",
        "speakers": [{"name": "Matthias Fuessling", "email": "matthias@example.org", "rsvp": None, "comment": None, "away_until": None}],
        "report": None,
    }
    assert house.views.status_of_all() == [house.views.status(MEETING)]


def test_series_without_a_chair_shows_none() -> None:
    """An agenda that was pasted names nobody."""
    house = House()
    house.add_meeting(an_agenda(series=a_series(chair=None, id=None)))
    meeting = house.views.status(MEETING)["meeting"]
    assert isinstance(meeting, dict)
    assert meeting["chair"] is None


def test_status_shows_a_report(house: House) -> None:
    """With its files; who wrote for the speaker is named."""
    reply = house.reply_to("matthias@example.org", "All is well.", author=Address("ada@example.net", "Ada Delegate"))
    house.receive(replace(reply, attachments=(an_attachment(),)))
    report = slots(house)[0]["report"]
    assert isinstance(report, dict)
    (part,) = report.pop("parts")
    assert part == report
    (file,) = report.pop("attachments")
    assert report == {
        "revision": 1,
        "author": "Matthias Fuessling",
        "text": "All is well.",
        "received_at": NOW.isoformat(),
        "late": False,
        "delegate": "Ada Delegate",
    }
    assert (file["filename"], file["media_type"], file["size"], len(file["sha256"])) == ("slides.pdf", "application/pdf", 8, 64)


def test_status_shows_both_speakers_of_a_slot(house: House) -> None:
    """Their texts follow one another, and each is there alone."""
    house.clock.at = START
    house.receive(house.reply_to("kay@example.org", "ARCA is well."))
    house.clock.forward(minutes=1)
    house.receive(replace(house.reply_to("tamas@example.org", "ORCA is well."), attachments=(an_attachment(),)))
    report = slots(house)[2]["report"]
    assert isinstance(report, dict)
    assert (report["author"], report["text"]) == ("Kay Graf, Tamas Gal", "ARCA is well.\n\nORCA is well.")
    assert (report["revision"], report["late"], len(report["attachments"])) == (2, True, 1)
    assert [(part["author"], part["late"], part["delegate"]) for part in report["parts"]] == [
        ("Kay Graf", False, None),
        ("Tamas Gal", True, None),
    ]


def add_reports(house: House, *reports: Report) -> None:
    """Store reports in the first slot."""
    with house.begin() as uow:
        for report in reports:
            uow.meetings.add_report(MEETING, "3.1", report)
        uow.commit()


def test_status_shows_that_there_is_nothing_to_report(house: House) -> None:
    """In the words of its author where there are any."""
    nothing = replace(a_report(""), manner=Manner.NOTHING)
    add_reports(house, nothing)
    shown = slots(house)[0]["report"]
    assert isinstance(shown, dict)
    assert (shown["text"], shown["parts"][0]["text"]) == ("nothing to report", "nothing to report")
    add_reports(house, replace(nothing, text="Rien à signaler.", revision=2, author="Somebody"))
    both = slots(house)[0]["report"]
    assert isinstance(both, dict)
    assert both["text"] == "nothing to report\n\nRien à signaler."


def test_status_leaves_out_what_was_withdrawn(house: House) -> None:
    """What stood before it is shown again; where all is withdrawn, the slot is missing a report."""
    add_reports(house, a_report("first"), a_report("second", revision=2))
    with house.begin() as uow:
        uow.meetings.withdraw_reports(MEETING, "3.1", [2], inbound_id=None)
        uow.commit()
    shown = slots(house)[0]["report"]
    assert isinstance(shown, dict)
    assert (shown["revision"], shown["text"], len(shown["parts"])) == (1, "first", 1)
    with house.begin() as uow:
        uow.meetings.withdraw_reports(MEETING, "3.1", [1], inbound_id=None)
        uow.commit()
    assert slots(house)[0]["report"] is None


def test_evidence_names_its_slot(house: House) -> None:
    """Where it speaks for one."""
    record = house.receive(an_inbound("hello"))
    evidence = (Evidence("title", "CTA", 0.4, "3.1"), Evidence("sender", "a stranger", -0.3))
    with house.begin() as uow:
        uow.inbound.record(record.id, replace(an_inbound_outcome(), evidence=evidence), at=NOW)
        uow.commit()
    assert house.views.inbox_entry(record.id)["evidence"] == [
        {"signal": "title", "detail": "CTA", "weight": 0.4, "slot": "3.1"},
        {"signal": "sender", "detail": "a stranger", "weight": -0.3},
    ]


def test_status_shows_the_current_minutes(house: House) -> None:
    """State, revision and hash."""
    draft = house.draft(MEETING).minutes
    assert plain(house.views.status(MEETING))["minutes"] == {"state": "draft", "revision": 1, "sha256": draft.sha256}


def test_finds_a_revision(house: House) -> None:
    """The newest, unless one is named."""
    first = house.draft(MEETING).minutes
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    second = house.draft(MEETING).minutes
    draft, series = house.views.minutes(MEETING, None)
    assert (draft, series.slug) == (second, "escape-tc")
    assert house.views.minutes(MEETING, 1)[0].sha256 == first.sha256
    with pytest.raises(NotFoundError, match="no minutes of meeting 1, revision 3"):
        house.views.minutes(MEETING, 3)


def test_missing_minutes_are_an_error(house: House) -> None:
    """As is a missing meeting."""
    with pytest.raises(NotFoundError, match=r"no minutes of meeting 1$"):
        house.views.minutes(MEETING, None)
    with pytest.raises(NotFoundError, match="no meeting 9"):
        house.views.minutes(MeetingId(9), None)
    with pytest.raises(NotFoundError, match="no meeting 9"):
        house.views.status(MeetingId(9))


def test_minutes_as_a_document() -> None:
    """Every item, what was reported, and what is missing."""
    items = (
        a_minutes_item(reports=(a_minutes_report(late=True, delegate="A. Delegate", attachments=("a.pdf",)),)),
        a_minutes_item("3.2", reports=()),
    )
    draft = a_draft(content=some_content(items=items))
    document = plain(minutes_json(draft))
    assert isinstance(document["items"], list)
    filed, missing = document["items"]
    assert filed["reports"] == [
        {
            "author": "Matthias Fuessling",
            "delegate": "A. Delegate",
            "late": True,
            "text": "All telescopes observe.",
            "attachments": ["a.pdf"],
        }
    ]
    assert (filed["missing"], missing["missing"], missing["reports"]) == (False, True, [])
    assert (document["chair"], document["meeting"], document["start"]) == ("Ian Bird", 1, "2021-03-03T10:00:00+01:00")
    assert document["text"] == draft.text


def test_inbox_shows_what_became_of_a_message_and_why(house: House) -> None:
    """In the shape of PRODUCT.md."""
    house.receive(house.reply_to("matthias@example.org", "All is well.\n\n> quoted"))
    (shown,) = house.views.inbox(None)
    keys = "id message_id from subject received_at kind state meeting slot slots confidence evidence text reason"
    assert list(shown) == keys.split()
    document = plain(shown)
    assert (document["from"], document["kind"], document["state"], document["meeting"]) == ("matthias@example.org", "report", "done", 1)
    assert (document["slot"], document["slots"], document["text"]) == ("3.1", ["3.1"], "All is well.")
    assert isinstance(document["evidence"], list)
    assert set(document["evidence"][0]) == {"signal", "detail", "weight"}


def test_inbox_can_be_narrowed(house: House) -> None:
    """To one state."""
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.receive(an_inbound("hello", authors=(STRANGER,)))
    assert [shown["id"] for shown in house.views.inbox("triage")] == [2]
    assert house.views.inbox("triage")[0]["slot"] is None


def test_inbox_entry_shows_what_was_left_out(house: House) -> None:
    """And gives back the octets."""
    record = house.receive(house.reply_to("matthias@example.org", "All is well.\n\n> quoted"))
    entry = house.views.inbox_entry(record.id)
    assert (entry["omitted"], entry["attempts"], entry["copy_of"], entry["sha256"]) == ("> quoted", 1, None, record.sha256)
    assert house.views.inbox_raw(record.id) in house.mailbox.processed
    for view in (house.views.inbox_entry, house.views.inbox_raw):
        with pytest.raises(NotFoundError, match="no message 9"):
            view(InboundId(9))


def test_outbox_shows_what_the_server_said(house: House) -> None:
    """What waits has no reply yet."""
    waiting = house.views.outbox()[0]
    assert (waiting["state"], waiting["sent_at"], waiting["reply"]) == ("queued", None, None)
    house.dispatcher()([entry.id for entry in house.entries()])
    shown = plain(next(shown for shown in house.views.outbox() if shown["to"] == "matthias@example.org"))
    entry = next(entry for entry in house.entries() if entry.recipient.email == "matthias@example.org")
    assert shown == {
        "id": entry.id,
        "kind": "invitation",
        "to": "matthias@example.org",
        "subject": "[escape-tc] invitation",
        "message_id": entry.message_id,
        "meeting": 1,
        "slots": ["3.1"],
        "state": "sent",
        "attempts": 1,
        "resends": 0,
        "created_at": NOW.isoformat(),
        "next_attempt_at": NOW.isoformat(),
        "sent_at": NOW.isoformat(),
        "reply": {"code": 250, "text": "OK"},
        "cause": None,
    }


def test_outbox_gives_the_octets(house: House) -> None:
    """As they go over the wire."""
    mail = house.mails_to("matthias@example.org", MailKind.INVITATION)[0]
    assert house.codec.sent[house.views.outbox_raw(mail.id)] == mail
    with pytest.raises(NotFoundError):
        house.views.outbox_raw(OutboundId("nowhere"))


def test_audit_trail_names_the_cause(house: House) -> None:
    """Who, what, to what, and by which message."""
    record = house.receive(an_inbound("hello", authors=(STRANGER,)))
    added, invited, settled = house.views.audit()
    assert (added["action"], invited["action"]) == ("meeting added", "invited")
    assert settled == {
        "at": NOW.isoformat(),
        "actor": "mailflow",
        "action": "triage",
        "subject": f"message {record.id}",
        "detail": record.reason,
        "message": record.id,
    }


def test_health_counts_what_waits(house: House) -> None:
    """By state."""
    house.receive(an_inbound("hello", authors=(STRANGER,)))
    assert house.views.health() == {"inbox": {"triage": 1}, "outbox": {"queued": 5}}


def test_local_time_has_the_offset_of_the_zone() -> None:
    """In summer another than in winter."""
    assert local(START, "Europe/Paris") == "2021-03-03T10:00:00+01:00"
    assert local(START.replace(month=7), "Europe/Paris") == "2021-07-03T11:00:00+02:00"


def test_troubles_of_readers_are_shown_without_the_user(house: House) -> None:
    """Whoever sees the health page learns no account."""
    assert house.views.reader_troubles() == {}
    house.database.tables.troubles["minutes@example.org@imap.example.org:993/INBOX"] = "refused"
    assert house.views.reader_troubles() == {"imap.example.org:993/INBOX": "refused"}
