"""The JSON export of an Indico event."""

import hashlib
import json

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
