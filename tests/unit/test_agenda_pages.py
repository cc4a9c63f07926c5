"""Indico pages copied as text: whatever the browser and the people made of them, the agenda is understood."""

import json
import random
import re
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, agenda_document, parse_agenda
from mailflow.domain.agenda import Agenda, AgendaItem
from mailflow.domain.errors import BadInputError

SEED = Path(__file__).parents[3] / "shared" / "seed" / "indico-page-fr.txt"
OPTIONS = AgendaOptions(date=None, timezone=None, default_timezone="Europe/Paris", addresses={})

ENGLISH = """Skip to main content
Harbour Sensors Steering Group
Tuesday 9 Nov 2021, 2:00 PM → 3:15 PM Europe/Lisbon
Chair: Ana Prado (Porto Lab)
Videoconference
Harbour Sensors
Zoom Meeting ID
62011223344
Host
Ana Prado
Passcode
sea-55Gulls
Useful links
Join via phone
Zoom URL

There are minutes attached to this event. Show them.
2:00 PM → 2:15 PM
Welcome 15m
Speaker: Prof. Ana Prado (Porto Lab)
2:15 PM → 3:00 PM
Stations 45m
What each station has measured since the summer.
Conveners: Ana Prado, Tom Hale (Harbour Trust)
- Buoys 10m
  Speaker: TOM HALE (Harbour Trust)
  - The second buoy lost its mirror of 3m
- Tide gauges 1h
  Speakers: Ida van der Meer (Delft (NL)) and Dr. Jo O'Neil
- Cameras 10m
  Speaker: pia lund

  All cameras were moved to the pier; see https://porto.zoom.us/j/62011223344?pwd=abc for the demonstration.
3:00 PM → 3:15 PM
Any other business 15m
- Budget to be sent round
Powered by Indico v3.3
"""

FRENCH = """Atelier des réseaux de neige
mercredi 2 juin 2021
de 09h30 à 11h00 (Europe/Zurich)

Compte-rendu de la réunion

◦ Les capteurs sont posés
◦ Prochaine réunion le 16 juin 2021

\t◦ 09h30 09h50
\t  Ouverture 20m
\t  Orateur : Mme Léa Roux (Météo)
\t◦ 09h50 10h50
\t  Tour de table 1h00
\t\t◦ Alpes 20'
\t\t  Orateurs : LÉA ROUX (Météo), Jean-Luc de la Tour (Univ. (Grenoble)),
\t\t  M. Marc Petit
\t\t◦ Jura 20'
\t\t  Intervenante : noémie blanc
\t\t◦ Vosges 20'
\t\t  Orateur : Karl Ott
\t\t  ◦ Deux stations de plus
\t◦ 10h50 11h00
\t  Divers 10m

Rejoindre la réunion Zoom
https://zoom.us/j/91234567890
ID de réunion : 912 3456 7890
Code secret : Flocon7
"""


def read(content: str, options: AgendaOptions = OPTIONS) -> Agenda:
    """Read a page under the name that the messages show."""
    return parse_agenda(content, source="page.txt", options=options)


def refusal(content: str, options: AgendaOptions = OPTIONS) -> str:
    """Return the one line with which a page is refused."""
    with pytest.raises(BadInputError) as caught:
        read(content, options)
    (problem,) = caught.value.problems
    assert "\n" not in problem
    return problem


def item(agenda: Agenda, key: str) -> AgendaItem:
    """Return the item of that key, which must be there."""
    found = agenda.meeting.find_item(key)
    assert found is not None
    return found


def titles(agenda: Agenda) -> list[tuple[str, str, int]]:
    """Return key, title and minutes of every item."""
    return [(item.key, item.title, item.duration_minutes) for item in agenda.meeting.walk()]


def page(*, header: str = "3 March 2021", agenda: str = "10:00 10:05\nOpening 5m") -> str:
    """Return a page of a few lines."""
    return f"Reef Watch Meeting\n{header}\n\n{agenda}\n"


