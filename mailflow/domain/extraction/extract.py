"""The newly written text of a reply: no quotes, signature, footer, notice or banner.

Two steps: every line is classed by its shape, then the sequence of classes is decided upon. When in doubt text is kept: losing a
sentence is worse than keeping a signature.

    text -> lines -> classes -> quotes left out, what is below an unmarked quote's head cut off
         -> stretches of the author's -> trimmed at both ends -> text + omitted
"""

import re
from itertools import groupby

from mailflow.domain.extraction import separators, signatures, trimming
from mailflow.domain.extraction.classing import Classes, class_lines
from mailflow.domain.extraction.known import NOTHING, Known
from mailflow.domain.extraction.lines import Extraction, LineClass, Omitted, split_lines
from mailflow.domain.extraction.originals import Original

_HEADS = frozenset({LineClass.ATTRIBUTION, LineClass.HEADER_BLOCK, LineClass.SEPARATOR})
_AUTHORED = frozenset({LineClass.TEXT, LineClass.BLANK})
_STRETCHES = 40
_LINES = 20_000
_ATTRIBUTION_LINES = 3
_FULL = 60
_ODD_QUOTE = re.compile(r"([|:}%!=])(?:\s\S|\Z)")
_PROMPT = re.compile(r">>> ?(?![>\s])")


def extract(text: str, known: Known = NOTHING) -> Extraction:
    """Return what the author newly wrote in a text, and what was left out.

    Args:
        text: the plain text of a message, decoded and unflowed, whatever ends its lines.
        known: what is known of the message besides; the lines of the mail that is answered are found without any mark.
    """
    lines = split_lines(text.strip("\r\n"))
    classes = class_lines(lines[:_LINES])
    _keep_lone_quotes(classes)
    if known.original:
        _leave_out_original(classes, Original(known.original, own_words=known.own_words))
    if known.correspondents:
        _find_known_attributions(classes, known.correspondents)
    _leave_out_quotes(classes)
    _leave_out_broken_lines(classes)
    _trim(classes, known)
    _restore_what_was_all(classes)
    return _with_rest(classes, _assembled(classes), lines[_LINES:])


def _with_rest(classes: Classes, judged: Extraction, rest: list[str]) -> Extraction:
    """Take what comes after very many lines for what the last of those was."""
    if not any(rest):
        return judged
    below = "\n".join(rest)
    if classes.found[-1] in _AUTHORED:
        return Extraction(f"{judged.text}\n{below}".strip("\n"), judged.omitted)
    return Extraction(judged.text, (*judged.omitted, Omitted(classes.found[-1], below.strip("\n"))))


def _keep_lone_quotes(classes: Classes) -> None:
    """Keep what begins with `>` and is the author's, before anything else is quoted.

    That is one line that hangs on a line of text, as a comparison does, or several that all are what somebody typed at a prompt.
    """
    found = classes.found
    at = 0
    while at < len(found):
        if found[at] is LineClass.ATTRIBUTION or found[at] is LineClass.HEADER_BLOCK:
            return
        end = at
        while end < len(found) and found[end] is LineClass.QUOTE:
            end += 1
        if end > at:
            hangs = (at > 0 and found[at - 1] is LineClass.TEXT) or (end < len(found) and found[end] is LineClass.TEXT)
            if end - at > 1 and not all(_PROMPT.match(shape) for shape in classes.shapes[at:end]):
                return
            if hangs:
                found[at:end] = [LineClass.TEXT] * (end - at)
        at = end + 1


def _leave_out_original(classes: Classes, original: Original) -> None:
    for start, end in original.find_quoted(classes.shapes):
        for at in range(start, end):
            if classes.found[at] is LineClass.TEXT:
                classes.found[at] = LineClass.QUOTE


def _find_known_attributions(classes: Classes, correspondents: tuple[str, ...]) -> None:
    """Take a short paragraph above a quote for its attribution, in any language, if it names us and has a number in it."""
    names = [name.casefold() for name in correspondents if name]
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


def _leave_out_quotes(classes: Classes) -> None:
    """Decide at each head of a quoted mail: marked lines below it are left out by themselves, unmarked ones to the end."""
    found = classes.found
    at, has_text = 0, False
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
    mark = classes.shapes[start][0]
    for at in range(start, len(classes.found)):
        shape = classes.shapes[at]
        is_row = shape.endswith("|") and len(shape) > 1
        if classes.found[at] is LineClass.TEXT and not is_row and (shape == mark or shape.startswith((f"{mark} ", f"{mark}>", mark * 2))):
            classes.found[at] = LineClass.QUOTE


def _leave_out_broken_lines(classes: Classes) -> None:
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


def _trim(classes: Classes, known: Known) -> None:
    """Trim each stretch of the author's; of very many only the first and the last ones."""
    stretches = [(start, end) for start, end in _stretches(classes) if any(classes.shapes[start:end])]
    chosen = stretches if len(stretches) <= 2 * _STRETCHES else stretches[:_STRETCHES] + stretches[-_STRETCHES:]
    for start, end in chosen:
        begin = trimming.trim_head(classes, start, end) if start == stretches[0][0] else start
        if start > stretches[0][0] and trimming.trim_foot_of_quote(classes, begin, end):
            continue
        is_last = end == stretches[-1][1]
        is_above_head = end < len(classes.found) and classes.found[end] in _HEADS
        trimming.trim_tail(classes, begin, end, known if is_last or is_above_head else None)


def _stretches(classes: Classes) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    at = 0
    for is_authored, run in groupby(classes.found, _AUTHORED.__contains__):
        end = at + sum(1 for _ in run)
        if is_authored:
            stretches.append((at, end))
        at = end
    return stretches


def _restore_what_was_all(classes: Classes) -> None:
    """Take a sign-off back where it is all that the author wrote, or all but a salutation: `Thanks!` is an answer."""
    left = [at for at, found in enumerate(classes.found) if found is LineClass.TEXT]
    if len(left) > 1 or (left and not signatures.is_greeting(classes.shapes[left[0]])):
        return
    for at, found in enumerate(classes.found):
        if found is LineClass.SIGN_OFF:
            classes.found[at] = LineClass.TEXT


def _assembled(classes: Classes) -> Extraction:
    """Put together what is kept, and the runs that are left out; a blank line belongs to what stands above it, and at an edge to none."""
    kept: list[str] = []
    omitted: list[Omitted] = []
    run: list[int] = []
    last_text = max((at for at, found in enumerate(classes.found) if found is LineClass.TEXT), default=-1)
    for at, found in enumerate(classes.found):
        if found is LineClass.TEXT or (found is LineClass.BLANK and at < last_text):
            if found is LineClass.TEXT and run:
                omitted.append(_omitted(classes, run))
                run = []
            if found is LineClass.TEXT or not run:
                kept.append(classes.lines[at].rstrip() if found is LineClass.TEXT else "")
            elif kept and kept[-1]:
                kept.append("")
        if found is not LineClass.TEXT and (run or found is not LineClass.BLANK):
            run.append(at)
    if run:
        omitted.append(_omitted(classes, run))
    return Extraction("\n".join(kept).strip("\n"), tuple(omitted))


def _omitted(classes: Classes, run: list[int]) -> Omitted:
    return Omitted(classes.found[run[0]], "\n".join(classes.lines[at] for at in run).strip("\n"))
