"""Minutes as lines: told again from the canonical text, and from lines that were edited."""

import random
from dataclasses import replace

import pytest

from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesNote
from mailflow.domain.minutes.reading import read_lines
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.minutes.sheet import Role, lines_of, render, render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content

_WORDS = ("the", "array", "reached", "12", "February;", "(DL0/DL3)", "7-arcsec", "https://example.org/a/b?c=d", "Größe", "—", "“well”", "a")


def some_text(dice: random.Random) -> str:
    """Return a report of random lines: words, bullets, nested ones, blank lines."""
    marks = ("", "", "", "- ", "  - ", "1. ", "    ", "* ")
    lines = (dice.choice(marks) + " ".join(dice.choices(_WORDS, k=dice.randint(1, 40))) for _ in range(dice.randint(1, 5)))
    return "\n".join(line for pair in lines for line in ([pair, ""] if dice.random() < 0.2 else [pair])).strip("\n")


def some_minutes(dice: random.Random) -> MinutesContent:
    """Return minutes of a random shape."""
    items = []
    for number in range(dice.randint(1, 6)):
        reports = tuple(a_minutes_report(some_text(dice), author=f"Ann {place}") for place in range(dice.choice((0, 1, 1, 2))))
        notes = tuple(MinutesNote(dice.choice(("", "Ian Bird")), " ".join(dice.choices(_WORDS, k=9))) for _ in range(dice.randint(0, 2)))
        between = (MinutesNote("Ian Bird", "between", 0, 1),) if reports and dice.random() < 0.3 else ()
        items.append(a_minutes_item(f"{number + 1}", " ".join(dice.choices(_WORDS, k=3)), reports=reports, notes=(*between, *notes)))
    content = replace(some_content(items=tuple(items)), next_meeting=dice.choice(("", "17 March")))
    if dice.random() < 0.5:
        return content
    actions = (MinutesAction("Ian Bird", "do it", None, "31 March"), MinutesAction("", "see to it"))
    content = replace(content, actions=actions, other=("left over",), first_action=dice.choice((1, 1, 12)))
    carried = (f"3. Ian Bird: {' '.join(dice.choices(_WORDS, k=9))}, by 31 March 2021 - open", "11. book a room - done")
    return replace(content, carried=dice.choice(((), carried)))


@pytest.mark.parametrize("seed", range(60))
def test_canonical_text_is_told_again(seed: int) -> None:
    """The lines that are read from it make it once more, letter for letter."""
    text = render_text(some_minutes(random.Random(seed)))  # noqa: S311 - no secret
    assert render(read_lines(text)) == text


@pytest.mark.parametrize("seed", range(60))
def test_lines_say_what_they_were_made_from(seed: int) -> None:
    """Unedited lines are the content again."""
    content = some_minutes(random.Random(seed))  # noqa: S311 - no secret
    assert content_of(lines_of(content), content) == content


def test_lines_know_what_they_are() -> None:
    """Each line of the text has the role with which it was written."""
    item = a_minutes_item(reports=(a_minutes_report("One.\n\n- two", attachments=("a.pdf",)),), notes=(MinutesNote("Ian Bird", "Three."),))
    content = some_content(items=(item, a_minutes_item("3.2", "EGO", reports=())))
    content = replace(content, actions=(MinutesAction("Ian", "act"),), carried=("2. do - done",))
    roles = [line.role for line in read_lines(render_text(content))]
    assert roles == [line.role for line in lines_of(content)]
    assert Role.MISSING in roles
    assert Role.FILES in roles
    assert Role.NOTE in roles
    assert Role.ACTION in roles
    assert Role.CARRIED in roles
