"""Invitations and their answers: what Gmail, Outlook, Apple Mail and Thunderbird need, and nothing that misleads them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import vobject
from icalendar import Calendar

from mailflow.adapters.ics import IcalendarCodec
from mailflow.domain.message import Address
from mailflow.domain.records import InvitedEvent

_URL = "https://zoom.example.org/j/123?pwd=a,b;c"
_START = datetime(2021, 3, 3, 10, tzinfo=timezone(timedelta(hours=1)))


def _event(**changes: object) -> InvitedEvent:
    event = InvitedEvent(
        uid="9a2b6c1e-0000-4000-8000-000000000001",
        sequence=2,
        stamped_at=datetime(2021, 2, 24, 9, tzinfo=UTC),
        start_at=_START,
        end_at=_START + timedelta(minutes=90),
        summary="Technical Coordination; March, first",
        description="Your slot: CTA, 10:45\nMeeting ID: 954 2955 6769\nPasscode: 115510\nA backslash \\ and a comma, too",
        location="",
        url=_URL,
        organizer=Address("minutes@example.org", "Technical Coordination"),
        attendee=Address("ann@example.org", 'Ann "A", Example'),
    )
    return replace(event, **changes)  # type: ignore[arg-type]


def _request(**changes: object) -> str:
    return IcalendarCodec().request(_event(**changes)).decode()


def _unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_asks_one_person_for_an_answer() -> None:
    """One event; METHOD on the calendar; organizer and attendee with what clients need to show buttons."""
    lines = _unfolded(_request())
    assert lines.count("BEGIN:VEVENT") == 1
    assert lines.index("METHOD:REQUEST") < lines.index("BEGIN:VEVENT")
    assert "UID:9a2b6c1e-0000-4000-8000-000000000001" in lines
    assert "SEQUENCE:2" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "TRANSP:OPAQUE" in lines
    (organizer,) = [line for line in lines if line.startswith("ORGANIZER")]
    assert organizer == 'ORGANIZER;CN="Technical Coordination":mailto:minutes@example.org'
    (attendee,) = [line for line in lines if line.startswith("ATTENDEE")]
    assert attendee.endswith(":mailto:ann@example.org")
    for parameter in ("ROLE=REQ-PARTICIPANT", "PARTSTAT=NEEDS-ACTION", "RSVP=TRUE", 'CN="Ann A , Example"'):
        assert parameter in attendee


def test_gives_times_in_utc_and_brings_no_time_zone() -> None:
    """A time zone of the library's making is read an hour off by several clients."""
    text = _request()
    assert "DTSTART:20210303T090000Z" in text
    assert "DTEND:20210303T103000Z" in text
    assert "DTSTAMP:20210224T090000Z" in text
    assert "VTIMEZONE" not in text


def test_says_how_to_join_where_each_client_looks() -> None:
    """The join URL is location, stands in the description, and is a CONFERENCE."""
    event = Calendar.from_ical(_request()).events[0]
    assert str(event["LOCATION"]) == _URL
    assert str(event["DESCRIPTION"]).startswith(f"Join: {_URL}\n\nYour slot: CTA, 10:45\n")
    assert "A backslash \\ and a comma, too" in str(event["DESCRIPTION"])
    (conference,) = [line for line in _unfolded(_request()) if line.startswith("CONFERENCE")]
    assert "VALUE=URI" in conference
    assert ";FEATURE=AUDIO,VIDEO;" in conference  # RFC 7986 6.3: a list of bare words
    assert conference.endswith(f":{_URL}")


def test_names_a_place_that_is_no_url() -> None:
    """A room and a URL share the location; without a URL there is no CONFERENCE."""
    assert f"LOCATION:Room 4 {_URL.split('?', maxsplit=1)[0]}" in "".join(_unfolded(_request(location="Room 4")))
    text = _request(location="Room 4", url="")
    assert "LOCATION:Room 4\r\n" in text
    assert "CONFERENCE" not in text
    assert "LOCATION" not in _request(location="", url="")


def test_has_nothing_that_clients_stumble_over() -> None:
    """No alarm, no feed properties, no calendar UID of chance, no SENT-BY."""
    text = _request()
    for word in ("VALARM", "X-WR", "REFRESH-INTERVAL", "NAME:", "SENT-BY", "RRULE", "X-ALT-DESC"):
        assert word not in text
    assert "UID" not in text.partition("BEGIN:VEVENT")[0]


