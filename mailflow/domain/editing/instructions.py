r"""What somebody who answers with minutes wants changed, in words beside the quote: a closed grammar, a line each.

    3.2: new text        the item says this now (`3.2: Ian: text` adds a remark); further lines go on with it
    3.2 delete           the item goes
    s/old/new/           these words, where they stand once; `g`: wherever they stand; `3.2: s/old/new/`: there
    "old" -> "new"       the same; also: replace "old" by "new"
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mailflow.domain.minutes.rebuilding import is_remark
from mailflow.domain.minutes.sheet import Line, Role

_KEY = re.compile(r"(?:(?:item|point|punkt|punto|ponto|top|pkt|tagesordnungspunkt)\s+)?(\d{1,3}(?:\.\d{1,3}){0,4})\s*", re.IGNORECASE)
_DELETE = (
    r"(?:please |bitte |merci de |prosz[eę] )?(?:delete|remove|strike|drop|cut|löschen|streichen|entfernen|supprimer|enlever|effacer|"
    r"biffer|cancellare|eliminare|eliminar|borrar|suprimir|quitar|verwijderen|schrappen|usunąć|usuń|skreślić|apagar|remover)"
)
_DELETED = re.compile(rf"[:.)–-]?\s*{_DELETE}(?: please| bitte)?\s*[.!]?", re.IGNORECASE)
_DELETE_FIRST = re.compile(rf"{_DELETE}\s+", re.IGNORECASE)
_SET = re.compile(r"[:=]\s*(?=\S)")
# Where the new text stands, and not the text itself.
_ELSEWHERE = re.compile(r"(?:see|siehe|s\.|voir|vedi|ver|zie|zob\.)\s.{0,60}\Z", re.IGNORECASE)
_SED = re.compile(r"s([/|#!,@])((?:\\.|(?!\1)[^\\])+)\1((?:\\.|(?!\1)[^\\])*)(?:\1([gi]{0,2}))?\s*")
_MARKS = "\"'\u201c\u201d\u201e\u2018\u2019«»`"
_ARROW = re.compile(rf"[{_MARKS}]([^{_MARKS}\n]+)[{_MARKS}]\s*(?:->|=>|→|-->)\s*[{_MARKS}]([^{_MARKS}\n]*)[{_MARKS}]\s*[.;]?")
_REPLACE = re.compile(
    r"(?:please )?(?:replace|change|ersetze|remplacer|sostituire|reemplazar|vervang|zamień|substituir)\s+"
    rf"[{_MARKS}]([^{_MARKS}\n]+)[{_MARKS}]\s+"
    rf"(?:by|with|to|durch|par|con|por|door|na)\s+[{_MARKS}]([^{_MARKS}\n]*)[{_MARKS}]\s*[.;]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Instructed:
    """Minutes after instructions: their lines, what could not be done and why, and what of the text was no instruction."""

    lines: tuple[Line, ...]
    doubts: tuple[str, ...] = ()
    rest: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Set:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class _Delete:
    key: str


@dataclass(frozen=True, slots=True)
class _Replace:
    key: str
    old: str
    new: str
    is_everywhere: bool = False


_Instruction = _Set | _Delete | _Replace


class _CannotError(Exception):
    """An instruction that cannot be followed, and why."""


def follow(lines: Sequence[Line], text: str) -> Instructed:
    """Return minutes after the instructions in a text."""
    instructions, rest = _read(text, {_key_of(line) for line in lines if line.role is Role.HEADING})
    doubts: list[str] = []
    for instruction in instructions:
        try:
            lines = _FOLLOWED[type(instruction)](lines, instruction)
        except _CannotError as error:
            doubts.append(str(error))
    return Instructed(tuple(lines), tuple(doubts), "\n".join(rest).strip("\n"), len(instructions))


def _key_of(line: Line) -> str:
    return line.text.split(maxsplit=1)[0] if line.text else ""


def _read(text: str, keys: set[str]) -> tuple[list[_Instruction], list[str]]:
    """Part a text into instructions and the rest; an item's new text goes on until a blank line or the next instruction."""
    found: list[_Instruction] = []
    rest: list[str] = []
    is_open = False
    for row in text.split("\n"):
        words = row.strip()
        instruction = _instruction(words, keys)
        if instruction is not None:
            found.append(instruction)
        elif is_open and words and isinstance(found[-1], _Set):
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{words}")
        else:
            rest.append(row)
        is_open = bool(words) and (instruction is not None or is_open)
    return found, rest


