"""New points of a list that somebody made in the quote of minutes: in the middle of a line, which becomes several by it."""

from mailflow.domain.editing.joining import like
from mailflow.domain.editing.losses import repeated_in
from mailflow.domain.editing.quoting import Quote, Sheet
from mailflow.domain.editing.tokens import Token, bullet_of, without_marks

_POINT = "\ue000"


class Points:
    """Where the rows of a quote begin with the mark of a list which the minutes do not have there."""

    def __init__(self, sheet: Sheet, quote: Quote) -> None:
        self._sheet, self._quote = sheet, quote
        self._repeated = repeated_in(quote)
        self._points = self._find_points()

    def _find_points(self) -> dict[int, Token | None]:
        """Return the first word of each row that begins with the mark of a list which the minutes do not have there."""
        points: dict[int, Token | None] = {}
        for at in range(self._quote.begin, self._quote.end):
            token = self._quote.tokens[at]
            if token.is_bullet or token.is_soft:
                if self._quote.places[at] is not None:
                    points.setdefault(token.row, None)  # the mark is one of the minutes' own words
            elif token.row not in points and bullet_of(without_marks(self._quote.rows[token.row])):
                points[token.row] = token
        return points

    def begins_with(self, token: Token) -> bool:
        """Tell whether a new point begins with a word."""
        return self._points.get(token.row) is token

    def mark_before(self, token: Token) -> Token:
        """Return what stands for the beginning of a new point before a word, with the mark that its row has."""
        mark = bullet_of(without_marks(self._quote.rows[token.row]))
        return Token("", f"{_POINT}{mark} ", token.row, " ", is_bullet=False, is_quoted=token.is_quoted)

    def marks_before(self, place: int, own: list[int]) -> list[Token]:
        """Return the mark of a new point that somebody put before a word in the middle of a line."""
        at = self._repeated.get(place)
        if at is None or place == own[0]:
            return []
        token = self._quote.tokens[at]
        above = next((row for before in reversed(own[: own.index(place)]) if (row := self._row_of(before)) is not None), token.row)
        is_head = self.begins_with(token) and above != token.row
        has_mark = bool(bullet_of(f"{self._sheet.tokens[place].before.strip()} "))
        return [self.mark_before(token)] if is_head and not has_mark else []

    def _row_of(self, place: int) -> int | None:
        at = self._repeated.get(place)
        return None if at is None else self._quote.tokens[at].row


def parted(before: str, text: str) -> str:
    """Return a line as several where new points begin, each as deep as the line was."""
    first, *points = (part.strip() if number else part.rstrip() for number, part in enumerate(text.split(_POINT)))
    return "\n".join((first, *(like(before, point) for point in points if point)))
