"""The calendar event of each person for a meeting: sent, sent anew when something changes for them, and taken back.

    post     METHOD:REQUEST, a new UID               whoever has no event, or whose event was taken back
    update   METHOD:REQUEST, the same UID            SEQUENCE + 1 where the times changed: then the answer is asked for anew
    repeat   METHOD:REQUEST, UID and SEQUENCE as is  to a calendar that asks for it
    cancel   METHOD:CANCEL, SEQUENCE + 1             whoever has an event; it never comes back under that UID
    move     CANCEL, REQUEST with a new UID          whoever has another address now; the answer stays, as they have given it

Each writes down what the event told, with a stamp later than the one before (RFC 5546 2.1.4, 2.1.5).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, PersonId, Series, Speaker
from mailflow.domain.mails.speakers import CancellationContext, InvitationContext, UpdateContext
from mailflow.domain.message import Address, InboundId, OutboundId, is_same_address
from mailflow.domain.records import Invitation, InvitedEvent
from mailflow.domain.told import News, Told, as_told, is_retimed, own_items, told_of
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.event_words import event_description
from mailflow.services.last_time import last_promises, last_reports, open_actions
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import CalendarCodec, Clock

_TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited, at which address, for which slots, and whom they report for, if it is for somebody else."""

    person: Speaker
    email: str
    slots: tuple[AgendaItem, ...]
    asked_by: str = ""


