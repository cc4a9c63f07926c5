"""Slots to a draft for the chair; the chair's decision to approved minutes, and to the list.

reports -> Draft n -> mail to the chair -> reply -> judge -> Approve: held, then published
                                                        -> Confirm: a confirmation to the known address
                                                        -> Stale:   the current draft once more; reports that came since make the next one
                                                        -> Refuse:  recorded; of a token in other hands the chair is told
"""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import Meeting, MeetingId, PersonId, Series, Speaker
from mailflow.domain.approval import Approve, Claim, Confirm, Refuse, Stale, judge
from mailflow.domain.errors import BadInputError
from mailflow.domain.leaks import authored_text, leaked_secrets, leaks_token
from mailflow.domain.lifecycle import MEETING, MINUTES, InboundState, MeetingEvent, MinutesEvent, MinutesState, advance, can
from mailflow.domain.mails import ApprovalReceiptContext, ConfirmationContext, DraftContext, NoticeContext, NoticeKind
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId, compile_draft, decide
from mailflow.domain.records import AuditEntry, Job
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.deliver import Publish, readers
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.proof import ChairsReply, Proofs


@dataclass(frozen=True, slots=True)
class Drafted:
    """What `draft` did: the current revision, and the mails queued (none where the chair has that very text already)."""

    minutes: Draft
    queued: tuple[OutboundId, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a reply to a draft."""

    state: InboundState
    reason: str


class DraftMinutes:
    """Compile the draft of a meeting and queue it to those who may approve it."""

    def __init__(self, begin: UnitOfWorkFactory, post: Correspondence, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._post = post
        self._clock = clock
        self._doorbell = doorbell

    def __call__(self, meeting_id: MeetingId) -> Drafted:
        """Compile and queue. Raises NotFoundError, IllegalTransition, BadInputError where nobody could approve it."""
        with self._begin() as uow:
            meeting, series = uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)
            state = advance(MEETING, meeting.state, MeetingEvent.DRAFT)
            if not any(person.email for person in series.approvers):
                raise BadInputError(f"meeting {meeting_id} has no chair with an address: give one with `meeting add --chair` or --email")
            draft, is_new = self._revision(uow, meeting, series)
            uow.meetings.save_state(replace(meeting, state=state))
            queued = send_drafts(self._post, uow, (meeting, series), draft, notice=_leak(draft, meeting))
            if is_new:
                uow.audit.add(AuditEntry(self._clock.now(), "command line", "draft", f"meeting {meeting_id}", _named(draft)))
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, queued)
        return Drafted(draft, queued)

    def _revision(self, uow: UnitOfWork, meeting: Meeting, series: Series) -> tuple[Draft, bool]:
        """Return the revision to send: the current one if nothing changed since, else the next."""
        current = uow.minutes.find_current(MeetingId(meeting.id or 0))
        draft = compile_draft(meeting, series, revision=current.revision + 1 if current else 1, now=self._clock.now())
        if current and current.sha256 == draft.sha256 and current.state is MinutesState.DRAFT:
            return current, False
        if current and can(MINUTES, current.state, MinutesEvent.SUPERSEDE):
            return replace_revision(uow, current, draft), True
        return uow.minutes.add(draft), True


class Review:
    """Take an approval phrase that came by mail, in the caller's transaction, and decide what it does."""

    def __init__(self, post: Correspondence, publish: Publish, *, clock: Clock) -> None:
        self._post = post
        self._publish = publish
        self._proofs = Proofs(post.office.key)
        self._clock = clock

    def __call__(self, uow: UnitOfWork, reply: ChairsReply) -> Decision:
        """Judge the reply and act on it; every verdict is in the audit trail with the message that caused it."""
        meeting_id = MeetingId(reply.answered.meeting_id or 0)
        meeting, series = uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)
        current = uow.minutes.find_current(meeting_id)
        verdict = judge(self._claim(uow, reply, series, current))
        if isinstance(verdict, Refuse) or current is None:
            refused = verdict if isinstance(verdict, Refuse) else Refuse("there is no draft")
            if refused.is_theft:
                self._warn(uow, reply, (meeting, series))
            return self._refused(uow, reply, meeting, refused.reason)
        if isinstance(verdict, Confirm):
            return self._confirm(uow, reply, (meeting, series), current, verdict)
        if isinstance(verdict, Stale):
            return self._send_again(uow, reply, (meeting, series), current, verdict)
        fresh = compile_draft(meeting, series, revision=current.revision + 1, now=self._clock.now())
        if fresh.sha256 != current.sha256:
            return self._renew(uow, reply, (meeting, series), current, fresh)
        return self._approve(uow, reply, (meeting, series), current, verdict)

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

    def _warn(self, uow: UnitOfWork, reply: ChairsReply, about: tuple[Meeting, Series]) -> None:
        """Tell the chair, once a revision and day, that the token of a draft is in other hands; the author is told nothing."""
        meeting, series = about
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

    def _renew(self, uow: UnitOfWork, reply: ChairsReply, about: tuple[Meeting, Series], current: Draft, fresh: Draft) -> Decision:
        """Send the next revision to all who may approve it, as the one that was answered leaves out what came since."""
        draft = replace_revision(uow, current, fresh)
        reason = _changes(current, draft)
        send_drafts(self._post, uow, about, draft, notice=reason, cause_id=reply.inbound_id)
        self._audit(uow, reply, "draft", about[0], _named(draft))
        return self._refused(uow, reply, about[0], reason)

    def _approve(self, uow: UnitOfWork, reply: ChairsReply, about: tuple[Meeting, Series], current: Draft, verdict: Approve) -> Decision:
        meeting, series = about
        reason = _leak(current, meeting)
        if reason:
            return self._send_again(uow, reply, about, current, Stale(verdict.approver, reason))
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
        detail = f"{_named(current)}; goes out {approval.release_at:%Y-%m-%d %H:%M:%S} UTC"
        self._audit(uow, reply, "approved", meeting, detail)
        self._tell_approvers(uow, reply, (held, series), approval, approved.draft)
        if approval.release_at <= now:
            self._publish(uow, approved.draft, held, series)
        return Decision(InboundState.DONE, f"approves revision {current.revision}")

    def _tell_approvers(self, uow: UnitOfWork, reply: ChairsReply, about: tuple[Meeting, Series], approval: Approval, draft: Draft) -> None:
        meeting, series = about
        for person in series.approvers:
            if not person.email:
                continue
            recipient = Address(person.email, person.name)
            count = len(readers(series))
            context = ApprovalReceiptContext(series, meeting, recipient, draft, approval.approver, approval.release_at, count)
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

    def _confirm(self, uow: UnitOfWork, reply: ChairsReply, about: tuple[Meeting, Series], current: Draft, verdict: Confirm) -> Decision:
        meeting, series = about
        outbound_id, now = self._post.new_id(), self._clock.now()
        recipient = Address(verdict.approver.email or "", verdict.approver.name)
        approve_url = self._post.approve_url(outbound_id, MailKind.CONFIRMATION, meeting.title)
        context = ConfirmationContext(series, meeting, recipient, current, approve_url, verdict.reason, now)
        letter = Letter(
            id=outbound_id,
            # One for each mail of ours that is answered, and day: whoever forges the chair's name cannot make us flood the chair, and a
            # chair who let its token expire, or held the minutes meanwhile, is asked anew.
            purpose=f"confirmation:{current.id}:{verdict.approver.id}:{reply.answered.id}:{now:%Y-%m-%d}",
            context=context,
            person_id=verdict.approver.id,
            minutes_id=current.id,
            cause_id=reply.inbound_id,
        )
        posted = self._post_once(uow, letter)
        detail = f"{verdict.reason}; " + ("a confirmation was asked for" if posted else "a confirmation had been asked for already")
        self._audit(uow, reply, "approval not proven", meeting, detail)
        return Decision(InboundState.REJECTED, detail)

    def _send_again(self, uow: UnitOfWork, reply: ChairsReply, about: tuple[Meeting, Series], current: Draft, verdict: Stale) -> Decision:
        letter = draft_letter(self._post, about, current, verdict.approver, notice=verdict.reason, cause_id=reply.inbound_id)
        # Once a day for each mail of ours that is answered: nobody can make us flood the chair in the chair's name.
        once = f"{letter.purpose}:{reply.answered.id}:{self._clock.now():%Y-%m-%d}"
        self._post_once(uow, replace(letter, purpose=once))
        return self._refused(uow, reply, about[0], verdict.reason)

    def _post_once(self, uow: UnitOfWork, letter: Letter) -> OutboundId | None:
        """Post what a reply causes; None where it has caused that before, on another day, and is read anew."""
        caused = uow.outbox.caused_by(letter.cause_id) if letter.cause_id is not None else ()
        recipient, kind = letter.context.recipient, letter.context.kind
        is_posted = any((entry.kind, entry.recipient) == (kind, recipient) for entry in caused)
        return None if is_posted else self._post.post(uow, letter)

    def _refused(self, uow: UnitOfWork, reply: ChairsReply, meeting: Meeting, reason: str) -> Decision:
        self._audit(uow, reply, "approval refused", meeting, reason)
        return Decision(InboundState.REJECTED, reason)

    def _audit(self, uow: UnitOfWork, reply: ChairsReply, action: str, meeting: Meeting, detail: str) -> None:
        actor = ", ".join(author.email for author in reply.message.authors) or "nobody"
        uow.audit.add(AuditEntry(self._clock.now(), actor, action, f"meeting {meeting.id}", detail, reply.inbound_id))


