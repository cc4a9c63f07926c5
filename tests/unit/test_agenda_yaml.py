"""Our agenda file: what it may say, what is worked out, and how every mistake is told."""

import json
import random
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, agenda_document, parse_agenda
from mailflow.domain.agenda import Agenda, OnlineAccess, Speaker
from mailflow.domain.errors import BadInputError

OPTIONS = AgendaOptions(date=None, timezone=None, default_timezone="Europe/Paris", addresses={})

WHOLE = """
series: reef-watch
title: Reef Watch
start: 2021-03-03T10:00
end: 2021-03-03 11:30
timezone: Europe/Rome
cadence: every 2 weeks
language: NO
approval_hold: 0m
chair: {name: Ian Bird, email: ian@example.org}
deputies: [{name: Bea Moss}]
minute_taker: {name: Cy Dune, email: cy@example.org}
secretary: {name: Di Foss, email: di@example.org}
subscribers: [a@example.org, A@example.org, b@example.org]
list: reef@lists.example.org
online: {service: zoom, url: "https://zoom.us/j/1", meeting_id: 012 345, passcode: 012345, phones: ["+41 43 210 00 00"]}
notes: |
  First line.

    - kept as it is
items:
  - title: 2021
    duration: 1h30m
    description: Long.
    items:
      - {title: CTA, duration: 2m, aliases: [cta-o, 7], speakers: [{name: Bea Moss, affiliation: NO, email: bea@example.org}]}
      - {title: EGO, duration_minutes: 3, speakers: [{name: Cy Dune}]}
      - {title: ESO, duration: 1m, speakers: [{name: Eve Gale}, {name: eve gale, affiliation: Lab, email: eve@example.org}]}
      - {title: Silent, duration: 1m}
      - {title: Never, duration: 1m, expects_report: no, speakers: [{name: Fay Hill}]}
"""


def read(content: str, options: AgendaOptions = OPTIONS) -> Agenda:
    """Read a file under the name that the messages show."""
    return parse_agenda(content, source="a.yaml", options=options)


