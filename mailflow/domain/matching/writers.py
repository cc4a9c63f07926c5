"""Whose report a mail is, and who wrote it for them."""

import unicodedata
from collections.abc import Iterator

from mailflow.domain.agenda import Speaker
from mailflow.domain.classification.kinds import Classified
from mailflow.domain.matching.hearing import Hearing, Slot
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.matching.people import Standing, has_address


def writers_of(hearing: Hearing, slot: Slot) -> tuple[Speaker, str]:
    """Return whose report it is, and who wrote it for them, if somebody did."""
    message, role = hearing.classified.message, slot.role
    if role.speaker is None:
        name = display_name(hearing.classified)
        if slot.item.speakers:
            return slot.item.speakers[0], name
        return Speaker(name, email=message.author.email), ""
    if role.standing in {Standing.SPEAKER, Standing.NAMESAKE}:
        return role.speaker, ""
    return role.speaker, _own_name(hearing) or display_name(hearing.classified)


def _own_name(hearing: Hearing) -> str:
    """Return the name under which we know an author who writes for another."""
    address = hearing.classified.message.author.email
    asked = (one.person for slot in hearing.slots for one in slot.item.delegates)
    people = (*asked, *(person for venue in hearing.candidates.venues for person in people_of(venue)))
    return next((person.name for person in people if has_address(person, address)), "")


def display_name(classified: Classified) -> str:
    """Return the name that a delegate goes by; an address is no name, as it would be published."""
    name = classified.message.author.name
    return "a delegate" if not name or "@" in unicodedata.normalize("NFKC", name) else name


def people_of(venue: Venue) -> Iterator[Speaker]:
    """Yield everybody of a meeting and its series, some of them several times."""
    yield from (speaker for item in venue.meeting.walk() for speaker in item.speakers)
    series = venue.series
    yield from (person for person in (series.chair, *series.deputies, series.minute_taker, series.secretary) if person is not None)
