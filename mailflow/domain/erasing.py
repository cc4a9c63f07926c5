"""Taking an address out of what is kept: what stands in its place, and what was found where."""

import hashlib
import hmac
import re
from dataclasses import dataclass

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Erased:
    """In how many places an address was erased: entries of lists, people, invitations, mails of ours, bounces, entries of the audit trail.

    `received` are the messages of that author, which stay.
    """

    subscriptions: int = 0
    people: int = 0
    invitations: int = 0
    mails: int = 0
    bounces: int = 0
    audited: int = 0
    received: int = 0


def stand_in(address: str, key: bytes) -> str:
    """Return what stands for an address afterwards: the same each time, and nothing that tells the address to who has not the key."""
    digest = hmac.new(key, f"forget:{address.lower()}".encode(), hashlib.sha256).hexdigest()
    return f"forgotten-{digest[:_DIGITS]}"


def erased_from(text: str, address: str, substitute: str) -> str:
    """Return a text in which something stands for an address, letter case apart; longer addresses that end or begin with it stay."""
    found = rf"(?<![\w.+%-]){re.escape(address)}(?![\w-]|\.[^\W_])"
    return re.sub(found, substitute, text, flags=re.IGNORECASE)
