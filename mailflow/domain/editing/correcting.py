"""What a reply to minutes makes of them: by changes in its quote, and by instructions beside it.

forms of the reply (HTML, plain) -> the surer quote -> edit -> lines -> instructions beside -> Corrected
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.domain.editing.assembling import assembled, orphans
from mailflow.domain.editing.instructions import follow
from mailflow.domain.editing.joining import is_to_us
from mailflow.domain.editing.quoting import FRAME, Quote, Sheet, agreement, find_quote
from mailflow.domain.editing.revising import Edit, Written, edit_of
from mailflow.domain.editing.tokens import tokens_of
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import NOTHING, Known
from mailflow.domain.extraction.lines import Extraction, split_lines
from mailflow.domain.minutes.rebuilding import is_remark
from mailflow.domain.minutes.sheet import Line, Role
from mailflow.domain.minutes.wording import ENGLISH, Wording

_SURE = 0.6
_SHOWN = 60
_QUOTED_ROWS = 3
_DRASTIC_SHARE = 0.5
_DRASTIC_WORDS = 40
_LETTERS = 150_000
_STUB, _STUB_LETTERS = re.compile(r"\bhtml\b", re.IGNORECASE), 200
_LONG, _DOUBLED = 25, 3
_QUOTED_WORDS = 3
_NOT_FOUND = "what you quote does not stand in the minutes like that"


@dataclass(frozen=True, slots=True)
class Corrected:
    """Minutes as a reply has them.

    `lines` are what the minutes would say, `is_quoted` tells whether the reply quotes them at all. `said` is what its author wrote beside
    the quote, `rest` what of that, and of what stands within the quote, is no instruction that can be followed; `doubts` are those that
    cannot, and why. It `is_annotated` where something is said to us within the quote, or what stands around the minutes was changed, it
    `is_partial` where only a part of them is quoted, `is_drastic` where most of the words would go, and
    `is_contradicted` where the two forms of the reply say different things. `before` are the lines as they were.
    """

    lines: tuple[Line, ...]
    is_quoted: bool
    said: Extraction
    rest: str
    doubts: tuple[str, ...] = ()
    is_changed: bool = False
    is_annotated: bool = False
    is_drastic: bool = False
    is_contradicted: bool = False
    is_partial: bool = False
    before: tuple[Line, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether the quote is not as it was sent: nobody approves what they quote by that."""
        return self.is_changed or self.is_annotated or self.is_partial


def correct(
    lines: Sequence[Line],
    sent: Sequence[str],
    forms: Sequence[str],
    *,
    said: Extraction,
    known: Known = NOTHING,
    wording: Wording = ENGLISH,
) -> Corrected:
    """Return what a reply makes of minutes.

    Args:
        lines: of the minutes that were sent.
        sent: the texts of the mail that carried them, plain and of its HTML.
        forms: the texts of the reply, that of its HTML first, if it has one.
        said: its newly written text, in case it quotes nothing.
        known: what is known of the reply besides.
        wording: the words in which the minutes are set.
    """
    sheet = Sheet.of(lines, wording)
    shown = [form for form in forms if form.strip()]
    if max((len(form) for form in (*sent, *shown)), default=0) > _LETTERS:
        return replace(_untouched(sheet, said), doubts=("it is too long to be compared with what was sent",))
    quotes = [find_quote(sheet, sent, form) for form in shown]
    chosen = _surest(quotes)
    if chosen is None or chosen.begin == chosen.end:
        return _unquoted(sheet, shown, said)
    corrected = _corrected(sheet, chosen, known)
    mine = _gist(corrected)
    others = [_other_gist(sheet, quote, known, mine) for quote in quotes if quote is not chosen]
    return replace(corrected, is_contradicted=any(gist != mine for gist in others))


def _untouched(sheet: Sheet, said: Extraction) -> Corrected:
    return _instructed(sheet, Edit(tuple(line.text for line in sheet.lines)), said, is_quoted=False)


