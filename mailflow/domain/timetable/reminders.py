"""Reminders: to whom, for which slots, and when.

    the calls of a timetable: 2 days before, 1 day before        each until the next one, the last until it is too late to write anything
    a slot without a report -> its speakers, or those whom they asked to report for them; at the last call both
    a person who owes -> one mail at each call with all their slots; a day apart from the mail before, not while they are away

Of a slot that two people share any report counts, as does that of a delegate: the minutes have their paragraph. Who declined is asked
once, for a text or for somebody else, and not reminded; a delegate who declined is no delegate, and the speaker is reminded again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from mailflow.domain.agenda import AgendaItem, PersonId, Speaker
from mailflow.domain.timetable.kinds import Standing, Step, StepKind
from mailflow.domain.timetable.moments import after, before, start_of

_APART = timedelta(days=1)
_TOO_LATE = timedelta(hours=2)
"""Nobody is asked for a text later than so long before the meeting."""
_AT_ONCE = timedelta(hours=1)
"""Who has just declined sits at their mail: so long the request is an answer, and knows no quiet hours."""
DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Call:
    """One reminder of a timetable, until the next one takes its place."""

    lead: timedelta
    due_at: datetime
    expires_at: datetime
    number: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """The slots for which a person is called, and for whom they report, or who was asked to report for them."""

    person: Speaker
    slots: tuple[AgendaItem, ...] = ()
    for_whom: tuple[str, ...] = ()
    by_whom: tuple[str, ...] = ()


def calls_of(standing: Standing) -> tuple[Call, ...]:
    """Return the calls of a meeting, first to last.

    One that falls on a quiet hour or a weekend comes at the next moment that is none, if half of the time until the next call is left then,
    else before: a reminder on Monday morning is of no use for a meeting at ten, one on Friday is. Nor is one made up for when less is left:
    the next call takes its place.
    """
    start_at, zone, hours = standing.meeting.start_at, standing.zone, standing.hours
    leads = sorted({lead for lead in standing.series.habits.remind_before if lead > timedelta()}, reverse=True)
    halves = [(lead - following) / 2 for lead, following in zip(leads, [*leads[1:], timedelta()], strict=True)]
    moments: list[datetime] = []
    for lead, half in zip(leads, halves, strict=True):
        due_at = hours.moved(before(start_at, lead, zone), latest=before(start_at, lead - half, zone))
        moments.append(max([due_at, *moments[-1:]]))
    ends = [due_at + (following - due_at) / 2 for due_at, following in pairwise(moments)]
    ends += [start_at - min(_TOO_LATE, half) for half in halves[-1:]]
    numbered = enumerate(zip(leads, moments, ends, strict=True), start=1)
    return tuple(Call(lead, due_at, end, number, number == len(leads)) for number, (lead, due_at, end) in numbered)


def reminder_steps(standing: Standing, now: datetime, *, planned_at: datetime | None = None) -> Iterator[Step]:
    """Yield the reminders of a meeting, and the requests to those who declined; `planned_at` is when the invitations are still to go.

    Whoever has none is invited before they are reminded.
    """
    last_mails = dict(standing.written_at)
    for person in _concerned(standing):
        if person.id is not None and person.id not in standing.invited:
            last_mails[person.id] = max(planned_at or now, now)
    for call in calls_of(standing):
        for duty in _duties(standing, call):
            step = _reminder(standing, call, duty, now=now, last_mail_at=last_mails.get(_id(duty.person)))
            if step is None:
                continue
            if not step.skipped:
                last_mails[_id(duty.person)] = step.at
            yield step
    yield from _requests(standing, now)


def is_owed(slot: AgendaItem) -> bool:
    """Tell whether nobody has reported for a slot, nor said that there is nothing to report."""
    return not slot.shown_reports


def reminders_sent(standing: Standing, person: Speaker) -> int:
    """Return how often a person was reminded of this date of the meeting."""
    marks = (f"reminder:{standing.name}:{person.id}:", f"request:{standing.name}:{person.id}")
    return sum(purpose.startswith(marks) for purpose in standing.posted)


def _concerned(standing: Standing) -> Iterator[Speaker]:
    for slot in standing.meeting.slots:
        yield from slot.speakers
        yield from (delegate.person for delegate in slot.delegates)


def _duties(standing: Standing, call: Call) -> tuple[Duty, ...]:
    """Return who is called, each person once; those who have reported for all their slots as well, with these slots."""
    owed = _collected(duty for slot in standing.meeting.slots if is_owed(slot) for duty in _duties_in(standing, slot, call))
    known = {_id(duty.person) for duty in owed}
    speakers = (Duty(person, (slot,)) for slot in standing.meeting.slots if not is_owed(slot) for person in slot.speakers)
    return (*owed, *_collected(duty for duty in speakers if _id(duty.person) not in known))


def _duties_in(standing: Standing, slot: AgendaItem, call: Call) -> Iterator[Duty]:
    for speaker in slot.speakers:
        asked = [one.person for one in slot.delegates if one.speaker.id == speaker.id and _can_report(standing, one.person)]
        yield from (Duty(person, (slot,), for_whom=(speaker.name,)) for person in asked)
        if not asked or call.is_last:
            yield Duty(speaker, (slot,), by_whom=tuple(person.name for person in asked))


def _can_report(standing: Standing, delegate: Speaker) -> bool:
    away_until = delegate.away_until
    is_away = away_until is not None and away_until >= standing.meeting.start_at.astimezone(standing.zone).date()
    return delegate.rsvp != DECLINED and not standing.trouble_of(delegate) and not is_away


def _collected(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """Return one duty for each person, with all their slots."""
    found: dict[int | str, Duty] = {}
    for duty in duties:
        key = _id(duty.person) or duty.person.name
        known = found.get(key, Duty(duty.person))
        slots = known.slots if any(slot.key == duty.slots[0].key for slot in known.slots) else (*known.slots, *duty.slots)
        for_whom = tuple(dict.fromkeys((*known.for_whom, *duty.for_whom)))
        by_whom = tuple(dict.fromkeys((*known.by_whom, *duty.by_whom)))
        found[key] = replace(known, slots=slots, for_whom=for_whom, by_whom=by_whom)
    return tuple(found.values())


def _reminder(standing: Standing, call: Call, duty: Duty, *, now: datetime, last_mail_at: datetime | None) -> Step | None:
    """Return the step of a person at a call; None where it was posted, or is over."""
    person, hours = duty.person, standing.hours
    purpose = f"reminder:{standing.name}:{person.id}:{_hours(call.lead)}"
    if purpose in standing.posted or now >= call.expires_at:
        return None
    apart_at = after(last_mail_at, _APART, standing.zone) if last_mail_at is not None else call.due_at
    back_at = _back_at(standing, person, now) or call.due_at
    at = hours.next_allowed(max(call.due_at, apart_at, back_at, standing.asking_at(now)))
    skipped = _why_not_reminded(standing, duty)
    if not skipped and at >= call.expires_at:
        skipped = _why_too_late(person, call, apart_at=apart_at, back_at=back_at)
    return Step(
        StepKind.REMINDER,
        call.due_at,
        at,
        call.expires_at,
        purpose,
        _why(duty, call),
        to=person,
        slots=duty.slots,
        skipped=skipped,
        number=call.number,
        is_last=call.is_last,
        for_whom=duty.for_whom,
        by_whom=duty.by_whom,
    )


def _why(duty: Duty, call: Call) -> str:
    words = f"no report yet; reminder {call.number}, {_hours(call.lead)} before the start"
    if duty.for_whom:
        return f"{words}; reports for {', '.join(duty.for_whom)}"
    return f"{words}; {', '.join(duty.by_whom)} was asked to report" if duty.by_whom else words


def _why_not_reminded(standing: Standing, duty: Duty) -> str:
    person = duty.person
    if not any(is_owed(slot) for slot in duty.slots):
        return "has reported"
    if person.rsvp == DECLINED and not duty.for_whom:
        return "has declined: asked once, not reminded"
    return _why_not_asked(standing, person)


def _why_not_asked(standing: Standing, person: Speaker) -> str:
    if trouble := standing.trouble_of(person):
        return trouble
    is_waiting = any(address.lower() in standing.waiting for address in person.addresses)
    return "a mail of theirs waits for a decision" if is_waiting else ""


def _why_too_late(person: Speaker, call: Call, *, apart_at: datetime, back_at: datetime) -> str:
    if back_at >= call.expires_at:
        return f"away until {person.away_until}"
    if apart_at > call.due_at:
        return "within a day of the mail before"
    return "too late for it" if call.is_last else "the next reminder takes its place"


def _back_at(standing: Standing, person: Speaker, now: datetime) -> datetime | None:
    """Return when somebody who is away is back; None where they are here."""
    until = person.away_until
    if until is None or until < now.astimezone(standing.zone).date():
        return None
    return start_of(until + timedelta(days=1), standing.zone)


def _requests(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield what those are asked who declined and owe a text, and asked nobody to report for them."""
    end = standing.meeting.start_at - _TOO_LATE
    slots = [slot for slot in standing.meeting.slots if is_owed(slot)]
    duties = (Duty(person, (slot,)) for slot in slots for person in slot.speakers if person.rsvp == DECLINED)
    for duty in _collected(duty for duty in duties if not _is_stood_in_for(standing, duty)):
        declined_at = standing.declined_at.get(PersonId(_id(duty.person)), now)
        purpose = f"request:{standing.name}:{duty.person.id}"
        if purpose in standing.posted or now >= end:
            continue
        back_at = _back_at(standing, duty.person, now) or now
        is_answer = now - declined_at < _AT_ONCE and back_at <= now
        from_at = max(standing.asking_at(now), declined_at)
        at = from_at if is_answer else standing.hours.next_allowed(max(from_at, back_at))
        skipped = _why_not_asked(standing, duty.person)
        if not skipped and at >= end:
            skipped = f"away until {duty.person.away_until}" if back_at >= end else "too late for it"
        why = "has declined, and owes a report: asked once for a text, or for who reports instead"
        yield Step(StepKind.REQUEST, declined_at, at, end, purpose, why, to=duty.person, slots=duty.slots, skipped=skipped)


def _is_stood_in_for(standing: Standing, duty: Duty) -> bool:
    delegates = (one for slot in duty.slots for one in slot.delegates if one.speaker.id == duty.person.id)
    return any(_can_report(standing, one.person) for one in delegates)


def _id(person: Speaker) -> PersonId:
    return person.id if person.id is not None else PersonId(0)


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:g} h"
