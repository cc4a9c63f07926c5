"""The mail servers of the demo, on loopback: an IMAP server (pymap, in memory) and an SMTP server that keeps every mail (aiosmtpd)."""

import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imapclient import IMAPClient

HOST = "127.0.0.1"
_PORTS = range(30000, 32000)  # below the range from which the kernel takes ports for clients: it gives none of these away
# IDLE, which breaks off in pymap, is not offered: whoever reads there polls.
_PYMAP = """
from pymap.backend.dict import Config
from pymap.config import BackendCapability
from pymap.main import main
Config.backend_capability = BackendCapability(idle=False, object_id=True, multi_append=True)
main()
"""
_TIMEOUT_S = 10
_STOP_S = 5


def free_port() -> int:
    """Return a port of loopback that nobody listens on, and that nobody is likely to take before the server has it."""
    while True:
        port = _PORTS.start + secrets.randbelow(len(_PORTS))
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


@dataclass(frozen=True)
class SentMail:
    """A mail as it came over the wire."""

    envelope_from: str
    recipients: tuple[str, ...]
    content: bytes

    @cached_property
    def parsed(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.parsed["Message-ID"])

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.parsed["Subject"])


@dataclass(eq=False)
class Sink:
    """Where all mail ends that the service sends: the mailboxes of everybody in the story."""

    port: int
    _mails: list[SentMail] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def mails(self) -> tuple[SentMail, ...]:
        """What came so far, in order."""
        with self._lock:
            return tuple(self._mails)

    def mailbox(self, address: str, *, about: str = "") -> tuple[SentMail, ...]:
        """Return the mails to an address, the oldest first, those with these words in the subject."""
        return tuple(mail for mail in self.mails if address in mail.recipients and about in mail.subject)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a mail; aiosmtpd calls this."""
        content = bytes(envelope.original_content or b"")
        with self._lock:
            self._mails.append(SentMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        return "250 2.0.0 kept"


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """Run the SMTP server in a thread."""
    sink = Sink(free_port())
    controller = Controller(sink, hostname=HOST, port=sink.port, server_hostname="smtp.demo", ready_timeout=_TIMEOUT_S)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@dataclass(eq=False)
class Inbox:
    """The mailbox that the service reads; the receiving server of the story puts mail into it by APPEND."""

    port: int
    user: str = "minutes"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    _client: IMAPClient | None = None

    @property
    def url(self) -> str:
        """The URL for MAILFLOW_IMAP_URL."""
        return f"imap://{self.user}:{quote(self.password, safe='')}@{HOST}:{self.port}/INBOX"

    def is_ready(self) -> bool:
        """Tell whether the server answers."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                return connection.recv(64).startswith(b"* OK")
        except OSError:
            return False

    def put(self, content: bytes, at: datetime) -> None:
        """Put a mail into the mailbox; `at` is when the server took it."""
        if self._client is None:
            self._client = self._open()
        self._client.append("INBOX", content, msg_time=at)

    def close(self) -> None:
        """Leave."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, IMAPClient.Error):
                client.logout()

    def _open(self) -> IMAPClient:
        client = IMAPClient(HOST, self.port, ssl=False, timeout=_TIMEOUT_S)
        # pymap sends its answer in pieces: with Nagle's algorithm each APPEND takes 50 ms.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(self.user, self.password)
        return client


@contextmanager
def imap_server(log: Path) -> Iterator[Inbox]:
    """Run the IMAP server as a process, with an empty INBOX. It may not be ready yet: see `is_ready`."""
    inbox = Inbox(free_port())
    # A random password may begin with a dash: as a word of its own it would be taken for an option.
    account = [f"--demo-user={inbox.user}", f"--demo-password={inbox.password}"]
    command = [sys.executable, "-c", _PYMAP, f"--host={HOST}", f"--port={inbox.port}", "--no-tls", "dict", *account]
    # pymap would ask the DNS for the machine's name before each greeting, which takes seconds where that is out of order.
    environment = {**os.environ, "FQDN": "imap.demo"}
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own arguments
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=environment
        )
    try:
        yield inbox
    finally:
        inbox.close()
        end(process)


def end(process: "subprocess.Popen[bytes]", *, patience_s: float = _STOP_S) -> int:
    """Ask a process to end, end it by force when it does not, and return its exit code."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
