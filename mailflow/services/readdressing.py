"""Who was invited at an address that is theirs no more: the meetings are marked as changed, and the upkeep of calendars tells them."""

from dataclasses import replace
from datetime import datetime

from mailflow.domain.agenda import MeetingId, SeriesId, Speaker
from mailflow.domain.message import is_same_address
from mailflow.domain.records import Invitation
from mailflow.domain.told import ON
from mailflow.services.calling_off import invited_to
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.revisions import About


def is_elsewhere(invited: tuple[Invitation, Speaker]) -> bool:
    """Tell whether the event of a person went to an address that is none of theirs any more, and they have another."""
    invitation, person = invited
    return bool(person.email) and not any(is_same_address(one, invitation.address) for one in person.addresses)


def mark_readdressed(uow: UnitOfWork, meeting_id: MeetingId, *, now: datetime) -> None:
    """Mark the meetings of the series of a meeting to which somebody is invited at an address that is theirs no more as changed now."""
    series = uow.meetings.series_of(meeting_id)
    for one in uow.meetings.of_series(SeriesId(series.id or 0)):
        if one.state in ON and any(is_elsewhere(invited) for invited in invited_to(uow, About(uow.meetings.get(one.id), series))):
            uow.meetings.save_agenda(replace(uow.meetings.lock(one.id), changed_at=now))
