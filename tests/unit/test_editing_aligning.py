"""Which words of a text stand in another, laid as a person would lay them."""

import pytest

from mailflow.domain.editing.aligning import LIMIT, NEW, align, settle, slide
from mailflow.domain.editing.tokens import tokens_of


def _aligned(base: str, reply: str) -> str:
    """Return the words of a reply, the new ones in braces."""
    old, new = tokens_of(base.split("\n")), tokens_of(reply.split("\n"))
    places = settle(old, new, align([token.norm for token in old], [token.norm for token in new]))
    assert [place for place in places if place != NEW] == sorted({place for place in places if place != NEW})
    assert all(place == NEW or old[place].norm == token.norm for place, token in zip(places, new, strict=True))
    return " ".join(f"{{{token.text}}}" if place == NEW else token.text for place, token in zip(places, new, strict=True))


_LAID = {
    "same": ("a b c", "a b c", "a b c"),
    "replaced": ("a b c", "a x c", "a {x} c"),
    "added": ("a b c", "a b x c", "a b {x} c"),
    "nothing alike": ("a b c", "x y z", "{x} {y} {z}"),
    "empty base": ("", "x y", "{x} {y}"),
    "empty reply": ("a b", "", ""),
    "taken out": ("a b c d", "a d", "a d"),
    "row put between": ("a b\nc d", "a b\nx y\nc d", "a b {x} {y} c d"),
    "row that ends like the one above": ("a b .\nc d", "a b .\nx y .\nc d", "a b . {x} {y} {.} c d"),
    "row that begins like the one below": ("a b\nthe c d", "a b\nthe x y\nthe c d", "a b {the} {x} {y} the c d"),
    "the same row again": ("a b\nc d", "a b\na b\nc d", "a b {a} {b} c d"),
}


@pytest.mark.parametrize(("base", "reply", "expected"), _LAID.values(), ids=_LAID.keys())
def test_new_words_are_told(base: str, reply: str, expected: str) -> None:
    """The longest common run, new words together and with whole rows."""
    assert _aligned(base, reply) == expected


def test_words_that_are_the_same_by_chance_are_let_go() -> None:
    """One word in common between many others is none: the sentence was written anew."""
    base = "one two three four of five six seven eight nine"
    reply = "one alpha beta gamma of delta epsilon zeta nine"
    assert _aligned(base, reply) == "one {alpha} {beta} {gamma} {of} {delta} {epsilon} {zeta} nine"


def test_words_between_small_changes_are_kept() -> None:
    """Where as few were changed as are the same, they are the same."""
    assert _aligned("a b c d e f", "a x c d y f") == "a {x} c d {y} f"


def test_texts_that_are_too_long_are_not_compared() -> None:
    """The table would not fit; nothing is known then."""
    assert align(["a"] * (LIMIT + 1), ["a"]) == [NEW]
    assert align(["a"], ["a"] * (LIMIT + 1)) == [NEW] * (LIMIT + 1)


def test_sliding_keeps_every_word_that_was_found() -> None:
    """What is new may move, but not grow or shrink."""
    reply = tokens_of(["the b the", "c the d"])
    places = [0, NEW, NEW, 2, 3, 4]
    assert sorted(place for place in slide(reply, list(places)) if place != NEW) == [0, 2, 3, 4]


def test_two_runs_of_new_words_become_one_where_the_same_words_stand() -> None:
    """`{A} a b {B a b}` is `{A a b B} a b`."""
    reply = tokens_of(["x P a b Q a b y"])
    assert slide(reply, [0, NEW, 1, 2, NEW, NEW, NEW, 3]) == [0, NEW, NEW, NEW, NEW, 1, 2, 3]
