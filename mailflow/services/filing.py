"""A matched report to its slot, with a receipt; a calendar reply to the attendance of the person."""

from dataclasses import replace
from datetime import timedelta

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, Report, StoredFile
from mailflow.domain.classification.kinds import Classified
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, advance, can
from mailflow.domain.mails import Filed, ReceiptContext
from mailflow.domain.matching.kinds import Matched
from mailflow.domain.message import Address, Attachment, Proof, is_same_address
from mailflow.domain.records import CalendarReply, InboundOutcome, InboundRecord, Invitation
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import CalendarCodec
from mailflow.services.review import Decision

_RECEIPTS = ((timedelta(minutes=10), 3), (timedelta(days=1), 12))
"""How many reports of one slot are answered within which time (RFC 3834 2: a responder must limit what it sends to one address)."""
_ANSWERS = frozenset({"accepted", "declined", "tentative", "delegated", "needs-action"})  # RFC 5545 3.2.12


class Filing:
    """File what was matched, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, calendar: CalendarCodec) -> None:
        self._post = post
        self._calendar = calendar

    def __call__(
        self, uow: UnitOfWork, record: InboundRecord, classified: Classified, matched: Matched, outcome: InboundOutcome
    ) -> InboundOutcome:
        """File a report as the next revision of its slot and post the receipts."""
        meeting = uow.meetings.lock(MeetingId(outcome.meeting_id or 0))
        placed = replace(outcome, item_keys=(matched.placements[0].slot.key,), confidence=matched.placements[0].slot.confidence)
        slot = meeting.find_item(matched.placements[0].slot.key)
        if slot is None:
            return replace(placed, state=InboundState.TRIAGE, reason=f"the agenda has no item {matched.placements[0].slot.key} any more")
        if not can(MEETING, meeting.state, MeetingEvent.REPORT):
            return replace(placed, state=InboundState.TRIAGE, reason=f"it came when the minutes were {meeting.state} already")
        report = self._file(uow, record, classified, (meeting, slot, matched))
        notes = ", late" if report.late else ""
        if _is_flood(slot, report):
            notes += ", without a receipt: so many came that a machine may answer ours"
        else:
            self._post_receipts(uow, classified, (meeting, slot, matched), report)
        return replace(placed, state=InboundState.DONE, reason=f"filed under {slot.key} {slot.title} as revision {report.revision}{notes}")

    def _file(self, uow: UnitOfWork, record: InboundRecord, classified: Classified, place: tuple[Meeting, AgendaItem, Matched]) -> Report:
        meeting, slot, matched = place
        report = Report(
            revision=len(slot.reports) + 1,
            author=matched.placements[0].author.name,
            text=classified.extraction.text,
            received_at=record.received_at,
            late=record.received_at > meeting.start_at,
            delegate=matched.placements[0].delegate,
            attachments=tuple(self._keep(uow, attachment) for attachment in classified.message.attachments),
            inbound_id=record.id,
        )
        uow.meetings.add_report(MeetingId(meeting.id or 0), slot.key, report)
        uow.meetings.save_state(replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.REPORT)))
        return report

    def _keep(self, uow: UnitOfWork, attachment: Attachment) -> StoredFile:
        sha256 = uow.files.put(attachment.content)
        return StoredFile(attachment.filename, attachment.media_type, len(attachment.content), sha256)

    def _post_receipts(self, uow: UnitOfWork, classified: Classified, place: tuple[Meeting, AgendaItem, Matched], report: Report) -> None:
        """Tell the sender; where a delegate wrote, tell the speaker as well."""
        speaker = place[2].placements[0].author
        self._post_receipt(uow, classified, place, report, classified.message.author)
        if report.delegate and speaker.email:
            self._post_receipt(uow, classified, place, report, Address(speaker.email, speaker.name))

    def _post_receipt(
        self, uow: UnitOfWork, classified: Classified, place: tuple[Meeting, AgendaItem, Matched], report: Report, recipient: Address
    ) -> None:
        meeting, slot, matched = place
        message = classified.message
        series = uow.meetings.series_of(MeetingId(meeting.id or 0))
        is_for_speaker = bool(report.delegate) and recipient.email == matched.placements[0].author.email
        filed = (Filed(slot, report, report),)
        context = ReceiptContext(series, meeting, recipient, filed, classified.extraction.omitted, is_for_speaker=is_for_speaker)
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"receipt:{report.inbound_id}:{recipient.email.lower()}",
            context=context,
            person_id=matched.placements[0].author.id,
            item_keys=(slot.key,),
            cause_id=report.inbound_id,
            references=(message.message_id, *message.references) if message.message_id else (),
        )
        self._post.post(uow, letter)

    def attendance(self, uow: UnitOfWork, case: Case) -> Decision:
        """Record what a calendar says of a person's attendance; an older answer never replaces a newer one."""
        reply = self._calendar.parse_reply(case.message.calendar or b"")
        if reply is None or reply.partstat not in _ANSWERS:
            return Decision(InboundState.TRIAGE, "its calendar part cannot be read")
        invitation = _find_invitation(uow, reply)
        if invitation is None:
            return Decision(InboundState.TRIAGE, "it answers no calendar event of ours")
        forgery = _why_not_theirs(case, invitation)
        if forgery:
            return Decision(InboundState.TRIAGE, f"it says {reply.partstat} for {invitation.address}, but {forgery}")
        # Not by when it is read: an old answer without a stamp that is read anew is no newer by that.
        replied_at = reply.stamped_at or case.record.received_at
        if invitation.replied_at is not None and replied_at < invitation.replied_at:
            return Decision(InboundState.IGNORED, "an answer older than the one that is known")
        uow.invitations.record_reply(replace(invitation, partstat=reply.partstat, replied_at=replied_at))
        return Decision(InboundState.DONE, f"{reply.attendee}: {reply.partstat}")


def _is_flood(slot: AgendaItem, report: Report) -> bool:
    """Tell whether more reports of a slot came within some time than a person writes: a receipt for each could go on for ever."""
    ages = [abs(report.received_at - earlier.received_at) for earlier in slot.reports]
    return any(sum(age <= span for age in ages) >= most for span, most in _RECEIPTS)


def _find_invitation(uow: UnitOfWork, reply: CalendarReply) -> Invitation | None:
    invitations = uow.invitations.find_by_uid(reply.uid)
    return next((invitation for invitation in invitations if invitation.address.casefold() == reply.attendee.casefold()), None)


def _why_not_theirs(case: Case, invitation: Invitation) -> str:
    """Say why an answer is not that of the person invited: by the address, or by the token of a mail to them; empty if it is.

    Whoever was passed the event knows its UID, so a delegate or a calendar service that answers for a person needs the token.
    """
    message, answered = case.message, case.answered
    if case.authentication.proof is Proof.FAIL:
        return f"the address is not the author's ({case.authentication.detail})"
    if answered and answered.has_token and answered.person_id == invitation.person_id:
        return ""
    if len(message.authors) == 1 and is_same_address(message.author.email, invitation.address):
        return ""
    return f"comes from {message.author.email or 'nobody'}"
