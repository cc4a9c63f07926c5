"""To which earlier mail of ours one belongs that answers nobody, so that a client shows them together (RFC 5322 3.6.4).

    minutes             the first draft that its recipient got
    word to the chair   the invitation of its recipient
"""

from collections.abc import Mapping
from types import MappingProxyType

from mailflow.domain.agenda import MeetingId
from mailflow.domain.message import MailKind, is_same_address
from mailflow.services.ports.storage import UnitOfWork

_DRAFTS = (MailKind.DRAFT, MailKind.REDLINE)
_INVITATIONS = (MailKind.INVITATION,)
_ROOTS: Mapping[MailKind, tuple[tuple[MailKind, ...], ...]] = MappingProxyType({
    **dict.fromkeys((MailKind.DRAFT, MailKind.REDLINE, MailKind.NUDGE, MailKind.CONFIRMATION, MailKind.CLARIFICATION), (_DRAFTS,)),
    **dict.fromkeys((MailKind.CANCEL_QUESTION, MailKind.ATTENDANCE), (_INVITATIONS,)),
    MailKind.FORWARD: (_DRAFTS, _INVITATIONS),
})
"""Where the thread of a kind of mail begins, the first that there is."""


def root_of(uow: UnitOfWork, kind: MailKind, meeting_id: MeetingId, recipient: str) -> tuple[str, ...]:
    """Return the Message-ID of the oldest mail about a meeting to an address that one of a kind follows; empty where it is the first."""
    for kinds in _ROOTS.get(kind, ()):
        mails = uow.chase.mails(meeting_id, kinds)
        first = next((mail for mail in mails if is_same_address(mail.recipient.email, recipient)), None)
        if first is not None:
            return (first.message_id,)
    return ()
