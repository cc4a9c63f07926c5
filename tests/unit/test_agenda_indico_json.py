"""The JSON export of an Indico event."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, parse_agenda
from mailflow.domain.agenda import Agenda
from mailflow.domain.errors import BadInputError
from mailflow.domain.matching.people import has_address

DIGEST = hashlib.md5(b"mf@cta.example.org", usedforsecurity=False).hexdigest()


def moment(time: str) -> dict[str, str]:
    """Return a moment as Indico writes one."""
    return {"date": "2021-03-03", "time": time, "tz": "Europe/Paris"}


def contribution(title: str, time: str | None, **more: object) -> dict[str, object]:
    """Return a contribution of two minutes to the round table."""
    start = moment(time) if time else None
    return {"title": title, "startDate": start, "duration": 2, "session": "Round Table", "speakers": [], **more}


def event(*contributions: object, **more: object) -> dict[str, object]:
    """Return an export of one event."""
    told = {"title": "Technical Coordination", "startDate": moment("10:00:00"), "endDate": moment("11:30:00"), "timezone": "Europe/Paris"}
    return {"count": 1, "results": [{**told, "contributions": list(contributions), **more}]}


def read(export: object, **options: object) -> Agenda:
    """Read an export."""
    given = {"date": None, "timezone": None, "default_timezone": "UTC", "addresses": {}, **options}
    return parse_agenda(json.dumps(export), source="event.json", options=AgendaOptions(**given))  # type: ignore[arg-type]


def test_contributions_stand_below_their_session_in_the_order_of_their_times() -> None:
    """Whatever the order of the export; those without a session stand at the top."""
    ego = contribution("EGO", "10:47:00", speakers=[{"first_name": "Antonella", "last_name": "Bozzi"}])
    fuessling = {"fullName": "Fuessling, Matthias", "affiliation": "CTAO", "emailHash": DIGEST.upper()}
    cta = contribution("CTA", "10:45:00", speakers=[fuessling])
    eso = contribution("ESO", "10:49:00", speakers=[{"first_name": "Martino", "last_name": "Romaniello", "email": "mr@eso.example.org"}])
    intro = contribution("Introduction", "10:00:00", session=None, duration=5)
    agenda = read(event(ego, eso, cta, intro, chairs=[{"first_name": "Ian", "last_name": "Bird"}]))
    assert [(item.key, item.title) for item in agenda.meeting.walk()] == [
        ("1", "Introduction"), ("2", "Round Table"), ("2.1", "CTA"), ("2.2", "EGO"), ("2.3", "ESO"),
    ]  # fmt: skip
    assert [slot.key for slot in agenda.meeting.slots] == ["2.1", "2.2", "2.3"]
    assert f"{agenda.meeting.items[1].start_at:%H:%M}" == "09:45"
    assert agenda.series.chair is not None
    assert agenda.series.chair.name == "Ian Bird"
    (matthias,) = agenda.meeting.slots[0].speakers
    assert (matthias.name, matthias.affiliation, matthias.email) == ("Matthias Fuessling", "CTAO", None)
    assert agenda.meeting.slots[2].speakers[0].email == "mr@eso.example.org"


def test_digest_of_an_address_tells_its_owner() -> None:
    """Strangers are told no more than that; letter case makes no difference, and no other address has it."""
    agenda = read(event(contribution("CTA", "10:45:00", speakers=[{"fullName": "Fuessling, Matthias", "emailHash": DIGEST}])))
    (matthias,) = agenda.meeting.items[0].items[0].speakers
    assert has_address(matthias, "MF@cta.example.org")
    assert not has_address(matthias, "other@cta.example.org")
    assert not has_address(matthias, "")


def test_parts_of_a_contribution_stand_below_it() -> None:
    """As ?detail=subcontributions tells them; their descriptions are text."""
    parts = [{"title": "Roadmap", "duration": 10, "speakers": [], "description": "<p>In <b>brief</b></p>"}, {"title": ""}, "x"]
    agenda = read(event(contribution("EOSC", "10:05:00", session="", subContributions=parts)))
    (item,) = agenda.meeting.items
    assert [(part.key, part.title, part.description) for part in item.items] == [("1.1", "Roadmap", "In brief")]


def test_odd_values_are_left_out() -> None:
    """A contribution without a time goes last; people without a name and digests of another length are none."""
    speakers = [{"emailHash": DIGEST}, "x", {"fullName": "Ann Lee", "emailHash": "abc", "email": 5}]
    late = contribution("Late", None, duration=-1, id="a")
    agenda = read(event("x", late, contribution("", "10:00:00"), contribution("A", "10:45:00", speakers=speakers)))
    titles = [item.title for item in agenda.meeting.items[0].items]
    assert titles == ["A", "Late"]
    assert [(one.name, one.email_hash) for one in agenda.meeting.items[0].items[0].speakers] == [("Ann Lee", "")]


def test_zone_is_that_of_the_start_where_the_event_names_none() -> None:
    """Else the caller's."""
    assert read(event(contribution("A", "10:45:00"), timezone="Mars/Olympus")).meeting.timezone == "Europe/Paris"
    odd = event(contribution("A", "10:45:00"), timezone="", startDate={"date": "2021-03-03", "time": "10:00:00"})
    assert read(odd).meeting.timezone == "UTC"
    assert read(odd, timezone="Europe/Rome").meeting.timezone == "Europe/Rome"


