"""Minutes in the words of another language: what they say stays, what they are labelled with changes.

A series may change its language between two revisions of its minutes: such revisions are compared, and merged, in the words of one.
"""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from mailflow.domain.lifecycle import ActionState
from mailflow.domain.minutes.changes import LineChange, changes_between
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.minutes.noting import day_words
from mailflow.domain.minutes.sheet import lines_of
from mailflow.domain.minutes.wording import Wording, filled, loosely


def said_in(content: MinutesContent, wording: Wording) -> MinutesContent:
    """Return minutes in other words: labels, dates, what became of earlier actions; whatever somebody wrote stays as it is written."""
    if content.wording == wording:
        return content
    said = content.next_meeting
    if content.next_at is not None:
        at = content.next_at.astimezone(ZoneInfo(content.timezone))
        said = day_words(at, wording) if said == day_words(at, content.wording) else said
    carried = tuple(_carried_in(line, content.wording, wording) for line in content.carried)
    return replace(content, wording=wording, next_meeting=said, carried=carried)


def changes_of(before: MinutesContent, after: MinutesContent) -> tuple[LineChange, ...]:
    """Return what changed between two revisions, in the words of the later one: another language of the labels is no change."""
    return changes_between(lines_of(said_in(before, after.wording)), lines_of(after))


def _carried_in(line: str, old: Wording, new: Wording) -> str:
    """Return a line of what became of an action (see `actions`): its state and its day in other words."""
    states = {old.state(state): state for state in ActionState}
    found = re.fullmatch(f"(.*?)(?:, {filled(old.due, {'day': '(.+)'})})? - ({'|'.join(map(loosely, states))})", line)
    if found is None:
        return line
    said, due, state = found.groups()
    on = old.find_day(due) if due else None
    until = f", {new.until(new.day(on) if on and due == old.day(on) else due)}" if due else ""
    return f"{said}{until} - {new.state(states[state])}"
