"""Mail taken from an MTA: our address alone, stored before it is confirmed, bounded in time and memory, no second message by any trick."""

import contextlib
import smtplib
import threading
from collections.abc import Iterator

import pytest

from mailflow.adapters.lmtp import connection
from mailflow.adapters.lmtp import server as server_module
from mailflow.adapters.lmtp.connection import Mailroom
from mailflow.adapters.lmtp.server import RECIPIENTS_LIMIT, LmtpServer
from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.message import uid_of
from mailflow.services.accept import Accept
from tests.builders import NOW
from tests.fakes import FakeDoorbell
from tests.lmtp import FakeAccept, LmtpClient, Served, lmtp_server
from tests.process import HOST, wait_until

pytestmark = pytest.mark.integration

MAIL = b"From: a@example.net\r\nSubject: Hello\r\n\r\nAll is well.\r\n"
OURS = "minutes@example.org"
ENVELOPE = b"Return-Path: <a@example.net>\r\nDelivered-To: minutes@example.org\r\n"


@pytest.fixture
def accept() -> FakeAccept:
    """Give what stores messages."""
    return FakeAccept()


@pytest.fixture
def server(accept: FakeAccept) -> Iterator[Served]:
    """Give a running server."""
    with lmtp_server(accept) as served:
        yield served


@pytest.fixture
def client(server: Served) -> Iterator[LmtpClient]:
    """Give a client that is connected."""
    with LmtpClient(server.port) as connected:
        yield connected


def test_message_is_stored_under_its_envelope(client: LmtpClient, accept: FakeAccept) -> None:
    """In a place made from its octets; the workers are told."""
    client.begin()
    assert client.data(MAIL + b".\r\n") == ["250 2.0.0 stored"]
    (raw,) = accept.stored
    assert raw.content == ENVELOPE + MAIL
    assert (raw.folder, raw.uidvalidity, raw.uid, raw.received_at) == ("lmtp", 0, uid_of(MAIL), NOW)
    assert wait_until(lambda: accept.announced == [1], timeout_s=10)


def test_library_of_python_can_deliver(server: Served, accept: FakeAccept) -> None:
    """With all that it negotiates: size, encoding, several messages in a connection."""
    with smtplib.LMTP(HOST, server.port, timeout=10) as client:
        client.ehlo("mx.example.org")
        assert client.esmtp_features["size"] == str(25 * 1024 * 1024)
        assert {"pipelining", "8bitmime", "smtputf8"} <= set(client.esmtp_features)
        for number in range(3):
            assert client.sendmail("a@example.net", [OURS], b"Subject: %d\r\n\r\n.dot\r\n..dots\r\n" % number, ["body=8bitmime"]) == {}
        assert client.sendmail("łódź@example.net", [OURS], b"Subject: EAI\r\n\r\n", ["smtputf8"]) == {}
    assert [raw.content.partition(b"\r\n\r\n")[2] for raw in accept.stored] == [b".dot\r\n..dots\r\n"] * 3 + [b""]
    assert accept.stored[3].content.startswith("Return-Path: <łódź@example.net>\r\n".encode())


def test_each_recipient_gets_an_answer_and_a_field(client: LmtpClient, accept: FakeAccept) -> None:
    """One for each RCPT that was accepted, also for one that was named twice; the message is stored once."""
    client.begin("minutes+abc@example.org", "MINUTES@Example.ORG", "minutes+abc@example.org")
    assert client.data(MAIL + b".\r\n", recipients=3) == ["250 2.0.0 stored"] * 3
    (raw,) = accept.stored
    assert raw.content.split(b"\r\n")[1:3] == [b"Delivered-To: minutes+abc@example.org", b"Delivered-To: MINUTES@Example.ORG"]


@pytest.mark.parametrize(
    "recipient",
    [
        "somebody@example.org",
        "minutes@example.net",
        "minutes@example.org.example.net",
        "minutesx@example.org",
        "minutes%example.net@example.org",
        "someone+minutes@example.org",
        "\u212aminutes@example.org",
        "postmaster",
        "",
    ],
)
def test_nothing_is_relayed(client: LmtpClient, recipient: str) -> None:
    """Whoever is not us is refused for good, at once."""
    client.say("LHLO mx")
    client.say("MAIL FROM:<a@example.net>")
    assert client.say(f"RCPT TO:<{recipient}>").startswith("550 5.1.1")
    assert client.say("DATA").startswith("503")


