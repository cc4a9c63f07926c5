"""The database: one repository per aggregate, all in one unit of work."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, Self

from mailflow.domain.agenda import MeetingId, PersonId, SeriesId
from mailflow.domain.message import InboundId
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.records import AuditEntry, Invitation, Subscriber
from mailflow.services.ports.action_storage import ActionRepository
from mailflow.services.ports.archive_storage import ArchiveRepository, LoginRepository
from mailflow.services.ports.chase_storage import ChaseRepository
from mailflow.services.ports.erasure import ErasureRepository
from mailflow.services.ports.mail_storage import InboundRepository, OutboxRepository, QuestionRepository
from mailflow.services.ports.mailout_storage import MailoutRepository
from mailflow.services.ports.meeting_storage import MeetingRepository
from mailflow.services.ports.proof_storage import ReplyTokenRepository, SignatureRepository
from mailflow.services.ports.terms_storage import TermsRepository


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

    def of_meeting(self, meeting_id: MeetingId) -> tuple[Invitation, ...]:
        """Return the invitations of a meeting, by the id of the person."""
        ...

    def find_by_former_uid(self, uid: str) -> tuple[Invitation, ...]:
        """Return the invitations that had that UID before."""
        ...

    def save(self, invitation: Invitation) -> None:
        """Write all that is known of an invitation that is stored: its event, and the answer."""
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

    def find_published(self, meeting_id: MeetingId) -> Draft | None:
        """Return the newest revision of a meeting that is out."""
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

    def add_notes(self, meeting_id: MeetingId, inbound_id: InboundId, outline: Outline, *, received_at: datetime) -> None:
        """Keep what the notes of a meeting say; those that a message brought before stay as they are."""
        ...

    def notes_of(self, meeting_id: MeetingId) -> tuple[Outline, ...]:
        """Return all that was noted of a meeting, in the order in which it came."""
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

    def find(self, series_id: SeriesId, address: str) -> Subscriber | None:
        """Return the subscriber with an address, letter case apart."""
        ...

    def of_series(self, series_id: SeriesId) -> tuple[Subscriber, ...]:
        """Return the subscribers, by address."""
        ...

    def hold(self, series_id: SeriesId) -> frozenset[str]:
        """Return the addresses on the list, none of which leaves before the transaction ends."""
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

    def of_message(self, inbound_id: InboundId) -> tuple[AuditEntry, ...]:
        """Return the entries of what a message caused, oldest first."""
        ...

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        """Return the entries of what was done to something, such as `meeting 7`, oldest first."""
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
    def terms(self) -> TermsRepository:
        """On which terms readers get the minutes."""
        ...

    @property
    def mailouts(self) -> MailoutRepository:
        """What is owed to many."""
        ...

    @property
    def questions(self) -> QuestionRepository:
        """What was asked, and what was decided."""
        ...

    @property
    def minutes(self) -> MinutesRepository:
        """Revisions and approvals."""
        ...

    @property
    def actions(self) -> ActionRepository:
        """What somebody is to do."""
        ...

    @property
    def chase(self) -> ChaseRepository:
        """What is due."""
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

    @property
    def archive(self) -> ArchiveRepository:
        """What is shown to everybody."""
        ...

    @property
    def logins(self) -> LoginRepository:
        """Which login links have been used."""
        ...

    @property
    def erasure(self) -> ErasureRepository:
        """What forgets an address."""
        ...

    @property
    def signatures(self) -> SignatureRepository:
        """Which signatures have come with which message."""
        ...

    @property
    def reply_tokens(self) -> ReplyTokenRepository:
        """Which reply tokens have decided something."""
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

    def mark(self) -> Callable[[], None]:
        """Return what undoes all that is done from now on in this transaction; what was done before stays."""
        ...


UnitOfWorkFactory = Callable[[], UnitOfWork]