def test_english_page_gives_its_items_in_order() -> None:
    """Items, their nesting and minutes come from times, bullets and durations; notes that end in a number stay notes."""
    assert titles(read(ENGLISH)) == [
        ("1", "Welcome", 15),
        ("2", "Stations", 45),
        ("2.1", "Buoys", 10),
        ("2.2", "Tide gauges", 60),
        ("2.3", "Cameras", 10),
        ("3", "Any other business", 15),
    ]


def test_english_page_gives_its_day_times_zone_and_chair() -> None:
    """The date line under the title says when and in which zone; a single chair becomes the chair."""
    agenda = read(ENGLISH)
    assert (agenda.meeting.title, agenda.series.slug) == ("Harbour Sensors Steering Group", "harbour-sensors-steering-group")
    assert agenda.meeting.start_at == datetime(2021, 11, 9, 14, 0, tzinfo=UTC)
    assert agenda.meeting.end_at == datetime(2021, 11, 9, 15, 15, tzinfo=UTC)
    assert (agenda.meeting.timezone, agenda.series.timezone) == ("Europe/Lisbon", "Europe/Lisbon")
    assert agenda.series.chair is not None
    assert agenda.series.chair.name == "Ana Prado"


def test_english_page_keeps_names_without_titles_and_odd_capitals() -> None:
    """Titles go, all-capital and all-small names are repaired, particles stay small, brackets nest."""
    agenda = read(ENGLISH)
    people = [(speaker.name, speaker.affiliation) for slot in agenda.meeting.slots for speaker in slot.speakers]
    assert people == [("Tom Hale", "Harbour Trust"), ("Ida van der Meer", "Delft (NL)"), ("Jo O'Neil", ""), ("Pia Lund", "")]
    assert item(agenda, "1").speakers[0].name == "Ana Prado"


def test_text_above_the_speakers_describes_and_text_below_them_reports() -> None:
    """Description up to the speaker line, notes after it; bullets of an item without speakers are notes."""
    agenda = read(ENGLISH)
    assert item(agenda, "2").description == "What each station has measured since the summer."
    assert item(agenda, "2.1").notes == "- The second buoy lost its mirror of 3m"
    assert item(agenda, "2.3").notes.startswith("All cameras were moved")
    assert (item(agenda, "3").description, item(agenda, "3").notes) == ("", "- Budget to be sent round")


def test_joining_details_of_the_conference_box_are_found_and_nowhere_else() -> None:
    """Labels and values on lines of their own are read; a link repeated in a report is masked."""
    agenda = read(ENGLISH)
    online = agenda.meeting.online
    assert (online.service, online.meeting_id, online.passcode) == ("zoom", "62011223344", "sea-55Gulls")
    assert online.url == "https://porto.zoom.us/j/62011223344?pwd=abc"
    document = agenda_document(agenda)
    document.pop("online")
    assert not re.search(r"62011223344|55Gulls|zoom\.us", str(document))


def test_english_page_is_warned_of() -> None:
    """Slots longer in sum than their session, and one line for each slot without an address."""
    assert list(read(ENGLISH).warnings) == [
        "2 Stations: its items take 80 minutes, more than its own 45",
        "2.1 Buoys: it has no address for Tom Hale",
        "2.2 Tide gauges: it has no address for Ida van der Meer, Jo O'Neil",
        "2.3 Cameras: it has no address for Pia Lund",
    ]


