"""The calendar of a series, to subscribe to: its meetings without people, and how to join only for whoever has the private link."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mailflow.domain.agenda import MeetingId, OnlineAccess
from mailflow.domain.lifecycle import MeetingState

_TOKEN_DIGITS = 32


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series. Times are aware UTC; `changed_at` is when it was changed last, None where it is as it was added."""

    id: MeetingId
    title: str
    start_at: datetime
    end_at: datetime
    timezone: str
    state: MeetingState
    online: OnlineAccess
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of a feed: no attendee, and no UID of anybody's own event. `stamped_at` is when it was changed last."""

    uid: str
    start_at: datetime
    end_at: datetime
    stamped_at: datetime
    summary: str
    is_cancelled: bool
    description: str = ""
    url: str = ""


def feed_token(slug: str, key: bytes) -> str:
    """Return the token of the private link of a series: 32 lower-case hex digits, which nobody can guess without the key."""
    return _digest(f"feed:{slug}", key)[:_TOKEN_DIGITS]


def is_feed_token(token: str, slug: str, key: bytes) -> bool:
    """Tell whether a token is that of the private link of a series."""
    return hmac.compare_digest(token.encode("utf-8", "replace"), feed_token(slug, key).encode())


def feed_uid(meeting_id: MeetingId, key: bytes) -> str:
    """Return the UID of a meeting in the feed: always the same, and not to be guessed from those of the personal events."""
    return str(UUID(_digest(f"feed event:{meeting_id}", key)[:32], version=5))


def _digest(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
