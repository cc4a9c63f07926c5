"""The people of an agenda: each given the address that the caller knows, and counted once on a slot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mailflow.adapters.agenda_formats.addresses import AddressBook
from mailflow.adapters.agenda_formats.checks import NOBODY_CALLED_SO, TWICE, sentence
from mailflow.adapters.agenda_formats.names import is_same_on_slot
from mailflow.domain.agenda import AgendaItem, Meeting, Series, Speaker


class Crew:
    """Everybody on an agenda, speakers and roles.

    Args:
        addresses: name to address, as the caller gave them.
        series: with its roles.
        meeting: with its speakers.
        beside: who else is known, and where; the addresses of the caller go before theirs.
    """

    def __init__(self, addresses: Mapping[str, str], series: Series, meeting: Meeting, beside: Iterable[Speaker] = ()) -> None:
        self._series = series
        self._places = dict(reversed([*_roles(series), *_speakers(meeting)]))
        self._given = addresses
        self._book = AddressBook({**_own_addresses([*self._places, *beside]), **addresses}, (person.name for person in self._places))
        self._found = {person.name: self._book.find(person.name) for person in reversed(self._places) if not person.email}

    def addressed_items(self, items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        """Return the items with the addresses that were found for their speakers."""
        return tuple(
            replace(item, speakers=tuple(self._addressed(person) for person in item.speakers), items=self.addressed_items(item.items))
            for item in items
        )

    def addressed_series(self) -> Series:
        """Return the series with the addresses that were found for its roles."""
        series = self._series
        return replace(
            series,
            chair=self._addressed(series.chair) if series.chair else None,
            deputies=tuple(self._addressed(person) for person in series.deputies),
            minute_taker=self._addressed(series.minute_taker) if series.minute_taker else None,
            secretary=self._addressed(series.secretary) if series.secretary else None,
        )

    def warnings(self) -> tuple[str, ...]:
        """Return what is doubtful about the names: taken for each other, too like to tell, or on no item."""
        return (*self._doubtful_names(), *self._unknown_names())

    def _addressed(self, person: Speaker) -> Speaker:
        return person if person.email else replace(person, email=self._found[person.name].address)

    def _doubtful_names(self) -> Iterator[str]:
        places = {person.name: place for person, place in self._places.items()}
        for name, lookup in self._found.items():
            names = " or ".join(f"“{given}”" for given in lookup.names)
            if lookup.names and lookup.address is None:
                yield f"{places[name]}: {name} may be {names}, so no address was taken"
            elif lookup.names and not lookup.is_exact:
                yield f"{places[name]}: {name} was taken to be {names}, whose address is {lookup.address}"

    def _unknown_names(self) -> Iterator[str]:
        for name in self._book.unused(person.name for person in self._places):
            if name in self._given:
                yield f"{name}: {NOBODY_CALLED_SO}"


def _own_addresses(people: Iterable[Speaker]) -> dict[str, str]:
    """Return the addresses that the agenda gives itself: who has one in one place has it everywhere."""
    found: dict[str, set[str]] = {}
    for person in people:
        if person.email:
            found.setdefault(person.name, set()).add(person.email)
    return {name: addresses.pop() for name, addresses in found.items() if len(addresses) == 1}


def _roles(series: Series) -> Iterator[tuple[Speaker, str]]:
    named = [("chair", series.chair), ("minute_taker", series.minute_taker), ("secretary", series.secretary)]
    deputies: list[tuple[str, Speaker | None]] = [("deputies", person) for person in series.deputies]
    yield from ((person, role) for role, person in [*named, *deputies] if person)


def _speakers(meeting: Meeting) -> Iterator[tuple[Speaker, str]]:
    for item in meeting.walk():
        yield from ((person, f"{item.key} {item.title}") for person in item.speakers)


def without_doubles(items: tuple[AgendaItem, ...]) -> tuple[tuple[AgendaItem, ...], tuple[str, ...]]:
    """Return the items with each person once on each of them, and a warning for every person who was there twice."""
    kept, warnings = [], []
    for item in items:
        people, again = _merged(item.speakers)
        warnings += [sentence(item, f"{name} {TWICE}") for name in again]
        children, below = without_doubles(item.items)
        warnings += below
        kept.append(replace(item, speakers=people, items=children))
    return tuple(kept), tuple(warnings)


def _merged(speakers: tuple[Speaker, ...]) -> tuple[tuple[Speaker, ...], tuple[str, ...]]:
    people: list[Speaker] = []
    again: dict[str, None] = {}
    for speaker in speakers:
        place = next((place for place, person in enumerate(people) if is_same_on_slot(person, speaker)), None)
        if place is None:
            people.append(speaker)
            continue
        known = people[place]
        people[place] = replace(
            known,
            affiliation=known.affiliation or speaker.affiliation,
            email=known.email or speaker.email,
            email_hash=known.email_hash or speaker.email_hash,
        )
        again[known.name] = None
    return tuple(people), tuple(again)
