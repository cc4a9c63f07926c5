"""The status board of those who run a series: who has reported and who is missing, what waits for a decision, what is owed and due.

What is decided here is decided by the same use cases as by mail and from the shell; each decision bears the address of who took it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from mailflow.domain.agenda import AgendaItem, Manner, Meeting, MeetingId, Series, Speaker
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.errors import BadInputError, NotFoundError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.matching.match import confidence_of
from mailflow.domain.message import InboundId, OutboxEntry
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId
from mailflow.domain.records import InboundRecord, Job, MeetingSummary
from mailflow.domain.timetable.reach import Failure
from mailflow.services.candidates import nearest_meeting
from mailflow.services.chosen_slots import items_of
from mailflow.services.decisions import Decider, Decisions
from mailflow.services.due import Ahead, Due
from mailflow.services.login import series_run_by
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell

_SINCE = timedelta(days=60)
_MAILS = 100
_STEPS = 40
_TEXT = 4000


@dataclass(frozen=True, slots=True)
class SlotStanding:
    """Where a slot stands: `state` is reported, nothing, declined, away or missing; `notes` say what else there is to know."""

    item: AgendaItem
    state: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingStanding:
    """Where a meeting stands."""

    series: Series
    meeting: Meeting
    slots: tuple[SlotStanding, ...]
    minutes: Draft | None
    approval: Approval | None

    @property
    def missing(self) -> int:
        """How many slots have no report, and nobody who said that there would be none."""
        return sum(slot.state == "missing" for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Place:
    """An item to which a message could belong, how likely, and why."""

    item: AgendaItem
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for a decision: the meeting that it is decided in, where it could go, what speaks for no item in particular."""

    record: InboundRecord
    meeting: Meeting
    series: Series
    places: tuple[Place, ...]
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """Its text, as far as it is shown."""
        return self.record.text[:_TEXT] + ("…" if len(self.record.text) > _TEXT else "")

    @property
    def others(self) -> tuple[AgendaItem, ...]:
        """All other items of the agenda."""
        offered = {place.item.key for place in self.places}
        return tuple(item for item in self.meeting.walk() if item.key not in offered)


@dataclass(frozen=True, slots=True)
class Overview:
    """All that somebody sees at first."""

    meetings: tuple[MeetingStanding, ...]
    waiting: int
    inbox: dict[str, int]
    outbox: dict[str, int]


