"""Links to our pages that bear a signed token (itsdangerous): made for a mail, and read when somebody comes by one.

A token holds the id of a mail of ours and nothing else: whose mail that was stands in the outbox. What was signed for another purpose, such
as a reply address, is worth nothing here.
"""

import base64
import hashlib
import hmac
from urllib.parse import quote

from itsdangerous import BadData, URLSafeSerializer

from mailflow.domain.agenda import MeetingId, Series
from mailflow.domain.message import OutboundId
from mailflow.domain.publicity import Publicity

_UNSUBSCRIBE = "mailflow.unsubscribe"
_ARCHIVE = b"mailflow.archive:"
_TOKEN_LIMIT = 200
_KEY_LENGTH = 26


class SignedWebLinks:
    """The port WebLinks.

    Args:
        web_url: where our pages are, such as `https://minutes.example.org`; empty where there are none.
        key: signing secret, at least 32 bytes.
    """

    def __init__(self, web_url: str, key: bytes) -> None:
        self._web_url = web_url.rstrip("/")
        self._key = key
        self._serializer = URLSafeSerializer(
            key, salt=_UNSUBSCRIBE, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
        )

    def unsubscribe_url(self, outbound_id: OutboundId) -> str:
        """Return the URL by which the reader of a mail leaves; empty where there are no pages."""
        return f"{self._web_url}/u/{self._serializer.dumps(outbound_id)}" if self._web_url else ""

    def find_left(self, token: str) -> OutboundId | None:
        """Return the mail for which the token in such a URL was made; None where it is forged or broken."""
        if len(token) > _TOKEN_LIMIT:
            return None
        try:
            target = self._serializer.loads(token)
        except BadData:
            return None
        return OutboundId(target) if isinstance(target, str) else None

    def archive_key(self, slug: str) -> str:
        """Return what stands for a series in the URL of its archive where that must not be guessed: 130 bits, in letters and digits."""
        digest = hmac.digest(self._key, _ARCHIVE + slug.encode(), "sha256")
        return base64.b32encode(digest).decode().lower()[:_KEY_LENGTH]

    def archive_url(self, series: Series, meeting_id: MeetingId | None = None) -> str:
        """Return the URL of the archive of a series, or of the minutes of a meeting in it; empty where none are shown."""
        access = series.archiving.access
        if not self._web_url or access is Publicity.OFF:
            return ""
        place = series.slug if access is Publicity.PUBLIC else self.archive_key(series.slug)
        return f"{self._web_url}/s/{quote(place)}/" + (f"{meeting_id}" if meeting_id else "")

    def calendar_url(self, series: Series) -> str:
        """Return the URL of the calendar of a series; empty where there are no pages."""
        if not self._web_url:
            return ""
        if series.archiving.access is Publicity.LINK:
            return f"{self._web_url}/s/{self.archive_key(series.slug)}/calendar.ics"
        return f"{self._web_url}/calendar/{quote(series.slug)}.ics"
