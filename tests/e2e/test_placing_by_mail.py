"""Where a report belongs, decided by mail: asked, split, delegated, revised, moved, added, discarded; on real processes."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from mailflow.domain.agenda import MeetingId
from tests.e2e.office import Letter, Office

pytestmark = [pytest.mark.e2e, pytest.mark.integration]

AGENDA = """
series: escape-tc
title: Technical Coordination Meeting
start: 2027-03-03T10:00
timetable: {automatic: no}
timezone: Europe/Paris
chair: {name: Ian Bird, email: ian.bird@example.org}
secretary: {name: Sara Desk, email: sara@example.org}
items:
  - title: Round Table
    duration: 40m
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Matthias Fuessling, email: matthias@example.org}]}
      - {title: EGO, duration: 2m, speakers: [{name: Antonella Bozzi, email: antonella@example.org}]}
      - {title: Virgo Computing, duration: 2m, speakers: [{name: Antonella Bozzi, email: antonella@example.org}]}
      - {title: KM3NeT, duration: 2m, speakers: [{name: Jutta Schnabel, email: jutta@example.org}]}
      - {title: SKA, duration: 2m, speakers: [{name: Rosie Bolton, email: rosie@example.org}]}
      - {title: Data Lake, duration: 2m, speakers: [{name: Rosie Bolton, email: rosie@example.org}]}
      - {title: HL-LHC, duration: 2m, speakers: [{name: Mauro Taiuti, email: mauro@example.org}]}
"""
MATTHIAS, DANA = "Matthias Fuessling <matthias@example.org>", "Dana Deputy <dana@example.org>"
ANTONELLA, ROSIE, MAURO = "Antonella Bozzi <antonella@example.org>", "Rosie Bolton <rosie@example.org>", "Mauro Taiuti <mauro@example.org>"
JUTTA, HOLDER = "Jutta Schnabel <jutta@example.org>", "Kim Colleague <kim@elsewhere.example>"
WALK_IN, HELPFUL = "Wanda Portal <wanda@elsewhere.example>", "Hal Pful <hal@elsewhere.example>"
SELLER = "Otto Seller <otto@elsewhere.example>"
SARA, MALLORY = "Sara Desk <sara@example.org>", "Mallory <mallory@elsewhere.example>"
UNKNOWN_TOPIC = "The alerts of the last run are in the catalogue."

TWO_PARTS = "SKA: the notebooks have users.\n\nData Lake: two sites more, 40 TB each."


def test_each_report_finds_its_slot_by_mail(office: Office) -> None:
    """What is clear is filed, what is close is asked, what is strange is decided by the secretary; read anew, nothing changes."""
    (office.folder / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    office.run("migrate")
    meeting = office.run("meeting", "add", "agenda.yaml").strip()
    with office.serving():
        office.run("invite", meeting)
        _people_write(office)
        _people_answer(office)
        _people_change_their_minds(office)
        _secretary_adds_the_walk_in(office)
        _secretary_decides_what_waits(office)
        _secretary_uses_the_shell(office)
        _slots_hold_what_was_said(office, meeting)
        _replaying_the_mailbox_changes_nothing(office, meeting)
    _everything_is_accounted_for(office)


def _one(office: Office, address: str, kind: str) -> Letter:
    return office.letters(address, kind)[-1]


def _found(office: Office, author: str, *, newest: int = 1) -> Any:  # noqa: ANN401 - an entry of the inbox as it is printed
    """Return the newest message of an author but some."""
    address = author.rpartition("<")[2].rstrip(">")
    return [entry for entry in office.house.secretary.views.inbox(None) if entry["from"] == address][-newest]


def _people_write(office: Office) -> None:
    """Seven mails: close, of two parts, an order to ask somebody else, by the holder of a token, clear, a question, a stranger's."""
    office.reply(_one(office, "antonella@example.org", "invitation"), ANTONELLA, UNKNOWN_TOPIC)
    office.reply(_one(office, "rosie@example.org", "invitation"), ROSIE, TWO_PARTS)
    office.reply(_one(office, "matthias@example.org", "invitation"), MATTHIAS, "Please delegate to Dana Deputy <dana@example.org>, thanks!")
    office.reply(_one(office, "jutta@example.org", "invitation"), HOLDER, "ARCA has four strings more.")
    office.reply(_one(office, "mauro@example.org", "invitation"), MAURO, "The transfer tests ran for a week with 60 users.", more=_attach)
    office.reply(_one(office, "jutta@example.org", "invitation"), JUTTA, "Hello, until when can slides be sent?\n\nThanks, Jutta")
    office.write(WALK_IN, "WP4 report", "The portal of WP4 has a new page, and it is open to all.")
    office.await_inbox(7)
    asked, split = _found(office, ANTONELLA), _found(office, ROSIE)
    assert (asked["state"], asked["slot"], asked["slots"]) == ("triage", None, ["1.2", "1.3"])
    assert (split["state"], split["slots"]) == ("done", ["1.5", "1.6"])
    assert {_found(office, author)["state"] for author in (MATTHIAS, HOLDER, MAURO, JUTTA)} == {"done"}
    assert (_found(office, WALK_IN)["state"], _found(office, WALK_IN)["slot"]) == ("triage", None)
    receipt = _one(office, "rosie@example.org", "receipt").text
    assert "the notebooks have users." in receipt
    assert "two sites more" in receipt
    assert "Kim Colleague" in _one(office, "jutta@example.org", "receipt").text, "the speaker is told who wrote for her"
    assert "until when can slides be sent?" in _one(office, "ian.bird@example.org", "forward").text
    assert "passed on" in _one(office, "jutta@example.org", "notice").text


