"""What the command line prints: words on a terminal, octets in a file."""

import io
import sys

import pytest

from mailflow.cli.output import print_lines, print_octets, print_text


class _Screen(io.TextIOWrapper):
    """A stream that is a terminal, or is not."""

    def __init__(self, *, is_terminal: bool) -> None:
        self.octets = io.BytesIO()
        super().__init__(self.octets, encoding="utf-8")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(
    ("is_terminal", "expected"), [(True, b"a\tb[2J\xc3\xa9\nc"), (False, b"a\tb\x1b[2J\xc2\x9b\xc3\xa9\r\n\xe2\x80\xaec")]
)
def test_text_that_came_by_mail_steers_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
    is_terminal: bool,  # noqa: FBT001 - a column of the table
    expected: bytes,
) -> None:
    """ESC, C1 and what turns the direction are left out on a terminal; into a file goes what is there."""
    screen = _Screen(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stdout", screen)
    print_text("a\tb\x1b[2J\x9bé\r\n\u202ec")
    assert screen.octets.getvalue() == expected


def test_lines_for_people_have_no_controls(capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever they go."""
    print_lines(["a\x1b[2Jb\x9bc"])
    assert capsys.readouterr().out == "a [2Jb c\n"


def test_octets_are_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal too."""
    screen = _Screen(is_terminal=True)
    monkeypatch.setattr(sys, "stdout", screen)
    print_octets(b"\x1b\x00\xff")
    assert screen.octets.getvalue() == b"\x1b\x00\xff"
