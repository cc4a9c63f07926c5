"""The timetable, kept: what is due is posted, once, whoever looks and however often.

    one question to the database -> the meetings in which anything could be due -> looked at, at most once a minute each
    a meeting in which a step is due -> locked, looked at anew, posted, committed

Never twice: every mail has a purpose that names its step and the start of the meeting, and the outbox takes a purpose once. Two that look
at the same time wait for each other at the lock of the meeting, and the second finds nothing left to do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError, IllegalTransition
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.message import OutboundId
from mailflow.domain.records import AuditEntry
from mailflow.domain.timetable.kinds import Chased, Standing, Step, StepKind
from mailflow.domain.timetable.plan import may_be_due, plan
from mailflow.services.briefing import Briefing
from mailflow.services.drafting import Drafting
from mailflow.services.invitations import Invitations, Invitee
from mailflow.services.invite import Invite
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock
from mailflow.services.reminding import Reminding
from mailflow.services.revisions import About
from mailflow.services.standing import standing_of

_SINCE = timedelta(days=60)
_LOOK = timedelta(minutes=1)
_LOOK_FAR = timedelta(minutes=15)
_ACTOR = "timetable"


class Source(Protocol):
    """Whoever adds steps to the timetable of a meeting, and posts those that are due."""

    def steps(self, uow: UnitOfWork, about: About, now: datetime) -> tuple[Step, ...]:
        """Return what lies ahead, is due, or is skipped; nothing is written."""
        ...

    def post(self, uow: UnitOfWork, about: About, due: tuple[Step, ...]) -> int:
        """Post those of its steps that are due, each once, in the caller's transaction, the meeting being locked; return how many mails."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does what a step says."""

    invite: Invite
    invitations: Invitations
    reminding: Reminding
    briefing: Briefing
    drafting: Drafting


class Timetable:
    """The source of everything of a meeting's own life."""

    def __init__(self, hands: Hands, *, clock: Clock, grace: timedelta) -> None:
        """Begin; for the time of grace nobody is asked for anything: after an outage the inbox is read first."""
        self._hands = hands
        self._clock = clock
        self._grace = grace
        self._born_at = clock.now()

    def steps(self, uow: UnitOfWork, about: About, now: datetime) -> tuple[Step, ...]:
        """Return the steps of a meeting."""
        return plan(standing_of(uow, about, asks_from=self._asks_from(uow, now)), now)

    def _asks_from(self, uow: UnitOfWork, now: datetime) -> datetime | None:
        """Return before when nobody is asked for what they may have sent already; none where all is read."""
        if timedelta() <= now - self._born_at < self._grace:
            return self._born_at + self._grace
        return now + _LOOK if uow.chase.is_unread(now) else None

    def post(self, uow: UnitOfWork, about: About, due: tuple[Step, ...]) -> int:
        """Post the steps that are due."""
        standing = standing_of(uow, about)
        by_kind = {kind: [step for step in due if step.kind is kind] for kind in self._deeds}
        return sum(deed(self, uow, standing, by_kind[kind]) for kind, deed in self._deeds.items() if by_kind[kind])

    def _invite(self, uow: UnitOfWork, standing: Standing, due: list[Step]) -> int:
        about = (standing.meeting, standing.series)
        if standing.meeting.state is MeetingState.PLANNED:
            return len(self._hands.invite.within(uow, about, actor=_ACTOR, unreachable=standing.unreachable).queued)
        invitees = [Invitee(step.to, step.to.email, step.slots) for step in due if step.to and step.to.email]
        return _count(self._hands.invitations.post(uow, about, invitee) for invitee in invitees)

    def _remind(self, uow: UnitOfWork, standing: Standing, due: list[Step]) -> int:
        return _count(self._hands.reminding.remind(uow, standing, step) for step in due)

    def _brief(self, uow: UnitOfWork, standing: Standing, due: list[Step]) -> int:
        return _count(self._hands.briefing(uow, standing, step) for step in due)

    def _draft(self, uow: UnitOfWork, standing: Standing, _due: list[Step]) -> int:
        about = About(standing.meeting, standing.series)
        try:
            return len(self._hands.drafting(uow, about, actor=_ACTOR).queued)
        except (BadInputError, IllegalTransition) as error:
            uow.audit.add(AuditEntry(self._clock.now(), _ACTOR, "no draft", f"meeting {about.meeting_id}", str(error)))
            return 0

    def _nudge(self, uow: UnitOfWork, standing: Standing, due: list[Step]) -> int:
        return _count(self._hands.reminding.nudge(uow, standing, step) for step in due)

    def _tell(self, uow: UnitOfWork, standing: Standing, due: list[Step]) -> int:
        return _count(self._hands.reminding.tell_addresses(uow, standing, step) for step in due)

    _deeds: ClassVar[Mapping[StepKind, Callable[["Timetable", UnitOfWork, Standing, list[Step]], int]]] = {
        StepKind.INVITATION: _invite,
        StepKind.REQUEST: _remind,
        StepKind.REMINDER: _remind,
        StepKind.BRIEFING: _brief,
        StepKind.DRAFT: _draft,
        StepKind.NUDGE: _nudge,
        StepKind.ADDRESSES: _tell,
    }


