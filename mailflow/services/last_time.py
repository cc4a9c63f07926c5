"""What an invitation says of the meeting before: what was reported in the same slots then, and what is still to be done."""

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import AgendaItem, Manner, Meeting, MeetingId, PersonId, Series, SeriesId
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.speakers import LastReport
from mailflow.services.ports.storage import UnitOfWork


def last_reports(uow: UnitOfWork, about: tuple[Meeting, Series], slots: tuple[AgendaItem, ...]) -> tuple[LastReport, ...]:
    """Return what was reported in slots of the same titles at the last meeting before that took place; nothing of a slot that is new."""
    meeting, series = about
    known = uow.meetings.of_series(SeriesId(series.id or 0)) if slots else ()
    before = [one for one in known if one.start_at < meeting.start_at and one.state is not MeetingState.CANCELLED]
    if not before:
        return ()
    last = uow.meetings.get(MeetingId(before[-1].id))
    by_title = {slot.title.casefold(): slot for slot in last.slots}
    pairs = ((slot, by_title.get(slot.title.casefold())) for slot in slots)
    return tuple(
        LastReport(slot, last.start_at, report.author, report.text)
        for slot, old in pairs
        if old is not None
        for report in old.shown_reports
        if report.text.strip() and report.manner is not Manner.NOTHING
    )


def open_actions(uow: UnitOfWork, series: Series, slots: tuple[AgendaItem, ...], person_id: PersonId | None) -> tuple[ActionItem, ...]:
    """Return what is still to be done by a person, and by the speakers of slots."""
    owners = {person_id, *(speaker.id for slot in slots for speaker in slot.speakers)} - {None}
    actions = uow.actions.open_of(SeriesId(series.id or 0))
    return tuple(action for action in actions if owners & set(action.owner_ids))
