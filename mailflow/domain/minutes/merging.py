"""An edit kept when the minutes are compiled anew: three versions become one.

    before (what was compiled then), edited (what the chair made of it), fresh (what is compiled now) -> Merged

Where both changed the same line, the newer words of the speaker stand, and the edit is told as lost: the chair has to see them first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.domain.minutes.changes import paired_lines
from mailflow.domain.minutes.content import MinutesContent, MinutesReport
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.minutes.sheet import Line, Role, lines_of
from mailflow.domain.minutes.translation import said_in

_ABOVE = -1


@dataclass(frozen=True, slots=True)
class Merged:
    """Minutes with an edit in them, and the lines of the edit that had to give way."""

    content: MinutesContent
    lost: tuple[str, ...] = ()


def merge(before: MinutesContent, edited: MinutesContent, fresh: MinutesContent) -> Merged:
    """Return what is compiled now, in its words, with the edits that were made to what was compiled before."""
    before, edited = (said_in(content, fresh.wording) for content in (before, edited))
    old = lines_of(before)
    mine, theirs = _Side.of(old, lines_of(edited)), _Side.of(old, lines_of(fresh))
    places = _Places(before, fresh)
    lines: list[Line] = [*theirs.below[_ABOVE], *places.placed(mine.below[_ABOVE])]
    lost: list[str] = []
    added: list[Line] = []
    for at in range(len(old)):
        kept, gone = _kept(old[at], mine.became[at], theirs.became[at])
        if kept is not None:
            lines += [kept] if kept is theirs.became[at] else places.placed([kept])
        lines += theirs.below[at]
        lost += [gone] if gone else []
        mine_alone = [line for line in mine.below[at] if line.text not in {one.text for one in theirs.below[at]}]
        lines += places.placed(mine_alone)
        added += mine_alone
    whole = _whole(lines)
    lost += [line.text for line in added if line.text.strip() and not any(one in whole for one in places.placed([line]))]
    return Merged(content_of(whole, fresh), tuple(lost))


def _kept(old: Line, mine: Line | None, theirs: Line | None) -> tuple[Line | None, str]:
    """Return what stands for a line now, and the text of an edit that had to give way."""
    is_mine, is_theirs = mine is None or mine.text != old.text, theirs is None or theirs.text != old.text
    if not is_mine:
        return theirs, ""
    if not is_theirs or (mine and theirs and mine.text == theirs.text):
        return (replace(theirs, text=mine.text) if mine and theirs else mine), ""
    return theirs, mine.text if mine else f"(taken out) {old.text}"


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side made of each old line (None: taken out), and the lines that it put below it."""

    became: tuple[Line | None, ...]
    below: dict[int, list[Line]]

    @classmethod
    def of(cls, old: Sequence[Line], new: Sequence[Line]) -> "_Side":
        became: list[Line | None] = [None] * len(old)
        below: dict[int, list[Line]] = {at: [] for at in range(_ABOVE, len(old))}
        last = _ABOVE
        for place, at in paired_lines(old, new):
            if place is not None:
                last = place
                became[place] = None if at is None else new[at]
            elif at is not None:
                below[last].append(new[at])
        return cls(tuple(became), below)


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns the places of items and reports of the old and the edited minutes into those of the fresh ones.

    An item goes by its key, a report by its authors; what only the edit has comes last, and a note between the lines of a report that is
    gone stands below all reports.
    """

    before: MinutesContent
    fresh: MinutesContent

    def placed(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Give lines of the edited minutes at their places in the fresh ones, without those whose report is gone."""
        for line in lines:
            placed = line if line.item < 0 else self._placed(line)
            if placed is not None:
                yield placed

    def _placed(self, line: Line) -> Line | None:
        if line.item >= len(self.before.items):
            return replace(line, item=len(self.fresh.items) + line.item)
        old = self.before.items[line.item]
        item = next((at for at, item in enumerate(self.fresh.items) if item.key == old.key), len(self.fresh.items) + line.item)
        if line.report < 0 or item >= len(self.fresh.items) or line.report >= len(old.reports):
            return replace(line, item=item)
        author = _authors(old.reports[line.report])
        report = next((at for at, one in enumerate(self.fresh.items[item].reports) if _authors(one) == author), -1)
        if report < 0 and line.role is not Role.NOTE:
            return None  # the report was withdrawn, and what somebody put among its lines goes with it
        return replace(line, item=item, report=report)


def _authors(report: MinutesReport) -> tuple[str, str]:
    return report.author.casefold(), report.delegate.casefold()


def _whole(lines: Sequence[Line]) -> list[Line]:
    """Leave out the lines of an item that has no heading any more, and of a report that has no byline."""
    items = {line.item for line in lines if line.role is Role.HEADING}
    return [line for line in lines if line.item < 0 or line.item in items]
