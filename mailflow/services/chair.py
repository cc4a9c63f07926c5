"""What the chair, a deputy or the minute-taker says beside a plain approval: edits, notes, orders, and what is not clear.

    reply to a mail about minutes -> decide_reply -> edit:    the next revision, and its redline to all who may approve it
                                                  -> notes:   kept, compiled into the next revision
                                                  -> hold:    what is approved comes back
                                                  -> order:   draft now, next meeting; cancel meeting is asked back (`cancelling`)
                                                  -> unclear: asked back, at the known address
    any other mail of theirs      -> notes, orders
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting, MeetingId, Series, Speaker
from mailflow.domain.approval import Approve, Refuse
from mailflow.domain.classification.classify import documents_of
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.classification.postscripts import postscript
from mailflow.domain.commands.chairs_orders import ChairsOrder, ChairsOrderKind, parse_chairs_order, says_stop
from mailflow.domain.editing.correcting import Corrected, has_new_lines
from mailflow.domain.editing.deciding import Decided, Intent, decide_reply
from mailflow.domain.lifecycle import MEETING, MINUTES, InboundState, MeetingEvent, MeetingState, MinutesEvent, MinutesState, can
from mailflow.domain.mails import NoticeKind
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import MailKind, Proof
from mailflow.domain.minutes.draft import Draft, MinutesId, is_outdated, noted_text
from mailflow.domain.minutes.merging import merge
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.reading import looks_like_notes, read_notes
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.cancelling import Cancelling
from mailflow.services.candidates import find_candidates
from mailflow.services.correspondence import Correspondence
from mailflow.services.hold import Hold, Reopened, taken_back
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.proof import ChairsReply
from mailflow.services.review import Decision, Drafting, Judged, Review
from mailflow.services.revisions import About, Edited, fresh_revision, named, replace_revision, send_redlines
from mailflow.services.telling import Telling


@dataclass(frozen=True, slots=True)
class Desk:
    """Those who act for the chair's desk."""

    review: Review
    hold: Hold
    draft: Drafting
    cancelling: Cancelling


