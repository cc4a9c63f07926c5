"""The heads that Lotus Notes puts above an old mail: who, when, to whom, about what, in four layouts and any of its languages.

    Ian Bird                     Ian Bird     To:  Rosa/LAPP      Ian Bird <ian@example.org>
    03/04/2001 10:00 AM          03/04/2001   cc:                 03/04/2001 10:00 AM
    To: Rosa/LAPP                10:00 AM     Subject: Agenda     To
    cc:                                                           rosa@example.org
    Subject: Agenda                                               Subject
                                                                  Agenda

or `"Ian Bird" <ian@example.org> on 03/04/2001 10:00:00 AM`, all on a line.

They are found from the subject, upwards: a recipient, a line that is a date and a time, and a name above it.
"""

import re
from collections.abc import Sequence

from mailflow.domain.extraction.header_blocks import SUBJECTS, TOS

_SUBJECT = re.compile(rf"(?:\A|.*\s{{2}})(?:{SUBJECTS})\s?[:：](?:\s|\Z)", re.IGNORECASE)
_TO = re.compile(rf"(?:\A|.*\s{{2}})(?:{TOS})\s?[:：](?:\s|\Z)", re.IGNORECASE)
_BARE_SUBJECT = re.compile(rf"(?:{SUBJECTS})\Z", re.IGNORECASE)
_BARE_TO = re.compile(rf"(?:{TOS})\Z", re.IGNORECASE)
_WHEN = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]M)?(?: [A-Z]{2,4})?(?:\Z|\s{2,}.*)", re.IGNORECASE
)
_WHO_AND_WHEN = re.compile(
    r"(?:\"[^\"]{1,60}\"|[^\d<>@:;!?]{2,60}?)(?:@[^\s<>@]{1,60})? ?(?:<[^\s<>@]{1,60}@[^\s<>@]{1,60}>(?:@[^\s<>@]{1,60})?)? "
    r"(?:on|am|le|il|el|op) \d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d[:.]\d\d(?: ?[AP]M)?\Z",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:\"[^\"]{1,60}\"|[^\d<>@:;!?]{2,60})?\s?(?:<?[^\s<>@]{1,60}@[^\s<>@]{1,60}>?)?(?:\Z|\s{2,}.*)")
_REACH = 14
_LONGEST = 200


def may_end_one(shape: str) -> bool:
    """Tell whether a line may hold the subject of such a head."""
    return len(shape) <= _LONGEST and bool(_SUBJECT.match(shape) or _BARE_SUBJECT.match(shape))


def find(shapes: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return where the head begins whose subject stands in a line, and the index after its end; None if there is none."""
    is_bare = bool(_BARE_SUBJECT.match(shapes[at]))
    to = _BARE_TO if is_bare else _TO
    has_recipient = False
    when: int | None = None
    for above in range(at, max(at - _REACH, -1), -1):
        shape = shapes[above]
        if len(shape) > _LONGEST:
            break
        has_recipient = has_recipient or (above < at and bool(to.match(shape)))
        if has_recipient and _WHO_AND_WHEN.match(shape):
            return above, _end(shapes, at) if is_bare else at + 1
        if _WHEN.match(shape):
            when = above
            break
    if when is None or not (has_recipient or _has_recipient_above(shapes, when)):
        return None
    start = _start(shapes, when)
    return None if start is None else (start, _end(shapes, at) if is_bare else at + 1)


def _has_recipient_above(shapes: Sequence[str], when: int) -> bool:
    """Tell whether the recipient stands beside the name, above the date."""
    return any(_TO.match(shape) and not shape.startswith(("To:", "An:")) for shape in shapes[max(when - 2, 0) : when])


def _start(shapes: Sequence[str], when: int) -> int | None:
    """Return the line of the name above the date: the address and who sent it for whom may stand between."""
    start = when
    while start > 0 and when - start < len(("name", "address", "sent by")) and shapes[start - 1] and _WHO.match(_left(shapes[start - 1])):
        start -= 1
    return start if start < when else None


def _left(shape: str) -> str:
    """Return what stands in the left column of a line: `Sent by: office   cc:`."""
    left = re.split(r"\s{2,}", shape, maxsplit=1)[0]
    return left.partition(": ")[2] or left


def _end(shapes: Sequence[str], at: int) -> int:
    """Return the index after the subject below its bare name."""
    return at + 2 if at + 1 < len(shapes) and shapes[at + 1] else at + 1
