"""The joining details on a page: taken out whole, so that no passcode is left in what will be published.

A block begins at a line that only joining details have (`Join Zoom Meeting`, `Meeting ID: …`, a dial-in number), goes on over lines that
mean something only within it, and over a few others if more of it follows; bullets, items and headings end it.
"""

import re
from collections.abc import Callable, Sequence

from mailflow.adapters.agenda_formats.online_shapes import (
    ID_LABEL,
    ID_VALUE,
    JOIN_URL,
    NOT_FOR_JOINING,
    PASS_LABEL,
    PASS_VALUE,
    PHONE,
    PHONE_IN_TEXT,
    SERVICES,
    STRONG,
    WEAK,
)
from mailflow.adapters.agenda_formats.page_lines import PageLine, next_words
from mailflow.domain.agenda import OnlineAccess

_LONGEST_GAP = 3
_MASK = "[joining details]"

Numbers = frozenset[int]


def find_online(lines: Sequence[PageLine], is_boundary: Callable[[int], bool]) -> tuple[OnlineAccess, Numbers]:
    """Return how to join, and the numbers of all lines that say so.

    Args:
        lines: those of the page, or a part of them.
        is_boundary: whether the line at that place certainly is something else: an item, its speakers, a heading.
    """
    block = _block(lines, is_boundary)
    told = [lines[place] for place in sorted(block)]
    elsewhere = [line for place, line in enumerate(lines) if place not in block and line.short]
    online = OnlineAccess(
        service=_service(told),
        url=_url(told) or _url(elsewhere),
        meeting_id=_labelled(told, ID_VALUE, ID_LABEL),
        passcode=_labelled(told, PASS_VALUE, PASS_LABEL) or _labelled(elsewhere, PASS_VALUE, PASS_LABEL),
        phones=_phones(told),
    )
    return online, frozenset(line.number for line in told)


def _is_strong(line: PageLine) -> bool:
    words = line.short
    if not words:
        return False
    return has_joining_value(words) or any(shape.fullmatch(words) for shape in (STRONG, ID_LABEL, PASS_LABEL))


def has_joining_value(words: str) -> bool:
    """Tell whether a line is a joining detail itself: an id, a passcode, a link or a number, which can be no title."""
    return PHONE.fullmatch(words) is not None or any(shape.match(words) for shape in (ID_VALUE, PASS_VALUE, JOIN_URL))


def _block(lines: Sequence[PageLine], is_boundary: Callable[[int], bool]) -> set[int]:
    block: set[int] = set()
    gap: list[int] = []
    is_open = False
    for place, line in enumerate(lines):
        if is_boundary(place):
            is_open, gap = False, []
        elif _is_strong(line):
            block.update(gap, (place,), _value_below(lines, place))
            is_open, gap = True, []
        elif is_open and line and _is_weak(line):
            block.update(gap, (place,))
            gap = []
        elif is_open and line:
            gap.append(place)
            is_open = len(gap) <= _LONGEST_GAP and not line.bullet
    return block


def _is_weak(line: PageLine) -> bool:
    return not line.bullet and WEAK.fullmatch(line.short) is not None


def _value_below(lines: Sequence[PageLine], place: int) -> tuple[int, ...]:
    """Return the place of the value of a label that stands alone on its line."""
    below = next_words(lines, place)
    if below is None or not any(label.fullmatch(lines[place].short) for label in (ID_LABEL, PASS_LABEL)):
        return ()
    is_value = len(lines[below].words.replace(" ", "")) <= 40 and " " not in re.sub(r"(?<=\d) (?=\d)", "", lines[below].words)  # noqa: PLR2004 - a token
    return (below,) if is_value else ()


def _labelled(lines: Sequence[PageLine], shape: re.Pattern[str], label: re.Pattern[str]) -> str:
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        found = shape.search(line.short)
        if found:
            return found["value"].strip(" ,;.)")
        if below and label.fullmatch(line.short) and any(letter.isdigit() for letter in below.short):
            return below.short
    return ""


def _service(lines: Sequence[PageLine]) -> str:
    words = "\n".join(line.short for line in lines)
    links = " ".join(found[0] for found in JOIN_URL.finditer(words))
    return next((name for text in (links, words) for name, shape in SERVICES.items() if re.search(shape, text, re.IGNORECASE)), "")


def _url(lines: Sequence[PageLine]) -> str:
    found = [link[0] for line in lines for link in JOIN_URL.finditer(line.short) if not NOT_FOR_JOINING.search(link[0])]
    return found[0].rstrip(".,;)") if found else ""


def _phones(lines: Sequence[PageLine]) -> tuple[str, ...]:
    """Return each number once, in the order of the page; of two spellings the one with blanks."""
    numbers: dict[str, str] = {}
    for number in (found for line in lines for found in _numbers(line)):
        digits = re.sub(r"\D", "", number)
        if len(number) > len(numbers.get(digits, "")):
            numbers[digits] = number
    return tuple(numbers.values())


def _numbers(line: PageLine) -> list[str]:
    """Return the numbers of a line: the one that it is, or those within it."""
    whole = PHONE.fullmatch(line.short)
    return [whole["number"].strip()] if whole else [found[0].partition(",,")[0].strip() for found in PHONE_IN_TEXT.finditer(line.short)]


def mask_online(text: str, online: OnlineAccess) -> str:
    """Return a text in which joining details, wherever they were repeated, are masked."""
    text = JOIN_URL.sub(_MASK, text)
    text = PASS_VALUE.sub(lambda found: _MASK if found["value"].strip(" ,;.)") == online.passcode else found[0], text)
    known = {re.sub(r"\D", "", phone) for phone in online.phones}
    text = PHONE_IN_TEXT.sub(lambda found: _MASK if _digits(found[0]) in known else found[0], text)
    for secret in _spellings(online):
        text = re.sub(rf"(?<!\w){secret}(?!\w)", _MASK, text)
    return text


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.partition(",,")[0])


def _spellings(online: OnlineAccess) -> list[str]:
    """Return patterns of what must not be published: the id however it is spaced, and a passcode unlike any common word."""
    digits = re.sub(r"\D", "", online.meeting_id)
    patterns = [r"[ -]?".join(digits)] if len(digits) > 5 else []  # noqa: PLR2004 - shorter is a year or a count
    if len(online.passcode) > 4 and not online.passcode.isalpha():  # noqa: PLR2004 - shorter is a year or a count
        patterns.append(re.escape(online.passcode))
    return [*patterns, re.escape(online.url)] if online.url else patterns
