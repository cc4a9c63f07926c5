"""The database: one repository per aggregate, all in one unit of work."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, Self

from mailflow.domain.agenda import Agenda, Meeting, MeetingId, PersonId, Report, Series, SeriesId, Speaker
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Delivery, InboundId, OutboundId, OutboxEntry, RawMessage
from mailflow.domain.minutes import Approval, Draft, MinutesId
from mailflow.domain.records import AuditEntry, InboundOutcome, InboundRecord, Invitation, MeetingSummary, Subscriber


class MeetingRepository(Protocol):
    """Series, their people, and meetings with their agendas and reports."""

    def add(self, agenda: Agenda, *, now: datetime) -> MeetingId:
        """Store a meeting; its series is made, or brought up to date, by its slug."""
        ...

    def get(self, meeting_id: MeetingId) -> Meeting:
        """Return a meeting with its items, speakers (with ids and rsvp) and reports. Raises NotFoundError."""
        ...

    def lock(self, meeting_id: MeetingId) -> Meeting:
        """Return a meeting as `get` does, and keep others from changing it until the transaction ends."""
        ...

    def save_state(self, meeting: Meeting) -> None:
        """Write the state of a meeting."""
        ...

    def series_of(self, meeting_id: MeetingId) -> Series:
        """Return the series of a meeting, its people with their ids. Raises NotFoundError."""
        ...

    def summaries(self) -> tuple[MeetingSummary, ...]:
        """Return all meetings, newest start first."""
        ...

    def find_person(self, person_id: PersonId) -> Speaker | None:
        """Return a person."""
        ...

    def set_address(self, meeting_id: MeetingId, name: str, email: str) -> None:
        """Write the address of a person of the meeting's series. Raises NotFoundError."""
        ...

    def add_report(self, meeting_id: MeetingId, key: str, report: Report) -> None:
        """Store one more report of a slot, attachments by their digests."""
        ...


class InvitationRepository(Protocol):
    """Who was invited with which calendar event, and what they answered."""

    def add(self, invitation: Invitation) -> None:
        """Store an invitation; one per meeting and person."""
        ...

    def find(self, meeting_id: MeetingId, person_id: PersonId) -> Invitation | None:
        """Return the invitation of a person."""
        ...

    def find_by_uid(self, uid: str) -> tuple[Invitation, ...]:
        """Return the invitations with that UID."""
        ...

    def record_reply(self, invitation: Invitation) -> None:
        """Write the answer of an invitation."""
        ...


