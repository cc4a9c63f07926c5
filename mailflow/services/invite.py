"""Agenda to invitations in the outbox: one mail with one calendar event to each speaker and the chair."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from mailflow.domain.agenda import Agenda, Meeting, MeetingId, Series, Speaker, slots_of, unique_people
from mailflow.domain.lifecycle import MEETING, MeetingEvent, advance
from mailflow.domain.message import OutboundId
from mailflow.domain.records import AuditEntry, Job
from mailflow.services.departed import KeySource, kept_off
from mailflow.services.invitations import Invitations, Invitee
from mailflow.services.planning import last_number
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.readdressing import mark_readdressed


@dataclass(frozen=True, slots=True)
class Invited:
    """What `invite` did: mails queued now, people invited before, and people without an address."""

    queued: tuple[OutboundId, ...]
    already: tuple[str, ...]
    without_address: tuple[str, ...]


class AddMeeting:
    """Store a meeting and its series."""

    def __init__(self, begin: UnitOfWorkFactory, clock: Clock, key: KeySource) -> None:
        self._begin = begin
        self._clock = clock
        self._key = key

    def twins(self, agenda: Agenda) -> tuple[MeetingId, ...]:
        """Return the meetings of the same series that are stored already and start at the same time."""
        with self._begin() as uow:
            stored = uow.meetings.summaries()
        return tuple(one.id for one in stored if (one.series, one.start_at) == (agenda.series.slug, agenda.meeting.start_at))

    def departed(self, agenda: Agenda) -> tuple[str, ...]:
        """Return the readers that an agenda names and that have left the list of its series, or were forgotten: they stay off it."""
        with self._begin() as uow:
            off = self._kept_off(uow, agenda)
        return tuple(address for address in agenda.series.subscribers if address.lower() in off)

    def _kept_off(self, uow: UnitOfWork, agenda: Agenda) -> frozenset[str]:
        return kept_off(uow, agenda.series.slug, agenda.series.subscribers, self._key)

    def __call__(self, agenda: Agenda) -> MeetingId:
        """Store the meeting of an agenda and return its id; it has the number that the agenda gives, else the next of its series.

        The readers that it names are put on the list, but for those who have left it or were forgotten.
        """
        now = self._clock.now()
        with self._begin() as uow:
            off = self._kept_off(uow, agenda)
            readers = tuple(address for address in agenda.series.subscribers if address.lower() not in off)
            series = replace(agenda.series, subscribers=readers)
            meeting_id = uow.meetings.add(replace(agenda, series=series, meeting=numbered_in_series(uow, agenda)), now=now)
            mark_readdressed(uow, meeting_id, now=now)
            uow.audit.add(AuditEntry(now, "command line", "meeting added", f"meeting {meeting_id}", agenda.meeting.title))
            uow.commit()
        return meeting_id


def numbered_in_series(uow: UnitOfWork, agenda: Agenda) -> Meeting:
    """Return the meeting of an agenda with its number, and the meeting before it, if there is one."""
    known = tuple(one for one in uow.meetings.summaries()[::-1] if one.series == agenda.series.slug)
    before = [one.id for one in known if one.start_at < agenda.meeting.start_at]
    number = agenda.meeting.number or last_number(known) + 1
    return replace(agenda.meeting, number=number, previous_id=before[-1] if before else None)


class Invite:
    """Queue the invitations of a meeting; whoever was invited before is passed over."""

    def __init__(self, begin: UnitOfWorkFactory, invitations: Invitations, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._invitations = invitations
        self._clock = clock
        self._doorbell = doorbell

    def __call__(self, meeting_id: MeetingId) -> Invited:
        """Queue the invitations. Raises NotFoundError, IllegalTransition."""
        with self._begin() as uow:
            invited = self.within(uow, (uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)))
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, invited.queued)
        return invited

    def within(
        self, uow: UnitOfWork, about: tuple[Meeting, Series], *, actor: str = "command line", unreachable: Collection[str] = ()
    ) -> Invited:
        """Queue the invitations of a meeting that is locked, in the caller's transaction; none to addresses (in lower case) that fail.

        Raises IllegalTransition.
        """
        meeting, series = about
        state = advance(MEETING, meeting.state, MeetingEvent.INVITE)
        invited = self._invite_all(uow, meeting, series, unreachable)
        uow.meetings.save_state(replace(meeting, state=state))
        detail = f"{len(invited.queued)} queued, {len(invited.already)} invited before"
        uow.audit.add(AuditEntry(self._clock.now(), actor, "invited", f"meeting {meeting.id}", detail))
        return invited

    def _invite_all(self, uow: UnitOfWork, meeting: Meeting, series: Series, unreachable: Collection[str]) -> Invited:
        queued: list[OutboundId] = []
        already: list[str] = []
        without_address: list[str] = []
        for person in invitees(meeting, series):
            if not person.email or person.email.lower() in unreachable:
                without_address.append(person.name)
                continue
            outbound_id = self._invite_one(uow, (meeting, series), person, person.email)
            if outbound_id is None:
                already.append(person.name)
            else:
                queued.append(outbound_id)
        return Invited(tuple(queued), tuple(already), tuple(without_address))

    def _invite_one(self, uow: UnitOfWork, about: tuple[Meeting, Series], person: Speaker, email: str) -> OutboundId | None:
        slots = slots_of(about[0], person)
        return self._invitations.post(uow, about, Invitee(person, email, slots))


def invitees(meeting: Meeting, series: Series) -> tuple[Speaker, ...]:
    """Return the speakers and the chair, each person once."""
    chair = (series.chair,) if series.chair else ()
    return unique_people(iter((*meeting.speakers, *chair)))

