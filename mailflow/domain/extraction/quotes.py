"""What is quoted: marked or not, with a head or without one, and what of it is the author's all the same."""

import re
from itertools import pairwise

from mailflow.domain.extraction import separators
from mailflow.domain.extraction.classing import Classes
from mailflow.domain.extraction.known import Known
from mailflow.domain.extraction.lines import LineClass
from mailflow.domain.extraction.originals import MARKED_RUN_WORDS, Original

_HEADS = frozenset({LineClass.ATTRIBUTION, LineClass.HEADER_BLOCK, LineClass.SEPARATOR})
_ATTRIBUTION_LINES = 3
_FULL = 60
_ANSWER_LINES = 40
_BETWEEN = frozenset({LineClass.QUOTE, LineClass.TEXT, LineClass.BLANK})
_ODD_QUOTE = re.compile(r"(?P<mark>[>|:}%!=]|[|:=*-]>|[a-z]{2}>)(?:\s\S|\Z)")
_PROMPT = re.compile(r">>> ?(?![>\s])")
_LEFT_OUT = frozenset({LineClass.ATTRIBUTION, LineClass.HEADER_BLOCK, LineClass.SEPARATOR, LineClass.QUOTE})
_LEAD_IN = 3
_NO_LEAD_IN = re.compile(r"[\d@<>]")
_MARKS = re.compile(r"\[[A-ZÀ-Þ][\w .]{1,20}\]|(?<!\S)(?:[=-]{1,3}>{1,2}|\*{2,3}|#{2,3}|>{2,3})(?!\S)")


def keep_lone_quotes(classes: Classes) -> None:
    """Keep what begins with `>` and is the author's, before anything else is quoted.

    That is one line that hangs on a line of text, as a comparison does, or several that all are what somebody typed at a prompt.
    """
    found = classes.found
    last_quoted = _last_quoted(classes)
    at = 0
    while at < len(found):
        if found[at] is LineClass.ATTRIBUTION or found[at] is LineClass.HEADER_BLOCK:
            return
        end = at
        while end < len(found) and found[end] is LineClass.QUOTE:
            end += 1
        if end > at:
            hangs = (at > 0 and found[at - 1] is LineClass.TEXT) or (end < len(found) and found[end] is LineClass.TEXT)
            is_cited = end <= last_quoted and _is_introduced(classes, at)
            if end - at > 1 and not is_cited and not all(_PROMPT.match(shape) for shape in classes.shapes[at:end]):
                return
            is_escaped = end - at == 1 and classes.lines[at].startswith(">From ")  # as mailboxes and archives do
            if hangs or is_cited or is_escaped:
                found[at:end] = [LineClass.TEXT] * (end - at)
        at = end + 1


def _is_introduced(classes: Classes, at: int) -> bool:
    """Tell whether a line of words that ends with a colon leads in to a quote; one with a number or an address may be an attribution."""
    above = at - 1
    while above >= 0 and classes.found[above] is LineClass.BLANK:
        above -= 1
    shape = classes.shapes[above] if above >= 0 and classes.found[above] is LineClass.TEXT else ""
    return shape.endswith((":", "：")) and len(shape.split()) >= _LEAD_IN and not _NO_LEAD_IN.search(shape)


def _last_quoted(classes: Classes) -> int:
    """Return the last line above which a quote is by the author's own hand, as the mail that is answered stands further down."""
    lines = range(len(classes.found) - 1, -1, -1)
    head = next((at for at in lines if classes.found[at] in _HEADS), -1)
    quote = next((at for at in lines if classes.found[at] is LineClass.QUOTE), -1)
    text = next((at for at in range(quote, -1, -1) if classes.found[at] is LineClass.TEXT), -1)
    return max(head, text)


def leave_out_original(classes: Classes, known: Known) -> None:
    """Leave out what stands in the mail that is answered, whether it is marked or not."""
    if not known.original:
        return
    original = Original(known.original, own_words=known.own_words)
    for start, end in original.find_quoted(classes.shapes):
        for at in range(start, end):
            if classes.found[at] is LineClass.TEXT:
                classes.found[at] = LineClass.QUOTE
    for (_, above), (below, _) in pairwise(original.find_quoted(classes.shapes, at_least=MARKED_RUN_WORDS)):
        if below - above <= _ANSWER_LINES:
            _restore_within(classes, range(above, below), original)


def _restore_within(classes: Classes, between: range, original: Original) -> None:
    """Give the author back what stands between two runs of lines of the mail that is answered: it was whole when we sent it."""
    if any(classes.found[at] not in _BETWEEN for at in between):
        return
    for at in between:
        if classes.found[at] is LineClass.QUOTE and not original.holds(classes.shapes[at]):
            classes.found[at] = LineClass.TEXT
            classes.lines[at], classes.shapes[at] = classes.lines[at].lstrip("> "), classes.shapes[at].lstrip("> ")