def test_bounce_has_an_empty_sender(client: LmtpClient, accept: FakeAccept) -> None:
    """Which says so on top."""
    client.begin(sender="")
    client.data(MAIL + b".\r\n")
    assert accept.stored[0].content.startswith(b"Return-Path: <>\r\n")


@pytest.mark.parametrize("sender", ['"a > b"@example.net', "a..b@example.net", "a b@example.net", "-@-", "@x:y@z"])
def test_odd_sender_is_no_reason_to_refuse(client: LmtpClient, accept: FakeAccept, sender: str) -> None:
    """The MTA has taken it, and the address decides nothing here."""
    client.begin(sender=sender)
    assert client.data(MAIL + b".\r\n") == ["250 2.0.0 stored"]
    assert accept.stored[0].content.startswith(f"Return-Path: <{sender}>\r\n".encode())


def test_too_many_recipients_come_later(client: LmtpClient) -> None:
    """The first hundred are served; the others are no error of theirs."""
    client.begin(*[f"minutes+{number}@example.org" for number in range(RECIPIENTS_LIMIT)])
    assert client.say("RCPT TO:<minutes@example.org>").startswith("452 4.5.3")
    assert set(client.data(MAIL + b".\r\n", recipients=RECIPIENTS_LIMIT)) == {"250 2.0.0 stored"}


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("the database cannot be used: connection refused", "451 4.3.0"),
        ("the database cannot be used: database or disk is full", "452 4.3.1"),
        ("the database cannot be used: No space left on device", "452 4.3.1"),
    ],
)
def test_our_own_trouble_is_for_now(client: LmtpClient, accept: FakeAccept, problem: str, answer: str) -> None:
    """Every recipient is told, and the next attempt on the same connection succeeds."""
    accept.problem = DatabaseUnavailableError(problem)
    client.begin("minutes+a@example.org", "minutes+b@example.org")
    assert [line[:9] for line in client.data(MAIL + b".\r\n", recipients=2)] == [answer] * 2
    accept.problem = None
    client.begin()
    assert client.data(MAIL + b".\r\n") == ["250 2.0.0 stored"]


def test_full_disk_puts_mail_off(client: LmtpClient, accept: FakeAccept, sqlite_url: str) -> None:
    """A real database without room; as soon as there is some, the same mail is taken, and it is there once."""
    engine = open_engine(sqlite_url)
    upgrade(engine)
    accept.keep = Accept(lambda: SqlAlchemyUnitOfWork(engine), FakeDoorbell())
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    mail = MAIL + b"x" * 3_000_000 + b"\r\n.\r\n"
    client.begin()
    assert client.data(mail) == ["452 4.3.1 no room to store it"]
    engine.dispose()  # the limit is that of the connection
    for _ in range(2):
        client.begin()
        assert client.data(mail) == ["250 2.0.0 stored"]
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert uow.inbound.count_by_state() == {"received": 1}
    engine.dispose()