def test_french_page_gives_items_people_and_times() -> None:
    """Labels with a blank before the colon, `09h30`, `20'`, tabs, a speaker line over two lines."""
    agenda = read(FRENCH)
    assert titles(agenda)[1:5] == [("2", "Tour de table", 60), ("2.1", "Alpes", 20), ("2.2", "Jura", 20), ("2.3", "Vosges", 20)]
    assert [speaker.name for speaker in item(agenda, "2.1").speakers] == ["Léa Roux", "Jean-Luc de la Tour", "Marc Petit"]
    assert [slot.key for slot in agenda.meeting.slots] == ["2.1", "2.2", "2.3"]
    assert item(agenda, "2.3").notes == "◦ Deux stations de plus"
    assert item(agenda, "2.3").start_at == datetime(2021, 6, 2, 8, 30, tzinfo=UTC)


def test_french_page_gives_minutes_and_joining_details_apart() -> None:
    """The minutes above the agenda are notes of the meeting; a box below the agenda is joining details all the same."""
    agenda = read(FRENCH)
    assert agenda.meeting.notes.splitlines()[0] == "Compte-rendu de la réunion"
    assert "capteurs" in agenda.meeting.notes
    assert agenda.meeting.online.passcode == "Flocon7"
    assert agenda.meeting.online.url == "https://zoom.us/j/91234567890"
    assert item(agenda, "3").description == item(agenda, "3").notes == ""


def test_french_day_is_not_that_of_the_next_meeting() -> None:
    """`Prochaine réunion le 16 juin` is no candidate, and the zone in brackets counts."""
    agenda = read(FRENCH)
    assert agenda_document(agenda)["start"] == "2021-06-02T09:30:00+02:00"
    assert agenda.meeting.timezone == "Europe/Zurich"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("3rd March 2021", date(2021, 3, 3)),
        ("March 3rd, 2021", date(2021, 3, 3)),
        ("Wed. 3 Mar 2021", date(2021, 3, 3)),
        ("mercredi 3 mars 2021", date(2021, 3, 3)),
        ("1er août 2021", date(2021, 8, 1)),
        ("2021-03-03", date(2021, 3, 3)),
        ("3 - 5 March 2021", date(2021, 3, 3)),
        ("28 Feb – 2 March 2021", date(2021, 2, 28)),
        ("March 3 – 5, 2021", date(2021, 3, 3)),
        ("vom 3. bis 5. März 2021", date(2021, 3, 3)),
        ("Mittwoch, den 3. März 2021", date(2021, 3, 3)),
        ("miércoles, 3 de marzo de 2021", date(2021, 3, 3)),
        ("mercoledì 3 marzo 2021", date(2021, 3, 3)),
        ("23/03/2021", date(2021, 3, 23)),
        ("03.04.2021", date(2021, 4, 3)),
        ("Minutes of 3 March 2021\nNext meeting 17 March 2021", date(2021, 3, 3)),
        ("Minutes\n3 March 2021\nNext meeting:\n17 March 2021", date(2021, 3, 3)),
        ("3 March 2021\nMinutes of 17 February 2021", date(2021, 3, 3)),
        ("Minutes\n3 March 2021\n• The paper of 5 May 2020 was discussed", date(2021, 3, 3)),
        ("Held on 3 March 2021 in Lyon\nréunion suivante : 17 mars 2021", date(2021, 3, 3)),
    ],
    ids=lambda value: str(value).replace("\n", " / ")[:40],
)
def test_day_is_found(header: str, expected: date) -> None:
    """The page's date, else that of its minutes, else any other; never that of another meeting."""
    assert read(page(header=header)).meeting.start_at.date() == expected


