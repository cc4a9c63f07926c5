"""`mailflow match`: to which slot of an agenda a mail would go, without a database."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mailflow.cli.main import app
from mailflow.domain.errors import BadInputError

_AGENDA = """
series: tc
title: Coordination
start: 2021-03-03T10:00
timezone: Europe/Paris
items:
  - title: Round Table
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Ann Berg, email: ann@example.org}]}
      - {title: EGO, duration: 2m, speakers: [{name: Elena Cuoco, email: elena@example.org}]}
      - {title: WP6, duration: 2m, speakers: [{name: Elena Cuoco, email: elena@example.org}]}
"""
_PAGE = """Harbour Sensors Steering Group
Tuesday 9 Nov 2021, 2:00 PM → 3:15 PM Europe/Lisbon
Chair: Ana Prado (Porto Lab)
2:00 PM → 3:00 PM
Round Table 45m
- Buoys 10m
  Speaker: Tom Hale (Harbour Trust)
- Cameras 10m
  Speaker: Pia Lund (Porto Lab)
- Tides 10m
  Speaker: Ida Moor (Porto Lab)
"""
_HELP_SECONDS = 1.0
_ROUNDS = 3


def _mail(author: str, subject: str, text: str) -> str:
    return f"From: {author}\nTo: minutes@example.org\nSubject: {subject}\nMessage-ID: <1@example.org>\n\n{text}\n"


_ELENA = _mail("Elena Cuoco <elena@example.org>", "EGO report", "A new mirror.")


@pytest.fixture
def agenda(tmp_path: Path) -> Path:
    """Return the file of an agenda of three slots."""
    file = tmp_path / "agenda.yaml"
    file.write_text(_AGENDA, encoding="utf-8")
    return file


def _run(*args: str | Path, standard_input: str = "") -> Result:
    return CliRunner().invoke(app, ["match", *map(str, args)], input=standard_input)


def _lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_message_is_shown_with_its_slot_and_the_reasons(agenda: Path) -> None:
    """For people."""
    result = _run(agenda, "-", standard_input=_ELENA)
    assert result.exit_code == 0
    assert "decision: filed" in result.stdout
    assert "sender: the address is Elena Cuoco's" in result.stdout
    assert "text for 3.1" not in result.stdout
    assert "A new mirror." in result.stdout


def test_a_question_shows_its_choices(agenda: Path) -> None:
    """And no text."""
    result = _run(agenda, standard_input=_mail("Elena Cuoco <elena@example.org>", "report", "Quiet."))
    assert "decision: ask" in result.stdout
    assert "text for" not in result.stdout


def test_a_message_in_a_file_is_answered_as_json(agenda: Path, tmp_path: Path) -> None:
    """One object."""
    file = tmp_path / "mail.eml"
    file.write_text(_ELENA, encoding="utf-8")
    found = json.loads(_run(agenda, file, "--json").stdout)
    assert (found["kind"], found["decision"]) == ("report", "filed")
    assert [(slot["key"], slot["text"]) for slot in found["slots"]] == [("1.2", "A new mirror.")]
    assert {"signal", "detail", "weight", "slot"} <= set(found["evidence"][-1])


def test_lines_are_answered_in_order(agenda: Path) -> None:
    """With their ids; blank ones are skipped."""
    stranger = _mail("Nobody <n@elsewhere.example.org>", "EGO report", "A new mirror.")
    thanks = _mail("Elena Cuoco <elena@example.org>", "Re: report", "Thanks!")
    mails = [{"id": number, "content": content} for number, content in enumerate((_ELENA, stranger, thanks))]
    result = _run(agenda, "--jsonl", standard_input="\n\n".join(map(json.dumps, mails)))
    assert [(line["id"], line["decision"]) for line in _lines(result)] == [(0, "filed"), (1, "triage"), (2, "none")]


def test_a_line_may_tell_which_mail_of_ours_is_answered(agenda: Path) -> None:
    """As the database would."""
    answered = {"link": "token", "kind": "invitation", "person": "ann@example.org", "slots": ["1.1"]}
    line = {"id": 1, "content": _mail("Nobody <n@elsewhere.example.org>", "Re: report", "Quiet."), "answered": answered}
    (found,) = _lines(_run(agenda, "--jsonl", standard_input=json.dumps(line)))
    assert found["decision"] == "filed"
    (unknown,) = _lines(_run(agenda, "--jsonl", standard_input=json.dumps(line | {"answered": answered | {"person": "who@example.org"}})))
    assert unknown["decision"] == "filed"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": 1}',
        '{"content": 3}',
        '{"content": "x", "answered": []}',
        '{"content": "x", "answered": {"link": "guess", "kind": "invitation", "slots": []}}',
        '{"content": "x", "answered": {"link": "token", "kind": "letter", "slots": []}}',
        '{"content": "x", "answered": {"link": "token", "kind": "invitation"}}',
    ],
)
def test_a_bad_line_is_named_and_stops_nothing(agenda: Path, line: str) -> None:
    """Exit 2, and the rest is answered."""
    result = _run(agenda, "--jsonl", standard_input=f"{line}\n{json.dumps({'id': 2, 'content': _ELENA})}\n")
    assert result.exit_code == 2
    assert [found["id"] for found in _lines(result)] == [2]
    assert result.stderr.startswith("mailflow: line 1: ")
    assert len(result.stderr.splitlines()) == 1


def test_any_octets_are_answered(agenda: Path) -> None:
    """A message that is none has no author whom we know."""
    contents = ["", "\x00\xff", "From: \n\n", "x" * 10_000, _ELENA.replace("mirror", "m\xc3\xafrror")]
    mails = [{"id": number, "content": content} for number, content in enumerate(contents)]
    result = _run(agenda, "--jsonl", standard_input="\n".join(map(json.dumps, mails)))
    assert result.exit_code == 0
    assert [line["decision"] for line in _lines(result)][-1] == "filed"
    assert len(_lines(result)) == len(contents)


def test_two_authors_are_left_to_a_person(agenda: Path) -> None:
    """It is not sure whose report it is."""
    two = _mail("Elena Cuoco <elena@example.org>, Ann Berg <ann@example.org>", "EGO report", "A new mirror.")
    assert json.loads(_run(agenda, "--json", standard_input=two).stdout)["decision"] == "triage"


@pytest.mark.parametrize("content", ["", "items: [", "title: x\nstart: never\n"])
def test_a_bad_agenda_is_bad_input(tmp_path: Path, content: str) -> None:
    """One clear line a problem."""
    file = tmp_path / "agenda.yaml"
    file.write_text(content, encoding="utf-8")
    assert isinstance(_run(file, standard_input=_ELENA).exception, BadInputError)


def test_bad_input_is_one_line_and_exit_two(tmp_path: Path) -> None:
    """As the whole program ends."""
    command = [sys.executable, "-m", "mailflow", "match", str(tmp_path / "none.yaml"), "-"]
    ended = subprocess.run(command, input=_ELENA, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)


def test_missing_files_are_bad_input(agenda: Path, tmp_path: Path) -> None:
    """The message; and both cannot come from standard input."""
    assert isinstance(_run(agenda, tmp_path / "none.eml").exception, BadInputError)
    assert isinstance(_run("-", "-", standard_input=_AGENDA).exception, BadInputError)


def test_a_page_copied_as_text_knows_people_by_their_names(tmp_path: Path) -> None:
    """It has no addresses."""
    page = tmp_path / "page.txt"
    page.write_text(_PAGE, encoding="utf-8")
    mails = [
        _mail("Tom Hale <tom@anywhere.example.org>", "report", "The second buoy lost its mirror."),
        _mail("Pia Lund <pia@anywhere.example.org>", "Cameras", "All were moved."),
        _mail("Nobody <x@anywhere.example.org>", "Cameras", "All were moved."),
    ]
    lines = "\n".join(json.dumps({"id": number, "content": mail}) for number, mail in enumerate(mails))
    found = _lines(_run(page, "--jsonl", standard_input=lines))
    assert [line["decision"] for line in found] == ["filed", "filed", "triage"]


def test_help_is_quick() -> None:
    """In time of the processor, the best of three; twice what it takes, as the machine may be busy."""
    took = []
    for _ in range(_ROUNDS):
        before = _processor_seconds()
        subprocess.run([sys.executable, "-m", "mailflow", "match", "--help"], check=True, stdout=subprocess.DEVNULL)
        took.append(_processor_seconds() - before)
    assert min(took) < _HELP_SECONDS


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
