"""Texts as words and signs: what mail programs do to a text makes no difference."""

import pytest

from mailflow.domain.editing.tokens import bullet_of, has_target, is_quoted, tokens_of, without_initials, without_marks, words_of


def _norms(*rows: str) -> list[str]:
    return [token.norm for token in tokens_of(rows) if not (token.is_bullet or token.is_soft)]


_ALIKE = {
    "quote mark": ("one two", "> one two"),
    "nested quote marks": ("one two", ">> > one two"),
    "bar": ("one two", "| one two"),
    "typographic apostrophe": ("Elena's group", "Elena\u2019s group"),
    "backtick": ("Elena's group", "Elena`s group"),
    "typographic quotes": ('a "sandbox" b', "a \u201csandbox\u201d b"),
    "German quotes": ('a "sandbox" b', "a \u201esandbox\u201c b"),
    "guillemets": ('a "sandbox" b', "a «sandbox» b"),
    "en dash": ("down - we", "down \u2013 we"),
    "em dash": ("down - we", "down \u2014 we"),
    "two hyphens": ("down - we", "down -- we"),
    "minus": ("down - we", "down \u2212 we"),
    "ellipsis": ("wait ...", "wait \u2026"),
    "many dots": ("wait ...", "wait ....."),
    "non-breaking space": ("one two", "one\u00a0two"),
    "narrow space": ("one two", "one\u202ftwo"),
    "tab": ("one two", "one\ttwo"),
    "emphasis": ("one two", "one *two*"),
    "underlined": ("one two", "one _two_"),
    "bullet": ("- one two", "\u2022 one two"),
    "other bullet": ("- one two", "o one two"),
    "ruler": ("one two", "one ---------- two"),
    "ruler of spaced signs": ("one two", "one - - - - - two"),
    "target beside a link": ("see https://example.org now", "see https://example.org<https://example.org> now"),
    "target in brackets": ("see https://example.org now", "see https://example.org [https://example.org] now"),
    "mail address": ("write to a@example.org", "write to a@example.org<mailto:a@example.org>"),
    "Markdown link": ("see the page now", "see [the page](https://example.org/x) now"),
    "gateway": (
        "see https://example.org/a?b now",
        "see https://eur01.safelinks.protection.example.com/?url=https%3A%2F%2Fexample.org%2Fa%3Fb&data=05 now",
    ),
    "cells of a table": ("| La Palma | 4 |", "La Palma\t4"),
}


@pytest.mark.parametrize(("sent", "quoted"), _ALIKE.values(), ids=_ALIKE.keys())
def test_what_a_program_does_to_a_text_is_no_difference(sent: str, quoted: str) -> None:
    """Marks, spaces, dashes, quotes, dots, bullets, targets of links."""
    assert _norms(sent) == _norms(quoted)


_DIFFERENT = {
    "word": ("one two", "one three"),
    "capital": ("one two", "one Two"),
    "comma": ("one two", "one, two"),
    "full stop": ("one two.", "one two"),
    "question": ("one two.", "one two?"),
    "number": ("7 arcsec", "8 arcsec"),
    "less and more": ("a < 5", "a > 5"),
    "less or equal": ("a <= 5", "a < 5"),
    "slash": ("yes/no", "yes no"),
    "hyphen": ("re-sent", "resent"),
    "plural": ("Elena's", "Elena"),
    "accent": ("resume", "résumé"),
    "sign of money": ("5 $", "5 €"),
    "percent": ("5 %", "5"),
    "minus before a number": ("-5 degrees", "5 degrees"),
}


@pytest.mark.parametrize(("sent", "quoted"), _DIFFERENT.values(), ids=_DIFFERENT.keys())
def test_what_a_person_changes_is_one(sent: str, quoted: str) -> None:
    """Words, numbers, signs with a meaning."""
    assert _norms(sent) != _norms(quoted)


def test_a_token_knows_where_it_stands() -> None:
    """Its row, what is before it, whether that is quoted; and what follows the last one of a row."""
    first, bracket, second, third = tokens_of(["> one (two", "three "])
    assert (first.norm, first.row, first.is_quoted, first.is_spaced) == ("one", 0, True, True)
    assert (bracket.norm, bracket.before, bracket.is_spaced) == ("(", " ", True)
    assert (second.norm, second.before, second.is_spaced) == ("two", "", False)
    assert (third.norm, third.row, third.is_quoted) == ("three", 1, False)


def test_what_follows_the_last_word_of_a_row_is_kept() -> None:
    """A sign that is no token, such as one of emphasis."""
    assert [token.after for token in tokens_of(["one *two*"])] == ["", "*"]


