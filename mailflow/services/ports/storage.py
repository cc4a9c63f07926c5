"""The database: one repository per aggregate, all in one unit of work."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol, Self

from mailflow.domain.agenda import Agenda, AgendaItem, ItemKey, Meeting, MeetingId, PersonId, Report, Series, SeriesId, Speaker
from mailflow.domain.feeds import SeriesDate
from mailflow.domain.message import InboundId
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.records import AuditEntry, Invitation, MeetingSummary, Subscriber
from mailflow.services.ports.action_storage import ActionRepository
from mailflow.services.ports.chase_storage import ChaseRepository
from mailflow.services.ports.erasure import ErasureRepository
from mailflow.services.ports.mail_storage import InboundRepository, OutboxRepository, QuestionRepository
from mailflow.services.ports.proof_storage import ReplyTokenRepository, SignatureRepository


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

    def current(self, since: datetime) -> tuple[MeetingSummary, ...]:
        """Return the meetings of which no minutes are approved, and of the others (cancelled ones too) those that start since a time.

        Newest start first.
        """
        ...

    def of_series(self, series_id: SeriesId) -> tuple[MeetingSummary, ...]:
        """Return the meetings of a series, earliest start first."""
        ...

    def lock_series(self, series_id: SeriesId) -> None:
        """Keep others from locking a series too until the transaction ends: of two that plan its next meeting the second sees the first."""
        ...

    def find_person(self, person_id: PersonId) -> Speaker | None:
        """Return a person."""
        ...

    def meetings_of(self, address: str) -> tuple[MeetingId, ...]:
        """Return the meetings, latest start first, in which the person with an address speaks, or whose series gives them a role.

        Letter case apart; an alias is an address of theirs, and whoever was asked to report for a speaker counts as one. Empty where
        nobody has that address.
        """
        ...

    def record_absence(self, address: str, until: date) -> int:
        """Write until when whoever has an address, in any series, is away; return how many people that are."""
        ...

    def record_absence_of(self, person_id: PersonId, until: date) -> None:
        """Write until when a person is away."""
        ...

    def set_address(self, meeting_id: MeetingId, name: str, email: str) -> None:
        """Write the address of a person of the meeting's series. Raises NotFoundError."""
        ...

    def knows(self, address: str) -> bool:
        """Tell whether an address is that of a person of any series, or an alias of theirs; letter case is ignored."""
        ...

    def learn_alias(self, person_id: PersonId, address: str, *, now: datetime, inbound_id: InboundId | None) -> bool:
        """Write that an address is a person's as well; False, and nothing written, where it is known as theirs or anybody else's.

        Of their series, that is: somebody who is in two series is a person of each. Letter case is ignored.
        """
        ...

    def add_delegate(self, meeting_id: MeetingId, keys: Sequence[ItemKey], speaker_id: PersonId, delegate: Speaker) -> Speaker:
        """Write that somebody reports for a speaker on items of a meeting, and return them with their id.

        They become a person of the series where they are none (the same address, letter case apart, is the same person). Raises
        NotFoundError.
        """
        ...

    def add_item(self, meeting_id: MeetingId, item: AgendaItem, *, parent_key: str) -> None:
        """Store one more item as the last below a parent (`""`: at the top), with its speakers; nothing else of the agenda changes.

        Its speakers are found as a delegate is. Raises NotFoundError.
        """
        ...

    def save_agenda(self, meeting: Meeting) -> None:
        """Write a changed agenda: title, times, how to join, when it was changed, and the items by their keys.

        Items of other keys are added, those that are missing go, with who was to report on them; what hangs on an item that stays is not
        touched. Speakers without an id are found, and brought up to date, as `add` does it. Raises NotFoundError.
        """
        ...

    def dates_of(self, slug: str) -> tuple[str, tuple[SeriesDate, ...]]:
        """Return the title of a series and its meetings, earliest start first, whatever their state. Raises NotFoundError."""
        ...

    def untold(self, before: datetime) -> tuple[MeetingId, ...]:
        """Return the meetings that were changed last at a time or before, and not told of since, the oldest change first."""
        ...

    def mark_told(self, meeting: Meeting) -> None:
        """Write that everybody was told of a meeting as it was changed at its `changed_at`."""
        ...

    def withdraw_reports(self, meeting_id: MeetingId, key: str, revisions: Sequence[int], *, inbound_id: InboundId | None) -> None:
        """Mark reports of a slot as withdrawn, and by which message; they are kept."""
        ...

    def has_report(self, inbound_id: InboundId) -> bool:
        """Tell whether a message was filed as a report."""
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
