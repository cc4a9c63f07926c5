"""What somebody took out of the quote of minutes, and what only is not in it."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from mailflow.domain.editing.quoting import FRAME, Quote, Sheet

_MORE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Losses:
    """The words (their places in the sheet) that were taken out, and the lines of which nobody can tell whether they were."""

    words: frozenset[int]
    lines: tuple[int, ...]


def repeated_in(quote: Quote) -> dict[int, int]:
    """Return where in the quote each word of the minutes stands that is there."""
    return {place: at for at, place in enumerate(quote.places) if place is not None and place != FRAME}


def words_by_line(sheet: Sheet) -> dict[int, list[int]]:
    """Return the places of the words of each line."""
    return {line: [at for at, _ in group] for line, group in groupby(enumerate(sheet.tokens), key=lambda one: one[1].row)}


def losses_of(sheet: Sheet, quote: Quote) -> Losses:
    """Return the words that were taken out, and the lines of which nobody can tell whether they were.

    Of a quote that is cut, a line that is not there at all was not quoted; between two lines that are it may have been taken out.
    """
    repeated, of_line = repeated_in(quote), words_by_line(sheet)
    last, rest = _end_of_part(sheet, quote, of_line)
    quoted = range(quote.first, last + 1)
    gone = frozenset(at for at in quoted if at not in repeated and at not in quote.unseen | sheet.marks)
    if not quote.is_cut:
        return Losses(gone, ())
    seen = sorted({sheet.tokens[at].row for at in repeated})
    between = [line for one, other in pairwise(seen) for line in range(one + 1, other)]
    missing = (*(line for line in between if gone.intersection(of_line.get(line, ()))), *rest)
    return Losses(frozenset(at for at in gone if sheet.tokens[at].row in seen), missing)


def _end_of_part(sheet: Sheet, quote: Quote, of_line: dict[int, list[int]]) -> tuple[int, tuple[int, ...]]:
    """Return the last word that a part of a quote is about, and the line of which it is not clear whether its rest was taken out.

    Where a line ends in new words, those stand for about as many that it had.
    """
    ends = [at for at in range(quote.begin, quote.end) if quote.places[at] not in {None, FRAME}]
    if not quote.is_cut or not ends:
        return quote.last, ()
    row, line = quote.tokens[ends[-1]].row, sheet.tokens[quote.last].row
    new = sum(1 for at in range(ends[-1] + 1, quote.end) if quote.tokens[at].row == row and quote.tokens[at].norm.isalnum())
    rest = [at for at in of_line[line] if at > quote.last]
    if not new or not rest:
        return quote.last, ()
    return (rest[-1], ()) if len(rest) <= new + _MORE_WORDS else (quote.last, (line,))
