"""What happens around the sample meeting: people write, machines answer, time goes by.

a week before    invitations
the days before  reports, orders, questions, mails in doubt
the meeting      briefing; after it the draft; an edit, a doubtful and an unclear approval, then a real one; the minutes; a correction
beside it        a second meeting that moves and is cancelled
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import as_file, files
from zoneinfo import ZoneInfo

from mailflow.demo.clients import Client, File, Writing, fresh, gmail, gmail_french, outlook_german, thunderbird
from mailflow.demo.machines import calendar_answer
from mailflow.domain.agenda import MeetingId
from mailflow.domain.message import MailKind, OutboxEntry
from mailflow.preview.house import ADDRESS, ZONE, House


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who writes, and with what."""

    name: str
    email: str
    client: Client


_IAN = _Person("Ian Bird", "ian.bird@example.org", thunderbird)
_MATTHIAS = _Person("Matthias Fuessling", "matthias.fuessling@example.org", outlook_german)
_ANTONELLA = _Person("Antonella Bozzi", "antonella.bozzi@example.org", gmail_french)
_NAZARET = _Person("Nazaret Bello Gonzalez", "nazaret.bello@example.org", gmail)
_ROSIE = _Person("Rosie Bolton", "rosie.bolton@example.org", gmail)
_DEE = _Person("Dee Putty", "dee.putty@example.org", gmail)
_STRANGER = _Person("Sam Passer-By", "sam.passer-by@example.com", gmail)
_PDF = File("CTA status, March 2027.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n" + b"%" * 150_000)
_PROGRAM = File("setup.exe", "application/octet-stream", b"MZ" + b"\0" * 64)

_CTA = (
    "Der Entwurf des Rechenmodells liegt seit Montag beim Konsortium.\n\n"
    "- Simulation: 12 Millionen Schauer, alle im Data Lake\n"
    "- Nächster Schritt: Übertragung nach La Palma, siehe https://cta.example.org/data-lake/transfer\n\n"
    "Keine Probleme zu melden."
)
_EGO = (
    "La prise de données O5 est prévue pour l’automne.\n\nDeux personnes ont rejoint l’équipe de calcul. Les tests de transfert "
    "vers le Data Lake reprennent la semaine prochaine."
)
_EST = "We had 16 users on the test platform last month.\n\nThe contract for the new archive is signed."
_EST_AGAIN = "We had 17 users on the test platform last month.\n\nThe contract for the new archive is signed."
_NOTES = (
    "SKA: Rosie reports that the first dishes are in place\n\nIan Bird: we should publish the objectives more widely\n"
    "ACTION Rosie Bolton: circulate the paper by 12 March\nNext meeting 17 March, 10:00"
)

_AGENDA = """title: Technical Coordination Meeting
start: 2027-04-14T10:00
items:
  - {title: Introduction, duration: 5m, speakers: [{name: Ian Bird}]}
  - title: Round Table
    duration: 20m
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Matthias Fuessling}]}
      - {title: EGO, duration: 2m, speakers: [{name: Antonella Bozzi}]}
      - {title: LOFAR, duration: 2m, speakers: [{name: Olga Neu}]}
  - {title: Any other business, duration: 5m}
"""


@dataclass(frozen=True, slots=True)
class Story:
    """The house, and its meetings."""

    house: House
    meeting_id: MeetingId
    workshop_id: MeetingId

    def answer(self, person: _Person, kind: MailKind, text: str, *, files: tuple[File, ...] = (), dmarc: str = "pass") -> None:
        """Let a person answer their newest mail of a kind."""
        writing = Writing(person.name, person.email, text, self.house.clock.now(), files=files)
        self.house.receive(person.client(self.house.newest(person.email, kind), writing), dmarc=dmarc)

    def write(self, person: _Person, subject: str, text: str) -> None:
        """Let a person write of their own accord."""
        self.house.receive(fresh(subject, Writing(person.name, person.email, text, self.house.clock.now(), to=ADDRESS)))


