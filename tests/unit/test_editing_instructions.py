"""What is wanted changed in words beside the quote: a closed grammar, a line each."""

from dataclasses import replace

import pytest

from mailflow.domain.editing.instructions import Instructed, follow
from mailflow.domain.minutes.content import MinutesNote
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.minutes.sheet import Line, lines_of
from tests.builders import a_minutes_item, a_minutes_report, some_content
from tests.desk_mails import CONTENT

LINES = lines_of(CONTENT)
GOAL = "- pointing is better than 7 arcsec, which was the goal agreed in Bologna last autumn"
MONDAY = "- the data model was frozen on Monday"
EGO = "Nothing new since February. The interferometer is down for upgrades."


def _changes(found: Instructed) -> list[str]:
    assert (found.doubts, found.rest) == ((), "")
    return [*_gone(found.lines), *_come(found.lines)]


def _gone(lines: tuple[Line, ...]) -> list[str]:
    return [f"- {line.text}" for line in LINES if line.text not in {one.text for one in lines}]


def _come(lines: tuple[Line, ...]) -> list[str]:
    return [f"+ {line.text}" for line in lines if line.text not in {one.text for one in LINES}]


_FORMS = {
    "new text": ("3.2: We resume in May.", [f"- {EGO}", "+ We resume in May."]),
    "equals sign": ("3.2 = We resume in May.", [f"- {EGO}", "+ We resume in May."]),
    "item named": ("item 3.2: We resume in May.", [f"- {EGO}", "+ We resume in May."]),
    "point in German": ("Punkt 3.2: Wir beginnen im Mai.", [f"- {EGO}", "+ Wir beginnen im Mai."]),
    "several lines": ("3.2: We resume in May.\nElena looks into it.", [f"- {EGO}", "+ We resume in May.", "+ Elena looks into it."]),
    "remark": ("3.2: Ian: well done.", ["+ Ian: well done."]),
    "text of a missing report": ("3.3: We recovered a line.", ["- No report received.", "+ We recovered a line."]),
    "text of an empty item": ("1: The chair welcomed all.", ["+ The chair welcomed all."]),
    "s": ("s/Monday/Tuesday/", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "s without the last slash": ("s/Monday/Tuesday", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "s with bars": ("s|Monday|1/2|", [f"- {MONDAY}", "+ - the data model was frozen on 1/2"]),
    "s with an escaped slash": (r"s/Monday/1\/2/", [f"- {MONDAY}", "+ - the data model was frozen on 1/2"]),
    "s that takes out": ("s/ on Monday//", [f"- {MONDAY}", "+ - the data model was frozen"]),
    "s within an item": ("3.1: s/Monday/Tuesday/", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "arrow": ('"Monday" -> "Tuesday"', [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "double arrow": ('"Monday" => "Tuesday"', [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "typographic arrow": ("\u201cMonday\u201d → \u201cTuesday\u201d", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "arrow within an item": ('3.1: "Monday" -> "Tuesday"', [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "arrow to nothing": ('" on Monday" -> ""', [f"- {MONDAY}", "+ - the data model was frozen"]),
    "replace by": ('replace "Monday" by "Tuesday"', [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "please change to": ("Please change 'Monday' to 'Tuesday'.", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "ersetze durch": ("ersetze \u201eMonday\u201c durch \u201eTuesday\u201c", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "remplacer par": ("remplacer «Monday» par «Tuesday»", [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]),
    "words over a line end": ("s/agreed  in Bologna/agreed in Rome/", [f"- {GOAL}", f"+ {GOAL.replace('Bologna', 'Rome')}"]),
}


@pytest.mark.parametrize(("text", "expected"), _FORMS.values(), ids=_FORMS.keys())
def test_instructions_are_followed(text: str, expected: list[str]) -> None:
    """Every form of the grammar; nothing else changes."""
    assert _changes(follow(LINES, text)) == expected


_DELETED = [
    "delete", "remove", "strike", "drop", "cut", "Delete!", "please delete", "delete please", "löschen", "bitte streichen", "entfernen",
    "supprimer", "merci de supprimer", "enlever", "effacer", "biffer", "cancellare", "eliminare", "eliminar", "borrar", "suprimir",
    "quitar", "verwijderen", "schrappen", "usunąć", "proszę usunąć", "usuń", "skreślić", "apagar", "remover",
]  # fmt: skip


@pytest.mark.parametrize("word", _DELETED)
@pytest.mark.parametrize("form", ["3.2 {}", "3.2: {}", "3.2 - {}."], ids=["alone", "colon", "dash"])
def test_an_item_is_deleted_in_eight_languages(form: str, word: str) -> None:
    """Its heading, byline and words."""
    found = follow(LINES, form.format(word).replace("!.", "!"))
    assert [row for row in _changes(found) if row.startswith("+")] == []
    assert {line.item for line in LINES} - {line.item for line in found.lines} == {2}


@pytest.mark.parametrize("text", ["delete 3.2", "please delete item 3.2.", "Supprimer 3.2", "usunąć 3.2", "löschen punkt 3.2!"])
def test_the_verb_may_stand_first(text: str) -> None:
    """`delete 3.2` is `3.2 delete`."""
    assert {line.item for line in LINES} - {line.item for line in follow(LINES, text).lines} == {2}


@pytest.mark.parametrize(
    "text",
    [
        "7.1: no such item",
        "7.1 delete",
        "delete 7.1",
        "delete 3.2 if Elena agrees",
        "3.2 is wrong",
        "3.2:",
        "3.2",
        "delete",
        "Delete the second sentence",
        "10:30 is fine",
        "Monday -> Tuesday",
        "All is well.",
    ],
)
def test_what_is_no_instruction_is_left_as_it_is(text: str) -> None:
    """An unknown key, a condition, prose."""
    assert follow(LINES, text) == Instructed(LINES, (), text, 0)


_IMPOSSIBLE = {
    "nowhere": ("s/Friday/Tuesday/", "«Friday» does not stand in the minutes"),
    "not in that item": ("3.2: s/Monday/Tuesday/", "«Monday» does not stand in 3.2"),
    "part of a word": ("s/Mon/Tues/", "«Mon» does not stand in the minutes"),
    "several times": ("s/the/a/", "times: say more of the words around it"),
    "items below": ("3 delete", "3 delete: there are items below it, such as 3.1; delete those first"),
}


@pytest.mark.parametrize(("text", "doubt"), _IMPOSSIBLE.values(), ids=_IMPOSSIBLE.keys())
def test_what_cannot_be_done_is_said(text: str, doubt: str) -> None:
    """Nothing changes then."""
    table = a_minutes_item("3", "Round Table", speakers=(), expects_report=False, reports=())
    lines = lines_of(replace(CONTENT, items=(table, *CONTENT.items[1:])))
    found = follow(lines, text)
    assert found.lines == lines
    assert len(found.doubts) == 1
    assert doubt in found.doubts[0]


def test_words_change_wherever_they_stand_if_that_is_wanted() -> None:
    """By `g`, and within one item if it is named."""
    assert len(_come(follow(LINES, "s/the/THE/g").lines)) > 2
    assert _come(follow(LINES, "3.2: s/e/E/g").lines) == []
    assert _come(follow(LINES, "3.1: s/with/WITH/g").lines) == ["+ We need help from WP3 WITH the container registry."]


def test_nothing_is_said_for_the_one_of_several_people() -> None:
    """Whose words are to change is not clear; a remark, and words in place of others, are."""
    both = (a_minutes_report("One.", author="Kay Graf"), a_minutes_report("Two.", author="Tamas Gal"))
    lines = lines_of(some_content(items=(a_minutes_item("3.3", "KM3NeT", reports=both),)))
    found = follow(lines, "3.3: All is well.")
    assert (found.lines, found.count) == (lines, 1)
    assert found.doubts == ("3.3: several people reported there, and it is not clear whose words are to change",)
    assert [line.text for line in follow(lines, "3.3: Ian: thanks").lines][-1] == "Ian: thanks"
    assert "Three." in [line.text for line in follow(lines, "3.3: s/Two/Three/").lines]


def test_new_text_takes_the_place_of_what_was_said_and_noted() -> None:
    """The byline stays, as it is the same author's report."""
    item = a_minutes_item("3.1", "CTA", reports=(a_minutes_report("One.\nTwo."),), notes=(MinutesNote("Ian", "three"),))
    content = some_content(items=(item,))
    found = content_of(follow(lines_of(content), "3.1: Four.").lines, content)
    assert found.items[0].reports == (a_minutes_report("Four."),)
    assert found.items[0].notes == ()


def test_instructions_stand_among_other_words() -> None:
    """The rest is returned; a blank line ends what an item is to say."""
    text = "Dear all,\n\n3.2: We resume in May.\nOr June.\n\nOnly that.\ns/Monday/Tuesday/\nThanks"
    found = follow(LINES, text)
    assert (found.count, found.doubts) == (2, ())
    assert found.rest == "Dear all,\n\n\nOnly that.\nThanks"
    assert "Or June." in [line.text for line in found.lines]


def test_what_can_be_done_is_done_beside_what_cannot() -> None:
    """Each in turn: a later one sees what an earlier one made."""
    found = follow(LINES, "s/Monday/Friday/\ns/Friday/Sunday/\ns/nowhere/here/\n3.3 delete")
    assert _come(found.lines) == ["+ - the data model was frozen on Sunday"]
    assert len(found.doubts) == 1
    assert 3 not in {line.item for line in found.lines}


@pytest.mark.parametrize("text", ["3.2 delete", "3.2: We resume in May.", "3.2: s/May/June/"])
def test_an_item_that_was_taken_out_is_a_doubt(text: str) -> None:
    """Nothing can be done to it any more, and nothing breaks."""
    found = follow(LINES, f"3.2 delete\n{text}")
    assert found.doubts == ("3.2: an instruction above took that item out",)
    assert 2 not in {line.item for line in found.lines}


def test_whole_words_are_changed() -> None:
    """`7` is not the 7 of 17; spaces, quotes and dashes are as they may be."""
    content = some_content(items=(a_minutes_item(reports=(a_minutes_report("On 17 - or 7 - \u201cin May\u201d it's\u00a0so."),)),))
    lines = lines_of(content)
    assert "On 17 - or 8 -" in follow(lines, "s/7/8/").lines[-1].text
    assert "or May it's" in follow(lines, 's/7 \u2013 "in May"/May/').lines[-1].text
    assert follow(lines, "s/it\u2019s so/it was/").lines[-1].text.endswith("it was.")

