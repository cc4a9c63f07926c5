"""The part of the database that forgets an address."""

from datetime import datetime
from typing import Protocol

from mailflow.domain.erasing import Erased


class ErasureRepository(Protocol):
    """Takes an address out of all that can do without it."""

    def forget(self, address: str, substitute: str, *, now: datetime) -> Erased:
        """Erase an address, letter case apart, and return where it stood.

        It is off all lists, nobody's address or alias any more (the person's name stays), and gone with their text from the mails that were
        sent to it; mails that wait are not sent. In invitations, bounces and the audit trail something else stands for it. Messages that it
        sent to us stay as they came.
        """
        ...

    def add_mark(self, mark: str) -> None:
        """Keep the mark by which a forgotten address is found again in a text; once is enough."""
        ...

    def marks(self) -> tuple[str, ...]:
        """Return the marks of all addresses that were forgotten."""
        ...