def _attach(mail: EmailMessage) -> None:
    mail.add_attachment(b"MZ\x90\x00" + bytes(60), maintype="application", subtype="octet-stream", filename="show.exe")
    mail.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="show.pdf")


def _people_answer(office: Office) -> None:
    """The one who was asked takes a choice; the delegate answers an invitation of their own; somebody replaces a report."""
    question = _one(office, "antonella@example.org", "question")
    assert "1  1.2 EGO" in question.text
    assert "2  1.3 Virgo Computing" in question.text
    office.reply(question, ANTONELLA, "2\n\nThanks, Antonella")
    invitation = _one(office, "dana@example.org", "invitation")
    assert "Matthias Fuessling" in invitation.text
    office.reply(invitation, DANA, "The array simulation runs from one container.")
    receipt = _one(office, "mauro@example.org", "receipt")
    assert "show.pdf" in receipt.text
    assert "a program" in receipt.text
    office.reply(receipt, MAURO, "The transfer tests ran for a week with 16 users.")
    office.await_inbox(10)
    answer, original = _found(office, ANTONELLA), _found(office, ANTONELLA, newest=2)
    assert (answer["state"], original["state"], original["slot"]) == ("done", "done", "1.3")
    assert UNKNOWN_TOPIC in _one(office, "antonella@example.org", "receipt").text
    assert _found(office, DANA)["slot"] == "1.1"
    assert "Dana Deputy" in _one(office, "matthias@example.org", "receipt").text, "the speaker is told of the delegate's words"
    changed = office.letters("mauro@example.org", "receipt", 2)[-1].text
    assert "60" in changed, "the receipt shows what was there before"
    assert "16" in changed


def _people_change_their_minds(office: Office) -> None:
    """A report is moved, one is added to, one is taken back."""
    office.reply(_one(office, "antonella@example.org", "receipt"), ANTONELLA, "move to EGO")
    office.reply(office.letters("mauro@example.org", "receipt", 2)[-1], MAURO, "Addendum: the next test is in May.")
    office.reply(_one(office, "rosie@example.org", "receipt"), ROSIE, "Please withdraw it, thanks")
    office.await_inbox(13)
    assert [_found(office, author)["state"] for author in (ANTONELLA, MAURO, ROSIE)] == ["done", "done", "done"]
    assert "1.2 EGO" in office.letters("antonella@example.org", "receipt", 2)[-1].text
    added = office.letters("mauro@example.org", "receipt", 3)[-1].text
    assert "16 users" in added
    assert "in May" in added
    assert "1.5 SKA" in _one(office, "rosie@example.org", "notice").text


def _secretary_adds_the_walk_in(office: Office) -> None:
    """One word by reply makes an item of its own; the stranger, who is now its speaker, gets a receipt."""
    digest = _one(office, "sara@example.org", "triage")
    assert "The portal of WP4" in digest.text
    office.reply(digest, SARA, "add WP4")
    office.await_inbox(14)
    assert _found(office, SARA)["state"] == "done"
    assert (_found(office, WALK_IN)["state"], _found(office, WALK_IN)["slot"]) == ("done", "1.8")
    assert "The portal of WP4" in _one(office, "wanda@elsewhere.example", "receipt").text
    assert "1.8 WP4" in _one(office, "sara@example.org", "notice").text


