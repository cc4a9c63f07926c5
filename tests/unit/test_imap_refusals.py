"""A message that the IMAP server cannot deliver costs no other message, and is known by its row; on a server made of lines."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

import pytest

from mailflow.adapters.imap.account import ImapAccount, Manner
from mailflow.adapters.imap.mailbox import ImapMailbox
from mailflow.domain.errors import TemporaryMailError
from mailflow.domain.message import RawMessage
from tests.builders import NOW

Refusal = Callable[[str, list[int]], str | None]
"""From the items fetched and the uids to what the server says instead (`""`: it hangs up), or None."""

MAIL = b"Subject: CTA\r\n\r\nAll is well.\r\n"
PATIENCE = 3  # rounds in which a message is asked for


class LineServer(socketserver.ThreadingTCPServer):
    """An IMAP server with messages 1, 2 and 3; `refusal` says for what it does not give them."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.refusal = refusal


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    server: LineServer

    def handle(self) -> None:
        self.say("* OK here")
        while line := self.rfile.readline().decode():
            tag, _, command = line.strip().partition(" ")
            if not self.answer(command):
                return
            if not command.startswith("UID FETCH") or not self.refused:
                self.say(f"{tag} OK done")
            else:
                self.say(f"{tag} {self.refused}")

    def answer(self, command: str) -> bool:
        self.refused = ""
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command.startswith("EXAMINE"):
            self.say("* 3 EXISTS\r\n* OK [UIDVALIDITY 9] valid")
        elif command.startswith("UID SEARCH"):
            self.say("* SEARCH 1 2 3")
        elif command.startswith("UID FETCH"):
            return self.fetch(command)
        return True

    def fetch(self, command: str) -> bool:
        numbers, _, items = command.removeprefix("UID FETCH ").partition(" ")
        uids = [uid for part in numbers.split(",") for uid in _span(part)]
        refused = self.server.refusal(items, uids)
        if refused == "":
            return False
        if refused is not None and not refused.startswith("*"):
            self.refused = refused
            return True
        for uid in uids:
            size = f"RFC822.SIZE {len(MAIL)}" if "SIZE" in items else f"BODY[] {{{len(MAIL)}}}\r\n{MAIL.decode()}"
            given = f"* {uid} FETCH (UID {uid} {size})"
            self.say(refused if refused and uid == 2 else given)
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _span(part: str) -> range:
    first, _, last = part.partition(":")
    return range(int(first), int(last or first) + 1)


@contextmanager
def a_mailbox(refusal: Refusal) -> Iterator[ImapMailbox]:
    """Run the server and give a mailbox on it."""
    with LineServer(refusal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        account = ImapAccount("127.0.0.1", server.server_address[1], "user", "password", security="none")
        with closing(ImapMailbox(account, Manner(), now=lambda: NOW)) as mailbox:
            yield mailbox
        server.shutdown()


def rounds(mailbox: ImapMailbox, count: int = PATIENCE) -> list[list[RawMessage]]:
    """Fetch so many times, knowing more each time, and return what each round brought."""
    known: set[int] = set()
    found: list[list[RawMessage]] = []

    def is_known(_folder: str, _epoch: int, uids: Sequence[int]) -> frozenset[int]:
        return frozenset(known & set(uids))

    for _ in range(count):
        found.append([raw for batch in mailbox.fetch_new(is_known) for raw in batch])
        known.update(raw.uid for raw in found[-1])
    return found


def no_body(items: str, uids: list[int]) -> str | None:
    """Refuse the text of message 2."""
    return "NO [SERVERBUG] FETCH failed: Internal error" if 2 in uids and "BODY" in items else None


def nothing(_items: str, uids: list[int]) -> str | None:
    """Refuse even the size of message 2."""
    return "NO FETCH failed: Internal error" if 2 in uids else None


def hang_up(items: str, uids: list[int]) -> str | None:
    """Break off at the text of message 2."""
    return "" if 2 in uids and "BODY" in items else None


def nil(items: str, uids: list[int]) -> str | None:
    """Answer NIL for the text of message 2 (RFC 3501, nstring)."""
    return "* 2 FETCH (BODY[] NIL UID 2)" if 2 in uids and "BODY" in items else None


@pytest.mark.parametrize("refusal", [no_body, nothing, hang_up, nil])
def test_message_that_cannot_be_delivered_is_passed_over(refusal: Refusal) -> None:
    """What is behind it comes at once; it is asked for a few times, then known as what it is."""
    with a_mailbox(refusal) as mailbox:
        first, *_, last = rounds(mailbox)
    assert [(raw.uid, raw.content, raw.problem) for raw in first] == [(1, MAIL, ""), (3, MAIL, "")]
    (lost,) = last
    assert (lost.uid, lost.uidvalidity, lost.content) == (2, 9, b"")
    assert lost.problem == "the mail server cannot deliver it"


def test_message_that_comes_late_is_a_message() -> None:
    """A trouble that passes costs nothing."""
    asked: list[int] = []

    def at_first(items: str, uids: list[int]) -> str | None:
        asked.extend(uids if "BODY" in items else ())
        return no_body(items, uids) if asked.count(2) <= PATIENCE else None

    with a_mailbox(at_first) as mailbox:
        found = [raw for brought in rounds(mailbox) for raw in brought]
    assert sorted((raw.uid, raw.problem) for raw in found) == [(1, ""), (2, ""), (3, "")]


@pytest.mark.parametrize("code", ["UNAVAILABLE", "INUSE", "LIMIT"])
def test_server_that_is_overloaded_is_waited_for(code: str) -> None:
    """It says itself that it is not the message (RFC 5530): no message is given up."""
    with a_mailbox(lambda items, _uids: f"NO [{code}] later" if "BODY" in items else None) as mailbox:
        for _ in range(PATIENCE + 1):
            with pytest.raises(TemporaryMailError, match=re.escape(code)):
                rounds(mailbox, 1)


@pytest.mark.parametrize("answer", ["* 2 FETCH (UID x BODY[] NIL", "* 2 FETCH (RFC822.SIZE x UID 2)", "* 2 FETCH (BODY[] (1 2) UID 2)"])
def test_broken_answer_is_no_crash(answer: str) -> None:
    """Whatever a server says of one message, the others come."""
    with a_mailbox(lambda _items, uids: answer if 2 in uids else None) as mailbox:
        assert [raw.uid for raw in rounds(mailbox, 1)[0]] == [1, 3]
