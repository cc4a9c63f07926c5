"""Which mail of ours a message answers."""

from dataclasses import replace
from datetime import UTC, datetime

from mailflow.domain import reply_address
from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import InboundMessage, MailKind, OutboundId, OutboxEntry
from mailflow.services.candidates import answered_by
from mailflow.services.correspondence import Office
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock

DESK = frozenset({
    MailKind.DRAFT, MailKind.REDLINE, MailKind.CONFIRMATION, MailKind.CLARIFICATION, MailKind.APPROVAL_RECEIPT, MailKind.CANCEL_QUESTION,
    MailKind.NUDGE, MailKind.AGENDA_QUESTION,
})  # fmt: skip
"""The mails of the chair's desk."""
_KNOWN_LATE = DESK | {MailKind.SUBSCRIPTION_CONFIRM}
_WHENEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""A time at which no token of ours has expired."""


class AnsweredMail:
    """Find the mail of ours that is answered."""

    def __init__(self, office: Office, *, clock: Clock) -> None:
        self._office = office
        self._clock = clock

    def __call__(self, uow: UnitOfWork, message: InboundMessage) -> Answered | None:
        """Return the mail of ours that is answered: by a valid token first, else by the nearest known Message-ID.

        A token of the chair's desk that has expired is no token, but still tells what was answered; so does that of a question to a reader.
        """
        entry = self._find_by_token(uow, message, at=self._clock.now())
        if entry is not None:
            return answered_by(entry, has_token=True)
        expired = self._find_by_token(uow, message, at=_WHENEVER)
        if expired is not None and expired.kind in _KNOWN_LATE:
            return replace(answered_by(expired, has_token=False), is_expired=True)
        found = (uow.outbox.find_by_message_id(message_id) for message_id in message.references)
        entry = next((entry for entry in found if entry is not None), None)
        return answered_by(entry, has_token=False) if entry else None

    def _find_by_token(self, uow: UnitOfWork, message: InboundMessage, *, at: datetime) -> OutboxEntry | None:
        targets = (self._target(address, at) for address in message.recipients)
        found = (uow.outbox.find(target) for target in targets if target is not None)
        return next((entry for entry in found if entry is not None), None)

    def _target(self, address: str, at: datetime) -> OutboundId | None:
        try:
            return reply_address.verify(address, key=self._office.key, now=at)
        except BadReplyAddress:
            return None
