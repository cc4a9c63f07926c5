"""What is known of a reply besides its text."""

import pytest

from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import Known, is_answer
from mailflow.domain.extraction.lines import LineClass

_SENT = "Please reply to this mail with your report for CTA by Tuesday 2 March 2021, 10:00.\nOne paragraph in your own words is enough."
_REPORT = "The mirror of the second telescope is mounted, and the camera leaves the workshop in May."


@pytest.mark.parametrize(
    "name", ["Matthias Fuessling", "Matthias", "Fuessling", "mf", "MF", "- Matthias", "~ Matthias ~", "Fuessling Matthias"]
)
def test_authors_name_ends_a_letter(name: str) -> None:
    """Whole or in part, with or without ornaments."""
    found = extract(f"All is well.\n\n{name}", Known(author="Matthias Fuessling"))
    assert found.text == "All is well."


@pytest.mark.parametrize("text", ["Matthias", "All is done by:\nMatthias", "It was decided by\nMatthias", "Matthias\n\nwill do it."])
def test_authors_name_within_a_text_stays(text: str) -> None:
    """It is an answer, or part of a sentence or list."""
    assert extract(text, Known(author="Matthias Fuessling")).text == text


def test_post_and_house_below_the_name_go_with_it() -> None:
    """A signature without a delimiter."""
    text = f"{_REPORT}\n\nMatthias Fuessling\nSystems Engineer\nCTAO Bologna"
    assert extract(text, Known(author="Matthias Fuessling")).text == _REPORT


def test_signature_that_was_used_before_is_known_again() -> None:
    """Whatever it looks like."""
    signature = "per aspera ad astra\nwith love from the seventh floor."
    found = extract(f"{_REPORT}\n\nper aspera ad astra\n  with love from the seventh floor.", Known(signature=signature))
    assert found.text == _REPORT
    assert found.omitted[0].reason is LineClass.SIGN_OFF


def test_answers_inside_the_quote_of_our_mail_are_kept() -> None:
    """The mail was whole when we sent it: what stands between its lines is new, marked or not."""
    quote = "\n".join(f"> {line}" for line in _SENT.split("\n"))
    middle = quote.split("\n")[len(quote.split("\n")) // 2]
    answered = quote.replace(middle, f"> The camera is late.\n{middle}", 1)
    found = extract(f"See below.\n\nOn 3 March 2021 at 10:00, Minutes <m@example.org> wrote:\n{answered}", Known(original=_SENT))
    assert found.text == "See below.\n\nThe camera is late."


def test_sentence_that_stood_in_a_signature_is_text_when_it_comes_again() -> None:
    """What was said once may be said again."""
    assert (
        extract(f"{_REPORT}\n\nAll telescopes are up", Known(signature="All telescopes are up")).text
        == f"{_REPORT}\n\nAll telescopes are up"
    )


def test_signature_in_the_midst_of_a_text_stays() -> None:
    """It ends a letter or it is none."""
    assert extract(f"per aspera\n\n{_REPORT}", Known(signature="per aspera")).text.startswith("per aspera")


@pytest.mark.parametrize(
    "line",
    ["Am 3.3. um 10 hat Technical Coordination gesagt -", "minutes@example.org, 2021 m. kovo 3 d.", "Technical Coordination (3/3 10:00)"],
)
def test_attribution_in_any_language_names_us(line: str) -> None:
    """A short paragraph above a quote with our name or address and a number in it."""
    known = Known(original=_SENT, correspondents=("minutes@example.org", "Technical Coordination"))
    assert extract(f"{_REPORT}\n\n{line}\n\n> Please reply to this mail", known).text == _REPORT


def test_sentence_of_the_author_that_names_us_stays() -> None:
    """It stands above no quote, or is long."""
    text = "We sent 3 slides to minutes@example.org."
    assert extract(text, Known(correspondents=("minutes@example.org",))).text == text


def test_correction_of_the_report_that_a_receipt_repeats_is_no_quote() -> None:
    """The author says most of it again; below stands the receipt, without any mark."""
    receipt = f"Filed under 3.1 CTA. Thank you. Below is how your report will stand in the minutes.\n\nAS IT WILL APPEAR\n\n{_REPORT}"
    correction = f"{_REPORT} No, in June."
    known = Known(original=receipt, own_words=_REPORT)
    assert extract(f"{correction}\n\n{receipt}", known).text.startswith(correction)
    assert extract(correction, known).text == correction
    assert extract(_REPORT, known).text == _REPORT
    assert "Below is how" not in extract(f"{correction}\n\n{receipt}", known).text


@pytest.mark.parametrize(("answers", "text"), [(True, ""), (False, "please report")])
def test_answer_without_words_is_empty(answers: bool, text: str) -> None:  # noqa: FBT001 - what the two mails differ in
    """Below the head of an old mail are the words of another; those of a mail that is forwarded are shown."""
    head = "-----Original Message-----\nFrom: Ian Bird <ian@example.org>\nSent: 3 March 2021\nTo: Rosa\nSubject: Agenda\n\nplease report"
    assert extract(head, Known(is_answer=answers)).text == text


@pytest.mark.parametrize(
    ("subject", "has_references", "expected"),
    [("Re: Agenda", True, True), ("Fwd: Agenda", True, False), ("WG: Agenda", True, False), ("Agenda", False, False), ("Fore", True, True)],
)
def test_tells_an_answer_from_a_forward(subject: str, has_references: bool, expected: bool) -> None:  # noqa: FBT001 - a table
    """By its subject, in the words of programs."""
    assert is_answer(subject=subject, has_references=has_references) is expected


def test_signature_of_a_page_is_none() -> None:
    """What was called a signature once and is longer than any is not looked for."""
    lines = "\n".join(f"line {number} of it" for number in range(30))
    assert extract(lines, Known(signature=lines)).text == lines