@pytest.mark.parametrize(
    ("export", "problem"),
    [
        ({"count": 0, "results": []}, "expected the export of one event, got 0"),
        ({"count": 2, "results": [{}, {}]}, "expected the export of one event, got 2"),
        ({"count": 1, "results": [{"title": "T"}]}, "the event has no startDate"),
        ({"count": 1, "results": [{"startDate": {"date": "2021-03-03", "time": "10:00:00"}}]}, "the event has no title"),
        ({"count": 1, "results": [{"title": "T", "startDate": {"date": "soon", "time": "x"}}]}, "the event has no startDate"),
    ],
    ids=["none", "two", "no start", "no title", "no date"],
)
def test_export_that_cannot_be_used_is_refused(export: object, problem: str) -> None:
    """One line says what is wrong."""
    with pytest.raises(BadInputError, match=problem):
        read(export)


def test_broken_json_is_refused() -> None:
    """It begins like an export, and ends in the middle."""
    options = AgendaOptions(date=None, timezone=None, default_timezone="UTC", addresses={})
    with pytest.raises(BadInputError, match="no valid JSON"):
        parse_agenda('{"count": 1, "results": [', source="event.json", options=options)


def test_event_without_contributions_is_warned_of() -> None:
    """It was exported without its details."""
    assert any("subcontributions" in warning for warning in read(event()).warnings)


def test_times_are_told_in_the_zone_of_whoever_asked() -> None:
    """Each with its own zone; the meeting is spoken of in that of the event."""
    start, end = ({"date": "2021-03-03", "time": clock, "tz": "America/New_York"} for clock in ("04:00:00", "05:30:00"))
    part = contribution("CTA", None, session=None) | {"startDate": {"date": "2021-03-03", "time": "09:15:00", "tz": "UTC"}}
    agenda = read(event(part, startDate=start, endDate=end))
    assert agenda.meeting.timezone == "Europe/Paris"
    assert agenda.meeting.start_at == datetime(2021, 3, 3, 9, 0, tzinfo=UTC)
    assert agenda.meeting.items[0].start_at == datetime(2021, 3, 3, 9, 15, tzinfo=UTC)


