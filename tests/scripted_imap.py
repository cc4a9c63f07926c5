"""An IMAP server made of lines, which does what a script says: it hangs up, lies, or falls silent where a real one would not.

server.script = lambda talk, command: talk.say("* BYE")     returns True where the command is dealt with, and nothing more is answered
"""

import itertools
import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Script = Callable[["Conversation", str], bool]
"""From a conversation and what the client said (`""`: it has just connected) to whether that is dealt with."""

CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS NAMESPACE"


class HangUp(Exception):  # noqa: N818 - no error
    """End the conversation."""


class ScriptedImap(socketserver.ThreadingTCPServer):
    """An IMAP server with messages by uid; it keeps what was said to it, and what was moved, by folder."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages: dict[int, bytes] = {}
        self.folders: dict[str, list[bytes]] = {}
        self.uidvalidity = 9
        self.capabilities = CAPABILITIES
        self.namespace = '(("" "/")) NIL NIL'
        self.script: Script = lambda _talk, _command: False
        self.tls: ssl.SSLContext | None = None
        self.said: list[str] = []
        self.connections = 0
        self.changed = threading.Condition()
        self._uids = itertools.count(1)  # no uid is ever used again

    @property
    def port(self) -> int:
        """Return the port."""
        return int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a client, under TLS where a context is set."""
        connection, address = self.socket.accept()
        return (self.tls.wrap_socket(connection, server_side=True) if self.tls else connection), address

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""

    def deliver(self, *contents: bytes) -> None:
        """Let messages arrive."""
        with self.changed:
            for content in contents:
                self.messages[next(self._uids)] = content
            self.changed.notify_all()

    def commands(self, name: str) -> list[str]:
        """Return what the client said of one kind."""
        return [command for command in self.said if command.startswith(name)]


class Conversation(socketserver.StreamRequestHandler):
    """One connection; `number` counts them from 1."""

    server: ScriptedImap
    tag = "*"

    def handle(self) -> None:
        self.server.connections += 1
        self.number = self.server.connections
        self.deleted: set[int] = set()
        try:
            self.hear("")
            while line := self.rfile.readline().decode("latin-1"):
                self.tag, _, command = line.rstrip("\r\n").partition(" ")
                self.hear(command)
        except (HangUp, OSError):
            pass

    def hear(self, command: str) -> None:
        """Answer a command, unless the script does."""
        self.server.said.append(command)
        if self.server.script(self, command):
            return
        if not command:
            self.say("* OK here")
            return
        word = command.removeprefix("UID ").split(" ")[0].lower()
        if getattr(self, f"do_{word}", lambda _command: None)(command) is None:
            self.say(f"{self.tag} OK done")

    def say(self, line: str) -> bool:
        """Send a line; True, so that a script may end with it."""
        return self.send(line.encode("latin-1") + b"\r\n")

    def send(self, octets: bytes) -> bool:
        """Send octets."""
        self.wfile.write(octets)
        return True

    def hang_up(self) -> bool:
        """End the conversation."""
        raise HangUp

    def fall_silent(self) -> bool:
        """Say nothing more, and keep the connection until the client ends it."""
        while self.rfile.read(1):
            pass
        raise HangUp

    def trickle(self, octets: bytes, pause_s: float) -> bool:
        """Send an octet now and then."""
        for octet in octets:
            self.send(bytes([octet]))
            self.wfile.flush()
            time.sleep(pause_s)
        return True

    def do_capability(self, _command: str) -> None:
        self.say(f"* CAPABILITY {self.server.capabilities}")

    def do_logout(self, _command: str) -> None:
        self.say("* BYE")
        self.say(f"{self.tag} OK done")
        raise HangUp

    def do_namespace(self, _command: str) -> None:
        self.say(f"* NAMESPACE {self.server.namespace}")

    def do_list(self, _command: str) -> None:
        self.say('* LIST (\\Noselect) "." ""')

    def do_select(self, _command: str) -> None:
        self.say(f"* {len(self.server.messages)} EXISTS\r\n* OK [UIDVALIDITY {self.server.uidvalidity}] valid")

    do_examine = do_select

    def do_search(self, command: str) -> None:
        uids = list(self.server.messages)
        if wanted := re.search(r"UID ([\d,]+)$", command):
            uids = [uid for uid in uids if str(uid) in wanted[1].split(",")]
        elif newer := re.search(r"UID (\d+):\*", command):
            uids = [uid for uid in uids if uid >= int(newer[1])] or uids[-1:]
        self.say(f"* SEARCH {' '.join(map(str, uids))}".rstrip())

    def do_fetch(self, command: str) -> None:
        items = command.partition("(")[2]
        for uid in self.wanted(command):
            content = self.server.messages[uid]
            if "SIZE" in items:
                self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(content)})")
                continue
            part = re.search(r"<0\.(\d+)>", items)
            kept, name = (content[: int(part[1])], "BODY[]<0>") if part else (content, "BODY[]")
            self.send(f"* {uid} FETCH (UID {uid} {name} {{{len(kept)}}}\r\n".encode() + kept + b")\r\n")

    def wanted(self, command: str) -> list[int]:
        """Return those of the uids of a command that are there."""
        uids = command.removeprefix("UID ").split(" ")[1].split(",")
        return [int(uid) for uid in uids if int(uid) in self.server.messages]

    def do_copy(self, command: str) -> bool:
        uids = self.wanted(command)
        target = command.split(" ", 3)[3].strip('"')
        if target not in self.server.folders:
            return self.say(f"{self.tag} NO [TRYCREATE] no such folder")
        self.server.folders[target] += [self.server.messages[uid] for uid in uids]
        told = ",".join(map(str, uids))
        return self.say(f"{self.tag} OK [COPYUID 7 {told} {told}] done")

    def do_move(self, command: str) -> bool:
        uids = self.wanted(command)
        if command.split(" ", 3)[3].strip('"') in self.server.folders:
            self.do_copy(command.replace("MOVE", "COPY"))
            self.remove(uids)
            return True
        return self.do_copy(command)

    def do_create(self, command: str) -> None:
        self.server.folders.setdefault(command.split(" ", 1)[1].strip('"'), [])

    def do_store(self, command: str) -> None:
        self.deleted.update(self.wanted(command))

    def do_expunge(self, command: str) -> None:
        self.remove([uid for uid in self.wanted(command) if uid in self.deleted])

    def remove(self, uids: list[int]) -> None:
        """Remove messages."""
        for uid in uids:
            del self.server.messages[uid]

    def do_idle(self, _command: str) -> bool:
        """Tell of what comes until DONE; what comes while DONE is awaited by nobody is told then."""
        before = len(self.server.messages)
        tag = self.tag
        self.say("+ idling")
        self.connection.settimeout(0.02)
        said = b""
        while b"\n" not in said:
            try:
                octets = self.connection.recv(100)
            except TimeoutError:
                octets = None
            if octets == b"":
                raise HangUp
            said += octets or b""
            if len(self.server.messages) > before:
                before = len(self.server.messages)
                self.say(f"* {before} EXISTS")
        self.connection.settimeout(None)
        return self.say(f"{tag} OK done")


@contextmanager
def scripted_imap() -> Iterator[ScriptedImap]:
    """Run the server."""
    with ScriptedImap() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
