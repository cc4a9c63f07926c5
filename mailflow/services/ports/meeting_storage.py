"""The part of the database that keeps meetings: series, their people, agendas and reports."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from mailflow.domain.agenda import Agenda, AgendaItem, ItemKey, Meeting, MeetingId, PersonId, Report, Series, SeriesId, Speaker
from mailflow.domain.feeds import SeriesDate
from mailflow.domain.message import InboundId
from mailflow.domain.records import MeetingSummary


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