def block(title: str, begin: str, end: str, *contributions: object, **more: object) -> dict[str, object]:
    """Return a block of a session, as ?detail=sessions tells it."""
    whole = {"title": title, "sessionConveners": [{"firstName": "Rosa", "familyName": "Lind"}], "description": "From each site"}
    return {
        "_type": "SessionSlot", "title": title, "startDate": moment(begin), "endDate": moment(end), "session": whole, "description": "",
        "contributions": list(contributions), "conveners": [], **more,
    }  # fmt: skip


def test_blocks_of_sessions_stand_among_the_contributions() -> None:
    """As ?detail=sessions tells them: in the order of their times, with what is said of their session."""
    cta, ego = contribution("CTA", "10:45:00", db_id=7), contribution("EGO", "10:47:00", db_id=8)
    pause = {"_type": "Break", "title": "Coffee", "startDate": moment("11:15:00"), "duration": 15}
    sites = block("Sites", "10:45:00", "11:15:00", ego, cta, conveners=[{"first_name": "Ana", "last_name": "Prado"}])
    close = block("Close", "11:20:00", "11:30:00")
    intro = contribution("Introduction", "10:00:00", session=None, duration=None, endDate=moment("10:05:00"))
    agenda = read(event(intro, cta, sessions=[close, sites], breaks=[pause]))
    told = [(item.key, item.title, item.duration_minutes) for item in agenda.meeting.walk()]
    sites_told = [("2", "Sites", 30), ("2.1", "CTA", 2), ("2.2", "EGO", 2)]
    assert told == [("1", "Introduction", 5), *sites_told, ("3", "Coffee", 15), ("4", "Close", 10)]
    assert [one.name for one in agenda.meeting.items[1].speakers] == ["Ana Prado"]
    assert [one.name for one in agenda.meeting.items[3].speakers] == ["Rosa Lind"]
    assert agenda.meeting.items[1].description == "From each site"


def test_session_of_two_days_is_two_items() -> None:
    """Each stands where its day does, also where the sessions of a day lie beside each other."""
    day = {"date": "2021-03-04", "time": "09:00:00", "tz": "Europe/Paris"}
    parts = [contribution("A", "10:45:00"), contribution("B", "10:46:00", session="Other"), contribution("C", "10:47:00")]
    later = contribution("D", None) | {"startDate": day}
    agenda = read(event(*parts, later, contribution("E", None), endDate=day | {"time": "12:00:00"}))
    assert [(item.title, [part.title for part in item.items]) for item in agenda.meeting.items] == [
        ("Round Table", ["A", "C", "E"]), ("Other", ["B"]), ("Round Table", ["D"]),
    ]  # fmt: skip


def test_minutes_and_descriptions_are_text() -> None:
    """Of the meeting, of contributions and of their parts; how to join is in none of them."""
    part = {"title": "Roadmap", "duration": 3, "note": {"html": "<ul><li>Agreed</li></ul>"}}
    told = contribution("CTA &amp; EGO", "10:45:00", session=None, description="One\r\n  two", note={"html": "<p>Said <i>so</i></p>"})
    described = "<p>Join Zoom Meeting<br>https://example.zoom.us/j/91234567890</p><p>Meeting ID: 912 3456 7890<br>Passcode: sea-55Gulls</p>"
    note = {"html": "<p>Passcode: sea-55Gulls</p><p>All</p>"}
    agenda = read(event(told | {"subContributions": [part]}, description=described, note=note))
    (item,) = agenda.meeting.items
    assert (item.title, item.description, item.notes) == ("CTA & EGO", "One\n  two", "Said so")
    assert "Agreed" in item.items[0].notes
    assert (agenda.meeting.online.service, agenda.meeting.online.meeting_id) == ("zoom", "912 3456 7890")
    assert agenda.meeting.online.url == "https://example.zoom.us/j/91234567890"
    assert "All" in agenda.meeting.notes
    assert "Gulls" not in agenda.meeting.notes


def test_room_may_be_a_link() -> None:
    """Where people write it into the place of the event."""
    agenda = read(event(contribution("A", "10:45:00"), roomFullname="https://meet.google.com/abc-defg-hij"))
    assert agenda.meeting.online.url == "https://meet.google.com/abc-defg-hij"


