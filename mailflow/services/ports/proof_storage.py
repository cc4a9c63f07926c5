"""The part of the database that keeps what proves something once: signatures that were verified here, and our reply tokens."""

from datetime import datetime
from typing import Protocol

from mailflow.domain.message import InboundId, OutboundId


class SignatureRepository(Protocol):
    """Which message a signature has come with first."""

    def claim(self, sha256: str, inbound_id: InboundId, *, now: datetime) -> bool:
        """Take a signature for a message; False where it is another one's. Of two at once one gets it, and it gets it again."""
        ...


class ReplyTokenRepository(Protocol):
    """Which reply tokens have decided something."""

    def use(self, outbound_id: OutboundId, inbound_id: InboundId, *, now: datetime) -> None:
        """Write that a message has decided by the token of a mail of ours; the first such message stays."""
        ...

    def find_use(self, outbound_id: OutboundId) -> InboundId | None:
        """Return the message that has decided by the token of a mail of ours."""
        ...
