"""Agenda to invitations in the outbox: one mail with one calendar event to each speaker and the chair."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Agenda, AgendaItem, Meeting, MeetingId, Series, Speaker, slots_of, unique_people
from mailflow.domain.lifecycle import MEETING, MeetingEvent, advance
from mailflow.domain.mails import InvitationContext
from mailflow.domain.message import Address, OutboundId
from mailflow.domain.records import AuditEntry, Invitation, InvitedEvent, Job
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import CalendarCodec, Clock, Doorbell


@dataclass(frozen=True, slots=True)
class Invited:
    """What `invite` did: mails queued now, people invited before, and people without an address."""

    queued: tuple[OutboundId, ...]
    already: tuple[str, ...]
    without_address: tuple[str, ...]


class AddMeeting:
    """Store a meeting and its series."""

    def __init__(self, begin: UnitOfWorkFactory, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    def twins(self, agenda: Agenda) -> tuple[MeetingId, ...]:
        """Return the meetings of the same series that are stored already and start at the same time."""
        with self._begin() as uow:
            stored = uow.meetings.summaries()
        return tuple(one.id for one in stored if (one.series, one.start_at) == (agenda.series.slug, agenda.meeting.start_at))

    def __call__(self, agenda: Agenda) -> MeetingId:
        """Store the meeting of an agenda and return its id."""
        now = self._clock.now()
        with self._begin() as uow:
            meeting_id = uow.meetings.add(agenda, now=now)
            uow.audit.add(AuditEntry(now, "command line", "meeting added", f"meeting {meeting_id}", agenda.meeting.title))
            uow.commit()
        return meeting_id


class Invite:
    """Queue the invitations of a meeting; whoever was invited before is passed over."""

    def __init__(
        self,
        begin: UnitOfWorkFactory,
        post: Correspondence,
        *,
        clock: Clock,
        calendar: CalendarCodec,
        doorbell: Doorbell,
        new_uid: Callable[[], str],
    ) -> None:
        self._begin = begin
        self._post = post
        self._clock = clock
        self._calendar = calendar
        self._doorbell = doorbell
        self._new_uid = new_uid

    def __call__(self, meeting_id: MeetingId) -> Invited:
        """Queue the invitations. Raises NotFoundError, IllegalTransition."""
        with self._begin() as uow:
            meeting, series = uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)
            state = advance(MEETING, meeting.state, MeetingEvent.INVITE)
            invited = self._invite_all(uow, meeting, series)
            uow.meetings.save_state(replace(meeting, state=state))
            detail = f"{len(invited.queued)} queued, {len(invited.already)} invited before"
            uow.audit.add(AuditEntry(self._clock.now(), "command line", "invited", f"meeting {meeting_id}", detail))
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, invited.queued)
        return invited

    def _invite_all(self, uow: UnitOfWork, meeting: Meeting, series: Series) -> Invited:
        queued: list[OutboundId] = []
        already: list[str] = []
        without_address: list[str] = []
        for person in invitees(meeting, series):
            if not person.email:
                without_address.append(person.name)
                continue
            outbound_id = self._invite_one(uow, (meeting, series), person, person.email)
            if outbound_id is None:
                already.append(person.name)
            else:
                queued.append(outbound_id)
        return Invited(tuple(queued), tuple(already), tuple(without_address))

    def _invite_one(self, uow: UnitOfWork, about: tuple[Meeting, Series], person: Speaker, email: str) -> OutboundId | None:
        meeting, series = about
        if meeting.id is None or person.id is None or uow.invitations.find(meeting.id, person.id) is not None:
            return None
        now = self._clock.now()
        invitation = Invitation(meeting.id, person.id, email, self._new_uid(), 0, now)
        uow.invitations.add(invitation)
        slots = slots_of(meeting, person)
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"invitation:{meeting.id}:{person.id}:{invitation.sequence}",
            context=InvitationContext(series, meeting, Address(email, person.name), slots, meeting.start_at),
            person_id=person.id,
            item_keys=tuple(slot.key for slot in slots),
            calendar=self._calendar.request(self._event(about, invitation, slots, person)),
        )
        return self._post.post(uow, letter)

    def _event(self, about: tuple[Meeting, Series], invitation: Invitation, slots: tuple[AgendaItem, ...], person: Speaker) -> InvitedEvent:
        meeting, series = about
        return InvitedEvent(
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamped_at=invitation.stamped_at,
            start_at=meeting.start_at,
            end_at=meeting.end_at,
            summary=meeting.title,
            description=event_description(meeting, slots),
            location=meeting.online.url or meeting.online.service,
            url=meeting.online.url,
            organizer=Address(self._post.office.address, series.title),
            attendee=Address(invitation.address, person.name),
        )


def invitees(meeting: Meeting, series: Series) -> tuple[Speaker, ...]:
    """Return the speakers and the chair, each person once."""
    chair = (series.chair,) if series.chair else ()
    return unique_people(iter((*meeting.speakers, *chair)))


def event_description(meeting: Meeting, slots: tuple[AgendaItem, ...]) -> str:
    """Return what a calendar shows under the event: the own slots in the meeting's zone, and how to join."""
    zone = ZoneInfo(meeting.timezone)
    lines = [
        f"Your slot: {slot.key} {slot.title}, {slot.start_at.astimezone(zone):%H:%M} ({slot.duration_minutes} min, {meeting.timezone})"
        for slot in slots
    ]
    online = meeting.online
    lines += [f"Join: {online.url}"] if online.url else []
    lines += [f"Meeting ID: {online.meeting_id}"] if online.meeting_id else []
    lines += [f"Passcode: {online.passcode}"] if online.passcode else []
    lines += [f"Phone: {phone}" for phone in online.phones]
    lines.append("Reports are sent by replying to the invitation mail.")
    return "\n".join(lines)
