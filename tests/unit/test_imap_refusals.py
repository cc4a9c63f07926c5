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
from mailflow.domain.message import Look, RawMessage
from tests.fakes import FakeClock

Refusal = Callable[[str, list[int]], str | None]
"""From the items fetched and the uids to what the server says instead (`""`: it hangs up), or None."""

MAIL = b"Subject: CTA\r\n\r\nAll is well.\r\n"
PATIENCE = 3  # looks, five minutes and more apart, before a message is given up


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
def a_mailbox(refusal: Refusal, clock: FakeClock | None = None) -> Iterator[ImapMailbox]:
    """Run the server and give a mailbox on it."""
    now = (clock or FakeClock()).now
    with LineServer(refusal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        account = ImapAccount("127.0.0.1", server.server_address[1], "user", "password", security="none")
        with closing(ImapMailbox(account, Manner(), now=now)) as mailbox:
            yield mailbox
        server.shutdown()


def rounds(mailbox: ImapMailbox, count: int = PATIENCE, *, clock: FakeClock | None = None) -> list[list[RawMessage]]:
    """Fetch so many times, eight minutes apart by a clock, knowing more each time, and return what each round brought."""
    known: set[int] = set()
    found: list[list[RawMessage]] = []

    def is_known(_folder: str, _epoch: int, uids: Sequence[int]) -> frozenset[int]:
        return frozenset(known & set(uids))

    for _ in range(count):
        found.append([raw for batch in mailbox.fetch_new(is_known) for raw in batch])
        known.update(raw.uid for raw in found[-1])
        if clock is not None:
            clock.forward(minutes=8)
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
    """What is behind it comes at once; it is asked for during a quarter of an hour, then known as what it is."""
    clock = FakeClock()
    with a_mailbox(refusal, clock) as mailbox:
        first, *_, last = rounds(mailbox, clock=clock)
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

    clock = FakeClock()
    with a_mailbox(at_first, clock) as mailbox:
        found = [raw for brought in rounds(mailbox, PATIENCE + 1, clock=clock) for raw in brought]
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


@pytest.mark.parametrize("refusal", [no_body, nothing, hang_up, nil])
def test_seconds_of_trouble_are_no_verdict(refusal: Refusal) -> None:
    """However often it is asked for meanwhile; what is looked at in between is what has come since, and what is to be tried again."""
    clock = FakeClock()
    with a_mailbox(refusal, clock) as mailbox:
        assert [raw.uid for raw in rounds(mailbox, 1)[0]] == [1, 3]
        for _ in range(20):
            assert list(mailbox.fetch_new(lambda _folder, _epoch, uids: frozenset(uids) - {2})) == [()]


def test_refused_message_is_tried_again_soon() -> None:
    """Not at once, and not only when all is looked at."""
    clock = FakeClock()
    troubles = [True]
    with a_mailbox(lambda items, uids: no_body(items, uids) if troubles else None, clock) as mailbox:
        rounds(mailbox, 1)
        troubles.clear()

        def latest() -> list[int]:
            batches = mailbox.fetch_new(lambda _folder, _epoch, uids: frozenset(uids) - {2}, Look.LATEST)
            return [raw.uid for batch in batches for raw in batch]

        assert latest() == []
        clock.forward(seconds=3)
        assert latest() == [2]


def test_mailbox_that_gives_nothing_is_in_trouble() -> None:
    """It is no message's fault, however long it takes: none is given up, and all come when it is over."""
    clock = FakeClock()
    troubles = [True]
    with a_mailbox(
        lambda items, _uids: "NO FETCH failed: Internal error occurred." if troubles and "BODY" in items else None, clock
    ) as box:
        for _ in range(10):
            with pytest.raises(TemporaryMailError, match="no message can be fetched"):
                rounds(box, 1)
            clock.forward(minutes=8)
        troubles.clear()
        assert [(raw.uid, raw.problem) for raw in rounds(box, 1)[0]] == [(1, ""), (2, ""), (3, "")]


def test_many_refused_at_once_are_not_given_up_while_nothing_comes() -> None:
    """The trouble began when some had come."""
    clock = FakeClock()
    with a_mailbox(lambda items, uids: "NO [SERVERBUG]" if "BODY" in items and {2, 3} & set(uids) else None, clock) as mailbox:
        assert [[raw.uid for raw in brought] for brought in rounds(mailbox, 6, clock=clock)] == [[1], [], [], [], [], []]


def test_message_without_octets_is_fetched_again() -> None:
    """Where the server still refuses it, that is no trouble of the mailbox, and nothing new is told of it."""
    troubles = [True]
    with a_mailbox(lambda items, uids: no_body(items, uids) if troubles else None) as mailbox:

        def again() -> list[tuple[int, bytes]]:
            assert list(mailbox.fetch_new(lambda _folder, _epoch, uids: frozenset(uids))) == []
            batches = mailbox.fetch_again(lambda _folder, _epoch, uids: frozenset({2} & set(uids)))
            return [(raw.uid, raw.content) for batch in batches for raw in batch]

        assert again() == []
        assert again() == []
        troubles.clear()
        assert again() == [(2, MAIL)]
