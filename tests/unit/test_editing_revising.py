"""What is changed in a quote: the words of lines, lines taken out, lines written between."""

import pytest

from mailflow.domain.minutes.content import MinutesContent, MinutesNote
from mailflow.domain.minutes.sheet import Role, render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content
from tests.desk_mails import CONTENT, RULER, a_draft_text, corrected, edited, quoted, rows_changed, written_below

FIRST = "The array reached first light on 12 February; three of the four cameras are commissioned."
GOAL = "- pointing is better than 7 arcsec, which was the goal agreed in Bologna last autumn"
MONDAY = "- the data model was frozen on Monday"
HELP = "We need help from WP3 with the container registry."
EGO = "Nothing new since February. The interferometer is down for upgrades."


def _one(before: str, *changes: tuple[str, str]) -> list[str]:
    after = before
    for old, new in changes:
        after = after.replace(old, new)
    return [f"- {before}", f"+ {after}"]


_WORDS = {
    "word": (edited(("Monday", "Tuesday")), _one(MONDAY, ("Monday", "Tuesday"))),
    "first word": (edited(("Nothing new", "Little new")), _one(EGO, ("Nothing", "Little"))),
    "last word": (edited(("upgrades.", "repairs.")), _one(EGO, ("upgrades", "repairs"))),
    "number": (edited(("12 February", "13 February")), _one(FIRST, ("12", "13"))),
    "capital": (edited(("container", "Container")), _one(HELP, ("container", "Container"))),
    "full stop": (edited(("registry.", "registry?")), _one(HELP, ("registry.", "registry?"))),
    "comma added": (edited(("WP3 with", "WP3, with")), _one(HELP, ("WP3", "WP3,"))),
    "bracket": (edited(("WP3 with", "WP3 (Rome) with")), _one(HELP, ("WP3", "WP3 (Rome)"))),
    "word added": (edited(("frozen on", "frozen again on")), _one(MONDAY, ("frozen", "frozen again"))),
    "words at the end": (edited(("on Monday", "on Monday, as agreed")), _one(MONDAY, ("Monday", "Monday, as agreed"))),
    "word taken out": (edited(("help from WP3", "help")), _one(HELP, (" from WP3", ""))),
    "end taken out": (edited((" on Monday", "")), _one(MONDAY, (" on Monday", ""))),
    "begin taken out": (edited(("Nothing new since February. ", "")), _one(EGO, ("Nothing new since February. ", ""))),
    "over a line end": (edited(("of the four\n>    cameras", "of four cameras\n>")), _one(FIRST, ("the four", "four"))),
    "heading": (edited(("3.1  CTA", "3.1  CTAO")), ["- 3.1  CTA (Matthias Fuessling)", "+ 3.1  CTAO (Matthias Fuessling)"]),
    "byline": (edited(("[Elena Cuoco]", "[Elena Bianchi]")), ["- [Elena Cuoco]", "+ [Elena Bianchi]"]),
    "title": (
        edited(("Technical Coordination Meeting", "Technical Coordination Call")),
        ["- Technical Coordination Meeting", "+ Technical Coordination Call"],
    ),
    "chair": (edited(("Chair: Ian Bird", "Chair: Ian Bird, Eva Lang")), ["- Chair: Ian Bird", "+ Chair: Ian Bird, Eva Lang"]),
    "action": (edited(("circulate the paper", "send the paper")), [
        "- 1. Ian Bird: circulate the paper, by 31 March", "+ 1. Ian Bird: send the paper, by 31 March",
    ]),
    "next meeting": (edited(("2021, 10:00\n", "2021, 11:00\n")), [
        "- Next meeting: Wednesday 17 March 2021, 10:00", "+ Next meeting: Wednesday 17 March 2021, 11:00",
    ]),
    "several": (
        edited(("12 February", "13 February"), ("Monday", "Tuesday"), ("upgrades", "repairs")),
        [*_one(FIRST, ("12", "13")), *_one(MONDAY, ("Monday", "Tuesday")), *_one(EGO, ("upgrades", "repairs"))],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "expected"), _WORDS.values(), ids=_WORDS.keys())
