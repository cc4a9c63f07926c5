"""A new meeting by mail: which mail asks for one, for which series, and what of its agenda is taken.

Only what is of the meeting is taken from a mail; who chairs, who may approve, who reads, and every habit of a series is the business of
its agenda file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from mailflow.domain.agenda import AgendaItem, Meeting, Series, Speaker, is_same_person
from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.bare import bare
from mailflow.domain.matching.people import has_address

_PREFIX = re.compile(
    r"\s*(?:(?:re|aw|sv|antw|r|tr|fwd?|wg|rv|i|enc|doorst|rép|réf|res|odp|pd)(?:\[\d+\]|\(\d+\))?\s?:|\[(?P<tag>[^\[\]]{1,80})\])\s*",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"(?:(?:a|the|une?|la|eine?|das|una?|il)\s+)?"
    r"(?:new\s+(?:meeting|agenda)|nouvelle\s+(?:réunion|séance)|nouvel\s+ordre\s+du\s+jour"
    r"|neue[sr]?\s+(?:sitzung|treffen|besprechung|termin|tagesordnung|meeting)|nuev[ao]\s+(?:reunión|reunion|sesión|agenda|orden\s+del\s+día)"
    r"|nuov[ao]\s+(?:riunione|seduta|incontro|agenda|ordine\s+del\s+giorno)|nieuwe\s+(?:vergadering|bijeenkomst|agenda)"
    r"|nowe\s+(?:spotkanie|zebranie)|nova\s+(?:reunião|agenda))"
    r"\s*[.!:–—-]*\s*",
    re.IGNORECASE,
)
_MOST_PREFIXES = 12
_LONGEST_SUBJECT = 300
_YES = frozenset({
    "yes", "yes please", "y", "oui", "ja", "sí", "si", "sì", "sim", "tak", "yes add it", "add it", "add the meeting", "add meeting",
    "confirm", "confirmed", "i confirm", "yes that is right", "that is right", "correct", "oui merci", "c'est bon", "je confirme",
    "ja bitte", "stimmt", "bestätigt", "confermo", "confermato", "confirmo", "confirmado", "bevestigd", "potwierdzam",
})  # fmt: skip
_NO = frozenset({
    "no", "no thanks", "non", "nein", "nee", "nie", "não", "cancel", "forget it", "do not add it", "don't add it", "never mind", "stop",
    "annuler", "abbrechen", "annulla", "cancelar",
})  # fmt: skip
_ALIKE = 88
_OF_THE_SERIES = ("chair", "deputies", "minute_taker", "secretary", "subscribers", "list_address", "cadence", "language", "approval_hold",
                  "publishes_edits", "habits")  # fmt: skip
_NAMES = {"list_address": "list", "publishes_edits": "approve_with_edits", "habits": "timetable"}
_BLANK = Series("", "", "")
_PEOPLE = ("chair", "minute_taker", "secretary")


@dataclass(frozen=True, slots=True)
class Wish:
    """A subject that asks for a new meeting; `tags` are what stands in brackets before it, such as the name of the series."""

    tags: tuple[str, ...] = ()


def find_wish(subject: str) -> Wish | None:
    """Return what a subject asks for where it consists of `new meeting`, in any of our languages, and nothing else."""
    rest, tags = " ".join(subject[:_LONGEST_SUBJECT].split()), []
    for _ in range(_MOST_PREFIXES):
        found = _PREFIX.match(rest)
        if found is None:
            break
        tags += [found["tag"].strip()] if found["tag"] else []
        rest = rest[found.end() :]
    return Wish(tuple(tags)) if _WANTED.fullmatch(rest.strip()) else None


def says_yes(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text says yes and nothing else."""
    return (bare(text, names=names) or "").strip(" .!").lower() in _YES or approval_phrase(text, names=names) is not None


def says_no(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text says no and nothing else."""
    return (bare(text, names=names) or "").strip(" .!").lower() in _NO


def holder(series: Series, address: str) -> Speaker | None:
    """Return who of those that may plan a meeting has an address: chair, deputies, minute-taker, secretary."""
    people = (series.chair, *series.deputies, series.minute_taker, series.secretary)
    return next((person for person in people if person is not None and has_address(person, address)), None)


def tagged(options: Sequence[Series], tags: Sequence[str]) -> tuple[Series, ...]:
    """Return the series that tags name."""
    wanted = {tag.casefold() for tag in tags}
    return tuple(series for series in options if series.slug.casefold() in wanted)


def named(options: Sequence[Series], agenda: Series) -> tuple[Series, ...]:
    """Return the series that an agenda means: by its short name, else by a title that is the same or nearly so."""
    same = tuple(series for series in options if series.slug.casefold() == agenda.slug.casefold())
    alike = tuple(series for series in options if fuzz.token_sort_ratio(series.title.casefold(), agenda.title.casefold()) >= _ALIKE)
    return same or alike


def not_taken(given: Series, stored: Series) -> tuple[str, ...]:
    """Return the keys of an agenda that speak of its series, say something else than what is stored, and are not taken from a mail."""
    found = [name for name in _OF_THE_SERIES if getattr(given, name) != getattr(_BLANK, name) and not _is_said(name, given, stored)]
    return tuple(_NAMES.get(name, name) for name in found)


def _is_said(name: str, given: Series, stored: Series) -> bool:
    if name in _PEOPLE:
        one, other = getattr(given, name), getattr(stored, name)
        return other is not None and (is_same_person(one, other) or (not one.email and one.name.casefold() == other.name.casefold()))
    if name == "deputies":
        return all(any(is_same_person(one, other) for other in stored.deputies) for one in given.deputies)
    return bool(getattr(given, name) == getattr(stored, name))


def planned(meeting: Meeting, stored: Series, known: Sequence[Speaker]) -> Meeting:
    """Return a meeting with the people whom the series knows in place of those who are named without an address.

    Args:
        meeting: as it was read.
        stored: the series that it joins.
        known: everybody who has been on an agenda of the series, the latest first.
    """
    people = (stored.chair, *stored.deputies, stored.minute_taker, stored.secretary, *known)
    by_name: dict[str, Speaker] = {}
    for person in people:
        if person is not None and person.email:
            by_name.setdefault(_name(person), person)
    return replace(meeting, items=_with_people(meeting.items, by_name))


def _with_people(items: tuple[AgendaItem, ...], by_name: Mapping[str, Speaker]) -> tuple[AgendaItem, ...]:
    return tuple(
        replace(
            item,
            speakers=tuple(person if person.email else by_name.get(_name(person), person) for person in item.speakers),
            items=_with_people(item.items, by_name),
        )
        for item in items
    )


def readdressed(meeting: Meeting, known: Sequence[Speaker]) -> tuple[str, ...]:
    """Return the names that a meeting gives another address than the series knows: they become somebody else, who is only called so."""
    addresses: dict[str, set[str]] = {}
    for person in known:
        addresses.setdefault(_name(person), set()).update(address.casefold() for address in person.addresses)
    told = ((one, addresses.get(_name(one), set())) for one in meeting.speakers if one.email)
    return tuple(one.name for one, theirs in told if theirs and (one.email or "").casefold() not in theirs)


def _name(person: Speaker) -> str:
    return " ".join(person.name.casefold().split())