@dataclass(frozen=True, slots=True)
class _Look:
    """When a meeting was looked at, what its row said, and when to look again."""

    chased: Chased
    at: datetime
    again_at: datetime

    def is_good(self, chased: Chased, now: datetime) -> bool:
        return self.chased == chased and self.at <= now < self.again_at


class Chase:
    """Find the meetings in which something may be due, and do it, each in a transaction of its own."""

    def __init__(self, begin: UnitOfWorkFactory, sources: tuple[Source, ...], *, clock: Clock) -> None:
        self._begin = begin
        self._sources = sources
        self._clock = clock
        self._looks: dict[MeetingId, _Look] = {}

    def waiting(self) -> tuple[MeetingId, ...]:
        """Return the meetings to be looked at now, by one question to the database."""
        now = self._clock.now()
        with self._begin() as uow:
            rows = uow.chase.chased(now - _SINCE)
        rows = tuple(row for row in rows if may_be_due(row, now))
        self._looks = {row.id: self._looks[row.id] for row in rows if row.id in self._looks}
        chosen = [row for row in rows if row.id not in self._looks or not self._looks[row.id].is_good(row, now)]
        for row in chosen:  # also where the look fails: the next one comes in time
            self._looks[row.id] = _Look(row, now, now + (_LOOK_FAR if row.state is MeetingState.PLANNED else _LOOK))
        return tuple(row.id for row in chosen)

    def __call__(self, meeting_id: MeetingId) -> int:
        """Post what is due in a meeting; return how many mails that were. Raises NotFoundError."""
        now = self._clock.now()
        with self._begin() as uow:
            about = About(uow.meetings.get(meeting_id), uow.meetings.series_of(meeting_id))
            steps = [step for source in self._sources for step in source.steps(uow, about, now)]
            self._note(meeting_id, steps, now)
            if not any(step.is_due(now) for step in steps):
                return 0
            count = self._post(uow, meeting_id, now)
            uow.commit()
        return count

    def _post(self, uow: UnitOfWork, meeting_id: MeetingId, now: datetime) -> int:
        """Post under the lock what is due still: another may have done it meanwhile, or a report come."""
        count = 0
        for source in self._sources:
            about = About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id))
            due = tuple(step for step in source.steps(uow, about, now) if step.is_due(now))
            count += source.post(uow, about, due) if due else 0
        return count

    def _note(self, meeting_id: MeetingId, steps: list[Step], now: datetime) -> None:
        """Look again when the next step is due, if that is sooner."""
        look = self._looks.get(meeting_id)
        ahead = [step.at for step in steps if not step.skipped and now < step.at < step.expires_at]
        if look is not None:
            self._looks[meeting_id] = _Look(look.chased, look.at, min([look.again_at, *ahead]))


def _count(posted: Iterable[OutboundId | None]) -> int:
    return sum(one is not None for one in posted)