@pytest.mark.parametrize(
    "header",
    [
        "no day at all",
        "Next meeting 17 March 2021",
        "Prochaine réunion le 17 mars 2021",
        "3 March 2021\n4 March 2021",
        "03/04/2021",
        "31 February 2021",
        "3 March",
    ],
)
def test_day_in_doubt_is_asked_for(header: str) -> None:
    """Without a day, or with several, one line says to give it; then it is read."""
    assert "--date YYYY-MM-DD" in refusal(page(header=header))
    given = AgendaOptions(date=date(2022, 7, 1), timezone=None, default_timezone="UTC", addresses={})
    assert read(page(header=header), given).meeting.start_at == datetime(2022, 7, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "header", "expected"),
    [
        (None, "3 March 2021", "Europe/Paris"),
        (None, "3 March 2021, 10:00 - 10:05 (Asia/Tokyo)", "Asia/Tokyo"),
        (None, "Europe/Rome timezone\n3 March 2021, 10:00 - 10:05 Asia/Tokyo", "Asia/Tokyo"),
        ("America/New_York", "3 March 2021 Asia/Tokyo", "America/New_York"),
    ],
)
def test_zone_is_asked_for_else_of_the_page_else_the_default(asked: str | None, header: str, expected: str) -> None:
    """Beside the date counts more than the zone of the reader, which Indico shows as well."""
    options = AgendaOptions(date=None, timezone=asked, default_timezone="Europe/Paris", addresses={})
    assert read(page(header=header), options).meeting.timezone == expected


def test_unknown_zone_is_refused_with_the_nearest() -> None:
    """A slip in --timezone is named, with what was probably meant."""
    options = AgendaOptions(date=None, timezone="Europe/Pari", default_timezone="UTC", addresses={})
    assert "Europe/Paris" in refusal(page(), options)


@pytest.mark.parametrize(
    "agenda",
    [
        "• 10:00 10:30\n  Round 30m\n  • Reefs 5m\n    Speaker: A Bee\n  • EST 5m\n    Speaker: C Dee",
        "10:00 → 10:30 Round 30m\n  Reefs 5m\n  Speaker: A Bee\n  EST 5m\n  Speaker: C Dee",
        "10:00 - 10:30\nRound 30m\n- Reefs 5m\nSpeaker: A Bee\n- EST 5m\nSpeaker: C Dee",
        "\t•\t10:00\t10:30\n\t\tRound 30m\n\t\t•\tReefs 5m\n\t\t\tSpeaker: A Bee\n\t\t•\tEST 5m\n\t\t\tSpeaker: C Dee",
        "•\n10:00 10:30\nRound 30m\n  •\n  Reefs 5m\n  Speaker: A Bee\n  •\n  EST 5m\n  Speaker: C Dee",
        "  * 10:00 10:30\n    Round 30m\n* Reefs 5m\n      Speaker: A Bee\n    * EST 5m\nSpeaker: C Dee",
        "10:00 → 10:30\nRound\n  10:00\n  Reefs 5m\n  Speaker: A Bee\n  10:05\n  EST 5m\n  Speaker:\n  C Dee",
        "10:00 AM → 10:30 AM\n Round\n  10:00 AM → 10:05 AM\n  Reefs 5m\n  Speaker: A Bee\n  10:05 AM → 10:10 AM\n  EST 5m\nSpeaker: C Dee",
    ],
    ids=["bullets", "one line", "flat", "tabs", "lone bullets", "indentation lost in places", "starts only", "session times"],
)
def test_shapes_carry_whatever_the_layout(agenda: str) -> None:
    """The same two slots under the same session."""
    read_agenda = read(page(agenda=agenda))
    assert titles(read_agenda) == [("1", "Round", 30), ("1.1", "Reefs", 5), ("1.2", "EST", 5)]
    assert [speaker.name for speaker in read_agenda.meeting.speakers] == ["A Bee", "C Dee"]


@pytest.mark.parametrize(
    "line",
    ["• We have a mirror of 3m", "• Found it. Took us 2m", "• Le tour prend environ 5m", "• no number here", "• fast: 3 m"],
)
def test_bullets_that_are_sentences_are_notes(line: str) -> None:
    """A bullet without a duration of its own is no item."""
    agenda = read(page(agenda=f"10:00 10:30\nReefs 30m\nSpeaker: A Bee\n{line}"))
    assert [item.title for item in agenda.meeting.walk()] == ["Reefs"]
    assert item(agenda, "1").notes == line


