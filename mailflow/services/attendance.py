"""A calendar's answer to the attendance of the person whom we invited; what they say besides reaches the chair.

    REPLY     accepted, tentative, declined, delegated   recorded, unless it is older than what is known, or answers other times
    COUNTER   another time is proposed                   told to the chair; the event stands until it is moved (DECLINECOUNTER)
    REFRESH   the event is asked for once more           sent once more, as it is

Whose answer it is says the UID, which is one person's alone; strangers who answer with it are shown and never added. Of the answers of one
person that to the later SEQUENCE counts, and of two to the same the later stamp (RFC 5546 2.1.5).
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.domain.agenda import Meeting, MeetingId, PersonId, Series, Speaker
from mailflow.domain.classification.calendar_words import beside_answer, own_words
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, can
from mailflow.domain.mails.chair import AttendanceContext
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import Address, Proof, is_same_address
from mailflow.domain.records import AuditEntry, CalendarMethod, CalendarReply, Invitation
from mailflow.domain.told import own_items
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.invitations import Invitations, Invitee
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import CalendarCodec, Clock
from mailflow.services.review import Decision
from mailflow.services.telling import Telling, may_be_told, read_anew, thread_of

_ANSWERS = frozenset({"accepted", "declined", "tentative", "delegated", "needs-action"})  # RFC 5545 3.2.12
_DELEGATES = 3
_WORDS_LIMIT = 2000
_A_NOTE = 200
"""Longer words beside an answer may be a report."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A calendar's answer in hand: whose it is, and what they wrote beside it."""

    case: Case
    reply: CalendarReply
    invitation: Invitation
    person: Speaker
    meeting: Meeting
    series: Series
    words: str

    @property
    def meeting_id(self) -> MeetingId:
        return self.invitation.meeting_id


