"""Notes of a meeting by the chair, a deputy or the minute-taker: kept, told to their author, and compiled into the draft that there is."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting, Series, Speaker
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.matching.people import has_address, with_address
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.draft import noted_text
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.reading import looks_like_notes, read_notes
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence
from mailflow.services.hold import Hold
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision
from mailflow.services.revisions import About, Edited, fresh_revision, replace_revision, send_redlines
from mailflow.services.telling import Telling

CANCELLED = "the meeting is cancelled"


class Notes:
    """Take notes, in the caller's transaction."""

    def __init__(self, post: Correspondence, hold: Hold, *, clock: Clock) -> None:
        self._post = post
        self._hold = hold
        self._clock = clock
        self._telling = Telling(post)

    def take(self, uow: UnitOfWork, case: Case, about: About, outline: Outline, *, is_proven: bool) -> Decision:
        """Keep notes; where a draft is with the chair already, the next one has them."""
        if about.meeting.state is MeetingState.CANCELLED:
            return Decision(InboundState.TRIAGE, CANCELLED)
        uow.minutes.add_notes(about.meeting_id, case.record.id, outline, received_at=case.record.received_at)
        told = _told(outline)
        meeting = f"meeting {about.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), case.message.author.email, "noted", meeting, told, case.record.id))
        current = uow.minutes.find_current(about.meeting_id)
        doubts = (*(outline.next_meeting.doubts if outline.next_meeting else ()), *map(_kept_out, outline.private))
        if current is not None and current.state is MinutesState.APPROVED:
            about, current = self._hold.reopen(uow, case, about, current)
        if current is None:
            words = "\n".join((noted_text(about.meeting, about.series, outline, self._post.wording_of(about.series)), *doubts))
            self._telling.notice(uow, case, about.meeting_id, NoticeKind.NOTED, words=words)
            return Decision(InboundState.DONE, f"notes: {told}")
        fresh, lost = fresh_revision(uow, about, current, self._post)
        draft = replace_revision(uow, current, replace(fresh, revision=current.revision + 1))
        people = (*about.series.approvers, *((about.series.minute_taker,) if about.series.minute_taker else ()))
        writer = with_address(case.message.author.email, people)
        edited = Edited(writer.name if writer else case.message.author.email, case.record.id, lost, doubts=doubts, is_proven=is_proven)
        send_redlines(self._post, uow, about, (current, draft), edited)
        return Decision(InboundState.DONE, f"notes: {told}; revision {draft.revision} has them")


def outline_of(text: str, about: About, case: Case) -> Outline:
    """Read a text as notes of a meeting, written on the day on which it came."""
    day = case.record.received_at.astimezone(ZoneInfo(about.meeting.timezone)).date()
    return read_notes(text, about.meeting, about.series, written_on=day)


def is_outline(text: str, meeting: Meeting, taker: Speaker, *, answered: Answered | None) -> bool:
    """Tell whether a text is notes of a meeting, and not the report of somebody on their own item.

    In answer to a briefing, which asks for notes, one item or one action will do.
    """
    is_asked_for = answered is not None and answered.kind is MailKind.BRIEFING
    if not (is_asked_for or looks_like_notes(text, meeting)):
        return False
    own = {item.key for item in meeting.slots if any(has_address(taker, address) for one in item.speakers for address in one.addresses)}
    noted = read_notes(text, meeting, Series("", "", meeting.timezone), written_on=meeting.start_at.date())
    if is_asked_for:
        return bool(noted.actions) or any(note.key and note.key not in own for note in noted.notes)
    return any(note.key not in own for note in noted.notes)


def _kept_out(line: str) -> str:
    return f"not in the minutes, as it says itself: «{line}»"


def _told(outline: Outline) -> str:
    """Say in a few words what notes had: `5 notes on 3 items, 2 actions, the next meeting on 17 March 2021`."""
    places, found = {note.key or note.walk_in for note in outline.notes}, outline.next_meeting
    parts = [f"{_count(len(outline.notes), 'note')} on {_count(len(places), 'item')}"] if outline.notes else []
    parts += [_count(len(outline.actions), "action")] if outline.actions else []
    parts += [f"the next meeting on {found.on.day} {found.on:%B %Y}{f', {found.at:%H:%M}' if found.at else ''}"] if found else []
    parts += [f"{_count(len(outline.other), 'line')} of no item"] if outline.other else []
    parts += [f"{_count(len(outline.private), 'line')} not for the minutes"] if outline.private else []
    return ", ".join(parts) or "nothing"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
