"""The gallery: every kind of mail, as it goes over the wire."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from mailflow.cli.main import app
from mailflow.config import Settings
from mailflow.domain.errors import BadInputError
from mailflow.domain.message import MailKind
from mailflow.preview.gallery import exhibits, write
from mailflow.preview.kinds import parse_kind, word_of
from tests.gallery import gallery, of_kind, parsed


@pytest.mark.parametrize("kind", list(MailKind))
def test_each_kind_of_mail_is_shown(kind: MailKind) -> None:
    """Whoever adds a kind lets the story of the gallery bring it (mailflow/preview/story.py)."""
    assert of_kind(kind)


def test_each_run_brings_the_same_mails() -> None:
    """Whoever changes a template sees what the change did, and nothing else."""
    assert [exhibit.content for exhibit in exhibits(Settings())] == [exhibit.content for exhibit in gallery()]


def test_each_mail_is_three_files_and_the_manifest_tells_their_kinds(tmp_path: Path) -> None:
    """The octets as they are sent, the HTML and the text; the manifest names the first."""
    shown = write(Settings(), None, tmp_path / "new" / "folder")
    manifest = json.loads((tmp_path / "new" / "folder" / "manifest.json").read_text())
    assert list(manifest) == [f"{exhibit.stem}.eml" for exhibit in shown]
    assert manifest["01-invitation.eml"] == "invitation"
    assert "triage digest" in manifest.values()
    for exhibit in shown:
        folder = tmp_path / "new" / "folder"
        assert (folder / f"{exhibit.stem}.eml").read_bytes() == exhibit.content
        assert (folder / f"{exhibit.stem}.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert (folder / f"{exhibit.stem}.txt").read_text(encoding="utf-8") == exhibit.body("plain") != ""


def test_one_kind_alone_keeps_its_names(tmp_path: Path) -> None:
    """So that the files of two runs can be laid side by side."""
    shown = write(Settings(), "triage-digest", tmp_path)
    assert [exhibit.stem for exhibit in shown] == [exhibit.stem for exhibit in of_kind(MailKind.TRIAGE)]
    assert set(json.loads((tmp_path / "manifest.json").read_text()).values()) == {"triage digest"}


@pytest.mark.parametrize("text", ["triage digest", "triage-digest", "Triage_Digest"])
def test_a_kind_may_be_written_with_any_dash(text: str) -> None:
    """The words of the manifest, or those of the file names."""
    assert parse_kind(text) is MailKind.TRIAGE


def test_each_kind_has_a_word_of_its_own() -> None:
    """The word finds the kind."""
    assert {parse_kind(word_of(kind)) for kind in MailKind} == set(MailKind)


def test_an_unknown_kind_names_the_nearest(tmp_path: Path) -> None:
    """One line, and nothing is written."""
    with pytest.raises(BadInputError, match="no kind of mail is called “invitaton”; the nearest is “invitation”"):
        write(Settings(), "invitaton", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where a file is in the way, say."""
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError, match=r"--out .*file: cannot be written"):
        write(Settings(), None, tmp_path / "file")


def test_the_command_lists_what_it_wrote(tmp_path: Path) -> None:
    """A line for each mail."""
    result = CliRunner().invoke(app, ["preview", "minutes", "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert "-minutes  a.reader@example.org  [escape-tc] Minutes: " in result.stdout
    assert "1 mail in " in result.stdout


def test_a_sequence_is_one_event_that_ends_with_its_cancellation() -> None:
    """The same UID for each person, a rising SEQUENCE and DTSTAMP, CANCEL at last (RFC 5546 2.1.4, 3.2.5)."""
    events: dict[str, list[tuple[str, int, object, str]]] = {}
    for exhibit in gallery():
        for part in parsed(exhibit).walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(str(part.get_content()))
                event = calendar.events[0]
                events.setdefault(exhibit.recipient, []).append((str(event.uid), event.sequence, event.stamp, str(calendar["METHOD"])))
    for recipient in ("ian.bird@example.org", "daniele.spiga@example.org", "jutta.schnabel@example.org"):
        last_uid = events[recipient][-1][0]
        sequence = [event for event in events[recipient] if event[0] == last_uid]
        assert sequence == sorted(sequence, key=lambda event: (event[1], str(event[2])))
        assert len({event[1] for event in sequence}) == len(sequence)
        assert (sequence[0][3], sequence[-1][3]) == ("REQUEST", "CANCEL")