def _unquoted(sheet: Sheet, forms: Sequence[str], said: Extraction) -> Corrected:
    """Return what a reply says that quotes no minutes; one that marks as quoted what is not there may have changed it."""
    corrected = _untouched(sheet, said)
    words = {token.norm for token in sheet.tokens}
    quoted = [token.norm for form in forms[:1] for token in tokens_of(split_lines(form)) if token.is_quoted]
    is_like = sum(norm in words for norm in quoted) * 2 > len(quoted) > _QUOTED_WORDS
    return replace(corrected, doubts=(*corrected.doubts, _NOT_FOUND)) if is_like else corrected


def _corrected(sheet: Sheet, quote: Quote, known: Known) -> Corrected:
    edit = edit_of(sheet, quote)
    if quote.is_snipped:
        edit = replace(edit, missing=())
    kept, told = _parted(edit.written)
    corrected = _instructed(sheet, replace(edit, written=kept), _beside(quote, edit.beside, known), is_quoted=True)
    rest = "\n".join(part for part in (corrected.rest, *told) if part)
    repeated = (token for token, place in zip(quote.tokens, quote.places, strict=True) if place is not None and place != FRAME)
    has_minutes = sum(any(map(str.isalnum, token.norm)) for token in repeated) >= _QUOTED_WORDS
    return replace(
        corrected,
        rest=rest,
        doubts=(*corrected.doubts, *_doubts(sheet, edit, kept, corrected)),
        is_annotated=bool(told or quote.frame_gone),
        is_partial=quote.is_cut and has_minutes,
    )


def _doubts(sheet: Sheet, edit: Edit, written: Sequence[Written], corrected: Corrected) -> Iterator[str]:
    """Yield what of an edit cannot be understood for sure."""
    for line in orphans(sheet, corrected.lines):
        yield f"«{line.text[:_SHOWN]}» is gone, but not what stands under it"
    items = {sheet.lines[line].item for line in edit.missing}
    if edit.missing and (corrected.is_changed or len(items) == 1):
        first = sheet.lines[edit.missing[0]].text.strip()
        yield f"lines between those that you quote are missing, from «{first[:_SHOWN]}» on: if they are to go, say so, or quote the whole"
    if _is_doubled(sheet, written):
        yield "the minutes stand in it twice, in different words"
    yield from _renamed(sheet, corrected)


def _is_doubled(sheet: Sheet, written: Sequence[Written]) -> bool:
    """Tell whether many of the lines that are new are old ones: the reply quotes an earlier reply as well."""
    known = {line.text.strip() for line in sheet.lines if len(line.text) > _LONG}
    new = [line.text for line in written if len(line.text) > _LONG]
    return len(new) >= _DOUBLED and sum(text in known for text in new) * 2 >= len(new)


def _renamed(sheet: Sheet, corrected: Corrected) -> Iterator[str]:
    """Yield the numbers of items and the names of sections that were changed: other mails go by them."""
    now = {line.item: line.text for line in corrected.lines if line.role is Role.HEADING}
    for line in sheet.lines:
        text = now.get(line.item, line.text)
        if line.role is Role.HEADING and text.split(maxsplit=1)[:1] != line.text.split(maxsplit=1)[:1]:
            yield f"the number of an item cannot be changed: «{line.text[:_SHOWN]}»"
    sections = {line.text for line in sheet.lines if line.role is Role.SECTION}
    renamed = (line.text for line in corrected.lines if line.role is Role.SECTION and line.text not in sections)
    yield from (f"«{text[:_SHOWN]}» is no section" for text in renamed)


