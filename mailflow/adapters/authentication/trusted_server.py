"""The verdict of the trusted receiving server (Authentication-Results, RFC 8601), and where it gives none, that of the signatures.

Only the topmost run of fields counts: those that begin with the pinned authserv-id, letter by letter, with nothing between them that
somebody else may have written. The trusted server removes fields that claim its name from what it receives and puts its own on top, above
which nothing of the sender's can stand. A spelling that such a server may not know for its own name (capitals, comments, a version) is
nobody's.
"""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from authres import AuthenticationResultsHeader
from authres.core import AuthenticationResult, AuthResError

from mailflow.adapters.authentication.header import unambiguous_header
from mailflow.adapters.authentication.signatures import SignatureVerifier
from mailflow.domain.message import Authentication, Proof

# No honest field is as long; reading one of the sender's making could take seconds.
_FIELD_LIMIT = 8192
_FOLDING_SPACE = " \t\r\n"
_FIELD = "authentication-results"
# What a server's filters write beside their results; any other field is the message's own, or the next server's.
_OF_FILTERS = ("x-", "received-spf", "dkim-filter", "arc-")
_UNDECIDED = frozenset({"none", "temperror"})
"""The results by which a server says that it has not judged: no policy, or no DNS at that moment (RFC 8601 2.7.1, RFC 7489 11.2)."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What the trusted server says; it `is_final` where it has judged, or says two things at once."""

    verdict: Authentication
    is_final: bool = True


class TrustedServerAuthenticator:
    """Authenticator that believes one server, named by its authserv-id; with none named, no server is believed.

    ARC counts for nothing, as it is the word of servers that nobody has named (RFC 8617).
    """

    def __init__(self, authserv_id: str, signatures: SignatureVerifier | None = None) -> None:
        self._authserv_id = authserv_id
        self._signatures = signatures

    def verdict(self, content: bytes, author: str) -> Authentication:
        """Judge a message whose one From address is `author`: pass needs dmarc=pass for the domain of that address. Asks nobody."""
        return self._word(content, author).verdict

    def examine(self, content: bytes, author: str) -> Authentication:
        """Judge as `verdict` does, and by the signatures of the message where the trusted server has not judged; DNS may be asked."""
        word = self._word(content, author)
        if word.is_final or self._signatures is None:
            return word.verdict
        signed = self._signatures(content, author)
        if signed is None or signed.proof is Proof.PASS:
            return signed or word.verdict
        return Authentication(word.verdict.proof, f"{word.verdict.detail}; {signed.detail}")

    def _word(self, content: bytes, author: str) -> _Word:
        domain = author.rpartition("@")[2].casefold() if "@" in author else ""
        if not self._authserv_id:
            return _undecided("no trusted server is configured (MAILFLOW_TRUSTED_AUTHSERV_ID)")
        if not domain:
            return _undecided("the author has no domain")
        run = [_dmarc_results(field) for field in self._run(content)]
        found = next((results for results in run if results), [])
        if not found:
            return _undecided(f"no DMARC result of {self._authserv_id}")
        word = _dmarc(found[0], domain)
        is_double = len(found) > 1 or (word.verdict.proof is Proof.PASS and sum(map(bool, run)) > 1)
        return _Word(Authentication(Proof.NONE, f"several DMARC results of {self._authserv_id}")) if is_double else word

    def _run(self, content: bytes) -> Iterator[AuthenticationResultsHeader]:
        """Yield the fields of the topmost run; none where the topmost field of its name is not of the trusted server."""
        header = unambiguous_header(content)
        message: Message = email.message_from_bytes(header or b"", policy=email.policy.compat32)
        has_begun = False
        for name, value in message.items():
            if name.lower() != _FIELD:
                if has_begun and not name.lower().startswith(_OF_FILTERS):
                    return
                continue
            has_begun = True
            claimed, semicolon, _ = str(value).partition(";")
            if not semicolon or claimed.strip(_FOLDING_SPACE) != self._authserv_id:
                return
            field = _read(str(value))
            if field is None:
                return
            yield field


def _undecided(detail: str) -> _Word:
    return _Word(Authentication(Proof.NONE, detail), is_final=False)


def _read(value: str) -> AuthenticationResultsHeader | None:
    unfolded = " ".join(value.split())
    if len(unfolded) > _FIELD_LIMIT:
        return None
    try:
        return AuthenticationResultsHeader.parse_value(unfolded)
    except (AuthResError, ValueError, RecursionError):
        return None


def _dmarc_results(field: AuthenticationResultsHeader) -> list[AuthenticationResult]:
    return [result for result in field.results if result.method == "dmarc"]


def _property(result: AuthenticationResult, section: str, name: str) -> str:
    for found in getattr(result, "properties", ()):
        if (found.type, found.name) == (section, name):
            return str(found.value)
    return ""


def _dmarc(found: AuthenticationResult, domain: str) -> _Word:
    result, header_from = (found.result or "none").casefold(), _property(found, "header", "from")
    if header_from.rpartition("@")[2].casefold() != domain:
        detail = f"DMARC was judged for {header_from or 'no domain'}, not for {domain}"
        return _Word(Authentication(Proof.FAIL, detail, is_final=True))
    if result == "pass":
        return _Word(Authentication(Proof.PASS, f"DMARC passed for {domain}"))
    is_final = result not in _UNDECIDED
    return _Word(Authentication(Proof.FAIL, f"DMARC {result} for {domain}", is_final=is_final), is_final=is_final)
