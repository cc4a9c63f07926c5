"""Write the gallery: each mail as octets, its HTML and its text, and which file shows which kind."""

import json
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from tempfile import TemporaryDirectory

from mailflow.config import Settings
from mailflow.domain.errors import BadInputError
from mailflow.domain.message import MailKind
from mailflow.preview.house import House
from mailflow.preview.kinds import parse_kind, place_of, word_of
from mailflow.preview.story import play

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A mail of the gallery: its number, its kind, to whom it goes, and its octets as they go over the wire."""

    number: int
    kind: MailKind
    recipient: str
    subject: str
    content: bytes

    @property
    def word(self) -> str:
        """What its kind is called."""
        return word_of(self.kind)

    @property
    def stem(self) -> str:
        """The beginning of the names of its files, such as `07-triage-digest`."""
        return f"{self.number:02}-{self.word.replace(' ', '-')}"

    def body(self, subtype: str) -> str:
        """Return the text of its `plain` or `html` part, lines ended by LF."""
        part = BytesParser(policy=SMTP).parsebytes(self.content).get_body((subtype,))
        return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def exhibits(settings: Settings) -> tuple[Exhibit, ...]:
    """Return every mail of the story, kind by kind; only the templates are taken from the settings."""
    with TemporaryDirectory(prefix="mailflow-preview-") as folder:
        house = House(settings, Path(folder))
        try:
            play(house)
            posted = sorted(house.posted(), key=lambda mail: place_of(mail[0].kind))
        finally:
            house.close()
    numbered = enumerate(posted, start=1)
    return tuple(Exhibit(number, entry.kind, entry.recipient.email, entry.subject, content) for number, (entry, content) in numbered)


def write(settings: Settings, kind: str | None, out: Path) -> tuple[Exhibit, ...]:
    """Write the gallery, or one kind of it, into a folder, and return what was written.

    Raises:
        BadInputError: there is no such kind, or the folder cannot be written.
    """
    wanted = parse_kind(kind) if kind is not None else None
    _tried(out)
    shown = tuple(exhibit for exhibit in exhibits(settings) if wanted in {None, exhibit.kind})
    try:
        for exhibit in shown:
            (out / f"{exhibit.stem}.eml").write_bytes(exhibit.content)
            (out / f"{exhibit.stem}.html").write_text(exhibit.body("html"), encoding="utf-8", newline="\n")
            (out / f"{exhibit.stem}.txt").write_text(exhibit.body("plain"), encoding="utf-8", newline="\n")
        manifest = {f"{exhibit.stem}.eml": exhibit.word for exhibit in shown}
        (out / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(out, error) from error
    return shown


def _tried(out: Path) -> None:
    """Make the folder, before the story is played for it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / _MANIFEST).touch()
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> BadInputError:
    return BadInputError(f"--out {out}: cannot be written ({error.strerror})")
