"""A running mailflow, its secretary at the shell, and people who answer its mails."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, Self

import psutil
import pytest

from mailflow.bootstrap.application import Application, build
from mailflow.config import load_settings
from tests.emulation.model import Client, Edit
from tests.imap_account import ImapAccount
from tests.process import free_port, wait_until
from tests.sink import SmtpSink

AUTHSERV_ID = "mx.example.org"
SETTLE_S = 60
_PAUSE_S = 0.1  # to look at the database costs more than what it waits for
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of ours as its recipient has it, and of what kind it is."""

    kind: str
    mail: EmailMessage

    @property
    def text(self) -> str:
        """The plain text."""
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def part(self, content_type: str) -> EmailMessage:
        """Return the first part of a type."""
        return next(part for part in self.mail.walk() if part.get_content_type() == content_type)


@dataclass(frozen=True, slots=True)
class Office:
    """An installation of mailflow in a folder of its own; every command and role is a real process."""

    folder: Path
    inbox: ImapAccount
    sink: SmtpSink
    house: Application

    @classmethod
    def open(cls, folder: Path, inbox: ImapAccount, sink: SmtpSink, patch: pytest.MonkeyPatch, **settings: str) -> Self:
        """Set up an installation between a mailbox and a mail server; the settings stay in the environment of the test."""
        given = {
            "DATA_DIR": str(folder / "mailflow-data"),
            "ADDRESS": "minutes@example.org",
            "IMAP_URL": inbox.url,
            "SMTP_URL": sink.url,
            "TRUSTED_AUTHSERV_ID": AUTHSERV_ID,
            "TIMEZONE": "Europe/Paris",
            "WEB_PORT": str(free_port()),
            "IMAP_POLL_S": "0.2",
            "SWEEP_S": "1",
            "LEASE_S": "5",
            "UNKNOWN_REST_S": "1",
            "CLOCK_OFFSET_FILE": str(folder / "clock"),
            **settings,
        }
        for name, value in given.items():
            patch.setenv(f"MAILFLOW_{name}", value)
        patch.setenv("PYTHONPATH", str(_ROOT))
        return cls(folder, inbox, sink, build(load_settings()))

    def now(self) -> datetime:
        """Return the time by which every process goes, aware, UTC."""
        return self.house.world.clock.now()

    def move_to(self, moment: datetime) -> None:
        """Let every process go on at a moment."""
        self.let_pass(moment - datetime.now(UTC))

    def let_pass(self, span: timedelta) -> None:
        """Let time pass for every process: so much more than the clock of the machine."""
        fresh = self.folder / "clock.new"
        fresh.write_text(f"{span.total_seconds()}\n", encoding="ascii")
        fresh.replace(self.folder / "clock")

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed and return what it prints."""
        command = [sys.executable, "-m", "mailflow", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, f"mailflow {' '.join(arguments)}: exit {done.returncode}: {done.stderr}"
        return done.stdout

    def ask(self, *arguments: str) -> Any:  # noqa: ANN401 - whatever the command prints as JSON
        """Run a command with --json and return its document."""
        return json.loads(self.run(*arguments, "--json"))

    @contextmanager
    def serving(self) -> Iterator[psutil.Popen]:
        """Run `mailflow serve` until the block ends; it must end cleanly and leave no process."""
        with (self.folder / "serve.log").open("ab") as log:
            command = [sys.executable, "-m", "mailflow", "serve"]
            process = psutil.Popen(command, cwd=self.folder, env=dict(os.environ), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            exit_code = process.wait(timeout=15)
        assert exit_code == 0, (self.folder / "serve.log").read_text(encoding="utf-8")

    def await_inbox(self, count: int) -> list[Any]:
        """Wait until so many messages have come in and all are settled, and return them."""
        entries: list[Any] = []

        def are_settled() -> bool:
            entries[:] = self.house.secretary.views.inbox(None)
            return len(entries) >= count and all(entry["state"] != "received" for entry in entries)

        assert wait_until(are_settled, timeout_s=SETTLE_S, pause_s=_PAUSE_S), entries
        return entries

    def await_true(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        assert wait_until(condition, timeout_s=SETTLE_S, pause_s=_PAUSE_S), (self.folder / "serve.log").read_text(encoding="utf-8")

    def letters(self, address: str, kind: str, count: int = 1) -> list[Letter]:
        """Wait for so many mails of a kind to an address and return all of them."""
        found: list[Letter] = []

        def have_arrived() -> bool:
            kinds = {entry["message_id"]: str(entry["kind"]) for entry in self.house.secretary.views.outbox()}
            mails = [message.parsed for message in self.sink.messages_to(address)]
            found[:] = [Letter(kind, mail) for mail in mails if kinds.get(str(mail["Message-ID"]).strip()) == kind]
            return len(found) >= count

        self.await_true(have_arrived)
        return found

    def reply(
        self,
        letter: Letter,
        author: str,
        text: str,
        *,
        dmarc: str = "pass",
        to: str = "",
        more: Callable[[EmailMessage], None] | None = None,
    ) -> None:
        """Answer a mail as a mail client does, and deliver the answer as the receiving server would."""
        mail = self._mail(author, to or str(letter.mail["Reply-To"]), f"Re: {letter.mail['Subject']}")
        mail["In-Reply-To"] = mail["References"] = str(letter.mail["Message-ID"]).strip()
        quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
        mail.set_content(f"{text}\n\nOn Mon, 1 Mar 2027 at 09:00, {letter.mail['From']} wrote:\n{quoted}")
        if more:
            more(mail)
        self._deliver(mail, dmarc)

    def correct(self, letter: Letter, client: Client, *edits: Edit) -> None:
        """Answer a mail with corrections in its quote, as a mail program of its recipient makes them."""
        content = client.reply(letter.mail.as_bytes(policy=SMTP), edits)
        self._append(content, str(letter.mail["To"]), "pass")

    def write(self, author: str, subject: str, text: str) -> None:
        """Write to the service of one's own accord."""
        mail = self._mail(author, "minutes@example.org", subject)
        mail.set_content(text)
        self._deliver(mail, "pass")

    def _deliver(self, mail: EmailMessage, dmarc: str) -> None:
        self._append(mail.as_bytes(), str(mail["From"]), dmarc)

    def _append(self, content: bytes, author: str, dmarc: str) -> None:
        domain = author.rpartition("@")[2].rstrip(">")
        trace = f"Authentication-Results: {AUTHSERV_ID}; dmarc={dmarc} header.from={domain}\r\n"
        self.inbox.append(trace.encode() + content, at=self.now())

    def _mail(self, author: str, to: str, subject: str) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = author
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = format_datetime(self.now())
        mail["Message-ID"] = make_msgid(domain="client.example.org")
        return mail
