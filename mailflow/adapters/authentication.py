"""Is the sender who they say: the verdict of the trusted receiving server (Authentication-Results, RFC 8601).

Only the topmost field counts, and only if it begins with the pinned authserv-id, letter by letter: the trusted server removes fields
that claim its name from what it receives and puts its own on top, above which nothing of the sender's can stand. A spelling that such
a server may not know for its own name (capitals, comments, a version) is nobody's.
"""

import email
import email.policy
import re
from email.message import Message

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from mailflow.domain.message import Authentication, Proof

_HEADER_LIMIT = 262_144
# No honest field is as long; reading one of the sender's making could take seconds.
_FIELD_LIMIT = 8192
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# What servers take for the end of a line, or of a field, in different ways.
_AMBIGUOUS = re.compile(rb"\r(?!\n)|\0")
_FOLDING_SPACE = " \t\r\n"


class TrustedServerAuthenticator:
    """Authenticator that believes one server, named by its authserv-id; with none named, nobody is believed."""

    def __init__(self, authserv_id: str) -> None:
        self._authserv_id = authserv_id

    def verdict(self, content: bytes, author: str) -> Authentication:
        """Judge a message whose one From address is `author`: pass needs dmarc=pass for the domain of that address."""
        if not self._authserv_id:
            return Authentication(Proof.NONE, "no trusted server is configured (MAILFLOW_TRUSTED_AUTHSERV_ID)")
        domain = author.rpartition("@")[2].casefold() if "@" in author else ""
        if not domain:
            return Authentication(Proof.NONE, "the author has no domain")
        field = self._trusted_field(content)
        found = [result for result in field.results if result.method == "dmarc"] if field else []
        if len(found) != 1:
            return Authentication(Proof.NONE, f"{'several DMARC results' if found else 'no DMARC result'} of {self._authserv_id}")
        return _dmarc(found[0].result or "none", _property(found[0], "header", "from"), domain)

    def _trusted_field(self, content: bytes) -> AuthenticationResultsHeader | None:
        """Return the topmost Authentication-Results field, if it is of the trusted server."""
        header = _BLANK_LINE.split(content[:_HEADER_LIMIT], maxsplit=1)[0]
        if _AMBIGUOUS.search(header):
            return None
        message: Message = email.message_from_bytes(header, policy=email.policy.compat32)
        first = next((str(value) for name, value in message.items() if name.lower() == "authentication-results"), "")
        name, semicolon, _ = first.partition(";")
        return _read(first) if semicolon and name.strip(_FOLDING_SPACE) == self._authserv_id else None


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
