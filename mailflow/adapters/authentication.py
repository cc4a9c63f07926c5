"""Is the sender who they say: the verdict of the trusted receiving server (Authentication-Results, RFC 8601).

Only fields of the pinned authserv-id count, and only in the topmost run of such fields, above which nothing of the sender's can
stand: the trusted server removes fields that claim its name from what it receives and puts its own on top.
"""

import email
import email.policy
from email.message import Message

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from mailflow.domain.message import Authentication, Proof

_HEADER_LIMIT = 262_144
# No honest field is as long; reading one of the sender's making could take seconds.
_FIELD_LIMIT = 8192


class TrustedServerAuthenticator:
    """Authenticator that believes one server, named by its authserv-id; with none named, nobody is believed."""

    def __init__(self, authserv_id: str) -> None:
        self._authserv_id = authserv_id.casefold()

    def verdict(self, content: bytes, author: str) -> Authentication:
        """Judge a message whose one From address is `author`: pass needs dmarc=pass for the domain of that address."""
        if not self._authserv_id:
            return Authentication(Proof.NONE, "no trusted server is configured (MAILFLOW_TRUSTED_AUTHSERV_ID)")
        domain = author.rpartition("@")[2].casefold() if "@" in author else ""
        if not domain:
            return Authentication(Proof.NONE, "the author has no domain")
        for field in self._trusted_fields(content):
            for result in field.results:
                if result.method == "dmarc":
                    return _dmarc(result.result or "none", _property(result, "header", "from"), domain)
        return Authentication(Proof.NONE, f"no DMARC result of {self._authserv_id}")

    def _trusted_fields(self, content: bytes) -> list[AuthenticationResultsHeader]:
        """Return the topmost run of Authentication-Results fields, as far as it is of the trusted server."""
        header = content[:_HEADER_LIMIT]
        message: Message = email.message_from_bytes(header, policy=email.policy.compat32)
        trusted: list[AuthenticationResultsHeader] = []
        for name, value in message.items():
            if name.lower() != "authentication-results":
                if trusted:
                    break
                continue
            field = _read(str(value))
            if field is None or (field.authserv_id or "").casefold() != self._authserv_id:
                break
            trusted.append(field)
        return trusted


def _read(value: str) -> AuthenticationResultsHeader | None:
    unfolded = " ".join(value.split())
    if len(unfolded) > _FIELD_LIMIT:
        return None
    try:
        return AuthenticationResultsHeader.parse_value(unfolded)
    except (AuthResError, ValueError, RecursionError):
        return None


def _property(result: object, section: str, name: str) -> str:
    for found in getattr(result, "properties", ()):
        if (found.type, found.name) == (section, name):
            return str(found.value)
    return ""


def _dmarc(result: str, header_from: str, domain: str) -> Authentication:
    if header_from.rpartition("@")[2].casefold() != domain:
        return Authentication(Proof.FAIL, f"DMARC was judged for {header_from or 'no domain'}, not for {domain}")
    if result.casefold() == "pass":
        return Authentication(Proof.PASS, f"DMARC passed for {domain}")
    return Authentication(Proof.FAIL, f"DMARC {result} for {domain}")
