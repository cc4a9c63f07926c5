"""Where a reply quotes the minutes that it answers, and which word of the quote is which word of the minutes.

sent forms (plain, HTML) x forms of the reply -> the pair in which most words agree -> Quote
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from mailflow.domain.editing.aligning import NEW, align, settle, slide
from mailflow.domain.editing.tokens import Token, has_target, tokens_of, without_initials, without_marks, words_of
from mailflow.domain.extraction.lines import split_lines
from mailflow.domain.minutes.sheet import Line, Role
from mailflow.domain.minutes.wording import ENGLISH, Wording

FRAME = -1
_Row = tuple[int, list[int]]
_Test = Callable[[_Row, Sequence[Token], Sequence[int]], bool]
_UNMARKED_WORDS = 10
_HALF_WORDS = 2
# What people write where they left something out of a quote.
_SNIP = re.compile(
    r"[\[(<{]?\s*(?:\.{2,}|…|snip\w*|cut|gekürzt|kürzung|coupé|omissis|recortado|ingekort|wycięto|cortado)\s*[\])>}]?", re.IGNORECASE
)
_ROW_SHARE = 0.75
_ROW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """Minutes as lines, and all their words, whose `row` is the place of their line; `marks` are the words that number points of a list.

    `wording` are the words in which they are set.
    """

    lines: tuple[Line, ...]
    tokens: tuple[Token, ...]
    marks: frozenset[int] = frozenset()
    wording: Wording = ENGLISH

    @classmethod
    def of(cls, lines: Sequence[Line], wording: Wording = ENGLISH) -> "Sheet":
        """Return lines with their words."""
        tokens = tuple(token for token in words_of([line.text for line in lines]) if not token.is_bullet)
        soft = {token.row for token in tokens if token.is_soft}
        filled = [row for row, line in enumerate(lines) if line.text.strip()]
        pairs = [(one, other) for one, other in pairwise(filled) if {one, other} <= soft]
        listed = {row for pair in pairs for row in pair}
        marks = frozenset(at for at, token in enumerate(tokens) if token.is_soft and token.row in listed)
        return cls(tuple(lines), tokens, marks, wording)


@dataclass(frozen=True, slots=True)
class Quote:
    """A reply laid beside the minutes that it quotes.

    `rows` are those of the reply, `tokens` its words; `places` tells of each the place of its word in the minutes, FRAME for words of our
    mail around them, None where it is new; those before `begin` and from `end` on are not part of the quote. `unseen` are the words of the
    minutes which the form that was quoted does not show; `first` and `last` are the words of the minutes between which it lies; it
    `is_cut` where it does not reach from the first word of the minutes to the last, or says itself that something was left out, and
    lacks `frame_gone` words of what stands around them in our mail; `is_snipped` tells that it says so.
    """

    rows: tuple[str, ...]
    tokens: tuple[Token, ...]
    places: tuple[int | None, ...]
    begin: int
    end: int
    unseen: frozenset[int] = frozenset()
    first: int = 0
    last: int = -1
    is_cut: bool = False
    frame_gone: int = 0
    is_snipped: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of our mail: its words, and of each the word of the minutes that it is, or FRAME; `body` is where their first item begins."""

    tokens: tuple[Token, ...]
    words: tuple[int, ...]
    body: int = 0


def find_quote(sheet: Sheet, sent: Sequence[str], reply: str) -> Quote:
    """Return a reply (one form of it) laid beside the form of our mail that it quotes; begin and end are the same where it quotes none."""
    read = without_initials(split_lines(reply))
    rows = ["" if _SNIP.fullmatch(without_marks(row)) else row for row in read]
    targets = has_target([line.text for line in sheet.lines])
    tokens = tokens_of(rows, has_targets=targets)
    forms = [_form(sheet, tokens_of(split_lines(text), has_targets=targets)) for text in dict.fromkeys(sent) if text.strip()]
    is_snipped = rows != read
    laid = (_laid(rows, tokens, form) for form in forms)
    quotes = [replace(quote, is_cut=quote.is_cut or is_snipped, is_snipped=is_snipped) for quote in laid]
    nothing = Quote(tuple(rows), tuple(tokens), (None,) * len(tokens), len(tokens), len(tokens))
    return max(quotes, key=lambda quote: (agreement(quote), -_missing(quote)), default=nothing)


def agreement(quote: Quote) -> int:
    """Return how many words of our mail a quote repeats, less those that it has besides."""
    inside = quote.places[quote.begin : quote.end]
    return sum(1 if place is not None else -1 for place in inside)


def _missing(quote: Quote) -> int:
    """Return how many words of the minutes a quote should repeat, and does not."""
    return len(frozenset(range(quote.first, quote.last + 1)) - quote.unseen - frozenset(quote.places))