def play(house: House) -> None:
    """Play the whole story."""
    house.clock.move_to(2, 20, 9)
    story = Story(house, _added(house, "meeting.yaml"), _added(house, "workshop.yaml"))
    for act in _ACTS:
        act(story)


def _invite(story: Story) -> None:
    story.house.clock.move_to(2, 24, 9)
    story.house.meetings.invite(story.meeting_id)


def _report(story: Story) -> None:
    clock = story.house.clock
    clock.move_to(2, 25, 11)
    story.answer(_MATTHIAS, MailKind.INVITATION, _CTA, files=(_PDF,))
    story.answer(_ANTONELLA, MailKind.INVITATION, _EGO)
    story.answer(_ANTONELLA, MailKind.QUESTION, "1")
    story.answer(_NAZARET, MailKind.INVITATION, _EST, files=(_PROGRAM,))
    clock.move_to(2, 26, 15)
    story.answer(_NAZARET, MailKind.RECEIPT, _EST_AGAIN)


def _order(story: Story) -> None:
    story.house.clock.move_to(2, 26, 16)
    story.answer(_ROSIE, MailKind.INVITATION, "How long may the slides be?")
    story.answer(_ROSIE, MailKind.INVITATION, "help")
    story.answer(_ROSIE, MailKind.INVITATION, "delegate to Dee Putty <dee.putty@example.org>")
    story.answer(_DEE, MailKind.INVITATION, "The first dishes are in place, and the software is on time.")
    story.answer(_ANTONELLA, MailKind.RECEIPT, "retirer")
    story.house.receive(_encrypted(story.house, _NAZARET))
    note = Writing(_NAZARET.name, _NAZARET.email, "I must leave at 11.", story.house.clock.now())
    story.house.receive(calendar_answer(story.house.newest(_NAZARET.email, MailKind.INVITATION), note))


def _doubt(story: Story) -> None:
    house = story.house
    house.clock.move_to(3, 1, 10)
    story.write(_STRANGER, "WP4 report", "WP4 has finished the survey of 40 data centres. The summary will be sent next week.")
    house.look()


def _meet(story: Story) -> None:
    house = story.house
    house.clock.move_to(3, 3, 9, 5)
    house.look()
    story.answer(_IAN, MailKind.BRIEFING, _NOTES)
    house.clock.move_to(3, 3, 12)
    house.meetings.draft(story.meeting_id)


def _approve(story: Story) -> None:
    house = story.house
    house.clock.move_to(3, 5, 12, 10)
    house.look()
    story.answer(_IAN, MailKind.DRAFT, "approve", dmarc="none")
    story.answer(_IAN, MailKind.DRAFT, "Approved, but is the number for EST right?")
    house.receive(gmail(house.newest(_IAN.email, MailKind.DRAFT), Writing(_STRANGER.name, _STRANGER.email, "Approved", house.clock.now())))
    _edit(story)
    house.clock.move_to(3, 5, 12, 40)
    story.answer(_IAN, MailKind.REDLINE, "approve")
    house.clock.move_to(3, 5, 12, 51)
    house.look()
    house.clock.move_to(3, 8, 8)
    story.answer(_NAZARET, MailKind.RECEIPT, "Sorry, this is wrong in the minutes: there were 18 users, not 17.")


def _edit(story: Story) -> None:
    original = story.house.newest(_IAN.email, MailKind.DRAFT)
    reply = thunderbird(original, Writing(_IAN.name, _IAN.email, "One number was wrong, see below.", story.house.clock.now()))
    text = reply.get_content().replace("had 17 users", "had 18 users")
    reply.set_content(text, cte="8bit", params={"format": "flowed"})
    story.house.receive(reply)