BLOCKS = {
    "teams": "Microsoft Teams meeting\nJoin on your computer or mobile app\nhttps://teams.microsoft.com/l/meetup-join/19%3aX/0\n"
    "Meeting ID: 345 678 901 23\nPasscode: kX9pQ2\n"
    "Or call in (audio only)\n+49 69 1234 5678,,11223344#   Germany, Frankfurt\n"
    "Learn more | Meeting options",
    "webex": "Join by meeting number\nMeeting number (access code): 2345 678 9012\nMeeting password: Tq7reef\nhttps://reef.webex.com/reef/j.php?MTID=m1\n"
    "Join by phone\n+44-20-7660-8149 United Kingdom",
    "meet": "Google Meet joining info\nVideo call link: https://meet.google.com/abc-defg-hij\nOr dial: +33 1 87 40 12 34 PIN: 123 456 789#",
    "zoom": "Zed is inviting you to a scheduled Zoom meeting.\n\nTopic: Another name\nTime: Mar 9, 2021 10:00 AM Paris\n\n"
    "Join Zoom Meeting\n"
    "https://zoom.us/j/95411112222?pwd=QQ\n\nMeeting ID: 954 1111 2222 Passcode: reef99\n"
    "One tap mobile\n+41432107000,,95411112222# Switzerland\n\n"
    "Join by H.323\n162.255.37.11 (US West)\n---",
}

PLACES = ("above the minutes", "below the minutes", "below the agenda")


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("where", PLACES)
def test_no_joining_detail_is_left_in_what_may_be_published(name: str, where: str) -> None:
    """Wherever the box of a service stands, nothing of it is in notes or descriptions, and the minutes stay whole."""
    minutes = "Minutes of the last round\n• Corals grow"
    above, below, after = (BLOCKS[name] if place == where else "" for place in PLACES)
    agenda = read(page(header=f"3 March 2021\n{above}\n\n{minutes}\n\n{below}", agenda=f"10:00 10:05\nOpening 5m\n{after}"))
    assert agenda.meeting.notes == minutes
    assert item(agenda, "1").description == item(agenda, "1").notes == ""
    assert agenda.meeting.online.service == name
    assert agenda.meeting.online.url.startswith("https://")


@pytest.mark.parametrize(
    ("name", "meeting_id", "passcode", "phones"),
    [
        ("teams", "345 678 901 23", "kX9pQ2", ("+49 69 1234 5678",)),
        ("webex", "2345 678 9012", "Tq7reef", ("+44-20-7660-8149",)),
        ("zoom", "954 1111 2222", "reef99", ("+41432107000",)),
    ],
)
def test_joining_details_are_read(name: str, meeting_id: str, passcode: str, phones: tuple[str, ...]) -> None:
    """Meeting id, passcode and numbers of each service."""
    online = read(page(header=f"3 March 2021\n{BLOCKS[name]}")).meeting.online
    assert (online.meeting_id, online.passcode, online.phones) == (meeting_id, passcode, phones)


def test_details_repeated_in_the_minutes_are_masked() -> None:
    """A minute-taker who writes the id or the passcode down does not publish them."""
    minutes = "Minutes\n• Same room: 954-1111-2222 with reef99\n• 95411112222 works, call +41 43 210 70 00"
    agenda = read(page(header=f"3 March 2021\n{BLOCKS['zoom']}\n{minutes}"))
    assert not re.search(r"1111|reef99|210", agenda.meeting.notes)
    assert "Same room: [joining details] with [joining details]" in agenda.meeting.notes


def test_description_above_the_minutes_is_left_out_with_a_warning() -> None:
    """Only minutes are notes; that something else stood there is said."""
    agenda = read(page(header="3 March 2021\nBring your diving suits\n\nMinutes\n• Corals grow"))
    assert agenda.meeting.notes == "Minutes\n• Corals grow"
    assert "1 line below the title of the page were left out" in agenda.warnings


