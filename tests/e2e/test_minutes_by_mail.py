"""The one story: agenda, invitations, replies, draft, a forged and a real approval, minutes; by mail, on real processes."""

from email.message import EmailMessage

import pytest

from tests.e2e.office import Office

pytestmark = [pytest.mark.e2e, pytest.mark.integration]

AGENDA = """
series: escape-tc
title: Technical Coordination Meeting
start: 2027-03-03T10:00
timetable: {automatic: no}
timezone: Europe/Paris
approval_hold: 0m
chair: {name: Ian Bird, email: ian.bird@example.org}
subscribers: [reader@example.org, second.reader@example.org]
online: {service: zoom, url: "https://zoom.example.org/j/95500001111", meeting_id: "955 0000 1111", passcode: "731904"}
items:
  - title: Introduction
    duration: 5m
    speakers: [{name: Ian Bird, affiliation: LAPP, email: ian.bird@example.org}]
  - title: Round Table
    duration: 40m
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Matthias Fuessling, email: matthias@example.org}]}
      - {title: EGO, duration: 2m, speakers: [{name: Antonella Bozzi, email: antonella@example.org}]}
      - title: KM3NeT
        duration: 2m
        speakers: [{name: Jutta Schnabel, email: jutta@example.org}, {name: Mauro Taiuti, email: mauro@example.org}]
      - {title: SKA, duration: 2m, speakers: [{name: Rosie Bolton, email: rosie@example.org}]}
"""
SECRETS = ("95500001111", "955 0000 1111", "731904")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_meeting_goes_from_agenda_to_published_minutes(office: Office) -> None:
    """What speakers reply is in the minutes, what a forger writes is not, and each reader gets the minutes once."""
    (office.folder / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    office.run("migrate")
    meeting = office.run("meeting", "add", "agenda.yaml").strip()
    with office.serving():
        office.run("invite", meeting)
        office.run("invite", meeting)
        _speakers_reply(office)
        _out_of_office_is_ignored(office)
        _stranger_without_token_waits_in_triage(office)
        office.run("draft", meeting)
        _forged_approval_is_refused(office, meeting)
        _chair_approves_once(office, meeting)
    _everything_is_accounted_for(office)


def _speakers_reply(office: Office) -> None:
    (invitation,) = office.letters("matthias@example.org", "invitation")
    assert b"METHOD:REQUEST" in invitation.part("text/calendar").get_payload(decode=True)
    office.reply(invitation, "Matthias Fuessling <matthias@example.org>", "CTA takes part in WP3.\n\n- one\n- two", more=_attach_slides)
    (invitation,) = office.letters("jutta@example.org", "invitation")
    office.reply(invitation, "Jutta Schnabel <jutta@example.org>", "ARCA data are being copied.")
    (invitation,) = office.letters("mauro@example.org", "invitation")
    office.reply(invitation, "Mauro Taiuti <mauro@example.org>", "ORCA is next.")
    (invitation,) = office.letters("rosie@example.org", "invitation")
    office.reply(invitation, "A. Deputy <deputy@example.org>", "SKA reports by its deputy.")
    entries = office.await_inbox(4)
    assert [(entry["state"], entry["slot"]) for entry in entries] == [("done", "2.1"), ("done", "2.3"), ("done", "2.3"), ("done", "2.4")]
    (receipt,) = office.letters("matthias@example.org", "receipt")
    assert "CTA takes part in WP3." in receipt.text
    assert "slides.pdf" in receipt.text
    assert office.letters("rosie@example.org", "receipt"), "the speaker is told of her delegate"


def _attach_slides(mail: EmailMessage) -> None:
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="slides.pdf")


def _out_of_office_is_ignored(office: Office) -> None:
    (invitation,) = office.letters("antonella@example.org", "invitation")
    office.reply(invitation, "Antonella Bozzi <antonella@example.org>", "I am away until Monday.", more=_mark_automatic)
    entry = office.await_inbox(5)[-1]
    assert (entry["kind"], entry["state"]) == ("auto_reply", "ignored")


def _mark_automatic(mail: EmailMessage) -> None:
    mail["Auto-Submitted"] = "auto-replied"


def _stranger_without_token_waits_in_triage(office: Office) -> None:
    (invitation,) = office.letters("antonella@example.org", "invitation")
    office.reply(invitation, "Somebody <somebody@elsewhere.example>", "EGO is fine.", to="minutes@example.org")
    entry = office.await_inbox(6)[-1]
    assert (entry["state"], entry["slot"]) == ("triage", None)


def _forged_approval_is_refused(office: Office, meeting: str) -> None:
    (draft,) = office.letters("ian.bird@example.org", "draft")
    assert "CTA takes part in WP3." in draft.text
    assert "No report received." in draft.text
    office.reply(draft, "Ian Bird <ian.bird@example.org>", "Approved", dmarc="fail")
    office.reply(draft, "Mallory <mallory@elsewhere.example>", "Approved")
    entries = office.await_inbox(8)
    assert [entry["state"] for entry in entries[-2:]] == ["rejected", "rejected"]
    assert office.letters("ian.bird@example.org", "confirmation"), "the chair is asked whether it was them"
    assert office.ask("status", meeting)["minutes"]["state"] == "draft"
    assert not office.sink.messages_to("reader@example.org")


def _chair_approves_once(office: Office, meeting: str) -> None:
    (draft,) = office.letters("ian.bird@example.org", "draft")
    office.reply(draft, "Ian Bird <ian.bird@example.org>", "Approved, thanks!\n\nIan")
    office.reply(draft, "Ian Bird <ian.bird@example.org>", "ok")
    entries = office.await_inbox(10)
    assert [entry["state"] for entry in entries[-2:]] == ["done", "rejected"]
    for reader in ("reader@example.org", "second.reader@example.org"):
        (minutes,) = office.letters(reader, "minutes")
        assert "ORCA is next." in minutes.text
        everything = "".join(str(part.get_payload(decode=True)) for part in minutes.mail.walk()) + minutes.mail.as_string()
        assert not [secret for secret in SECRETS if secret in everything]
        assert "+" not in str(minutes.mail["Reply-To"]), "no token goes to the list"
    assert office.ask("status", meeting)["minutes"]["state"] == "published"


def _everything_is_accounted_for(office: Office) -> None:
    assert {entry["state"] for entry in office.ask("outbox")} == {"sent"}
    sent = [message.parsed["Message-ID"] for message in office.sink.messages]
    assert len(sent) == len(set(sent)), "nothing was sent twice"
    actions = [entry["action"] for entry in office.ask("audit")]
    assert actions.count("published") == 1
    assert actions.count("approved") == 1
    assert office.run("inbox", "raw", "1").replace("\r\n", "\n").count("CTA takes part in WP3.") == 1