class InboundRepository(Protocol):
    """Every message that reached us."""

    def known_uids(self, folder: str, uidvalidity: int) -> frozenset[int]:
        """Return the uids stored for a folder in that epoch."""
        ...

    def store(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        """Store raw messages as received; those stored already (same folder, uidvalidity and uid) are passed over."""
        ...

    def claim(self, ids: Sequence[InboundId], *, now: datetime, until: datetime) -> tuple[InboundId, ...]:
        """Lease those of the messages that wait and are free, and return them."""
        ...

    def begin(self, inbound_id: InboundId, *, until: datetime) -> bool:
        """Count one more attempt on a message and renew its lease; False, and nothing counted, where it waits no more."""
        ...

    def release(self, inbound_id: InboundId) -> None:
        """Give back a leased message, so that it is tried again."""
        ...

    def restart(self, inbound_id: InboundId) -> None:
        """Make a message wait again, as if it had just come."""
        ...

    def lock_received(self, inbound_id: InboundId) -> InboundRecord | None:
        """Return a message that waits and keep others from it until the transaction ends; None if it waits no more."""
        ...

    def get(self, inbound_id: InboundId) -> InboundRecord:
        """Return a message. Raises NotFoundError."""
        ...

    def raw(self, inbound_id: InboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        ...

    def record(self, inbound_id: InboundId, outcome: InboundOutcome) -> None:
        """Write what became of a message."""
        ...

    def settle(self, inbound_id: InboundId, state: InboundState, reason: str) -> None:
        """Write the state of a message and why; everything else that is known of it stays."""
        ...

    def find_copy(self, record: InboundRecord, outcome: InboundOutcome) -> InboundId | None:
        """Return another message, settled before, with the same Message-ID and the same content.

        Until the transaction ends, whoever asks for the same Message-ID waits: of two copies read at once one is the copy.
        """
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

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        """Return the messages to be tried now, oldest first."""
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

    def count_by_state(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        ...

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all messages, oldest first."""
        ...

    def content(self, outbound_id: OutboundId) -> bytes:
        """Return the octets of a message. Raises NotFoundError."""
        ...


class MinutesRepository(Protocol):
    """Revisions of minutes and their approvals."""

    def add(self, draft: Draft) -> Draft:
        """Store a revision and return it with its id."""
        ...

    def get(self, minutes_id: MinutesId) -> Draft:
        """Return a revision. Raises NotFoundError."""
        ...

    def find_current(self, meeting_id: MeetingId) -> Draft | None:
        """Return the newest revision of a meeting."""
        ...

    def find_revision(self, meeting_id: MeetingId, revision: int) -> Draft | None:
        """Return one revision of a meeting."""
        ...

    def save_state(self, draft: Draft) -> None:
        """Write the state of a revision."""
        ...

    def add_approval(self, approval: Approval) -> None:
        """Store the approval of a revision; a second one for the same revision raises."""
        ...

    def remove_approval(self, minutes_id: MinutesId) -> None:
        """Take back the approval of a revision; the audit trail keeps that there was one."""
        ...

    def find_approval(self, minutes_id: MinutesId) -> Approval | None:
        """Return the approval of a revision."""
        ...

    def due_for_release(self, now: datetime) -> tuple[MinutesId, ...]:
        """Return the approved, unpublished revisions whose hold has passed."""
        ...


class SubscriberRepository(Protocol):
    """Who gets the minutes of a series."""

    def add(self, series_id: SeriesId, address: str, *, now: datetime) -> None:
        """Add an address; one that is there already stays as it is."""
        ...

    def remove(self, series_id: SeriesId, address: str) -> None:
        """Take an address off the list. Raises NotFoundError."""
        ...

    def of_series(self, series_id: SeriesId) -> tuple[Subscriber, ...]:
        """Return the subscribers, by address."""
        ...

    def get_series_id(self, slug: str) -> SeriesId:
        """Return the id of a series. Raises NotFoundError."""
        ...


class FileRepository(Protocol):
    """Octets by their SHA-256."""

    def put(self, content: bytes) -> str:
        """Store octets and return their digest."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return octets. Raises NotFoundError."""
        ...


class AuditTrail(Protocol):
    """Who decided what, when, and by which message; entries are only ever added."""

    def add(self, entry: AuditEntry) -> None:
        """Add an entry."""
        ...

    def entries(self) -> tuple[AuditEntry, ...]:
        """Return all entries, oldest first."""
        ...


class UnitOfWork(Protocol):
    """One transaction: what is not committed when it ends is undone."""

    @property
    def meetings(self) -> MeetingRepository:
        """Series, people, meetings."""
        ...

    @property
    def invitations(self) -> InvitationRepository:
        """Who was invited."""
        ...

    @property
    def inbound(self) -> InboundRepository:
        """What came in."""
        ...

    @property
    def outbox(self) -> OutboxRepository:
        """What is owed and sent."""
        ...

    @property
    def minutes(self) -> MinutesRepository:
        """Revisions and approvals."""
        ...

    @property
    def subscribers(self) -> SubscriberRepository:
        """Who gets the minutes."""
        ...

    @property
    def files(self) -> FileRepository:
        """Octets."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """Who decided what."""
        ...

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(self, *exc: object) -> None:
        """Undo whatever is not committed."""
        ...

    def commit(self) -> None:
        """Make it so."""
        ...


UnitOfWorkFactory = Callable[[], UnitOfWork]
