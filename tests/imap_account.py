"""A mailbox on an IMAP server, as a test fills, reads and empties it."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import quote, unquote, urlsplit

from imapclient import IMAPClient


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """A mailbox on an IMAP server, without TLS unless told."""

    host: str
    port: int
    user: str
    password: str
    tls: bool = False

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `imap[s]://user:password@host[:port]/INBOX`, each part percent-encoded."""
        parts = urlsplit(url)
        tls = parts.scheme == "imaps"
        port = parts.port or (993 if tls else 143)
        return cls(parts.hostname or "127.0.0.1", port, user=unquote(parts.username or ""), password=unquote(parts.password or ""), tls=tls)

    @property
    def url(self) -> str:
        """Return the URL of the INBOX, as the setting IMAP_URL wants it."""
        scheme = "imaps" if self.tls else "imap"
        return f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{self.host}:{self.port}/INBOX"

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Log in."""
        with IMAPClient(self.host, self.port, ssl=self.tls, timeout=10) as client:
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.login(self.user, self.password)
            yield client

    def append(self, raw: bytes, folder: str = "INBOX", *, at: datetime | None = None) -> None:
        """Put a message into a folder, as arrived at a time."""
        with self.client() as client:
            client.append(folder, raw, msg_time=at)

    def messages(self, folder: str = "INBOX") -> tuple[bytes, ...]:
        """Return the messages of a folder in the order of their UIDs."""
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return tuple(found[uid][b"BODY[]"] for uid in sorted(found))

    def empty(self) -> None:
        """Delete all messages of the INBOX and all other folders."""
        with self.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search())
            client.expunge()
            client.close_folder()
            for _, _, folder in client.list_folders():
                if folder.upper() != "INBOX":
                    client.delete_folder(folder)