def _form(sheet: Sheet, read: Sequence[Token]) -> _Form:
    """Find the minutes in a form of our mail."""
    found = _with_marks(sheet.tokens, read, _without_marks(sheet.tokens, read))
    shown = [(token, place) for token, place in zip(read, found, strict=True) if place != NEW or not token.is_bullet]
    tokens = [token for token, _ in shown]
    words = tuple(FRAME if place == NEW else place for place in slide(tokens, [place for _, place in shown]))
    # a line of the minutes is one row, however it was wrapped
    whole = (token if word == FRAME else replace(token, row=-1 - sheet.tokens[word].row) for token, word in zip(tokens, words, strict=True))
    body = next((at for at, token in enumerate(sheet.tokens) if sheet.lines[token.row].role is Role.HEADING), 0)
    return _Form(tuple(whole), words, body)


def _without_marks(base: Sequence[Token], reply: Sequence[Token]) -> list[int]:
    """Align the words of a reply; the mark of a list is none, and must not be taken for the end of a sentence."""
    words = [at for at, token in enumerate(reply) if not token.is_bullet]
    found = [NEW] * len(reply)
    for at, place in zip(words, align([token.norm for token in base], [reply[at].norm for at in words]), strict=True):
        found[at] = place
    return found


def _with_marks(base: Sequence[Token], reply: Sequence[Token], found: list[int]) -> list[int]:
    """Take what looks like the mark of a list for words of the original where it stands there, beside a word that was found."""
    lows = list(accumulate(found, lambda low, place: low if place == NEW else place, initial=NEW))
    highs = list(accumulate(reversed(found), lambda high, place: high if place == NEW else place, initial=len(base)))
    taken = NEW
    for _, group in groupby((at for at, token in enumerate(reply) if token.is_bullet), key=lambda at: reply[at].row):
        own = list(group)
        norms = [reply[at].norm for at in own]
        low, high = max(lows[own[0]], taken), highs[len(reply) - 1 - own[-1]]
        starts = (start for start in (low + 1, high - len(own)) if low < start <= high - len(own))
        start = next((start for start in starts if [token.norm for token in base[start : start + len(own)]] == norms), None)
        if start is not None:
            taken = start + len(own) - 1
            found[own[0] : own[-1] + 1] = range(start, taken + 1)
    return found


def _laid(rows: list[str], tokens: list[Token], form: _Form) -> Quote:
    found = settle(form.tokens, tokens, _with_marks(form.tokens, tokens, _without_marks(form.tokens, tokens)))
    quote = _quote(rows, tokens, form, found)
    return _quote(rows, tokens, form, _near(form, tokens, found)) if quote.is_cut else quote


def _quote(rows: list[str], tokens: list[Token], form: _Form, found: Sequence[int]) -> Quote:
    begin, end = _hull(tokens, found, _quotes) or _hull(tokens, found, _half_quotes) or (len(tokens), len(tokens))
    inside = [at for at in range(begin, end) if found[at] != NEW]
    places = tuple(form.words[found[at]] if begin <= at < end and found[at] != NEW else None for at in range(len(tokens)))
    shown = [word for word in form.words if word != FRAME]
    minutes = [at for at, word in enumerate(form.words) if word != FRAME]
    if not inside or not minutes:
        return Quote(tuple(rows), tuple(tokens), places, len(tokens), len(tokens))
    first, last = found[inside[0]], found[inside[-1]]
    quoted = [word for word in form.words[first : last + 1] if word != FRAME]
    return Quote(
        tuple(rows),
        tuple(tokens),
        places,
        begin,
        end,
        unseen=frozenset(range(max(shown) + 1)) - frozenset(shown),
        first=min(quoted, default=0),
        last=max(quoted, default=-1),
        is_cut=min(quoted, default=0) > form.body or last < minutes[-1],
        frame_gone=_frame_gone(form, [found[at] for at in inside]),
    )


def _frame_gone(form: _Form, found: Sequence[int]) -> int:
    """Return how many words of our mail around the minutes a quote of them leaves out; addresses, which programs rewrite, do not count."""
    addressed = {token.row for token in form.tokens if token.norm in {"@", "mailto", "http", "https"}}
    missing = set(range(found[0], found[-1])) - set(found)
    gone = (form.tokens[at] for at in missing if form.words[at] == FRAME and form.tokens[at].row not in addressed)
    return sum(1 for token in gone if any(sign.isalnum() for sign in token.norm))


def _near(form: _Form, tokens: Sequence[Token], found: Sequence[int]) -> list[int]:
    """Let go of words far from the others of their row, and look for them in its line: in a part of a quote they stand there by chance."""
    near = list(found)
    for _, group in groupby((at for at in range(len(tokens)) if found[at] != NEW), key=lambda at: tokens[at].row):
        clusters: list[list[int]] = [[]]
        for at in group:
            if clusters[-1] and _is_far(form, found[clusters[-1][-1]], found[at]):
                clusters.append([])
            clusters[-1].append(at)
        if len(clusters) > 1:
            _look_again(form, tokens, near, max(clusters, key=len))
    return near