def _instruction(words: str, keys: set[str]) -> _Instruction | None:
    first = _DELETE_FIRST.match(words)
    key = _KEY.match(words, first.end() if first else 0)
    if key is None or key[1] not in keys:
        return _replacement(words, "")
    behind = words[key.end() :]
    if (first and not behind.strip(" .!")) or (not first and _DELETED.fullmatch(behind)):
        return _Delete(key[1])
    if first:
        return None
    to_set = _SET.match(behind)
    said = behind[to_set.end() :] if to_set else behind
    if _ELSEWHERE.match(said):
        return None
    return _replacement(said, key[1]) or (_Set(key[1], said) if to_set else None)


def _replacement(words: str, key: str) -> _Replace | None:
    sed = _SED.fullmatch(words)
    if sed:
        return _Replace(key, _unescaped(sed[2]), _unescaped(sed[3]), "g" in (sed[4] or ""))
    found = _ARROW.fullmatch(words) or _REPLACE.fullmatch(words)
    return _Replace(key, found[1], found[2]) if found else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _item_of(lines: Sequence[Line], key: str) -> int:
    item = next((line.item for line in lines if line.role is Role.HEADING and _key_of(line) == key), None)
    if item is None:
        raise _CannotError(f"{key}: an instruction above took that item out")
    return item


def _set(lines: Sequence[Line], instruction: _Instruction) -> tuple[Line, ...]:
    """Let an item say something else, or, where that begins with a name, one thing more."""
    assert isinstance(instruction, _Set)  # noqa: S101 - the table below keeps to it
    item = _item_of(lines, instruction.key)
    own = [at for at, line in enumerate(lines) if line.item == item]
    texts = instruction.text.split("\n")
    reports = {lines[at].report for at in own if lines[at].role is Role.WORDS}
    if is_remark(texts[0]):
        notes = tuple(Line(Role.NOTE, text, item, -1) for text in texts)
        return (*lines[: own[-1] + 1], *notes, *lines[own[-1] + 1 :])
    if len(reports) > 1:
        raise _CannotError(f"{instruction.key}: several people reported there, and it is not clear whose words are to change")
    report = next(iter(reports), -1)
    role = Role.WORDS if reports else Role.NOTE
    gone = {at for at in own if lines[at].role in {Role.WORDS, Role.NOTE, Role.MISSING}}
    at = min(gone, default=own[-1] + 1)
    new = tuple(Line(role, text, item, report) for text in texts)
    return (*lines[:at], *new, *(line for place, line in enumerate(lines) if place >= at and place not in gone))


def _delete(lines: Sequence[Line], instruction: _Instruction) -> tuple[Line, ...]:
    assert isinstance(instruction, _Delete)  # noqa: S101 - the table below keeps to it
    below = next((_key_of(line) for line in lines if line.role is Role.HEADING and _key_of(line).startswith(f"{instruction.key}.")), "")
    if below:
        raise _CannotError(f"{instruction.key} delete: there are items below it, such as {below}; delete those first")
    item = _item_of(lines, instruction.key)
    return tuple(line for line in lines if line.item != item)


def _replace(lines: Sequence[Line], instruction: _Instruction) -> tuple[Line, ...]:
    """Put words in place of others: where they stand once, or wherever, if that is wanted."""
    assert isinstance(instruction, _Replace)  # noqa: S101 - the table below keeps to it
    item = _item_of(lines, instruction.key) if instruction.key else None
    pattern = _loosely(instruction.old)
    found = [at for at, line in enumerate(lines) if item in {None, line.item} for _ in pattern.finditer(line.text)]
    if not found:
        raise _CannotError(f"«{instruction.old}» does not stand in {instruction.key or 'the minutes'}")
    if len(found) > 1 and not instruction.is_everywhere:
        raise _CannotError(f"«{instruction.old}» stands there {len(found)} times: say more of the words around it, or s/…/…/g for all")
    new = instruction.new
    return tuple(
        replace(line, text=" ".join(pattern.sub(lambda _: new, line.text).split(" ")).rstrip()) if at in found else line
        for at, line in enumerate(lines)
    )


def _loosely(words: str) -> re.Pattern[str]:
    """Return a pattern of words whatever space, quotes and dashes they are written with; whole words where they begin and end with one."""
    pattern = "".join(_LOOSE.get(sign, re.escape(sign)) for sign in " ".join(words.split()))
    begin, end = (r"(?<!\w)" if words[:1].isalnum() else ""), (r"(?!\w)" if words[-1:].isalnum() else "")
    return re.compile(f"{begin}{pattern}{end}")


_LOOSE = {
    " ": r"\s+",
    **dict.fromkeys("'\u2019\u2018", "['\u2019\u2018]"),
    **dict.fromkeys('"\u201c\u201d\u201e', '["\u201c\u201d\u201e]'),
    **dict.fromkeys("-\u2013\u2014\u2011", "[-\u2013\u2014\u2011]"),
}
_FOLLOWED: dict[type, Callable[[Sequence[Line], _Instruction], tuple[Line, ...]]] = {_Set: _set, _Delete: _delete, _Replace: _replace}
