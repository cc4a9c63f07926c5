"""What stands around an author's words: banners above, and below them signatures, sign-offs, device footers and notices.

A stretch of lines is trimmed from its end, again and again, until nothing more is found: notice, device, signature, sign-off.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from mailflow.domain.extraction import notices, separators, signatures
from mailflow.domain.extraction.classing import Classes
from mailflow.domain.extraction.devices import is_device_footer
from mailflow.domain.extraction.known import Known, name_start, signature_start
from mailflow.domain.extraction.lines import EMAIL, WEB, LineClass

_PARAGRAPH_LINES = 60
_SIGNATURE_LINES = 20
_FOOTER_LINES = 12
_ROUNDS = 300
_LINKS = 40
_BANNERS = 4
_FOOT = 8
_Trim = Callable[[Classes, int, int], int | None]
"""Leaves out something at the end of a stretch and returns where the rest ends; None where there is nothing of its kind."""
_device = lru_cache(maxsize=4096)(is_device_footer)
_CARD = 6


def trim_head(classes: Classes, start: int, end: int) -> int:
    """Leave out the warning banners at the beginning of a message; return where its words begin."""
    at = classes.next_written(start)
    for _ in range(_BANNERS):
        bottom = at
        while bottom < end and classes.shapes[bottom] and bottom - at < _FOOTER_LINES:
            bottom += 1
        if bottom == at or not _is_banner(classes, at, bottom):
            break
        _mark(classes, at, bottom, LineClass.BANNER)
        at = classes.next_written(bottom)
    return min(at, end)


def _is_banner(classes: Classes, start: int, end: int) -> bool:
    shapes = classes.shapes[start:end]
    written = [shape for shape in shapes if not separators.is_ruler(shape)]
    if not written:
        below = classes.next_written(end)
        return below < len(classes.shapes) and start == classes.next_written(0) and notices.is_banner(classes.shapes[below])
    return notices.is_banner(" ".join(written))


def trim_foot_of_quote(classes: Classes, start: int, end: int) -> bool:
    """Leave out what a line of underscores begins directly below a quote, if it is short: a signature or the footer of a list."""
    at = classes.next_written(start)
    if at >= end or not separators.is_underscored(classes.shapes[at].ljust(20, "_") if set(classes.shapes[at]) == {"_"} else ""):
        return False
    if sum(map(bool, classes.shapes[at:end])) > _FOOT:
        return False
    _mark(classes, at, end, LineClass.SIGNATURE)
    return True


def trim_tail(classes: Classes, start: int, end: int, known: Known | None) -> int:
    """Leave out what stands below an author's words; return where they end.

    Args:
        classes: of the message.
        start: where the stretch of the author's lines begins.
        end: where it ends.
        known: how the author signs; None where a letter does not end, and nobody signs.
    """
    signs: tuple[_Trim, ...] = () if known is None else (_trim_sign_off, *_trims_of(known))
    start = max((at + 1 for at in classes.code if start <= at < end), default=start)
    trims = _TRIMS
    for _ in range(_ROUNDS):
        end = _without_blank(classes, start, end)
        cut = _first_cut(classes, start, end, trims)
        if cut is None:
            cut = _first_cut(classes, start, end, signs)
            trims = _ABOVE_SIGN_OFF
        if cut is None or end == start:
            break
        end = cut
    return end


def _first_cut(classes: Classes, start: int, end: int, trims: Iterable[_Trim]) -> int | None:
    return next((cut for trim in trims if (cut := trim(classes, start, end)) is not None), None)


def _without_blank(classes: Classes, start: int, end: int) -> int:
    while end > start and not classes.shapes[end - 1]:
        end -= 1
    return end


def _trim_device(classes: Classes, start: int, end: int) -> int | None:
    if end == start:
        return None
    above = classes.shapes[end - 2] if end - start > 1 else ""
    if above.endswith(":") and WEB.fullmatch(classes.shapes[end - 1]) and _device(above[:-1]):
        return _cut(classes, end - 2, end, LineClass.DEVICE)  # what it praises, and where to get it
    return _cut(classes, end - 1, end, LineClass.DEVICE) if _device(classes.shapes[end - 1]) else None


def _trim_notice(classes: Classes, start: int, end: int) -> int | None:
    """Leave out the last paragraph if it is a notice; its ruler goes with it."""
    top = notices.paragraph_start(classes.shapes, max(start, end - _PARAGRAPH_LINES), end)
    if top == end:
        return None
    written = [shape for shape in classes.shapes[top:end] if not separators.is_ruler(shape)]
    if notices.is_notice(" ".join(written)):
        return _cut(classes, _with_ruler(classes, start, top), end, LineClass.NOTICE)
    at = next((at for at in range(top, end) if _begins_notice(classes, at, end)), None)
    return None if at is None else _cut(classes, _with_ruler(classes, start, at), end, LineClass.NOTICE)


def _begins_notice(classes: Classes, at: int, end: int) -> bool:
    shape = classes.shapes[at]
    return (
        (shape[0].isupper() or not shape[0].isalnum())
        and notices.begins_like_one(shape)
        and notices.is_legal(" ".join(classes.shapes[at:end]))
    )


def _trim_list_footer(classes: Classes, start: int, end: int) -> int | None:
    """Leave out the footer of a list: below a ruler, or a last paragraph that says how to leave."""
    written = 0
    for at in range(end - 1, max(start, end - 2 * _FOOTER_LINES) - 1, -1):
        shape = classes.shapes[at]
        written += bool(shape)
        if written > _FOOTER_LINES:
            return None
        if shape and (separators.is_ruler(shape) or signatures.is_delimiter(classes.lines[at], shape)):
            below = " ".join(shape for shape in classes.shapes[at + 1 : end] if shape)
            if not below:
                continue  # a ruler below the footer as well as above it
            is_one = all(classes.shapes[at + 1 : _without_blank(classes, at + 1, end)])
            if is_one and notices.is_advertisement(below) and separators.is_long_ruler(shape):
                return _cut(classes, at, end, LineClass.DEVICE)
            if not notices.is_list_footer(below):
                return None
            _mark(classes, at + 1, end, LineClass.LIST_FOOTER)
            return _cut(classes, at, at + 1, LineClass.SEPARATOR)
    top = notices.paragraph_start(classes.shapes, max(start, end - _FOOTER_LINES), end)
    paragraph = " ".join(classes.shapes[top:end])
    if top > start and notices.is_leave_taking(paragraph):
        return _cut(classes, top, end, LineClass.LIST_FOOTER)
    return None


def _trim_group_links(classes: Classes, start: int, end: int) -> int | None:
    """Leave out the links of a group, each paragraph of which begins with `<*>`, and the title above them."""
    top = end
    while (above := notices.paragraph_start(classes.shapes, max(start, end - _LINKS), _without_blank(classes, start, top))) < top:
        shape = classes.shapes[above]
        if not shape.startswith("<*> "):
            break
        top = above
    is_titled = top < end and above == _without_blank(classes, start, top) - 1 and classes.shapes[above].endswith("Groups Links")
    return _cut(classes, above, end, LineClass.LIST_FOOTER) if is_titled else None


def _trim_signature(classes: Classes, start: int, end: int) -> int | None:
    """Leave out what stands below the uppermost delimiter that has a signature below it."""
    found: int | None = None
    below: list[str] = []
    for at in range(end - 1, start - 1, -1):
        shape = classes.shapes[at]
        if not shape:
            continue
        if _begins_signature(classes, at, end, below[::-1]):
            found = at
        if not separators.is_ruler(shape):
            below.append(shape)
        if len(below) > _SIGNATURE_LINES:
            break
    return None if found is None else _cut(classes, found, end, LineClass.SIGNATURE)


def _begins_signature(classes: Classes, at: int, end: int, below: list[str]) -> bool:
    line, shape = classes.lines[at], classes.shapes[at]
    if signatures.is_delimiter(line, shape) and (
        line == "-- " or (_is_plain(shape, classes, end) and not _underlines(classes, at) and signatures.is_signature_block(below))
    ):
        return True
    return separators.is_ruler(shape) and signatures.is_card(below)


def _underlines(classes: Classes, at: int) -> bool:
    """Tell whether a line of dashes makes a heading of the line above it, as others like it do."""
    alike = classes.alike(at)
    is_glued = at > 0 and bool(classes.shapes[at - 1]) and classes.shapes[at] != "--"
    if is_glued and not signatures.is_closing(classes.shapes[at - 1]) and not signatures.has_bearer(classes.shapes[at + 1 : at + _CARD]):
        return True
    return len(alike) > 1 and all(other and classes.shapes[other - 1] for other in alike)


def _is_plain(shape: str, classes: Classes, end: int) -> bool:
    """Tell whether a delimiter may be one with nothing below it: a dash alone is a mere dash at the end of a text."""
    return shape == "--" or end < len(classes.shapes) or bool(classes.shapes[end - 1] != shape)


def _trim_contact(classes: Classes, start: int, end: int) -> int | None:
    at = signatures.contact_block_start(classes.shapes, max(start, end - _SIGNATURE_LINES), end)
    return None if at is None or at <= classes.next_written(start) else _cut(classes, at, end, LineClass.SIGNATURE)


def _trim_banner(classes: Classes, start: int, end: int) -> int | None:
    """Leave out a warning that stood above the mail that is answered, and that the quote has left outside of itself."""
    top = notices.paragraph_start(classes.shapes, max(start, end - _FOOTER_LINES), end)
    return _cut(classes, top, end, LineClass.BANNER) if start < top < end and notices.is_banner(" ".join(classes.shapes[top:end])) else None


def _trim_own_address(classes: Classes, start: int, end: int) -> int | None:
    """Leave out an address alone, far below the text and above the head of a quote: some programs sign so."""
    at = end - 1
    is_apart = at - 2 > start and not classes.shapes[at - 1] and not classes.shapes[at - 2]
    if not is_apart or not EMAIL.fullmatch(classes.shapes[at]):
        return None
    below = classes.next_written(end)
    above = next((shape for shape in reversed(classes.shapes[start:at]) if shape), ":")
    is_signed = below < len(classes.found) and classes.found[below] in _HEADS and not above.endswith((":", "："))
    return _cut(classes, at, end, LineClass.SIGNATURE) if is_signed else None


def _trim_ruler(classes: Classes, start: int, end: int) -> int | None:
    """Leave out a ruler that parted the text from what is already left out; one with nothing below it is the author's."""
    if end == start or not separators.is_ruler(classes.shapes[end - 1]):
        return None
    below = classes.next_written(end)
    is_foot = (
        below < len(classes.found)
        and classes.found[below] in _FEET
        and (below == end or not separators.is_underscored(classes.shapes[end - 1]))
    )
    return _cut(classes, end - 1, end, LineClass.SEPARATOR) if is_foot else None


