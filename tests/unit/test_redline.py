"""What changed between two texts, as a person wants to read it."""

import time

import pytest

from mailflow.domain.redline import Change, Redline, redline

_TEXT = "We observe with three telescopes since Monday and plan two more for the summer of next year."


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (_TEXT, Redline(0, 0, ())),
        (_TEXT.replace(" ", "\n  "), Redline(0, 0, ())),
        (_TEXT.replace("three", "four"), Redline(1, 1, (Change("We observe with", "three", "four", "telescopes since Monday"),))),
        (_TEXT.replace(" three", ""), Redline(1, 0, (Change("We observe with", "three", "", "telescopes since Monday"),))),
        (f"{_TEXT} Slides follow.", Redline(0, 2, (Change("of next year.", "", "Slides follow.", ""),))),
        (f"Hello. {_TEXT}", Redline(0, 1, (Change("", "", "Hello.", "We observe with"),))),
    ],
    ids=["same", "other spaces", "replaced", "taken out", "put behind", "put before"],
)
def test_tells_each_place_with_the_words_around_it(after: str, expected: Redline) -> None:
    """What went, what came, and three words on either side; space and line ends are no change."""
    assert redline(_TEXT, after) == expected


def test_changes_near_each_other_are_one_place() -> None:
    """Two words between two changes stand inside of the place; three part them."""
    near = redline(_TEXT, _TEXT.replace("three", "four").replace("since", "from"))
    assert near.changes == (Change("We observe with", "three telescopes since", "four telescopes from", "Monday and plan"),)
    assert (near.removed, near.added) == (2, 2)
    far = redline(_TEXT, _TEXT.replace("three", "four").replace("since", "from").replace("summer", "spring"))
    assert [(change.removed, change.added) for change in far.changes] == [
        ("three telescopes since", "four telescopes from"),
        ("summer", "spring"),
    ]


def test_a_text_written_anew_has_no_places() -> None:
    """Where more than half is other words, the count says it."""
    assert redline(_TEXT, "Nothing of that is true any more.") == Redline(17, 7, ())
    assert redline("", "Four new words came.") == Redline(0, 4, ())


def test_very_long_texts_are_counted_only() -> None:
    """The comparison is bounded, whatever an author sends."""
    begun = time.process_time()
    assert redline("a " * 500_000, "b " * 400_000) == Redline(500_000, 400_000, ())
    assert redline("a b " * 2000, "b a " * 1999).removed >= 1
    assert time.process_time() - begun < 5