def test_cancels_an_event() -> None:
    """As METHOD and STATUS of the same event, with its title and times; nothing to answer, and no way to join."""
    content = IcalendarCodec().cancel(_event(sequence=3))
    lines = _unfolded(content.decode())
    assert lines.index("METHOD:CANCEL") < lines.index("BEGIN:VEVENT")
    assert lines.count("BEGIN:VEVENT") == 1
    for line in (
        "UID:9a2b6c1e-0000-4000-8000-000000000001",
        "SEQUENCE:3",
        "STATUS:CANCELLED",
        "DTSTAMP:20210224T090000Z",
        "DTSTART:20210303T090000Z",
        "DTEND:20210303T103000Z",
        "SUMMARY:Technical Coordination\\; March\\, first",
        'ORGANIZER;CN="Technical Coordination":mailto:minutes@example.org',
    ):
        assert line in lines
    (attendee,) = [line for line in lines if line.startswith("ATTENDEE")]
    assert attendee.endswith(":mailto:ann@example.org")
    for word in ("RSVP", "PARTSTAT", "zoom", "CONFERENCE", "115510", "VALARM", "STATUS:CONFIRMED"):
        assert word not in content.decode()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content == IcalendarCodec().cancel(_event(sequence=3))


def test_a_cancellation_is_no_answer() -> None:
    """It does not pass for one that comes back."""
    assert IcalendarCodec().parse_reply(IcalendarCodec().cancel(_event())) is None


def test_writes_folded_crlf_lines_the_same_each_time() -> None:
    """At most 75 octets a line, CRLF throughout, and two renderings are the same octets."""
    content = IcalendarCodec().request(_event(summary="Réunion " * 30))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content == IcalendarCodec().request(_event(summary="Réunion " * 30))
    content.decode()


@pytest.mark.parametrize("text", ["x\r\nATTENDEE:mailto:v@example.org", "x\nMETHOD:CANCEL", "a\x00b\x0bc", 'q"q', "\u2028x", "\udcff"])
def test_hostile_words_add_no_property(text: str) -> None:
    """Titles, names and descriptions stay values."""
    honest = [line.split(":")[0].split(";")[0] for line in _unfolded(_request())]
    changes = {"summary": text, "description": f"{_URL} {text}", "location": f"{_URL} {text}"}
    people = {"organizer": Address("minutes@example.org", text), "attendee": Address("ann@example.org", text)}
    found = [line.split(":")[0].split(";")[0] for line in _unfolded(_request(**changes, **people))]
    assert found == honest


@pytest.mark.parametrize("address", ["a@b\r\nX:y", "a b@c", "a", "a@b,c@d", "mailto:a@b", '"a"@b'])
def test_refuses_an_address_that_cannot_stand_in_a_uri(address: str) -> None:
    """Nothing is repaired where it decides who is invited."""
    with pytest.raises(ValueError, match="address"):
        _request(attendee=Address(address))


def test_keeps_descriptions_short_enough() -> None:
    """Outlook cuts at 8192 characters; so we do it, visibly."""
    description = str(Calendar.from_ical(_request(description="word " * 4000)).events[0]["DESCRIPTION"])
    assert len(description) <= 8192
    assert description.endswith("…")


