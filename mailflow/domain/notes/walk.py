"""Go through the lines of notes: each opens a place, or says something in the one that is open.

A place holds for what stands deeper than its heading. Where points stand no deeper than headings, it holds until the next heading; where
some stood deeper, one that does not has left it, and goes to the item that it clearly names. Any other business is never left.
"""

from dataclasses import dataclass, field, replace

from mailflow.domain.agenda import AgendaItem, ItemKey
from mailflow.domain.commands.phrases import CLOSINGS, normal
from mailflow.domain.notes.actions import framed, is_list_head, of_list
from mailflow.domain.notes.dates import Days
from mailflow.domain.notes.headings import Head, Titles, is_above, is_closing, telling_words
from mailflow.domain.notes.kinds import NOWHERE, Place, WalkIn
from mailflow.domain.notes.lines import Line
from mailflow.domain.notes.next_meeting import Mention, date_alone, find_mention, is_named, names_only
from mailflow.domain.notes.points import Gathered
from mailflow.domain.notes.remarks import Remarks
from mailflow.domain.notes.unplanned import Unplanned

_JOINT = " \t;,.:–—-"
_ENDS = ("", ".", "!", "?", ";", ":")
_FAR_BELOW = 10_000
_LEAST_SHARED = 2
_LOOKED_AT = 600


