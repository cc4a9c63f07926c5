"""The command line: exit codes, one clear line per problem, and no traceback."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

AGENDA = """
series: tc
title: Coordination
start: 2027-03-03T10:00
timezone: Europe/Paris
chair: {name: Zoë Żak, email: zoe@example.org}
items: [{title: Introduction, duration: 5m}]
"""
ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder of its own."""
    command = [sys.executable, "-m", "mailflow", *arguments]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)


def _spoil_database(folder: Path) -> None:
    (folder / "f.db").write_text("no database", encoding="ascii")


def _spoil_data_folder(folder: Path) -> None:
    (folder / "mailflow-data").touch()


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (("status",), {"MAILFLOW_DATA_DIR": "/proc/nowhere"}, "MAILFLOW_DATA_DIR"),
        (("status",), {}, "MAILFLOW_DATA_DIR"),
        (("status",), {"MAILFLOW_DATABASE_URL": "sqlite:///f.db", "MAILFLOW_DATA_DIR": "data"}, "database"),
        (("agenda", "agenda.yaml", "--date", "tomorrow"), {}, "YYYY-MM-DD"),
        (("meeting", "add", "agenda.yaml", "--series", "Bad Slug!"), {}, "--series"),
        (("agenda", "/"), {}, "cannot be read"),
    ],
    ids=["data folder cannot be made", "data folder is a file", "no database", "date", "series", "a folder"],
)
def test_problem_is_one_line(tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], expected: str) -> None:
    """Whatever is wrong is said in a line that names it; never a traceback."""
    (tmp_path / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    _spoil_database(tmp_path)
    _spoil_data_folder(tmp_path)
    done = run(tmp_path, *arguments, **environment)
    assert done.returncode in {1, 2}
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert expected in done.stderr


def test_terminal_that_cannot_show_a_name_is_no_reason_to_fail(tmp_path: Path) -> None:
    """What it cannot show is replaced."""
    (tmp_path / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    done = run(tmp_path, "agenda", "agenda.yaml", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "Introduction" in done.stdout


def test_second_meeting_at_the_same_time_is_pointed_out(tmp_path: Path) -> None:
    """It is stored, as two may well begin together, but nobody makes one by mistake without a word."""
    (tmp_path / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    assert run(tmp_path, "meeting", "add", "agenda.yaml").stdout == "1\n"
    done = run(tmp_path, "meeting", "add", "agenda.yaml")
    assert (done.returncode, done.stdout) == (0, "2\n")
    assert "meeting 1 of this series starts at the same time" in done.stderr


def test_the_list_of_readers_is_kept_from_the_shell(tmp_path: Path) -> None:
    """What is exported can be imported; who is forgotten is told what stays, and is in no list and no trail."""
    (tmp_path / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    (tmp_path / "list.txt").write_text("b@example.org\n# nobody\na@example.org\n", encoding="ascii")
    assert run(tmp_path, "meeting", "add", "agenda.yaml").returncode == 0
    for _ in range(2):
        assert run(tmp_path, "subscriber", "import", "tc", "list.txt").stdout == "2 on the list of tc\n"
    assert run(tmp_path, "audit", "--json").stdout.count('"subscribed"') == 2
    told = run(tmp_path, "subscriber", "export", "tc").stdout
    assert [line.partition(",")[0] for line in told.splitlines()] == ["address", "a@example.org", "b@example.org"]
    assert run(tmp_path, "subscriber", "remove", "tc", "b@example.org").returncode == 0
    (tmp_path / "list.csv").write_text(told, encoding="utf-8", newline="")
    done = run(tmp_path, "subscriber", "import", "tc", "list.csv")
    assert (done.returncode, done.stdout) == (0, "1 on the list of tc\n")
    assert done.stderr.startswith("b@example.org has left the list and stays off it")
    listed = json.loads(run(tmp_path, "subscriber", "export", "tc", "--json").stdout)
    assert [(one["address"], one["items"], one["paused_until"]) for one in listed] == [("a@example.org", [], None)]
    (tmp_path / "list.json").write_text(json.dumps([{**listed[0], "address": "c@example.org", "items": ["SKA"]}]), encoding="utf-8")
    assert json.loads(run(tmp_path, "subscriber", "import", "tc", "list.json", "--json").stdout) == {"series": "tc", "subscribers": 2}
    assert "c@example.org  (only SKA)" in run(tmp_path, "subscriber", "list", "tc").stdout
    done = run(tmp_path, "forget", "a@example.org")
    assert done.returncode == 0
    assert "  subscriptions: 1\n" in done.stdout
    assert "nothing that reached us is ever deleted" in done.stdout
    assert "a@example.org" not in run(tmp_path, "audit", "--json").stdout


def test_what_is_forgotten_is_told_to_programs_and_stands_in_no_file(tmp_path: Path) -> None:
    """Neither in the pages of the database that are free nor in the file beside it, as long as another process keeps that open."""
    (tmp_path / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    run(tmp_path, "meeting", "add", "agenda.yaml")
    folder = tmp_path / "mailflow-data"
    with closing(sqlite3.connect(folder / "mailflow.db")) as other:
        other.execute("SELECT count(*) FROM subscribers").fetchone()
        run(tmp_path, "subscriber", "add", "tc", "gone.reader@example.org")
        done = run(tmp_path, "forget", "gone.reader@example.org", "--json")
        # Read at the end only: to close a file ends the locks by which this process keeps it open for SQLite.
        assert not [file.name for file in folder.rglob("*") if file.is_file() and b"gone.reader" in file.read_bytes()]
    told = json.loads(done.stdout)
    assert (told["address"], told["deleted"]) == ("gone.reader@example.org", {"subscriptions": 1, "people": 0, "mails": 0})
    assert told["replaced"] == {"invitations": 0, "bounces": 0, "audit": 1, "notes_on_messages": 0}
    assert told["kept"]["received"] == 0
    assert len(told["kept"]["why"]) == 4


def test_programs_are_told_of_the_list_in_json(tmp_path: Path) -> None:
    """Whatever changes it says how many are on it; a list can be piped from another machine."""
    (tmp_path / "agenda.yaml").write_text(AGENDA, encoding="utf-8")
    run(tmp_path, "meeting", "add", "agenda.yaml")
    (tmp_path / "list.txt").write_text("b@example.org\n", encoding="ascii")
    told = [
        json.loads(run(tmp_path, "subscriber", *arguments, "--json").stdout)
        for arguments in (
            ("add", "tc", "a@example.org"),
            ("add", "tc", "A@example.org"),
            ("import", "tc", "list.txt"),
            ("remove", "tc", "a@example.org"),
        )
    ]
    assert told == [{"series": "tc", "subscribers": count} for count in (1, 1, 2, 1)]
    command = [sys.executable, "-m", "mailflow", "subscriber", "import", "tc", "-"]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    piped = subprocess.run(command, cwd=tmp_path, env=env, input="c@example.org\n", capture_output=True, text=True, check=False, timeout=60)
    assert piped.stdout == "2 on the list of tc\n"
    done = run(tmp_path, "subscriber", "remove", "tc", "a@example.org", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "mailflow: no subscriber a@example.org\n")


@pytest.mark.parametrize("role", ["serve", "worker", "beat"])
def test_a_key_that_cannot_be_read_is_told_in_a_line(tmp_path: Path, role: str) -> None:
    """Whichever part is started, and before anything is."""
    settings = {"MAILFLOW_DKIM_KEY_FILE": str(tmp_path / "absent.pem"), "MAILFLOW_DKIM_SELECTOR": "s1"}
    done = run(tmp_path, role, **settings)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "MAILFLOW_DKIM_KEY_FILE" in done.stderr
