"""What a reply to minutes makes of them: by changes in its quote, and by instructions beside it."""

from dataclasses import replace

import pytest

from mailflow.domain.editing.correcting import correct
from mailflow.domain.extraction.extract import extract
from mailflow.domain.minutes.content import MinutesAction
from mailflow.domain.minutes.sheet import Role, lines_of, render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content
from tests.desk_mails import CONTENT, KNOWN, TEXT, a_draft_text, corrected, edited, minutes_of, quoted, rows_changed, written_below

MONDAY = "- the data model was frozen on Monday"
TUESDAY = [f"- {MONDAY}", "+ - the data model was frozen on Tuesday"]
CHANGED = edited(("Monday", "Tuesday"))
ATTRIBUTION = "On Monday, 1 March 2021 at 12:00, Technical Coordination Meeting wrote:\n"
SIGNATURE = "-- \nIan Bird\nLAPP, Annecy\n"

_POSTED = {
    "above": f"One change below.\n\n{ATTRIBUTION}{CHANGED}",
    "below": f"{ATTRIBUTION}{CHANGED}\nOne change above.\n",
    "above, signed": f"One change below.\n\nIan\n\n{ATTRIBUTION}{CHANGED}",
    "below, signed": f"{ATTRIBUTION}{CHANGED}\nOne change above.\n\n{SIGNATURE}",
    "unmarked": f"One change below.\n\n-----Original Message-----\n{edited(('Monday', 'Tuesday'), quote=a_draft_text())}",
}


@pytest.mark.parametrize("reply", _POSTED.values(), ids=_POSTED.keys())
def test_a_comment_beside_the_quote_is_no_part_of_the_minutes(reply: str) -> None:
    """It is returned as what is no instruction; the quote is the edit."""
    found = corrected(reply)
    assert rows_changed(found) == TUESDAY
    assert found.rest.startswith("One change")
    assert (found.is_quoted, found.is_changed, found.doubts, found.is_drastic, found.is_contradicted) == (True, True, (), False, False)


@pytest.mark.parametrize("reply", [f"{ATTRIBUTION}{CHANGED}", f"{CHANGED}\n{SIGNATURE}", f"\n\n{CHANGED}\n\n\n"])
def test_attributions_and_signatures_say_nothing(reply: str) -> None:
    """Only the quote is there."""
    assert rows_changed(corrected(reply)) == TUESDAY
    assert corrected(reply).rest == ""


@pytest.mark.parametrize("said", ["", "Elena told me so.\n\n"])
def test_the_two_lines_in_which_a_program_names_us_say_nothing(said: str) -> None:
    """Those of s-nail; of any other name they are somebody's words."""
    lead = "{} wrote in\n <minutes@example.org>:\n"
    assert corrected(f"{said}{lead.format('Technical Coordination Meeting')}{CHANGED}").rest == said.strip()
    assert "Elena wrote in" in corrected(f"{said}{lead.format('Elena')}{CHANGED}").rest


def test_instructions_are_followed_beside_a_quote() -> None:
    """With the edits in it, whole or trimmed."""
    said = "3.2: We resume in May.\ns/12 February/13 February/\n\n"
    for quote in (CHANGED, quoted("   - the data model was frozen on Tuesday\n\n   We need help from WP3 with the container registry.\n")):
        found = corrected(said + quote)
        assert {*TUESDAY, "+ We resume in May."} <= set(rows_changed(found))
        assert "13 February" in minutes_of(found)
        assert (found.rest, found.doubts) == ("", ())


def test_instructions_are_followed_without_a_quote() -> None:
    """From a phone that quotes nothing."""
    found = corrected("s/Monday/Tuesday/\n\nElena told me so.")
    assert rows_changed(found) == TUESDAY
    assert (found.is_quoted, found.rest) == (False, "Elena told me so.")


@pytest.mark.parametrize("forms", [(), ("", " "), ("", "approve")], ids=["none", "empty", "no quote"])
def test_a_reply_that_quotes_nothing_changes_nothing(forms: tuple[str, ...]) -> None:
    """The minutes are as they were."""
    found = correct(lines_of(CONTENT), (a_draft_text(),), forms, said=extract("approve", KNOWN))
    assert (found.lines, found.is_changed, found.is_quoted, found.rest) == (lines_of(CONTENT), False, False, "approve")


_TRIMMED = {
    "one item": TEXT[TEXT.index("3.2  EGO") : TEXT.index("3.3  KM3NeT")],
    "the first half": TEXT[: TEXT.index("3.2  EGO")],
    "the second half": TEXT[TEXT.index("3.2  EGO") :],
}


@pytest.mark.parametrize("part", _TRIMMED.values(), ids=_TRIMMED.keys())
def test_what_a_trimmed_quote_leaves_out_stays(part: str) -> None:
    """Who quotes only what they speak of takes nothing out by that."""
    assert rows_changed(corrected(quoted(part))) == []


def test_an_item_that_is_left_out_of_a_whole_quote_goes() -> None:
    """It was deleted, with its blank lines: all that was above and below is there."""
    found = corrected(quoted(TEXT[: TEXT.index("3.1  CTA")] + TEXT[TEXT.index("3.3  KM3NeT") :]))
    assert {line.item for line in found.lines} == {-1, 0, 3}
    assert found.doubts == ()


_TO_US = [
    "Please check the number with Matthias",
    "please delete this line",
    "Delete this paragraph",
    "Is that really so?",
    "Who said this?",
    "should read Tuesday",
    "Typo",
    "wrong, I think",
    "Bitte streichen",
    "merci de vérifier",
    "Per favore controllare",
    "to be removed",
]


