"""Corrections as chairs make them, drawn by a seed from the lines of a draft, with what is expected of each as data."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.emulation.model import DraftMail, Edit, VisibleLine, open_draft

NO_REPORT = ("No report received.", "Aucune contribution reçue.", "Kein Bericht eingegangen.")
"""What minutes say where nothing came, in each language; a draft that says it in other words has no remark under it drawn."""
_WORDS = ("provisional", "yearly", "preliminary", "external", "internal", "revised", "joint", "common", "weekly", "partial")
_NAMES = ("Bologna", "Hendrik", "Lyon", "Garching", "Kowalczyk", "Annecy", "Teresa", "Sofia")
_ADDED = ("for now", "as agreed", "in principle", "since then", "with some delay")
_SENTENCES = (
    "The next review takes place on 14 April.",
    "This was confirmed by the steering group.",
    "Nobody objected to the proposal.",
    "A decision is expected before Easter.",
)
_POINTS = (
    "- travel has to be booked by 9 April",
    "- the wiki page is out of date",
    "- two positions are still open",
    "- licences run out in June",
)
_REMARKS = (
    "Ian: we should publish this",
    "Ian: please send numbers next time",
    "Kay: agreed, we will do the same",
    "Xavier: who pays for it?",
    "Ian: noted, to be discussed on 17 March",
)
_COMMENTS = ("Please see my corrections below.", "A few changes inline, thanks!", "Some corrections in the text.")
_VERBS = re.compile(r"(?<=\s)(?:is|are|was|were|could|will|has|went)(?=\s)")


@dataclass(frozen=True)
class Expected:
    """What an edit does to the words of the minutes: in which item which words go and come."""

    item: str
    vanish: tuple[str, ...]
    appear: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """Edits that are made together in one reply; one expectation for each."""

    name: str
    edits: tuple[Edit, ...]
    expected: tuple[Expected, ...]


Drawing = Callable[[Random, Sequence[VisibleLine], DraftMail], Edit | None]


def cases(raw: bytes, *, seed: int, per_kind: int = 1) -> list[Case]:
    """Return for each kind of edit that the draft has room for so many cases, and those with several at once."""
    draft = open_draft(raw)
    rng = Random(seed)  # noqa: S311 - a test draws the same again
    made = [case for name, drawing in DRAWINGS.items() for case in _drawn(name, drawing, rng, draft, per_kind)]
    for number in range(per_kind):
        made += [case for case in (_several(rng, draft, 2 + number % 3), _ends(rng, draft), _with_comment(rng, draft)) if case]
    return made


def expected(edit: Edit, item: str) -> Expected:
    """Return what is expected of an edit."""
    old = edit.line.split() if edit.kind == "delete" else edit.old.split()
    new = () if edit.kind.startswith("append") else tuple(edit.new.split())
    return Expected(item, tuple(word for word in old if word not in new), tuple(word for word in new if word not in old))


def _drawn(name: str, drawing: Drawing, rng: Random, draft: DraftMail, count: int) -> list[Case]:
    result: list[Case] = []
    for _ in range(count):
        edit = drawing(rng, _usable(draft), draft)
        if edit and all(edit not in case.edits for case in result):
            result.append(_case(name, (edit,)))
    return result


def _case(name: str, edits: tuple[Edit, ...]) -> Case:
    return Case(name, edits, tuple(expected(edit, edit.item) for edit in edits))


def _usable(draft: DraftMail) -> list[VisibleLine]:
    """Return the lines of items that can be told from others of the same item."""
    inside = [line for line in draft.lines if line.item]
    return [line for line in inside if sum(other.item == line.item and other.text == line.text for other in inside) == 1]


def _body(lines: Sequence[VisibleLine]) -> list[VisibleLine]:
    return [line for line in lines if not line.is_heading and not line.is_byline and not line.text.startswith(NO_REPORT)]


def _prose(lines: Sequence[VisibleLine]) -> list[VisibleLine]:
    return [line for line in _body(lines) if not line.text.startswith("|")]


def _replaced(pattern: str, change: Callable[[Random, str], str]) -> Drawing:
    """Return what draws a change of one place that a pattern finds, outside links, and only there in its line."""

    def draw(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
        places = [
            (line, match[0])
            for line in _body(lines)
            for match in re.finditer(pattern, line.text)
            if line.text.count(match[0]) == 1 and not _in_link(line.text, match.start())
        ]
        if not places:
            return None
        line, old = rng.choice(places)
        new = change(rng, old)
        return Edit("replace", line.text, old, new, line.item) if new != old else None

    return draw


def _in_link(text: str, at: int) -> bool:
    start = max(text.rfind(" ", 0, at), 0)
    word = text[start : (text.find(" ", at) + 1 or len(text) + 1) - 1]
    return "://" in word or "@" in word


def _swapped(rng: Random, word: str) -> str:
    """Return a word with two letters swapped."""
    at = rng.choice([at for at in range(2, len(word)) if word[at] != word[at - 1]])
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def _deleted(wanted: Callable[[VisibleLine, Sequence[VisibleLine]], bool]) -> Drawing:
    def draw(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
        found = [line for line in _prose(lines) if wanted(line, draft.lines) and _others(line, draft)]
        line = rng.choice(found) if found else None
        return Edit("delete", line.text, item=line.item) if line else None

    return draw


def _others(line: VisibleLine, draft: DraftMail) -> bool:
    """Tell whether a report keeps another line when this one goes."""
    return len([other for other in _prose(draft.lines) if other.item == line.item]) > 1


def _after(line: VisibleLine, lines: Sequence[VisibleLine]) -> VisibleLine | None:
    at = lines.index(line) + 1
    return lines[at] if at < len(lines) and lines[at].item == line.item else None


def _line_between(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    found = [line for line in _prose(lines) if not line.marker and (below := _after(line, draft.lines)) and not below.text.startswith("|")]
    line = rng.choice(found) if found else None
    return Edit("insert_after", line.text, new=rng.choice(_SENTENCES), item=line.item) if line else None


def _bullet(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    found = [line for line in _prose(lines) if line.marker and not line.marker[0].isdigit()]
    line = rng.choice(found) if found else None
    return Edit("insert_after", line.text, new=rng.choice(_POINTS), item=line.item) if line else None


def _remark(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    found = [line for line in _body(lines) if _after(line, draft.lines) is None]
    line = rng.choice(found) if found else None
    return Edit("remark_after", line.text, new=rng.choice(_REMARKS), item=line.item) if line else None


def _remark_for_nothing(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    found = [line for line in lines if line.text.startswith(NO_REPORT)]
    line = rng.choice(found) if found else None
    return Edit("remark_after", line.text, new=rng.choice(_REMARKS), item=line.item) if line else None


def _remark_in_empty(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    """Write below the title of an item that has nothing else; most such are the first and the last."""
    found = [line for line in lines if line.is_heading and _after(line, draft.lines) is None]
    line = rng.choice((found[0], rng.choice(found), found[-1])) if found else None
    return Edit("remark_after", line.text, new=rng.choice(_REMARKS), item=line.item) if line else None


def _title(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    found = [line for line in lines if line.is_heading]
    line = rng.choice(found)
    title = re.sub(r"\s*\([^()]*\)$", "", line.text).split(maxsplit=1)[1]
    word = title.split()[-1]
    return Edit("replace", line.text, title, f"{title} {rng.choice(_WORDS)}" if line.text.count(word) > 1 else title + "s", line.item)


def _byline(rng: Random, lines: Sequence[VisibleLine], draft: DraftMail) -> Edit | None:
    found = [line for line in lines if line.is_byline]
    line = rng.choice(found) if found else None
    if line is None:
        return None
    name = line.text.strip("[]").split()[0]
    return Edit("replace", line.text, name, rng.choice(("Maria", "Peter", "Giulia")), line.item)


def _several(rng: Random, draft: DraftMail, count: int) -> Case | None:
    drawn: list[Edit] = []
    names = rng.sample([name for name in DRAWINGS if name != "byline"], len(DRAWINGS) - 1)
    for name in names:
        edit = DRAWINGS[name](rng, _usable(draft), draft)
        if edit and len(drawn) < count and _is_apart(edit, drawn, draft):
            drawn.append(edit)
    return _case("several at once", tuple(drawn)) if len(drawn) > 1 else None


def _is_apart(edit: Edit, drawn: Sequence[Edit], draft: DraftMail) -> bool:
    """Tell whether it is about another line than those before, and about none beside a line that goes or comes."""
    at = draft.lines.index(draft.find(edit))
    return all(abs(at - draft.lines.index(draft.find(other))) > 1 for other in drawn)


def _ends(rng: Random, draft: DraftMail) -> Case | None:
    """Change a word in the first and one in the last item that has words of its own."""
    usable = _usable(draft)
    items = [line.item for line in _body(usable)]
    if not items:
        return None
    found = [
        DRAWINGS["word"](rng, [line for line in usable if line.item == item], draft)
        or DRAWINGS["capitals"](rng, [line for line in usable if line.item == item], draft)
        for item in dict.fromkeys((items[0], items[-1]))
    ]
    edits = tuple(edit for edit in found if edit)
    return _case("first and last item", edits) if edits else None


def _with_comment(rng: Random, draft: DraftMail) -> Case | None:
    edit = DRAWINGS["word"](rng, _usable(draft), draft) or _remark_for_nothing(rng, _usable(draft), draft)
    return _case("comment above", (Edit("append_top", "", new=rng.choice(_COMMENTS)), edit)) if edit else None


DRAWINGS: dict[str, Drawing] = {
    "word": _replaced(r"\b[a-z]{5,}\b", lambda rng, old: rng.choice(_WORDS)),
    "number": _replaced(r"(?<![\w.:/-])\d+(?![\w.:/-])", lambda rng, old: str(int(old) + rng.randrange(1, 9))),
    "name": _replaced(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", lambda rng, old: rng.choice(_NAMES)),
    "capitals": _replaced(r"\b[a-z]{4,}\b", lambda rng, old: old.upper() if rng.random() < 0.5 else old.capitalize()),
    "spelling": _replaced(r"\b[a-z]{6,}\b", _swapped),
    "time": _replaced(r"\b\d{2}:\d{2}\b", lambda rng, old: f"{(int(old[:2]) + 1) % 24:02}{old[2:]}"),
    "question": _replaced(r"(?<= )[a-z]{3,}\.(?= |$)", lambda rng, old: f"{old[:-1]}?"),
    "negation": _replaced(_VERBS.pattern, lambda rng, old: f"{old} not"),
    "words added": _replaced(r"\b[a-z]{4,}\b(?= )", lambda rng, old: f"{old} {rng.choice(_ADDED)}"),
    "words deleted": _replaced(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", lambda rng, old: old.split()[-1]),
    "bullet deleted": _deleted(lambda line, lines: bool(line.marker)),
    "paragraph deleted": _deleted(lambda line, lines: not line.marker),
    "last line deleted": _deleted(lambda line, lines: _after(line, lines) is None),
    "line between": _line_between,
    "bullet added": _bullet,
    "remark": _remark,
    "remark without a report": _remark_for_nothing,
    "remark in an empty item": _remark_in_empty,
    "title": _title,
    "byline": _byline,
}
"""What can be drawn, by name; each gives an edit, or None where the draft has no room for it."""
