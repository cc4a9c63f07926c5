"""DKIM (RFC 6376), verified here from the octets as they came.

A signature proves the author where it is of the author's own domain, covers all that decides (From, Subject, To, the whole text), and was
made within days. Of a field that decides there must be exactly one: a second one may be what another reader sees. Stricter than DKIM
itself; a signature that does not count costs the chair one confirmation.

Aligned is the very domain of the author, one above it or one below it, if both belong to one organisation by the list of public suffixes.
DMARC lets siblings sign for each other as well, unless the domain forbids it in its policy; as that is not asked for here, they may not.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

import dkim
from authheaders.dmarc_lookup import get_org_domain
from dkim.asn1 import ASN1FormatError
from dkim.canonicalization import InvalidCanonicalizationPolicyError, Relaxed
from dkim.crypto import DigestTooLargeError, UnparsableKeyError
from dkim.util import InvalidTagValueList
from nacl.exceptions import CryptoError

from mailflow.adapters.authentication.header import HEADER_LIMIT, unambiguous_header
from mailflow.adapters.authentication.key_records import KeyRecords, NoKeyError, flaw_of
from mailflow.domain.message import Authentication, Proof

MOST_SIGNATURES = 5
FRESH = timedelta(days=7)
_SKEW = timedelta(hours=1)
"""By how much the clock of whoever signs may be ahead of ours."""
_ALGORITHMS = frozenset({b"rsa-sha256", b"ed25519-sha256"})
_SIGNATURE = b"dkim-signature"
_DECIDING = (b"from", b"subject", b"to")
_SINGLE = (
    b"date", b"cc", b"sender", b"reply-to", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip
# What is beyond these is not looked at: the patterns of dkimpy take long on it.
_SIZE_LIMIT = 5 * 1024 * 1024
_FIELDS_LIMIT = 500
_FIELD_LIMIT = 8192
_SPACE_LIMIT = 200
_BLANKS = re.compile(rb"[ \t]+")
_SPACE = re.compile(rb"\s+")
_HOST = re.compile(r"[a-z0-9.-]{1,100}", re.ASCII)
_SILENT = logging.Logger("dkim", logging.CRITICAL + 1)  # noqa: LOG001 - nobody is to hear what strangers write
_BROKEN = (
    dkim.DKIMException, InvalidTagValueList, InvalidCanonicalizationPolicyError, UnparsableKeyError, DigestTooLargeError, ASN1FormatError,
    CryptoError, ArithmeticError, AssertionError, AttributeError, LookupError, NameError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What dkimpy raises for what cannot be read: its own, and whatever its code stumbles over."""


@dataclass(frozen=True, slots=True)
class _Signature:
    """One signature, the header that it stands in, and whom it is to prove."""

    tags: dict[bytes, bytes]
    signed: frozenset[bytes]
    headers: tuple[tuple[bytes, bytes], ...]
    author_domain: str
    now: datetime

    @property
    def domain(self) -> str:
        """The domain that signs; what is no ASCII is no domain."""
        return self.tags[b"d"].decode("ascii").lower()

    def value(self, name: bytes) -> bytes:
        """Return a field of the header; empty if there is none."""
        return next((value for field, value in self.headers if field.lower() == name), b"")