def test_what_nobody_foresaw_is_for_now_as_well(client: LmtpClient, accept: FakeAccept) -> None:
    """One answer that ends the connection stands for all recipients."""
    accept.problem = RuntimeError("oops")
    client.begin("minutes+a@example.org", "minutes+b@example.org")
    assert client.data(MAIL + b".\r\n", recipients=2) == ["421 4.3.0 something is wrong here, try again later", ""]


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b".\r\n", b""),
        (b"..\r\n.\r\n", b".\r\n"),
        (b".x\r\n.\r\n", b"x\r\n"),
        (b"a\r\n..\r\n...b\r\n.\r\n", b"a\r\n.\r\n..b\r\n"),
        (b"\r\n.\r\n", b"\r\n"),
        (b"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n"),
        (b"a\n.\r\nMAIL FROM:<x@y>\r\n.\r\n", b"a\n.\r\nMAIL FROM:<x@y>\r\n"),
        (b"a\r\n.\nb\r\n.\r\n", b"a\r\n\nb\r\n"),
        (b"a\r.\rb\r\n.\r\n", b"a\r.\rb\r\n"),
        (b"a\r\n.\rb\r\n.\r\n", b"a\r\n\rb\r\n"),
        (b"a\r\r\n.\r\n", b"a\r\r\n"),
        (b"\x00\xff\r\n.\r\n", b"\x00\xff\r\n"),
    ],
    ids=lambda value: repr(value) if isinstance(value, bytes) else None,
)
def test_only_a_dot_on_a_line_of_its_own_ends_a_message(client: LmtpClient, accept: FakeAccept, sent: bytes, body: bytes) -> None:
    """Bare line ends are content: nothing that one server sees as one message is two to us; whatever way the octets are cut."""
    for pieces in ([sent], [sent[place : place + 1] for place in range(len(sent))]):
        client.begin()
        assert client.say("DATA").startswith("354")
        for piece in pieces:
            client.send(piece)
        assert client.answer() == "250 2.0.0 stored"
        assert accept.stored.pop().uid == uid_of(body)
    assert client.say("NOOP").startswith("250")
    assert accept.stored == []


def test_line_may_be_of_any_length(client: LmtpClient, accept: FakeAccept) -> None:
    """The dot of a line that is cut by our buffer is no dot at its beginning."""
    body = (b"." + b"x" * 70_000 + b"\r\n") * 40 + b"y" * 300_000 + b"\r\n"
    client.begin()
    assert client.data(body.replace(b"\r\n.", b"\r\n..").replace(b".", b"..", 1) + b".\r\n") == ["250 2.0.0 stored"]
    assert accept.stored[0].uid == uid_of(body)


def test_too_large_message_is_refused_for_good(accept: FakeAccept) -> None:
    """At once where its size is told; after it was read, and forgotten, where not. What fits to the octet is taken."""
    with lmtp_server(accept, limit_bytes=100_000) as server, LmtpClient(server.port) as client:
        client.say("LHLO mx")
        assert client.say("MAIL FROM:<a@example.net> SIZE=100001").startswith("552")
        client.begin("minutes+a@example.org", "minutes+b@example.org")
        assert [line[:9] for line in client.data(b"x" * 99_999 + b"\r\n.\r\n", recipients=2)] == ["552 5.3.4"] * 2
        client.begin()
        assert client.data(b"x" * 99_998 + b"\r\n.\r\n") == ["250 2.0.0 stored"]
    assert len(accept.stored) == 1


def test_commands_may_come_in_one_go(client: LmtpClient, accept: FakeAccept) -> None:
    """As PIPELINING promises; what follows a message is the next command."""
    transaction = b"MAIL FROM:<a@example.net>\r\nRCPT TO:<minutes@example.org>\r\nRCPT TO:<x@example.org>\r\nDATA\r\n" + MAIL + b".\r\n"
    client.send(b"LHLO mx\r\n" + transaction * 2 + b"QUIT\r\n")
    answers = [client.answer()[:3] for _ in range(12)]
    assert answers == ["250", *["250", "250", "550", "354", "250"] * 2, "221"]
    assert len(accept.stored) == 2


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("VRFY minutes@example.org", "252 2.5.2"),
        ("EXPN minutes", "502"),
        ("EHLO x", "500"),
        ("DATA", "503"),
        ("DATA x", "503"),
        ("MAIL FROM:nobody", "553"),
        ("XYZZY", "500"),
    ],
)
def test_other_commands_tell_and_do_nothing(client: LmtpClient, command: str, answer: str) -> None:
    """Whatever is asked."""
    client.say("LHLO mx")
    assert client.say(command).startswith(answer)


def test_data_before_anything_is_refused(client: LmtpClient) -> None:
    """And with an argument."""
    assert client.say("DATA").startswith("503")
    client.begin()
    assert client.say("DATA now").startswith("501")


