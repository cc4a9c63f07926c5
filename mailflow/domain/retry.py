"""When a message that a server has put off is tried again.

After 1, 5, 15 and 60 minutes, then hourly, for five days (RFC 5321 4.5.4.1 asks for at least four to five).
"""

from datetime import datetime, timedelta

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
GIVE_UP_AFTER = timedelta(days=5)


def next_attempt(*, attempts: int, created_at: datetime, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, None once it is time to give up."""
    following = now + _WAITS[min(max(attempts, 1), len(_WAITS)) - 1]
    return following if following - created_at <= GIVE_UP_AFTER else None
