"""Notes of a meeting as JSON, and back."""

from dataclasses import asdict
from datetime import date, time
from typing import Any

from mailflow.domain.notes.kinds import Note, Outline, ProposedAction, ProposedDate, WalkIn


def outline_values(outline: Outline) -> dict[str, object]:
    """Return notes as JSON takes them: days and times as ISO 8601 writes them."""
    found = outline.next_meeting
    return {
        **asdict(outline),
        "actions": [{**asdict(action), "due": action.due and action.due.isoformat()} for action in outline.actions],
        "next_meeting": found and {**asdict(found), "on": found.on.isoformat(), "at": found.at and found.at.isoformat()},
    }


def outline_of(values: Any) -> Outline:  # noqa: ANN401 - JSON of our own writing
    """Return notes from JSON."""
    actions = ({**action, "due": action["due"] and date.fromisoformat(action["due"])} for action in values["actions"])
    return Outline(
        tuple(Note(**note) for note in values["notes"]),
        tuple(WalkIn(**walk_in) for walk_in in values["walk_ins"]),
        tuple(ProposedAction(**action) for action in actions),
        values["next_meeting"] and _date_of(values["next_meeting"]),
        tuple(values["other"]),
        tuple(values.get("private", ())),
    )


def _date_of(values: Any) -> ProposedDate:  # noqa: ANN401 - JSON of our own writing
    at = values["at"] and time.fromisoformat(values["at"])
    return ProposedDate(date.fromisoformat(values["on"]), at, values["text"], tuple(values["doubts"]))
