"""The public keys of DKIM, from DNS (RFC 6376 3.6): asked for at most once in some minutes, and never waited for long."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import dkim
import dns.exception
from dkim.util import InvalidTagValueList, parse_tag_value

TIMEOUT_S = 5
_KEPT = timedelta(minutes=5)
_FAILURE_KEPT = timedelta(minutes=1)
"""How long a name is not asked for again: a key, or that there is none; a server that does not answer."""
_MOST_KEPT = 500
_RECORD_LIMIT = 8192
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+", re.ASCII)
_NAME_LIMIT = 253


class DnsFunction(Protocol):
    """Asks DNS for a TXT record, as dkimpy does it."""

    def __call__(self, name: bytes, timeout: int = TIMEOUT_S) -> bytes | str | None:
        """Return the record of a name, None where there is none; may raise what DNS libraries raise."""
        ...


class NoKeyError(Exception):
    """There is no key that could be used; the message says why."""


@dataclass(frozen=True, slots=True)
class _Kept:
    until: datetime
    record: bytes
    problem: str


class KeyRecords:
    """Looks key records up and remembers them, those that are not there as well."""

    def __init__(self, dnsfunc: DnsFunction = dkim.get_txt, *, now: Callable[[], datetime]) -> None:
        self._dnsfunc = dnsfunc
        self._now = now
        self._kept: dict[str, _Kept] = {}

    def get(self, selector: str, domain: str) -> bytes:
        """Return the key record of a selector. Raises NoKeyError where there is none, or none that could be asked for."""
        name = f"{selector}._domainkey.{domain}"
        if len(name) > _NAME_LIMIT or not _NAME.fullmatch(name):
            raise NoKeyError("its key has no name that DNS knows")
        now = self._now()
        kept = self._kept.get(name)
        if kept is None or kept.until <= now:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[name] = self._asked(name, now)
        if kept.problem:
            raise NoKeyError(kept.problem)
        return kept.record

    def _asked(self, name: str, now: datetime) -> _Kept:
        try:
            found = self._dnsfunc(f"{name}.".encode(), timeout=TIMEOUT_S)
        except (dns.exception.DNSException, dkim.DKIMException, OSError, ValueError, LookupError, RuntimeError) as error:
            return _Kept(now + _FAILURE_KEPT, b"", f"its key cannot be looked up ({type(error).__name__})")
        record = found.encode("utf-8", "replace") if isinstance(found, str) else found or b""
        problem = "" if 0 < len(record) <= _RECORD_LIMIT else "DNS has no key for it"
        return _Kept(now + _KEPT, record, problem)


def flaw_of(record: bytes, *, algorithm: str, signs_for_subdomain: bool) -> str:
    """Say why a key must not be used for a signature; empty if it may (RFC 6376 3.6.1).

    Args:
        record: as DNS gives it.
        algorithm: of the signature: `rsa-sha256`, `ed25519-sha256`.
        signs_for_subdomain: whether the identity that signs (`i=`) lies below the domain that signs.
    """
    try:
        tags = {name: value.replace(b" ", b"").lower() for name, value in parse_tag_value(record).items()}
    except InvalidTagValueList:
        return "its key record cannot be read"
    flags = tags.get(b"t", b"").split(b":")
    if not tags.get(b"p"):
        return "its key has been revoked"
    if b"y" in flags:
        return "its domain only tries DKIM out"
    if b"s" in flags and signs_for_subdomain:
        return "its key does not speak for subdomains"
    if not {b"*", b"email"} & set(tags.get(b"s", b"*").split(b":")) or b"sha256" not in tags.get(b"h", b"sha256").split(b":"):
        return "its key is meant for something else"
    return "" if tags.get(b"k", b"rsa") == algorithm.partition("-")[0].encode() else "its key is of another kind"
