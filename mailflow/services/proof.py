"""What a reply to the chair's desk proves: what was said of it when it was read, less what the database knows against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailflow.domain import reply_address
from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import Authentication, InboundId, InboundMessage, OutboundId, OutboxEntry, Proof
from mailflow.services.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class ChairsReply:
    """An approval phrase that came in, with all that tells whether it counts."""

    inbound_id: InboundId
    message: InboundMessage
    answered: Answered
    authentication: Authentication


class Proofs:
    """Weighs what a reply proves, in the caller's transaction; `key` is that which signs our reply addresses."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def authentication(self, uow: UnitOfWork, reply: ChairsReply, now: datetime) -> Authentication:
        """Return how far the author is proven to have written this to us.

        A proof, whoever gives it, rests on a signature that covers To, and nothing else of where a mail goes: it counts for the reply
        address that stands there. Whoever got a yes of the chair's to somebody else could else send it on to a token that they hold. One
        that was verified here counts for one message only.
        """
        said = reply.authentication
        if said.proof is Proof.PASS and reply.answered.has_token and reply.answered.id not in self._targets(reply.message.to, now):
            return Authentication(Proof.NONE, "its author did not write to the reply address that it came to")
        if not said.signature_sha256:
            return said
        if not uow.signatures.claim(said.signature_sha256, reply.inbound_id, now=now):
            return Authentication(Proof.FAIL, "its signature has been seen on another message")
        return said

    def is_contradicted(self, uow: UnitOfWork, reply: ChairsReply, now: datetime) -> bool:
        """Tell whether a reply names another revision or meeting as well, by its thread or by a second reply address."""
        return any(_is_about_another(entry, reply.answered) for entry in self._named(uow, reply.message, now))

    def _named(self, uow: UnitOfWork, message: InboundMessage, now: datetime) -> Iterator[OutboxEntry]:
        found = (
            *(uow.outbox.find_by_message_id(message_id) for message_id in message.references[:1]),
            *(uow.outbox.find(target) for target in self._targets(message.recipients, now)),
        )
        return (entry for entry in found if entry is not None)

    def _targets(self, addresses: Sequence[str], now: datetime) -> tuple[OutboundId, ...]:
        return tuple(target for address in addresses if (target := self._target(address, now)) is not None)

    def _target(self, address: str, now: datetime) -> OutboundId | None:
        try:
            return reply_address.verify(address, key=self._key, now=now)
        except BadReplyAddress:
            return None


def _is_about_another(entry: OutboxEntry, answered: Answered) -> bool:
    return entry.meeting_id != answered.meeting_id or entry.minutes_id not in {None, answered.minutes_id}
