"""The newly written text of a reply: no quotes, signature, footer, notice or banner.

Two steps: every line is classed by its shape, then the sequence of classes is decided upon. When in doubt text is kept: losing a
sentence is worse than keeping a signature.

    text -> lines -> classes -> quotes left out, what is below an unmarked quote's head cut off
         -> stretches of the author's -> trimmed at both ends -> text + omitted
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from mailflow.domain.extraction import afterwords, quotes, separators, signatures, trimming
from mailflow.domain.extraction.classing import Classes, class_lines
from mailflow.domain.extraction.known import NOTHING, Known
from mailflow.domain.extraction.lines import Extraction, LineClass, Omitted, split_lines
from mailflow.domain.extraction.notices import is_own_sentence

_ENDS = frozenset({LineClass.ATTRIBUTION, LineClass.HEADER_BLOCK, LineClass.SEPARATOR, LineClass.SIGNATURE})
_AUTHORED = frozenset({LineClass.TEXT, LineClass.BLANK})
_STRETCHES = 40
_LINES = 20_000


def extract(text: str, known: Known = NOTHING) -> Extraction:
    """Return what the author newly wrote in a text, and what was left out.

    Args:
        text: the plain text of a message, decoded and unflowed, whatever ends its lines.
        known: what is known of the message besides; the lines of the mail that is answered are found without any mark.
    """
    lines = split_lines(separators.on_lines_of_their_own(text.strip("\r\n")))
    classes = class_lines(lines[:_LINES])
    quotes.keep_lone_quotes(classes)
    quotes.leave_out_original(classes, known)
    quotes.find_known_attributions(classes, known.correspondents)
    quotes.leave_out_quotes(classes, known)
    quotes.leave_out_broken_lines(classes)
    quotes.restore_marked_answers(classes)
    afterwords.part(classes)
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


def _trim(classes: Classes, known: Known) -> None:
    """Trim each stretch of the author's; of very many only the first and the last ones."""
    stretches = [part for part in _parted(classes) if any(classes.shapes[part[0] : part[1]])]
    chosen = stretches if len(stretches) <= 2 * _STRETCHES else stretches[:_STRETCHES] + stretches[-_STRETCHES:]
    for start, end in chosen:
        begin = trimming.trim_head(classes, start, end) if start == stretches[0][0] else start
        if start > stretches[0][0] and trimming.trim_foot_of_quote(classes, begin, end):
            continue
        is_last = end == stretches[-1][1]
        is_above_head = end < len(classes.found) and (classes.found[end] in _ENDS or signatures.is_postscript(classes.shapes[end]))
        trimming.trim_tail(classes, begin, end, known if is_last or is_above_head else None)


def _parted(classes: Classes) -> Iterator[tuple[int, int]]:
    """Yield the stretches, parted above each postscript: a letter ends there, and goes on."""
    for start, end in _stretches(classes):
        parts = [at for at in range(start + 1, end) if not classes.shapes[at - 1] and signatures.is_postscript(classes.shapes[at])]
        yield from pairwise((start, *parts, end))


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
    """Take a sign-off back where it is all that the author wrote, or all but a salutation: `Thanks!` is an answer.

    So is a sentence with which a mail begins, whatever it has in common with the notice of a machine.
    """
    left = [at for at, found in enumerate(classes.found) if found is LineClass.TEXT]
    first = next((at for at, found in enumerate(classes.found) if found is not LineClass.BLANK), 0)
    if not left and classes.found[first] is LineClass.NOTICE and is_own_sentence(classes.shapes[first]):
        classes.found[first] = LineClass.TEXT
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
