"""`mailflow due`: the timetable with a clock of one's choice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailflow.cli.main import app

AGENDA = """
series: escape-tc
title: Technical Coordination
start: 2031-03-05T10:00
timezone: Europe/Paris
chair: {name: Ian Bird, email: ian.bird@example.org}
items:
  - title: Round Table
    duration: 40m
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Ann Example, email: ann@example.org}]}
      - {title: EGO, duration: 2m, speakers: [{name: Bo Example, email: bo@example.org}]}
      - {title: SKA, duration: 2m, speakers: [{name: Cy Example}]}
"""


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner of commands on a new database with one meeting."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILFLOW_ADDRESS", "minutes@example.org")
    (tmp_path / "agenda.yaml").write_text(AGENDA)
    runner = CliRunner()
    assert runner.invoke(app, ["meeting", "add", "agenda.yaml"]).exit_code == 0
    return runner


def test_shows_what_would_be_sent_when_and_to_whom(runner: CliRunner) -> None:
    """In the order of time, in the zone of the series."""
    result = runner.invoke(app, ["due", "--at", "2031-02-20T09:00", "--json"])
    steps = json.loads(result.stdout)
    assert [(step["at"], step["kind"], step["to"]["name"]) for step in steps if step["to"]["name"] == "Ann Example"] == [
        ("2031-02-26T10:00:00+01:00", "invitation", "Ann Example"),
        ("2031-03-03T10:00:00+01:00", "reminder", "Ann Example"),
        ("2031-03-04T10:00:00+01:00", "reminder", "Ann Example"),
    ]
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
    assert {step["kind"] for step in steps} == {"invitation", "addresses", "reminder", "briefing", "draft"}
    assert set(steps[0]) == {"at", "kind", "meeting", "series", "to", "slots", "why"}


def test_shows_what_would_not_be_sent_if_asked(runner: CliRunner) -> None:
    """And why not."""
    steps = json.loads(runner.invoke(app, ["due", "--at", "2031-02-20T09:00", "--json", "--skipped"]).stdout)
    assert {(step["to"]["name"], step["skipped"]) for step in steps if "skipped" in step} == {("Cy Example", "no address is known")}
    table = runner.invoke(app, ["due", "--at", "2031-02-20T09:00", "--skipped"]).stdout
    assert "Not sent" in table
    assert "no address is known" in table


def test_table_is_for_people(runner: CliRunner) -> None:
    """One line a mail; how many are not sent is told."""
    table = runner.invoke(app, ["due", "--at", "2031-02-20"]).stdout
    assert "Ann Example <ann@example.org>" in table
    assert "see --skipped" in table


def test_writes_nothing(runner: CliRunner) -> None:
    """However often it is asked."""
    for _ in range(2):
        assert runner.invoke(app, ["due", "--at", "2031-03-05T09:30"]).exit_code == 0
    assert json.loads(runner.invoke(app, ["outbox", "--json"]).stdout) == []


@pytest.mark.parametrize("text", ["tomorrow", "2031-13-01", "0001-01-01T00:00", ""])
def test_bad_time_is_one_line(tmp_path: Path, text: str) -> None:
    """Exit 2."""
    command = [sys.executable, "-m", "mailflow", "due", "--at", text]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "--at" in done.stderr
