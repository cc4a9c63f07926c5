"""What somebody changed in the quote of minutes: the words of lines, lines taken out, lines written between.

    Quote -> runs of new words -> part of a line, or lines of their own -> the lines of the next revision

Words that are quoted as they were sent stay as they were sent, and so does whatever is not quoted at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailflow.domain.editing.joining import is_broken_off, logical_lines, rewoven, spelled
from mailflow.domain.editing.losses import losses_of, repeated_in, words_by_line
from mailflow.domain.editing.points import Points, parted
from mailflow.domain.editing.quoting import FRAME, Quote, Sheet
from mailflow.domain.editing.tokens import Token, without_marks
from mailflow.domain.minutes.rebuilding import is_remark
from mailflow.domain.minutes.sheet import Role

NOWHERE = -1
# What programs put behind a link whose address they write elsewhere.
_REFERENCE = re.compile(r"[\[(<]\d{1,2}[\])>]")


@dataclass(frozen=True, slots=True)
class Written:
    """A line of its own that somebody wrote: below which line of the minutes (from 0, NOWHERE: above all), and whether marked as quoted."""

    text: str
    below: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """What a reply makes of minutes.

    `texts` are the lines (as in the sheet) as they read now, None where one was taken out; `written` are the lines that are new, in order;
    `beside` are rows that stand among words of our mail which are not the minutes; `missing` are the lines that somebody who quotes only
    a part left out, or took out.
    """

    texts: tuple[str | None, ...]
    written: tuple[Written, ...] = ()
    beside: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """New words of a reply that follow one another: from `start` to `end`, between two words of the minutes (their places, or none)."""

    start: int
    end: int
    left: int | None
    right: int | None


@dataclass(slots=True)
class _Loom:
    """What is being made: new words before each word of the minutes, new texts of lines, and lines to be written between."""

    before: dict[int, list[Token]] = field(default_factory=dict)
    behind: dict[int, list[Token]] = field(default_factory=dict)
    instead: dict[int, str] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def edit_of(sheet: Sheet, quote: Quote) -> Edit:
    """Return what a quote makes of the minutes."""
    return _Weaver(sheet, quote).edit()


class _Weaver:
    """Lays the new words of one reply into the lines of the minutes."""

    def __init__(self, sheet: Sheet, quote: Quote) -> None:
        self._sheet, self._quote = sheet, quote
        self._repeated, self._of_line = repeated_in(quote), words_by_line(sheet)
        self._marked = {token.row for token in quote.tokens if token.is_quoted}
        self._losses, self._points = losses_of(sheet, quote), Points(sheet, quote)
        self._loom = _Loom()

    def edit(self) -> Edit:
        for run in self._runs():
            self._place(run)
        texts = self._without_unseen([self._text(line) for line in range(len(self._sheet.lines))])
        return Edit(texts, tuple(self._loom.written), tuple(self._loom.beside), self._losses.lines)

    def _without_unseen(self, texts: list[str | None]) -> tuple[str | None, ...]:
        """Take out what the quote does not show of an item whose heading was taken out: its author saw nothing of it."""
        lines = self._sheet.lines
        gone = {line.item for line, text in zip(lines, texts, strict=True) if line.role is Role.HEADING and text is None}
        hidden = {line for line, own in self._of_line.items() if self._quote.unseen.issuperset(own) and lines[line].item in gone}
        blank = {at for at, line in enumerate(lines) if not line.text.strip() and line.item in gone}
        return tuple(None if at in hidden | blank else text for at, text in enumerate(texts))

    def _runs(self) -> Iterator[_Run]:
        quote, at = self._quote, self._quote.begin
        while at < quote.end:
            end = at
            while end < quote.end and quote.places[end] is None:
                end += 1
            run = _Run(at, end, self._nearest(at - 1, -1), self._nearest(end, 1))
            if end > at and not all(self._is_mark(token, run) for token in quote.tokens[at:end]):
                yield run
            at = end + 1

    def _is_mark(self, token: Token, run: _Run) -> bool:
        """Tell whether a new word only marks a point of a list: unless one of the minutes' own went where it stands, as `12` of a date."""
        if not token.is_soft or run.right is None:
            return token.is_bullet or token.is_soft
        between = range(-1 if run.left is None else run.left + 1, run.right)
        return not any(at in self._losses.words for at in between)

    def _nearest(self, at: int, step: int) -> int | None:
        """Return the next word of the minutes in a direction; None where there is none, or our mail goes on beyond the minutes."""
        while self._quote.begin <= at < self._quote.end:
            place = self._quote.places[at]
            if place is not None and place != FRAME:
                return place
            at += step
        return None

    def _place(self, run: _Run) -> None:
        if self._is_beside(run):
            self._loom.beside.extend(self._said(run))
            return
        low, high = self._line(run.left, NOWHERE), self._line(run.right, len(self._sheet.lines))
        if low == high:
            self._place_within(run, low)
        else:
            self._place_between(run, low, high)

    def _said(self, run: _Run) -> Iterator[str]:
        """Yield the new words among those of our mail, row by row; a mark without a letter is some program's."""
        rows = (spelled(self._words(run, row)).strip() for row in self._rows(run) if self._words(run, row))
        yield from (text for text in rows if not _REFERENCE.fullmatch(text) and any(sign.isalnum() for sign in text))

    def _is_beside(self, run: _Run) -> bool:
        """Tell whether new words stand among those of our mail that are not the minutes."""
        tokens, places = self._quote.tokens, self._quote.places
        around = [places[at] for at in (run.start - 1, run.end) if self._quote.begin <= at < self._quote.end]
        if around == [FRAME, FRAME]:
            return True
        if run.left is None:
            shares = run.end < self._quote.end and tokens[run.end].row == tokens[run.end - 1].row
            return not (shares or 0 in self._losses.words)
        return run.right is None and run.start > self._quote.begin and places[run.start - 1] == FRAME

    def _line(self, place: int | None, otherwise: int) -> int:
        return otherwise if place is None else self._sheet.tokens[place].row

    def _rows(self, run: _Run) -> list[int]:
        return list(dict.fromkeys(token.row for token in self._quote.tokens[run.start : run.end]))

    def _place_within(self, run: _Run, line: int) -> None:
        """Put new words into the line in the middle of which they stand; a row of somebody's own stands below it."""
        inline: list[Token] = []
        for row in self._rows(run):
            own = self._words(run, row)
            text = without_marks(self._quote.rows[row])
            is_own = bool(own) and self._is_unmarked(own[0], run) and not is_broken_off(self._quote.rows[row - 1], text)
            if own and self._is_whole(row, run) and (is_remark(text) or is_own):
                self._loom.written.append(Written(text, line, own[0].is_quoted))
            else:
                inline += own
        if run.left is not None:
            self._loom.behind.setdefault(run.left, []).extend(inline)

    def _is_unmarked(self, token: Token, run: _Run) -> bool:
        """Tell whether a row lacks the quote mark that the words around it have."""
        return not token.is_quoted and run.start > 0 and self._quote.tokens[run.start - 1].is_quoted

    def _is_whole(self, row: int, run: _Run) -> bool:
        """Tell whether a row has new words only."""
        edges = (at for at in (run.start - 1, run.end) if 0 <= at < len(self._quote.tokens))
        return all(self._quote.tokens[at].row != row for at in edges)

    def _place_between(self, run: _Run, low: int, high: int) -> None:
        rows = self._rows(run)
        own = {row: self._words(run, row) for row in rows}
        inside = range((NOWHERE if run.left is None else run.left) + 1, len(self._sheet.tokens) if run.right is None else run.right)
        gone = [at for at in inside if at in self._losses.words]
        is_tail, is_head = (any(self._sheet.tokens[at].row == line for at in gone) for line in (low, high))
        is_left, is_right = not self._is_whole(rows[0], run) and self._shares(run.start - 1, rows[0]), self._shares(run.end, rows[-1])
        whole = [row for row in rows if self._is_whole(row, run)]
        if is_left and not (is_right and len(rows) == 1 and is_head and not is_tail):
            self._behind(run.left, own[rows[0]])
            whole = self._go_on(run, rows[0], whole)
        if is_right and not (len(rows) == 1 and is_left and not (is_head and not is_tail)):
            self._ahead(run.right, own[rows[-1]])
        lines = logical_lines(self._quote.rows, whole)
        if lines and is_tail and not is_left and not is_remark(lines[0][0]):
            self._behind(run.left, [token for row in lines.pop(0)[1] for token in own[row]])
        if lines and is_head and not is_right and not is_remark(lines[-1][0]):
            self._ahead(run.right, [token for row in lines.pop()[1] for token in own[row]])
        self._write(lines, low, self._lost(low, high))

    def _words(self, run: _Run, row: int) -> list[Token]:
        """Return the new words of a row; the mark of a list before words that are not new is none."""
        is_whole = self._is_whole(row, run)
        own = (token for token in self._quote.tokens[run.start : run.end] if token.row == row)
        words = [token for token in own if is_whole or not self._is_mark(token, run)]
        is_within = run.left is not None and self._line(run.left, NOWHERE) == self._line(run.right, len(self._sheet.lines))
        at_head = bool(words) and not is_whole and is_within and self._points.begins_with(words[0])
        return [self._points.mark_before(words[0]), *words] if at_head else words

    def _shares(self, at: int, row: int) -> bool:
        return self._quote.begin <= at < self._quote.end and self._quote.tokens[at].row == row

    def _behind(self, place: int | None, tokens: list[Token]) -> None:
        if place is not None:
            self._loom.behind.setdefault(place, []).extend(tokens)

    def _ahead(self, place: int | None, tokens: list[Token]) -> None:
        if place is not None:
            self._loom.before.setdefault(place, []).extend(tokens)

    def _go_on(self, run: _Run, row: int, whole: list[int]) -> list[int]:
        """Let rows that go on with a row whose end is new belong to it, and return the others."""
        lines = logical_lines(self._quote.rows, [row, *whole])
        for further in lines[0][1][1:]:
            self._behind(run.left, [token for token in self._quote.tokens[run.start : run.end] if token.row == further])
        return [one for one in whole if one not in lines[0][1]]

    def _lost(self, low: int, high: int) -> list[int]:
        """Return the lines between two of which every word is gone."""
        between = range(low + 1, high)
        return [line for line in between if self._of_line.get(line) and self._is_gone(line)]

    def _is_gone(self, line: int) -> bool:
        seen = [at for at in self._of_line[line] if at not in self._quote.unseen | self._sheet.marks]
        return bool(seen) and self._losses.words.issuperset(seen)

    def _write(self, lines: list[tuple[str, list[int]]], low: int, lost: list[int]) -> None:
        """Let lines stand in place of those that are gone, one for one, and the others below."""
        below = low
        for text, rows in (line for line in lines if any(sign.isalnum() for sign in line[0])):
            is_own = is_remark(text) and not (lost and self._sheet.lines[lost[0]].role is Role.NOTE)
            if lost and not is_own:
                below = lost.pop(0)
                self._loom.instead[below] = text
                continue
            marked = rows[0] in self._marked
            self._loom.written.append(Written(text, below, marked))

    def _text(self, line: int) -> str | None:
        own, text = self._of_line.get(line, []), self._sheet.lines[line].text
        if line in self._loom.instead:
            return self._loom.instead[line]
        if not own:
            return text
        between = [[*self._loom.before.get(at, ())] for at in own] + [[]]
        for number, at in enumerate(own):
            between[number + 1][:0] = self._loom.behind.get(at, [])
            between[number] += self._points.marks_before(at, own)
        if self._is_gone(line) and not any(between):
            return None
        words = [self._word(at) for at in own]
        return parted(text, rewoven(text, [self._sheet.tokens[at] for at in own], words, between))

    def _word(self, place: int) -> Token | None:
        if place in self._losses.words:
            return None
        at = self._repeated.get(place)
        return self._sheet.tokens[place] if at is None else self._quote.tokens[at]