def problems(content: str, options: AgendaOptions = OPTIONS) -> tuple[str, ...]:
    """Return the lines with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read(content, options)
    assert not any("\n" in problem for problem in caught.value.problems)
    return caught.value.problems


def small(*lines: str, items: str = "[{title: Opening, duration: 5m}]") -> str:
    """Return a small valid file with further lines."""
    return "\n".join(("title: Reef Watch", "start: 2021-03-03T10:00", *lines, f"items: {items}"))


def test_says_all_that_the_owner_knows() -> None:
    """Roles, list, habits; text stays text, as `NO`, which YAML would take for a falsehood."""
    series = read(WHOLE).series
    assert (series.slug, series.title, series.timezone) == ("reef-watch", "Reef Watch", "Europe/Rome")
    assert (series.cadence, series.language, series.approval_hold) == ("every 2 weeks", "NO", timedelta(0))
    assert series.chair == Speaker("Ian Bird", email="ian@example.org")
    assert (series.deputies[0].name, series.list_address) == ("Bea Moss", "reef@lists.example.org")
    assert series.minute_taker is not None
    assert series.secretary is not None
    assert series.subscribers == ("A@example.org", "b@example.org")


def test_keeps_numbers_as_they_are_written() -> None:
    """A passcode with a leading zero, a title that is a year, an alias that is a number."""
    meeting = read(WHOLE).meeting
    assert meeting.online == OnlineAccess("zoom", "https://zoom.us/j/1", "012 345", "012345", ("+41 43 210 00 00",))
    assert (meeting.items[0].title, meeting.items[0].items[0].aliases) == ("2021", ("cta-o", "7"))
    assert meeting.notes == "First line.\n\n  - kept as it is"


def test_works_out_keys_starts_and_who_expects_a_report() -> None:
    """Items follow one another; leaves with a speaker beside two more are slots, unless the file says no."""
    meeting = read(WHOLE).meeting
    rows = [(item.key, f"{item.start_at:%H:%M}", item.duration_minutes, item.expects_report) for item in meeting.walk()]
    assert rows == [
        ("1", "09:00", 90, False),
        ("1.1", "09:00", 2, True),
        ("1.2", "09:02", 3, True),
        ("1.3", "09:05", 1, True),
        ("1.4", "09:06", 1, False),
        ("1.5", "09:07", 1, False),
    ]
    assert (meeting.start_at, meeting.end_at) == (datetime(2021, 3, 3, 9, tzinfo=UTC), datetime(2021, 3, 3, 10, 30, tzinfo=UTC))


def test_counts_a_person_twice_on_a_slot_once() -> None:
    """The affiliation and the address are kept from whichever entry has them; who has an address once has it everywhere."""
    agenda = read(WHOLE)
    assert agenda.meeting.slots[2].speakers == (Speaker("Eve Gale", "Lab", "eve@example.org"),)
    assert agenda.meeting.slots[1].speakers == (Speaker("Cy Dune", "", "cy@example.org"),)
    assert agenda.series.deputies == (Speaker("Bea Moss", "", "bea@example.org"),)
    assert agenda.warnings == ("1.3 ESO: Eve Gale is entered twice and counted once",)


def test_flat_agenda_counts_as_one_session() -> None:
    """Where no item has items, three leaves with speakers are slots; with a session among them they are not."""
    leaf = "{title: T, duration: 5m, speakers: [{name: A Bee}]}"
    assert len(read(small(items=f"[{leaf}, {leaf}, {leaf}]")).meeting.slots) == 3
    session = "{title: S, items: [{title: U, duration: 5m}]}"
    assert read(small(items=f"[{leaf}, {leaf}, {leaf}, {session}]")).meeting.slots == ()


def test_durations_come_from_children_and_from_the_next_start() -> None:
    """A session lasts as long as its items; an item until the next one that says when it starts."""
    session = "{title: A, items: [{title: B, duration: 10m}, {title: C, duration: 1h 5m}]}"
    meeting = read(small(items=f"[{session}, {{title: D}}, {{title: E, start: 12:00, duration: 5m}}]")).meeting
    assert [(item.key, item.duration_minutes) for item in meeting.items] == [("1", 75), ("2", 45), ("3", 5)]
    assert meeting.end_at == datetime(2021, 3, 3, 11, 5, tzinfo=UTC)


def test_keys_that_are_given_stay_and_others_go_round_them() -> None:
    """A key never changes once it was mailed, so a new item takes a number that is free."""
    known = "{key: 1, title: A, duration: 1m, items: [{key: 1.10, title: B, duration: 1m}]}"
    items = f"[{{title: New, duration: 1m}}, {known}, {{title: C, duration: 1m}}]"
    assert [item.key for item in read(small(items=items)).meeting.walk()] == ["2", "1", "1.10", "3"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("start: 2021-03-03 10:00", "2021-03-03T10:00:00+01:00"),
        ("start: 2021-07-03T10:00:00", "2021-07-03T10:00:00+02:00"),
        ("start: 2021-03-03T10:00:00+05:00", "2021-03-03T06:00:00+01:00"),
        ("start: 2021-03-03T10:00Z", "2021-03-03T11:00:00+01:00"),
        ("start: 2021-03-03T10:00\ntimezone: Asia/Tokyo", "2021-03-03T10:00:00+09:00"),
    ],
)
def test_start_is_read(lines: str, expected: str) -> None:
    """Wall-clock time of the zone, or an instant with its offset."""
    content = f"title: T\n{lines}\nitems: [{{title: A, duration: 5m}}]"
    assert agenda_document(read(content))["start"] == expected


def test_date_that_is_given_moves_the_whole_meeting() -> None:
    """An old file serves for the next date: every moment keeps its time of day, in summer too."""
    content = small("end: 2021-03-03T11:00+01:00", items="[{title: A, start: 10:15, duration: 5m}]")
    given = AgendaOptions(date=date(2021, 7, 1), timezone=None, default_timezone="Europe/Paris", addresses={})
    document = agenda_document(read(content, given))
    assert (document["start"], document["end"]) == ("2021-07-01T10:00:00+02:00", "2021-07-01T11:00:00+02:00")
    assert read(content.replace("2021-03-03T10:00", "10:00").replace("2021-03-03T11:00+01:00", "11:00"), given) == read(content, given)


@pytest.mark.parametrize(
    ("content", "path", "says"),
    [
        (small("chiar: {name: A Bee}"), "a.yaml:3: chiar:", "“chair”"),
        (small(items="[{titel: A, duration: 5m}]"), "items[0].titel:", "“title”"),
        (small(items="[{title: A, duration: 5m, speakers: [{nam: B}]}]"), "items[0].speakers[0].nam:", "“name”"),
        (small("online: {pass: x}"), "online.pass:", "“passcode”"),
        (small("title: Again"), "a.yaml:3: title:", "twice"),
        (small("title2: ''").replace("title: Reef Watch\n", ""), "title:", "needs one"),
        (small("series: a b"), "series:", "one word"),
        (small("timezone: Europe/Pariss"), "timezone:", "Europe/Paris"),
        (small("timezone: ../etc"), "timezone:", "unknown"),
        (small("language: [en]"), "language:", "found a list"),
        (small("language: english"), "language:", "code"),
        (small("approval_hold: soon"), "approval_hold:", "10m"),
        (small("approval_hold: 10"), "approval_hold:", "10m"),
        (small("chair: Ian"), "chair:", "“Ian”"),
        (small("chair: {email: a@example.org}"), "chair:", "name"),
        (small("deputies: {name: A}"), "deputies:", "expected a list"),
        (small("subscribers: a@example.org"), "subscribers:", "expected a list"),
        (small("subscribers: [a@@example.org]"), "subscribers[0]:", "one address"),
        (small("list: {a: b}"), "list:", "expected text"),
        (small("end: 2021-03-03T10:00"), "end:", "after the start"),
        (small("end: late"), "end:", "write it like"),
        (small("online: zoom"), "online:", "“zoom”"),
        (small("online: {phones: 7}"), "online.phones:", "list"),
        (small("notes: [a]"), "notes:", "found a list"),
        (small(items="5"), "items:", "expected a list"),
        (small(items="[]"), "items:", "at least one"),
        (small(items="[Opening]"), "items[0]:", "“Opening”"),
        (small(items="[{title: A}]"), "items[0]:", "duration: 5m"),
        (small(items="[{title: '', duration: 5m}]"), "items[0].title:", "title"),
        (small(items="[{title: A, duration: 40}]"), "items[0].duration:", "40m"),
        (small(items="[{title: A, duration: 1:30}]"), "items[0].duration:", "1h30m"),
        (small(items="[{title: A, duration: 99h, duration_minutes: 5}]"), "items[0].duration:", "one of them"),
        (small(items="[{title: A, duration: 999h}]"), "items[0].duration:", "week"),
        (small(items="[{title: A, duration_minutes: 5.5}]"), "items[0].duration_minutes:", "whole number"),
        (small(items="[{title: A, duration: 5m, start: noon}]"), "items[0].start:", "10:05"),
        (small(items="[{title: A, duration: 5m, expects_report: maybe}]"), "items[0].expects_report:", "true or false"),
        (small(items="[{title: A, duration: 5m, key: 7.1}]"), "items[0].key:", "7.1"),
        (small(items="[{key: 1, title: A, duration: 5m}, {key: 1, title: B, duration: 5m}]"), "items[1].key:", "two items"),
        (small().replace("2021-03-03T10:00", "2021-03-03"), "start:", "2021-03-03T10:00"),
        (small().replace("2021-03-03T10:00", "10:00"), "start:", "--date"),
        (small().replace("2021-03-03T10:00", "2021-02-30T10:00"), "start:", "write it like"),
        (small().replace("start: 2021-03-03T10:00\n", ""), "start:", "needs one"),
    ],
    ids=lambda value: value[:30].replace("\n", " ") if isinstance(value, str) else "",
)
def test_mistake_is_named_with_its_path(content: str, path: str, says: str) -> None:
    """File, line, path, what is wrong and what to write."""
    found = [problem for problem in problems(content) if path in problem]
    assert found
    assert says in found[0]
    assert found[0].startswith("a.yaml:")


def test_all_mistakes_are_told_together() -> None:
    """Who mends a file wants to mend it once, and not what follows from another mistake; beyond twenty it says how many more there are."""
    items = "[{titel: A, duration: x}, {title: B, duration: 5m, speakers: [{name: C, email: c}]}]"
    content = small("chiar: {name: D}", "timezone: Mars/Dome", items=items)
    assert len(problems(content)) == 5
    many = problems(small(items="[" + ", ".join(["{title: A}"] * 99) + "]"))
    assert (len(many), many[-1]) == (21, "a.yaml: and 79 more problems")


@pytest.mark.parametrize(
    "address",
    ["a", "a@", "@b", "a@b@c", "a b@c.org", "Ann <a@c.org>", "a@c.org\\n", "a@ex\\nBcc: x@y", "a@-b", "a@b..c", "a@b,c@d", "ä@b"],
)
def test_address_of_another_shape_is_refused(address: str) -> None:
    """One @, no blanks, control characters or line ends: an address goes into headers and SMTP commands."""
    (problem,) = problems(small(f'list: "{address}"'))
    assert "list: expected one address" in problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("title: [a\nitems: []", "not valid YAML"),
        ("title: a\n\titems: []", "not valid YAML"),
        ("title: a\nitems: *none", "alias"),
        ("title: a\nitems: []\n---\ntitle: b", "document"),
        ("title: a\nitems: !!python/object:os.system []\nstart: 2021-03-03T10:00", "at least one"),
        ("title: a\x07\nitems: []", "special characters"),
        ("title: a\nitems: []\0", "no text file"),
        ("title: a\nitems: " + "[" * 600, "nested too deeply"),
        ("title: a\nstart: 2021-03-03T10:00\nitems: &a\n- title: b\n  items: *a", "8 levels"),
        ("title: a\nitems:\n" + "- a\n" * 30_000, "too long"),
        ('{"results": [], "count": 0}', "expected the export of one event, got 0"),
        ("titel: a\nitmes: []\nstart: 2021-03-03T10:00", "“title”"),
    ],
)
def test_broken_file_is_refused_with_a_reason(content: str, says: str) -> None:
    """Syntax errors, foreign documents and traps end in a message."""
    assert any(says in problem for problem in problems(content))


def test_aliases_that_repeat_themselves_are_refused_in_time() -> None:
    """A few anchors can stand for billions of items."""
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'{{title: t, items: *x{n - 1}}}'] * 20)}]\n" for n in range(1, 7))
    began = time.process_time()
    assert problems(f"title: a\nstart: 2021-03-03T10:00\nx0: &x0 [{{title: t, duration: 1m}}]\n{levels}items: *x6")
    assert time.process_time() - began < 2


def test_anchors_in_earnest_are_read() -> None:
    """A person written once may stand on several items."""
    content = small("chair: &ian {name: Ian Bird, email: ian@example.org}", items="[{title: A, duration: 5m, speakers: [*ian]}]")
    agenda = read(content)
    assert agenda.meeting.speakers == (agenda.series.chair,)


@pytest.mark.parametrize("dump", [lambda value: json.dumps(value, ensure_ascii=False), lambda value: json.dumps(value, indent=1)])
def test_document_is_read_back_as_the_same_agenda(dump: "type[str]") -> None:
    """What `agenda --json` writes is an agenda file, characters beyond the sixteen-bit plane included."""
    agenda = read(WHOLE.replace("Long.", "Long 🪸 “quoted” \\\\ é."))
    again = read(dump(agenda_document(agenda)))
    assert agenda_document(again) == agenda_document(agenda)
    without_aliases = tuple(replace(item, aliases=()) for item in agenda.meeting.items[0].items)
    assert again.meeting.items[0].items == without_aliases


def test_document_has_every_key() -> None:
    """Scripts rely on the shape: every key is there, unknown addresses are null, no joining details are an empty map."""
    assert agenda_document(read(small(items="[{title: A, duration: 5m, speakers: [{name: B}]}]"))) == {
        "title": "Reef Watch",
        "start": "2021-03-03T10:00:00+01:00",
        "end": "2021-03-03T10:05:00+01:00",
        "timezone": "Europe/Paris",
        "series": "reef-watch",
        "online": {},
        "notes": "",
        "items": [
            {
                "key": "1",
                "title": "A",
                "start": "2021-03-03T10:00:00+01:00",
                "duration_minutes": 5,
                "expects_report": False,
                "description": "",
                "notes": "",
                "speakers": [{"name": "B", "affiliation": "", "email": None}],
                "items": [],
            }
        ],
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("items", "warning"),
    [
        ("[{title: A, items: [{title: B, duration: 5m}], duration: 4m}]", "1 A: its items take 5 minutes, more than its own 4"),
        ("[{title: A, duration: 31m}]", "1 A: it runs 1 minute outside the meeting, beyond its end"),
        ("[{title: A, start: 9:50, duration: 5m}]", "1 A: it begins 10 minutes outside the meeting, before its start"),
        (
            "[{title: A, duration: 9m}, {title: B, start: 10:05, duration: 5m}]",
            "1 A: it overlaps: it ends 4 minutes after the start of 2 B",
        ),
        ("[{title: A, duration: 5m, expects_report: true}]", "1 A: it expects a report but names no speaker"),
    ],
)
def test_doubtful_times_are_warned_of(items: str, warning: str) -> None:
    """One sentence with key and title."""
    assert read(small("end: 2021-03-03T10:30", items=items)).warnings == (warning,)


SPICE = (*"[]{}\n~'|>#?\té\\@%", '"', ": ", "- ", "  ", "*a", "&a ", "!!int ", "5m", "<<: ")


@pytest.mark.parametrize("number", range(40))
def test_no_damaged_file_ends_in_a_traceback(number: int) -> None:
    """Whatever is inserted, cut or repeated, the file is read, or refused with a message."""
    dice = random.Random(number)  # noqa: S311 - the same damage in every run
    text = WHOLE
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(len(text))
        text = text[:place] + dice.choice(SPICE) * dice.randint(0, 3) + text[place + dice.randint(0, 9) :]
    with suppress(BadInputError):
        agenda_document(read(text))


WRONG = ("5", "NO", "~", "[[]]", "[{}]", "{a: b}", "[~]", "2021-03-03", '"\\0\\ud800"', "!!binary aaaa", "x" * 5000)


@pytest.mark.parametrize("value", WRONG, ids=lambda value: value[:12].encode("unicode_escape").decode())
def test_no_wrong_type_ends_in_a_traceback(value: str) -> None:
    """Every field in turn is given every kind of value."""
    tree = json.loads(json.dumps(agenda_document(read(WHOLE))))
    tree |= dict.fromkeys(("chair", "deputies", "approval_hold", "subscribers", "list", "cadence", "language", "minute_taker"), 1)
    item = {**tree["items"][0]["items"][0], "duration": 1, "aliases": 1}
    for place in (tree, tree["online"], item, item["speakers"][0]):
        for key in list(place):
            _refuse_or_read(tree, item, place, (key, value))


def _refuse_or_read(tree: dict[str, object], item: dict[str, object], place: dict[str, object], change: tuple[str, str]) -> None:
    key, value = change
    kept = place[key]
    place[key] = "@@@"
    text = json.dumps({**tree, "items": [item]}).replace('"@@@"', value)
    place[key] = kept
    with suppress(BadInputError):
        read(text)
