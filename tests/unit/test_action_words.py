"""What people answer about what they are to do, and what only looks like it."""

from datetime import date

import pytest

from mailflow.domain.action_words import ActionVerb, day_in, parse_action_words

TODAY = date(2021, 3, 10)
DONE, REOPEN, NOT_MINE, DEFER = ActionVerb.DONE, ActionVerb.REOPEN, ActionVerb.NOT_MINE, ActionVerb.DEFER


@pytest.mark.parametrize(
    ("text", "verb", "numbers"),
    [
        ("done 3", DONE, (3,)), ("Done 3.", DONE, (3,)), ("done 3, 5", DONE, (3, 5)), ("done 3 and 5", DONE, (3, 5)), ("done", DONE, ()),
        ("Done: 3", DONE, (3,)), ("done with 3", DONE, (3,)), ("done #3", DONE, (3,)), ("3 done", DONE, (3,)), ("3: done", DONE, (3,)),
        ("Action 3 is done", DONE, (3,)), ("actions 3 and 5 are done", DONE, (3, 5)), ("please close 3", DONE, (3,)),
        ("I have done 3", DONE, (3,)), ("fait 3", DONE, (3,)), ("l'action 3 est faite", DONE, (3,)), ("3 et 5 terminées", DONE, (3, 5)),
        ("erledigt 3", DONE, (3,)), ("Aufgabe 3 ist erledigt", DONE, (3,)), ("3 und 5 sind erledigt", DONE, (3, 5)),
        ("fatto 3", DONE, (3,)), ("hecho 3", DONE, (3,)), ("gedaan 3", DONE, (3,)), ("zrobione 3", DONE, (3,)), ("feito 3", DONE, (3,)),
        ("Hi Ian,\n\ndone 3\n\nThanks,\nRosie", DONE, (3,)), ("Dear all, \ndone 3 thanks", DONE, (3,)),
        ("not mine", NOT_MINE, ()), ("3 not mine", NOT_MINE, (3,)), ("not mine: 3", NOT_MINE, (3,)), ("3 is not mine", NOT_MINE, (3,)),
        ("This is not my action", NOT_MINE, ()), ("pas à moi", NOT_MINE, ()), ("3 pas à moi", NOT_MINE, (3,)),
        ("nicht meine", NOT_MINE, ()),
        ("3 ist nicht meine", NOT_MINE, (3,)), ("reopen 3", REOPEN, (3,)), ("rouvrir 3", REOPEN, (3,)), ("3 wieder öffnen", REOPEN, (3,)),
        ("3 not done yet", REOPEN, (3,)), ("not done 3", REOPEN, (3,)), ("nicht erledigt: 3", REOPEN, (3,)),
    ],
)  # fmt: skip
def test_an_order_is_read(text: str, verb: ActionVerb, numbers: tuple[int, ...]) -> None:
    """In the languages that people write, with one number, several, or none."""
    found = parse_action_words(text, today=TODAY, names=("Rosie Bolton",))
    assert found is not None, text
    assert [(order.verb, order.numbers) for order in found.orders] == [(verb, numbers)]
    assert found.note == ""


@pytest.mark.parametrize(
    ("text", "numbers", "until"),
    [
        ("defer to 31 March", (), date(2021, 3, 31)), ("defer 3 to 31 March", (3,), date(2021, 3, 31)),
        ("postpone 3 until 2 April", (3,), date(2021, 4, 2)),
        ("defer 3 and 5 to 2021-04-30", (3, 5), date(2021, 4, 30)), ("Defer it to Friday", (), date(2021, 3, 12)),
        ("reporter au 31 mars", (), date(2021, 3, 31)), ("reporter 3 au 31 mars", (3,), date(2021, 3, 31)),
        ("3 auf den 31. März verschieben", (3,), date(2021, 3, 31)), ("verschieben 3 auf 31. März", (3,), date(2021, 3, 31)),
        ("verschieben auf 31.3.", (), date(2021, 3, 31)), ("3: postponed to 1 February", (3,), date(2022, 2, 1)),
        ("rinviare 3 al 31 marzo", (3,), date(2021, 3, 31)), ("aplazar 3 al 31 de marzo", (3,), date(2021, 3, 31)),
        ("please defer 3 to end of April", (3,), date(2021, 4, 30)),
    ],
)  # fmt: skip
def test_another_day_is_read(text: str, numbers: tuple[int, ...], until: date) -> None:
    """As dates are written in notes; without a year it is the next of its name."""
    found = parse_action_words(text, today=TODAY)
    assert found is not None, text
    assert [(order.verb, order.numbers, order.until) for order in found.orders] == [(DEFER, numbers, until)]


