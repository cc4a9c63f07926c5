"""Sign what goes out (DKIM, RFC 6376, 8301, 8463; dkimpy), where no mail server does it: last, on the octets as they are sent.

Each field that decides is named once more than it stands there, so that nobody can add another (oversigned); the text is signed whole.
"""

import base64
import binascii
import re
import stat
from dataclasses import dataclass
from pathlib import Path

import dkim
import structlog
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from mailflow.domain.errors import ConfigurationError

_log = structlog.get_logger(__name__)
_RELAXED = (b"relaxed", b"relaxed")
_ALWAYS = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"sender", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip
_WHERE_PRESENT = (
    b"list-id", b"list-unsubscribe", b"list-unsubscribe-post", b"list-post", b"list-owner", b"list-archive", b"archived-at",
    b"auto-submitted",
)  # fmt: skip
_NAME = re.compile(rb"^([!-9;-~]+)[ \t]*:", re.MULTILINE)
_PEM = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END", re.DOTALL)
_ED25519 = bytes.fromhex("302e020100300506032b657004220420")
"""How a private key of Ed25519 begins in PKCS #8 (RFC 8410 7); 32 octets of seed follow."""
_SEED = 32
_LEAST_BITS = 1024  # RFC 8301 3.2; 2048 is what it asks for
_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key as dkimpy takes it, the algorithm, and the name under which the public one is in DNS: `selector._domainkey.domain`."""

    selector: str
    domain: str
    private: bytes
    algorithm: bytes

    @classmethod
    def load(cls, file: Path, selector: str, domain: str) -> "SigningKey":
        """Read a key: RSA or Ed25519 in PEM, or 32 octets of seed for Ed25519 in base64. Raises ConfigurationError."""
        if not _SELECTOR.fullmatch(selector):
            raise ConfigurationError(("MAILFLOW_DKIM_SELECTOR: expected a name such as mail2026 for each key",))
        try:
            content, mode = file.read_bytes(), file.stat().st_mode
        except OSError as error:
            raise ConfigurationError((f"MAILFLOW_DKIM_KEY_FILE: {file} cannot be read ({error.strerror})",)) from error
        if mode & stat.S_IROTH:  # not refused: secrets that a container is given are often so
            _log.warning("dkim_key_is_open", file=str(file), problem="every user of this machine can sign in your name: chmod 600")
        found = _ed25519_of(content) or _rsa_of(content)
        if found is None:
            raise ConfigurationError((f"MAILFLOW_DKIM_KEY_FILE: {file} is no private key: RSA (1024 bits at least) or Ed25519, in PEM",))
        return cls(selector, domain, *found)


class DkimSigner:
    """Signs with one or more keys, of which each makes a signature of its own."""

    def __init__(self, keys: tuple[SigningKey, ...]) -> None:
        self._keys = keys

    def __call__(self, content: bytes) -> bytes:
        """Return a message, lines ended by CRLF, with its signatures on top."""
        fields = _signed_fields(content)
        return b"".join(self._signature(content, fields, key) for key in reversed(self._keys)) + content

    def _signature(self, content: bytes, fields: list[bytes], key: SigningKey) -> bytes:
        signature: bytes = dkim.sign(
            content,
            key.selector.encode(),
            key.domain.encode("idna"),
            key.private,
            canonicalize=_RELAXED,
            signature_algorithm=key.algorithm,
            include_headers=fields,
        )
        return signature


def _signed_fields(content: bytes) -> list[bytes]:
    """Return the names of the fields that are signed, each once more than it stands in the header."""
    head = content.partition(b"\r\n\r\n")[0]
    present = [name.lower() for name in _NAME.findall(head)]
    wanted = (*_ALWAYS, *(name for name in _WHERE_PRESENT if name in present))
    return [name for name in wanted for _ in range(present.count(name) + 1)]


def _ed25519_of(content: bytes) -> tuple[bytes, bytes] | None:
    pem = _PEM.search(content)
    try:
        octets = base64.b64decode(b"".join((pem[2] if pem else content).split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    seed = octets.removeprefix(_ED25519) if pem else octets
    return (base64.b64encode(seed), b"ed25519-sha256") if len(seed) == _SEED else None


def _rsa_of(content: bytes) -> tuple[bytes, bytes] | None:
    try:
        key = parse_pem_private_key(content)
    except (UnparsableKeyError, ValueError, LookupError, TypeError):
        return None
    return (content, b"rsa-sha256") if key["modulus"].bit_length() >= _LEAST_BITS else None
