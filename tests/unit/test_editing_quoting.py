"""Where a reply quotes the minutes that it answers."""

import pytest

from mailflow.domain.editing.quoting import FRAME, Quote, Sheet, agreement, find_quote
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.minutes.sheet import lines_of, render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content
from tests.desk_mails import CONTENT, a_draft_text, corrected, edited, quoted

SHEET = Sheet.of(lines_of(CONTENT))
SENT = a_draft_text()


def _found(reply: str) -> Quote:
    return find_quote(SHEET, (SENT,), reply)


def _text(quote: Quote) -> str:
    return " ".join(token.text for token in quote.tokens[quote.begin : quote.end])


def _new(quote: Quote) -> list[str]:
    return [token.text for token, place in zip(quote.tokens, quote.places, strict=True) if place is None and not token.is_bullet]


def test_words_know_their_lines() -> None:
    """The marks of lists are no words."""
    assert [SHEET.lines[token.row].text for token in SHEET.tokens if token.text == "Monday"] == ["- the data model was frozen on Monday"]
    assert not any(token.is_bullet for token in SHEET.tokens)


_WHOLE = {
    "marked": quoted(),
    "unmarked": SENT,
    "marked twice": quoted(quoted()),
    "other mark": quoted(mark="| "),
    "indented": quoted(mark="    "),
    "joined rows": quoted(SENT.replace("\n     ", " ").replace("four\n   ", "four ")),
    "short rows": quoted(SENT.replace(", ", ",\n").replace(" of the ", "\nof the ")),
    "without the frame": quoted(render_text(CONTENT)),
}


@pytest.mark.parametrize("reply", _WHOLE.values(), ids=_WHOLE.keys())
def test_a_whole_quote_reaches_from_the_first_word_to_the_last(reply: str) -> None:
    """However it is marked and wrapped; no word of it is new."""
    quote = _found(reply)
    assert (quote.is_cut, _new(quote), quote.unseen) == (False, [], frozenset())
    assert {place for place in quote.places if place not in {None, FRAME}} == set(range(len(SHEET.tokens)))
    assert agreement(quote) >= len(SHEET.tokens) - 4


@pytest.mark.parametrize("reply", ["", "approve", "3.2: We resume in May.", "The array is fine, and the data model too.\n\nIan"])
def test_a_reply_that_quotes_nothing_has_no_quote(reply: str) -> None:
    """A few words in common are none."""
    quote = _found(reply)
    assert quote.begin == quote.end
    assert agreement(quote) == 0


def test_without_a_form_there_is_nothing_to_quote() -> None:
    """A mail of which no text is kept."""
    quote = find_quote(SHEET, ("", " \n"), quoted())
    assert quote.begin == quote.end


def test_a_form_without_the_minutes_is_not_quoted() -> None:
    """Of a mail that holds only the frame nothing can be edited."""
    frame = "Draft minutes, revision 1, for approval. Reply with just: approve\n"
    quote = find_quote(Sheet.of(()), (frame,), quoted(frame))
    assert quote.begin == quote.end


def test_what_stands_above_and_below_is_no_part_of_it() -> None:
    """An attribution, a comment, a signature."""
    quote = _found(f"Two things below.\n\nOn Monday the service wrote:\n{quoted()}\n-- \nIan Bird\nLAPP\n")
    assert _text(quote).startswith("Draft minutes , revision 1")
    assert _text(quote).endswith("for this revision only .")
    assert not quote.is_cut


def test_a_part_of_the_minutes_is_quoted() -> None:
    """It is told between which words it lies."""
    quote = _found(quoted("Nothing new since February. The interferometer is down for upgrades.\n"))
    assert quote.is_cut
    assert [token.text for token in SHEET.tokens[quote.first : quote.last + 1]] == [token.text for token in quote.tokens]


def test_rows_that_hang_on_are_part_of_it() -> None:
    """The rest of a wrapped row, too short to be known by itself; and a quoted row of other words below it."""
    row = "   Nothing new since February. The interferometer is down for\n   upgrades."
    assert _text(_found(quoted(row))).endswith("upgrades .")
    assert _text(_found(f"{quoted(row)}> Or so."))[-7:] == "Or so ."
    assert _text(_found(f"{quoted(row)}Or so.")).endswith("upgrades .")
    above = "Nothing\nnew since February. The interferometer is down for upgrades."
    assert _text(_found(quoted(above))).startswith("Nothing new")
    assert _text(_found(f"> {above}")).startswith("new since")
    assert _text(_found(quoted(above.replace("Nothing", "Little")))).startswith("new since")


def test_new_words_stand_nowhere_in_the_minutes() -> None:
    """Those that were changed, and those that were added."""
    quote = _found(edited(("February; three", "March; three"), ("for upgrades", "for urgent upgrades")))
    assert _new(quote) == ["March", "urgent"]
    assert agreement(quote) < agreement(_found(quoted()))


def test_the_form_is_the_one_that_is_quoted() -> None:
    """A mail has two: words that only the other shows are unseen, and not taken out."""
    other = SENT.replace("[Matthias Fuessling]", "").replace("[Elena Cuoco]", "").replace("Chair: Ian Bird\n", "")
    quote = find_quote(SHEET, (SENT, other), quoted(other))
    assert {SHEET.tokens[at].text for at in quote.unseen} >= {"Chair", ":", "Ian", "Bird"}
    assert _new(quote) == []


def test_words_that_stand_twice_are_each_in_its_place() -> None:
    """The same report under two items."""
    item = a_minutes_item("3.1", "CTA")
    content: MinutesContent = some_content(items=(item, a_minutes_item("3.2", "CTA")))
    sheet, sent = Sheet.of(lines_of(content)), a_draft_text(render_text(content))
    quote = find_quote(sheet, (sent,), quoted(sent))
    assert [place for place in quote.places if place not in {None, FRAME}] == list(range(len(sheet.tokens)))


@pytest.mark.parametrize("words", ["- we", "2. We", "(a) we", "* we", "o we"])
@pytest.mark.parametrize("width", range(51, 57))
def test_what_looks_like_the_mark_of_a_list_may_be_a_word(words: str, width: int) -> None:
    """A dash that was wrapped to the beginning of a row; whether the reply wraps it there or not."""
    report = a_minutes_report(f"{'y' * width} stands here {words} go on with a few words more, until the very end.")
    content = some_content(items=(a_minutes_item(reports=(report,)),))
    sent = a_draft_text(render_text(content))
    for reply in (quoted(sent), quoted(sent.replace("\n   ", " ")), sent):
        assert not corrected(reply, content=content).is_changed


def test_the_mark_of_a_list_is_not_the_end_of_a_sentence() -> None:
    """Where the last words before a list go, the dot of its first number does not stand for theirs."""
    quote = _found(edited((">    No report received.\n", "")))
    gone = frozenset(range(len(SHEET.tokens))) - frozenset(quote.places)
    assert [SHEET.tokens[at].text for at in sorted(gone)] == ["No", "report", "received", "."]
    assert _new(quote) == []


def test_marks_that_stand_nowhere_are_no_words() -> None:
    """Those of many lists, one after the other, in a text that quotes nothing."""
    quote = _found("\n".join(f"{number}. a" for number in range(40)))
    assert quote.begin == quote.end
