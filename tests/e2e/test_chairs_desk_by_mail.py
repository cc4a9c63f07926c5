"""The chair's desk by mail: notes, forged and real answers, edits in the quote, approval, hold, minutes, erratum; on real processes."""

from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from mailflow.domain.agenda import MeetingId
from tests.e2e.office import Letter, Office
from tests.emulation.clients import CLIENTS
from tests.emulation.model import Client, Edit, VisibleLine, open_draft

pytestmark = [pytest.mark.e2e, pytest.mark.integration]

AGENDA = """
series: escape-tc
title: Technical Coordination Meeting
start: 2027-03-03T10:00
timetable: {automatic: no}
timezone: Europe/Paris
cadence: every 2 weeks
approval_hold: 10m
chair: {name: Ian Bird, email: ian.bird@example.org}
deputies: [{name: Dora Deputy, email: dora@example.org}]
subscribers: [reader@example.org, second.reader@example.org, ian.bird@example.org]
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
      - {title: SKA, duration: 2m, speakers: [{name: Rosie Bolton, email: rosie@example.org}]}
"""
SECRETS = ("95500001111", "955 0000 1111", "731904")
IAN, DORA = "Ian Bird <ian.bird@example.org>", "Dora Deputy <dora@example.org>"
MATTHIAS, ANTONELLA = "Matthias Fuessling <matthias@example.org>", "Antonella Bozzi <antonella@example.org>"
MALLORY = "Mallory <mallory@elsewhere.example>"
CHAIR = "ian.bird@example.org"
READERS = ("reader@example.org", "second.reader@example.org", CHAIR)
NOTES = """CTA
Ian: we should publish the objectives more widely

SKA
- the notebooks have users
ACTION Antonella Bozzi: send the numbers of EGO by 12 March

Next meeting - 17 March, 10:00
"""
REFUSALS = {"approval not proven", "approval refused", "asked back"}
DECISIONS = {"noted", "draft", "edited", "approved", "published", *REFUSALS}
REMARK = "Ian: please send numbers next time"