def test_meeting_goes_on_past_midnight() -> None:
    """Times after midnight belong to the next day."""
    agenda = read(page(agenda="23:50 00:10\nDusk 20m\n00:10 00:30\nDawn 20m"))
    assert agenda_document(agenda)["end"] == "2021-03-04T00:30:00+01:00"
    assert agenda.warnings == ()


@pytest.mark.parametrize(
    "content", ["", "\n \n\ufeff", "A poem\nof 3m and 10:00\n", "• one 5m\n• two", "BEGIN:VCALENDAR\nEND:VCALENDAR", "<html>"]
)
def test_what_is_no_agenda_is_refused_in_one_line(content: str) -> None:
    """One line that names the file and says why."""
    assert refusal(content).startswith("page.txt: ")


JUNK = {
    "letters": "A" * 1_000_000,
    "words": "lorem ipsum 10:00 5m " * 50_000,
    "lines": "lorem ipsum dolor sit amet, 5m consectetur adipiscing\n" * 19_000,
    "items": "T\n3 March 2021\n" + "10:00 10:05\nX 5m\nSpeaker: A B\n" * 6_000,
    "bullets": "".join(" " * (place % 90) + "• " + "(" * 40 + " 1m\n" for place in range(10_000)),
    "empty lines": "T\n" + "\n" * 1_000_000,
    "phones": "T\n" + "+41 43 210 71 08 and +1\n" * 19_000,
    "brackets": "T\n3 March 2021\n10:00 10:05\nX 5m\nSpeaker: " + "(" * 1_000_000,
}


@pytest.mark.parametrize("content", JUNK.values(), ids=JUNK)
def test_a_megabyte_of_junk_is_read_or_refused(content: str) -> None:
    """No shape of line ends in a traceback, or, taking more than its length, does not end at all."""
    with suppress(BadInputError):
        read(content)


@pytest.mark.parametrize("number", range(40))
def test_no_damaged_page_ends_in_a_traceback(number: int) -> None:
    """Whatever is cut, repeated or inserted, the page is read, or refused with a message."""
    dice = random.Random(number)  # noqa: S311 - the same damage in every run
    text = dice.choice((ENGLISH, FRENCH))
    for _ in range(dice.randint(1, 30)):
        place = dice.randrange(len(text))
        extra = dice.choice(["\n", "• ", "10:00 → 25:99 ", " 999h", "(", ")", "Speaker: ", "31 Feb 2021 ", "\t", "\x00", "\ud800", "+41 "])
        text = text[:place] + extra * dice.randint(0, 2) + text[place + dice.randint(0, 12) :]
    with suppress(BadInputError):
        agenda_document(read(text))


