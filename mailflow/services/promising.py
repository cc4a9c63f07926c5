"""Promised reports: written down as they come, looked up for the briefing and for the next invitation.

    mail that only promises -> whose slots? of the meeting that it answers, or the one of the author's that takes reports
      -> ignored, for a reason that begins with PROMISES, with its meeting and slots; the reminders go on
"""

from dataclasses import replace

from mailflow.domain.agenda import Meeting, MeetingId
from mailflow.domain.classification.classify import SLOT_MAIL
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, can
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import Address
from mailflow.domain.promises import Promise, promises_on, slots_promised, unkept
from mailflow.domain.records import PROMISES, InboundOutcome
from mailflow.services.ports.storage import UnitOfWork


def as_promise(uow: UnitOfWork, outcome: InboundOutcome, answered: Answered | None) -> InboundOutcome | None:
    """Return what is written down of a mail that only promises; None where no report of the author's is what it promises."""
    author = outcome.author
    if answered is not None and answered.kind not in SLOT_MAIL:
        return None
    meeting_id = answered.meeting_id if answered is not None else _only_meeting_of(uow, author)
    if meeting_id is None:
        return None
    slots = slots_promised(uow.meetings.get(meeting_id), author, answered.item_keys if answered is not None else ())
    if not slots:
        return None
    reason = f"{PROMISES} on {' and '.join(slot.title for slot in slots)}, and is none"
    keys = tuple(slot.key for slot in slots)
    return replace(outcome, state=InboundState.IGNORED, reason=reason, meeting_id=meeting_id, item_keys=keys)


def _only_meeting_of(uow: UnitOfWork, author: Address) -> MeetingId | None:
    """Return the meeting of an author that takes reports; None where there is none, or several."""
    found = [one for one in uow.meetings.meetings_of(author.email) if can(MEETING, uow.meetings.get(one).state, MeetingEvent.REPORT)]
    return found[0] if len(found) == 1 else None


def promises_of(uow: UnitOfWork, meeting: Meeting) -> tuple[Promise, ...]:
    """Return who has promised a report on a slot of a meeting that has none."""
    records = uow.inbound.promises(MeetingId(meeting.id or 0))
    made = (promises_on(meeting, one.author, one.item_keys, (one.received_at, one.text)) for one in records)
    return unkept(promise for promises in made for promise in promises)
