"""What a message could be about: the mail of ours that it answers, however far up the thread, and the meetings that are near in time.

    token > a Message-ID of ours in the thread > a mail of others in the thread > a calendar event that is quoted
    the meeting of that mail; else of the series that the subject names; else those of the author; else every one that is open
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from mailflow.domain.agenda import ItemKey, MeetingId, PersonId, slots_of
from mailflow.domain.lifecycle import MEETING, MeetingEvent, MeetingState, can
from mailflow.domain.matching.kinds import Answered, Assigned, Candidates, Venue
from mailflow.domain.message import InboundId, InboundMessage, MailKind, OutboundId, OutboxEntry
from mailflow.domain.records import InboundRecord, MeetingSummary
from mailflow.services.ports.storage import UnitOfWork

_CORRECTIONS = timedelta(days=7)
_VENUES = 5
_PAST_WEIGHS = 3
_EVENT_UID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b", re.IGNORECASE)
_UID_REACH = 200_000
_UIDS = 3
_TAG = re.compile(r"\[([^\[\]]{1,100})\]")


def answered_by(entry: OutboxEntry, *, has_token: bool) -> Answered:
    """Return a mail of ours as one that is answered."""
    return Answered(
        id=entry.id,
        kind=MailKind(entry.kind),
        has_token=has_token,
        meeting_id=None if entry.meeting_id is None else MeetingId(entry.meeting_id),
        person_id=None if entry.person_id is None else PersonId(entry.person_id),
        minutes_id=entry.minutes_id,
        item_keys=tuple(ItemKey(key) for key in entry.item_keys),
    )


def find_far(uow: UnitOfWork, message: InboundMessage, quoted: str) -> Answered | None:
    """Return what a message that answers no mail of ours is about all the same: by a mail of others in its thread, or by an event."""
    return _by_others(uow, message) or _by_event(uow, message, quoted)


def _by_others(uow: UnitOfWork, message: InboundMessage) -> Answered | None:
    """Go one mail of others up the thread; one that was filed was about its slots, whatever it answered itself."""
    other = uow.inbound.find_by_message_ids(message.references) if message.references else None
    if other is None or other.meeting_id is None or not uow.meetings.has_report(other.id):
        return None
    keys = tuple(ItemKey(key) for key in other.item_keys)
    return Answered(OutboundId(f"#{other.id}"), MailKind.RECEIPT, has_token=False, meeting_id=other.meeting_id, item_keys=keys, hops=1)


def _by_event(uow: UnitOfWork, message: InboundMessage, quoted: str) -> Answered | None:
    calendars = (file.content[:_UID_REACH].decode("utf-8", "replace") for file in message.attachments if file.media_type == "text/calendar")
    said = "\n".join((message.text[:_UID_REACH], quoted[:_UID_REACH], *calendars))
    for uid in list(dict.fromkeys(found[0].lower() for found in _EVENT_UID.finditer(said)))[:_UIDS]:
        for invitation in uow.invitations.find_by_uid(uid):
            person = uow.meetings.find_person(invitation.person_id)
            slots = slots_of(uow.meetings.get(invitation.meeting_id), person) if person else ()
            return Answered(
                OutboundId(f"event {uid[:8]}"),
                MailKind.INVITATION,
                has_token=False,
                meeting_id=invitation.meeting_id,
                person_id=invitation.person_id,
                item_keys=tuple(slot.key for slot in slots),
                is_by_event=True,
            )
    return None


def find_candidates(
    uow: UnitOfWork, record: InboundRecord, message: InboundMessage, *, answered: Answered | None, now: datetime
) -> Candidates:
    """Return what a message could be about, with what somebody has decided of it."""
    assigned = _assigned(uow, record.id)
    addressee = uow.meetings.find_person(answered.person_id) if answered and answered.person_id is not None else None
    if assigned is not None:
        return Candidates((_venue(uow, assigned.meeting_id),), answered, addressee, assigned)
    if answered is not None and answered.meeting_id is not None:
        return Candidates((_venue(uow, answered.meeting_id),), answered, addressee)
    near = _nearest(uow.meetings.current(now - _CORRECTIONS), now)
    chosen = _tagged(near, message.subject) or _of_author(uow, near, message) or near
    return Candidates(tuple(_venue(uow, summary.id) for summary in chosen[:_VENUES]), answered, addressee)


def _assigned(uow: UnitOfWork, inbound_id: InboundId) -> Assigned | None:
    decided = uow.questions.find_assignment(inbound_id)
    return Assigned(decided.meeting_id, decided.keys, f"decided by {decided.actor}") if decided else None


def _venue(uow: UnitOfWork, meeting_id: MeetingId) -> Venue:
    return Venue(uow.meetings.series_of(meeting_id), uow.meetings.get(meeting_id))


def _of_author(uow: UnitOfWork, near: list[MeetingSummary], message: InboundMessage) -> list[MeetingSummary]:
    addresses = (*(author.email for author in message.authors), *((message.sender.email,) if message.sender else ()))
    theirs = {meeting_id for address in addresses if address for meeting_id in uow.meetings.meetings_of(address)}
    return [summary for summary in near if summary.id in theirs]


def _tagged(near: list[MeetingSummary], subject: str) -> list[MeetingSummary]:
    """Return the meetings of the series of which a subject bears the tag, `[escape-tc]`."""
    tags = {tag.strip().casefold() for tag in _TAG.findall(subject)}
    return [summary for summary in near if summary.series.casefold() in tags]


def _nearest(summaries: Iterable[MeetingSummary], now: datetime) -> list[MeetingSummary]:
    """Return of each series the meeting to which a mail of today belongs, the nearest first."""
    nearest: dict[str, MeetingSummary] = {}
    for summary in sorted(_open(summaries, now), key=lambda summary: _distance(summary, now)):
        nearest.setdefault(summary.series, summary)
    return list(nearest.values())


def _open(summaries: Iterable[MeetingSummary], now: datetime) -> Iterator[MeetingSummary]:
    for summary in summaries:
        is_out = summary.state in {MeetingState.APPROVED, MeetingState.PUBLISHED}
        if can(MEETING, summary.state, MeetingEvent.REPORT) or (is_out and now - summary.start_at < _CORRECTIONS):
            yield summary


def _distance(summary: MeetingSummary, now: datetime) -> tuple[bool, timedelta]:
    """Return how far a meeting is: those that take reports first; one that is over counts as farther than one to come."""
    takes_reports = can(MEETING, summary.state, MeetingEvent.REPORT)
    ahead = summary.start_at - now
    return (not takes_reports, ahead if ahead >= timedelta(0) else -_PAST_WEIGHS * ahead)


def nearest_meeting(uow: UnitOfWork, now: datetime) -> MeetingId | None:
    """Return the meeting that is nearest in time, of any series."""
    return next((summary.id for summary in _nearest(uow.meetings.current(now - _CORRECTIONS), now)), None)


