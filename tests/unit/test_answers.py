"""Short answers to questions, and the secretary's rulings."""

import time

import pytest

from mailflow.domain.answers import Decision, Ruling, chosen, parse_rulings

_LABELS = ("3.1 CTA", "3.2 EGO", "3.3 HL-LHC")


@pytest.mark.parametrize(
    "answer",
    [
        "2", "2.", "(2)", "#2, thanks", "number 2 please", "option 2", "Nummer 2", "numéro 2", "the second one", "second",
        "la deuxième", "das zweite",
        "two", "EGO", "ego please", "it's for EGO", "This is for EGO.", "3.2", "3.2 EGO", "2 EGO", "2: EGO", "c'est pour EGO",
        "Das ist für EGO",
        "Sorry, it's EGO.", "2 merci", "2\n\n-- \nAnna" , "the EGO one", "2 - 3.2 EGO",
    ],
)  # fmt: skip
def test_a_choice_is_taken_by_number_or_name(answer: str) -> None:
    """With greeting and sign-off around it, or without."""
    forms = ["{}", "Hi Eva,\n\n{}\n\nBest regards,\nAnna", "{}\n\nThanks\nAnna Lee"]
    assert [form for form in forms if chosen(form.format(answer), _LABELS, names=("Anna Lee",)) != 1] == []


@pytest.mark.parametrize("answer", ["none", "None of these.", "neither", "0", "aucun", "keines davon", "ninguno", "nessuno",
    "geen van beide", "żaden", "nenhum"])
def test_none_of_them_is_an_answer(answer: str) -> None:
    """In each language."""
    assert chosen(f"{answer}\nAnna", _LABELS, names=("Anna",)) == -1


@pytest.mark.parametrize(
    "answer",
    [
        "", "1 or 2", "not 2", "no", "1 and 2", "both", "2?", "maybe 2", "4", "99999", "-", "1 EGO", "2 nodes were added",
        "EGO and CTA", "EGO has 2 nodes",
        "2\nAlso, the magnet is cold", "3.4", "not EGO", "none, it's for SKA", "32", "2 👎", "L", "E",
    ],
)  # fmt: skip
def test_anything_else_is_unclear(answer: str) -> None:
    """It is asked again, never guessed."""
    assert chosen(answer, _LABELS) is None


def test_a_name_inside_another_goes_to_the_one_that_is_meant() -> None:
    """What is said in full, first; a part of one title only, next."""
    labels = ("4.1 DB", "4.2 Derby DB", "4.3 HL LHC")
    assert [chosen(answer, labels) for answer in ("DB", "Derby DB", "derby", "hl-lhc", "HLLHC")] == [0, 1, 1, 2, 2]


_A, _B = "A", "B"


@pytest.mark.parametrize(
    ("text", "rulings"),
    [
        ("A 1", (Ruling("A", Decision.CHOOSE, 1),)),
        ("A: 1\nB=2", (Ruling("A", Decision.CHOOSE, 1), Ruling("B", Decision.CHOOSE, 2))),
        ("a1\nb discard", (Ruling("A", Decision.CHOOSE, 1), Ruling("B", Decision.DISCARD))),
        ("A add WP4 computing", (Ruling("A", Decision.ADD, title="WP4 computing"),)),
        ("A add: WP4, computing", (Ruling("A", Decision.ADD, title="WP4, computing"),)),
        ("Hi,\nA ask\nB - add\nThanks\nEva", (Ruling("A", Decision.ASK), Ruling("B", Decision.ADD))),
        ("A 1, B discard", (Ruling("A", Decision.CHOOSE, 1), Ruling("B", Decision.DISCARD))),
        ("A ignorer\nB löschen", (Ruling("A", Decision.DISCARD), Ruling("B", Decision.DISCARD))),
        ("A please discard it, thanks", (Ruling("A", Decision.DISCARD),)),
    ],
)
def test_each_line_rules_on_an_entry(text: str, rulings: tuple[Ruling, ...]) -> None:
    """Whatever stands between the letter and the decision."""
    assert parse_rulings(text, (_A, _B), names=("Eva",)) == rulings


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("1", Ruling("A", Decision.CHOOSE, 1)),
        ("add", Ruling("A", Decision.ADD)),
        ("add WP4", Ruling("A", Decision.ADD, title="WP4")),
        ("Discard, please.\n\nBest,\nEva", Ruling("A", Decision.DISCARD)),
        ("ask", Ruling("A", Decision.ASK)),
        ("A 2", Ruling("A", Decision.CHOOSE, 2)),
    ],
)
def test_one_entry_needs_no_letter(text: str, ruling: Ruling) -> None:
    """The word alone."""
    assert parse_rulings(text, ("A",)) == (ruling,)


@pytest.mark.parametrize(
    "text", ["", "1", "A", "C 1", "A 1?", "A maybe", "A 1\nwhat about B", "A 1\nA 2", "A 0", "A 1 or 2", "A not discard", "discard",
    "A add " + "x" * 90]
)
def test_anything_else_decides_nothing(text: str) -> None:
    """Not even the lines that were understood."""
    assert parse_rulings(text, (_A, _B)) is None


@pytest.mark.parametrize("text", ["a" * 10**6, "2 " * 250, "please " * 70, "A 1\n" * 990, "A add " * 660, "A 1, " * 790, "none of " * 60])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    """At most 500 characters, or 4,000 of rulings, are looked at."""
    began = time.process_time()
    assert chosen(text, _LABELS) is None
    parse_rulings(text, (_A, _B))
    assert time.process_time() - began < 0.5
