"""The actions and the history of series, as the command line shows and changes them."""

from collections.abc import Iterator
from difflib import get_close_matches

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import AgendaItem, Meeting, SeriesId
from mailflow.domain.errors import BadInputError, NotFoundError
from mailflow.domain.lifecycle import ActionEvent
from mailflow.domain.matching.titles import Index
from mailflow.domain.records import AuditEntry
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock
from mailflow.services.views import local

Document = dict[str, object]
_ACTOR = "command line"
_NEAREST = 3


class SeriesDesk:
    """Looks at the actions and the past of series, and closes actions, each in a transaction of its own."""

    def __init__(self, begin: UnitOfWorkFactory, *, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    def actions(self, slug: str | None, *, states: tuple[str, ...]) -> list[Document]:
        """Return the actions of a series, or of all of them, that are in certain states. Raises NotFoundError."""
        with self._begin() as uow:
            slugs = (slug,) if slug is not None else tuple(sorted({one.series for one in uow.meetings.summaries()}))
            found = ((one, action) for one in slugs for action in uow.actions.of_series(uow.subscribers.get_series_id(one)))
            return [_action(uow, slug, action) for slug, action in found if action.state.value in states]

    def change(self, slug: str, number: int, event: str) -> Document:
        """Close (`finish`) or `reopen` an action. Raises NotFoundError, IllegalTransition."""
        with self._begin() as uow:
            series_id = uow.subscribers.get_series_id(slug)
            action = uow.actions.find(series_id, number)
            if action is None:
                raise NotFoundError("action", f"{number} of series {slug}")
            now = self._clock.now()
            changed = action.after(ActionEvent(event), at=now)
            uow.actions.save(changed)
            uow.audit.add(AuditEntry(now, _ACTOR, "action changed", f"meeting {action.meeting_id}", f"action {number}: {changed.state}"))
            uow.commit()
            return _action(uow, slug, changed)

    def history(self, named: str, slug: str | None) -> list[Document]:
        """Return what was reported in the slot that is named, by its title, an alias or its key, meeting by meeting, the newest last.

        Raises NotFoundError where there is no such series, BadInputError where no slot is called so, with the nearest names.
        """
        with self._begin() as uow:
            if slug is not None:
                uow.subscribers.get_series_id(slug)
            summaries = [one for one in uow.meetings.summaries()[::-1] if slug in {None, one.series}]
            meetings = [(one.series, uow.meetings.get(one.id)) for one in summaries]
            found = [(series, meeting, slot) for series, meeting in meetings for slot in _slots_called(meeting, named)]
            if not found:
                raise BadInputError(_unknown(named, [meeting for _, meeting in meetings]))
            return [_entry(uow, *one) for one in found]


def _action(uow: UnitOfWork, slug: str, action: ActionItem) -> Document:
    owners = (uow.meetings.find_person(owner) for owner in action.owner_ids)
    return {
        "series": slug,
        "number": action.number,
        "state": action.state.value,
        "owner": action.owner or None,
        "owners": [person.name for person in owners if person is not None],
        "text": action.text,
        "due": action.due.isoformat() if action.due else None,
        "due_words": action.due_told or None,
        "meeting": action.meeting_id,
        "note": action.note or None,
        "changed_at": action.changed_at.isoformat(),
    }


def _slots_called(meeting: Meeting, named: str) -> Iterator[AgendaItem]:
    """Yield the slot that a name means: its title, an alias, its key, or a name in a title that no other slot has."""
    wanted = " ".join(named.casefold().split())
    slots = meeting.slots
    exact = [slot for slot in slots if wanted in {slot.title.casefold(), slot.key, *(alias.casefold() for alias in slot.aliases)}]
    mentions = {mention.slot for mention in Index([(slot.title, slot.aliases) for slot in slots]).mentions(named)}
    yield from exact or ([slots[mentions.pop()]] if len(mentions) == 1 else [])


def _unknown(named: str, meetings: list[Meeting]) -> str:
    titles = list(dict.fromkeys(slot.title for meeting in meetings for slot in meeting.slots))
    folded = {title.casefold(): title for title in titles}
    nearest = [folded[one] for one in get_close_matches(named.casefold(), folded, n=_NEAREST, cutoff=0.0)]
    return f"no slot is called “{named[:60]}”" + (f"; the nearest are {', '.join(nearest)}" if nearest else ": there are no meetings")


def _entry(uow: UnitOfWork, series: str, meeting: Meeting, slot: AgendaItem) -> Document:
    speakers = {speaker.id for speaker in slot.speakers}
    series_id = SeriesId(uow.subscribers.get_series_id(series))
    return {
        "meeting": meeting.id,
        "number": meeting.number,
        "series": series,
        "start": local(meeting.start_at, meeting.timezone),
        "state": meeting.state.value,
        "key": slot.key,
        "title": slot.title,
        "speakers": [speaker.name for speaker in slot.speakers],
        "reports": [
            {"author": one.author, "delegate": one.delegate or None, "late": one.late, "text": one.text or one.manner.value}
            for one in slot.shown_reports
        ],
        "actions": [
            {"number": one.number, "state": one.state.value, "text": one.text}
            for one in uow.actions.of_series(series_id)
            if one.meeting_id == meeting.id and speakers & set(one.owner_ids)
        ],
    }
