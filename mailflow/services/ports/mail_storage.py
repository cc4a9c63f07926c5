"""The part of the database that keeps mail: what reached us, and what is owed and sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.floods import Scope, Traffic
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Delivery, InboundId, OutboundId, OutboxEntry, RawMessage
from mailflow.domain.records import Asked, Assignment, InboundOutcome, InboundRecord, Question


class InboundRepository(Protocol):
    """Every message that reached us."""

    def known_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        """Return those of the uids that are stored for a folder in that epoch."""
        ...

    def whole_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        """Return those of the uids that are stored for a folder in that epoch with all their octets."""
        ...

    def missing_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        """Return those of the uids that are stored for a folder in that epoch without any octets."""
        ...

    def complete(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        """Give their octets to messages that were stored without (same place); return their ids: they wait to be read."""
        ...

    def find_epoch(self, folder: str) -> int | None:
        """Return the uidvalidity of the message of a folder that was stored last."""
        ...

    def store(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        """Store raw messages as received, and return their ids in order; those stored already (same place) are passed over.

        One with a problem is stored as failed, for that reason.
        """
        ...

    def reader_troubles(self) -> dict[str, str]:
        """Return what keeps the readers of mailboxes from reading, by mailbox."""
        ...

    def claim(self, ids: Sequence[InboundId], *, now: datetime, until: datetime) -> tuple[InboundId, ...]:
        """Lease those of the messages that wait, are free and were never tried; count the first attempt on each, and return them."""
        ...

    def doubtful(self, ids: Sequence[InboundId], *, now: datetime) -> tuple[InboundId, ...]:
        """Return those of the messages that wait and are free, but on which an attempt died: those tried least first."""
        ...

    def begin(self, inbound_id: InboundId, *, now: datetime, until: datetime) -> bool:
        """Lease a message and count one more attempt; False, and nothing counted, where it waits no more or is leased."""
        ...

    def release(self, inbound_id: InboundId) -> None:
        """Give back a leased message, so that it is tried again."""
        ...

    def excuse(self, inbound_id: InboundId) -> None:
        """Take back the last attempt on a message that still waits, and its lease."""
        ...

    def restart(self, inbound_id: InboundId, *, now: datetime) -> None:
        """Make a message wait again; all that is known of it stays until it is read, and no flood holds it back."""
        ...

    def hold(self, inbound_id: InboundId, outcome: InboundOutcome, *, until: datetime) -> None:
        """Let a message that was leased wait until a time, with what is known of it; the attempt does not count."""
        ...

    def heads(self, ids: Sequence[InboundId], *, size_bytes: int) -> dict[InboundId, bytes]:
        """Return the beginnings of those of the messages that were never settled before."""
        ...

    def traffic(self, author: str, *, since: datetime) -> Traffic:
        """Return what was settled since a time: of an address (letter case is ignored), of its domain, and in all."""
        ...

    def held_until(self, scope: Scope, author: str, *, before: InboundId) -> datetime | None:
        """Return the turn of the last message that is held in the scope of an address, among those that came before another."""
        ...

    def lock_received(self, inbound_id: InboundId) -> InboundRecord | None:
        """Return a message that waits and keep others from it until the transaction ends; None if it waits no more."""
        ...

    def get(self, inbound_id: InboundId) -> InboundRecord:
        """Return a message. Raises NotFoundError."""
        ...

    def lock(self, inbound_id: InboundId) -> InboundRecord:
        """Return a message as `get` does, and keep others from it until the transaction ends."""
        ...

    def raw(self, inbound_id: InboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        ...

    def record(self, inbound_id: InboundId, outcome: InboundOutcome, *, at: datetime) -> None:
        """Write what became of a message, and when, if that is the first time."""
        ...

    def settle(self, inbound_id: InboundId, state: InboundState, reason: str) -> None:
        """Write the state of a message and why; everything else that is known of it stays."""
        ...

    def find_originals(self, record: InboundRecord, outcome: InboundOutcome) -> tuple[InboundRecord, ...]:
        """Return other messages, settled before (also if one is read anew just now), with the same Message-ID and the same content.

        At most twenty that are no copies themselves: those that are done, then those that are read anew, then the oldest. A message without
        Message-ID is a copy of one without that has the same content (by another route), or the same octets (a folder with a new
        UIDVALIDITY is read again). Until the transaction ends, whoever asks for the same Message-ID, or without one for the same content,
        waits: of two copies read at once one is the copy.
        """
        ...

    def find_signature(self, author_email: str) -> str:
        """Return the signature below the last report of an author that was filed; empty if there was none."""
        ...

    def find_namesake(self, record: InboundRecord, outcome: InboundOutcome) -> InboundId | None:
        """Return a message among the last thousand settled before, with the same Message-ID and other content."""
        ...

    def find_by_message_ids(self, message_ids: Sequence[str]) -> InboundRecord | None:
        """Return the message, among the last two thousand settled, that has the first of the Message-IDs that any of them has."""
        ...

    def in_triage_from(self, address: str) -> tuple[InboundId, ...]:
        """Return the messages in triage of an author, letter case apart, oldest first."""
        ...

    def promises(self, meeting_id: MeetingId) -> tuple[InboundRecord, ...]:
        """Return the messages that promise a report for a meeting (their reason says so), oldest first."""
        ...

    def waiting(self, now: datetime, limit: int) -> tuple[InboundId, ...]:
        """Return messages that wait to be read and are leased to nobody, oldest first."""
        ...

    def count_by_state(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        ...

    def records(self, state: str | None = None) -> tuple[InboundRecord, ...]:
        """Return messages, oldest first."""
        ...

    def find(self, *, state: str | None, since: datetime | None) -> tuple[InboundId, ...]:
        """Return the messages in a state that were received since a time, oldest first; None stands for any."""
        ...

    def sha256_at(self, folder: str, uidvalidity: int, uid: int) -> str | None:
        """Return the digest of the octets of the message that is stored for a place."""
        ...


class QuestionRepository(Protocol):
    """What mails of ours asked about messages that came in, and what was decided about these."""

    def add(self, questions: Sequence[Question]) -> None:
        """Store what one mail asks; the mail is in the outbox by then."""
        ...

    def of_mail(self, outbound_id: OutboundId) -> tuple[Question, ...]:
        """Return what a mail asked, by label (`Z` before `AA`)."""
        ...

    def of_message(self, inbound_id: InboundId, asked: Asked) -> tuple[Question, ...]:
        """Return what was asked about a message, oldest first."""
        ...

    def close(self, outbound_id: OutboundId, *, at: datetime) -> None:
        """Wait for no more answer to what a mail asked."""
        ...

    def last_asked_at(self, address: str, asked: Asked) -> datetime | None:
        """Return when an address (of the outbox, letter case apart) was last asked anything."""
        ...

    def undecided(self, now: datetime) -> tuple[InboundRecord, ...]:
        """Return the messages in triage, oldest first, but for those whose sender was asked and may still answer."""
        ...

    def told(self, ids: Sequence[InboundId]) -> dict[InboundId, datetime]:
        """Return when the secretary was last asked about messages; those never told are left out."""
        ...

    def assign(self, assignment: Assignment) -> None:
        """Store a decision."""
        ...

    def find_assignment(self, inbound_id: InboundId) -> Assignment | None:
        """Return the newest decision about a message."""
        ...


class OutboxRepository(Protocol):
    """Every message owed or sent."""

    def add(self, entry: OutboxEntry, content: bytes) -> OutboundId | None:
        """Store a message owed, its octets by their digest; None, and nothing stored, where one of the same purpose is there."""
        ...

    def find(self, outbound_id: OutboundId) -> OutboxEntry | None:
        """Return a message."""
        ...

    def find_by_message_id(self, message_id: str) -> OutboxEntry | None:
        """Return the message with that Message-ID."""
        ...

    def find_by_purpose(self, purpose: str) -> OutboxEntry | None:
        """Return the message that was posted for a purpose."""
        ...

    def caused_by(self, inbound_id: InboundId) -> tuple[OutboxEntry, ...]:
        """Return the messages that answer one that came in, oldest first."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        """Return the messages to be tried now, oldest first; mails to many are not among them."""
        ...

    def claim(self, ids: Sequence[OutboundId], *, owner: str, now: datetime, until: datetime) -> tuple[OutboxEntry, ...]:
        """Lease those of the messages that are due and free to one worker, and return them."""
        ...

    def start(self, outbound_id: OutboundId, *, owner: str, now: datetime, until: datetime) -> bytes | None:
        """Mark a leased message as being sent, renew its lease and return its octets; None where the lease is lost."""
        ...

    def record(self, delivery: Delivery, *, owner: str) -> None:
        """Write the outcome of an attempt; nothing where the lease is lost."""
        ...

    def release(self, ids: Sequence[OutboundId], *, owner: str, next_attempt_at: datetime) -> None:
        """Give back leased messages that were not begun, to be tried at a time."""
        ...

    def abandon(self, now: datetime) -> tuple[OutboundId, ...]:
        """Mark as unknown what was being sent under a lease that has run out (its worker died), and return it."""
        ...

    def resend_unknown(self, now: datetime, before: datetime) -> tuple[OutboundId, ...]:
        """Queue once more, and only once, what has been unknown since before a time, and return it."""
        ...

    def withdraw(self, series_id: SeriesId, address: str, why: str, *, now: datetime) -> int:
        """Withdraw the mails to a reader of a series that are queued, and return how many; what is being sent is left alone.

        A worker that has taken a batch of them may have one in hand: what becomes of it is written all the same, but it is not tried again.
        """
        ...

    def withdraw_strays(self, why: str, *, now: datetime) -> tuple[OutboundId, ...]:
        """Withdraw the mails to readers that came back into the queue after their readers had left, or were suspended, and return them."""
        ...

    def count_by_state(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        ...

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all messages, oldest first."""
        ...

    def about(self, meeting_ids: Sequence[int], *, limit: int) -> tuple[OutboxEntry, ...]:
        """Return messages about some meetings: those that failed or are unknown first, then those not sent yet, then the newest."""
        ...

    def content(self, outbound_id: OutboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        ...
