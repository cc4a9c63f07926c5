"""Mail signed as domains do it (DKIM), with any tags, and the DNS that has their keys.

content = sign(content, now=NOW)                        # by example.org, with its RSA key
content = sign(content, now=NOW, tags={"l": "7"}, signed=("from", "to"))
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import dkim
from dkim.canonicalization import CanonicalizationPolicy
from dkim.crypto import HASH_ALGORITHMS, parse_pem_private_key
from nacl.signing import SigningKey

_KEYS = Path(__file__).parent / "data" / "dkim"
_ED25519 = SigningKey(bytes(range(32)))
SIGNED = ("from", "to", "subject", "date", "message-id")


@dataclass
class FakeDns:
    """The TXT records of some names; it remembers who was asked for, and raises `trouble` if there is some."""

    records: dict[str, bytes] = field(default_factory=dict)
    trouble: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def __call__(self, name: bytes, timeout: int = 5) -> bytes | None:
        assert 0 < timeout <= 5
        self.asked.append(name.decode())
        if self.trouble:
            raise self.trouble
        return self.records.get(name.decode().rstrip("."))


def dns_of(*domains: str, flags: bytes = b"") -> FakeDns:
    """Return a DNS in which each domain has the keys `rsa`, `small` and `ed`."""
    keys = {
        "rsa": b"v=DKIM1; k=rsa; p=" + _public("rsa2048"),
        "small": b"v=DKIM1; k=rsa; p=" + _public("rsa768"),
        "ed": b"v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(_ED25519.verify_key)),
    }
    return FakeDns({f"{selector}._domainkey.{domain}": key + flags for domain in domains for selector, key in keys.items()})


def sign(
    content: bytes,
    *,
    now: datetime,
    domain: str = "example.org",
    selector: str = "rsa",
    algorithm: str = "",
    signed: tuple[str, ...] = SIGNED,
    tags: Mapping[str, str | None] | None = None,
    form: str = "relaxed/relaxed",
) -> bytes:
    """Return a message with a signature on top; `tags` are added to its own, or taken from them where they are None."""
    method = (algorithm or ("ed25519-sha256" if selector == "ed" else "rsa-sha256")).encode()
    signer = dkim.DKIM(content, signature_algorithm=method)
    signer.hasher = HASH_ALGORITHMS[method]
    policy = CanonicalizationPolicy.from_c_value(form.encode())
    length = (tags or {}).get("l")
    body = policy.canonicalize_body(signer.body)[: int(length) if length else None]
    said: dict[str, str | None] = {
        "v": "1",
        "a": method.decode(),
        "c": form,
        "d": domain,
        "s": selector,
        "t": str(int(now.timestamp())),
        **(tags or {}),
        "h": ":".join(signed),
        "bh": base64.b64encode(signer.hasher(body).digest()).decode(),
        "b": "0" * 60,
    }
    fields = [(name.encode(), value.encode()) for name, value in said.items() if value is not None]
    names = tuple(name.encode() for name in signed)
    key = _ED25519 if selector == "ed" else _private("rsa768" if selector == "small" else "rsa2048")
    return b"DKIM-Signature: " + bytes(signer.gen_header(fields, names, policy, b"DKIM-Signature", key)) + content


@cache
def _private(name: str) -> dict[str, int]:
    found: dict[str, int] = parse_pem_private_key((_KEYS / f"{name}.pem").read_bytes())
    return found


def modulus() -> int:
    """Return the modulus of the key `rsa`."""
    return _private("rsa2048")["modulus"]


def _public(name: str) -> bytes:
    """Return the SubjectPublicKeyInfo of an RSA key, in base64."""
    key = _private(name)
    numbers = _der(0x30, _der_int(key["modulus"]) + _der_int(key["publicExponent"]))
    oid = bytes.fromhex("300d06092a864886f70d0101010500")
    return base64.b64encode(_der(0x30, oid + _der(0x03, b"\0" + numbers)))


def _der_int(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x80 | len(octets)]) + octets) + content
