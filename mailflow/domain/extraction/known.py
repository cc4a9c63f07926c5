"""What is known of a reply besides its text: the mail that it answers, and how its author signs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.domain.extraction.signatures import is_prose, is_talk

_AROUND_NAME = " ,.!;:()*_–—-~/"
_SIGNATURE_LINES = 20
_BLOCK_LINES = 12
_INITIALS = 2
_FORWARD = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|pd|vb|vs|doorst|weitergeleitet|transfert|inoltro|reenviado)\s?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What those who received a reply know of it; everything may be missing.

    `original` is the text of the mail that is answered, `own_words` what of it the author wrote earlier (a receipt repeats the report);
    `correspondents` are the names and addresses under which it was sent, as attribution lines repeat them; `author` is the display name
    of the reply's author, `signature` the one that an earlier mail of theirs ended with. `is_answer` says that the mail answers another
    and forwards none: then words below the head of an old mail are never its author's, even where there are no others.
    """

    original: str = ""
    own_words: str = ""
    correspondents: tuple[str, ...] = ()
    author: str = ""
    signature: str = ""
    is_answer: bool = False


NOTHING = Known()


def is_answer(*, subject: str, has_references: bool) -> bool:
    """Tell whether a mail answers another, rather than to forward it."""
    return has_references and not _FORWARD.match(subject)


def is_authors_name(shape: str, author: str) -> bool:
    """Tell whether a line is nothing but the author's name: whole, the first or last of it, or its initials."""
    said = shape.strip(_AROUND_NAME).casefold()
    names = author.replace(",", " ").casefold().split()
    if not said or not names or len(said) > len(author) + 1:
        return False
    initials = "".join(name[0] for name in names)
    reversed_name = " ".join((*names[1:], names[0]))
    return said in {" ".join(names), reversed_name, *names, *((initials,) if len(names) >= _INITIALS else ())}


def name_start(shapes: Sequence[str], start: int, end: int, author: str) -> int | None:
    """Return where a last line with the author's name begins, with the posts and houses below it; None if there is none.

    Above the name there is a blank line or the end of a sentence, below it no sentence.
    """
    written = 0
    for at in range(end - 1, start - 1, -1):
        shape = shapes[at]
        written += bool(shape)
        if not shape or written > _BLOCK_LINES:
            continue
        if is_authors_name(shape, author):
            above = shapes[at - 1] if at > start else "."
            return at if at > start and (not above or above.endswith((".", "!", "?", ","))) else None
        if is_prose(shape) or is_talk(shape):
            return None
    return None


def signature_start(shapes: Sequence[str], start: int, end: int, signature: str) -> int | None:
    """Return where a stretch of text ends in a signature that the author used before, None if it does not."""
    lines = [line.strip() for line in signature.split("\n") if _folded(line)]
    if not 0 < len(lines) <= _SIGNATURE_LINES or any(map(is_talk, lines)):
        return None  # what was said once may be said again
    wanted = [_folded(line) for line in lines]
    written = [at for at in range(start, end) if _folded(shapes[at])]
    found = written[-len(wanted) :]
    return found[0] if [_folded(shapes[at]) for at in found] == wanted else None


def _folded(line: str) -> str:
    return "".join(character for character in line.casefold() if character.isalnum())
