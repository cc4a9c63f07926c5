"""Calendar files as agendas: one entry is a meeting, the entries within it are its items."""

import time
from datetime import UTC, datetime

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, parse_agenda
from mailflow.domain.agenda import Agenda
from mailflow.domain.errors import BadInputError

OPTIONS = AgendaOptions(date=None, timezone=None, default_timezone="Europe/Paris", addresses={})
PARIS = ("BEGIN:VTIMEZONE", "TZID:Europe/Paris", "BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
         "END:STANDARD", "END:VTIMEZONE")  # fmt: skip


def calendar(*lines: str) -> str:
    """Return a calendar file."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *lines, "END:VCALENDAR", ""])


def entry(title: str, start: str, end: str = "", *lines: str) -> tuple[str, ...]:
    """Return an entry; start and end begin with the sign that parts a property from its value or parameter."""
    return ("BEGIN:VEVENT", f"UID:{title}@example.org", f"SUMMARY:{title}", f"DTSTART{start}", *([f"DTEND{end}"] if end else []), *lines,
            "END:VEVENT")  # fmt: skip


def meeting(*lines: str) -> str:
    """Return a calendar file of one meeting from 10:00 to 11:30 in Paris."""
    return calendar(*PARIS, *entry("Snow Group", ";TZID=Europe/Paris:20210303T100000", ";TZID=Europe/Paris:20210303T113000", *lines))


def read(content: str, options: AgendaOptions = OPTIONS) -> Agenda:
    """Read a file under the name that the messages show."""
    return parse_agenda(content, source="a.ics", options=options)


def refusal(content: str) -> str:
    """Return the one line with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read(content)
    (problem,) = caught.value.problems
    assert "\n" not in problem
    assert len(problem) < 300
    return problem


def test_one_entry_is_a_meeting() -> None:
    """Its title, times, zone, rhythm and the people that it names."""
    agenda = read(
        meeting(
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
            "ORGANIZER;CN=Office:mailto:office@example.org",
            'ATTENDEE;ROLE=CHAIR;CN="Prado, Ana":MAILTO:ana@example.org',
            "ATTENDEE;CN=bo@example.org:mailto:bo@example.org",
            "ATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:room5@example.org",
        )
    )
    assert (agenda.meeting.title, agenda.meeting.timezone, agenda.series.slug) == ("Snow Group", "Europe/Paris", "snow-group")
    assert agenda.meeting.start_at == datetime(2021, 3, 3, 9, 0, tzinfo=UTC)
    assert agenda.meeting.end_at == datetime(2021, 3, 3, 10, 30, tzinfo=UTC)
    assert agenda.series.cadence == "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"
    assert agenda.series.chair is not None
    assert (agenda.series.chair.name, agenda.series.chair.email) == ("Ana Prado", "ana@example.org")
    (item,) = agenda.meeting.items
    assert (item.title, item.duration_minutes) == ("Snow Group", 90)
    assert [(one.name, one.email) for one in item.speakers] == [("Ana Prado", "ana@example.org"), ("bo@example.org", "bo@example.org")]


def test_agenda_in_the_description_is_read() -> None:
    """As a pasted page is; who is invited lends the speakers their addresses, and who is on no item is told."""
    described = "Dear all\\n\\nAgenda\\n10:00 - 10:10 Welcome\\n10:10 - 11:00 Sites\\nSpeakers: Ana Prado\\, Bo Roy\\n11:00 - 11:30 AOB"
    agenda = read(
        meeting(
            f"DESCRIPTION:{described}",
            "ATTENDEE;CN=Ana Prado:mailto:ana@example.org",
            "ATTENDEE;CN=Bo Roy:mailto:bo@example.org",
            "ATTENDEE;CN=Cy Dune:mailto:cy@example.org",
        )
    )
    assert [(item.key, item.title, item.duration_minutes) for item in agenda.meeting.items] == [
        ("1", "Welcome", 10), ("2", "Sites", 50), ("3", "AOB", 30),
    ]  # fmt: skip
    assert [one.email for one in agenda.meeting.items[1].speakers] == ["ana@example.org", "bo@example.org"]
    assert "invited, but on no item: Cy Dune" in agenda.warnings


INDICO = calendar(
    *entry("Introduction", ":20210303T090000Z", ":20210303T090500Z", "URL:https://indico.example.org/event/5/contributions/1/",
           "DESCRIPTION:Speakers: Ian Bird (LAPP)\\n\\nhttps://indico.example.org/event/5/contributions/1/"),
    *entry("EGO", ":20210303T090700Z", ":20210303T090900Z",
           "DESCRIPTION:Speakers: Antonella Bozzi\\, Bo Roy (EGO (Pisa))\\n\\nProgress since May"),
    *entry("CTA", ":20210303T090500Z", ":20210303T090700Z", "DESCRIPTION:Speakers: Matthias Fuessling (CTAO)"),
    *entry("ESO", ":20210303T090900Z", ":20210303T091100Z", "DESCRIPTION:Speakers: Martino Romaniello"),
)  # fmt: skip


