"""Sign and verify the token in a reply address, in a bounce address, and in the mark by which we know our own mail again.

A token names one mail of ours, and through it the person, the slots or the revision of the minutes that the mail was about. Both
addresses have the same shape; what was signed for one purpose is worth nothing for another.
"""

import hashlib
import hmac
import re
from datetime import datetime
from enum import StrEnum

from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.message import OutboundId

_TOKEN = re.compile(r"(?P<target>[a-z2-7]{12})\.(?P<expires>\d{1,12})\.(?P<signature>[0-9a-f]{20})", re.ASCII)
_SIGNATURE_HEX_DIGITS = 20
LOCAL_PART_LIMIT = 64
SQUEEZED_TOKEN = re.compile(r"[a-z2-7]{12}[12]\d{9}[0-9a-f]{20}", re.ASCII)
"""A token of which nothing but letters and digits is left; times until 2065."""
TOKEN_LENGTH = 12 + 1 + 10 + 1 + _SIGNATURE_HEX_DIGITS


class Purpose(StrEnum):
    """What a token is good for: to answer a mail, to say that it came back (the envelope sender), or to leave the list that it is of."""

    REPLY = "reply"
    BOUNCE = "bounce"
    LEAVE = "leave"


def sign(address: str, target: OutboundId, *, key: bytes, expires_at: datetime, purpose: Purpose = Purpose.REPLY) -> str:
    """Return the reply address of one mail, or that for another purpose: `minutes+<target>.<expires>.<signature>@host`.

    Args:
        address: the service's own address, local part at most 19 octets so that the whole local part stays within 64.
        target: the mail that a reply to this address answers.
        key: signing secret, at least 32 bytes.
        expires_at: aware, UTC; kept in whole seconds since the epoch.
        purpose: what it is good for.
    Source: RFC 5321 4.5.3.1.1; RFC 5233.
    """
    local, _, domain = address.rpartition("@")
    body = f"{target}.{int(expires_at.timestamp())}"
    return f"{local}+{body}.{_signature(body, key, purpose)}@{domain}"


def verify(address: str, *, key: bytes, now: datetime, purpose: Purpose = Purpose.REPLY) -> OutboundId:
    """Return which mail of ours the token in a reply address names.

    Args:
        address: addr-spec; letter case is ignored, as mail systems fold it.
        key: signing secret, at least 32 bytes.
        now: aware, UTC.
        purpose: that for which it must have been signed.
    Raises:
        BadReplyAddress: the token is missing, forged or expired; `.reason` says which.
    """
    _, plus, folded = address.rpartition("@")[0].rpartition("+")
    token = _TOKEN.fullmatch(folded.lower() if folded.isascii() else "")
    if not plus or token is None:
        raise BadReplyAddress("missing", address)
    body = f"{token['target']}.{token['expires']}"
    if not hmac.compare_digest(token["signature"], _signature(body, key, purpose)):
        raise BadReplyAddress("forged", address)
    if int(token["expires"]) < now.timestamp():
        raise BadReplyAddress("expired", address)
    return OutboundId(token["target"])


def own_mark(target: OutboundId, *, key: bytes) -> str:
    """Return the mark of one mail of ours, `<target>.<signature>`: no address, and good for nothing but to know the mail again."""
    return f"{target}.{_hmac(f'loop:{target}', key)}"


def is_own_mark(mark: str, *, key: bytes) -> bool:
    """Tell whether a text is the mark of a mail of ours."""
    target = mark.strip().partition(".")[0]
    return mark.isascii() and hmac.compare_digest(mark.strip(), own_mark(OutboundId(target), key=key))


def _signature(body: str, key: bytes, purpose: Purpose) -> str:
    # A body begins with a letter or digit of a target and holds no colon, so no reply token is one of another purpose.
    return _hmac(body if purpose is Purpose.REPLY else f"{purpose}:{body}", key)


def _hmac(signed: str, key: bytes) -> str:
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()[:_SIGNATURE_HEX_DIGITS]