class Invitations:
    """Post invitations and all that follows them, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock, calendar: CalendarCodec, new_uid: Callable[[], str]) -> None:
        self._post = post
        self._clock = clock
        self._calendar = calendar
        self._new_uid = new_uid

    def post(
        self, uow: UnitOfWork, about: tuple[Meeting, Series], invitee: Invitee, *, cause_id: InboundId | None = None
    ) -> OutboundId | None:
        """Post the invitation of a person with their calendar event; None where they have one already."""
        meeting, person = about[0], invitee.person
        known = uow.invitations.find(meeting.id, person.id) if meeting.id is not None and person.id is not None else None
        if meeting.id is None or person.id is None or (known is not None and known.cancelled_at is None):
            return None
        invitation = self._fresh((meeting.id, person.id), invitee.email, known)
        invitation = replace(invitation, told=told_of(meeting, _own(meeting, invitee), since=invitation.stamped_at))
        if known is None:
            uow.invitations.add(invitation)
        else:
            uow.invitations.save(invitation)
        return self._post_invitation(uow, about, (invitation, invitee), cause_id)

    def move(self, uow: UnitOfWork, about: tuple[Meeting, Series], invitation: Invitation, invitee: Invitee) -> OutboundId | None:
        """Post the invitation of a person to their new address; the event at the old one was taken back, or nobody reads of it.

        What they answered stays where the times are those that they answered.
        """
        told = invitation.told
        fresh = self._fresh((invitation.meeting_id, invitation.person_id), invitee.email, invitation)
        now = told_of(about[0], _own(about[0], invitee), since=fresh.stamped_at)
        fresh = replace(fresh, told=now)
        if told is not None and not is_retimed(told, now):
            fresh = replace(fresh, partstat=invitation.partstat, replied_at=invitation.replied_at, comment=invitation.comment)
        uow.invitations.save(fresh)
        return self._post_invitation(uow, about, (fresh, invitee), None)

    def _post_invitation(
        self, uow: UnitOfWork, about: tuple[Meeting, Series], invited: tuple[Invitation, Invitee], cause_id: InboundId | None
    ) -> OutboundId | None:
        invitation, invitee = invited
        letter = Letter(
            id=self._post.new_id(),
            purpose=purpose_of(invitation),
            context=_invitation(uow, about, invitee),
            person_id=invitation.person_id,
            item_keys=tuple(slot.key for slot in invitee.slots),
            cause_id=cause_id,
            calendar=self._calendar.request(self._event(about, invitation, invitee.person)),
        )
        return self._post.post(uow, letter)

    def _fresh(self, whose: tuple[MeetingId, PersonId], address: str, known: Invitation | None) -> Invitation:
        """Return an invitation with a UID of its own: an event that was taken back never comes back under its old one."""
        former_uids = (*known.former_uids, known.uid) if known else ()
        stamped_at = self._stamp(known)
        return Invitation(*whose, address, self._new_uid(), 0, stamped_at, former_uids=former_uids)

    def is_ours(self, address: str) -> bool:
        """Tell whether an address is the service's own."""
        local, _, host = address.rpartition("@")
        return is_same_address(f"{local.partition('+')[0]}@{host}", self._post.office.address)

    def delegate(self, uow: UnitOfWork, meeting: Meeting, invitee: Invitee, *, cause_id: InboundId) -> None:
        """Invite somebody to report for a speaker; whoever has an invitation already gets a mail about these slots all the same."""
        series = uow.meetings.series_of(MeetingId(meeting.id or 0))
        if self.post(uow, (meeting, series), invitee, cause_id=cause_id) is not None:
            return
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"delegation:{cause_id}",
            context=_invitation(uow, (meeting, series), invitee),
            person_id=invitee.person.id,
            item_keys=tuple(slot.key for slot in invitee.slots),
            cause_id=cause_id,
        )
        self._post.post(uow, letter)

    def update(
        self, uow: UnitOfWork, about: tuple[Meeting, Series], invited: tuple[Invitation, Speaker], news: tuple[News, ...]
    ) -> OutboundId | None:
        """Post what changed for a person, with their event as it is now; an answer to other times is moot, and asked for anew."""
        (meeting, _), (invitation, person) = about, invited
        items, stamp = own_items(meeting, person), self._stamp(invitation)
        now = told_of(meeting, items, since=stamp)
        is_new_time = invitation.told is None or is_retimed(invitation.told, now)
        if is_new_time:
            anew = replace(invitation, sequence=invitation.sequence + 1, partstat="", comment="")
        else:
            anew, now = invitation, replace(now, since=invitation.told.since if invitation.told else stamp)
        anew = replace(anew, stamped_at=stamp, told=now)
        uow.invitations.save(anew)
        return self._post_update(uow, about, (anew, person), (news, invitation.told))

    def repeat(self, uow: UnitOfWork, about: tuple[Meeting, Series], invited: tuple[Invitation, Speaker]) -> OutboundId | None:
        """Post the event of a person once more as it was sent last, to a calendar that asks for it (REFRESH, RFC 5546 3.2.6)."""
        invitation, person = invited
        anew = replace(invitation, stamped_at=self._stamp(invitation))
        uow.invitations.save(anew)
        known = (as_told(about[0], invitation.told), about[1])
        return self._post_update(uow, known, (anew, person), ((), invitation.told))

    def _post_update(
        self,
        uow: UnitOfWork,
        about: tuple[Meeting, Series],
        invited: tuple[Invitation, Speaker],
        what: tuple[tuple[News, ...], Told | None],
    ) -> OutboundId | None:
        (meeting, series), (invitation, person), (news, before) = about, invited, what
        slots = tuple(item for item in own_items(meeting, person) if item.expects_report)
        context = UpdateContext(
            series=series,
            meeting=meeting,
            recipient=Address(invitation.address, person.name),
            slots=slots,
            deadline_at=meeting.start_at,
            news=news,
            before=before,
            asks_again=not invitation.partstat,
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"update:{invitation.uid}:{invitation.sequence}:{invitation.stamped_at:%Y%m%dT%H%M%S}",
            context=context,
            person_id=person.id,
            item_keys=tuple(slot.key for slot in slots),
            references=self._thread(uow, invitation),
            calendar=self._calendar.request(self._event(about, invitation, person)),
        )
        return self._post.post(uow, letter)

    def cancel(
        self, uow: UnitOfWork, invited: tuple[Invitation, Speaker], context: CancellationContext, *, cause_id: InboundId | None = None
    ) -> OutboundId | None:
        """Post what takes the event of a person out of their calendar; the mail and the event tell of the times that they know."""
        invitation, person = invited
        stamp = self._stamp(invitation)
        anew = replace(invitation, sequence=invitation.sequence + 1, stamped_at=stamp, cancelled_at=self._clock.now())
        uow.invitations.save(anew)
        known = as_told(context.meeting, invitation.told)
        recipient = Address(invitation.address, person.name)
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"cancellation:{invitation.uid}",
            context=replace(context, meeting=known, recipient=recipient),
            person_id=person.id,
            cause_id=cause_id,
            references=self._thread(uow, invitation),
            calendar=self._calendar.cancel(self._event((known, context.series), anew, person)),
            calendar_method="CANCEL",
        )
        return self._post.post(uow, letter)

    def decline_counter(self, about: tuple[Meeting, Series], invited: tuple[Invitation, Speaker]) -> bytes:
        """Return what tells a calendar that its event stands as it was sent last, whatever it proposed (RFC 5546 3.2.8)."""
        meeting, series = about
        invitation, person = invited
        stamped = replace(invitation, stamped_at=self._stamp(invitation))
        return self._calendar.decline_counter(self._event((as_told(meeting, invitation.told), series), stamped, person))

    def _thread(self, uow: UnitOfWork, invitation: Invitation) -> tuple[str, ...]:
        first = uow.outbox.find_by_purpose(purpose_of(invitation))
        return (first.message_id,) if first else ()

    def _stamp(self, known: Invitation | None) -> datetime:
        """Return the stamp of an event that is sent now: in whole seconds, and later than the one before."""
        now = self._clock.now().replace(microsecond=0)
        return now if known is None else max(now, known.stamped_at.replace(microsecond=0) + _TICK)

    def _event(self, about: tuple[Meeting, Series], invitation: Invitation, person: Speaker) -> InvitedEvent:
        meeting, series = about
        items = invitation.told.items if invitation.told else ()
        words = self._post.event_words((person.language, series.language))  # as the mail; what was told holds none of them
        return InvitedEvent(
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamped_at=invitation.stamped_at,
            start_at=meeting.start_at,
            end_at=meeting.end_at,
            summary=meeting.title,
            description=event_description(meeting, items, words),
            location=meeting.online.url or meeting.online.service,
            url=meeting.online.url,
            organizer=Address(self._post.office.address, series.title),
            attendee=Address(invitation.address, person.name),
            partstat=invitation.partstat,
            join_label=words.join_the_meeting,
        )


def purpose_of(invitation: Invitation) -> str:
    """Return the purpose for which the mail with an invitation is posted."""
    return f"invitation:{invitation.meeting_id}:{invitation.person_id}:{invitation.uid}"


def _own(meeting: Meeting, invitee: Invitee) -> tuple[AgendaItem, ...]:
    """Return the items of a person, those included for which they are asked just now."""
    keys = {item.key for item in (*own_items(meeting, invitee.person), *invitee.slots)}
    return tuple(item for item in meeting.walk() if item.key in keys)


def _invitation(uow: UnitOfWork, about: tuple[Meeting, Series], invitee: Invitee) -> InvitationContext:
    """Return what the invitation of a person says."""
    meeting, series = about
    slots = invitee.slots
    return InvitationContext(
        series,
        meeting,
        Address(invitee.email, invitee.person.name),
        slots,
        meeting.start_at,
        invitee.asked_by,
        last_reports(uow, about, slots),
        open_actions(uow, series, slots, invitee.person.id),
        last_promises(uow, about, slots, invitee.person.id),
    )
