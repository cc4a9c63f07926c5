"""The timetable of a meeting, as seen from a moment: what goes when, to whom and why, and what does not.

    invitation ----> reminders ----> briefing ----> start ... end ----> draft ----> nudge ... approved ----> end of corrections
    7 days before    2 d and 1 d      1 h before                 30 min     2 days                    7 days

Nothing is remembered here: the steps follow from where the meeting stands, so that they may be computed as often as one likes. What was
missed in an outage is made up for as long as it is of use: no invitation after the end, no reminder when it is too late to write anything
or the next one has its turn, no briefing after the start, no draft and no nudge after two weeks.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.domain.agenda import Speaker, slots_of, unique_people
from mailflow.domain.lifecycle import MeetingState, MinutesState
from mailflow.domain.timetable.kinds import Chased, Standing, Step, StepKind, mark_of
from mailflow.domain.timetable.moments import Hours, after, before
from mailflow.domain.timetable.reminders import is_owed, reminder_steps

_STALE = timedelta(days=14)
"""So long after it was due a draft is still made by itself, and a nudge still sent."""
_EARLY = timedelta(days=4)
"""By so much a moment may move forward because of a long weekend."""
_CHANGING = timedelta(minutes=10)
"""So long after a change of the agenda whoever is new on it is invited along with the news to all others."""
AHEAD = frozenset({MeetingState.PLANNED, MeetingState.INVITED, MeetingState.COLLECTING})
"""The states in which the minutes have not been begun."""
_ON = frozenset({MeetingState.INVITED, MeetingState.COLLECTING})
_DRAFTED_FROM = _ON | {MeetingState.DRAFTING}


def plan(standing: Standing, now: datetime) -> tuple[Step, ...]:
    """Return what lies ahead of a meeting, what is due (`at` is now), and what is skipped, in the order of time."""
    if standing.meeting.state is MeetingState.CANCELLED:
        return ()
    steps = [step for make in _STEPS for step in make(standing, now)]
    if not standing.series.habits.is_automatic:
        steps = [replace(step, skipped="the series is not automatic") for step in steps]
    return tuple(sorted(steps, key=lambda step: (step.at, list(StepKind).index(step.kind))))


def due(standing: Standing, now: datetime) -> tuple[Step, ...]:
    """Return what goes now."""
    return tuple(step for step in plan(standing, now) if step.is_due(now))


def may_be_due(chased: Chased, now: datetime) -> bool:
    """Tell, by no more than the row of a meeting, whether anything could be due."""
    habits = chased.habits
    if not habits.is_automatic or chased.state is MeetingState.CANCELLED:
        return False
    if chased.drafted_at is not None:
        return chased.drafted_at + habits.nudge_after - timedelta(days=1) <= now < chased.drafted_at + habits.nudge_after + 2 * _STALE
    if chased.state is MeetingState.PLANNED:
        return chased.start_at - habits.invite_before - _EARLY <= now < chased.end_at
    is_after = chased.end_at + habits.draft_after <= now < chased.end_at + habits.draft_after + _STALE
    return (chased.state in _ON and now < chased.start_at) or (chased.state in _DRAFTED_FROM and is_after)


def invitation_at(standing: Standing) -> datetime:
    """Return when the invitations of a meeting are due: on any day, but not in quiet hours."""
    habits, start_at, zone = standing.series.habits, standing.meeting.start_at, standing.zone
    hours = Hours.on_every_day(habits, zone)
    span = habits.invite_before
    return hours.moved(before(start_at, span, zone), latest=before(start_at, span / 2, zone))


def _invitations(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield the invitations: of all while the meeting is planned, later of who owes a report and has none."""
    meeting = standing.meeting
    if now >= meeting.end_at or meeting.state not in AHEAD:
        return
    due_at = invitation_at(standing)
    people = _invitees(standing) if meeting.state is MeetingState.PLANNED else _forgotten(standing, now)
    at = max(due_at, now) if meeting.state is MeetingState.PLANNED else now
    for person in people:
        yield Step(
            StepKind.INVITATION,
            due_at,
            at,
            meeting.end_at,
            f"invitation:{meeting.id}:{person.id}:0",
            f"invitations go {_words(standing.series.habits.invite_before)} before" if at == due_at else "the invitation is late: at once",
            to=person,
            slots=slots_of(meeting, person),
            skipped=standing.trouble_of(person),
        )


def _invitees(standing: Standing) -> tuple[Speaker, ...]:
    """Return everybody on the agenda, and the chair, each once."""
    chair = standing.series.chair
    return unique_people(iter((*standing.meeting.speakers, *((chair,) if chair else ()))))


def _forgotten(standing: Standing, now: datetime) -> Iterator[Speaker]:
    """Yield who owes a report and was never invited: their address was learnt later. Of a change in the agenda others tell."""
    changed_at = standing.meeting.changed_at
    if changed_at is not None and now - changed_at < _CHANGING:
        return
    owed = {slot.key for slot in standing.meeting.slots if is_owed(slot)}
    for person in standing.meeting.speakers:
        is_owing = any(slot.key in owed for slot in slots_of(standing.meeting, person))
        if is_owing and person.id is not None and person.id not in standing.invited:
            yield person


def _reminders(standing: Standing, now: datetime) -> Iterator[Step]:
    if standing.meeting.state not in AHEAD:
        return
    is_planned = standing.meeting.state is MeetingState.PLANNED
    yield from reminder_steps(standing, now, planned_at=max(invitation_at(standing), now) if is_planned else None)


