"""The chair's decision to approved minutes.

reply -> judge -> Approve: held, then published (release.py)
               -> Confirm: a confirmation to the known address
               -> Stale:   the current draft once more; reports that came since make the next one
               -> Refuse:  recorded; of a token in other hands the chair is told
"""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import MeetingId, PersonId, Series, Speaker
from mailflow.domain.approval import Approve, Claim, Confirm, Refuse, Stale, Verdict, judge
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, advance
from mailflow.domain.mails.chair import ApprovalReceiptContext, ClarificationContext, ConfirmationContext
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.message import Address, MailKind, OutboundId, Proof
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId, decide, is_outdated
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.deliver import Publish, readers
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.proof import ChairsReply, Proofs
from mailflow.services.revisions import (
    About,
    came_between,
    draft_letter,
    fresh_revision,
    leak_of,
    lost_words,
    named,
    register_of,
    replace_revision,
    send_drafts,
    without_leaks,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a reply to a draft."""

    state: InboundState
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply measured against the minutes: what it is about, the newest revision, and what an approval in it would amount to."""

    about: About
    current: Draft | None
    verdict: Verdict


class Review:
    """Take an approval phrase that came by mail, in the caller's transaction, and decide what it does."""

    def __init__(self, post: Correspondence, publish: Publish, *, clock: Clock) -> None:
        self._post = post
        self._publish = publish
        self._proofs = Proofs(post.office.key)
        self._clock = clock

    def __call__(self, uow: UnitOfWork, reply: ChairsReply) -> Decision:
        """Judge the reply and act on it; every verdict is in the audit trail with the message that caused it."""
        judged = self.judged(uow, reply)
        current, verdict = judged.current, judged.verdict
        if isinstance(verdict, Refuse) or current is None:
            return self.refuse(uow, reply, judged)
        if isinstance(verdict, Confirm):
            return self._confirm(uow, reply, judged, verdict)
        if isinstance(verdict, Stale):
            return self.send_again(uow, reply, judged, verdict)
        fresh, lost = fresh_revision(uow, judged.about, current, self._post)
        if is_outdated(current, fresh):
            return self._renew(uow, reply, judged, replace(fresh, revision=current.revision + 1), lost)
        return self.approve(uow, reply, judged.about, current, verdict)

    def judged(self, uow: UnitOfWork, reply: ChairsReply) -> Judged:
        """Return what an approval in a reply would amount to, under the lock of its meeting."""
        meeting_id = MeetingId(reply.answered.meeting_id or 0)
        about = About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id))
        current = uow.minutes.find_current(meeting_id)
        return Judged(about, current, judge(self._claim(uow, reply, about.series, current)))

    def refuse(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged) -> Decision:
        """Record a reply that decides nothing; of a token in other hands the chair is told."""
        refused = judged.verdict if isinstance(judged.verdict, Refuse) else Refuse("there is no draft")
        if refused.is_theft:
            self._warn(uow, reply, judged.about)
        return self._refused(uow, reply, judged.about, refused.reason)

    def _claim(self, uow: UnitOfWork, reply: ChairsReply, series: Series, current: Draft | None) -> Claim:
        now = self._clock.now()
        return Claim(
            reply.message.authors,
            self._proofs.authentication(uow, reply, now),
            reply.answered,
            series.approvers,
            current,
            reply.message.defects,
            is_used=reply.answered.has_token and uow.reply_tokens.find_use(reply.answered.id) is not None,
            is_contradicted=self._proofs.is_contradicted(uow, reply, now),
        )

    def _warn(self, uow: UnitOfWork, reply: ChairsReply, about: About) -> None:
        """Tell the chair, once a revision and day, that the token of a draft is in other hands; the author is told nothing."""
        meeting, series = about.meeting, about.series
        told = next((person for person in series.approvers if person.email), None)
        if told is None or not told.email:
            return
        holder = next((person.name for person in series.approvers if person.id == reply.answered.person_id), "")
        writers = ", ".join(author.email for author in reply.message.authors)
        context = NoticeContext(
            series, meeting, Address(told.email, told.name), NoticeKind.APPROVAL_REFUSED, person=holder or told.name, words=writers
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"notice:{NoticeKind.APPROVAL_REFUSED}:{reply.answered.minutes_id}:{self._clock.now():%Y-%m-%d}",
            context=context,
            person_id=told.id,
            cause_id=reply.inbound_id,
        )
        self._post_once(uow, letter)

    def _renew(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, fresh: Draft, lost: tuple[str, ...]) -> Decision:
        """Send the next revision to all who may approve it, as the one that was answered leaves out what came since."""
        current = judged.current or fresh
        draft = replace_revision(uow, current, fresh)
        reason = came_between(current, draft)
        notice = " ".join(part for part in (reason, lost_words(lost)) if part)
        send_drafts(self._post, uow, judged.about, draft, notice=notice, cause_id=reply.inbound_id)
        self._audit(uow, reply, "draft", judged.about, named(draft))
        return self._refused(uow, reply, judged.about, reason)

    def approve(self, uow: UnitOfWork, reply: ChairsReply, about: About, current: Draft, verdict: Approve) -> Decision:
        """Approve a revision: it goes out after the hold of the series; one that leaks something comes back instead."""
        meeting, series = about.meeting, about.series
        reason = leak_of(current, register_of(uow, about))
        if reason:
            return self.send_again(uow, reply, Judged(about, current, verdict), Stale(verdict.approver, reason))
        now = self._clock.now()
        approval = Approval(
            MinutesId(current.id or 0),
            PersonId(verdict.approver.id or 0),
            verdict.approver.name,
            reply.inbound_id,
            now,
            now + series.approval_hold,
        )
        approved = decide(current, approval)
        uow.minutes.save_state(approved.draft)
        uow.minutes.add_approval(approval)
        uow.reply_tokens.use(reply.answered.id, reply.inbound_id, now=now)
        held = replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.APPROVE))
        uow.meetings.save_state(held)
        detail = f"{named(current)}; goes out {approval.release_at:%Y-%m-%d %H:%M:%S} UTC"
        self._audit(uow, reply, "approved", about, detail)
        self._tell_approvers(uow, reply, About(held, series), approval, approved.draft)
        if approval.release_at <= now:
            self._publish(uow, approved.draft, held, series)
        return Decision(InboundState.DONE, f"approves revision {current.revision}")

    def _tell_approvers(self, uow: UnitOfWork, reply: ChairsReply, about: About, approval: Approval, draft: Draft) -> None:
        meeting, series = about.meeting, about.series
        for person in series.approvers:
            if not person.email:
                continue
            recipient = Address(person.email, person.name)
            count = len(readers(series))
            archive = series.archiving.access
            context = ApprovalReceiptContext(series, meeting, recipient, draft, approval.approver, approval.release_at, count, archive)
            letter = Letter(
                id=self._post.new_id(),
                purpose=f"approval_receipt:{draft.id}:{person.id}:{reply.inbound_id}",
                context=context,
                person_id=person.id,
                minutes_id=draft.id,
                cause_id=reply.inbound_id,
                references=(reply.message.message_id,) if reply.message.message_id else (),
            )
            self._post.post(uow, letter)

    def _confirm(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, verdict: Confirm) -> Decision:
        posted = self._ask_for_proof(uow, reply, judged, verdict, judged.current) if judged.current else None
        detail = f"{verdict.reason}; " + ("a confirmation was asked for" if posted else "a confirmation had been asked for already")
        self._audit(uow, reply, "approval not proven", judged.about, detail)
        return Decision(InboundState.REJECTED, detail)

    def _ask_for_proof(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, verdict: Confirm, current: Draft) -> OutboundId | None:
        """Ask at the known address of an approver whether they wrote it; None where that was asked already."""
        meeting, series, approver = judged.about.meeting, judged.about.series, verdict.approver
        outbound_id, now = self._post.new_id(), self._clock.now()
        recipient = Address(approver.email or "", approver.name)
        approve_url = self._post.reply_url(outbound_id, MailKind.CONFIRMATION, meeting.title, "approve")
        context = ConfirmationContext(series, meeting, recipient, current, approve_url, verdict.reason, now)
        # One for each mail of ours that is answered, and day: whoever forges the chair's name cannot make us flood the chair, and a chair
        # who let its token expire, or held the minutes meanwhile, is asked anew.
        purpose = f"confirmation:{current.id}:{approver.id}:{reply.answered.id}:{now:%Y-%m-%d}"
        letter = Letter(outbound_id, purpose, context, person_id=approver.id, minutes_id=current.id, cause_id=reply.inbound_id)
        return self._post_once(uow, letter)

    def ask_back(
        self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, approver: Speaker, reason: str, *, words: str = ""
    ) -> OutboundId | None:
        """Ask an approver, at their known address, what a reply of theirs means; once a day for each mail of ours that is answered."""
        meeting, series, current = judged.about.meeting, judged.about.series, judged.current
        if current is None:
            return None
        outbound_id, now = self._post.new_id(), self._clock.now()
        recipient = Address(approver.email or "", approver.name)
        approve_url = self._post.reply_url(outbound_id, MailKind.CLARIFICATION, meeting.title, "approve")
        context = ClarificationContext(series, meeting, recipient, current, approve_url, reason, without_leaks(words, meeting))
        purpose = f"clarification:{current.id}:{approver.id}:{reply.answered.id}:{now:%Y-%m-%d}"
        letter = Letter(outbound_id, purpose, context, person_id=approver.id, minutes_id=current.id, cause_id=reply.inbound_id)
        return self._post_once(uow, letter)

    def is_ours(self, address: str) -> bool:
        """Tell whether an address is ours, with a token or without."""
        local, _, domain = self._post.office.address.lower().rpartition("@")
        own, _, other = address.lower().rpartition("@")
        return other == domain and own.partition("+")[0] == local

    def is_proven(self, uow: UnitOfWork, reply: ChairsReply) -> bool:
        """Tell whether it is proven that the author of a reply wrote it to us."""
        return self._proofs.authentication(uow, reply, self._clock.now()).proof is Proof.PASS

    def send_again(self, uow: UnitOfWork, reply: ChairsReply, judged: Judged, verdict: Stale) -> Decision:
        """Send the current revision to an approver once more, who answered another or cannot have what they want."""
        about, current = judged.about, judged.current
        if current is None:
            return self.refuse(uow, reply, judged)
        letter = draft_letter(self._post, about, current, verdict.approver, notice=verdict.reason, cause_id=reply.inbound_id)
        # Once a day for each mail of ours that is answered: nobody can make us flood the chair in the chair's name.
        once = f"{letter.purpose}:{reply.answered.id}:{self._clock.now():%Y-%m-%d}"
        self._post_once(uow, replace(letter, purpose=once))
        return self._refused(uow, reply, about, verdict.reason)

    def _post_once(self, uow: UnitOfWork, letter: Letter) -> OutboundId | None:
        """Post what a reply causes; None where it has caused that before, on another day, and is read anew."""
        caused = uow.outbox.caused_by(letter.cause_id) if letter.cause_id is not None else ()
        recipient, kind = letter.context.recipient, letter.context.kind
        is_posted = any((entry.kind, entry.recipient) == (kind, recipient) for entry in caused)
        return None if is_posted else self._post.post(uow, letter)

    def _refused(self, uow: UnitOfWork, reply: ChairsReply, about: About, reason: str) -> Decision:
        self._audit(uow, reply, "approval refused", about, reason)
        return Decision(InboundState.REJECTED, reason)

    def _audit(self, uow: UnitOfWork, reply: ChairsReply, action: str, about: About, detail: str) -> None:
        actor = ", ".join(author.email for author in reply.message.authors) or "nobody"
        uow.audit.add(AuditEntry(self._clock.now(), actor, action, f"meeting {about.meeting_id}", detail, reply.inbound_id))
