"""Names drawn at random: of mails, of calendar events, of those who take a lease."""

import base64
import os
import secrets
import socket
import uuid

from mailflow.domain.message import OutboundId

_ID_LENGTH = 12
_ID_BYTES = 10  # five bits a sign, in whole groups of five octets


def new_outbound_id() -> OutboundId:
    """Draw the id of a mail: 60 random bits."""
    return OutboundId(base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()[:_ID_LENGTH])


def new_owner() -> str:
    """Name whoever takes a lease: this host, this process, this time."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def new_uid() -> str:
    """Draw the UID of a calendar event (RFC 7986 5.3)."""
    return str(uuid.uuid4())
