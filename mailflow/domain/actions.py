"""What somebody is to do: agreed in the minutes of a meeting, numbered in its series, and carried over until it is done.

    open -> done | dropped;  done | dropped -> open (reopened);  open -> open (another day, other owners, other words)
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailflow.domain.agenda import MeetingId, PersonId, SeriesId
from mailflow.domain.lifecycle import ACTION, ActionEvent, ActionState, advance
from mailflow.domain.message import InboundId


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something to be done, under a number of its own in its series; 0 until it is stored.

    `meeting_id` is the meeting whose minutes say so; `owner` is whom they name, as they name them, and `owner_ids` who of the people of the
    series that is: none where nobody was named, or nobody was found. `due_words` are the day as it was written; `note` is what was said of
    it since; `inbound_id` is the message that changed it last.
    """

    series_id: SeriesId
    meeting_id: MeetingId
    owner: str
    text: str
    created_at: datetime
    changed_at: datetime
    number: int = 0
    owner_ids: tuple[PersonId, ...] = ()
    due: date | None = None
    due_words: str = ""
    state: ActionState = ActionState.OPEN
    note: str = ""
    inbound_id: InboundId | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.state is ActionState.OPEN

    @property
    def due_told(self) -> str:
        """Until when, as it was written, or as `31 March 2021`; empty where no day was named."""
        return self.due_words or (f"{self.due.day} {self.due:%B %Y}" if self.due else "")

    def after(self, event: ActionEvent, *, at: datetime, inbound_id: InboundId | None = None, note: str = "") -> "ActionItem":
        """Return the action once something happened to it; a note stands below those before. Raises IllegalTransition."""
        said = "\n".join(part for part in (self.note, note) if part)
        return replace(self, state=advance(ACTION, self.state, event), changed_at=at, inbound_id=inbound_id or self.inbound_id, note=said)

    def is_overdue(self, day: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.is_open and self.due is not None and self.due < day

    def is_of(self, person_id: PersonId | None) -> bool:
        """Tell whether somebody is (one of) its owners."""
        return person_id is not None and person_id in self.owner_ids


def open_ones(actions: Iterable[ActionItem]) -> tuple[ActionItem, ...]:
    """Return those that are still to be done."""
    return tuple(action for action in actions if action.is_open)
