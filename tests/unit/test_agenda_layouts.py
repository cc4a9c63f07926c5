"""Pages and lists of other layouts and languages: twelve-hour times, numbers, rooms, breaks, several days, minutes between the items."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import pytest

from mailflow.adapters.agenda_formats.clocks import find_times, leading_time, leading_times
from mailflow.adapters.agenda_formats.reader import AgendaOptions, agenda_document, parse_agenda
from mailflow.domain.agenda import Agenda
from mailflow.domain.errors import BadInputError
from tests.agenda_pages import PAGES, PastedPage

OPTIONS = AgendaOptions(date=None, timezone=None, default_timezone="Europe/Paris", addresses={})


def read(content: str, options: AgendaOptions = OPTIONS) -> Agenda:
    """Read a page under the name that the messages show."""
    return parse_agenda(content, source="page.txt", options=options)


def outline(agenda: Agenda) -> list[str]:
    """Return `key day hh:mm minutes title | speakers` of every item, `*` before slots; times are those of the meeting's zone."""
    found = []
    for item, told in zip(agenda.meeting.walk(), _documents(agenda_document(agenda)["items"]), strict=True):
        start = datetime.fromisoformat(str(told["start"]))
        names = ", ".join(speaker.name for speaker in item.speakers)
        mark = "*" if item.expects_report else ""
        found.append(f"{mark}{item.key} {start:%d %H:%M} {item.duration_minutes} {item.title}" + (f" | {names}" if names else ""))
    return found


def _documents(items: object) -> list[dict[str, object]]:
    assert isinstance(items, list)
    return [found for item in items for found in (item, *_documents(item["items"]))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_gives_the_right_agenda(page: PastedPage) -> None:
    """Its items, their nesting, times and people; the meeting's times, zone and chair; nothing that is furniture."""
    agenda = read(page.text)
    document = agenda_document(agenda)
    assert outline(agenda) == list(page.outline)
    assert (document["start"], document["end"], document["timezone"]) == page.when
    assert (agenda.series.chair.name if agenda.series.chair else "") == page.chair
    assert {item.key: item.notes for item in agenda.meeting.walk() if item.notes} == page.notes


def _reindented(text: str) -> str:
    return "\n".join(line.replace("    ", "\t") for line in text.split("\n"))


def _spaced(text: str) -> str:
    return text.replace(" → ", "\u00a0→\u2009").replace("\n", "  \r\n")


def _arrows(text: str) -> str:
    return text.replace(" → ", " - ").replace("–", "-")


def _doubled(text: str) -> str:
    return text.replace("\n", "\n\n")


def _framed(text: str) -> str:
    return "Skip to main content\n\n" + text + "\nPowered by Indico v3.3\nHelp\nContact\nPrivacy policy\n"


@pytest.mark.parametrize("change", [_reindented, _spaced, _arrows, _doubled, _framed], ids=lambda change: change.__name__)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_reads_the_same_however_it_was_pasted(page: PastedPage, change: Callable[[str], str]) -> None:
    """Browsers and editors change blanks, arrows and line ends."""
    assert outline(read(change(page.text))) == list(page.outline)


@pytest.mark.parametrize("page", [page for page in PAGES if not page.needs_indent], ids=lambda page: page.name)
def test_page_reads_the_same_without_indentation(page: PastedPage) -> None:
    """Some browsers lose it; times, numbers and labels tell the nesting then."""
    assert outline(read("\n".join(line.strip() for line in page.text.split("\n")))) == list(page.outline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:00 PM → 3:15 PM rest", "14:00 15:15 rest"),
        ("12:00 AM - 1:00 a.m.", "00:00 01:00 "),
        ("12:00 PM – 12:30 PM", "12:00 12:30 "),
        ("2-3:30pm (London)", "14:00 15:30 (London)"),
        ("11:30 - 12:15 PM", "11:30 12:15 "),
        ("9 am to 10 am: Start", "09:00 10:00 Start"),
        ("14h - 16h Ouverture", "14:00 16:00 Ouverture"),
        ("14h30 à 16h", "14:30 16:00 "),
        ("9h30 10h", "09:30 10:00 "),
        ("10.00 – 10.15 Apertura", "10:00 10:15 Apertura"),
        ("10.00 bis 11.30 Uhr", "10:00 11:30 "),
        ("10 bis 12 Uhr", "10:00 12:00 "),
        ("9:00 a 10:30", "09:00 10:30 "),
        ("09:00-10:00: Title", "09:00 10:00 Title"),
    ],
    ids=lambda value: value[:25],
)
def test_two_times_are_read_as_people_write_them(text: str, expected: str) -> None:
    """With half a day told once or twice, with dots, hours alone, and words between."""
    found = leading_times(text)
    assert found is not None
    assert f"{found[0]:%H:%M} {found[1]:%H:%M} {found[2]}" == expected
    assert find_times(f"on Tuesday {text}") == found[:2]