def _secretary_decides_what_waits(office: Office) -> None:
    """Two strangers wait for the next digest; who forges the secretary's answer, or only holds its token, decides nothing."""
    office.write(HELPFUL, "EGO", "EGO has a new mirror, as I heard at the workshop.")
    office.write(SELLER, "Your printers", "We sell paper for printers at a good price.")
    office.await_inbox(16)
    assert {_found(office, author)["state"] for author in (HELPFUL, SELLER)} == {"triage"}
    office.let_pass(timedelta(hours=5))
    digest = office.letters("sara@example.org", "triage", 2)[-1]
    assert digest.text.index("EGO has a new mirror") < digest.text.index("We sell paper")
    office.reply(digest, SARA, "B 1\nA discard", dmarc="fail")
    office.reply(digest, MALLORY, "A discard")
    office.await_inbox(18)
    assert {_found(office, author)["state"] for author in (SARA, MALLORY, HELPFUL, SELLER)} == {"triage"}
    office.reply(digest, SARA, "A 1\nB discard")
    office.await_inbox(19)
    assert (_found(office, HELPFUL)["state"], _found(office, HELPFUL)["slot"]) == ("done", "1.2")
    assert _found(office, SELLER)["state"] == "ignored"
    decided = office.letters("sara@example.org", "notice", 2)[-1].text
    assert "A: filed under 1.2 EGO" in decided
    assert "B: discarded" in decided


def _secretary_uses_the_shell(office: Office) -> None:
    """The same by command: the forger's mail is discarded, a late stranger's assigned."""
    office.run("inbox", "discard", str(_found(office, MALLORY)["id"]))
    office.house.secretary.desk.discard(_found(office, SARA, newest=2)["id"])
    office.write(HELPFUL.replace("hal@", "hal.pful@"), "Something", "The catalogue has a new page.")
    office.await_inbox(20)
    assert "1.6 Data Lake" in office.run("inbox", "assign", str(office.await_inbox(20)[-1]["id"]), "data lake")
    office.await_inbox(20)


def _slots_hold_what_was_said(office: Office, meeting: str) -> None:
    assert _reports(office, meeting) == {
        "CTA": ("Matthias Fuessling", "Dana Deputy", "The array simulation runs from one container."),
        "EGO": ("Antonella Bozzi, Antonella Bozzi", "Hal Pful", f"{UNKNOWN_TOPIC}\n\nEGO has a new mirror, as I heard at the workshop."),
        "Virgo Computing": None,
        "KM3NeT": ("Jutta Schnabel", "Kim Colleague", "ARCA has four strings more."),
        "SKA": None,
        "Data Lake": ("Rosie Bolton", "Hal Pful", "The catalogue has a new page."),
        "HL-LHC": ("Mauro Taiuti", None, "The transfer tests ran for a week with 16 users.\n\nAddendum: the next test is in May."),
        "WP4": ("Wanda Portal", None, "The portal of WP4 has a new page, and it is open to all."),
    }


def _reports(office: Office, meeting: str) -> dict[str, tuple[str, str | None, str] | None]:
    slots: Any = office.house.secretary.views.status(MeetingId(int(meeting)))["slots"]
    shown = {slot["title"]: slot["report"] for slot in slots}
    return {title: report and (report["author"], report["delegate"], report["text"]) for title, report in shown.items()}


def _replaying_the_mailbox_changes_nothing(office: Office, meeting: str) -> None:
    """Every message is read anew: the same states, the same reports, no mail more."""
    _await_sent(office)
    before = _ends(office), _reports(office, meeting), len(office.sink.messages)
    assert "20 messages" in office.run("inbox", "replay", "--since", "2000-01-01")
    office.await_inbox(20)
    _await_sent(office)
    assert (_ends(office), _reports(office, meeting), len(office.sink.messages)) == before


def _ends(office: Office) -> list[tuple[object, ...]]:
    return [(entry["id"], entry["state"], entry["slots"]) for entry in office.house.secretary.views.inbox(None)]


def _await_sent(office: Office) -> None:
    office.await_true(lambda: {entry["state"] for entry in office.house.secretary.views.outbox()} == {"sent"})


def _everything_is_accounted_for(office: Office) -> None:
    assert {str(entry["state"]) for entry in office.house.secretary.views.inbox(None)} == {"done", "ignored"}
    sent = [message.parsed["Message-ID"] for message in office.sink.messages]
    assert len(sent) == len(set(sent)), "nothing was sent twice"
    people = (MATTHIAS, DANA, ANTONELLA, ROSIE, MAURO, JUTTA, HOLDER, WALK_IN, HELPFUL, SARA)
    known = {"ian.bird@example.org", "hal.pful@elsewhere.example", *(person.rpartition("<")[2].rstrip(">") for person in people)}
    assert {address for message in office.sink.messages for address in message.recipients} <= known
    actions = [str(entry["action"]) for entry in office.house.secretary.views.audit()]
    once = dict.fromkeys(("answered", "delegated", "moved", "withdrawn", "passed on", "slot added"), 1)
    expected = once | {"decided": 2, "discard": 3, "assigned": 4}
    assert {action: actions.count(action) for action in expected} == expected
