"""What changed between two revisions of minutes: in which item, in whose words, word by word.

lines, lines -> pairs that are the same, that were changed, moved, taken out, put in -> tuple[LineChange, ...]
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from mailflow.domain.minutes.sheet import Line, Role
from mailflow.domain.redline import Redline, redline

_ALIKE = 45.0
_MOVABLE = frozenset({Role.WORDS, Role.NOTE, Role.ACTION, Role.CARRIED, Role.OTHER})
_Pair = tuple[int | None, int | None]


class ChangeKind(StrEnum):
    """What became of a line."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line that is not what it was: the heading of its item (empty above all items), and whose words it has, empty if nobody's.

    `to` is where one that moved stands now.
    """

    kind: ChangeKind
    item: str
    whose: str
    before: str
    after: str
    to: str = ""

    @property
    def redline(self) -> Redline:
        """The words taken out and put in."""
        return redline(self.before, self.after)


def changes_between(before: Sequence[Line], after: Sequence[Line]) -> tuple[LineChange, ...]:
    """Return what changed, in the order of the later revision, what was taken out where it stood; blank lines are none."""
    old, new = _said(before), _said(after)
    pairs = [(place, at) for place, at in paired_lines(old, new) if place is None or at is None or old[place].text != new[at].text]
    return tuple(_with_moves(old, new, pairs, (before, after)))


def paired_lines(old: Sequence[Line], new: Sequence[Line]) -> list[_Pair]:
    """Pair the lines of two versions, in order: each with what it has become, None for one that went; None with one that came."""
    gone: list[int] = []
    come: list[int] = []
    pairs: list[_Pair] = []
    for step in Indel.opcodes([_named(line) for line in old], [_named(line) for line in new]):
        if step.tag == "equal":
            pairs.extend(_paired(old, new, gone, come))
            pairs.extend(zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True))
            gone, come = [], []
        else:
            gone += range(step.src_start, step.src_end)
            come += range(step.dest_start, step.dest_end)
    pairs.extend(_paired(old, new, gone, come))
    return pairs


def _named(line: Line) -> tuple[str, str]:
    return line.role.value, line.text


def _said(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.text.strip()]


def _paired(old: Sequence[Line], new: Sequence[Line], gone: list[int], come: list[int]) -> Iterator[_Pair]:
    """Pair the lines of one place that went with those that came, in order: the next one that is alike, if any."""
    for at in come:
        alike = [place for place in gone if old[place].role is new[at].role and _likeness(old[place], new[at]) >= _ALIKE]
        partner = max(alike, key=lambda place: _likeness(old[place], new[at]), default=None)
        if partner is None:
            yield None, at
            continue
        yield from ((place, None) for place in gone if place < partner)
        gone = [place for place in gone if place > partner]
        yield partner, at
    yield from ((place, None) for place in gone)


def _likeness(old: Line, new: Line) -> float:
    return fuzz.ratio(old.text, new.text)


def _with_moves(
    old: Sequence[Line], new: Sequence[Line], pairs: Sequence[_Pair], sheets: tuple[Sequence[Line], Sequence[Line]]
) -> Iterator[LineChange]:
    """Tell the pairs as changes; a line that went in one place and came in one other, word for word, has moved."""
    came = Counter(_moving(new[at]) for place, at in pairs if place is None and at is not None)
    went = Counter(_moving(old[place]) for place, at in pairs if at is None and place is not None)
    moved = {text for text, count in came.items() if count == went[text] == 1 and text[1]}
    to = {_moving(new[at]): _place_of(new[at], sheets[1]) for place, at in pairs if place is None and at is not None}
    for place, at in pairs:
        if place is None and at is not None and _moving(new[at]) not in moved:
            yield LineChange(ChangeKind.ADDED, *_place_of(new[at], sheets[1]), "", new[at].text)
        elif at is None and place is not None:
            yield _gone(old[place], sheets[0], to.get(_moving(old[place])) if _moving(old[place]) in moved else None)
        elif place is not None and at is not None:
            yield LineChange(ChangeKind.CHANGED, *_place_of(old[place], sheets[0]), old[place].text, new[at].text)


def _gone(line: Line, sheet: Sequence[Line], to: tuple[str, str] | None) -> LineChange:
    """Tell of a line that went, or moved elsewhere."""
    if to is None:
        return LineChange(ChangeKind.REMOVED, *_place_of(line, sheet), line.text, "")
    return LineChange(ChangeKind.MOVED, *_place_of(line, sheet), line.text, line.text, ", ".join(filter(None, to)))


def _moving(line: Line) -> tuple[str, str]:
    """Return what of a line may move: its words; a heading, a byline and the like are never the same line elsewhere."""
    return line.role.value, line.text.strip() if line.role in _MOVABLE else ""


def _place_of(line: Line, lines: Sequence[Line]) -> tuple[str, str]:
    """Return the heading of the item of a line, and whose words it has."""
    heading = next((other.text for other in lines if other.role is Role.HEADING and other.item == line.item), "")
    if line.role is not Role.WORDS:
        return heading, ""
    place = (Role.BYLINE, line.item, line.report)
    byline = next((other.text for other in lines if (other.role, other.item, other.report) == place), "")
    return heading, byline.strip("[]")


def told(change: LineChange) -> str:
    """Return a change as a line of text: `3.1  CTA, words of Matthias Fuessling: [-first-] {+last+} light`."""
    where = ", ".join(part for part in (change.item, f"words of {change.whose}" if change.whose else "") if part)
    lead = f"{where}: " if where else ""
    if change.kind is ChangeKind.CHANGED:
        found = change.redline
        places = (f"{one.lead} {_marked(one.removed, one.added)} {one.trail}".strip() for one in found.changes)
        return lead + (" … ".join(places) if found.changes else _marked(change.before, change.after))
    text = change.before or change.after
    words = {ChangeKind.ADDED: f"{{+{text}+}}", ChangeKind.REMOVED: f"[-{text}-]", ChangeKind.MOVED: f"(moved{_to(change)}) {text}"}
    return lead + words[change.kind]


def _to(change: LineChange) -> str:
    return f" to {change.to}" if change.to and change.to != ", ".join(filter(None, (change.item, change.whose))) else ""


def _marked(removed: str, added: str) -> str:
    return " ".join(part for part in (f"[-{removed}-]" if removed else "", f"{{+{added}+}}" if added else "") if part)