class Release:
    """Publish approved minutes whose hold has passed."""

    def __init__(self, begin: UnitOfWorkFactory, publish: Publish, *, clock: Clock) -> None:
        self._begin = begin
        self._publish = publish
        self._clock = clock

    def __call__(self, minutes_id: MinutesId) -> tuple[OutboundId, ...]:
        """Publish one revision and return the mails queued: none where it was held or published meanwhile, or is not due yet."""
        with self._begin() as uow:
            meeting = uow.meetings.lock(uow.minutes.get(minutes_id).meeting_id)
            # Read under the lock: another worker may have published it, or the chair held it, since the ring.
            approved, due = uow.minutes.get(minutes_id), uow.minutes.due_for_release(self._clock.now())
            if minutes_id not in due:
                return ()
            queued = self._publish(uow, approved, meeting, uow.meetings.series_of(approved.meeting_id))
            uow.commit()
        return queued


def replace_revision(uow: UnitOfWork, current: Draft, following: Draft) -> Draft:
    """Store the next revision and supersede the current one: what answers that is stale. Raises IllegalTransition unless it is open."""
    uow.minutes.save_state(replace(current, state=advance(MINUTES, current.state, MinutesEvent.SUPERSEDE)))
    return uow.minutes.add(following)


def send_drafts(
    post: Correspondence,
    uow: UnitOfWork,
    about: tuple[Meeting, Series],
    draft: Draft,
    *,
    notice: str = "",
    cause_id: InboundId | None = None,
) -> tuple[OutboundId, ...]:
    """Queue a revision to all who may approve it, to each once, and return the mails."""
    people = (person for person in about[1].approvers if person.email)
    letters = (draft_letter(post, about, draft, person, notice=notice, cause_id=cause_id) for person in people)
    return tuple(posted for letter in letters if (posted := post.post(uow, letter)) is not None)