def _trim_sign_off(classes: Classes, start: int, end: int) -> int | None:
    at = signatures.sign_off_start(classes.shapes, max(start, end - 3 * _SIGNATURE_LINES), end)
    return None if at is None else _cut(classes, at, end, LineClass.SIGN_OFF)


def _trims_of(known: Known) -> Iterator[_Trim]:
    """Yield what knows how the author of this very message signs."""
    if known.signature:
        yield lambda classes, start, end: _cut_at(classes, signature_start(classes.shapes, start, end, known.signature), end)
    if known.author:
        yield lambda classes, start, end: _cut_at(classes, name_start(classes.shapes, start, end, known.author), end)


def _cut_at(classes: Classes, at: int | None, end: int) -> int | None:
    return None if at is None else _cut(classes, at, end, LineClass.SIGN_OFF)


def _with_ruler(classes: Classes, start: int, at: int) -> int:
    """Take the ruler above along."""
    above = at - 1
    while above > start and not classes.shapes[above]:
        above -= 1
    return above if above >= start and separators.is_ruler(classes.shapes[above]) else at


def _cut(classes: Classes, start: int, end: int, found: LineClass) -> int:
    _mark(classes, start, end, found)
    return start


def _mark(classes: Classes, start: int, end: int, found: LineClass) -> None:
    for at in range(start, end):
        if classes.found[at] is LineClass.TEXT:
            classes.found[at] = found


_HEADS = frozenset({LineClass.ATTRIBUTION, LineClass.HEADER_BLOCK, LineClass.SEPARATOR})
# Above the greeting with which a letter ends there are the author's words: notices and footers stand below it.
_ABOVE_SIGN_OFF: tuple[Callable[[Classes, int, int], int | None], ...] = (_trim_signature, _trim_ruler)
_FEET = frozenset({LineClass.NOTICE, LineClass.DEVICE, LineClass.SIGNATURE, LineClass.LIST_FOOTER})
_TRIMS: tuple[_Trim, ...] = (
    _trim_device,
    _trim_list_footer,
    _trim_group_links,
    _trim_notice,
    _trim_signature,
    _trim_contact,
    _trim_banner,
    _trim_own_address,
    _trim_ruler,
)
