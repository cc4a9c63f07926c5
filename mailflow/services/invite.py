"""Agenda to invitations in the outbox: one mail with one calendar event to each speaker and the chair."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Agenda, AgendaItem, Meeting, MeetingId, Series, Speaker, slots_of, unique_people
from mailflow.domain.lifecycle import MEETING, MeetingEvent, advance
from mailflow.domain.mails.speakers import InvitationContext
from mailflow.domain.message import Address, InboundId, OutboundId, is_same_address
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


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited, at which address, for which slots, and whom they report for, if it is for somebody else."""

    person: Speaker
    email: str
    slots: tuple[AgendaItem, ...]
    asked_by: str = ""


class Invitations:
    """Post invitations, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock, calendar: CalendarCodec, new_uid: Callable[[], str]) -> None:
        self._post = post
        self._clock = clock
        self._calendar = calendar
        self._new_uid = new_uid

    def post(
        self, uow: UnitOfWork, about: tuple[Meeting, Series], invitee: Invitee, *, cause_id: InboundId | None = None
    ) -> OutboundId | None:
        """Post the invitation of a person with their calendar event; None where they have one already."""
        meeting, series = about
        person = invitee.person
        if meeting.id is None or person.id is None or uow.invitations.find(meeting.id, person.id) is not None:
            return None
        invitation = Invitation(meeting.id, person.id, invitee.email, self._new_uid(), 0, self._clock.now())
        uow.invitations.add(invitation)
        recipient = Address(invitee.email, person.name)
        letter = Letter(
            id=self._post.new_id(),
            purpose=purpose_of(invitation),
            context=InvitationContext(series, meeting, recipient, invitee.slots, meeting.start_at, invitee.asked_by),
            person_id=person.id,
            item_keys=tuple(slot.key for slot in invitee.slots),
            cause_id=cause_id,
            calendar=self._calendar.request(self._event(about, invitation, invitee)),
        )
        return self._post.post(uow, letter)

    def is_ours(self, address: str) -> bool:
        """Tell whether an address is the service's own."""
        local, _, host = address.rpartition("@")
        return is_same_address(f"{local.partition('+')[0]}@{host}", self._post.office.address)

    def delegate(self, uow: UnitOfWork, meeting: Meeting, invitee: Invitee, *, cause_id: InboundId) -> None:
        """Invite somebody to report for a speaker; whoever has an invitation already gets a mail about these slots all the same."""
        series = uow.meetings.series_of(MeetingId(meeting.id or 0))
        if self.post(uow, (meeting, series), invitee, cause_id=cause_id) is not None:
            return
        recipient = Address(invitee.email, invitee.person.name)
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"delegation:{cause_id}",
            context=InvitationContext(series, meeting, recipient, invitee.slots, meeting.start_at, invitee.asked_by),
            person_id=invitee.person.id,
            item_keys=tuple(slot.key for slot in invitee.slots),
            cause_id=cause_id,
        )
        self._post.post(uow, letter)

    def cancel(self, uow: UnitOfWork, about: tuple[Meeting, Series], invitation: Invitation, person: Speaker) -> bytes:
        """Write that an event is sent once more, and return the calendar object that takes it out of the calendar of a person."""
        anew = replace(invitation, sequence=invitation.sequence + 1, stamped_at=self._clock.now())
        uow.invitations.restamp(anew)
        return self._calendar.cancel(self._event(about, anew, Invitee(person, invitation.address, ())))

    def _event(self, about: tuple[Meeting, Series], invitation: Invitation, invitee: Invitee) -> InvitedEvent:
        meeting, series = about
        return InvitedEvent(
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamped_at=invitation.stamped_at,
            start_at=meeting.start_at,
            end_at=meeting.end_at,
            summary=meeting.title,
            description=event_description(meeting, invitee.slots),
            location=meeting.online.url or meeting.online.service,
            url=meeting.online.url,
            organizer=Address(self._post.office.address, series.title),
            attendee=Address(invitation.address, invitee.person.name),
        )


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
        slots = slots_of(about[0], person)
        return self._invitations.post(uow, about, Invitee(person, email, slots))


def purpose_of(invitation: Invitation) -> str:
    """Return the purpose for which the mail with an invitation is posted."""
    return f"invitation:{invitation.meeting_id}:{invitation.person_id}:{invitation.sequence}"


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