class Attendance:
    """Record attendance, in the caller's transaction."""

    def __init__(self, post: Correspondence, invitations: Invitations, *, clock: Clock, calendar: CalendarCodec) -> None:
        self._post = post
        self._invitations = invitations
        self._clock = clock
        self._calendar = calendar
        self._telling = Telling(post)

    def __call__(self, uow: UnitOfWork, case: Case) -> Decision:
        """Record what a calendar says of a person's attendance, and pass on what they say besides."""
        answer = self._read(uow, case)
        if isinstance(answer, Decision):
            return answer
        if answer.reply.method is CalendarMethod.REFRESH:
            self._invitations.repeat(uow, (answer.meeting, answer.series), (answer.invitation, answer.person))
            return Decision(InboundState.DONE, f"{answer.invitation.address} asks for the event: it was sent once more")
        decision = self._record(uow, answer)
        if answer.reply.method is CalendarMethod.COUNTER:
            return self._counter(uow, answer)
        return self._pass_on(uow, answer, decision) if answer.words else decision

    def _read(self, uow: UnitOfWork, case: Case) -> _Answer | Decision:
        """Return an answer with all that it is about, or what becomes of one that fits nothing, or that somebody else gave."""
        reply = self._calendar.parse_reply(case.message.calendar or b"")
        if reply is None or (reply.method is CalendarMethod.REPLY and reply.partstat not in _ANSWERS):
            return _waits(case, "its calendar part cannot be read")
        found = uow.invitations.find_by_uid(reply.uid)
        if not found:
            if uow.invitations.find_by_former_uid(reply.uid):
                return Decision(InboundState.IGNORED, f"{reply.attendee}: {reply.partstat}, of an event that was taken back since")
            return _waits(case, "it answers no calendar event of ours")
        invitation, person, mine = _whose(uow, reply, found)
        if mine is None or person is None:
            return _waits(case, f"{reply.attendee} answers the event of {invitation.address}, and was not invited to it")
        forgery = _why_not_theirs(case, invitation, person)
        if forgery:
            return _waits(case, f"it says {mine.partstat or mine.method} for {invitation.address}, but {forgery}")
        if invitation.cancelled_at is not None:
            return Decision(InboundState.IGNORED, f"{mine.attendee}: {mine.partstat}, of an event that is cancelled")
        meeting = uow.meetings.lock(invitation.meeting_id)
        invitation = uow.invitations.find(invitation.meeting_id, invitation.person_id) or invitation  # as it is behind the lock
        series = uow.meetings.series_of(invitation.meeting_id)
        return _Answer(case, mine, invitation, person, meeting, series, beside_answer(case.classified, mine.comment)[:_WORDS_LIMIT])

    def _record(self, uow: UnitOfWork, answer: _Answer) -> Decision:
        # Nobody answers later than their answer comes, or times that we have not sent: either would make all later answers the older ones.
        # Not by when it is read: an old answer without a stamp that is read anew is no newer by that.
        invitation, received_at = answer.invitation, answer.case.record.received_at
        replied_at = min(answer.reply.stamped_at or received_at, received_at)
        reply = replace(answer.reply, sequence=_possible(answer.reply.sequence, invitation))
        why_stale = _why_stale(reply, invitation, replied_at)
        if why_stale:
            return Decision(InboundState.IGNORED, why_stale)
        if reply.partstat not in _ANSWERS:  # a proposal may leave open whether they come
            return Decision(InboundState.DONE, f"{reply.attendee}: {reply.method}")
        sequence = invitation.sequence if reply.sequence is None else reply.sequence
        answered = replace(invitation, partstat=reply.partstat, replied_at=replied_at, reply_sequence=sequence, comment=answer.words)
        uow.invitations.save(answered)
        delegated = self._delegate(uow, answer) if reply.partstat == "delegated" else ""
        return Decision(InboundState.DONE, f"{reply.attendee}: {reply.partstat}{delegated}")

    def _delegate(self, uow: UnitOfWork, answer: _Answer) -> str:
        """Invite whom somebody sends in their place, as if they had ordered it by mail; say what came of it."""
        address, person = answer.reply.delegate, answer.person
        slots = tuple(item for item in own_items(answer.meeting, person) if item.expects_report)
        why_not = self._why_no_delegate(answer, address)
        if why_not or person.id is None or not slots:
            return f"; nobody was invited in their place: {why_not or 'they have no slot'}"
        name = address.partition("@")[0]
        delegate = uow.meetings.add_delegate(answer.meeting_id, [slot.key for slot in slots], person.id, Speaker(name, email=address))
        invitee = Invitee(delegate, address, slots, person.name)
        self._invitations.delegate(uow, answer.meeting, invitee, cause_id=answer.case.record.id)
        read_anew(uow, self._clock, address)
        keys = " and ".join(slot.key for slot in slots)
        self._audit(uow, answer, "delegated", f"{keys} by {person.name} to {delegate.name} <{address}>")
        self._telling.notice(
            uow, answer.case, answer.meeting_id, NoticeKind.DELEGATED, slots=slots, person=f"{delegate.name} <{address}>"
        )
        return f"; {address} was invited to report on {keys}"

    def _why_no_delegate(self, answer: _Answer, address: str) -> str:
        case, person = answer.case, answer.person
        asked = {one.person.email for item in answer.meeting.slots for one in item.delegates if one.speaker.id == person.id}
        has_token = case.answered is not None and case.answered.has_token and case.answered.person_id == person.id
        if not address:
            return "no address was named"
        if not has_token and case.authentication.proof is not Proof.PASS:
            return "it is not proven who wrote it"
        if has_address(person, address) or self._invitations.is_ours(address):
            return f"{address} cannot report for {person.name}"
        if address not in asked and len(asked) >= _DELEGATES:
            return f"{len(asked)} people were asked already"
        if not can(MEETING, answer.meeting.state, MeetingEvent.REPORT):
            return f"the meeting is {answer.meeting.state}"
        return ""

    def _counter(self, uow: UnitOfWork, answer: _Answer) -> Decision:
        """Tell the chair what is proposed, and the proposer that the event stands until the chair moves it."""
        address = answer.invitation.address
        passed = self._tell_chair(uow, answer, "a proposal")
        if not passed:
            return Decision(InboundState.TRIAGE, f"{address} proposes another time, and there is no chair to tell")
        chair = answer.series.chair.name if answer.series.chair else ""
        if may_be_told(uow, answer.case):
            self._post.post(uow, self._refusal(answer, chair))
        return Decision(InboundState.DONE, f"{address} proposes another time: passed on to {chair}")

    def _refusal(self, answer: _Answer, chair: str) -> Letter:
        """Return the notice to whoever proposes another time, with what tells their calendar that the event stands."""
        recipient = Address(answer.invitation.address, answer.person.name)
        return Letter(
            id=self._post.new_id(),
            purpose=f"notice:{NoticeKind.TIME_PASSED_ON}:{answer.case.record.id}",
            context=NoticeContext(
                answer.series, answer.meeting, recipient, NoticeKind.TIME_PASSED_ON, person=chair, language=answer.person.language
            ),
            person_id=answer.person.id,
            cause_id=answer.case.record.id,
            references=thread_of(answer.case),
            calendar=self._invitations.decline_counter((answer.meeting, answer.series), (answer.invitation, answer.person)),
            calendar_method="DECLINECOUNTER",
        )

    def _pass_on(self, uow: UnitOfWork, answer: _Answer, decision: Decision) -> Decision:
        if self._tell_chair(uow, answer, "what is said beside an answer"):
            state = InboundState.TRIAGE if len(answer.words) > _A_NOTE else decision.state
            may_be = ", and may be a report" if state is InboundState.TRIAGE else ""
            return Decision(state, f"{decision.reason}; what it says besides was passed on to the chair{may_be}")
        return Decision(InboundState.TRIAGE, f"{decision.reason}; it also says something, and there is no chair to tell")

    def _tell_chair(self, uow: UnitOfWork, answer: _Answer, what: str) -> bool:
        """Tell the chair what somebody says beside an answer, or proposes; once, however many mails one click brings."""
        chair, reply = answer.series.chair, answer.reply
        if chair is None or not chair.email:
            return False
        said = repr((reply.method, reply.partstat, reply.start_at, reply.end_at, answer.words))
        digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
        context = AttendanceContext(
            series=answer.series,
            meeting=answer.meeting,
            recipient=Address(chair.email, chair.name),
            person=Address(answer.invitation.address, answer.person.name),
            answer=reply.partstat,
            words=answer.words,
            is_proposal=reply.method is CalendarMethod.COUNTER,
            proposed_at=reply.start_at,
            proposed_end_at=reply.end_at,
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"attendance:{answer.invitation.uid}:{digest}",
            context=context,
            person_id=chair.id,
            cause_id=answer.case.record.id,
        )
        if self._post.post(uow, letter) is not None:
            self._audit(uow, answer, "passed on", what)
        return True

    def _audit(self, uow: UnitOfWork, answer: _Answer, action: str, detail: str) -> None:
        about, case = f"meeting {answer.meeting_id}", answer.case
        uow.audit.add(AuditEntry(self._clock.now(), answer.invitation.address, action, about, detail, case.record.id, answer.person.id))