class SignatureVerifier:
    """Tells whether a signature proves the author of a message."""

    def __init__(self, keys: KeyRecords, *, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._now = now

    def __call__(self, content: bytes, author: str) -> Authentication | None:
        """Return a pass with the digest of what was signed, or none with the reason; None for a message without a signature.

        DNS is asked for at most five keys, and only for those of signatures that could prove the author.
        """
        header = unambiguous_header(content)
        if header is None:
            return _none("servers read its header differently")
        if not re.search(rb"(?im)^dkim-signature[ \t]*:", header):
            return None
        domain = author.rpartition("@")[2].lower()
        if not domain or not author.isascii():
            return _none("the author has no domain that DNS knows")
        if _is_too_much(content, header):
            return _none("it is too large for its DKIM signature to be verified")
        try:
            return self._verified(dkim.DKIM(content, logger=_SILENT), domain)
        except _BROKEN as error:
            return _none(f"its header cannot be read for its DKIM signature ({type(error).__name__})")

    def _verified(self, mail: dkim.DKIM, domain: str) -> Authentication:
        headers = tuple((bytes(name), bytes(value)) for name, value in mail.headers)
        flaw = _flaw_of_header(headers)
        if flaw:
            return _none(flaw)
        count = sum(name.lower() == _SIGNATURE for name, _ in headers)
        flaws: list[str] = []
        for index in range(min(count, MOST_SIGNATURES)):
            flaw = self._flaw(mail, index, headers, domain)
            if not flaw:
                signer = mail.signature_fields[b"d"].decode("ascii").lower()
                return Authentication(Proof.PASS, f"a DKIM signature of {signer} was verified here", _digest(mail, headers))
            flaws.append(flaw)
        return _none(f"no DKIM signature counts: {', '.join(dict.fromkeys(flaws))}")

    def _flaw(self, mail: dkim.DKIM, index: int, headers: tuple[tuple[bytes, bytes], ...], domain: str) -> str:
        """Say why a signature proves nothing; empty if it proves the author."""
        try:
            tags, names, _ = mail.verify_headerprep(index)
            signature = _Signature(dict(tags), frozenset(names), headers, domain, self._now())
            flaw = next(filter(None, (test(signature) for test in _TESTS)), "")
            return flaw or self._flaw_by_key(mail, index, signature)
        except NoKeyError as error:
            return str(error)
        except dkim.KeyFormatError:
            return "its key is too short or cannot be read"
        except dkim.ValidationError:  # the text is another, the time is past, or its tags contradict each other
            return "it does not hold"
        except _BROKEN as error:
            return f"it cannot be read ({type(error).__name__})"

    def _flaw_by_key(self, mail: dkim.DKIM, index: int, signature: _Signature) -> str:
        record = self._keys.get(signature.tags[b"s"].decode("ascii").lower(), signature.domain)
        identity = signature.tags.get(b"i", b"").rpartition(b"@")[2].decode("ascii").lower()
        flaw = flaw_of(
            record, algorithm=signature.tags[b"a"].decode("ascii"), signs_for_subdomain=bool(identity) and identity != signature.domain
        )
        if flaw:
            return flaw
        return "" if mail.verify(index, dnsfunc=lambda _name, timeout=0: record) else "it does not hold"  # noqa: ARG005 - dkimpy's call


def _none(detail: str) -> Authentication:
    return Authentication(Proof.NONE, detail)


def _is_too_much(content: bytes, header: bytes) -> bool:
    """Tell whether the patterns of dkimpy could take long."""
    if len(content) > _SIZE_LIMIT or len(header) >= HEADER_LIMIT or header.count(b"\n") > _FIELDS_LIMIT:
        return True
    return _longest(_BLANKS, content) > _SPACE_LIMIT or _longest(_SPACE, header) > _SPACE_LIMIT


def _longest(pattern: re.Pattern[bytes], octets: bytes) -> int:
    return max((match.end() - match.start() for match in pattern.finditer(octets)), default=0)


def _flaw_of_header(headers: tuple[tuple[bytes, bytes], ...]) -> str:
    names = [name.lower() for name, _ in headers]
    for name in _DECIDING:
        if names.count(name) != 1:
            return f"it has {names.count(name)} {name.decode().title()} fields"
    double = next((name for name in _SINGLE if names.count(name) > 1), b"")
    if double:
        return f"it has several {double.decode().title()} fields"
    is_long = any(name.lower() == _SIGNATURE and len(value) > _FIELD_LIMIT for name, value in headers)
    return "a DKIM signature is too long" if is_long else ""


def _weak(signature: _Signature) -> str:
    return "" if signature.tags[b"a"] in _ALGORITHMS else f"its algorithm ({signature.tags[b'a'].decode('ascii')}) is not trusted"


def _partial(signature: _Signature) -> str:
    """What comes behind the signed part of a text, or stands in a field that is not signed, may be anybody's."""
    if b"l" in signature.tags:
        return "it covers only the beginning of the text (l=)"
    to_sign = (*_DECIDING, *((b"cc",) if signature.value(b"cc") else ()))
    missing = [name.decode().title() for name in to_sign if name not in signature.signed]
    return f"it does not cover {' and '.join(missing)}" if missing else ""


def _unaligned(signature: _Signature) -> str:
    if is_aligned(signature.domain, signature.author_domain):
        return ""
    # What is no name may be a text, which the chair would read in our words.
    return f"it is of {signature.domain if _HOST.fullmatch(signature.domain) else 'no domain'}, not of {signature.author_domain}"


def _untimely(signature: _Signature) -> str:
    """By its own time, else by the Date that it covers: one that bears neither may be of any age."""
    now, tags = signature.now.timestamp(), signature.tags
    if b"x" in tags and int(tags[b"x"]) < now:
        return "it has expired"
    if b"t" in tags:
        signed_at = float(int(tags[b"t"]))
    elif b"date" in signature.signed and signature.value(b"date"):
        date = parsedate_to_datetime(signature.value(b"date").decode("ascii").strip())
        signed_at = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    else:
        return "it does not say when it was made"
    if signed_at > now + _SKEW.total_seconds():
        return "it was made in the future"
    return "it is too old" if signed_at < now - FRESH.total_seconds() else ""


_TESTS: tuple[Callable[[_Signature], str], ...] = (_weak, _partial, _unaligned, _untimely)


def is_aligned(signer: str, author: str) -> bool:
    """Tell whether a domain may sign for the author's: the same, or one below the other within one organisation; both in lower case."""
    if signer == author:
        return True
    is_near = signer.endswith(f".{author}") or author.endswith(f".{signer}")
    return is_near and _organisation(signer) == _organisation(author)


@lru_cache(maxsize=256)
def _organisation(domain: str) -> str:
    """Return the organisational domain, from the list that comes with authheaders: nobody is asked."""
    return str(get_org_domain(domain))


def _digest(mail: dkim.DKIM, headers: tuple[tuple[bytes, bytes], ...]) -> str:
    """Return what stands for all that a signature covers in any case, in the one form that no permitted change of it alters.

    Not the octets of the signature: a number that is larger by the modulus of the key verifies as well, and of two signatures one can be
    left out.
    """
    covered = [(name, value) for name, value in headers if name.lower() in {*_DECIDING, b"cc"}]
    fields = sorted(Relaxed.canonicalize_headers(covered))
    body = base64.b64encode(hashlib.sha256(Relaxed.canonicalize_body(mail.body)).digest())
    return hashlib.sha256(b"".join(name + b":" + value for name, value in fields) + body).hexdigest()