@pytest.mark.parametrize("row", _TO_US)
@pytest.mark.parametrize("below", [MONDAY, "[Elena Cuoco]", "No report received.", "1  Introduction (Ian Bird)"])
def test_what_is_said_to_us_is_never_printed(below: str, row: str) -> None:
    """A question, or an instruction in words, between the lines: it is asked about, or told as not understood."""
    found = corrected(written_below(below, row))
    assert row not in minutes_of(found)
    assert rows_changed(found) == []
    assert row in found.rest


def test_a_remark_may_ask() -> None:
    """It has an author, so it is for the minutes."""
    found = corrected(written_below("No report received.", "Xavier: who pays for it?"))
    assert rows_changed(found) == ["+ Xavier: who pays for it?"]


def test_comments_between_the_lines_are_notes() -> None:
    """Each under its item, none in a speaker's words."""
    quote = written_below("No report received.", "", "Kay will send it.", quote=written_below(MONDAY, "", "This was agreed.", ""))
    found = corrected(quote)
    assert [(line.text, line.item) for line in found.lines if line.role is Role.NOTE] == [("This was agreed.", 1), ("Kay will send it.", 3)]
    assert [line for line in found.lines if line.role is Role.WORDS] == [line for line in lines_of(CONTENT) if line.role is Role.WORDS]


def test_what_lost_its_heading_is_asked_about() -> None:
    """Nobody can tell whose the words are now."""
    found = corrected(edited(("> 3.2  EGO (Elena Cuoco)\n", "")))
    assert found.doubts == ("«3.2  EGO (Elena Cuoco)» is gone, but not what stands under it",)


def test_what_lost_its_byline_is_asked_about() -> None:
    """A report of nobody."""
    assert corrected(edited((">    [Elena Cuoco]\n", ""))).doubts == ("«[Elena Cuoco]» is gone, but not what stands under it",)


def test_an_item_taken_out_with_all_of_it_is_no_doubt() -> None:
    """Heading, byline, words."""
    quote = quoted()
    item = quote[quote.index("> 3.2  EGO") : quote.index("> 3.3  KM3NeT")]
    found = corrected(quote.replace(item, ""))
    assert found.doubts == ()
    assert {line.item for line in lines_of(CONTENT)} - {line.item for line in found.lines} == {2}


def test_most_words_taken_out_is_drastic() -> None:
    """Somebody may have deleted the quote to be brief."""
    quote = quoted()
    start, end = quote.index("> 1  Introduction"), quote.index("> Actions")
    assert corrected(quote[:start] + quote[end:]).is_drastic
    assert not corrected(quote[: quote.index("> 3.2  EGO")] + quote[quote.index("> 3.3") :]).is_drastic
    assert not corrected(quote).is_drastic


def test_both_forms_of_a_reply_say_the_same() -> None:
    """Its HTML and its plain text, each with the same edit."""
    found = corrected(CHANGED, rich=edited(("Monday", "Tuesday"), quote=a_draft_text()))
    assert rows_changed(found) == TUESDAY
    assert not found.is_contradicted


@pytest.mark.parametrize(
    ("plain", "rich"),
    [(CHANGED, a_draft_text()), (quoted(), edited(("Monday", "Tuesday"), quote=a_draft_text())), (f"stop\n{quoted()}", a_draft_text())],
    ids=["only the text", "only the HTML", "other words beside it"],
)
def test_forms_that_say_different_things_contradict(plain: str, rich: str) -> None:
    """Its author saw only one of them."""
    assert corrected(plain, rich=rich).is_contradicted


def test_the_form_that_was_seen_is_read() -> None:
    """The HTML, unless the text repeats clearly more of the minutes."""
    rich = edited(("Monday", "Friday"), quote=a_draft_text())
    assert "on Friday" in minutes_of(corrected(CHANGED, rich=rich))
    assert "on Tuesday" in minutes_of(corrected(CHANGED, rich="   3.2  EGO (Elena Cuoco)\n   [Elena Cuoco]\n"))


def test_a_form_without_a_quote_contradicts_nothing() -> None:
    """Some programs write a text that says only that there is HTML."""
    assert not corrected("This mail is HTML.", rich=edited(("Monday", "Tuesday"), quote=a_draft_text())).is_contradicted


def test_actions_are_numbered_anew() -> None:
    """And their section goes with the last of them."""
    actions = (MinutesAction("Ian", "one"), MinutesAction("Kay", "two"))
    content = replace(CONTENT, actions=actions)
    sent = quoted(a_draft_text(render_text(content)))
    found = corrected(edited((">    1. Ian: one\n", ""), quote=sent), content=content)
    assert [line.text for line in found.lines if line.role is Role.ACTION] == ["1. Kay: two"]
    found = corrected(edited((">    1. Ian: one\n", ""), (">    2. Kay: two\n", ""), quote=sent), content=content)
    assert "Actions" not in minutes_of(found)


def test_blank_lines_between_nothing_go() -> None:
    """Those at the end of a report, and those that follow another."""
    report = a_minutes_report("One is fine today.\n\nTwo is fine today.\n\nThree is fine today.")
    content = some_content(items=(a_minutes_item(reports=(report,)), a_minutes_item("3.2", "EGO", reports=())))
    sent = quoted(a_draft_text(render_text(content)))
    middle = corrected(edited((">    Two is fine today.\n", ""), quote=sent), content=content)
    assert "One is fine today.\n\n   Three is fine today.\n" in minutes_of(middle)
    first = corrected(edited((">    One is fine today.\n", ""), quote=sent), content=content)
    assert "[Matthias Fuessling]\n   Two is fine today.\n" in minutes_of(first)
    last = corrected(edited((">    Three is fine today.\n", ""), quote=sent), content=content)
    assert "Two is fine today.\n\n3.2  EGO" in minutes_of(last)