def _waits(case: Case, reason: str) -> Decision:
    """Leave an answer to a person, with what its author wrote beside it."""
    words = own_words(case.classified)
    return Decision(InboundState.TRIAGE, f"{reason}; it also says something: {words[:80]}" if words else reason)


def _whose(
    uow: UnitOfWork, reply: CalendarReply, found: tuple[Invitation, ...]
) -> tuple[Invitation, Speaker | None, CalendarReply | None]:
    """Return the invitation that is answered, whose it is, and the answer of that person; none where somebody else answers.

    Some calendars put down an alias of the address that was invited, and some everybody whom they know of.
    """
    parties = (reply, *(replace(reply, attendee=address, partstat=partstat) for address, partstat in reply.others))
    for invitation in found:
        person = uow.meetings.find_person(PersonId(invitation.person_id))
        for party in parties:
            is_invited = is_same_address(party.attendee, invitation.address)
            if person is not None and (is_invited or has_address(person, party.attendee)):
                return invitation, person, party
    return found[0], None, None


def _possible(sequence: int | None, invitation: Invitation) -> int | None:
    return None if sequence is None else min(sequence, invitation.sequence)


def _why_stale(reply: CalendarReply, invitation: Invitation, replied_at: datetime) -> str:
    """Say why an answer counts no more; empty where it does. The sequence of an event rises with its times, and with nothing else."""
    told_since = invitation.told.since if invitation.told else invitation.stamped_at
    sequence = invitation.sequence if reply.sequence is None else reply.sequence
    is_early = reply.sequence is None and replied_at < told_since and invitation.sequence > 0
    if is_early or sequence < invitation.sequence:
        return f"{reply.attendee}: {reply.partstat}, in answer to times that are no longer those of the meeting"
    if invitation.replied_at is not None and (sequence, replied_at) < (invitation.reply_sequence or 0, invitation.replied_at):
        return "an answer older than the one that is known"
    return ""


def _why_not_theirs(case: Case, invitation: Invitation, person: Speaker) -> str:
    """Say why an answer is not that of the person invited: by an address of theirs, or by the token of a mail to them; empty if it is.

    Whoever was passed the event knows its UID, so a delegate or a calendar service that answers for a person needs the token.
    """
    message, answered = case.message, case.answered
    if case.authentication.proof is Proof.FAIL:
        return f"the address is not the author's ({case.authentication.detail})"
    if answered and answered.has_token and answered.person_id == invitation.person_id:
        return ""
    author = message.author.email
    if len(message.authors) == 1 and (is_same_address(author, invitation.address) or has_address(person, author)):
        return ""
    return f"comes from {author or 'nobody'}"