def find_known_attributions(classes: Classes, correspondents: tuple[str, ...]) -> None:
    """Take a short paragraph above a quote for its attribution, in any language, if it names us and has a number in it."""
    names = [name.casefold() for name in correspondents if name]
    if not names:
        return
    for at, found in enumerate(classes.found):
        if found is not LineClass.QUOTE or (at and classes.found[at - 1] is LineClass.QUOTE):
            continue
        end = at
        while end and classes.found[end - 1] is LineClass.BLANK:
            end -= 1
        start = end
        while start and end - start <= _ATTRIBUTION_LINES and classes.found[start - 1] is LineClass.TEXT:
            start -= 1
        said = " ".join(classes.shapes[start:end]).casefold()
        if end - start <= _ATTRIBUTION_LINES and any(name in said for name in names) and any(map(str.isdigit, said)):
            classes.found[start:end] = [LineClass.ATTRIBUTION] * (end - start)


def leave_out_quotes(classes: Classes, known: Known) -> None:
    """Decide at each head of a quoted mail: marked lines below it are left out by themselves, unmarked ones to the end."""
    found = classes.found
    at, has_text = 0, known.is_answer
    while at < len(found):
        if found[at] not in _HEADS:
            has_text = has_text or found[at] is LineClass.TEXT
            at += 1
            continue
        end = _end_of_head(classes, at)
        if end < len(found) and found[end] is LineClass.TEXT and _ODD_QUOTE.match(classes.shapes[end]):
            _leave_out_odd_quotes(classes, end)
        if end < len(found) and found[end] is LineClass.TEXT and _is_cut(classes, at, end, has_text=has_text):
            _leave_out(classes, end, found[at])
            return
        at = end


def _end_of_head(classes: Classes, at: int) -> int:
    end = at
    while end < len(classes.found) and (classes.found[end] in _HEADS or classes.found[end] is LineClass.BLANK):
        end += 1
    return end


def _leave_out_odd_quotes(classes: Classes, start: int) -> None:
    """Leave out all lines from an index on that are quoted as the one there is, by `|` or `:`; a row of a table ends with `|` too."""
    found = _ODD_QUOTE.match(classes.shapes[start])
    mark = found["mark"] if found else classes.shapes[start][0]
    for at in range(start, len(classes.found)):
        shape = classes.shapes[at]
        is_row = shape.endswith("|") and len(shape) > 1
        if classes.found[at] is LineClass.TEXT and not is_row and (shape == mark or shape.startswith((f"{mark} ", f"{mark}>", mark * 2))):
            classes.found[at] = LineClass.QUOTE


def leave_out_broken_lines(classes: Classes) -> None:
    """Leave out a short line within a quote that begins small where a full one ends: a program has wrapped the quote without marking it."""
    found = classes.found
    for at in range(1, len(found) - 1):
        if found[at] is not LineClass.TEXT or found[at - 1] is not LineClass.QUOTE or found[at + 1] is not LineClass.QUOTE:
            continue
        above, shape = classes.shapes[at - 1], classes.shapes[at]
        if shape[0].islower() and len(above) >= _FULL and len(shape) < _FULL and not above.endswith((".", "!", "?", ":")):
            found[at] = LineClass.QUOTE


def _is_cut(classes: Classes, start: int, end: int, *, has_text: bool) -> bool:
    """Tell whether unmarked words below a head are quoted: so they are below an author's, and where the head is not a forward's."""
    if has_text or any(at in classes.markers for at in range(start, end)):
        return True
    heads = {classes.found[at] for at in range(start, end)}
    return LineClass.HEADER_BLOCK in heads and not any(
        classes.found[at] is LineClass.SEPARATOR and not separators.is_ruler(classes.shapes[at]) for at in range(start, end)
    )


def _leave_out(classes: Classes, start: int, reason: LineClass) -> None:
    for at in range(start, len(classes.found)):
        if classes.found[at] is not LineClass.BLANK:
            classes.found[at] = reason


def restore_marked_answers(classes: Classes) -> None:
    """Give the author back the lines below the head of an unmarked quote that begin as the author announced: `my answers, marked [IB]`."""
    announced = {mark for at, found in enumerate(classes.found) if found is LineClass.TEXT for mark in _MARKS.findall(classes.shapes[at])}
    if not announced:
        return
    is_answer = False
    for at, found in enumerate(classes.found):
        begins = found in _LEFT_OUT and classes.shapes[at].startswith(tuple(announced))
        is_answer = begins or (is_answer and found in _LEFT_OUT)
        if is_answer:
            classes.found[at] = LineClass.TEXT