@pytest.mark.parametrize("begun", ["", "DATA\r\nhalf a message"], ids=["between commands", "in a message"])
def test_silent_client_is_left(accept: FakeAccept, monkeypatch: pytest.MonkeyPatch, begun: str) -> None:
    """After a while, whatever it was about to say; nothing is stored of it."""
    monkeypatch.setattr(connection, "_IDLE_S", 0.3)
    monkeypatch.setattr(connection, "_DATA_S", 0.3)
    with lmtp_server(accept) as server, LmtpClient(server.port) as client:
        client.begin()
        client.send(begun.encode())
        assert [line for line in (client.answer(), client.answer()) if not line.startswith("354")][-1] == ""
    assert accept.stored == []


def test_client_that_hangs_up_costs_nothing(server: Served, accept: FakeAccept) -> None:
    """In the middle of a message, more often than there is room for messages; the next one is served."""
    for _ in range(40):
        with LmtpClient(server.port) as client:
            client.begin()
            client.say("DATA")
            client.send(b"half a message")
    with LmtpClient(server.port) as client:
        client.begin()
        assert client.data(MAIL + b".\r\n") == ["250 2.0.0 stored"]
    assert len(accept.stored) == 1


def test_number_of_connections_is_bounded(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes too many is told to come later."""
    monkeypatch.setattr(connection, "CONNECTIONS_LIMIT", 3)
    with contextlib.ExitStack() as stack:
        greetings = [stack.enter_context(LmtpClient(server.port)).greeting for _ in range(5)]
    assert [greeting[:3] for greeting in greetings] == ["220", "220", "220", "421", "421"]


def test_large_messages_are_read_a_few_at_a_time(accept: FakeAccept) -> None:
    """The others wait in the middle of theirs, and small ones pass them by."""
    large = b"x" * 2_000_000 + b"\r\n"
    with lmtp_server(accept) as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(LmtpClient(server.port)) for _ in range(8)]
        for client in clients:
            client.begin()
            client.say("DATA")
            threading.Thread(target=client.send, args=(large + b".\r\n",), daemon=True).start()
        with LmtpClient(server.port) as small:
            small.begin()
            assert small.data(MAIL + b".\r\n") == ["250 2.0.0 stored"]
        assert [client.answer() for client in clients] == ["250 2.0.0 stored"] * 8
    assert len(accept.stored) == 9


def test_stop_finishes_what_is_in_hand(accept: FakeAccept) -> None:
    """Idle clients are sent away at once, nobody is let in, and the delivery in hand is answered."""
    with lmtp_server(accept) as server, LmtpClient(server.port) as idle, LmtpClient(server.port) as busy:
        accept.gate.clear()
        busy.begin()
        busy.say("DATA")
        busy.send(MAIL + b".\r\n")
        assert wait_until(lambda: accept.at_once == 1, timeout_s=10)
        server.loop.call_soon_threadsafe(server.stop.set)
        assert idle.answer().startswith("421")
        with pytest.raises(ConnectionRefusedError):
            LmtpClient(server.port)
        accept.gate.set()
        assert busy.answer() == "250 2.0.0 stored"
        assert busy.answer().startswith("421")
        assert busy.answer() == ""
    assert len(accept.stored) == 1


def test_stop_does_not_wait_for_ever(accept: FakeAccept, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client in the middle of a message is cut off after the time of grace."""
    monkeypatch.setattr(server_module, "_GRACE_S", 0.2)
    with lmtp_server(accept) as server, LmtpClient(server.port) as slow:
        slow.begin()
        slow.say("DATA")
        slow.send(b"half a message")
        server.end()
        with contextlib.suppress(ConnectionResetError):
            assert slow.answer() == ""


def test_port_that_is_taken_is_named(server: Served) -> None:
    """In one line that says what to change."""
    with pytest.raises(OSError, match=r"cannot listen on 127\.0\.0\.1:\d+ \(MAILFLOW_LMTP_HOST, .+\): Address already in use"):
        _start_again(server.port)


def _start_again(port: int) -> None:
    mailroom = Mailroom(HOST, port, OURS, 1_000_000)
    LmtpServer(mailroom, accept=FakeAccept(), now=lambda: NOW).run()