def _briefings(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield the briefings: to the chair and the minute-taker, once each; at any hour, as the meeting is."""
    meeting, series = standing.meeting, standing.series
    if meeting.state not in AHEAD or now >= meeting.start_at:
        return
    due_at = before(meeting.start_at, series.habits.brief_before, standing.zone)
    people = [person for person in (series.chair, series.minute_taker) if person is not None]
    for person in unique_people(iter(people)):
        purpose = f"briefing:{standing.name}:{person.id}"
        if purpose not in standing.posted:
            why = f"the meeting starts in {_words(series.habits.brief_before)}"
            skipped = standing.trouble_of(person)
            yield Step(StepKind.BRIEFING, due_at, max(due_at, now), meeting.start_at, purpose, why, to=person, skipped=skipped)


def _drafts(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield the draft, once for each who may approve it; of a meeting to which nobody was invited there is none."""
    meeting, series = standing.meeting, standing.series
    is_ahead = meeting.state is MeetingState.PLANNED and now < meeting.end_at
    if standing.revision is not None or not (meeting.state in _DRAFTED_FROM or is_ahead):
        return
    due_at = after(meeting.end_at, series.habits.draft_after, standing.zone)
    if now >= due_at + _STALE:
        return
    why = f"the meeting ended {_words(series.habits.draft_after)} before, and nobody asked for a draft"
    purpose = f"draft of meeting {standing.name}"
    approvers = [person for person in series.approvers if person.email]
    step = Step(StepKind.DRAFT, due_at, max(due_at, now), due_at + _STALE, purpose, why)
    if not approvers:
        yield replace(step, to=series.chair, skipped="nobody who could approve it has an address")
    yield from (replace(step, to=person, purpose=f"{purpose}:{person.id}") for person in approvers)


def _nudges(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield the one nudge about a revision that waits: to the chair, or in their absence to the deputies."""
    revision, since = standing.revision, standing.waits_since
    if revision is None or since is None or revision.state is not MinutesState.DRAFT:
        return
    due_at = standing.hours.next_allowed(after(since, standing.series.habits.nudge_after, standing.zone))
    at, end = standing.hours.next_allowed(max(due_at, standing.asking_at(now))), due_at + _STALE
    if now >= end or any(purpose.startswith(f"nudge:{revision.id}:") for purpose in standing.posted):
        return
    why = f"revision {revision.revision} waits for an answer since {since.astimezone(standing.zone):%Y-%m-%d %H:%M}"
    skipped = "it is held, by the chair's own word" if standing.is_held else ""
    for person in _nudged(standing, at):
        trouble = skipped or standing.trouble_of(person)
        yield Step(StepKind.NUDGE, due_at, at, end, f"nudge:{revision.id}:{person.id}", why, to=person, skipped=trouble)


def _nudged(standing: Standing, at: datetime) -> tuple[Speaker, ...]:
    """Return the chair, or the deputies while the chair is away or cannot be written to; the chair all the same if there is no deputy."""
    day = at.astimezone(standing.zone).date()
    able = [one for one in standing.series.approvers if not standing.trouble_of(one) and not (one.away_until and one.away_until >= day)]
    chair = standing.series.chair
    if chair is not None and (chair in able or not able):
        return (chair,)
    return tuple(able)


def _addresses(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield what the secretary is told once: who has no address, when the invitations go; and to whom mail does not arrive, at once."""
    meeting, series = standing.meeting, standing.series
    if meeting.state not in AHEAD | _DRAFTED_FROM or now >= meeting.end_at + _STALE:
        return
    everybody = unique_people(iter((*_invitees(standing), *series.approvers, *((series.minute_taker,) if series.minute_taker else ()))))
    troubled = [one for one in everybody if standing.trouble_of(one) and mark_of(one) not in standing.told]
    if not troubled:
        return
    is_known = any(one.email for one in troubled) or meeting.state is not MeetingState.PLANNED
    due_at = now if is_known else invitation_at(standing)
    at = standing.hours.next_allowed(max(due_at, now))
    end = meeting.start_at if now < meeting.start_at else meeting.end_at + _STALE
    marks = ",".join(mark_of(one) for one in troubled)
    why = "; ".join(f"{one.name}: {standing.trouble_of(one)}" for one in troubled)
    told = next((one for one in (series.secretary, series.chair) if one is not None and not standing.trouble_of(one)), None)
    step = Step(StepKind.ADDRESSES, due_at, at, end, f"addresses:{meeting.id}:{marks}", why, to=told, people=tuple(troubled))
    yield step if told else replace(step, to=series.secretary or series.chair, skipped="neither secretary nor chair can be written to")


def _corrections(standing: Standing, now: datetime) -> Iterator[Step]:
    """Yield until when corrections are taken; nothing is sent then."""
    published_at, zone = standing.published_at, standing.zone
    if published_at is None:
        return
    end = after(published_at, standing.series.habits.corrections_for, zone)
    if now < end:
        why = f"the minutes are out since {published_at.astimezone(zone):%Y-%m-%d %H:%M}"
        yield Step(StepKind.END_OF_CORRECTIONS, end, end, end, f"corrections:{standing.meeting.id}", why)


def _words(span: timedelta) -> str:
    """Return `7 days`, `1 hour`, `30 minutes`."""
    minutes = int(span.total_seconds() // 60)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0:
            count = minutes // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return str(span)


_STEPS: tuple[Callable[[Standing, datetime], Iterator[Step]], ...] = (
    _invitations,
    _reminders,
    _briefings,
    _drafts,
    _nudges,
    _addresses,
    _corrections,
)
