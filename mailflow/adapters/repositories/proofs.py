"""What proves something once: signatures that were verified here, and our reply tokens."""

from datetime import datetime

from sqlalchemy import Connection, select

from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.tables_proofs import dkim_signatures, used_tokens
from mailflow.domain.message import InboundId, OutboundId


class SqlSignatures:
    """SignatureRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, sha256: str, inbound_id: InboundId, *, now: datetime) -> bool:
        """Take a signature for a message; False where it is another one's. Waits for whoever takes it at this moment."""
        row = {"sha256": sha256, "inbound_id": inbound_id, "seen_at": now}
        if insert_new(self._connection, dkim_signatures, row, unless=("sha256",)):
            return True
        holder = select(dkim_signatures.c.inbound_id).where(dkim_signatures.c.sha256 == sha256)
        return self._connection.execute(holder).scalar() == inbound_id


class SqlReplyTokens:
    """ReplyTokenRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def use(self, outbound_id: OutboundId, inbound_id: InboundId, *, now: datetime) -> None:
        """Write that a message has decided by the token of a mail of ours; the first such message stays."""
        row = {"outbound_id": outbound_id, "inbound_id": inbound_id, "used_at": now}
        insert_new(self._connection, used_tokens, row, unless=("outbound_id",))

    def find_use(self, outbound_id: OutboundId) -> InboundId | None:
        """Return the message that has decided by the token of a mail of ours."""
        use = select(used_tokens.c.inbound_id).where(used_tokens.c.outbound_id == outbound_id)
        found = self._connection.execute(use).scalar()
        return None if found is None else InboundId(found)
