"""What a mail says that it is about: the values, and what follows from them.

Only what the author newly wrote can claim a slot. What comes back with every answer (an old subject, a quoted agenda) leans, and never
decides against it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from mailflow.domain.agenda import AgendaItem
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.matching.sections import Outline, Owners, names_in
from mailflow.domain.matching.subjects import Subject
from mailflow.domain.matching.titles import Index

_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that speaks for a slot (by its place among the candidates): the name of a weight, and in what words."""

    name: str
    slot: int
    detail: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a mail may be about: meetings, the items that are candidates with their names; which are the author's, which are answered."""

    venues: Sequence[Venue]
    items: Sequence[AgendaItem]
    index: Index
    own: frozenset[int]
    answered: frozenset[int] = frozenset()

    @property
    def owners(self) -> Owners:
        """The author's own slots, and everybody's names."""
        people = tuple(names_in(tuple(speaker.name for speaker in item.speakers)) for item in self.items)
        return Owners(self.own, people, tuple(item.key for item in self.items))


@dataclass(slots=True)
class Topics:
    """What speaks for each slot. `claimed` are the slots that the author's own new words claim, `named` those that they name at all.

    `named_above` are those that the words above the first heading name, `declared` is the one that they say in as many words it is for,
    `put_off` are those of which they say that their report comes another time. `speaks_as_report` where the mail says that it reports,
    `asks` where it puts a question to its reader, `points_below` where it passes on the words of somebody else, `brings_pictures` where
    it has no other files; `other_title` is what it says that it is the report of, if that is no slot, and `other_business` the word of
    a new subject by which it is no report at all.
    """

    subject: Subject
    outline: Outline
    signals: list[Signal] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)
    counts: Counter[int] = field(default_factory=Counter)
    selves: Counter[int] = field(default_factory=Counter)
    speaks_as_report: bool = False
    is_tagged: bool = False
    asks: bool = False
    other_business: str = ""
    other_title: str = ""
    points_below: bool = False
    named_above: set[int] = field(default_factory=set)
    brings_pictures: bool = False
    declared: int | None = None
    put_off: set[int] = field(default_factory=set)

    @property
    def named(self) -> set[int]:
        """The slots that the author's own new words name."""
        return {slot for slot, count in self.counts.items() if count} | self.claimed

    @property
    def firm(self) -> set[int]:
        """The slots of which a new subject, a heading or the first lines say that the mail is about them."""
        return {signal.slot for signal in self.signals if signal.name in {"subject", "heading", "opening"}}

    @property
    def of_new_subject(self) -> set[int]:
        """The slot that a new subject names, if it names one."""
        return {signal.slot for signal in self.signals if signal.name == "subject"}

    @property
    def firmly_claimed(self) -> set[int]:
        """The slots that the author's own words claim by more than a sentence that begins with them."""
        return {signal.slot for signal in self.signals if signal.name != "lead"} & self.claimed

    def says_plainly(self, slot: int) -> bool:
        """Tell whether the author leaves no doubt that it is for a slot, though it answers a mail about another of theirs.

        They say so in as many words, in a new subject, in a line that is its title (`Attic report:`), or begin their only part with it.
        """
        said = {signal.name for signal in self.signals if signal.slot == slot}
        if self.declared == slot or "subject" in said:
            return True
        first = self.outline.headings[0] if self.outline.headings else None
        if first is None or first.slot != slot or not {"heading", "opening"} <= said:
            return False
        is_only = len(self.outline.headings) == 1 and not self.outline.has_others and not self.outline.above
        return not first.rest or is_only

    def rules_out(self, slot: int) -> bool:
        """Tell whether the author says that it is not for a slot: it is for another, or that one comes another time."""
        return self.declared not in {None, slot} or slot in self.put_off - self.firm

    def is_open_between(self, own: frozenset[int] | set[int], best: int) -> bool:
        """Tell whether a mail is about another of its author's slots as well: both are claimed, in a subject, or begin a sentence."""
        if self.firm & own - {best}:
            return True
        if self.declared == best:
            return False
        leads = {signal.slot for signal in self.signals if signal.name in {"lead", "aside"}}
        if best in leads - self.firm and self.named & own - {best}:
            return True
        if any(signal.slot == best and signal.name in {"subject", "heading"} for signal in self.signals):
            return False
        named = {name: {signal.slot for signal in self.signals if signal.name == name} for name in ("shared subject", "aside")}
        is_new = not (self.subject.is_answer or self.subject.is_forward or self.subject.is_ours)
        return bool(is_new and named["shared subject"] & own - {best}) or bool(best in self.firm and named["aside"] & own - {best})

    def add(self, name: str, slot: int, detail: str) -> None:
        """Note what speaks for a slot."""
        self.signals.append(Signal(name, slot, detail))

    def claim(self, name: str, slot: int, detail: str) -> None:
        """Note what claims a slot."""
        self.add(name, slot, detail)
        self.claimed.add(slot)


def foreign_text(topics: Topics, own: frozenset[int]) -> int | None:
    """Return the slot that is not the author's and of which the text plainly is: named again and again as its own, and none of theirs."""
    if own & topics.named or topics.claimed:
        return None
    counts = defaultdict(list)
    for slot, count in topics.counts.items():
        if count >= _OFTEN and topics.selves[slot]:
            counts[count].append(slot)
    top = counts[max(counts)] if counts else []
    return top[0] if len(top) == 1 else None
