"""What the chair, a deputy or the minute-taker answers to minutes beside a plain approval: edits, notes, orders, and what is not clear.

    reply to a mail about minutes -> decide_reply -> edit:    the next revision, and its redline to all who may approve it
                                                  -> notes:   kept, compiled into the next revision
                                                  -> hold:    what is approved comes back
                                                  -> order:   see `chairs_orders`
                                                  -> unclear: asked back, at the known address
"""

from dataclasses import replace

from mailflow.domain.agenda import MeetingId, Speaker
from mailflow.domain.approval import Approve, Refuse
from mailflow.domain.classification.classify import documents_of
from mailflow.domain.classification.postscripts import postscript
from mailflow.domain.editing.correcting import Corrected, has_new_lines
from mailflow.domain.editing.deciding import Decided, Intent, decide_reply
from mailflow.domain.lifecycle import MINUTES, InboundState, MeetingState, MinutesEvent, MinutesState, can
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.matching.people import has_address, with_address
from mailflow.domain.minutes.draft import Draft, MinutesId, is_outdated
from mailflow.domain.minutes.merging import merge
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.minutes.translation import said_in
from mailflow.domain.records import AuditEntry
from mailflow.domain.timetable.kinds import HELD
from mailflow.services.chairs_orders import ChairsOrders, Desk
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.notes import CANCELLED, outline_of
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.proof import ChairsReply
from mailflow.services.review import Decision, Judged
from mailflow.services.revisions import About, Edited, fresh_revision, named, replace_revision, send_redlines
from mailflow.services.telling import Telling


class ChairsWords:
    """Do what the chair asks for, in the caller's transaction."""

    def __init__(self, post: Correspondence, desk: Desk, orders: ChairsOrders, *, clock: Clock) -> None:
        self._post = post
        self._desk = desk
        self._orders = orders
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
        return self._desk.notes.take(uow, case, judged.about, outline_of(text, judged.about, case), is_proven=True)

    def _acted(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        if decided.intent is Intent.EDIT:
            return self._edit(uow, case, reply, judged, decided)
        corrected = case.corrected
        if decided.intent is Intent.NOTES and corrected is not None:
            is_proven = self._desk.review.is_proven(uow, reply)
            return self._desk.notes.take(uow, case, judged.about, outline_of(corrected.rest, judged.about, case), is_proven=is_proven)
        if decided.intent is Intent.ORDER and decided.order is not None:
            return self._orders(uow, case, judged.about, decided.order, is_proven=self._desk.review.is_proven(uow, reply))
        return self._ask(uow, case, reply, judged, decided)

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
        detail, about = "nothing was about to go out; no reminder of it either", f"meeting {judged.about.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), writer.email or "", HELD, about, detail, case.record.id))
        return Decision(InboundState.DONE, "a hold: nothing was about to go out")

    def _edit(self, uow: UnitOfWork, case: Case, reply: ChairsReply, judged: Judged, decided: Decided) -> Decision:
        """Make the next revision of an edit; one that comes before the approved minutes are out takes the approval back."""
        if judged.about.meeting.state is MeetingState.CANCELLED:
            return Decision(InboundState.TRIAGE, CANCELLED)
        current, corrected = judged.current, case.corrected
        if current is None or corrected is None:
            return Decision(InboundState.TRIAGE, "there is no draft")
        following, lost = self._edited(uow, case, corrected, current)
        if following.sha256 == current.sha256:
            return Decision(InboundState.DONE, f"revision {current.revision} says so already")
        if current.state is MinutesState.APPROVED:
            about, current = self._desk.hold.reopen(uow, case, judged.about, current)
            judged, following = replace(judged, current=current, about=about), replace(following, revision=current.revision + 1)
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

    def _doubts_of_date(self, case: Case, about: About, drafts: tuple[Draft, Draft]) -> tuple[str, ...]:
        """Return what speaks against the next meeting as an edit has it."""
        before, after = (draft.content.next_meeting for draft in drafts)
        found = outline_of(f"Next meeting: {after}", about, case).next_meeting if after and after != before else None
        return found.doubts if found else ()

    def _edited(self, uow: UnitOfWork, case: Case, corrected: Corrected, current: Draft) -> tuple[Draft, tuple[str, ...]]:
        """Return the revision that an edit makes: of the one that was answered, carried over to the newest."""
        answered = uow.minutes.get(MinutesId(case.answered.minutes_id if case.answered and case.answered.minutes_id else 0))
        content = content_of(corrected.lines, answered.content)
        lost: tuple[str, ...] = ()
        if answered.id != current.id:
            said = said_in(content, current.content.wording)
            merged = merge(answered.content, current.content, said)  # of two edits of the same words the later one stands
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
        fresh, _ = fresh_revision(uow, judged.about, current, self._post)
        return is_clear and is_bare and not is_outdated(current, fresh)

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




def _writer(judged: Judged, case: Case) -> Speaker | None:
    """Return who of those that may approve has the address from which a reply came."""
    if len(case.message.authors) != 1 or any("From" in defect for defect in case.message.defects):
        return None
    return with_address(case.message.author.email, judged.about.series.approvers)


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


def _name_of(case: Case, judged: Judged) -> str:
    writer = _writer(judged, case)
    return writer.name if writer else case.message.author.email


def _actor(reply: ChairsReply) -> str:
    return ", ".join(author.email for author in reply.message.authors) or "nobody"
