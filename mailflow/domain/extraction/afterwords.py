"""What an author writes below the own signature: a postscript, or a thought that came later."""

import re

from mailflow.domain.extraction import notices
from mailflow.domain.extraction.classing import Classes
from mailflow.domain.extraction.lines import LineClass
from mailflow.domain.extraction.signatures import is_postscript

_REACH = 20
_PROSE = 80
_FIRST_PERSON = re.compile(
    r"\b(?:I|we|my|our|ich|wir|mein\w*|unser\w*|je|nous|mon|notre|io|noi|mio|nostro|yo|nosotros|nuestr\w+|ik|wij|mijn|onze|moj\w*|nasz\w*|eu|nós)\b|\bj['’]",
    re.IGNORECASE,
)


def part(classes: Classes) -> None:
    """Mark a signature that has words of its author below it, so that those stay: it ends where they begin."""
    for at, line in enumerate(classes.lines):
        if line != "-- " or classes.found[at] is not LineClass.TEXT:
            continue
        begin = _afterword(classes, at)
        if begin is not None:
            for above in range(at, begin):
                if classes.found[above] is LineClass.TEXT:
                    classes.found[above] = LineClass.SIGNATURE


def _afterword(classes: Classes, delimiter: int) -> int | None:
    """Return where the words of the author begin below a signature, None if there are none."""
    for at in range(delimiter + 2, min(delimiter + _REACH, len(classes.lines))):
        if classes.found[at] is LineClass.TEXT and _is_afterword(classes, at):
            return at
        if classes.found[at] not in {LineClass.TEXT, LineClass.BLANK}:
            return None
    return None


def _is_afterword(classes: Classes, at: int) -> bool:
    if is_postscript(classes.shapes[at]):
        return True
    if classes.shapes[at - 1]:
        return False
    end = at
    while end < len(classes.lines) and classes.found[end] is LineClass.TEXT:
        end += 1
    paragraph = " ".join(classes.shapes[at:end])
    is_machines = notices.is_notice(paragraph) or notices.is_list_footer(paragraph)
    return len(paragraph) >= _PROSE and bool(_FIRST_PERSON.search(paragraph)) and not is_machines