_REPLY = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:abc-123
SEQUENCE:2
DTSTAMP:20210301T100000Z
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ann:MAILTO:Ann@Example.org
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_reads_an_answer_without_organizer() -> None:
    """Exchange leaves ORGANIZER out; UID and attendee decide."""
    reply = IcalendarCodec().parse_reply(_REPLY.encode())
    assert reply is not None
    assert (reply.uid, reply.attendee, reply.partstat, reply.sequence) == ("abc-123", "Ann@Example.org", "accepted", 2)
    assert reply.stamped_at == datetime(2021, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("METHOD:REPLY", "method:reply"),
        ("VERSION:2.0\r\n", ""),
        ("UID:abc-123", "DTSTART;TZID=Romance Standard Time:20210303T100000\r\nUID:abc-123"),
        ("SEQUENCE:2", 'SEQUENCE:2\r\nORGANIZER:mailto:minutes@example.org\r\nX-ODD;A="b;c":d'),
        ("CN=Ann", 'CN="Exämple, Ann"'),
        ("\r\n", "\n"),
        ("BEGIN:VCALENDAR", "\ufeffBEGIN:VCALENDAR"),
    ],
)
def test_reads_the_answers_of_odd_clients(old: str, new: str) -> None:
    """Windows time zones, lone line feeds, byte order marks, letter case."""
    reply = IcalendarCodec().parse_reply(_REPLY.replace(old, new).encode())
    assert reply is not None
    assert (reply.uid, reply.partstat, reply.sequence) == ("abc-123", "accepted", 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("METHOD:REPLY", "METHOD:REQUEST"),
        ("METHOD:REPLY\r\n", ""),
        ("UID:abc-123\r\n", ""),
        ("PARTSTAT=ACCEPTED;", ""),
        (re.search("ATTENDEE.*\r\n", _REPLY)[0], ""),  # type: ignore[index]
        ("VEVENT", "VTODO"),
        ("END:VCALENDAR\r\n", ""),
        (_REPLY, ""),
        (_REPLY, "no calendar at all"),
    ],
)
def test_takes_nothing_else_for_an_answer(old: str, new: str) -> None:
    """Without METHOD:REPLY, UID, attendee and answer there is none."""
    assert IcalendarCodec().parse_reply(_REPLY.replace(old, new).encode()) is None


@pytest.mark.parametrize(("old", "new"), [("SEQUENCE:2", "SEQUENCE:many"), ("SEQUENCE:2\r\n", ""), ("SEQUENCE:2", "SEQUENCE:-1")])
def test_a_missing_or_broken_sequence_is_none(old: str, new: str) -> None:
    """Then the stamp alone tells which times are answered."""
    reply = IcalendarCodec().parse_reply(_REPLY.replace(old, new).encode())
    assert reply is not None
    assert reply.sequence is None


@pytest.mark.parametrize("stamp", ["", "DTSTAMP:never\r\n", "DTSTAMP;VALUE=DATE:20210301\r\n"])
def test_does_without_a_stamp(stamp: str) -> None:
    """A stamp that is no time is none."""
    reply = IcalendarCodec().parse_reply(_REPLY.replace("DTSTAMP:20210301T100000Z\r\n", stamp).encode())
    assert reply is not None
    assert reply.stamped_at is None


def test_never_raises_on_cut_flipped_or_nested_octets() -> None:
    """Any octets give an answer or none."""
    codec = IcalendarCodec()
    content = _REPLY.encode()
    for position in range(len(content)):
        codec.parse_reply(content[:position])
        codec.parse_reply(content[:position] + bytes([content[position] ^ 0x85]) + content[position + 1 :])
    codec.parse_reply(content[:40] + b"BEGIN:VEVENT\r\n" * 5000)
    codec.parse_reply(b"BEGIN:VCALENDAR\r\n" + b"X" * 1_000_000)


def test_answer_holds_no_control_characters() -> None:
    """No database takes a NUL: the answer is that of the characters around it."""
    content = _REPLY.encode().replace(b"UID:", b"UID:\x00\x1b").replace(b"mailto:", b"mailto:\x00")
    assert IcalendarCodec().parse_reply(content) == IcalendarCodec().parse_reply(_REPLY.encode())


@pytest.mark.parametrize("write", ["request", "cancel", "decline_counter"])
def test_another_parser_reads_the_same(write: str) -> None:
    """What we send says to vobject what it says to icalendar, names and descriptions to the letter."""
    event = _event(partstat="tentative")
    content = getattr(IcalendarCodec(), write)(event).decode()
    other, ours = vobject.readOne(content).vevent, Calendar.from_ical(content).events[0]
    assert (other.uid.value, int(other.sequence.value), other.summary.value) == (event.uid, event.sequence, event.summary)
    assert (other.dtstart.value, other.dtend.value, other.dtstamp.value) == (ours.start, ours.end, ours.stamp)
    assert (other.organizer.value, other.attendee.value) == ("mailto:minutes@example.org", "mailto:ann@example.org")
    if write == "request":
        assert other.description.value == str(ours["DESCRIPTION"])
        assert other.attendee.params["PARTSTAT"] == ["TENTATIVE"]
