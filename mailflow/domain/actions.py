"""What somebody is to do: agreed in the minutes of a meeting, numbered in its series, and carried over until it is done.

    open -> done | dropped;  done | dropped -> open (reopened);  open -> open (another day, other owners, other words)
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rapidfuzz import fuzz

from mailflow.domain.agenda import MeetingId, PersonId, SeriesId
from mailflow.domain.lifecycle import ACTION, ActionEvent, ActionState, advance
from mailflow.domain.message import InboundId
from mailflow.domain.minutes.content import MinutesAction
from mailflow.domain.minutes.wording import ENGLISH, Wording


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What minutes say of the actions of a series when they are compiled: those from before, and under which number new ones begin.

    `wording` are the words in which they say it, and all the rest.
    """

    carried: tuple[str, ...] = ()
    first_action: int = 1
    wording: Wording = ENGLISH


def standing_of(actions: Iterable[ActionItem], since: datetime | None, wording: Wording = ENGLISH) -> Standing:
    """Return what minutes say of the actions so far, by number: all that are open, and what became of others since a time."""
    known = tuple(actions)
    told = (one for one in known if one.is_open or (since is not None and one.changed_at > since))
    return Standing(tuple(_carried_line(one, wording) for one in told), max((one.number for one in known), default=0) + 1, wording)


def _carried_line(action: ActionItem, wording: Wording) -> str:
    """Return `3. Ian Bird: circulate the paper, by 31 March 2021 - open`."""
    said = wording.labelled(action.owner, action.text) if action.owner else action.text
    until = action.due_words or (wording.day(action.due) if action.due else "")
    due = f", {wording.until(until)}" if until else ""
    return f"{action.number}. {said}{due} - {wording.state(action.state)}"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What minutes that are out make of the actions of a series: new ones (with the place of each in the minutes), changed, dropped."""

    new: tuple[tuple[int, MinutesAction], ...] = ()
    amended: tuple[tuple[ActionItem, MinutesAction], ...] = ()
    dropped: tuple[ActionItem, ...] = ()
    continued: tuple[tuple[ActionItem, int], ...] = ()


def reconcile(
    known: Iterable[ActionItem], said: Sequence[MinutesAction], earlier: Sequence[MinutesAction], meeting_id: MeetingId
) -> Reconciled:
    """Compare what minutes say with the actions of the series.

    An action of the same meeting that is said once more, in nearly the same words or to another owner, is the same one: it is changed only
    in what the minutes changed since the `earlier` ones. What they say no more is dropped. An open action of another meeting that is said
    here again, word for word, goes on under its new number: `check mirror 3` is not `check mirror 2`, and one too many is closed by a word.

    Args:
        known: all actions of the series.
        said: the actions of the minutes, in order.
        earlier: those of the minutes of the same meeting that were out before.
        meeting_id: whose minutes they are.
    """
    own = [one for one in known if one.meeting_id == meeting_id]
    others = [one for one in known if one.meeting_id != meeting_id and one.is_open]
    pairs = _pairs(own, said)
    new = tuple((place, action) for place, action in enumerate(said) if place not in pairs)
    amended = tuple((own[at], said[place]) for place, at in sorted(pairs.items()) if said[place] not in earlier)
    dropped = tuple(one for at, one in enumerate(own) if at not in pairs.values() and one.is_open)
    return Reconciled(new, amended, dropped, tuple(_said_again(others, new)))


def _said_again(others: Iterable[ActionItem], new: Sequence[tuple[int, MinutesAction]]) -> Iterator[tuple[ActionItem, int]]:
    """Yield the open actions of other meetings that new ones repeat, with the place of the new one."""
    places = {_words(action.owner, action.text): place for place, action in new}
    for one in others:
        if (place := places.get(_words(one.owner, one.text))) is not None:
            yield one, place


def _words(owner: str, text: str) -> tuple[str, ...]:
    return (owner.casefold(), *_WORD.findall(text.casefold()))


def _pairs(known: Sequence[ActionItem], said: Sequence[MinutesAction]) -> dict[int, int]:
    """Pair what is said with what is known, the most alike first, each once: place in the minutes -> place among the known."""
    alike = ((_likeness(one, action), -place, -at) for place, action in enumerate(said) for at, one in enumerate(known))
    pairs: dict[int, int] = {}
    for likeness, place, at in sorted(alike, reverse=True):
        if likeness >= _ALIKE and -place not in pairs and -at not in pairs.values():
            pairs[-place] = -at
    return pairs


def _likeness(one: ActionItem, action: MinutesAction) -> float:
    """Return how alike two actions are, up to 100; with another owner the words must be nearly the same."""
    words = fuzz.ratio(_plain(one.text), _plain(action.text))
    return words if one.owner.casefold() == action.owner.casefold() or words >= _SAME else words - _OTHER_OWNER


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" .;").split())


_WORD = re.compile(r"\w+")
_ALIKE = 60.0
_SAME = 92.0
_OTHER_OWNER = 25.0
