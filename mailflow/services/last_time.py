"""What an invitation says of the meeting before: what was reported or promised in the same slots then, and what is still to be done."""

from collections.abc import Iterator

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import AgendaItem, Manner, Meeting, MeetingId, PersonId, Series, SeriesId
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.speakers import LastPromise, LastReport
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.promising import promises_of

_OUT = frozenset({MeetingState.APPROVED, MeetingState.PUBLISHED})


def last_reports(uow: UnitOfWork, about: tuple[Meeting, Series], slots: tuple[AgendaItem, ...]) -> tuple[LastReport, ...]:
    """Return what was reported in slots of the same titles at the last meeting before that took place; nothing of a slot that is new."""
    last = _last(uow, about) if slots else None
    return tuple(
        LastReport(slot, last.start_at, report.author, report.text)
        for slot, old in _pairs(last, slots)
        if last is not None
        for report in old.shown_reports
        if report.text.strip() and report.manner is not Manner.NOTHING
    )


def last_promises(
    uow: UnitOfWork, about: tuple[Meeting, Series], slots: tuple[AgendaItem, ...], person_id: PersonId | None
) -> tuple[LastPromise, ...]:
    """Return what was promised for slots of the same titles at the last meeting before, and had not come when its minutes went out."""
    last = _last(uow, about) if slots else None
    if last is None or last.state not in _OUT:
        return ()
    now = {old.key: slot for slot, old in _pairs(last, slots)}
    kept = (one for one in promises_of(uow, last) if one.slot.key in now)
    return tuple(
        LastPromise(now[one.slot.key], last.start_at, "" if one.person.id == person_id else one.person.name, one.words) for one in kept
    )


def _last(uow: UnitOfWork, about: tuple[Meeting, Series]) -> Meeting | None:
    meeting, series = about
    known = uow.meetings.of_series(SeriesId(series.id or 0))
    before = [one for one in known if one.start_at < meeting.start_at and one.state is not MeetingState.CANCELLED]
    return uow.meetings.get(MeetingId(before[-1].id)) if before else None


def _pairs(last: Meeting | None, slots: tuple[AgendaItem, ...]) -> Iterator[tuple[AgendaItem, AgendaItem]]:
    """Yield each slot with the one of its title at the meeting before."""
    by_title = {slot.title.casefold(): slot for slot in last.slots} if last is not None else {}
    for slot in slots:
        old = by_title.get(slot.title.casefold())
        if old is not None:
            yield slot, old


def open_actions(uow: UnitOfWork, series: Series, slots: tuple[AgendaItem, ...], person_id: PersonId | None) -> tuple[ActionItem, ...]:
    """Return what is still to be done by a person, and by the speakers of slots."""
    owners = {person_id, *(speaker.id for slot in slots for speaker in slot.speakers)} - {None}
    actions = uow.actions.open_of(SeriesId(series.id or 0))
    return tuple(action for action in actions if owners & set(action.owner_ids))