def test_contributions_of_an_indico_event_are_its_items() -> None:
    """In the order of their times; the meeting is what they span, and has no name."""
    agenda = read(INDICO)
    assert [(item.key, item.title) for item in agenda.meeting.items] == [("1", "Introduction"), ("2", "CTA"), ("3", "EGO"), ("4", "ESO")]
    assert [(one.name, one.affiliation) for one in agenda.meeting.items[2].speakers] == [("Antonella Bozzi", ""), ("Bo Roy", "EGO (Pisa)")]
    assert (agenda.meeting.items[0].description, agenda.meeting.items[2].description) == ("", "Progress since May")
    assert (agenda.meeting.start_at, agenda.meeting.end_at) == (
        datetime(2021, 3, 3, 9, 0, tzinfo=UTC), datetime(2021, 3, 3, 9, 11, tzinfo=UTC),
    )  # fmt: skip
    assert agenda.meeting.title == "Meeting of 2021-03-03"
    assert any("names no meeting" in warning for warning in agenda.warnings)
    assert agenda.meeting.items[1].expects_report


def test_calendar_may_name_the_meeting() -> None:
    """By its own name."""
    assert read(INDICO.replace("VERSION:2.0", "VERSION:2.0\r\nX-WR-CALNAME:Snow Group")).meeting.title == "Snow Group"


def test_entry_that_holds_the_others_is_the_meeting() -> None:
    """Whatever the order of the file."""
    whole = entry("Whole", ":20210303T090000Z", ":20210303T110000Z")
    agenda = read(INDICO.replace("END:VCALENDAR", "\r\n".join([*whole, "END:VCALENDAR"])))
    assert agenda.meeting.title == "Whole"
    assert len(agenda.meeting.items) == 4
    assert agenda.meeting.end_at == datetime(2021, 3, 3, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "expected", "zone", "warned"),
    [
        (":20210703T080000Z", "08:00", "Europe/Paris", ""),
        (":20210703T080000", "06:00", "Europe/Paris", "name no zone"),
        (";TZID=America/New_York:20210703T080000", "12:00", "America/New_York", ""),
        (";TZID=W. Europe Standard Time:20210703T080000", "06:00", "Europe/Berlin", ""),
        (";TZID=/mozilla.org/20050126_1/Europe/Lisbon:20210703T080000", "07:00", "Europe/Lisbon", ""),
        (";TZID=Mars/Base:20210703T080000", "06:00", "Europe/Paris", "unknown time zone “Mars/Base”"),
    ],
    ids=["utc", "floating", "iana", "windows", "mozilla", "unknown"],
)
def test_times_are_of_the_zone_that_they_name(start: str, expected: str, zone: str, warned: str) -> None:
    """A time in UTC tells no zone in which people speak, so that is the default."""
    agenda = read(calendar(*entry("T", start, "", "DURATION:PT1H", "ATTENDEE:mailto:a@example.org")))
    assert f"{agenda.meeting.start_at:%H:%M}" == expected
    assert agenda.meeting.timezone == zone
    assert agenda.meeting.end_at.hour == agenda.meeting.start_at.hour + 1
    assert any(warned in warning for warning in agenda.warnings) or not warned


def test_calendar_may_tell_the_zone_of_its_utc_times() -> None:
    """As Google's do."""
    content = calendar("X-WR-TIMEZONE:Asia/Tokyo", *entry("T", ":20210703T080000Z", ":20210703T090000Z"))
    assert read(content).meeting.timezone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "lines",
    [
        ("LOCATION:https://example.zoom.us/j/91234567890?pwd=abc",),
        ("LOCATION:Room 5", "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://example.zoom.us/j/91234567890?pwd=abc"),
        ("X-GOOGLE-CONFERENCE:https://example.zoom.us/j/91234567890?pwd=abc",),
        ("URL:https://example.zoom.us/j/91234567890?pwd=abc",),
        ("DESCRIPTION:Join Zoom Meeting\\nhttps://example.zoom.us/j/91234567890?pwd=abc\\nPasscode: 115510",),
    ],
    ids=["location", "conference", "google", "url", "description"],
)
def test_link_to_join_is_found_where_programs_put_it(lines: tuple[str, ...]) -> None:
    """And nowhere else but in `online`."""
    agenda = read(meeting(*lines, "ATTENDEE:mailto:a@example.org"))
    assert agenda.meeting.online.url == "https://example.zoom.us/j/91234567890?pwd=abc"
    assert "zoom.us" not in agenda.meeting.items[0].description
    assert "115510" not in agenda.meeting.items[0].description