@pytest.mark.parametrize("text", ["3.4. - 5.6.", "03.03.2021 - 04.03.2021", "10-12 persons", "1.5 - 2.5 GeV", "2.1 - 2.2", "25:00 → 26:00"])
def test_other_numbers_are_no_times(text: str) -> None:
    """Dates, counts, measures and sections of a list."""
    assert leading_times(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2:15 PM Buoys", "14:15 Buoys"), ("9 am Start", "09:00 Start"), ("10.00 Uhr Ende", "10:00 Ende"), ("10 Uhr Anfang", "10:00 Anfang")],
)
def test_one_time_is_read_as_people_write_it(text: str, expected: str) -> None:
    """With its half of the day, or with the word that says so."""
    found = leading_time(text)
    assert found is not None
    assert f"{found[0]:%H:%M} {found[1]}" == expected


@pytest.mark.parametrize("text", ["2.1 Vosges", "3 Uhrwerke", "14h x", "1h 30m", "7 amazing boats"])
def test_other_beginnings_are_no_time(text: str) -> None:
    """Sections, counts and durations."""
    assert leading_time(text) is None


def test_days_move_with_the_date_that_was_asked_for() -> None:
    """All of them by as much as the first."""
    page = next(page for page in PAGES if page.name == "german two days")
    given = AgendaOptions(date=date(2023, 5, 30), timezone=None, default_timezone="UTC", addresses={})
    days = [line.split()[1] for line in outline(read(page.text, given))]
    assert days == ["30"] * 4 + ["31"] * 5


def test_page_may_name_its_days_without_a_year() -> None:
    """Or by their number alone."""
    text = "Glacier Days\n3 – 5 March 2021\n09:00 → 17:00\n\n{}\n09:00 → 10:00\nOpening\n{}\n09:00 → 17:00\nTrip\n"
    for first, second in (("Wednesday 3 March", "Friday 5 March"), ("Day 1", "Day 3: Friday"), ("Tag 1 – Mittwoch", "5. März")):
        agenda = read(text.format(first, second))
        assert [line.split()[1] for line in outline(agenda)] == ["03", "05"]
        assert agenda_document(agenda)["end"] == "2021-03-05T17:00:00+01:00"


def test_list_alone_is_no_agenda() -> None:
    """Without a day above it nobody can tell it from any other."""
    with pytest.raises(BadInputError, match="is neither our YAML"):
        read("Shopping\n1. Apples\n2. Pears\n3. Bread\n")


def test_numbers_that_do_not_count_stay_in_titles() -> None:
    """`3 ways` is a title."""
    agenda = read("Kelp\n3 March 2021\n10:00 → 10:10\n3 ways to count 10m\n10:10 → 10:20\n12 new sites 10m\n")
    assert [item.title for item in agenda.meeting.items] == ["3 ways to count", "12 new sites"]


def test_brackets_that_are_no_names_stay_in_titles() -> None:
    """Where speakers have labels, names in brackets are no speakers either."""
    agenda = read("Kelp\n3 March 2021\n10:00 - 10:10 AOB (all)\n10:10 - 10:20 Plans (Ann Lee, 2022)\n10:20 - 10:30 Sites (Ann Lee)\n")
    assert [item.title for item in agenda.meeting.items] == ["AOB (all)", "Plans (Ann Lee, 2022)", "Sites"]
    assert [one.name for one in agenda.meeting.items[2].speakers] == ["Ann Lee"]
    labelled = read("Kelp\n3 March 2021\n10:00 - 10:10 Low Trigger (Very Low Level)\nSpeaker: Ann Lee\n")
    assert labelled.meeting.items[0].title == "Low Trigger (Very Low Level)"


@pytest.mark.parametrize("number", range(30))
def test_no_damaged_page_ends_in_a_traceback(number: int) -> None:
    """Lines lost, doubled, cut and swapped: read, or refused in lines."""
    generator = random.Random(number)  # noqa: S311 - no secret: the same damage in every run
    page = generator.choice(PAGES)
    lines = page.text.split("\n")
    for _ in range(generator.randint(1, 12)):
        place = generator.randrange(len(lines))
        action = generator.choice(("drop", "double", "cut", "swap", "join"))
        if action == "drop" and len(lines) > 2:
            del lines[place]
        elif action == "double":
            lines.insert(place, lines[place])
        elif action == "cut":
            lines[place] = lines[place][: generator.randint(0, len(lines[place]))]
        elif action == "swap":
            other = generator.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            lines[place] += lines[generator.randrange(len(lines))]
    with suppress(BadInputError):
        agenda_document(read("\n".join(lines)))