@dataclass(slots=True)
class Walk:
    """Where the reading of notes stands, and what it has found.

    `said` are the dates of the next meeting with their words, `headed` the items that have headings other than their keys. Open are: a
    `place`, its `item` if it is on the agenda, and how deep its heading stands; whether something stood deeper; a list of actions by its
    head; somebody who `speaks`, with how deep their name stands; and words for the next meeting that announce a date below.
    """

    titles: Titles
    remarks: Remarks
    unplanned: Unplanned
    days: Days
    last_head: int
    gathered: Gathered = field(default_factory=Gathered)
    walk_ins: list[WalkIn] = field(default_factory=list)
    said: list[tuple[str, Mention]] = field(default_factory=list)
    headed: set[ItemKey] = field(default_factory=set)
    place: Place = NOWHERE
    item: AgendaItem | None = None
    level: int = 0
    has_deeper: bool = False
    listed: Line | None = None
    speaks: tuple[str, int] | None = None
    announced: Line | None = None

    def step(self, number: int, line: Line) -> None:
        """Read one line."""
        if self._is_announced_date(line):
            return
        if is_named(line.text) and self._says_next_meeting(line):
            return
        head = self.titles.head(line.text) or self.unplanned.slot_of_speaker(number, line)
        if head is not None and self._is_heading(head, line):
            self._open_item(head, line)
        elif is_list_head(line.text):
            self._open_list(line)
        elif (walk_in := self._walk_in(head, number, line)) is not None:
            self._open_walk_in(*walk_in, line)
        elif names_only(line.text):
            self.announced = line
        else:
            self._leave(number, line)
            self._hear(number, line)

    def end(self) -> None:
        """Read what was announced, and did not come."""
        if self.announced is not None:
            self._say(self.announced)
            self.announced = None

    def _is_announced_date(self, line: Line) -> bool:
        """Tell whether a line is the date for the words above it."""
        if self.announced is None:
            return False
        mention = date_alone(line.text, self.days)
        if mention is None:
            self.end()
            return False
        self.announced = None
        self._propose(mention, line)
        return True

    def _says_next_meeting(self, line: Line) -> bool:
        mention = find_mention(line.text, self.days)
        if mention is None:
            return False
        closing = self.titles.closing
        if closing is not None and (line.level <= self.level or not self.place):
            self._open(Place(closing.key), closing, line)
        self._propose(mention, line)
        return True

    def _propose(self, mention: Mention, line: Line) -> None:
        """Keep a date of the next meeting, and say the rest of its line; all of it, where the date stands within a sentence."""
        self.said.append((line.text[mention.start : mention.end].strip(_JOINT), mention))
        if line.text[: mention.start].rstrip()[-1:] not in _ENDS:
            self._take(line)
            return
        for rest in (line.text[: mention.start], line.text[mention.end :].lstrip(_JOINT)):
            if rest.strip(_JOINT):
                self._take(replace(line, text=rest.strip()))

    def _is_heading(self, head: Head, line: Line) -> bool:
        is_open = self.item is None and not self.place
        if is_open or head.is_sure or line.mark == "#" or line.level <= max(self.level, 0):
            return True
        is_counted = head.is_whole and line.mark.strip("().") == head.item.key
        return is_counted or (self.item is not None and is_above(self.item, head.item))

    def _walk_in(self, head: Head | None, number: int, line: Line) -> tuple[WalkIn, str] | None:
        """Return the item that a line is the heading of though it is not on the agenda: it names none, and stands no deeper than these."""
        is_level = line.level <= self.level or not self.place or (self.item is not None and bool(self.item.items))
        if head is not None or not is_level or framed(line.text, self.remarks.people) is not None:
            return None
        return self.unplanned.at(number, line)

    def _open_item(self, head: Head, line: Line) -> None:
        self._open(Place(head.item.key), head.item, line)
        if not head.is_keyed:
            self.headed.add(head.item.key)
        if names_only(line.text):
            self.announced = None if head.rest else line
        elif head.aside:
            self._say(Line(_FAR_BELOW, "", head.aside))
        if head.rest and not names_only(line.text):
            # `Next meeting - use cases`: the words that name the item are what is said
            self._say(Line(_FAR_BELOW, "", line.text if is_named(line.text) else head.rest))

    def _open_walk_in(self, walk_in: WalkIn, rest: str, line: Line) -> None:
        self._open(Place(walk_in=walk_in.title), None, line)
        if walk_in not in self.walk_ins:
            self.walk_ins.append(walk_in)
        self.remarks.hear_of(walk_in.speaker)
        if rest:
            self._say(Line(_FAR_BELOW, "", rest))

    def _open(self, place: Place, item: AgendaItem | None, line: Line) -> None:
        self.gathered.close()
        self.place, self.item, self.level = place, item, line.level
        self.has_deeper = False
        self.speaks = self.listed = None

    def _open_list(self, line: Line) -> None:
        """Begin a list of actions: of the item below whose heading it stands deeper, else of none."""
        if line.level > self.level and self.place:
            self.gathered.close()
        else:
            self._open(NOWHERE, None, line)
        self.listed = line

    def _is_listed(self, line: Line) -> bool:
        """Tell whether a line is one of a list of actions."""
        if self.listed is not None and (line.level < self.listed.level or (self.listed.mark and line.level == self.listed.level)):
            self.listed = None
        return self.listed is not None

    def _leave(self, number: int, line: Line) -> None:
        """Leave the place if a line does not stand in it."""
        if line.level > self.level:
            self.has_deeper = True
            return
        is_signed = self.remarks.people.find(line.text) or normal(line.text) in CLOSINGS
        if line.is_apart and not line.mark and is_signed:
            self._open(NOWHERE, None, line)
        stays = self.item is not None and is_closing(self.item.title)
        is_between = not line.mark and (not line.is_apart or number < self.last_head)
        if self.has_deeper and not stays and not is_between:
            self._open(NOWHERE, None, line)

    def _hear(self, number: int, line: Line) -> None:
        """Read a line, or know from it who speaks in those below: `Ian:`."""
        author = self.remarks.announced(line.text)
        if author and self.unplanned.heads(number):
            self.gathered.above(line)
            self.speaks = (author, line.level)
        else:
            self._say(line)

    def _say(self, line: Line) -> None:
        """Read what is said in a line that is no heading."""
        mention = find_mention(line.text, self.days)
        if mention is None:
            self._take(line)
        else:
            self._propose(mention, line)

    def _take(self, line: Line) -> None:
        above = self.gathered.above(line)
        task = framed(line.text, self.remarks.people) or (of_list(line.text, self.remarks.people) if self._is_listed(line) else None)
        if task is not None:
            self.gathered.tasks.append((self._place_of(line.text), task))
            return
        if self.speaks is not None and line.level <= self.speaks[1]:
            self.speaks = None
        remark = self.remarks.find(line.text)
        if remark is not None:
            self.gathered.begin(self._place_of(line.text), remark.author, replace(line, text=remark.text))
        elif above is not None:
            above.add(line)
        else:
            self.gathered.begin(self._place_of(line.text), self.speaks[0] if self.speaks else "", line)

    def _place_of(self, text: str) -> Place:
        """Return the place that is open, or that of the item that a text clearly names."""
        item = None if self.place else named_item(text, self.titles)
        return self.place if item is None else Place(item.key)


def named_item(text: str, titles: Titles) -> AgendaItem | None:
    """Return the one item that a text names, or with whose title it shares most words, at least two and half of them."""
    words = telling_words(text[:_LOOKED_AT])
    slots = {mention.slot for mention in titles.index.mentions(text[:_LOOKED_AT]) if mention.is_exact}
    if len(slots) == 1:
        return titles.items[slots.pop()]
    shared = [(len(words & own), place) for place, own in enumerate(titles.words) if 2 * len(words & own) >= len(own)]
    most = max((count for count, _ in shared), default=0)
    best = [place for count, place in shared if count == most]
    return titles.items[best[0]] if most >= _LEAST_SHARED and len(best) == 1 else None