def _other_gist(sheet: Sheet, quote: Quote, known: Known, mine: tuple[str, bool]) -> tuple[str, bool]:
    """Return what the other form of a reply says, whether it quotes or not; one that only points to this form says the same."""
    if quote.begin != quote.end:
        return _gist(_corrected(sheet, quote, known))
    text = extract("\n".join(quote.rows), known).text
    if _STUB.search(text) and len(text) < _STUB_LETTERS:
        return mine
    return "".join(sign for sign in text.casefold() if sign.isalnum()), False


def _gist(corrected: Corrected) -> tuple[str, bool]:
    """Return what two forms of a reply must have in common: what is said beside the quote, and whether that was changed."""
    return "".join(sign for sign in corrected.said.text.casefold() if sign.isalnum()), corrected.is_changed


def _surest(quotes: Sequence[Quote]) -> Quote | None:
    """Return the quote of the HTML, which its author saw, unless the plain text repeats far more."""
    if not quotes:
        return None
    first, best = quotes[0], max(quotes, key=agreement)
    return best if agreement(first) < agreement(best) * _SURE else first


def _instructed(sheet: Sheet, edit: Edit, said: Extraction, *, is_quoted: bool) -> Corrected:
    instructed = follow(assembled(sheet, edit), said.text)
    is_changed = _said(instructed.lines) != _said(sheet.lines)
    return Corrected(
        instructed.lines,
        is_quoted,
        said,
        instructed.rest,
        instructed.doubts,
        is_changed,
        is_drastic=is_changed and _is_drastic(sheet.lines, instructed.lines),
        before=sheet.lines,
    )


def has_new_lines(corrected: Corrected) -> bool:
    """Tell whether lines were put in that bear nobody's name: they may have been meant for us."""
    count = Counter(line.role for line in corrected.lines if line.text.strip() and not is_remark(line.text))
    return any(count[role] > found for role, found in Counter(line.role for line in corrected.before if line.text.strip()).items()) or (
        count[Role.NOTE] > sum(line.role is Role.NOTE for line in corrected.before)
    )


def _said(lines: Sequence[Line]) -> list[tuple[Role, str]]:
    return [(line.role, line.text) for line in lines if line.text.strip()]


def _is_drastic(before: Sequence[Line], after: Sequence[Line]) -> bool:
    old, new = (sum(len(line.text.split()) for line in lines) for lines in (before, after))
    return old - new > max(_DRASTIC_WORDS, _DRASTIC_SHARE * old)


def _parted(written: Sequence[Written]) -> tuple[tuple[Written, ...], list[str]]:
    """Part the lines that were written into the minutes from those that are said to us."""
    told = [line for line in written if is_to_us(line.text)]
    return tuple(line for line in written if line not in told), [line.text for line in told]


def _beside(quote: Quote, between: Sequence[str], known: Known) -> Extraction:
    """Return what the author wrote above, below and beside the quote, and what clients and signatures add to that."""
    first, last = quote.tokens[quote.begin].row, quote.tokens[quote.end - 1].row
    shown = [f"> {row.lstrip('> ')}" for row in quote.rows[first : first + _QUOTED_ROWS]]
    above = extract("\n".join((*_without_lead(quote.rows[:first], known), *shown)), known)
    below = extract("\n".join(row for row in quote.rows[last + 1 :] if not row.strip() or row.strip("> |")), known)
    text = "\n\n".join(part for part in (above.text, *between, below.text) if part.strip(" >|\n"))
    return Extraction(text, (*above.omitted, *below.omitted))


def _without_lead(rows: Sequence[str], known: Known) -> Sequence[str]:
    """Return the rows above a quote without the two in which s-nail names us: `Our Meeting wrote in`, ` <us@example.org>:`."""
    filled = [at for at, row in enumerate(rows) if row.strip()]
    lead = " ".join(rows[at].strip() for at in filled[-2:])
    name, wrote, address = lead.partition(" wrote in <")
    is_lead = bool(wrote) and name in known.correspondents and address.endswith(">:") and " " not in address
    return rows[: filled[-2]] if is_lead and len(filled) > 1 else rows