@dataclass(frozen=True, slots=True)
class Post:
    """What is owed and sent, and to which addresses mail did not get."""

    mails: tuple[OutboxEntry, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decides about a message: `assign` it to an item (by its key), `add` an item (by its title), `ask` or `discard`."""

    word: str
    key: str = ""
    title: str = ""


class Board:
    """What somebody who runs series sees of them and decides; of others they see nothing."""

    def __init__(self, begin: UnitOfWorkFactory, decisions: Decisions, due: Due, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._decisions = decisions
        self._due = due
        self._clock = clock
        self._doorbell = doorbell

    def series_of(self, address: str) -> tuple[Series, ...]:
        """Return the series that somebody runs; none: they see nothing at all."""
        with self._begin() as uow:
            return series_run_by(uow, address)

    def overview(self, address: str) -> Overview:
        """Return where everything stands."""
        with self._begin() as uow:
            own = {series.slug: series for series in series_run_by(uow, address)}
            current = [summary for summary in uow.meetings.current(self._clock.now() - _SINCE) if summary.series in own]
            meetings = tuple(self._standing(uow, own[summary.series], summary.id) for summary in current)
            waiting = len(self._waiting(uow, own))
            return Overview(meetings, waiting, uow.inbound.count_by_state(), uow.outbox.count_by_state())

    def meeting(self, address: str, meeting_id: MeetingId) -> MeetingStanding:
        """Return where a meeting stands. Raises NotFoundError, also where it is none of theirs."""
        with self._begin() as uow:
            series = uow.meetings.series_of(meeting_id)
            if series.slug not in {one.slug for one in series_run_by(uow, address)}:
                raise NotFoundError("meeting", meeting_id)
            return self._standing(uow, series, meeting_id)

    def _standing(self, uow: UnitOfWork, series: Series, meeting_id: MeetingId) -> MeetingStanding:
        meeting, current = uow.meetings.get(meeting_id), uow.minutes.find_current(meeting_id)
        approval = uow.minutes.find_approval(MinutesId(current.id)) if current and current.id else None
        day = self._clock.now().date()
        away = {one.name for one in meeting.speakers if one.away_until and one.away_until >= day}
        slots = tuple(_slot_standing(slot, [one for one in slot.speakers if one.name in away]) for slot in meeting.slots)
        return MeetingStanding(series, meeting, slots, current, approval)

    def waiting(self, address: str) -> tuple[Waiting, ...]:
        """Return what waits for a decision, oldest first."""
        with self._begin() as uow:
            own = {series.slug: series for series in series_run_by(uow, address)}
            return tuple(_waiting(uow, record, meeting_id, own) for record, meeting_id in self._waiting(uow, own))

    def _waiting(self, uow: UnitOfWork, own: dict[str, Series]) -> list[tuple[InboundRecord, MeetingId]]:
        """Return the messages in triage that are decided in series of somebody; what belongs to no meeting is in the nearest one."""
        nearest = nearest_meeting(uow, self._clock.now())
        records = uow.inbound.records(InboundState.TRIAGE.value)
        found = [(record, record.meeting_id or nearest) for record in records]
        slugs = {meeting_id: uow.meetings.series_of(meeting_id).slug for meeting_id in {one for _, one in found if one is not None}}
        return [(record, meeting_id) for record, meeting_id in found if meeting_id is not None and slugs[meeting_id] in own]

    def decide(self, address: str, inbound_id: InboundId, ruling: Ruling) -> str:
        """Carry out what somebody decides, and return what was done.

        Raises:
            NotFoundError: there is no such item.
            BadInputError: the message does not wait in a series of theirs (any more), the title is none, or the message names no author.
            IllegalTransition: the message is settled.
        """
        by = Decider(address)
        with self._begin() as uow:
            own = {series.slug: series for series in series_run_by(uow, address)}
            meetings = {record.id: meeting_id for record, meeting_id in self._waiting(uow, own)}
            # Read again under the lock: of two who decide at once, the second must not undo what the first did.
            record = uow.inbound.lock(inbound_id) if inbound_id in meetings else None
            if record is None or record.state is not InboundState.TRIAGE:
                raise BadInputError(f"Message {inbound_id} does not wait for you any more: somebody may have decided it just now.")
            done = self._decided(uow, record, meetings[inbound_id], ruling, by)
            uow.commit()
        self._doorbell.ring(Job.INGEST, (inbound_id,))
        return done

    def _decided(self, uow: UnitOfWork, record: InboundRecord, meeting_id: MeetingId, ruling: Ruling, by: Decider) -> str:
        if ruling.word == "assign":
            item = uow.meetings.get(meeting_id).find_item(ruling.key)
            if item is None:
                raise NotFoundError("item", f"{ruling.key[:20]} of meeting {meeting_id}")
            return self._decisions.assign(uow, record, Choice(meeting_id, (item.key,)), by)
        if ruling.word == "add":
            return self._decisions.add(uow, record, ruling.title, by)
        if ruling.word == "ask":
            return self._decisions.ask(uow, record, [], by)
        if ruling.word == "discard":
            return self._decisions.discard(uow, record, by)
        raise NotFoundError("decision", ruling.word[:20])

    def post(self, address: str) -> Post:
        """Return what is owed and sent for the meetings of somebody's series, and which of their addresses failed."""
        with self._begin() as uow:
            own = {series.slug: series for series in series_run_by(uow, address)}
            meetings = [one for one in uow.meetings.summaries() if one.series in own]
            failures = uow.chase.failures(_addresses(uow, tuple(own.values()), meetings))
            mails = uow.outbox.about([one.id for one in meetings], limit=_MAILS)
        return Post(mails, tuple(sorted(failures, key=lambda failure: failure.at, reverse=True))[:_MAILS])

    def due(self, address: str) -> tuple[Ahead, ...]:
        """Return what comes next by itself in the series of somebody."""
        slugs = {series.slug for series in self.series_of(address)}
        return tuple(ahead for ahead in self._due() if ahead.series.slug in slugs)[:_STEPS]


def _addresses(uow: UnitOfWork, own: Sequence[Series], meetings: Sequence[MeetingSummary]) -> set[str]:
    newest = {summary.series: summary.id for summary in reversed(meetings)}
    speakers = (speaker for meeting_id in newest.values() for speaker in uow.meetings.get(meeting_id).speakers)
    known = {address.lower() for speaker in speakers for address in speaker.addresses}
    return known | {reader.lower() for series in own for reader in series.subscribers}


def _waiting(uow: UnitOfWork, record: InboundRecord, meeting_id: MeetingId, own: dict[str, Series]) -> Waiting:
    meeting, series = uow.meetings.get(meeting_id), own[uow.meetings.series_of(meeting_id).slug]
    confidence = confidence_of(record.evidence)
    items = items_of(meeting, record.item_keys)
    places = tuple(Place(item, confidence.get(item.key, 0.0), tuple(e for e in record.evidence if e.slot == item.key)) for item in items)
    likeliest = sorted(places, key=lambda place: -place.confidence)
    offered = {place.item.key for place in places}
    return Waiting(record, meeting, series, tuple(likeliest), tuple(e for e in record.evidence if e.slot not in offered))


def _slot_standing(slot: AgendaItem, away: Sequence[Speaker]) -> SlotStanding:
    reports = slot.shown_reports
    if reports:
        late = ["late"] if any(report.late for report in reports) else []
        delegates = [f"by {report.delegate}" for report in reports if report.delegate]
        files = sum(len(report.attachments) for report in reports)
        notes = (*late, *delegates, *([f"{files} file{'' if files == 1 else 's'}"] if files else []))
        state = "nothing" if all(report.manner is Manner.NOTHING for report in reports) else "reported"
        return SlotStanding(slot, state, notes)
    declined = [speaker.name for speaker in slot.speakers if speaker.rsvp == "declined"]
    notes = tuple(f"{one.name} is away until {one.away_until}" for one in away)
    asked = tuple(f"{one.person.name} was asked instead of {one.speaker.name}" for one in slot.delegates)
    unknown = tuple(f"no address of {one.name}" for one in slot.speakers if not one.email)
    if slot.speakers and len(declined) == len(slot.speakers):
        return SlotStanding(slot, "declined", (*asked, *notes, *unknown))
    state = "away" if away and len(away) == len(slot.speakers) else "missing"
    return SlotStanding(slot, state, (*(f"{name} declined" for name in declined), *asked, *notes, *unknown))