@pytest.mark.skipif(not SEED.exists(), reason="the seed page is not here")
class TestSeed:
    """The real page, with French labels."""

    def test_gives_meeting_and_items(self) -> None:
        """Title, times and the top items; the next meeting's date is not taken."""
        agenda = read(SEED.read_text(encoding="utf-8"))
        document = agenda_document(agenda)
        assert (document["title"], document["series"]) == ("Technical Coordination Meeting", "technical-coordination")
        assert (document["start"], document["end"]) == ("2021-03-03T10:00:00+01:00", "2021-03-03T11:30:00+01:00")
        assert [(item.duration_minutes, f"{item.start_at:%H:%M}") for item in agenda.meeting.items] == [
            (5, "09:00"),
            (40, "09:05"),
            (40, "09:45"),
            (5, "10:25"),
        ]
        assert [child.duration_minutes for child in agenda.meeting.items[1].items] == [10, 30]

    def test_gives_nine_slots_with_their_people(self) -> None:
        """Each infrastructure two minutes; one person is entered twice, two share a slot."""
        agenda = read(SEED.read_text(encoding="utf-8"))
        slots = {slot.title: [speaker.name for speaker in slot.speakers] for slot in agenda.meeting.slots}
        assert slots == {
            "CTA": ["Matthias Fuessling"],
            "EGO": ["Antonella Bozzi"],
            "ESO": ["Martino Romaniello"],
            "EST": ["Nazaret Bello Gonzalez"],
            "FAIR": ["Mohammad Al-Turany"],
            "HL-LHC": ["Daniele Spiga"],
            "JIVE": ["Harro Verkouter"],
            "KM3Net": ["Jutta Schnabel", "Mauro Taiuti"],
            "SKA": ["Rosie Bolton"],
        }
        assert {slot.duration_minutes for slot in agenda.meeting.slots} == {2}
        assert "3.6 HL-LHC: Daniele Spiga is entered twice and counted once" in agenda.warnings
        assert [slot.title for slot in agenda.meeting.walk() if slot.notes] == ["ESO", "KM3Net", "SKA"]

    def test_keeps_joining_details_to_themselves(self) -> None:
        """The passcode stands under online, and the minutes are those of the meeting alone."""
        document = agenda_document(read(SEED.read_text(encoding="utf-8")))
        online, notes = document.pop("online"), str(document["notes"])
        assert isinstance(online, dict)
        assert len(online.pop("phones")) == 6
        assert online == {"service": "zoom", "url": "", "meeting_id": "954 2955 6769", "passcode": "115510"}
        assert not re.search(r"115510|2955|Zoom|\+41|\+33|H\.323", str(document))
        assert notes.startswith("Minutes")

    def test_is_read_back_from_its_own_document(self) -> None:
        """The output of `agenda --json` is an agenda file that means the same."""
        document = agenda_document(read(SEED.read_text(encoding="utf-8")))
        assert agenda_document(read(json.dumps(document))) == document

    @pytest.mark.parametrize(
        ("pattern", "replacement"),
        [
            ("\n", "\r\n"),
            (" ", "\u00a0"),
            ("•", "-"),
            ("(?m)^ +", ""),
            ("\n\\s*\n", "\n"),
            ("(?m)$", " \t"),
            ("•", "\u200b•"),
            ("• ", "•\t"),
        ],
        ids=["CRLF", "NBSP", "hyphens", "flat", "no blank lines", "trailing blanks", "invisible", "tabs"],
    )
    def test_reads_the_same_however_it_was_pasted(self, pattern: str, replacement: str) -> None:
        """Line ends, blanks, bullets and indentation may change on the way."""
        plain = SEED.read_text(encoding="utf-8")
        mangled = read(re.sub(pattern, replacement, plain))
        assert titles(mangled) == titles(read(plain))
        assert mangled.meeting.slots[7].speakers == read(plain).meeting.slots[7].speakers
        assert mangled.meeting.online == read(plain).meeting.online


@pytest.mark.parametrize(
    ("lines", "passcode", "phones"),
    [
        ("Join Webex Meeting\nMeeting number: 2345 678 9012\nDial: +41 22 555 01 01", "", ("+41 22 555 01 01",)),
        ("https://cern.zoom.us/j/95512345678 (passcode 115510), by phone +41 43 210 71 08, PIN 4711", "115510", ("+41 43 210 71 08",)),
        ("Google Meet\n(US) +1 234-567-8900 PIN: 123 456#", "123 456", ("+1 234-567-8900",)),
    ],
    ids=["dial", "all in one line", "country and pin"],
)
def test_dial_in_numbers_are_joining_details(lines: str, passcode: str, phones: tuple[str, ...]) -> None:
    """However a service writes them, they stand under `online` and nowhere else."""
    page = f"Board\n\n{lines}\n\n3rd March 2027\n\n• 10:00 10:05\n  Introduction 5m\n  Speaker: Ann Lee\n"
    meeting = read(page).meeting
    assert (meeting.online.passcode, meeting.online.phones) == (passcode, phones)
    assert not any(number in f"{meeting.notes}{meeting.items}" for number in phones)