def test_marks_of_lists_are_known_as_such() -> None:
    """They are words of nobody."""
    assert [(token.text, token.is_bullet) for token in tokens_of(["- one", "2. two", "a) b"])][:2] == [("-", True), ("one", False)]
    assert [token.text for token in tokens_of(["\u2022 two"]) if token.is_bullet] == []  # it is no token at all


@pytest.mark.parametrize(
    ("row", "marks"),
    [
        ("2. two", ["2", "."]),
        ("12) two", ["12", ")"]),
        ("a) b", ["a", ")"]),
        ("(b) c", ["(", "b", ")"]),
        ("o one", ["o"]),
        ("+ one", ["+"]),
        ("- 40 degrees", ["-"]),
        ("- one", []),
        ("2.two", []),
        ("-5 degrees", []),
        ("one 2. two", []),
    ],
)
def test_what_may_be_a_word_or_the_mark_of_a_list_is_soft(row: str, marks: list[str]) -> None:
    """A number, a letter, `o`, a plus, a dash before a number; no program alone decides what they are."""
    found = tokens_of([row])
    assert [token.text for token in found if token.is_soft] == marks
    assert not any(token.is_soft and token.is_bullet for token in found)
    assert not marks or not any(token.is_bullet for token in found)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("- one", "-"), ("\u2022 one", "\u2022"), ("1) one", "1)"), ("a. one", "a."), ("(b) one", "(b)"), ("+ 1", "+"), ("a", ""), ("-a", "")],
)
def test_the_mark_of_a_list_needs_a_space(text: str, mark: str) -> None:
    """Else it is part of a word."""
    assert bullet_of(text) == mark


@pytest.mark.parametrize("row", ["> a", ">", ">> a", "| a"])
def test_a_quote_mark_stands_first(row: str) -> None:
    """Or a bar."""
    assert is_quoted(row)


@pytest.mark.parametrize("row", ["| a | b |", "a > b", "a", "", "Ian Bird> a", "IB> a"])
def test_what_is_no_quote_mark(row: str) -> None:
    """The bars of a table, a sign among words, the name of somebody."""
    assert not is_quoted(row)


def test_initials_on_several_rows_are_a_quote_mark() -> None:
    """As some programs put them there, on every row that they quote."""
    rows = ["TCM> one", " TCM> two", "TCM> three", "four"]
    assert without_initials(rows) == ["> one", "> two", "> three", "four"]
    assert [(token.norm, token.is_quoted) for token in tokens_of(rows)] == [
        ("one", True), ("two", True), ("three", True), ("four", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [["NOT> EGO"], ["NOT> EGO", "NOT> CTA"], ["IB> one", "TCM> two", "NOT> three"], ["> one", "NOT> EGO"]],
    ids=["one row", "two rows", "others on each row", "beside a quote"],
)
def test_initials_on_few_rows_are_words(rows: list[str]) -> None:
    """Somebody wrote them."""
    assert without_initials(rows) == rows
    assert not any(token.is_quoted for token in tokens_of(rows[-1:]))
    assert tokens_of(rows)[-3 if "NOT" in rows[-1] else 0].text == "NOT"


def test_what_is_struck_in_quoted_rows_is_no_word() -> None:
    """It was taken out, as Markdown has it; in words of one's own the signs stand."""
    assert _norms("> one ~~two~~ three") == _norms("one three")
    assert without_marks("> ~~one~~ two") == "two"
    assert without_marks("one ~~two~~") == "one ~~two~~"
    assert [token.norm for token in tokens_of(["one ~~two~~"])][:1] == ["one"]
    assert "two" in _norms("one ~~two~~")


def test_targets_of_links_are_words_where_the_minutes_have_some() -> None:
    """Else a program put them in."""
    row = "see the page <https://example.org/x>"
    assert has_target([row])
    assert not has_target(["see https://example.org/x"])
    assert _norms(row) == _norms("see the page")
    told = [token.norm for token in tokens_of([row], has_targets=True)]
    assert told[:3] == ["see", "the", "page"]
    assert "https" in told
    assert told == [token.norm for token in words_of([row])]


def test_words_of_minutes_are_taken_as_they_stand() -> None:
    """Nothing but a quote mark is left out: no target, nothing that is struck, no row with initials."""
    assert next(token.norm for token in words_of(["> one ~~two~~"])) == "one"
    assert "two" in {token.norm for token in words_of(["> one ~~two~~"])}
    assert not any(token.is_quoted for token in words_of(["> one"]))
    assert {"TCM"} <= {token.norm for token in words_of(["TCM> one"] * 3)}
    assert [token.row for token in words_of(["one", "two"])] == [0, 1]
    assert [token.is_bullet for token in words_of(["- one"])] == [True, False]


def test_marks_are_taken_off() -> None:
    """The words stay as they were written."""
    assert without_marks("> > Elena\u2019s group  ") == "Elena\u2019s group"
    assert without_marks("plain") == "plain"
