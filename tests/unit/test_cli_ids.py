"""A number that no row can bear is bad usage, not an error of the database."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailflow.cli.main import app

TOO_LARGE = "99999999999999999999"


@pytest.mark.parametrize(
    "command",
    [
        ("inbox", "show", TOO_LARGE),
        ("inbox", "raw", TOO_LARGE),
        ("inbox", "replay", TOO_LARGE),
        ("inbox", "discard", "0"),
        ("status", TOO_LARGE),
        ("meeting", "show", TOO_LARGE),
        ("meeting", "address", TOO_LARGE, "Elena=elena@example.org"),
        ("invite", TOO_LARGE),
        ("draft", TOO_LARGE),
        ("minutes", TOO_LARGE),
        ("minutes", "1", "--revision", "9999999999"),
    ],
    ids=" ".join,
)
def test_number_out_of_range_is_bad_usage(command: tuple[str, ...], tmp_path: Path) -> None:
    """Exit 2, and one line says what is wrong; nothing is opened for it."""
    result = CliRunner().invoke(app, command, env={"MAILFLOW_DATA_DIR": str(tmp_path / "none")})
    assert result.exit_code == 2
    (problem,) = (line for line in result.stderr.splitlines() if "Error" in line)
    assert "Input should be" in problem
    assert "SQL" not in result.stderr
    assert not (tmp_path / "none").exists()
