"""Who looks at the status board: login links, sessions and the marks of forms, all signed (itsdangerous), none of them stored.

    address -> login token (mailed, 15 minutes, used once) -> session (a cookie, 12 hours) -> mark of a form (of that session only)
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from mailflow.domain.sessions import Session

LOGIN_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=12)
_LOGIN, _SESSION, _FORM = "mailflow.login", "mailflow.session", b"mailflow.form:"
_LIMIT = 800


class SignedSessions:
    """The port Sessions.

    Args:
        web_url: where our pages are; empty where there are none.
        key: signing secret, at least 32 bytes.
        new_nonce: draws what makes each token another one.
    """

    def __init__(self, web_url: str, key: bytes, *, new_nonce: Callable[[], str]) -> None:
        self._web_url = web_url.rstrip("/")
        self._key = key
        self._new_nonce = new_nonce

    def login_url(self, address: str, *, now: datetime) -> str:
        """Return a link that lets somebody in; empty where there are no pages."""
        return f"{self._web_url}/board/enter/{self._signed(_LOGIN, address, now)}" if self._web_url else ""

    def read_login(self, token: str, *, now: datetime) -> Session | None:
        """Return who is let in by a login token; None where it is forged or too old. Whether it was used the database knows."""
        return self._read(_LOGIN, token, now, LOGIN_LIFETIME)

    def begin(self, address: str, *, now: datetime) -> str:
        """Return the cookie of a new session."""
        return self._signed(_SESSION, address, now)

    def read(self, cookie: str, *, now: datetime) -> Session | None:
        """Return the session of a cookie; None where it is forged or over."""
        return self._read(_SESSION, cookie, now, SESSION_LIFETIME)

    def _signed(self, purpose: str, address: str, now: datetime) -> str:
        return str(self._serializer(purpose).dumps([address.lower(), int(now.timestamp()), self._new_nonce()]))

    def _read(self, purpose: str, token: str, now: datetime, lifetime: timedelta) -> Session | None:
        if not token or len(token) > _LIMIT:
            return None
        try:
            address, begun, _ = self._serializer(purpose).loads(token)
        except (BadData, ValueError, TypeError):
            return None
        begun_at = datetime.fromtimestamp(begun, UTC)
        if not begun_at - timedelta(minutes=5) <= now < begun_at + lifetime:
            return None
        digest = hashlib.sha256(token.encode()).hexdigest()
        return Session(address, digest, begun_at + lifetime, self._form_mark(digest))

    def _form_mark(self, digest: str) -> str:
        return hmac.digest(self._key, _FORM + digest.encode(), "sha256").hex()[:32]

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt=purpose, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256})
