"""Names drawn at random: of mails, of calendar events, of those who take a lease."""

import os
import secrets
import socket
import uuid

from mailflow.domain.message import OutboundId

_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 12


def new_outbound_id() -> OutboundId:
    """Draw the id of a mail: 60 random bits."""
    return OutboundId("".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH)))


def new_owner() -> str:
    """Name whoever takes a lease: this host, this process, this time."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def new_uid() -> str:
    """Draw the UID of a calendar event (RFC 7986 5.3)."""
    return str(uuid.uuid4())
