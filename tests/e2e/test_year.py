"""A year of a fortnightly series that runs itself: 26 meetings on a fast clock, on real servers, everything by mail."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from mailflow.domain.agenda import MeetingId
from tests.e2e import year
from tests.e2e.office import Letter, Office
from tests.e2e.year import ANTONELLA, IAN, MATTHIAS, PEOPLE, ROSIE, Turn, address
from tests.imap_account import ImapAccount
from tests.sink import SmtpSink

pytestmark = [pytest.mark.e2e, pytest.mark.integration]

COUNTED = {"invitation", "update", "cancellation", "reminder", "briefing", "draft", "redline", "nudge", "minutes", "action_reminder"}
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(slots=True)
class Year:
    """The office, and how many mails its people have written."""

    office: Office
    written: int = 0

    def go_to(self, moment: datetime) -> None:
        """Let the clock jump to a moment, look what is due (as the beat of the service does at the same time), and wait for all of it."""
        self.office.move_to(moment)
        chase = self.office.house.routine.chase
        for meeting_id in chase.waiting():
            chase(meeting_id)
        self.office.house.routine.sweep()
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was written is read, and everything that is owed is sent."""
        views = self.office.house.secretary.views

        def is_quiet() -> bool:
            health: Any = views.health()
            inbox, outbox = health["inbox"], health["outbox"]
            return sum(inbox.values()) == self.written and not inbox.get("received") and set(outbox) <= {"sent"}

        self.office.await_true(is_quiet)

    def newest(self, person: str, *kinds: str) -> Letter:
        """Return the newest mail of some kinds that a person has."""
        known = {entry["message_id"]: entry["kind"] for entry in self.office.house.secretary.views.outbox() if entry["kind"] in kinds}
        for message in reversed(self.office.sink.messages_to(address(person))):
            mail = message.parsed
            if (message_id := str(mail["Message-ID"]).strip()) in known:
                return Letter(str(known[message_id]), mail)
        raise AssertionError(f"{person} has no {' or '.join(kinds)}")

    def answer(self, letter: Letter, author: str, text: str, more: Callable[[EmailMessage], None] | None = None) -> None:
        """Let somebody answer a mail, and wait until it is settled."""
        self.office.reply(letter, author, text, more=more)
        self.written += 1
        self.settle()
        entry = self.office.house.secretary.views.inbox(None)[-1]
        assert entry["state"] == "done", (author, text, entry)

    def meeting_id(self, turn: Turn) -> str:
        """Return the id of a meeting, by its number."""
        ordered = sorted(self.office.house.secretary.views.meetings(), key=lambda meeting: str(meeting["start"]))
        return str(ordered[turn.number - 1]["id"])


