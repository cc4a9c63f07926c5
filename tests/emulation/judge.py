"""Compare what the minutes should say after the edits, word for word, with what they say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tests.emulation.model import DraftMail, Edit, VisibleLine, open_draft

_SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u2011": "-", "…": "...", "\ufeff": "", "\xad": ""}
)
_LAYOUT = re.compile(r"[-*•·|o:=+_]+$|\d{1,2}[.)]$|\|")


@dataclass(frozen=True)
class Word:
    """A word that is expected, and the edit that brought or touched it."""

    text: str
    item: str
    edit: Edit | None = None


@dataclass(frozen=True)
class Gap:
    """Where words were taken out: before the word with that number."""

    at: int
    edit: Edit


def words(text: str) -> list[str]:
    """Return the words of a text: typographic variants alike, without bullets, numbers of lists, rulers and lines of tables."""
    return [word for word in text.translate(_SAME).split() if not _LAYOUT.match(word)]


def judge(draft: bytes, edits: Sequence[Edit], result_minutes: str) -> list[str]:
    """Return what is wrong with the minutes that resulted: edits that were not recovered, and other words that changed."""
    opened = open_draft(draft)
    wanted, gaps = _expected(opened, edits)
    found = words(result_minutes)
    flaws: list[str] = []
    for remark in (edit for edit in edits if edit.kind == "remark_after"):
        found, flaw = _without_remark(remark, opened, wanted, found)
        flaws += flaw
    texts = [word.text for word in wanted]
    lost: dict[Edit, None] = {}
    for tag, i, j, m, n in SequenceMatcher(None, texts, found, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        blamed = _blamed(wanted, gaps, (i, j), found[m:n])
        lost |= dict.fromkeys(blamed)
        if not blamed:
            flaws.append(f"changed near «{' '.join(texts[max(i - 4, 0) : i])}»: «{' '.join(texts[i:j])}» became «{' '.join(found[m:n])}»")
    return [f"not recovered: {_told(edit)}" for edit in lost] + flaws


def _told(edit: Edit) -> str:
    return f"{edit.kind} in {edit.item or '?'} «{edit.old or edit.line}» «{edit.new}»"


def _expected(draft: DraftMail, edits: Sequence[Edit]) -> tuple[list[Word], list[Gap]]:
    """Return the words of the minutes with all edits made but remarks, which may stand in several places."""
    about = [(edit, draft.find(edit)) for edit in edits if not edit.kind.startswith("append")]
    wanted: list[Word] = []
    gaps: list[Gap] = []
    for line in draft.lines:
        own = [edit for edit, place in about if place is line]
        gone = [edit for edit in own if edit.kind == "delete"]
        if gone:
            gaps.append(Gap(len(wanted), gone[0]))
        else:
            wanted += _words_of_line(line, [edit for edit in own if edit.kind == "replace"])
        for edit in own:
            if edit.kind == "insert_after":
                wanted += [Word(word, line.item, edit) for word in words(edit.new)]
    return wanted, gaps


def _words_of_line(line: VisibleLine, edits: Sequence[Edit]) -> list[Word]:
    marks: list[tuple[int, int, Edit]] = []
    text = line.text
    for edit in sorted(edits, key=lambda edit: line.text.index(edit.old), reverse=True):
        at = line.text.index(edit.old)
        text = text[:at] + edit.new + text[at + len(edit.old) :]
        shift = len(edit.new) - len(edit.old)
        marks = [(start + shift, end + shift, other) for start, end, other in marks]
        marks.append((at, at + len(edit.new), edit))
    result = []
    for match in re.finditer(r"\S+", text):
        touched = next((edit for start, end, edit in marks if match.start() < max(end, start + 1) and match.end() > start), None)
        result += [Word(word, line.item, touched) for word in words(match[0])]
    return result


def _blamed(wanted: Sequence[Word], gaps: Sequence[Gap], span: tuple[int, int], came: Sequence[str]) -> list[Edit]:
    """Return the edits that a difference is about: their words are missing, or words that they took out are there."""
    i, j = span
    missing = [word.edit for word in wanted[i:j] if word.edit]
    near = [word.edit for word in wanted[max(i - 1, 0) : j + 1] if word.edit]
    back = [edit for edit in near if came and set(came) <= set(words(edit.old))]
    kept = [gap.edit for gap in gaps if i <= gap.at <= j and came and set(came) <= set(words(gap.edit.line))]
    return [*missing, *back, *kept]


def _without_remark(remark: Edit, draft: DraftMail, wanted: Sequence[Word], found: list[str]) -> tuple[list[str], list[str]]:
    """Return the words found without a remark; and what is wrong if it is nowhere, or in another item."""
    said = words(remark.new)
    item = draft.find(remark).item
    places = [at for at in range(len(found) - len(said) + 1) if found[at : at + len(said)] == said]
    if not places:
        return found, [f"not recovered: {_told(remark)}"]
    rests = {at: found[:at] + found[at + len(said) :] for at in places}
    right = [at for at in places if _is_within(item, wanted, rests[at], at)]
    return (rests[right[0]], []) if right else (rests[places[0]], [f"in another item: {_told(remark)}"])


def _is_within(item: str, wanted: Sequence[Word], rest: list[str], at: int) -> bool:
    """Tell whether a place in the words found is behind the first word of an item and not behind the first of the next."""
    texts = [word.text for word in wanted]
    numbers = [number for number, word in enumerate(wanted) if word.item == item]
    for tag, i, j, m, n in SequenceMatcher(None, texts, rest, autojunk=False).get_opcodes():
        if m <= at <= n:
            here = i + (at - m) if tag == "equal" else j
            if numbers[0] < here <= numbers[-1] + 1:
                return True
    return False