def test_declared_conference_counts_on_any_host() -> None:
    """RFC 7986 5.11; a number to dial too. The page of an event is no link to join."""
    content = meeting("CONFERENCE;VALUE=URI:https://talk.example.org/r/1", "CONFERENCE;VALUE=URI:tel:+41-22-000", "URL:https://example.org/e/5")
    online = read(content).meeting.online
    assert (online.url, online.phones) == ("https://talk.example.org/r/1", ("+41-22-000",))
    assert read(meeting("URL:https://indico.example.org/event/5")).meeting.online.url == ""


def test_day_without_a_time_takes_that_of_its_agenda() -> None:
    """Where the description has one; else nobody can know."""
    day = ";VALUE=DATE:20210303"
    agenda = read(calendar(*entry("T", day, "", "DESCRIPTION:09:30 - 10:00 Opening\\n10:00 - 11:00 Sites")))
    assert (agenda.meeting.start_at, len(agenda.meeting.items)) == (datetime(2021, 3, 3, 8, 30, tzinfo=UTC), 2)
    assert "no time of day" in refusal(calendar(*entry("T", day)))


def test_changes_of_single_occurrences_are_no_items() -> None:
    """The series is what its first entry says."""
    moved = entry("Moved", ":20210317T100000Z", ":20210317T110000Z", "RECURRENCE-ID:20210317T090000Z")
    content = calendar(*entry("T", ":20210303T090000Z", ":20210303T100000Z", "RRULE:FREQ=WEEKLY;INTERVAL=2"), *moved)
    assert read(content).meeting.title == "T"


def test_who_called_the_meeting_chairs_it_but_no_service_does() -> None:
    """A warning tells that it was assumed."""
    agenda = read(meeting("ORGANIZER;CN=Ana Prado:mailto:ana@example.org"))
    assert agenda.series.chair is not None
    assert any("Ana Prado called the meeting" in warning for warning in agenda.warnings)
    assert read(meeting("ORGANIZER;CN=Indico:mailto:noreply@indico.example.org")).series.chair is None


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["lf", "cr", "crlf"])
def test_lines_may_end_in_any_way(end: str) -> None:
    """Editors and mail systems change them; a byte order mark does not matter either."""
    content = "\ufeff" + meeting("DESCRIPTION:10:00 - 10:10 Wel", " come").replace("\r\n", end)
    assert read(content).meeting.items[0].title == "Welcome"


TWO_WEEKS = (*entry("A", ":20210303T090000Z", ":20210303T100000Z"), *entry("B", ":20210317T090000Z", ":20210317T100000Z"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (meeting()[:-40], "cut short"),
        (meeting()[:60], "cut short"),
        (calendar(*entry("T", ":20210303T090000Z")[:-1]), "no calendar that can be read"),
        (calendar(), "no entry"),
        (calendar(*TWO_WEEKS), "a calendar of 2 meetings (2021-03-03 to 2021-03-17)"),
        (calendar("METHOD:REPLY", *entry("T", ":20210303T090000Z")), "answer to an invitation"),
        (calendar("METHOD:CANCEL", *entry("T", ":20210303T090000Z")), "cancellation"),
        (meeting("STATUS:CANCELLED"), "cancellation"),
        (calendar(*entry("T", ":yesterday")), "no start"),
        (calendar(*entry("T", ":00010101T000000Z")), "no start"),
        (meeting("RRULE:FREQ=SECONDLY"), "RRULE:FREQ=SECONDLY"),
        (meeting("RRULE:FREQ=YEARLY;BYDAY=" + ",".join(["MO"] * 50_000)), "RRULE:FREQ=YEARLY"),
        (meeting("RRULE:FREQ=WEEKLY;COUNT=99999999999999999999"), "cannot be read"),
        (meeting("RRULE:FREQ=NEVER"), "cannot be read"),
        (calendar(*(entry("T", ":20210303T090000Z") * 2000)), "2000 entries"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 4000 + "END:VEVENT\n" * 4000 + "END:VCALENDAR", "4000 entries"),
        (meeting("DESCRIPTION:" + "a" * 1_100_000), "too large"),
        (meeting() + meeting(), "several calendars"),
    ],
    ids=[
        "tail", "head", "open", "empty", "two weeks", "reply", "cancel", "cancelled", "no date", "year one", "seconds", "huge", "count",
        "never", "many", "nested", "large", "twice",
    ],
)  # fmt: skip
def test_file_that_is_no_agenda_is_refused(content: str, problem: str) -> None:
    """In one line, in a moment."""
    begin = time.process_time()
    assert problem in refusal(content)
    assert time.process_time() - begin < 3
