"""`mailflow decide`: what a reply to a draft mail would do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mailflow.cli.main import app
from mailflow.domain.errors import BadInputError
from tests.unit.test_trial import CHANGED, a_draft_mail, a_reply

VERDICT = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return the file of a draft mail."""
    file = tmp_path / "draft.eml"
    file.write_bytes(a_draft_mail())
    return file


def _run(*args: str | Path, standard_input: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["decide", *map(str, args)], input=standard_input)


def _lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_reply_is_shown_with_the_redline_and_the_minutes(draft: Path) -> None:
    """For people."""
    result = _run(draft, standard_input=a_reply(CHANGED))
    assert result.exit_code == 0
    assert result.stdout.startswith("edit: it changes the minutes\n")
    assert "[-Monday-] {+Tuesday+}" in result.stdout
    assert "- the data model was frozen on Tuesday" in result.stdout


def test_what_changes_nothing_has_no_redline(draft: Path) -> None:
    """Only the minutes as they are."""
    result = _run(draft, "-", standard_input=a_reply("approve"))
    assert result.stdout.startswith("approve: the whole new text is «approve»\n\nTechnical Coordination Meeting\n")


def test_a_reply_in_a_file_is_answered_as_json(draft: Path, tmp_path: Path) -> None:
    """One object."""
    file = tmp_path / "reply.eml"
    file.write_bytes(a_reply(CHANGED))
    found = json.loads(_run(draft, file, "--json").stdout)
    assert list(found) == ["decision", "minutes", "redline", "reason"]
    assert found["decision"] == "edit"


def test_lines_are_answered_in_order(draft: Path) -> None:
    """With their ids; blank ones are skipped."""
    replies = [{"id": number, "content": a_reply(text).decode("latin-1")} for number, text in enumerate(("approve", CHANGED, "hold", ""))]
    result = _run(draft, "--jsonl", standard_input="\n\n".join(map(json.dumps, replies)).encode())
    assert result.exit_code == 0
    assert [(line["id"], line["decision"]) for line in _lines(result)] == [(0, "approve"), (1, "edit"), (2, "hold"), (3, "none")]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"content": 3}', "\u00ff"])
def test_a_bad_line_is_named_and_stops_nothing(draft: Path, line: str) -> None:
    """Exit 2, and the rest is answered."""
    good = json.dumps({"id": 2, "content": a_reply("approve").decode("latin-1")})
    result = _run(draft, "--jsonl", standard_input=f"{line}\n{good}\n".encode())
    assert result.exit_code == 2
    assert [found["id"] for found in _lines(result)] == [2]
    assert result.stderr.startswith("mailflow: line 1: ")
    assert len(result.stderr.splitlines()) == 1


def test_without_a_named_server_everybody_is_believed(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one, only what it says counts."""
    monkeypatch.delenv("MAILFLOW_TRUSTED_AUTHSERV_ID", raising=False)
    assert _run(draft, standard_input=a_reply("approve")).stdout.startswith("approve: ")
    monkeypatch.setenv("MAILFLOW_TRUSTED_AUTHSERV_ID", "mx.example.org")
    assert _run(draft, standard_input=a_reply("approve")).stdout.startswith("unclear: ")
    assert _run(draft, standard_input=a_reply("approve", head=VERDICT)).stdout.startswith("approve: ")


@pytest.mark.parametrize("content", [b"", b"From: a@example.org\n\nNo minutes.\n"])
def test_what_is_no_draft_is_bad_input(tmp_path: Path, content: bytes) -> None:
    """It says what was expected."""
    file = tmp_path / "draft.eml"
    file.write_bytes(content)
    error = _run(file, standard_input=a_reply("approve")).exception
    assert isinstance(error, BadInputError)
    assert "no draft mail of ours" in str(error)


def test_missing_files_are_bad_input(draft: Path, tmp_path: Path) -> None:
    """The draft, the reply; and the draft cannot come from standard input."""
    assert isinstance(_run(tmp_path / "none.eml", standard_input=b"x").exception, BadInputError)
    assert isinstance(_run(draft, tmp_path / "none.eml").exception, BadInputError)
    error = _run("-", "-", standard_input=a_draft_mail()).exception
    assert isinstance(error, BadInputError)
    assert "name it" in str(error)


@pytest.mark.parametrize("text", ["", "From: a@example.org\n\nNo minutes.\n"], ids=["no file", "no draft"])
def test_bad_input_is_one_line_and_exit_two(tmp_path: Path, text: str) -> None:
    """As the whole program ends."""
    file = tmp_path / "draft.eml"
    if text:
        file.write_text(text, "utf-8")
    ended = subprocess.run([sys.executable, "-m", "mailflow", "decide", str(file)], input="", capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