def test_chair_notes_edits_and_approves_by_mail(office: Office) -> None:
    """What the chair wrote is in the minutes and what others wrote in the chair's name is not; each reader gets each revision once."""
    (office.folder / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    office.run("migrate")
    meeting = office.run("meeting", "add", "agenda.yaml").strip()
    with office.serving():
        office.run("invite", meeting)
        _chair_notes(office)
        _speakers_report(office)
        office.run("draft", meeting)
        _others_approve_in_vain(office, meeting)
        redline = _chair_corrects_in_the_quote(office)
        _chair_approves(office, redline)
        _minutes_go_out_once(office, meeting)
        _chair_corrects_what_is_out(office)
    _trail_tells_all(office)
    _nothing_was_sent_twice(office)


def _newest(office: Office, count: int) -> Any:  # noqa: ANN401 - an entry of the inbox as it is printed
    """Wait for so many messages and return the last."""
    return office.await_inbox(count)[-1]


def _chair_notes(office: Office) -> None:
    """In answer to the invitation, before anybody reported."""
    (invitation,) = office.letters(CHAIR, "invitation")
    office.reply(invitation, IAN, NOTES)


def _speakers_report(office: Office) -> None:
    (invitation,) = office.letters("matthias@example.org", "invitation")
    office.reply(invitation, MATTHIAS, "The array has 14 telescopes now.\n\n- the mirrors are clean\n- the cameras are cold")
    (invitation,) = office.letters("antonella@example.org", "invitation")
    office.reply(invitation, ANTONELLA, "The interferometer is down for upgrades, and we expect to resume in May.")
    entries = office.await_inbox(3)
    assert [(entry["kind"], entry["state"], entry["slot"]) for entry in entries] == [
        ("notes", "done", None),
        ("report", "done", "2.1"),
        ("report", "done", "2.2"),
    ]
    (notice,) = office.letters(CHAIR, "notice")
    assert "we should publish the objectives more widely" in notice.text, "the notes are told as they were understood"


def _others_approve_in_vain(office: Office, meeting: str) -> None:
    """In the chair's name, with the chair's token, as the chair's machine, and by words that are no yes: nothing is approved or changed."""
    (draft,) = office.letters(CHAIR, "draft")
    for words in ("14 telescopes", "we should publish the objectives", "the notebooks have users", "17 March", "Antonella Bozzi"):
        assert words in draft.text
    office.reply(draft, IAN, "Approved", dmarc="fail")
    office.reply(draft, MALLORY, "Approved")
    office.reply(draft, MALLORY, "2.1: The array has no telescopes.")
    office.reply(draft, IAN, "I am away until 30 March.\n\nApproved", more=_mark_automatic)
    office.reply(draft, IAN, "Approved, once Rosie has agreed.")
    states = [entry["state"] for entry in office.await_inbox(8)[3:]]
    assert states == ["rejected", "rejected", "rejected", states[3], "rejected"]
    assert states[3] in {"ignored", "triage"}
    assert office.letters(CHAIR, "confirmation"), "the chair is asked whether it was them"
    assert office.letters(CHAIR, "clarification"), "and what they meant"
    notice = office.letters(CHAIR, "notice", 2)[-1]
    assert "mallory@elsewhere.example" in notice.text, "the chair is told that the token is in other hands"
    minutes = _minutes(office, meeting)
    assert (minutes["state"], minutes["revision"]) == ("draft", 1)
    assert not office.sink.messages_to("mallory@elsewhere.example")
    assert not office.sink.messages_to("reader@example.org")


def _minutes(office: Office, meeting: str) -> Any:  # noqa: ANN401 - as `status` prints it
    return office.house.secretary.views.status(MeetingId(int(meeting)))["minutes"]


def _mark_automatic(mail: EmailMessage) -> None:
    mail["Auto-Submitted"] = "auto-replied"


def _client(name: str) -> Client:
    return next(client for client in CLIENTS if client.name == name)


def _line(letter: Letter, words: str) -> VisibleLine:
    """Return the line of the minutes in a mail that has these words."""
    lines = open_draft(letter.mail.as_bytes(policy=SMTP)).lines
    return next(line for line in lines if words in line.text)


def _chair_corrects_in_the_quote(office: Office) -> Letter:
    """A number in the text as Mutt quotes it; then, in answer to the redline, a remark in the HTML as Outlook does."""
    (draft,) = office.letters(CHAIR, "draft")
    line = _line(draft, "14 telescopes")
    office.correct(draft, _client("Mutt"), Edit("replace", line.text, "14", "16", line.item))
    assert _newest(office, 9)["state"] == "done"
    (first,) = office.letters(CHAIR, "redline")
    assert "[-14-]" in first.text
    assert "{+16+}" in first.text
    line = _line(first, "expect to resume in May")
    office.correct(first, _client("Outlook, desktop, HTML only"), Edit("remark_after", line.text, new=REMARK, item=line.item))
    assert _newest(office, 10)["state"] == "done"
    redline = office.letters(CHAIR, "redline", 2)[-1]
    assert REMARK in redline.text
    assert "16 telescopes" in redline.text
    assert len(office.letters("dora@example.org", "redline", 2)) == 2, "whoever may approve sees what changed"
    return redline


def _chair_approves(office: Office, redline: Letter) -> None:
    """Twice, and the deputy as well: it counts once. A yes to the first draft never does, and nothing goes out while it is held."""
    (draft,) = office.letters(CHAIR, "draft")
    office.reply(draft, IAN, "Approved")
    refused = _newest(office, 11)
    assert refused["state"] == "rejected"
    assert "a newer revision (3) has replaced the one that was answered" in refused["reason"]
    office.reply(redline, IAN, "Approved, thanks!\n\nIan")
    office.reply(redline, IAN, "ok")
    office.reply(office.letters("dora@example.org", "redline", 2)[-1], DORA, "Looks good, publish")
    assert sorted(entry["state"] for entry in office.await_inbox(14)[11:]) == ["done", "rejected", "rejected"]
    assert REMARK in office.letters(CHAIR, "draft", 2)[-1].text, "the current revision comes back"
    (receipt,) = office.letters(CHAIR, "approval_receipt")
    assert "If it shall not go out, reply to this mail" in receipt.text
    office.let_pass(timedelta(minutes=8))
    office.await_true(lambda: all(entry["state"] == "sent" for entry in office.house.secretary.views.outbox()))
    assert not office.sink.messages_to("reader@example.org")


def _minutes_go_out_once(office: Office, meeting: str) -> None:
    """With what the chair noted and changed, and without a token or a way to join."""
    office.let_pass(timedelta(minutes=11))
    for reader in READERS:
        (minutes,) = office.letters(reader, "minutes")
        for words in ("16 telescopes", "the mirrors are clean", "we should publish the objectives", REMARK, "the notebooks have users"):
            assert words in minutes.text
        assert "14 telescopes" not in minutes.text
        _holds_no_secret(minutes)
    assert _minutes(office, meeting)["state"] == "published"


def _holds_no_secret(minutes: Letter) -> None:
    bodies = "".join(str(part.get_payload(decode=True)) for part in minutes.mail.walk())
    assert not [secret for secret in SECRETS if secret in bodies + minutes.mail.as_string()]
    assert "minutes+" not in bodies, "no token that a reader passes on with the minutes"
    fields = {name for name, value in minutes.mail.items() if "minutes+" in value}
    assert fields == {"List-Unsubscribe"}, "none but the reader's own way out"


def _chair_corrects_what_is_out(office: Office) -> None:
    """By changing the minutes as they came from the list, in Gmail: a redline, an approval, and to each reader what changed."""
    (minutes,) = office.letters(CHAIR, "minutes")
    line = _line(minutes, "resume in May")
    office.correct(minutes, _client("Gmail, web"), Edit("replace", line.text, "May", "June", line.item))
    assert _newest(office, 15)["state"] == "done"
    redline = office.letters(CHAIR, "redline", 3)[-1]
    assert "{+June.+}" in redline.text or "{+June+}" in redline.text
    assert len(office.letters("reader@example.org", "minutes")) == 1, "what is out stays until the correction is approved"
    office.reply(redline, IAN, "approve")
    assert _newest(office, 16)["state"] == "done"
    office.let_pass(timedelta(minutes=25))
    for reader in READERS:
        erratum = office.letters(reader, "minutes", 2)[-1]
        assert "Corrected minutes" in erratum.text
        assert "[-May" in erratum.text
        assert "resume in June" in " ".join(erratum.text.split())
        _holds_no_secret(erratum)


def _trail_tells_all(office: Office) -> None:
    """Each decision and each refusal, by whom, and by which message of theirs."""
    entries = [entry for entry in office.house.secretary.views.audit() if entry["action"] in DECISIONS]
    assert [entry["action"] for entry in entries if entry["action"] not in REFUSALS] == [
        "noted", "draft", "edited", "edited", "approved", "published", "edited", "approved", "published",
    ]  # fmt: skip
    assert sorted(entry["action"] for entry in entries if entry["action"] in REFUSALS) == [
        "approval not proven", *["approval refused"] * 5, "asked back",
    ]  # fmt: skip
    senders = {entry["id"]: entry["from"] for entry in office.house.secretary.views.inbox(None)}
    by_mail = [entry for entry in entries if entry["action"] not in {"draft", "published"}]
    assert [entry["actor"] for entry in by_mail] == [senders[entry["message"]] for entry in by_mail]
    assert Counter(entry["actor"] for entry in by_mail)["mallory@elsewhere.example"] == 2


def _nothing_was_sent_twice(office: Office) -> None:
    assert {entry["state"] for entry in office.house.secretary.views.outbox()} == {"sent"}
    sent = [message.parsed["Message-ID"] for message in office.sink.messages]
    assert len(sent) == len(set(sent))
    assert [len(office.letters(reader, "minutes", 2)) for reader in READERS] == [2, 2, 2]