def draft_letter(
    post: Correspondence,
    about: tuple[Meeting, Series],
    draft: Draft,
    person: Speaker,
    *,
    notice: str = "",
    cause_id: InboundId | None = None,
) -> Letter:
    """Return the mail that carries a revision to one who may approve it; `notice` says why it comes."""
    meeting, series = about
    outbound_id = post.new_id()
    missing = tuple(slot for slot in meeting.slots if not slot.shown_reports)
    context = DraftContext(
        series=series,
        meeting=meeting,
        recipient=Address(person.email or "", person.name),
        minutes=draft,
        approve_url=post.approve_url(outbound_id, MailKind.DRAFT, meeting.title),
        missing=missing,
        notice=notice,
    )
    return Letter(outbound_id, f"draft:{draft.id}:{person.id}", context, person_id=person.id, minutes_id=draft.id, cause_id=cause_id)


def _leak(draft: Draft, meeting: Meeting) -> str:
    """Say what stands in a revision that is never published, where, and what to do; empty if nothing."""
    if not _leaks(draft.content, meeting):
        return ""
    content = draft.content
    places = [f"{item.key} {item.title}" for item in content.items if _leaks(replace(content, title="", items=(item,)), meeting)]
    return (
        f"It cannot be approved: {', '.join(places) or 'the title'} contains joining details of the meeting or a reply address of ours, "
        "which are never published. Once its author has sent a corrected report, the next draft can be."
    )


def _leaks(content: MinutesContent, meeting: Meeting) -> bool:
    text = authored_text(content)
    return bool(leaked_secrets(text, meeting.online)) or leaks_token(text)


def _named(draft: Draft) -> str:
    return f"revision {draft.revision}, sha256 {draft.sha256}"


def _changes(old: Draft, new: Draft) -> str:
    """Say for which items reports came between two revisions."""
    known = {item.key: item.reports for item in old.content.items}
    changed = [f"{item.key} {item.title}" for item in new.content.items if item.reports != known.get(item.key, ())]
    return f"reports came in since: {', '.join(changed)}" if changed else "the agenda has changed since"
