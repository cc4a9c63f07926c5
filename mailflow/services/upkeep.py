"""Keep every calendar true: what each person was told of a meeting is compared with what is so, and whom it concerns is told.

    changed -> a minute without further changes -> compared, person by person -> update | invitation | cancellation | nothing
    another address -> cancellation to the old one (unless mail to it is known not to arrive), invitation of another UID to the new one

Nothing is remembered of the changes themselves: several within a minute are one mail, one that was taken back is none, and a sweep that
dies in the middle is made good by the next.
"""

from collections.abc import Iterator
from datetime import timedelta

from mailflow.domain.agenda import Meeting, PersonId, Series, Speaker, unique_people
from mailflow.domain.mails.speakers import CancellationContext, Cancelled
from mailflow.domain.message import NOBODY, OutboundId
from mailflow.domain.records import AuditEntry, Invitation
from mailflow.domain.told import ON, news_between, on_item, own_items, told_of
from mailflow.services.calling_off import invited_to, is_past
from mailflow.services.invitations import Invitations, Invitee
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.readdressing import is_elsewhere
from mailflow.services.revisions import About
from mailflow.services.standing import unreachable_of

QUIET = timedelta(seconds=60)
"""How long nothing must have changed before anybody is told."""


class Upkeep:
    """Tell people what changed for them in the meetings that were changed, in the caller's transaction."""

    def __init__(self, invitations: Invitations, *, clock: Clock) -> None:
        self._invitations = invitations
        self._clock = clock

    def __call__(self, uow: UnitOfWork) -> None:
        """Tell of every meeting that was changed and has been left alone for a minute; a past one is told of no more."""
        now = self._clock.now()
        for meeting_id in uow.meetings.untold(now - QUIET):
            about = About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id))
            if about.meeting.state in ON and not is_past(about, now):
                self._tell(uow, about)
            uow.meetings.mark_told(about.meeting)

    def _tell(self, uow: UnitOfWork, about: About) -> None:
        events = {invitation.person_id: (invitation, person) for invitation, person in invited_to(uow, about)}
        wanted = {PersonId(person.id or 0): person for person in concerned(about.meeting, about.series)}
        done = {"moved": 0, "invited": 0, "updated": 0, "cancelled": 0}
        moved = [(events.pop(key)[0], wanted.pop(key)) for key in [*wanted] if key in events and is_elsewhere(events[key])]
        done["moved"] = self._move(uow, about, moved)
        for person_id, person in wanted.items():
            if person_id not in events:
                done["invited"] += self._invite(uow, about, person) is not None
            elif self._update(uow, about, events[person_id]) is not None:
                done["updated"] += 1
        for person_id in events.keys() - wanted.keys():
            done["cancelled"] += self._uninvite(uow, about, events[person_id]) is not None
        detail = ", ".join(f"{count} {what}" for what, count in done.items() if count) or "nobody is concerned"
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "changes told", f"meeting {about.meeting_id}", detail))

    def _invite(self, uow: UnitOfWork, about: About, person: Speaker) -> OutboundId | None:
        if not person.email:
            return None
        return self._invitations.post(uow, (about.meeting, about.series), _invitee(about.meeting, person))

    def _move(self, uow: UnitOfWork, about: About, moved: list[tuple[Invitation, Speaker]]) -> int:
        """Take the events of people back at their old addresses, unless mail to them is known not to arrive, and invite at the new ones.

        Two passes: an address that was somebody's may be another's now. Return how many people that are.
        """
        dead = unreachable_of(uow, [invitation.address.lower() for invitation, _ in moved]) if moved else {}
        for invitation, person in moved:
            if invitation.address.lower() not in dead:
                context = CancellationContext(about.series, about.meeting, NOBODY, "", (), what=Cancelled.ADDRESS)
                self._invitations.cancel(uow, (invitation, person), context)
        for invitation, person in moved:
            self._invitations.move(uow, (about.meeting, about.series), invitation, _invitee(about.meeting, person))
        return len(moved)

    def _update(self, uow: UnitOfWork, about: About, invited: tuple[Invitation, Speaker]) -> OutboundId | None:
        invitation, person = invited
        now = told_of(about.meeting, own_items(about.meeting, person), since=self._clock.now())
        news = news_between(invitation.told, now) if invitation.told else ()
        if invitation.told is not None and not news:
            return None
        return self._invitations.update(uow, (about.meeting, about.series), invited, news)

    def _uninvite(self, uow: UnitOfWork, about: About, invited: tuple[Invitation, Speaker]) -> OutboundId | None:
        context = CancellationContext(about.series, about.meeting, NOBODY, "", (), what=Cancelled.PART)
        return self._invitations.cancel(uow, invited, context)


def _invitee(meeting: Meeting, person: Speaker) -> Invitee:
    slots = tuple(item for item in own_items(meeting, person) if item.expects_report)
    return Invitee(person, person.email or "", slots, _asked_by(meeting, person))


def concerned(meeting: Meeting, series: Series) -> tuple[Speaker, ...]:
    """Return who has an event of a meeting: the speakers, those who report for them, and the chair, each person once."""
    return unique_people(_everybody(meeting, series))


def _everybody(meeting: Meeting, series: Series) -> Iterator[Speaker]:
    for item in meeting.walk():
        yield from on_item(item)
    if series.chair is not None:
        yield series.chair


def _asked_by(meeting: Meeting, person: Speaker) -> str:
    """Return for whom a person reports, if they speak on nothing themselves."""
    if any(person.id == speaker.id for speaker in meeting.speakers):
        return ""
    asking = (one.speaker.name for item in meeting.walk() for one in item.delegates if one.person.id == person.id)
    return next(asking, "")
