"""What the chair, a deputy or the minute-taker says beside a plain approval: edits, notes, orders, and what is not clear.

    reply to a mail about minutes -> decide_reply -> edit:    the next revision, and its redline to all who may approve it
                                                  -> notes:   kept, compiled into the next revision
                                                  -> hold:    what is approved comes back
                                                  -> order:   draft now, next meeting
                                                  -> unclear: asked back, at the known address
    any other mail of theirs      -> notes, orders
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting, MeetingId, Series, Speaker
from mailflow.domain.approval import Approve, Refuse, Stale
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.commands.chairs_orders import ChairsOrderKind, parse_chairs_order
from mailflow.domain.editing.correcting import Corrected
from mailflow.domain.editing.deciding import Decided, Intent, decide_reply
from mailflow.domain.lifecycle import MEETING, MINUTES, InboundState, MeetingEvent, MinutesEvent, MinutesState, can
from mailflow.domain.mails import NoticeKind
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import Proof
from mailflow.domain.minutes.draft import Draft, MinutesId, noted_text
from mailflow.domain.minutes.merging import merge
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.reading import looks_like_notes, read_notes
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.candidates import find_candidates
from mailflow.services.correspondence import Correspondence
from mailflow.services.hold import Hold
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
        if writer is None or not self._may_propose(judged, case):
            return self._not_proven(uow, reply, judged, decided)
        return self._acted(uow, case, reply, judged, decided)

    def _acted(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        if decided.intent is Intent.HOLD:
            return self._hold(uow, case, judged)
        if decided.intent is Intent.EDIT:
            return self._edit(uow, case, reply, judged, decided)
        corrected = case.corrected
        if decided.intent is Intent.NOTES and corrected is not None:
            return self._note(uow, case, judged.about, self._outline(corrected.rest, judged.about, case))
        if decided.intent is Intent.ORDER and decided.order is not None:
            return self._ordered(uow, case, judged.about, decided.order.order, decided.order.argument)
        return self._ask(uow, case, reply, judged, decided)

    def own(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Act on any other mail of the chair's, a deputy's or the minute-taker's that has notes or an order; None where it has none."""
        text = case.classified.extraction.text
        names = tuple(author.name for author in case.message.authors)
        if len(case.message.authors) != 1 or not text.strip():
            return None
        candidates = find_candidates(uow, case.record, case.message, answered=case.answered, now=self._clock.now())
        if not candidates.venues:
            return None
        venue = candidates.venues[0]
        address = case.message.author.email
        taker = _with_address(address, (*venue.series.approvers, *((venue.series.minute_taker,) if venue.series.minute_taker else ())))
        if taker is None:
            return None
        order = parse_chairs_order(text, names=names)
        is_order = order is not None and order.order in _OWN_ORDERS and _with_address(address, venue.series.approvers) is not None
        if not is_order and not _is_outline(text, venue.meeting, taker):
            return None
        if not self._is_proven(case, taker):
            reason = f"notes or an order in the name of {taker.name}, which is not proven ({case.authentication.detail})"
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        about = About(uow.meetings.lock(venue.id), venue.series)
        if is_order and order is not None:
            done, kind = self._ordered(uow, case, about, order.order, order.argument), MessageKind.COMMAND
        else:
            done, kind = self._note(uow, case, about, self._outline(text, about, case)), MessageKind.NOTES
        return replace(outcome, state=done.state, reason=done.reason, kind=kind, meeting_id=venue.id)

    def _is_proven(self, case: Case, person: Speaker) -> bool:
        answered = case.answered
        holds = answered is not None and answered.has_token and answered.person_id is not None and answered.person_id == person.id
        return case.authentication.proof is Proof.PASS or (holds and case.authentication.proof is not Proof.FAIL)

    def _may_propose(self, judged: Judged, case: Case) -> bool:
        """Tell whether a reply may make a new draft: by its token, or if it is proven; nothing goes out by that."""
        if isinstance(judged.verdict, Refuse) and judged.verdict.is_theft:
            return False
        writer, answered = _writer(judged, case), case.answered
        holds = answered is not None and answered.has_token and writer is not None and answered.person_id == writer.id
        return holds or case.authentication.proof is Proof.PASS

    def _not_proven(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        if isinstance(judged.verdict, Refuse):
            return self._desk.review.refuse(uow, reply, judged)
        reason = f"{decided.reason}, but it is not proven who wrote it"
        about = f"meeting {judged.about.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), _actor(reply), "not proven", about, reason, reply.inbound_id))
        return Decision(InboundState.TRIAGE, reason)

    def _hold(self, uow: UnitOfWork, case: Case, judged: Judged) -> Decision:
        """Stop what is approved; of a draft that nobody approved there is nothing to stop, and its author is told so."""
        if judged.current is not None and can(MINUTES, judged.current.state, MinutesEvent.HOLD) and case.answered is not None:
            return self._desk.hold(uow, case.record.id, case.message, case.answered)
        self._telling.notice(uow, case, judged.about.meeting_id, NoticeKind.NOTHING_HELD)
        return Decision(InboundState.DONE, "a hold: nothing was about to go out")

    def _edit(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        """Make the next revision of an edit; one that comes before the approved minutes are out takes the approval back."""
        if judged.current is not None and judged.current.state is MinutesState.APPROVED and case.answered is not None:
            held = self._desk.hold.reopened(uow, judged.current, judged.about.meeting)
            judged = replace(judged, current=held.draft, about=About(held.meeting, judged.about.series))
        current, corrected = judged.current, case.corrected
        if current is None or corrected is None:
            return Decision(InboundState.TRIAGE, "there is no draft")
        following, lost = self._edited(uow, case, corrected, current)
        writer = _writer(judged, case)
        if following.sha256 == current.sha256 and lost and writer is not None:
            reason = f"what it changes was changed by somebody else meanwhile, and stays so: {'; '.join(lost)}"
            return self._desk.review.send_again(uow, reply, judged, Stale(writer, reason))
        if following.sha256 == current.sha256:
            return Decision(InboundState.DONE, f"revision {current.revision} says so already")
        draft = replace_revision(uow, current, following)
        self._audit(uow, case, "edited", judged.about.meeting_id, f"{named(draft)}; made from revision {current.revision}")
        if self._goes_at_once(judged, decided, corrected, lost):
            verdict = judged.verdict
            assert isinstance(verdict, Approve)  # noqa: S101 - as `_goes_at_once` has it
            return self._desk.review.approve(uow, reply, judged.about, draft, verdict)
        edited = Edited(
            _name_of(case, judged), case.record.id, lost, decided.unread, is_proven=case.authentication.proof is Proof.PASS
        )
        send_redlines(self._post, uow, judged.about, (current, draft), edited)
        return Decision(InboundState.DONE, f"edits revision {current.revision}: revision {draft.revision} waits for approval")

    def _edited(self, uow: UnitOfWork, case: Case, corrected: Corrected, current: Draft) -> tuple[Draft, tuple[str, ...]]:
        """Return the revision that an edit makes: of the one that was answered, carried over to the newest."""
        answered = uow.minutes.get(MinutesId(case.answered.minutes_id if case.answered and case.answered.minutes_id else 0))
        content = content_of(corrected.lines, answered.content)
        lost: tuple[str, ...] = ()
        if answered.id != current.id:
            merged = merge(answered.content, content, current.content)
            content, lost = merged.content, merged.lost
        compiled = current.compiled or current.content
        following = Draft(current.meeting_id, current.revision + 1, content, self._clock.now(), compiled=compiled)
        return following, lost

    def _goes_at_once(self, judged: Judged, decided: Decided, corrected: Corrected, lost: tuple[str, ...]) -> bool:
        """Tell whether an edit that its author approves in the same mail goes out without a question; what would take most away never."""
        is_clear = decided.approves and not (lost or decided.unread or corrected.is_drastic or corrected.is_contradicted)
        return judged.about.series.publishes_edits and is_clear and isinstance(judged.verdict, Approve)

    def _outline(self, text: str, about: About, case: Case) -> Outline:
        day = case.record.received_at.astimezone(ZoneInfo(about.meeting.timezone)).date()
        return read_notes(text, about.meeting, about.series, written_on=day)

    def _note(self, uow: UnitOfWork, case: Case, about: About, outline: Outline) -> Decision:
        """Keep notes; where a draft is with the chair already, the next one has them."""
        uow.minutes.add_notes(about.meeting_id, case.record.id, outline, received_at=case.record.received_at)
        told = _told(outline)
        self._audit(uow, case, "noted", about.meeting_id, told)
        current = uow.minutes.find_current(about.meeting_id)
        doubts = outline.next_meeting.doubts if outline.next_meeting else ()
        if current is None or current.state is MinutesState.APPROVED:
            words = "\n".join((noted_text(about.meeting, about.series, outline), *doubts))
            self._telling.notice(uow, case, about.meeting_id, NoticeKind.NOTED, words=words)
            return Decision(InboundState.DONE, f"notes: {told}")
        fresh, lost = fresh_revision(uow, about, current, self._clock)
        draft = replace_revision(uow, current, replace(fresh, revision=current.revision + 1))
        edited = Edited(case.message.author.name or case.message.author.email, case.record.id, lost, doubts=doubts)
        send_redlines(self._post, uow, about, (current, draft), edited)
        return Decision(InboundState.DONE, f"notes: {told}; revision {draft.revision} has them")

    def _ordered(self, uow: UnitOfWork, case: Case, about: About, order: ChairsOrderKind, argument: str) -> Decision:
        if order is ChairsOrderKind.NEXT_MEETING:
            outline = self._outline(f"Next meeting: {argument}", about, case)
            if outline.next_meeting is None:
                return Decision(InboundState.TRIAGE, f"the next meeting: «{argument}» is no date that we know")
            return self._note(uow, case, about, Outline(next_meeting=outline.next_meeting))
        if order is ChairsOrderKind.DRAFT_NOW and can(MEETING, about.meeting.state, MeetingEvent.DRAFT):
            self._desk.draft(uow, about, actor=case.message.author.email, cause_id=case.record.id)
            self._audit(uow, case, "ordered", about.meeting_id, order.value)
            return Decision(InboundState.DONE, "the draft was sent")
        return Decision(InboundState.TRIAGE, f"{order.value}: the meeting is {about.meeting.state}, so a person must see to it")

    def _ask(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        """Ask back what a reply means; once a day for each mail of ours that is answered."""
        writer = _writer(judged, case)
        if isinstance(judged.verdict, Stale) or writer is None or judged.current is None or judged.current.state is not MinutesState.DRAFT:
            return Decision(InboundState.TRIAGE, decided.reason)
        words = decided.unread or case.classified.extraction.text
        posted = self._desk.review.ask(uow, reply, judged, writer, decided.reason, words=words or decided.reason)
        self._audit(uow, case, "asked back", judged.about.meeting_id, decided.reason)
        asked = "its author was asked" if posted else "its author had been asked before"
        return Decision(InboundState.REJECTED, f"{decided.reason}; {asked}")

    def _audit(self, uow: UnitOfWork, case: Case, action: str, meeting_id: MeetingId, detail: str) -> None:
        uow.audit.add(AuditEntry(self._clock.now(), case.message.author.email, action, f"meeting {meeting_id}", detail, case.record.id))


_OWN_ORDERS = frozenset({ChairsOrderKind.DRAFT_NOW, ChairsOrderKind.NEXT_MEETING, ChairsOrderKind.CANCEL_MEETING})


def _writer(judged: Judged, case: Case) -> Speaker | None:
    """Return who of those that may approve has the address from which a reply came."""
    if len(case.message.authors) != 1 or any("From" in defect for defect in case.message.defects):
        return None
    return _with_address(case.message.author.email, judged.about.series.approvers)


def _with_address(address: str, people: tuple[Speaker, ...]) -> Speaker | None:
    return next((person for person in people if has_address(person, address)), None)


def _is_outline(text: str, meeting: Meeting, taker: Speaker) -> bool:
    """Tell whether a text is notes of a meeting, and not the report of somebody on their own item."""
    if not looks_like_notes(text, meeting):
        return False
    own = {item.key for item in meeting.slots if any(has_address(taker, address) for one in item.speakers for address in one.addresses)}
    noted = read_notes(text, meeting, Series("", "", meeting.timezone), written_on=meeting.start_at.date())
    return any(note.key not in own for note in noted.notes)


def _name_of(case: Case, judged: Judged) -> str:
    writer = _writer(judged, case)
    return writer.name if writer else case.message.author.email


def _actor(reply: ChairsReply) -> str:
    return ", ".join(author.email for author in reply.message.authors) or "nobody"


def _told(outline: Outline) -> str:
    """Say in a few words what notes had: `5 notes on 3 items, 2 actions, the next meeting on 17 March 2021`."""
    places, found = {note.key or note.walk_in for note in outline.notes}, outline.next_meeting
    parts = [f"{_count(len(outline.notes), 'note')} on {_count(len(places), 'item')}"] if outline.notes else []
    parts += [_count(len(outline.actions), "action")] if outline.actions else []
    parts += [f"the next meeting on {found.on.day} {found.on:%B %Y}{f', {found.at:%H:%M}' if found.at else ''}"] if found else []
    parts += [f"{_count(len(outline.other), 'line')} of no item"] if outline.other else []
    return ", ".join(parts) or "nothing"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
