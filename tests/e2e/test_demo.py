"""`mailflow demo`: the life of the model meeting holds what it promises, and leaves what it says."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import psutil
import pytest
from icalendar import Calendar

from mailflow.demo.servers import HOST, imap_server
from tests.process import alive, wait_until

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "mailflow", "demo", "--out"]
# Other tests may use the machine at the same time.
TIMEOUT_S = 180


def environment(temp: Path) -> dict[str, str]:
    """Return the environment of a dumb terminal, with a folder of its own for temporary files."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "PYTHONUTF8": "1", "TMPDIR": str(temp)}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Play the story once, into a folder that an earlier demo has left, and give the folder and the account."""
    temp, out = tmp_path_factory.mktemp("temp"), tmp_path_factory.mktemp("demo") / "out"
    out.mkdir()
    (out / ".mailflow-demo").touch()
    (out / "999-left-over.eml").touch()
    done = subprocess.run(
        [*COMMAND, str(out)], cwd=temp, env=environment(temp), capture_output=True, encoding="utf-8", timeout=TIMEOUT_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    yield out, done.stdout
    assert list(temp.glob("mailflow-demo-*")) == []


def test_every_expectation_holds(played: tuple[Path, str]) -> None:
    """The account tells each step, ends with the figures, and has no colours where it is piped."""
    _out, account = played
    figures = {name: value for value, name in re.findall(r"^ *([\d.]+) +([a-z ]+[a-z]) *$", account, re.MULTILINE)}
    assert "Every expectation of the story held." in account
    assert "\x1b" not in account
    assert (figures["mails sent"], figures["mails received"], figures["reports filed"]) == ("39", "21", "12")
    assert (figures["approvals refused"], figures["expectations missed"]) == ("3", "0")


def test_every_mail_sent_is_left_with_its_parts(played: tuple[Path, str]) -> None:
    """Each .eml parses; beside it lie its text, its HTML and, for an invitation, its calendar."""
    out, _account = played
    mails = sorted(out.glob("[0-9][0-9][0-9]-*.eml"))
    assert len(mails) == 39
    assert not (out / "999-left-over.eml").exists()
    for path in mails:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert not mail.defects
        assert path.with_suffix(".txt").read_text(encoding="utf-8").strip()
        assert path.with_suffix(".html").read_text(encoding="utf-8").strip()
        assert path.with_suffix(".ics").exists() == ("-invitation-" in path.name)
    calendars = [Calendar.from_ical(path.read_bytes()) for path in out.glob("*.ics")]
    assert [str(calendar["METHOD"]) for calendar in calendars] == ["REQUEST"] * 11
    assert len({calendar.events[0].uid for calendar in calendars}) == 11


def test_each_reader_gets_the_minutes_once(played: tuple[Path, str]) -> None:
    """The minutes are there as mails and in every form, and hold nothing by which to join."""
    out, account = played
    assert sorted(path.stem.partition("-minutes-")[2] for path in out.glob("*-minutes-*.eml")) == ["a.reader", "office", "wp-leaders"]
    minutes = (out / "minutes.txt").read_text(encoding="utf-8")
    document = json.loads((out / "minutes.json").read_text(encoding="utf-8"))
    slots = [item for item in document["items"] if item["expects_report"]]
    assert document["text"] == minutes
    assert [item["title"] for item in slots if item["missing"]] == ["EST"]
    assert [report["author"] for item in slots if item["title"] == "KM3NeT" for report in item["reports"]] == [
        "Jutta Schnabel",
        "Mauro Taiuti",
    ]
    for name in ("minutes.txt", "minutes.html", "minutes.md", "minutes.json"):
        assert "604283" not in (out / name).read_text(encoding="utf-8")
    assert "3.8  KM3NeT (Jutta Schnabel, Mauro Taiuti)" in account


def test_what_the_chair_changed_is_in_the_minutes(played: tuple[Path, str]) -> None:
    """The number, the remark beside it, and the mail that showed both before they were approved."""
    out, _account = played
    (redline,) = out.glob("*-redline-ian.bird.txt")
    assert "[-16-] {+17+}" in redline.read_text(encoding="utf-8")
    (ska,) = (item for item in json.loads((out / "minutes.json").read_text(encoding="utf-8"))["items"] if item["title"] == "SKA")
    assert "had 17 users" in ska["reports"][0]["text"]
    assert ska["notes"] == [{"author": "Ian", "text": "the logs say 17."}]


def test_what_was_in_doubt_was_asked(played: tuple[Path, str]) -> None:
    """The question to an author and the digest to the chair are there as mails; what they decided is in the minutes."""
    out, _account = played
    (question,), (digest,) = out.glob("*-question-daniele.spiga.txt"), out.glob("*-triage-ian.bird.txt")
    assert "2  3.10 Data Lake" in question.read_text(encoding="utf-8")
    assert "WP4 report" in digest.read_text(encoding="utf-8")
    slots = {item["title"]: item["reports"] for item in json.loads((out / "minutes.json").read_text(encoding="utf-8"))["items"]}
    assert [report["author"] for report in slots["WP4"]] == ["Wanda Portal"]
    assert slots["Data Lake"][0]["text"].endswith("Addendum: the price of the disks has gone up by a tenth.")


def test_the_index_leads_to_every_file(played: tuple[Path, str]) -> None:
    """Each link leads to a file, and each mail is linked."""
    out, _account = played
    links = set(re.findall(r'href="([^"]+)"', (out / "index.html").read_text(encoding="utf-8")))
    assert [link for link in links if not (out / link).is_file()] == []
    assert {path.name for path in out.glob("*.eml")} <= links
    assert len(list((out / "received").glob("*.eml"))) == 21


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """Only what an earlier demo has left is replaced: one line says so, exit 2."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = subprocess.run([*COMMAND, str(tmp_path)], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=TIMEOUT_S, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("mailflow: --out: ")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_imap_server_asks_nobody_for_its_name(tmp_path: Path) -> None:
    """Where the DNS is out of order, it would greet only after seconds, and the story would never begin."""
    with imap_server(tmp_path / "imap.log") as inbox:
        assert wait_until(inbox.is_ready, timeout_s=60), (tmp_path / "imap.log").read_text(encoding="utf-8")
        with socket.create_connection((HOST, inbox.port), timeout=10) as connection:
            assert b"imap.demo" in connection.recv(1024)


def test_a_password_that_begins_with_a_dash_is_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One random password in 64 does: taken for an option, it kept the IMAP server from starting."""
    monkeypatch.setattr("mailflow.demo.servers.secrets.token_urlsafe", lambda _: "-p_w-")
    log = tmp_path / "imap.log"
    with imap_server(log) as inbox:
        assert wait_until(inbox.is_ready, timeout_s=60), log.read_text(encoding="utf-8")
        inbox.put(b"Subject: Report\r\n\r\nTwo telescopes.\r\n", datetime(2026, 12, 9, 10, tzinfo=UTC))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_an_interruption_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    """Told to stop in the middle of the story, it ends all its processes and removes its temporary files."""
    temp = tmp_path / "temp"
    temp.mkdir()
    account = tmp_path / "account"
    command = [*COMMAND, str(tmp_path / "out")]
    with account.open("wb") as out, subprocess.Popen(command, cwd=temp, env=environment(temp), stdout=out, stderr=out) as demo:
        family = psutil.Process(demo.pid)
        is_there = wait_until(lambda: demo.poll() is not None or b"invite 1" in account.read_bytes(), timeout_s=60)
        assert is_there, account.read_text(encoding="utf-8")
        is_there = wait_until(lambda: demo.poll() is not None or len(family.children(recursive=True)) >= 5, timeout_s=60)
        assert is_there, account.read_text(encoding="utf-8")
        assert demo.poll() is None, account.read_text(encoding="utf-8")
        children = family.children(recursive=True)
        demo.send_signal(number)
        assert demo.wait(30) == 130, account.read_text(encoding="utf-8")
    assert wait_until(lambda: not alive(children), timeout_s=5)
    assert list(temp.iterdir()) == []
