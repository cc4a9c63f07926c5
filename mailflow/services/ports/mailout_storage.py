"""The part of the database that keeps mails to many: each form once, and of each recipient only what is theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mailflow.domain.forms import Form
from mailflow.domain.mailout import Outgoing, Personal
from mailflow.domain.message import Delivery, OutboundId
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.rates import RateLimits


class MailoutRepository(Protocol):
    """Mails to many in the outbox; what the outbox itself does for other mail is done here for batches of them."""

    def add_all(self, form: Form, mails: Sequence[Personal]) -> tuple[OutboundId, ...]:
        """Store mails owed in one form, and return those that are new: where one of the same purpose is there, nothing is stored."""
        ...

    def form(self, sha256: str) -> Form:
        """Return a form. Raises NotFoundError."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        """Return some of the mails to be tried now."""
        ...

    def claim(self, limit: int, *, owner: str, now: datetime, until: datetime) -> tuple[Outgoing, ...]:
        """Lease so many mails that are due and free to one worker, those first that have been due longest, and return them."""
        ...

    def admit(self, mails: Sequence[Outgoing], limits: RateLimits, *, owner: str, now: datetime) -> tuple[Outgoing, ...]:
        """Return those of the leased mails that may go now by the rates; the others are given back until there is room for them."""
        ...

    def begin(self, outbound_id: OutboundId, after: Delivery | None, *, owner: str, now: datetime) -> bool:
        """Write the outcome of the mail before, and that a leased mail is being sent; False, and that not written, where the lease is lost.

        It outlives the process; the machine, once something else is committed.
        """
        ...

    def settle(self, deliveries: Sequence[Delivery], *, owner: str) -> None:
        """Write the outcomes of attempts on leased mails; those of mails that are leased to somebody else by now are passed over."""
        ...

    def holds(self, outbound_id: OutboundId, *, owner: str) -> bool:
        """Tell whether a mail is leased to a worker, however long ago."""
        ...

    def give_back(self, *, owner: str) -> None:
        """Free all that a worker has leased and not begun."""
        ...

    def message_ids(self, minutes_id: MinutesId) -> dict[str, str]:
        """Return the Message-ID with which each address got those minutes."""
        ...
