"""What the demo leaves to be opened: every mail with its parts, the minutes in every form, the agenda, the log, and an index."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from mailflow.demo.machines import calendar_of
from mailflow.demo.people import Posted
from mailflow.demo.servers import SentMail
from mailflow.demo.service import Received
from mailflow.demo.stage import Stage

_MARKER = ".mailflow-demo"
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_PARTS = {".txt": "plain", ".html": "html"}


@dataclass(frozen=True, slots=True)
class _Sent:
    """A mail of ours in the index."""

    kind: str
    to: str
    subject: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Received:
    """A mail of somebody's in the index."""

    sender: str
    subject: str
    fate: str
    file: str


def unusable(out: Path) -> str:
    """Return why a folder cannot be used, empty if it can: it is not there, is empty, or comes from an earlier demo."""
    if out.is_dir():
        is_ours = (out / _MARKER).is_file() or not any(out.iterdir())
        return "" if is_ours else f"--out: expected a new folder, or one of an earlier demo; {out} holds something else and stays as it is"
    return f"--out: expected a folder, found a file: {out}" if out.exists() or out.is_symlink() else ""


def clear(out: Path) -> None:
    """Make the folder, empty but for the mark by which the next demo knows it. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    for path in list(out.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _MARKER:
            path.unlink()
    (out / _MARKER).write_text("Made by `mailflow demo`; the next one replaces the whole folder.\n", encoding="utf-8")


def leave(stage: Stage, out: Path, *, verdict: str, figures: Mapping[str, object]) -> None:
    """Write everything into the folder. Raises OSError."""
    received = {mail.message_id: mail for mail in stage.service.inbox()}
    kinds = {mail.message_id: mail.kind for mail in stage.service.outbox()}
    sent = [_leave_sent(out, number, mail, kinds.get(mail.message_id, "mail")) for number, mail in enumerate(stage.post.sink.mails, 1)]
    (out / "received").mkdir()
    came = [_leave_received(out, number, mail, received) for number, mail in enumerate(stage.post.posted, 1)]
    minutes = tuple(_leave_minutes(stage, out))
    for file in (stage.agenda_file, stage.service.log):
        if file.exists():
            shutil.copy(file, out)
    template = (files("mailflow.demo") / "index.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = environment.from_string(template).render(verdict=verdict, figures=figures, minutes=minutes, sent=sent, received=came)
    (out / "index.html").write_text(page, encoding="utf-8")


def _leave_sent(out: Path, number: int, mail: SentMail, kind: str) -> _Sent:
    to = ", ".join(mail.recipients)
    stem = f"{number:03d}-{kind}-{_name(mail.recipients[0])}"
    (out / f"{stem}.eml").write_bytes(mail.content)
    written = [f"{stem}.eml"]
    for suffix, content in _parts(mail.parsed):
        (out / f"{stem}{suffix}").write_bytes(content)
        written.append(f"{stem}{suffix}")
    return _Sent(kind, to, mail.subject, tuple(written))


def _parts(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for suffix, kind in _PARTS.items():
        part = mail.get_body((kind,))
        if part is not None:
            yield suffix, str(part.get_content()).encode()
    calendar = calendar_of(mail)
    if calendar:
        yield ".ics", calendar


def _leave_received(out: Path, number: int, posted: Posted, received: Mapping[str, Received]) -> _Received:
    entry = received.get(posted.message_id)
    kind, fate = (entry.kind or "mail", f"{entry.state}: {entry.reason}") if entry else ("mail", "never read")
    sender = str(posted.mail["From"].addresses[0].addr_spec)
    file = f"received/{number:03d}-{kind}-{_name(sender)}.eml"
    (out / file).write_bytes(posted.content)
    return _Received(str(posted.mail["From"]), str(posted.mail["Subject"]), fate, file)


def _leave_minutes(stage: Stage, out: Path) -> Iterator[str]:
    """Write the minutes as `mailflow minutes ID --format ...` prints them, if there are any."""
    if not stage.has_minutes:
        return
    document = stage.service.house.secretary.minutes(stage.meeting_id, None)
    forms = {
        "minutes.txt": document.text(),
        "minutes.html": document.html(),
        "minutes.md": document.markdown(),
        "minutes.json": json.dumps(document.json(), ensure_ascii=False, indent=2) + "\n",
    }
    for name, content in forms.items():
        (out / name).write_text(content, encoding="utf-8")
        yield name


def _name(address: str) -> str:
    return _NOT_IN_NAME.sub("_", address.rpartition("@")[0])
