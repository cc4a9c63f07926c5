"""Taking an address out of what is kept: what stands in its place, and what was found where."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mailflow.domain.disguises import readings, squeezed

_DIGITS = 16
_MARK_BYTES = 16


@dataclass(frozen=True, slots=True)
class Erased:
    """In how many places an address was erased: entries of lists, people, invitations, mails of ours, bounces, entries of the audit trail.

    `noted` are messages of which our own words named it; `received` are the messages of that author, which stay.
    """

    subscriptions: int = 0
    people: int = 0
    invitations: int = 0
    mails: int = 0
    bounces: int = 0
    audited: int = 0
    noted: int = 0
    received: int = 0


def stand_in(address: str, key: bytes) -> str:
    """Return what stands for an address afterwards: the same each time, and nothing that tells the address to who has not the key."""
    digest = hmac.new(key, f"forget:{address.lower()}".encode(), hashlib.sha256).hexdigest()
    return f"forgotten-{digest[:_DIGITS]}"


def erased_from(text: str, address: str, substitute: str) -> str:
    """Return a text in which something stands for an address, letter case apart; longer addresses that end or begin with it stay."""
    found = rf"(?<![\w.+%-]){re.escape(address)}(?![\w-]|\.[^\W_])"
    return re.sub(found, substitute, text, flags=re.IGNORECASE)


def mark_of(address: str, key: bytes) -> str:
    """Return by what whoever has the key finds an address again in a text, without having it: its length, squeezed, and a digest."""
    gist = squeezed(address)
    return f"{len(gist)}:{_digester(key)(gist)}"


def marked_in(text: str, marks: Iterable[str], key: bytes) -> tuple[str, ...]:
    """Return what stands in a text, squeezed, whatever disguise it has there, that has one of the marks."""
    by_length: dict[int, set[str]] = {}
    for mark in marks:
        length, _, digest = mark.partition(":")
        by_length.setdefault(int(length), set()).add(digest)
    if not by_length:
        return ()
    digest_of = _digester(key)
    gists = dict.fromkeys(reading.squeezed for reading in readings(text))
    parts = ((gist[start : start + length], length) for gist in gists for length in by_length for start in range(len(gist) - length + 1))
    return tuple(dict.fromkeys(part for part, length in parts if digest_of(part) in by_length[length]))


def _digester(key: bytes) -> Callable[[str], str]:
    keyed = hashlib.blake2b(key=hashlib.sha256(b"forgotten:" + key).digest(), digest_size=_MARK_BYTES)

    def digest(gist: str) -> str:
        hashed = keyed.copy()
        hashed.update(gist.encode("utf-8", "surrogatepass"))
        return hashed.hexdigest()

    return digest