def test_what_stands_beside_an_order_is_a_note() -> None:
    """Behind it, or on lines of its own; several orders stand below one another."""
    found = parse_action_words("done 3, the page is online at https://example.org/page", today=TODAY)
    assert found is not None
    assert (found.orders[0].numbers, found.orders[0].is_plain) == ((3,), False)
    assert found.note == "the page is online at https://example.org/page"
    found = parse_action_words("Hello Ian,\n\ndone 3\nnot mine 5\ndefer 7 to 1 April\n\nThe rest has to wait.\n\nRosie", today=TODAY)
    assert found is not None
    assert [(order.verb, order.numbers) for order in found.orders] == [(DONE, (3,)), (NOT_MINE, (5,)), (DEFER, (7,))]
    assert found.note.startswith("The rest has to wait.")


@pytest.mark.parametrize(
    "text",
    [
        "", "All is well.", "done 3 days ago", "done 3 tests of the cameras", "We have done 3 of 5 tests.", "3 telescopes are done",
        "3.2 done",
        "Is 3 done?", "I will do 3 tomorrow", "defer 3", "defer it to somebody else", "not mine but Rosie's to tell",
        "done 3.5 TB of transfers",
        "Report for SKA\ndone 3", "3 of the dishes are finished", "not sure that 3 is done", "nothing to report", "finished the paper",
    ],
)  # fmt: skip
def test_other_words_are_no_order(text: str) -> None:
    """A report that begins with such a word goes on with others."""
    assert parse_action_words(text, today=TODAY) is None, text


def test_a_day_may_be_no_day() -> None:
    """Words that begin with no date tell none."""
    assert day_in("soon", TODAY) is None
    assert day_in("31 March 2021", TODAY) == date(2021, 3, 31)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("3 done, 1 done", [(DONE, (3,)), (DONE, (1,))]), ("3 done; 5 not mine", [(DONE, (3,)), (NOT_MINE, (5,))]),
        ("done 3 and defer 5 to 1 April", [(DONE, (3,)), (DEFER, (5,))]), ("done 1, 2 not mine", [(DONE, (1,)), (NOT_MINE, (2,))]),
        ("done 3. 5 is not mine.", [(DONE, (3,)), (NOT_MINE, (5,))]),
        ("3 done, 2 done, 1 done", [(DONE, (3,)), (DONE, (2,)), (DONE, (1,))]),
        ("done (3)", [(DONE, (3,))]), ("done(3)", [(DONE, (3,))]), ("(3) done", [(DONE, (3,))]), ("done - 3", [(DONE, (3,))]),
        ("done 0", [(DONE, (0,))]), ("done 3 4", [(DONE, (3, 4))]), ("Thanks, done 3", [(DONE, (3,))]), ("yes done", [(DONE, ())]),
        ("Ok done", [(DONE, ())]), ("ja, 3 ist fertig", [(DONE, (3,))]), ("Thanks Ian, 3 and 4 are done", [(DONE, (3, 4))]),
    ],
)  # fmt: skip
def test_all_orders_of_a_line_are_read(text: str, orders: list[tuple[ActionVerb, tuple[int, ...]]]) -> None:
    """With a polite word before them, or a number in brackets; 0 is a number too, of no action."""
    found = parse_action_words(text, today=TODAY)
    assert found is not None, text
    assert ([(order.verb, order.numbers) for order in found.orders], found.note) == (orders, "")


@pytest.mark.parametrize("note", ["the paper is out", "sent it to Rosie yesterday", "slides uploaded", "das Papier ist verschickt"])
def test_words_behind_a_number_are_a_note(note: str) -> None:
    """Also without a sign between them."""
    found = parse_action_words(f"done 1 {note}", today=TODAY)
    assert found is not None
    assert ([(order.numbers, order.runs_on) for order in found.orders], found.note) == ([((1,), True)], note)


@pytest.mark.parametrize(
    "text",
    [
        "done 1?", "done 1 is not true", "done 1 tomorrow", "done 1 once the board agrees", "done 1, not yet", "done 1 (tomorrow)",
        "done 1, right?", "done 1 isn't right", "3 isn't done", "3 isn’t done", "done 1 wenn alle zustimmen", "done 1 demain",
        "done 1, 2 in progress", "3 done, 1 done?", "done 3, defer 5", "done, 3 of them", "done 3 - 5", "si 3 est fait", "done 3 not 5",
    ],
)  # fmt: skip
def test_what_may_take_an_order_back_is_none(text: str) -> None:
    """A negation, a question, a condition, a day to come, or half of it that is not clear."""
    assert parse_action_words(text, today=TODAY) is None, text