class ChairsWords:
    """Do what the chair asks for, in the caller's transaction."""

    def __init__(self, post: Correspondence, desk: Desk, *, clock: Clock) -> None:
        self._post = post
        self._desk = desk
        self._clock = clock
        self._telling = Telling(post)

    def reply(self, uow: UnitOfWork, case: Case) -> Decision:
        """Act on a reply to a mail about minutes that is no plain approval."""
        if case.answered is None or case.answered.meeting_id is None or case.answered.minutes_id is None or case.corrected is None:
            return Decision(InboundState.TRIAGE, "it answers no draft of ours")
        reply = ChairsReply(case.record.id, case.message, case.answered, case.authentication)
        judged = self._desk.review.judged(uow, reply)
        decided = decide_reply(case.classified, case.corrected, judged.about.meeting)
        writer = _writer(judged, case)
        if decided.intent is Intent.NONE:
            return Decision(InboundState.IGNORED, decided.reason)
        if writer is None and decided.intent is Intent.NOTES and _is_minute_taker(judged, case):
            return self._takers_notes(uow, case, reply, judged)
        if writer is None or not self._may_propose(uow, judged, case, reply):
            return self._not_proven(uow, reply, judged, decided)
        if decided.intent is Intent.HOLD or (decided.intent is Intent.UNCLEAR and _doubts_approval(uow, judged, case)):
            return self._hold(uow, case, judged, writer)  # a stop that was not meant costs one approval
        if case.authentication.is_final:
            return self._desk.review.refuse(uow, reply, replace(judged, verdict=Refuse(case.authentication.detail, is_theft=True)))
        return self._acted(uow, case, reply, judged, decided)

    def _takers_notes(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged) -> Decision:
        """Take the notes of a minute-taker who answers somebody else's draft."""
        if not self._desk.review.is_proven(uow, reply):
            return Decision(InboundState.TRIAGE, f"notes in the minute-taker's name, which is not proven ({case.authentication.detail})")
        text = case.corrected.rest if case.corrected else ""
        return self._note(uow, case, judged.about, self._outline(text, judged.about, case), is_proven=True)

    def _acted(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        if decided.intent is Intent.EDIT:
            return self._edit(uow, case, reply, judged, decided)
        corrected = case.corrected
        if decided.intent is Intent.NOTES and corrected is not None:
            is_proven = self._desk.review.is_proven(uow, reply)
            return self._note(uow, case, judged.about, self._outline(corrected.rest, judged.about, case), is_proven=is_proven)
        if decided.intent is Intent.ORDER and decided.order is not None:
            return self._ordered(uow, case, judged.about, decided.order, is_proven=self._desk.review.is_proven(uow, reply))
        return self._ask(uow, case, reply, judged, decided)

    def own(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Act on any other mail of the chair's, a deputy's or the minute-taker's that has notes or an order; None where it has none."""
        text = case.classified.extraction.text
        names = tuple(author.name for author in case.message.authors)
        is_stop = says_stop(case.message.subject, text, names=names)
        if len(case.message.authors) != 1 or not (text.strip() or is_stop):
            return None
        candidates = find_candidates(uow, case.record, case.message, answered=case.answered, now=self._clock.now())
        if not candidates.venues:
            return None
        venue = candidates.venues[0]
        address = case.message.author.email
        order = ChairsOrder(ChairsOrderKind.HOLD) if is_stop else parse_chairs_order(text, names=names)
        may_order = _with_address(address, venue.series.approvers) is not None
        if order is not None and order.order is ChairsOrderKind.CANCEL_MEETING and not may_order:
            reason = "it says to cancel the meeting, which only the chair and the deputies may"  # and is nobody's report
            return replace(outcome, state=InboundState.TRIAGE, reason=reason, kind=MessageKind.COMMAND, meeting_id=venue.id)
        taker = _with_address(address, (*venue.series.approvers, *((venue.series.minute_taker,) if venue.series.minute_taker else ())))
        if taker is None:
            return None
        is_order = order is not None and order.order in _OWN_ORDERS and may_order and not self._is_idle_stop(uow, venue.id, order)
        if not is_order and not _is_outline(text, venue.meeting, taker, answered=case.answered):
            return None
        if not self._is_proven(case, taker):
            reason = f"notes or an order in the name of {taker.name}, which is not proven ({case.authentication.detail})"
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        about = About(uow.meetings.lock(venue.id), venue.series)
        if is_order and order is not None:
            done, kind = self._ordered(uow, case, about, order, is_proven=True), MessageKind.COMMAND
        else:
            done, kind = self._note(uow, case, about, self._outline(text, about, case), is_proven=True), MessageKind.NOTES
        return replace(outcome, state=done.state, reason=done.reason, kind=kind, meeting_id=venue.id)

    def _is_idle_stop(self, uow: UnitOfWork, meeting_id: MeetingId, order: ChairsOrder) -> bool:
        """Tell whether an order is to stop something, and nothing is about to go out."""
        current = uow.minutes.find_current(meeting_id) if order.order is ChairsOrderKind.HOLD else None
        return order.order is ChairsOrderKind.HOLD and not (current and can(MINUTES, current.state, MinutesEvent.HOLD))

    def _is_proven(self, case: Case, person: Speaker) -> bool:
        answered = case.answered
        if case.authentication.proof is Proof.PASS and not any(self._desk.review.is_ours(address) for address in case.message.to):
            return False  # it was written to somebody else, who passed it on
        holds = answered is not None and answered.has_token and answered.person_id is not None and answered.person_id == person.id
        return case.authentication.proof is Proof.PASS or (holds and case.authentication.proof is not Proof.FAIL)

    def _may_propose(self, uow: UnitOfWork, judged: Judged, case: Case, reply: ChairsReply) -> bool:
        """Tell whether a reply may make a new draft: by its token, or if it is proven; nothing goes out by that."""
        if isinstance(judged.verdict, Refuse) and judged.verdict.is_theft:
            return False
        writer, answered = _writer(judged, case), case.answered
        holds = answered is not None and answered.has_token and writer is not None and answered.person_id == writer.id
        return holds or self._desk.review.is_proven(uow, reply)

    def _not_proven(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        if isinstance(judged.verdict, Refuse):
            return self._desk.review.refuse(uow, reply, judged)
        reason = f"{decided.reason}, but it is not proven who wrote it"
        about = f"meeting {judged.about.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), _actor(reply), "not proven", about, reason, reply.inbound_id))
        return Decision(InboundState.TRIAGE, reason)

    def _hold(self, uow: UnitOfWork, case: Case, judged: Judged, writer: Speaker) -> Decision:
        """Stop what is approved; of a draft that nobody approved there is nothing to stop, and its author is told so."""
        if judged.current is not None and _is_approved(judged):
            return self._desk.hold.stop(uow, case.record.id, judged.about, judged.current, writer)
        self._telling.notice(uow, case, judged.about.meeting_id, NoticeKind.NOTHING_HELD)
        return Decision(InboundState.DONE, "a hold: nothing was about to go out")

    def _edit(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        """Make the next revision of an edit; one that comes before the approved minutes are out takes the approval back."""
        if judged.about.meeting.state is MeetingState.CANCELLED:
            return Decision(InboundState.TRIAGE, _CANCELLED)
        current, corrected = judged.current, case.corrected
        if current is None or corrected is None:
            return Decision(InboundState.TRIAGE, "there is no draft")
        following, lost = self._edited(uow, case, corrected, current)
        if following.sha256 == current.sha256:
            return Decision(InboundState.DONE, f"revision {current.revision} says so already")
        if current.state is MinutesState.APPROVED:
            held = self._reopened(uow, case, judged.about, current)
            judged = replace(judged, current=held.draft, about=About(held.meeting, judged.about.series))
            current, following = held.draft, replace(following, revision=held.draft.revision + 1)
        draft = replace_revision(uow, current, following)
        self._audit(uow, case, "edited", judged.about.meeting_id, f"{named(draft)}; made from revision {current.revision}")
        if self._goes_at_once(uow, case, judged, decided, lost):
            verdict = judged.verdict
            assert isinstance(verdict, Approve)  # noqa: S101 - as `_goes_at_once` has it
            return self._desk.review.approve(uow, reply, judged.about, draft, verdict)
        doubts = self._doubts_of_date(case, judged.about, (current, draft))
        is_proven = self._desk.review.is_proven(uow, reply)
        edited = Edited(_name_of(case, judged), case.record.id, lost, decided.unread, doubts, is_proven=is_proven)
        # what the author had before their eyes: whatever came in between is shown as well
        answered = uow.minutes.get(MinutesId(reply.answered.minutes_id or 0))
        send_redlines(self._post, uow, judged.about, (replace(answered, state=current.state), draft), edited)
        return Decision(InboundState.DONE, f"edits revision {answered.revision}: revision {draft.revision} waits for approval")

    def _reopened(self, uow: UnitOfWork, case: Case, about: About, approved: Draft) -> Reopened:
        held = self._desk.hold.reopened(uow, approved, about.meeting)
        self._audit(uow, case, "held", about.meeting_id, taken_back(approved, held.draft))
        return held

    def _doubts_of_date(self, case: Case, about: About, drafts: tuple[Draft, Draft]) -> tuple[str, ...]:
        """Return what speaks against the next meeting as an edit has it."""
        before, after = (draft.content.next_meeting for draft in drafts)
        found = self._outline(f"Next meeting: {after}", about, case).next_meeting if after and after != before else None
        return found.doubts if found else ()

    def _edited(self, uow: UnitOfWork, case: Case, corrected: Corrected, current: Draft) -> tuple[Draft, tuple[str, ...]]:
        """Return the revision that an edit makes: of the one that was answered, carried over to the newest."""
        answered = uow.minutes.get(MinutesId(case.answered.minutes_id if case.answered and case.answered.minutes_id else 0))
        content = content_of(corrected.lines, answered.content)
        lost: tuple[str, ...] = ()
        if answered.id != current.id:
            merged = merge(answered.content, current.content, content)  # of two edits of the same words the later one stands
            content, lost = merged.content, merged.lost
        compiled = current.compiled or current.content
        following = Draft(current.meeting_id, current.revision + 1, content, self._clock.now(), compiled=compiled)
        return following, lost

    def _goes_at_once(self, uow: UnitOfWork, case: Case, judged: Judged, decided: Decided, lost: tuple[str, ...]) -> bool:
        """Tell whether an edit that its author approves in the same mail goes out without a question.

        Only if all is clear: no word that was not understood, no file, no line of nobody's, nothing under the name, no report since.
        """
        corrected, current = case.corrected, judged.current
        if not (judged.about.series.publishes_edits and decided.approves and corrected and current and isinstance(judged.verdict, Approve)):
            return False
        names = tuple(author.name for author in case.message.authors)
        is_clear = not (lost or decided.unread or corrected.is_drastic or corrected.is_contradicted or corrected.is_annotated)
        is_bare = not (documents_of(case.message) or postscript(case.classified.extraction, names=names) or has_new_lines(corrected))
        fresh, _ = fresh_revision(uow, judged.about, current, self._clock)
        return is_clear and is_bare and not is_outdated(current, fresh)

    def _outline(self, text: str, about: About, case: Case) -> Outline:
        day = case.record.received_at.astimezone(ZoneInfo(about.meeting.timezone)).date()
        return read_notes(text, about.meeting, about.series, written_on=day)

    def _note(self, uow: UnitOfWork, case: Case, about: About, outline: Outline, *, is_proven: bool) -> Decision:
        """Keep notes; where a draft is with the chair already, the next one has them."""
        if about.meeting.state is MeetingState.CANCELLED:
            return Decision(InboundState.TRIAGE, _CANCELLED)
        uow.minutes.add_notes(about.meeting_id, case.record.id, outline, received_at=case.record.received_at)
        told = _told(outline)
        self._audit(uow, case, "noted", about.meeting_id, told)
        current = uow.minutes.find_current(about.meeting_id)
        doubts = (*(outline.next_meeting.doubts if outline.next_meeting else ()), *map(_kept_out, outline.private))
        if current is not None and current.state is MinutesState.APPROVED:
            held = self._reopened(uow, case, about, current)
            about, current = About(held.meeting, about.series), held.draft
        if current is None:
            words = "\n".join((noted_text(about.meeting, about.series, outline), *doubts))
            self._telling.notice(uow, case, about.meeting_id, NoticeKind.NOTED, words=words)
            return Decision(InboundState.DONE, f"notes: {told}")
        fresh, lost = fresh_revision(uow, about, current, self._clock)
        draft = replace_revision(uow, current, replace(fresh, revision=current.revision + 1))
        people = (*about.series.approvers, *((about.series.minute_taker,) if about.series.minute_taker else ()))
        writer = _with_address(case.message.author.email, people)
        edited = Edited(writer.name if writer else case.message.author.email, case.record.id, lost, doubts=doubts, is_proven=is_proven)
        send_redlines(self._post, uow, about, (current, draft), edited)
        return Decision(InboundState.DONE, f"notes: {told}; revision {draft.revision} has them")

    def _ordered(self, uow: UnitOfWork, case: Case, about: About, said: ChairsOrder, *, is_proven: bool) -> Decision:
        order = said.order
        if order is ChairsOrderKind.NEXT_MEETING:
            outline = self._outline(f"Next meeting: {said.argument}", about, case)
            if outline.next_meeting is None:
                return Decision(InboundState.TRIAGE, f"the next meeting: «{said.argument}» is no date that we know")
            return self._note(uow, case, about, Outline(next_meeting=outline.next_meeting), is_proven=is_proven)
        if order is ChairsOrderKind.CANCEL_MEETING:
            return self._desk.cancelling.ask(uow, case, about)
        if order is ChairsOrderKind.HOLD:
            current, person = uow.minutes.find_current(about.meeting_id), _with_address(case.message.author.email, about.series.approvers)
            if current is not None and person is not None and can(MINUTES, current.state, MinutesEvent.HOLD):
                return self._desk.hold.stop(uow, case.record.id, about, current, person)
        if order is ChairsOrderKind.DRAFT_NOW and can(MEETING, about.meeting.state, MeetingEvent.DRAFT):
            self._desk.draft(uow, about, actor=case.message.author.email, cause_id=case.record.id)
            self._audit(uow, case, "ordered", about.meeting_id, order.value)
            return Decision(InboundState.DONE, "the draft was sent")
        return Decision(InboundState.TRIAGE, f"{order.value}: the meeting is {about.meeting.state}, so a person must see to it")

    def _ask(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        """Ask back what a reply means; once a day for each mail of ours that is answered."""
        writer = _writer(judged, case)
        if writer is None or judged.current is None or judged.current.state is not MinutesState.DRAFT:
            return Decision(InboundState.TRIAGE, decided.reason)
        words = decided.unread or case.classified.extraction.text
        posted = self._desk.review.ask_back(uow, reply, judged, writer, decided.reason, words=words)
        self._audit(uow, case, "asked back", judged.about.meeting_id, decided.reason)
        asked = "its author was asked" if posted else "its author had been asked before"
        return Decision(InboundState.REJECTED, f"{decided.reason}; {asked}")

    def _audit(self, uow: UnitOfWork, case: Case, action: str, meeting_id: MeetingId, detail: str) -> None:
        uow.audit.add(AuditEntry(self._clock.now(), case.message.author.email, action, f"meeting {meeting_id}", detail, case.record.id))


_CANCELLED = "the meeting is cancelled"
_OWN_ORDERS = frozenset({
    ChairsOrderKind.DRAFT_NOW, ChairsOrderKind.NEXT_MEETING, ChairsOrderKind.CANCEL_MEETING, ChairsOrderKind.HOLD,
})  # fmt: skip


def _writer(judged: Judged, case: Case) -> Speaker | None:
    """Return who of those that may approve has the address from which a reply came."""
    if len(case.message.authors) != 1 or any("From" in defect for defect in case.message.defects):
        return None
    return _with_address(case.message.author.email, judged.about.series.approvers)


def _is_minute_taker(judged: Judged, case: Case) -> bool:
    taker = judged.about.series.minute_taker
    return taker is not None and len(case.message.authors) == 1 and has_address(taker, case.message.author.email)


def _is_approved(judged: Judged) -> bool:
    """Tell whether minutes are about to go out."""
    return judged.current is not None and can(MINUTES, judged.current.state, MinutesEvent.HOLD)


def _doubts_approval(uow: UnitOfWork, judged: Judged, case: Case) -> bool:
    """Tell whether a reply that is not clear came after the approval of what is about to go out."""
    approval = uow.minutes.find_approval(MinutesId(judged.current.id or 0)) if judged.current and _is_approved(judged) else None
    return approval is not None and approval.decided_at < case.record.received_at


def _with_address(address: str, people: tuple[Speaker, ...]) -> Speaker | None:
    return next((person for person in people if has_address(person, address)), None)


def _is_outline(text: str, meeting: Meeting, taker: Speaker, *, answered: Answered | None) -> bool:
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


def _name_of(case: Case, judged: Judged) -> str:
    writer = _writer(judged, case)
    return writer.name if writer else case.message.author.email


def _actor(reply: ChairsReply) -> str:
    return ", ".join(author.email for author in reply.message.authors) or "nobody"


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
