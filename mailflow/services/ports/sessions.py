"""Who looks at the status board."""

from datetime import datetime
from typing import Protocol

from mailflow.domain.sessions import Session


class Sessions(Protocol):
    """Login links and sessions, signed."""

    def login_url(self, address: str, *, now: datetime) -> str:
        """Return a link that lets somebody in; empty where there are no pages."""
        ...

    def read_login(self, token: str, *, now: datetime) -> Session | None:
        """Return who is let in by a login token; None where it is forged or too old."""
        ...

    def begin(self, address: str, *, now: datetime) -> str:
        """Return the cookie of a new session."""
        ...

    def read(self, cookie: str, *, now: datetime) -> Session | None:
        """Return the session of a cookie; None where it is forged or over."""
        ...
