"""Who is to do what minutes say: the people of the series whom their words name, or nobody where that is not clear.

    `Ian Bird` | `Ian` | `IB` | `SKA` (whose slot has one speaker) | `Ian and Rosie`  ->  ids
"""

import re
from collections.abc import Iterator

from mailflow.domain.agenda import Meeting, PersonId, Series, Speaker, unique_people
from mailflow.domain.matching.titles import Index
from mailflow.domain.notes.people import People

_AND = re.compile(r"\s*(?:[,;&/+]|\s(?:and|und|et|e|y|en|i)\s)\s*")
_BRACKETED = re.compile(r"\s*\([^()]*\)")


def owners_of(words: str, meeting: Meeting, series: Series) -> tuple[PersonId, ...]:
    """Return who is named, each once; nobody where one of the names is nobody's, or may be several people's."""
    crew = tuple(_crew(meeting, series))
    people = People(crew)
    whole = _person(words, people, crew)
    if whole is not None:
        return whole
    parts = [part for part in _AND.split(_BRACKETED.sub("", words)) if part.strip()]
    found = [_person(part, people, crew) or _of_slot(part, meeting) for part in parts]
    if not found or any(one is None for one in found):
        return ()
    return tuple(dict.fromkeys(owner for one in found if one is not None for owner in one))


def _crew(meeting: Meeting, series: Series) -> Iterator[Speaker]:
    """Yield everybody who may have something to do: on the agenda, reporting for somebody, or running the series."""
    officers = (series.chair, *series.deputies, series.minute_taker, series.secretary)
    delegates = (one.person for item in meeting.walk() for one in item.delegates)
    yield from unique_people(iter((*meeting.speakers, *delegates, *(person for person in officers if person is not None))))


def _person(words: str, people: People, crew: tuple[Speaker, ...]) -> tuple[PersonId, ...] | None:
    name = people.find(_BRACKETED.sub("", words).strip())
    found = [person.id for person in crew if person.name == name and person.id is not None]
    return (found[0],) if len(found) == 1 else None


def _of_slot(words: str, meeting: Meeting) -> tuple[PersonId, ...] | None:
    """Return the one speaker of the item that is named, and of nothing else."""
    items = [item for item in meeting.walk() if item.speakers]
    mentions = Index([(item.title, item.aliases) for item in items]).mentions(words.strip())
    slots = {mention.slot for mention in mentions if (mention.start, mention.end) == (0, len(words.strip()))}
    speakers = items[slots.pop()].speakers if len(slots) == 1 else ()
    return (speakers[0].id,) if len(speakers) == 1 and speakers[0].id is not None else None
