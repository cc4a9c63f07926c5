"""Words of a reply back into text: into a line of the minutes, or as lines of their own."""

import re
from collections.abc import Sequence

from mailflow.domain.editing.tokens import Token, bullet_of, is_quoted, without_marks
from mailflow.domain.minutes.rebuilding import is_remark
from mailflow.domain.notes.privacy import is_private

_OPENING = "([{\u201c«"
_BAR = "|"
"""Between the cells of a table: an edit of a cell leaves it where it is."""
_LAYOUT = "·•▪◦‣●○■□| "
_FULL_ROW = 66
"""Columns that a program fills before it breaks a line: 72 and less a word of some length."""

# Said to us, and not to be printed: an instruction that is none of the grammar, and a question.
_TO_US = re.compile(
    r"(?:please|pls|kindly|bitte|merci de|s'il (?:te|vous) plaît|per favore|por favor|prosz[eę]|graag)\b|"
    r"(?:delete|remove|omit|drop|strike|should (?:read|be|say)|add\b|typo|wrong|this is wrong|to be (?:deleted|removed)|fyi|todo|"
    r"supprimer|supprimez|effacer|borrar|eliminar|elimina|cancellare|eliminare|schrappen|verwijderen|dit mag weg|usunąć|usuń|"
    r"apagar|remover|streichen|löschen|das stimmt|ce n'est pas|c'est faux|non è|no es|está mal)\b|"
    r"(?:ok|okay|yes|no|fine|agreed|noted|ja|nein|oui|non|sì|sí|nee|tak|nie|sim|não)\W*\Z|\[.*\]\s*\Z|.*\?\s*\Z",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[A-Z\W].*\s\S.*[.!?:;…]\W*\Z|.*(?:\s\S+){8}", re.DOTALL)


def is_to_us(text: str) -> bool:
    """Tell whether a line within the quote is said to us, and is not to be printed: an instruction, a question, what says so itself."""
    return is_private(text) or (not is_remark(text) and _TO_US.match(text) is not None)


def is_broken_off(above: str, text: str) -> bool:
    """Tell whether a row may be the rest of the one above it, which had no room for it; a sentence of its own is none."""
    return _is_full(above, text) and not is_remark(text) and not is_to_us(text) and _SENTENCE.match(text) is None


def spelled(tokens: Sequence[Token]) -> str:
    """Return words as they were written, begun by a space where one stands before them."""
    rows = [tokens[0].row, *(token.row for token in tokens)]
    text = "".join((token.before if token.row == above else " ") + token.text for token, above in zip(tokens, rows, strict=False))
    words = " ".join(f"{text}{tokens[-1].after}".split()).lstrip(_LAYOUT)
    return f" {words}" if tokens[0].is_spaced else words


def rewoven(text: str, tokens: Sequence[Token], kept: Sequence[Token | None], between: Sequence[Sequence[Token]]) -> str:
    """Return a line of the minutes as it reads after an edit.

    Args:
        text: the line as it was.
        tokens: its words.
        kept: for each of them the word of the reply that repeats it, itself where the reply does not show it, None where it is gone.
        between: the new words before each of them, and last those behind all.
    """
    spans = _spans(text, tokens)
    woven = text[: spans[0][0]] if spans else ""
    start, is_direct = len(woven), True
    for place, (begin, end) in enumerate(spans):
        gap = text[spans[place - 1][1] : begin] if place else ""
        added, word = between[place], kept[place]
        if _BAR in gap:
            is_before = word is not None and bool(added) and _BAR not in added[0].before
            woven = _added(woven, start, added, text).rstrip() + gap if is_before else _added(woven.rstrip() + gap.rstrip(), 0, added, text)
            woven += (gap[len(gap.rstrip()) :] if not is_before else "") + text[begin:end] if word else ""
        else:
            woven = _added(woven, start, added, text)
            lead = gap if is_direct and not added else " " if word and word.is_spaced else ""
            woven += (lead if woven[start:] else "") + text[begin:end] if word else ""
        is_direct = word is not None
    tail = text[spans[-1][1] :] if spans else ""
    woven = _added(woven, start, between[-1], text)
    return (woven.rstrip() + tail if _BAR in tail else woven + tail if is_direct and not between[-1] else woven).rstrip()


def _added(woven: str, start: int, tokens: Sequence[Token], text: str) -> str:
    """Return what is woven of a line with new words behind it; the bars of a table are those that the line has."""
    if not tokens:
        return woven
    words = spelled(tokens)
    return woven + _joint(woven[start:], words.rstrip(f"{_BAR} ") if _BAR in text else words)


def logical_lines(rows: Sequence[str], numbers: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Return rows that somebody wrote as lines, with their numbers: a row goes on with a full one above it."""
    lines: list[tuple[str, list[int]]] = []
    for number in numbers:
        text = without_marks(rows[number])
        if lines and _goes_on(rows, lines[-1][1][-1], number):
            lines[-1] = (f"{lines[-1][0]} {text}", [*lines[-1][1], number])
        else:
            lines.append((text, [number]))
    return lines


def _goes_on(rows: Sequence[str], above: int, number: int) -> bool:
    text = without_marks(rows[number])
    if number != above + 1 or bullet_of(text) or is_remark(text) or is_quoted(rows[above]) != is_quoted(rows[number]):
        return False
    return _is_full(rows[above], text)


def _is_full(row: str, text: str) -> bool:
    return len(row.rstrip()) + 1 + len(text.split(" ", 1)[0]) > _FULL_ROW


def _joint(before: str, added: str) -> str:
    """Return words to be added behind others: no space follows an opening bracket."""
    return added if before and before[-1] not in _OPENING else added.lstrip(" ")


def _spans(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where each word stands in a line."""
    spans: list[tuple[int, int]] = []
    at = 0
    for token in tokens:
        begin = text.find(token.text, at)
        begin = begin if begin >= 0 else at
        spans.append((begin, begin + len(token.text)))
        at = spans[-1][1]
    return spans


def like(above: str, text: str) -> str:
    """Return a new point with the indentation and the mark of the point above it; a number stays its own."""
    mark, own = bullet_of(above.strip()), bullet_of(text)
    if not (mark and own):
        return text
    indent = above[: len(above) - len(above.lstrip())]
    words = text[len(own) :].strip()
    return f"{indent}{own if own[0].isdigit() else mark} {words}"
