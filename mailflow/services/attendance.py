"""A calendar reply to the attendance of the person whom we invited."""

from dataclasses import replace

from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Proof, is_same_address
from mailflow.domain.records import CalendarReply, Invitation
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import CalendarCodec
from mailflow.services.review import Decision

_ANSWERS = frozenset({"accepted", "declined", "tentative", "delegated", "needs-action"})  # RFC 5545 3.2.12


class Attendance:
    """Record attendance, in the caller's transaction."""

    def __init__(self, calendar: CalendarCodec) -> None:
        self._calendar = calendar

    def __call__(self, uow: UnitOfWork, case: Case) -> Decision:
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
        uow.invitations.save(replace(invitation, partstat=reply.partstat, replied_at=replied_at))
        return Decision(InboundState.DONE, f"{reply.attendee}: {reply.partstat}")


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
