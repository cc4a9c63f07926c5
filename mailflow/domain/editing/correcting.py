"""What a reply to minutes makes of them: by changes in its quote, and by instructions beside it.

forms of the reply (HTML, plain) -> the surer quote -> edit -> lines -> instructions beside -> Corrected
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.domain.editing.assembling import assembled, orphans
from mailflow.domain.editing.instructions import follow
from mailflow.domain.editing.joining import is_to_us
from mailflow.domain.editing.quoting import Quote, Sheet, agreement, find_quote
from mailflow.domain.editing.revising import Edit, Written, edit_of
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import NOTHING, Known
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.minutes.sheet import Line

_SURER = 1.02
_SHOWN = 60
_QUOTED_ROWS = 3
_DRASTIC_SHARE = 0.5
_DRASTIC_WORDS = 40


@dataclass(frozen=True, slots=True)
class Corrected:
    """Minutes as a reply has them.

    `lines` are what the minutes would say, `is_quoted` tells whether the reply quotes them at all. `said` is what its author wrote beside
    the quote, `rest` what of that, and of what stands within the quote, is no instruction that can be followed; `doubts` are those that
    cannot, and why. It `is_annotated` where something is said to us within the quote, `is_drastic` where most of the words would go, and
    `is_contradicted` where the two forms of the reply say different things.
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

    @property
    def is_marked(self) -> bool:
        """Whether the quote is not as it was sent: nobody approves what they quote by that."""
        return self.is_changed or self.is_annotated


def correct(
    lines: Sequence[Line], sent: Sequence[str], forms: Sequence[str], *, said: Extraction, known: Known = NOTHING
) -> Corrected:
    """Return what a reply makes of minutes.

    Args:
        lines: of the minutes that were sent.
        sent: the texts of the mail that carried them, plain and of its HTML.
        forms: the texts of the reply, that of its HTML first, if it has one.
        said: its newly written text, in case it quotes nothing.
        known: what is known of the reply besides.
    """
    sheet = Sheet.of(lines)
    quotes = [find_quote(sheet, sent, form) for form in forms if form.strip()]
    chosen = _surest(quotes)
    if chosen is None or chosen.begin == chosen.end:
        return _instructed(sheet, Edit(tuple(line.text for line in lines)), said, is_quoted=False)
    corrected = _corrected(sheet, chosen, known)
    others = [_corrected(sheet, quote, known) for quote in quotes if quote is not chosen and quote.begin != quote.end]
    return replace(corrected, is_contradicted=any(_gist(other) != _gist(corrected) for other in others))


def _corrected(sheet: Sheet, quote: Quote, known: Known) -> Corrected:
    edit = edit_of(sheet, quote)
    kept, told = _parted(edit.written)
    corrected = _instructed(sheet, replace(edit, written=kept), _beside(quote, edit.beside, known), is_quoted=True)
    lost = tuple(f"«{line.text[:_SHOWN]}» is gone, but not what stands under it" for line in orphans(sheet, corrected.lines))
    rest = "\n".join(part for part in (corrected.rest, *told) if part)
    return replace(corrected, rest=rest, doubts=(*corrected.doubts, *lost), is_annotated=bool(told))


def _gist(corrected: Corrected) -> tuple[str, bool]:
    """Return what two forms of a reply must have in common: what is said beside the quote, and whether that was changed."""
    return "".join(sign for sign in corrected.said.text.casefold() if sign.isalnum()), corrected.is_changed


def _surest(quotes: Sequence[Quote]) -> Quote | None:
    """Return the quote of the HTML, which its author saw, unless the plain text repeats clearly more."""
    if not quotes:
        return None
    first, best = quotes[0], max(quotes, key=agreement)
    return best if agreement(best) > agreement(first) * _SURER + 5 else first


def _instructed(sheet: Sheet, edit: Edit, said: Extraction, *, is_quoted: bool) -> Corrected:
    instructed = follow(assembled(sheet, edit), said.text)
    is_changed = [(line.role, line.text) for line in instructed.lines] != [(line.role, line.text) for line in sheet.lines]
    return Corrected(
        instructed.lines,
        is_quoted,
        said,
        instructed.rest,
        instructed.doubts,
        is_changed,
        is_drastic=is_changed and _is_drastic(sheet.lines, instructed.lines),
    )


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
