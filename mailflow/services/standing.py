"""Where a meeting stands, as far as its timetable asks: read from the database, nothing decided."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from mailflow.domain.agenda import PersonId, SeriesId, Speaker, unique_people
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.lifecycle import InboundState, MinutesState
from mailflow.domain.message import MailKind, OutboxEntry
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.records import Written
from mailflow.domain.timetable.kinds import Standing
from mailflow.domain.timetable.reach import unreachable
from mailflow.domain.timetable.reminders import DECLINED
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.revisions import About

_TOLD_OF_THE_MEETING = frozenset({MailKind.INVITATION, MailKind.UPDATE, MailKind.REMINDER})
_WITH_A_REVISION = frozenset({MailKind.DRAFT, MailKind.REDLINE, MailKind.CLARIFICATION, MailKind.CONFIRMATION})
_KINDS = (*_TOLD_OF_THE_MEETING, *_WITH_A_REVISION, MailKind.BRIEFING, MailKind.NUDGE, MailKind.ACTION_REMINDER)
_MACHINES = frozenset({MessageKind.AUTO_REPLY, MessageKind.BOUNCE, MessageKind.RSVP})
_EARLIER = timedelta(days=60)


def standing_of(uow: UnitOfWork, about: About, *, asks_from: datetime | None = None) -> Standing:
    """Return where a meeting stands."""
    meeting, series = about.meeting, about.series
    mails = uow.chase.mails(about.meeting_id, _KINDS)
    invitations = uow.invitations.of_meeting(about.meeting_id)
    revision = uow.minutes.find_current(about.meeting_id)
    addresses = {address.lower() for person in _people(about) for address in person.addresses}
    failures = uow.chase.failures(addresses)
    written = uow.chase.written(addresses, min([meeting.start_at - _EARLIER, *(failure.at for failure in failures)]))
    return Standing(
        meeting,
        series,
        posted={entry.purpose: entry.created_at for entry in mails},
        written_at=_written_at(mails),
        declined_at={one.person_id: one.replied_at for one in invitations if one.partstat == DECLINED and one.replied_at},
        invited=frozenset(one.person_id for one in invitations),
        unreachable=unreachable(failures, _alive_at(written)),
        waiting=frozenset(_waiting(about, written)),
        revision=revision,
        waits_since=_waits_since(about, revision, mails, written),
        is_held=_is_held(uow, about, revision),
        published_at=_published_at(uow, revision),
        told=frozenset(_told(uow, series.id)),
        asks_from=asks_from,
        threads={PersonId(one.person_id or 0): one.message_id for one in mails if one.kind is MailKind.INVITATION},
    )


def unreachable_of(uow: UnitOfWork, addresses: Collection[str]) -> Mapping[str, str]:
    """Return those of some addresses (in lower case) to which mail does not go, and what servers said of them."""
    failures = uow.chase.failures(addresses)
    return unreachable(failures, _alive_at(uow.chase.written(addresses, min(one.at for one in failures)))) if failures else {}


def _alive_at(written: Iterable[Written]) -> Mapping[str, datetime]:
    """Return when a person last wrote from each address."""
    return {one.address: one.received_at for one in written if one.kind not in _MACHINES}


def _people(about: About) -> Iterable[Speaker]:
    series = about.series
    roles = (series.chair, *series.deputies, series.minute_taker, series.secretary)
    delegates = (one.person for item in about.meeting.walk() for one in item.delegates)
    return unique_people(iter((*about.meeting.speakers, *delegates, *(person for person in roles if person is not None))))


def _written_at(mails: Iterable[OutboxEntry]) -> Mapping[PersonId, datetime]:
    """Return when each person last heard of the meeting."""
    told = (entry for entry in mails if entry.kind in _TOLD_OF_THE_MEETING and entry.person_id is not None)
    return {PersonId(entry.person_id or 0): entry.created_at for entry in told}


def _waiting(about: About, written: Iterable[Written]) -> Iterator[str]:
    """Yield the addresses from which something has come that waits to be read, or that somebody must decide upon."""
    for one in written:
        is_here = one.meeting_id in {None, about.meeting.id} and one.kind not in _MACHINES
        if one.state is InboundState.RECEIVED or (one.state is InboundState.TRIAGE and is_here):
            yield one.address


def _waits_since(about: About, revision: Draft | None, mails: Iterable[OutboxEntry], written: Iterable[Written]) -> datetime | None:
    """Return since when a revision waits for a word: of the last mail with it, or the last word of somebody who may approve it."""
    if revision is None or revision.state is not MinutesState.DRAFT:
        return None
    approvers = {person.email.lower() for person in about.series.approvers if person.email}
    sent = [entry.created_at for entry in mails if entry.minutes_id == revision.id and entry.kind in _WITH_A_REVISION]
    words = [one.received_at for one in written if one.address in approvers and one.kind not in _MACHINES]
    return max([revision.created_at, *sent, *(at for at in words if at > revision.created_at)])


def _is_held(uow: UnitOfWork, about: About, revision: Draft | None) -> bool:
    """Tell whether somebody who may has stopped the minutes, and nothing has changed in them since."""
    if revision is None or revision.state is not MinutesState.DRAFT:
        return False
    held_at = uow.chase.held_at(about.meeting_id)
    return held_at is not None and held_at >= revision.created_at


def _published_at(uow: UnitOfWork, revision: Draft | None) -> datetime | None:
    if revision is None or revision.state is not MinutesState.PUBLISHED:
        return None
    approval = uow.minutes.find_approval(MinutesId(revision.id or 0))
    return approval.release_at if approval else None


def _told(uow: UnitOfWork, series_id: SeriesId | None) -> Iterator[str]:
    """Yield of whom the secretary was told that they cannot be written to."""
    for purpose in uow.chase.purposes(SeriesId(series_id or 0), MailKind.ADDRESSES):
        yield from purpose.split(":", 2)[-1].split(",")
