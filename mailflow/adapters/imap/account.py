"""Which mailbox is read, and in what manner."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

_SCHEMES = {"imap": ("none", 143), "imaps": ("tls", 993), "imap+starttls": ("starttls", 143)}


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Which folder of which account on which server; it comes from the settings, never from a mail."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    security: str = "tls"

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `imaps://user:password@host[:port]/FOLDER`, `imap://…` or `imap+starttls://…`, each part percent-encoded."""
        parts = urlsplit(url)
        security, port = _SCHEMES[parts.scheme]
        return cls(
            host=parts.hostname or "",
            port=parts.port or port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
            security=security,
        )

    @property
    def server(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port}"

    @property
    def name(self) -> str:
        """The mailbox without its password: one reader at a time has it under this name."""
        return f"{self.user}@{self.server}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a server may take, in seconds."""

    connect_s: float = 10.0
    read_s: float = 60.0  # for an answer to begin, and for each further piece of it
    idle_s: float = 290.0  # RFC 2177 allows 29 minutes; routers forget a silent connection sooner
    logout_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a mailbox is read.

    `processed` is the folder into which goes what is stored, `/` between its levels; empty: messages stay where they are.
    Of a message of more than `max_message_bytes` only the beginning is fetched. `poll_s` is how often to look where the server cannot
    notify; `rest_s` for how long nothing is moved after that has failed.
    """

    processed: str = ""
    max_message_bytes: int = 25 * 1024 * 1024
    poll_s: float = 10.0
    rest_s: float = 900.0
    timeouts: Timeouts = Timeouts()