def test_words_of_a_line_change(reply: str, expected: list[str]) -> None:
    """And nothing else does; the answer says nothing besides."""
    found = corrected(reply)
    assert sorted(rows_changed(found)) == sorted(expected)
    assert (found.is_quoted, found.is_changed, found.doubts, found.rest) == (True, True, (), "")


_OUT = {
    "bullet": (edited((">    - the data model was frozen on Monday\n", "")), [f"- {MONDAY}"]),
    "paragraph": (edited((">    We need help from WP3 with the container registry.\n", "")), [f"- {HELP}", "-"]),
    "only words": (
        edited((">    Nothing new since February. The interferometer is down for upgrades.\n", "")),
        [f"- {EGO}"],
    ),
    "missing": (edited((">    No report received.\n", "")), ["- No report received."]),
    "action": (
        edited((">    1. Ian Bird: circulate the paper, by 31 March\n", "")),
        ["- Actions", "- 1. Ian Bird: circulate the paper, by 31 March"],
    ),
    "next meeting": (edited(("> Next meeting: Wednesday 17 March 2021, 10:00\n", "")), ["- Next meeting: Wednesday 17 March 2021, 10:00"]),
}


@pytest.mark.parametrize(("reply", "expected"), _OUT.values(), ids=_OUT.keys())
def test_a_line_is_taken_out(reply: str, expected: list[str]) -> None:
    """With the blank line or the section that nothing is left of."""
    found = corrected(reply)
    assert [row.strip() for row in sorted(rows_changed(found))] == sorted(expected)
    assert found.doubts == ()


_IN = {
    "remark below an item": (written_below(EGO, "Ian: thank you"), "Ian: thank you", Role.NOTE),
    "quoted remark": (written_below(EGO, ">    Ian: thank you"), "Ian: thank you", Role.NOTE),
    "remark between lines": (written_below("- the data model was frozen on Monday", "Ian: thank you"), "Ian: thank you", Role.NOTE),
    "own words below an item": (written_below(EGO, "This was confirmed."), "This was confirmed.", Role.NOTE),
    "bullet": (written_below("- the data model was frozen on Monday", ">    - travel is booked"), "- travel is booked", Role.WORDS),
    "unmarked bullet": (written_below("- the data model was frozen on Monday", "- travel is booked"), "- travel is booked", Role.WORDS),
    "other bullet": (written_below("- the data model was frozen on Monday", "\u2022 travel is booked"), "- travel is booked", Role.WORDS),
    "line between": (written_below("cameras are commissioned.", ">    This was confirmed."), "This was confirmed.", Role.WORDS),
    "remark for no report": (written_below("No report received.", "Kay: all is well"), "Kay: all is well", Role.NOTE),
    "remark in an empty item": (written_below("1  Introduction (Ian Bird)", "Ian: welcome"), "Ian: welcome", Role.NOTE),
    "words under a heading": (written_below("3.2  EGO (Elena Cuoco)", "> In short."), "In short.", Role.WORDS),
    "action": (written_below("1. Ian Bird: circulate the paper, by 31 March", ">    2. Kay: act"), "2. Kay: act", Role.ACTION),
    "action without a number": (written_below("1. Ian Bird: circulate the paper, by 31 March", "Kay: act"), "2. Kay: act", Role.ACTION),
    "people": (written_below("Chair: Ian Bird", "> Present: Kay Graf"), "Present: Kay Graf", Role.PRESENT),
    "new item": (written_below("No report received.", "> 3.4  FAIR (Ann Berg)"), "3.4  FAIR (Ann Berg)", Role.HEADING),
    "new item as a program has it": (written_below("No report received.", "3.4 FAIR (Ann Berg)"), "3.4  FAIR (Ann Berg)", Role.HEADING),
    "of no item": (written_below("Next meeting: Wednesday 17 March 2021, 10:00", "> Bye."), "Bye.", Role.OTHER),
}


@pytest.mark.parametrize(("reply", "text", "role"), _IN.values(), ids=_IN.keys())
def test_a_line_is_written(reply: str, text: str, role: Role) -> None:
    """One of the author's own, or a note of whoever wrote it."""
    found = corrected(reply)
    assert rows_changed(found) == [f"+ {text}"]
    assert [line.role for line in found.lines if line.text == text] == [role]