def _look_again(form: _Form, tokens: Sequence[Token], near: list[int], cluster: Sequence[int]) -> None:
    """Align a row of a reply anew with the one line of our mail in which most of its words stand."""
    own = [at for at in range(len(tokens)) if tokens[at].row == tokens[cluster[0]].row]
    line = [at for at, token in enumerate(form.tokens) if token.row == form.tokens[near[cluster[0]]].row]
    places = align([form.tokens[at].norm for at in line], [tokens[at].norm for at in own])
    for at, place in zip(own, places, strict=True):
        near[at] = NEW if place == NEW else line[place]


def _is_far(form: _Form, one: int, other: int) -> bool:
    """Tell whether two words of our mail stand in lines of which the one does not go on in the other."""
    first, second = form.tokens[one].row, form.tokens[other].row
    if first == second:
        return False
    ends = one + 1 == len(form.tokens) or form.tokens[one + 1].row != first
    return not (ends and form.tokens[other - 1].row == first)


def _hull(tokens: Sequence[Token], found: Sequence[int], quotes: _Test) -> tuple[int, int] | None:
    """Return from which word to which a reply quotes our mail: from the first row that does to the last, with what hangs on to them."""
    rows = _by_row(tokens, found)
    quoting = [at for at, row in enumerate(rows) if quotes(row, tokens, found)]
    if not _is_enough([rows[at] for at in quoting], tokens, found):
        return None
    low, high = quoting[0], quoting[-1]
    while low > 0 and _goes_up(rows[low - 1], rows[low], tokens, found):
        low -= 1
    while high + 1 < len(rows) and (_hangs_on(rows[high], rows[high + 1], found) or _is_marked(rows[high : high + 2], tokens)):
        high += 1
    inside = [at for at, token in enumerate(tokens) if rows[low][0] <= token.row <= rows[high][0]]
    return inside[0], inside[-1] + 1


def _is_enough(rows: Sequence[_Row], tokens: Sequence[Token], found: Sequence[int]) -> bool:
    """Tell whether rows are a quote, and not words that happen to stand in our mail: they are marked, or many repeat it wholly."""
    if any(tokens[own[0]].is_quoted for _, own in rows):
        return True
    repeated = [own for _, own in rows if _is_repeated([found[at] for at in own])]
    return sum(map(len, repeated)) >= _UNMARKED_WORDS


def _goes_up(above: _Row, below: _Row, tokens: Sequence[Token], found: Sequence[int]) -> bool:
    """Tell whether the row above the beginning of a quote belongs to it."""
    if not _is_alike((above, below), tokens):
        return False
    return _hangs_on(above, below, found) or (_is_marked((above, below), tokens) and _half_quotes(above, tokens, found))


def _by_row(tokens: Sequence[Token], found: Sequence[int]) -> list[_Row]:
    """Return each row that has words, and their places; the mark of a list is no word unless it stands in the original."""
    rows: dict[int, list[int]] = {}
    for at, token in enumerate(tokens):
        if not (token.is_bullet or token.is_soft) or found[at] != NEW:
            rows.setdefault(token.row, []).append(at)
    return list(rows.items())


def _quotes(row: _Row, _tokens: Sequence[Token], found: Sequence[int]) -> bool:
    """Tell whether a row of a reply repeats a row of ours: most of its words, some of them one after the other."""
    places = [found[at] for at in row[1]]
    kept = [place for place in places if place != NEW]
    in_a_row = sum(1 for one, other in pairwise(kept) if other == one + 1)
    return len(kept) >= _ROW_SHARE * len(places) and in_a_row >= min(_ROW_WORDS, len(places) - 1) and len(kept) >= _ROW_WORDS


def _half_quotes(row: _Row, tokens: Sequence[Token], found: Sequence[int]) -> bool:
    """Tell whether a row that is marked as quoted repeats at least half of a row of ours."""
    kept = [found[at] for at in row[1] if found[at] != NEW]
    return tokens[row[1][0]].is_quoted and len(kept) >= _HALF_WORDS and 2 * len(kept) >= len(row[1])


def _is_repeated(found: Sequence[int]) -> bool:
    """Tell whether a row repeats words of ours, one after the other, and has no others."""
    return len(found) > _ROW_WORDS and NEW not in found and list(found) == list(range(found[0], found[0] + len(found)))


def _hangs_on(above: _Row, below: _Row, found: Sequence[int]) -> bool:
    """Tell whether one row goes on in the next, word by word of the original."""
    words = [found[at] for at in (*above[1], *below[1])]
    return NEW not in words and words == list(range(words[0], words[0] + len(words)))


def _is_alike(rows: Sequence[_Row], tokens: Sequence[Token]) -> bool:
    """Tell whether rows are quoted in the same way, with a mark or without."""
    return len({tokens[own[0]].is_quoted for _, own in rows}) == 1


def _is_marked(rows: Sequence[_Row], tokens: Sequence[Token]) -> bool:
    return all(tokens[own[0]].is_quoted for _, own in rows)
