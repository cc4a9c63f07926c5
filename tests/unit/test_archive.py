"""What is searched for, and how it is shown where it stands."""

import pytest

from mailflow.domain.archive import Query, excerpt, fold, parse_query, slug_of

LONG = "before " * 60 + "the first light of the camera " + "after " * 60


@pytest.mark.parametrize(
    ("text", "terms", "shown"),
    [
        ("First light.", ("light",), "First [light]."),
        ("First light.", ("l", "first"), "[First] [light]."),
        ("First light.", (), "First light."),
        ("First light.", ("absent",), "First light."),
        ("F\u00fc\u00dfling says\n\nyes.", ("fussling",), "[F\u00fc\u00dfling] says yes."),
        ("", ("x",), ""),
    ],
)
def test_hits_are_marked_where_they_stand(text: str, terms: tuple[str, ...], shown: str) -> None:
    """By the beginnings of words, as they are searched."""
    assert "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in excerpt(text, terms)) == shown


def test_of_a_long_text_the_part_around_the_first_hit_is_shown() -> None:
    """With a sign on either side that there is more."""
    shown = "".join(piece.text for piece in excerpt(LONG, ("light",)))
    assert shown.startswith("… before ")
    assert "the first light of the camera" in shown
    assert shown.endswith(" …")
    assert len(shown) < 330


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("First LIGHT", Query(("first", "light"))),
        ('"First Light" camera', Query(("camera",), (("first", "light"),))),
        ("first-light", Query((), (("first", "light"),))),
        ('"', Query()),
        ("light light", Query(("light",))),
        ("", Query()),
    ],
)
def test_words_and_phrases_are_read(text: str, query: Query) -> None:
    """Each once; what is no word is no part of it."""
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("KM3NeT / ARCA", "km3net-arca"), ("F\u00fc\u00dfling", "fussling"), ("!!!", "item"), ("x" * 100, "x" * 60),
        ("\u5929\u6587", "\u5929\u6587"),
    ],
)
def test_an_item_has_a_name_for_addresses(title: str, slug: str) -> None:
    """Letters and digits of any script."""
    assert slug_of(title) == slug


def test_folding_is_the_same_for_plain_letters() -> None:
    """The quick way and the long one agree."""
    assert fold("Camera 3") == fold("Camera\u0301 3") == "camera 3"