def test_new_lines_in_place_of_old_ones() -> None:
    """A line written anew is that line, whoever's it was."""
    found = corrected(edited(("We need help from WP3 with the container registry.", "Somebody else has taken over all of that now.")))
    assert rows_changed(found) == [f"- {HELP}", "+ Somebody else has taken over all of that now."]
    (line,) = [line for line in found.lines if line.text.startswith("Somebody")]
    assert (line.role, line.item, line.report) == (Role.WORDS, 1, 0)


def test_rows_that_go_on_are_one_line() -> None:
    """A full row is gone on with in the next."""
    rows = (">    This was confirmed by the steering group, which met in Annecy and in", ">    Garching.")
    found = corrected(written_below("cameras are commissioned.", *rows))
    assert rows_changed(found) == ["+ This was confirmed by the steering group, which met in Annecy and in Garching."]


_ROW = ">    The array reached first light on 12 February; three of the four"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (_ROW, f"{_ROW}\nbig", _one(FIRST, ("four cameras", "four big cameras"))),
        (_ROW, f"{_ROW.replace(' four', '')}\nFIVE", _one(FIRST, ("four cameras", "FIVE cameras"))),
        (_ROW, f"{_ROW} very\nbig", _one(FIRST, ("four cameras", "four very big cameras"))),
        (_ROW, f"{_ROW}\nThis was agreed.", ["+ This was agreed."]),
        (_ROW, f"{_ROW}\nIan: good", ["+ Ian: good"]),
        (_ROW, f"{_ROW}\ntypo", []),
    ],
    ids=["added", "replaced", "with the end of the row", "sentence", "remark", "said to us"],
)
def test_what_was_broken_off_a_row_is_part_of_its_line(old: str, new: str, expected: list[str]) -> None:
    """A program breaks a row that has become too long, and puts no mark before the rest; a line of one's own is another thing."""
    assert sorted(rows_changed(corrected(edited((old, new))))) == sorted(expected)


def test_what_is_not_quoted_stays() -> None:
    """Somebody who trims the quote takes nothing out by that."""
    part = "> 3.2  EGO (Elena Cuoco)\n>    [Elena Cuoco]\n>    Nothing new since February. The interferometer is up after\n>    upgrades.\n"
    assert rows_changed(corrected(part)) == _one(EGO, ("down for", "up after"))
    two = ">    - the data model was frozen on Tuesday\n>\n>    We need help from WP3 with the container registry.\n"
    assert rows_changed(corrected(two)) == _one(MONDAY, ("Monday", "Tuesday"))


def test_a_report_between_two_notes_keeps_its_place() -> None:
    """Notes between the lines are lines as well, and change as such."""
    item = a_minutes_item(reports=(a_minutes_report("One is fine.\nTwo is fine."),), notes=(MinutesNote("Ian Bird", "why though?", 0, 1),))
    content: MinutesContent = some_content(items=(item,))
    sent = quoted(a_draft_text(render_text(content)))
    found = corrected(edited(("why though?", "how though?"), quote=sent), content=content)
    assert rows_changed(found, content) == ["- Ian Bird: why though?", "+ Ian Bird: how though?"]


def test_marks_of_programs_are_nobodys_words() -> None:
    """Rulers and signs between words of ours, and bullets before words that are quoted."""
    reply = quoted().replace("> Draft minutes", "> ***\n> Draft minutes").replace(f"> {RULER}", f"> {RULER}\n> ~~~ ~~~")
    found = corrected(reply.replace(">    Nothing", ">    * Nothing").replace(">    We need", ">    1. We need"))
    assert (rows_changed(found), found.is_changed) == ([], False)


def test_words_among_those_of_our_mail_are_said_beside() -> None:
    """Above the minutes, in the frame, below them."""
    row = "Your approval sends exactly the text below to all readers."
    found = corrected(written_below(row, "", "s/Monday/Tuesday/", ""))
    assert rows_changed(found) == _one(MONDAY, ("Monday", "Tuesday"))
    assert corrected(written_below(row, "Fine by me")).said.text == "Fine by me"
    assert not corrected(quoted().replace("revision 1, for", "revision one, for")).is_changed


def test_unedited_minutes_are_unchanged() -> None:
    """Letter for letter."""
    assert rows_changed(corrected(quoted())) == []
    assert corrected(quoted()).lines == corrected("approve").lines
    assert CONTENT.items