def _cancel(story: Story) -> None:
    house = story.house
    house.clock.move_to(3, 8, 9)
    house.meetings.invite(story.workshop_id)
    house.clock.move_to(3, 10, 9)
    house.meetings.change.move(story.workshop_id, datetime(2027, 4, 7, 14, tzinfo=ZoneInfo(ZONE)))
    house.clock.move_to(3, 10, 9, 2)
    house.look()
    house.clock.move_to(3, 11, 9)
    story.answer(_IAN, MailKind.INVITATION, "cancel meeting")
    house.clock.move_to(3, 11, 9, 10)
    story.answer(_IAN, MailKind.CANCEL_QUESTION, "cancel meeting")


def _read(story: Story) -> None:
    story.house.clock.move_to(3, 12, 9)
    story.write(_STRANGER, "subscribe escape-tc", "")
    story.answer(_STRANGER, MailKind.SUBSCRIPTION_CONFIRM, "confirm")
    story.house.clock.move_to(3, 12, 10)
    story.answer(_STRANGER, MailKind.SUBSCRIPTION_WELCOME, "only CTA, SKA")
    story.answer(_STRANGER, MailKind.SUBSCRIPTION_WELCOME, "unsubscribe")


def _act(story: Story) -> None:
    for day in (12, 15):
        story.house.clock.move_to(3, day, 11)
        story.house.look()
    story.answer(_ROSIE, MailKind.ACTION_REMINDER, "done 1")


def _bounce(story: Story) -> None:
    """Let three mails to somebody who is a reader as well come back on three days, and a week go by."""
    house, reader = story.house, "jutta.schnabel@example.org"
    house.secretary.roster.add("escape-tc", reader)
    theirs = [entry for entry, _ in house.posted() if entry.recipient.email == reader and entry.envelope_from]
    for day, mail in zip((16, 17, 18), [entry for entry in theirs if entry.meeting_id != story.workshop_id], strict=False):
        house.clock.move_to(3, day, 11)
        house.receive(_failure_of(mail, house.clock.now()))
    house.clock.move_to(3, 26, 9)
    house.look()


def _failure_of(entry: OutboxEntry, at: datetime) -> EmailMessage:
    """Return the report of a mail server that a mail did not arrive (RFC 3464)."""
    report = message_from_string(
        f"From: MAILER-DAEMON@mx.example.net\nTo: {entry.envelope_from}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Date: {format_datetime(at)}\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThe mail could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {entry.recipient.email}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n",
        policy=SMTP,
    )
    if not isinstance(report, EmailMessage):
        raise TypeError("the policy makes another kind of message")
    return report


def _plan(story: Story) -> None:
    story.house.clock.move_to(3, 15, 14)
    story.write(_IAN, "[escape-tc] new meeting", _AGENDA.replace("title: ", "titel: "))
    story.answer(_IAN, MailKind.AGENDA_QUESTION, _AGENDA)
    story.answer(_IAN, MailKind.AGENDA_QUESTION, "yes")


def _watch(story: Story) -> None:
    story.house.clock.move_to(3, 15, 10)
    story.house.website.login.ask(_IAN.email)


def _added(house: House, name: str) -> MeetingId:
    with as_file(files("mailflow.preview") / name) as path:
        return house.add(path)


def _encrypted(house: House, person: _Person) -> EmailMessage:
    """Return an answer that only its recipient could read, had they a key (RFC 8551 3.3)."""
    reply = person.client(house.newest(person.email, MailKind.INVITATION), Writing(person.name, person.email, "", house.clock.now()))
    reply.clear_content()
    params = {"smime-type": "enveloped-data"}
    reply.set_content(b"0\x80\x06\t*\x86H", maintype="application", subtype="pkcs7-mime", filename="smime.p7m", params=params)
    return reply


_ACTS: tuple[Callable[[Story], None], ...] = (
    _invite, _report, _order, _doubt, _meet, _approve, _cancel, _read, _act, _plan, _watch, _bounce,
)  # fmt: skip