@pytest.fixture
def year_office(
    tmp_path: Path, imap_server: ImapAccount, postgres_url: str, redis_url: str, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> Any:  # noqa: ANN401 - a generator of an office
    """Give an installation on Dovecot, PostgreSQL and Redis whose clock stands a year ahead."""
    urls = {"DATABASE_URL": postgres_url, "BROKER_URL": redis_url, "SECRET_KEY": "k" * 40}
    office = Office.open(tmp_path, imap_server, smtp_sink, monkeypatch, FLOOD_SENDER="0", FLOOD_DOMAIN="0", FLOOD_TOTAL="0", **urls)
    yield office
    office.house.close()


def test_series_runs_itself_for_a_year(year_office: Office) -> None:
    """Every meeting is made, announced, reminded of, written up and sent once, on its own day; what was agreed is carried until done."""
    (year_office.folder / "agenda.yaml").write_text(year.AGENDA, encoding="utf-8")
    story, turns = Year(year_office), list(year.turns())
    year_office.move_to(turns[0].before(8))
    year_office.run("migrate")
    year_office.run("meeting", "add", "agenda.yaml")
    with year_office.serving():
        for turn in turns:
            _play(story, turn)
        _is_as_expected(story, turns)


def _play(story: Year, turn: Turn) -> None:
    _is_on_its_day(story, turn)
    story.go_to(_before_it_was_moved(turn, 7) + A_MINUTE)
    if turn.is_moved:
        story.office.run("meeting", "reschedule", story.meeting_id(turn), f"{turn.start:%Y-%m-%dT%H:%M}")
        story.go_to(_before_it_was_moved(turn, 7) + 5 * A_MINUTE)
    story.go_to(turn.before(3))
    _people_answer(story, turn)
    story.go_to(turn.before(2) + A_MINUTE)
    _actions_are_closed(story, turn)
    story.go_to(turn.before(2) + 5 * AN_HOUR)
    story.answer(story.newest(ROSIE, "reminder"), ROSIE, f"SKA has {turn.number} dishes more.")
    story.go_to(turn.before(1) + 10 * A_MINUTE)
    story.go_to(turn.start - AN_HOUR + A_MINUTE)
    _chair_takes_notes(story, turn)
    story.go_to(turn.start + AN_HOUR + 31 * A_MINUTE)
    story.answer(story.newest(IAN, "draft"), IAN, "Approved, thanks")
    story.go_to(turn.start + 3 * AN_HOUR)


def _before_it_was_moved(turn: Turn, days: int) -> datetime:
    return datetime.combine(turn.first_start.date() - timedelta(days=days), turn.first_start.time(), year.ZONE)


def _is_on_its_day(story: Year, turn: Turn) -> None:
    """The meeting was made from the one before, or moved by its minutes; there is none after it yet."""
    meetings = story.office.house.secretary.views.meetings()
    newest = max(str(meeting["start"]) for meeting in meetings)
    assert len(meetings) == turn.number
    assert datetime.fromisoformat(newest).astimezone(UTC) == turn.first_start.astimezone(UTC), f"meeting {turn.number}"


def _people_answer(story: Year, turn: Turn) -> None:
    story.answer(story.newest(MATTHIAS, "invitation", "update"), MATTHIAS, f"The telescope saw {turn.number} gamma-ray bursts.")
    invitation = story.newest(ANTONELLA, "invitation", "update")
    if turn.declines:
        declining = _declining(invitation, story.office.now())
        story.answer(invitation, ANTONELLA, "Antonella Bozzi has declined this invitation.", more=declining)
    elif not turn.is_silent:
        story.answer(invitation, ANTONELLA, "Nothing to report")


def _declining(invitation: Letter, now: datetime) -> Callable[[EmailMessage], None]:
    """Add to a mail the calendar object with which a calendar program declines."""
    content = invitation.part("text/calendar").get_payload(decode=True)
    assert isinstance(content, bytes)
    sent = content.decode().replace("\r\n ", "")
    uid, sequence = (re.search(rf"^{name}:(.*?)\r?$", sent, re.MULTILINE) for name in ("UID", "SEQUENCE"))
    assert uid is not None
    assert sequence is not None
    lines = (
        "BEGIN:VCALENDAR", "PRODID:-//Example//Calendar 1//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid[1]}",
        f"SEQUENCE:{sequence[1]}", f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}", "ORGANIZER:mailto:minutes@example.org",
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{address(ANTONELLA)}", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip

    def add(mail: EmailMessage) -> None:
        del mail["To"]
        mail["To"] = "minutes@example.org"
        marks = {"method": "REPLY", "charset": "utf-8"}
        mail.add_alternative("\r\n".join(lines).encode(), maintype="text", subtype="calendar", params=marks)

    return add


def _actions_are_closed(story: Year, turn: Turn) -> None:
    """Matthias is reminded of what was agreed last time: he does what has an odd number at once, the others a fortnight later."""
    if turn.number == 1:
        return
    last, deferred = turn.number - 1, turn.number - 2
    reminder = story.newest(MATTHIAS, "action_reminder")
    assert f"check mirror {last}" in reminder.text
    if deferred and deferred % 2 == 0:
        assert f"check mirror {deferred}" in reminder.text
        story.answer(reminder, MATTHIAS, f"done {deferred}")
    if last % 2:
        story.answer(reminder, MATTHIAS, f"done {last}")
    else:
        day = turn.start + timedelta(days=14)
        story.answer(reminder, MATTHIAS, f"defer {last} to {day.day} {day:%B %Y}")


def _chair_takes_notes(story: Year, turn: Turn) -> None:
    due = turn.start + timedelta(days=14)
    notes = f"1.1 CTA\nACTION Matthias Fuessling: check mirror {turn.number} by {due.day} {due:%B}\n"
    if turn.number + 1 == year.MOVED_BY_MINUTES:
        notes += "\nNext meeting: Thursday 18 March, 14:00\n"
    story.go_to(turn.start + 20 * A_MINUTE)
    story.answer(story.newest(IAN, "briefing"), IAN, notes)


def _is_as_expected(story: Year, turns: list[Turn]) -> None:
    entries = story.office.house.secretary.views.outbox()
    sent: dict[str, Counter[tuple[str, str]]] = {}
    for entry in entries:
        if entry["kind"] in COUNTED:
            sent.setdefault(str(entry["meeting"]), Counter())[str(entry["kind"]), str(entry["to"])] += 1
    for turn in turns:
        assert sent[story.meeting_id(turn)] == _expected(turn), f"meeting {turn.number}"
    assert len(story.office.house.secretary.views.meetings()) == year.MEETINGS + 1, "the next one is planned"
    states = [action["state"] for action in story.office.ask("action", "list", "--series", "reef-watch", "--all")]
    assert states == ["done"] * (year.MEETINGS - 1) + ["open"]
    for turn in turns:
        _minutes_are_as_expected(story, turn)


def _expected(turn: Turn) -> Counter[tuple[str, str]]:
    expected = Counter({("invitation", address(person)): 1 for person in PEOPLE})
    expected.update({("update", address(person)): 1 for person in PEOPLE} if turn.is_moved else {})
    expected.update({("reminder", who): count for who, count in turn.reminded.items() if count})
    expected.update({("briefing", address(IAN)): 1, ("draft", address(IAN)): 1, ("minutes", "reader@example.org"): 1})
    expected.update({("action_reminder", address(MATTHIAS)): 1} if turn.number > 1 else {})
    return expected


def _minutes_are_as_expected(story: Year, turn: Turn) -> None:
    status: Any = story.office.house.secretary.views.status(MeetingId(int(story.meeting_id(turn))))
    reports = {slot["title"]: (slot["report"] or {}).get("text") for slot in status["slots"]}
    assert status["minutes"]["state"] == "published"
    assert reports["CTA"] == f"The telescope saw {turn.number} gamma-ray bursts."
    assert reports["SKA"] == f"SKA has {turn.number} dishes more."
    assert (reports["EGO"] is None) == (turn.declines or turn.is_silent)