def test_agenda_in_the_description_is_read_where_there_are_no_contributions() -> None:
    """Many meetings have nothing else."""
    described = "<p>Agenda:</p><ul><li>10:00 → 10:10 Opening</li><li>10:10 → 10:40 Sites</li></ul>"
    agenda = read(event(description=described))
    assert [(item.title, item.duration_minutes) for item in agenda.meeting.items] == [("Opening", 10), ("Sites", 30)]
    assert any("description" in warning for warning in agenda.warnings)


def test_of_several_chairs_none_approves() -> None:
    """Nobody can tell which of them, so the warning names them."""
    agenda = read(event(contribution("A", "10:45:00"), chairs=[{"fullName": "Bird, Ian"}, {"fullName": "Lee, Ann"}]))
    assert agenda.series.chair is None
    assert any("Ian Bird, Ann Lee" in warning for warning in agenda.warnings)


def test_address_that_a_manager_is_told_counts() -> None:
    """Some versions put it into a list; what has not the shape of an address is none."""
    told = [{"fullName": "Lee, Ann", "email": ["ann@example.org"]}, {"fullName": "Roy, Bo", "email": "bo at home"}]
    agenda = read(event(contribution("A", "10:45:00", speakers=[], presenters=told)))
    assert [one.email for one in agenda.meeting.items[0].items[0].speakers] == ["ann@example.org", None]


@pytest.mark.parametrize("duration", ["00:20:00", "20", "20m", 20.0], ids=str)
def test_duration_may_be_written(duration: object) -> None:
    """As older versions do."""
    agenda = read(event(contribution("A", "10:45:00", duration=duration)))
    assert agenda.meeting.items[0].items[0].duration_minutes == 20


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"_type": "HTTPAPIError", "message": "Access to\nthis event was denied", "code": 403}, "Access to this event was denied"),
        ({"message": "Not Found"}, "Not Found"),
        ({"error": {"code": 1}}, "{'code': 1}"),
        ({"_type": "HTTPAPIResult"}, "no words"),
    ],
    ids=["denied", "plain", "odd", "silent"],
)
def test_error_of_indico_is_told(answer: object, words: str) -> None:
    """In one line, in its words."""
    with pytest.raises(BadInputError) as caught:
        read(answer)
    assert caught.value.problems == (f"event.json: Indico answered no event but: {words}",)


def test_several_events_are_named() -> None:
    """So that the right one can be asked for."""
    with pytest.raises(BadInputError, match=r"got 2 \(“Snow”, “Rain”\)"):
        read({"count": 2, "results": [{"title": "Snow"}, {"title": "Rain"}]})


def test_keys_may_come_in_any_order() -> None:
    """Some proxies and editors sort them."""
    agenda = parse_agenda(
        json.dumps({"aaa": 1, **event(contribution("A", "10:45:00"))}, sort_keys=True, indent=1),
        source="event.json",
        options=AgendaOptions(date=None, timezone=None, default_timezone="UTC", addresses={}),
    )
    assert agenda.meeting.title == "Technical Coordination"


def test_hostile_export_is_read_in_a_moment() -> None:
    """Parts nested without end, thousands of contributions, and values of any type never end in anything but a line."""
    deep: dict[str, object] = {"title": "deep"}
    for _ in range(400):
        deep = {"title": "deep", "subContributions": [deep]}
    strange = {"title": "x", "startDate": {"date": 5, "time": [], "tz": {}}, "duration": True, "speakers": {"a": 1}}
    odd: list[object] = [None, 5, [], {"title": 5}, strange]
    agenda = read(event(deep, *odd, *(contribution(f"C{number}", None) for number in range(3000)), sessions=5, chairs="x", note=[1]))
    assert agenda.meeting.items
    assert len(list(agenda.meeting.walk())) <= 1100
