"""The transport: what the server said is what the sender of a message is told; on the fake and over real SMTP."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailflow.adapters.smtp import SmtpTransport
from mailflow.adapters.smtp_bulk import SmtpBulkTransport
from mailflow.adapters.smtp_wire import SmtpServer
from mailflow.domain.errors import MailError, PermanentMailError, ServerUnavailableError, TemporaryMailError, UnconfirmedMailError
from mailflow.domain.mailout import Parcel
from mailflow.domain.records import SmtpReply
from mailflow.services.ports.world import MailTransport
from tests.fakes import FakeTransport
from tests.process import HOST, free_port
from tests.sink import Cut, SmtpSink, Step, answer_at, once, refuse, smtp_sink

SENDER, RECIPIENT = "minutes@example.org", "kay@example.org"
MAIL = b"Subject: x\r\n\r\nAll is well.\r\n"
real = pytest.mark.integration


@dataclass
class Line:
    """A transport, and the server at its end."""

    transport: MailTransport
    end: FakeTransport | SmtpSink

    def send(self, content: bytes = MAIL, *, recipient: str = RECIPIENT, sender: str = SENDER) -> SmtpReply:
        """Send a message."""
        return self.transport.send(envelope_from=sender, recipient=recipient, content=content)


class Singly:
    """MailTransport on one for many messages: each is sent alone."""

    def __init__(self, bulk: SmtpBulkTransport) -> None:
        self._bulk = bulk

    def send(self, *, envelope_from: str, recipient: str, content: bytes) -> SmtpReply:
        return self._bulk.send(self._bulk.seal(Parcel(envelope_from, recipient, content)))

    def close(self) -> None:
        self._bulk.close()


@pytest.fixture(params=["fake", pytest.param("smtp", marks=real), pytest.param("bulk", marks=real)])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    """Give a line: the test runs on the fake, on SMTP for single messages, and on SMTP for many."""
    if request.param == "fake":
        fake = FakeTransport()
        yield Line(fake, fake)
    else:
        sink: SmtpSink = request.getfixturevalue("smtp_sink")
        server, name = SmtpServer(sink.host, sink.port), "test.example.org"
        is_single = request.param == "smtp"
        transport = SmtpTransport(server, local_hostname=name) if is_single else Singly(SmtpBulkTransport(server, local_hostname=name))
        yield Line(transport, sink)
        transport.close()


def test_accepted_message_is_there(line: Line) -> None:
    """Envelope and octets are as given; the reply is the server's."""
    assert line.send() == SmtpReply(250, "OK")
    (message,) = line.end.messages
    assert (message.envelope_from, message.recipients, message.content) == (SENDER, (RECIPIENT,), MAIL)


def test_empty_sender_stays_empty(line: Line) -> None:
    """What a machine answers goes out with <>."""
    line.send(sender="")
    assert line.end.messages[0].envelope_from.strip("<>") == ""


@pytest.mark.parametrize(
    "content",
    [
        b".\r\n",
        b"..\r\n.a\r\n...b\r\na.\r\n",
        b"Subject: x\r\n\r\n.\r\n.\r\n\r\n.\r\n",
        b"no end",
        b"no end\r\n.",
        b"",
        b"\xff\xfe 8bit \xe2\x82\xac\r\n",
        b"x" * 900 + b"\r\n." + b"y" * 900 + b"\r\n",
    ],
    ids=["a dot", "dots", "dots alone", "no end", "a dot at the end", "nothing", "8 bit", "long lines"],
)
def test_octets_arrive_unchanged(line: Line, content: bytes) -> None:
    """Dots that begin a line are no end of the message; one that does not end a line gets its end."""
    line.send(content)
    line.send()
    assert [message.content for message in line.end.messages] == [content if content.endswith(b"\r\n") else content + b"\r\n", MAIL]


@pytest.mark.parametrize("step", list(Step), ids=lambda step: step.name)
@pytest.mark.parametrize(
    ("reply", "error"),
    [("451 4.3.0 later", TemporaryMailError), ("552 5.2.2 full", PermanentMailError)],
    ids=["4yz", "5yz"],
)
def test_refusal_is_told_in_the_words_of_the_server(line: Line, step: Step, reply: str, error: type[MailError]) -> None:
    """At whatever step it comes; it concerns the message, and the next one goes over the same connection."""
    line.send()
    line.end.script = once(answer_at(step, reply))
    with pytest.raises(MailError) as caught:
        line.send()
    assert type(caught.value) is error
    assert (caught.value.code, caught.value.text) == (int(reply[:3]), reply[4:])
    line.send()
    assert len(line.end.messages) == 2
    assert line.end.connections == 1


def test_refused_recipient_costs_no_other(line: Line) -> None:
    """One recipient, one transaction."""
    line.end.script = refuse("gone@example.org", "550 5.1.1 no such user")
    with pytest.raises(PermanentMailError, match="no such user"):
        line.send(recipient="gone@example.org")
    line.send()
    assert [message.recipients for message in line.end.messages] == [(RECIPIENT,)]


@pytest.mark.parametrize(
    ("step", "cut", "error", "kept"),
    [
        (Step.MAIL, Cut.LOST, TemporaryMailError, 0),
        (Step.RCPT, Cut.LOST, TemporaryMailError, 0),
        (Step.DATA, Cut.LOST, TemporaryMailError, 0),
        (Step.DOT, Cut.LOST, UnconfirmedMailError, 0),
        (Step.DOT, Cut.KEPT, UnconfirmedMailError, 1),
    ],
    ids=["at MAIL", "at RCPT", "before the dot", "after the dot", "after the dot, kept"],
)
def test_lost_connection_tells_what_is_certain(line: Line, step: Step, cut: Cut, error: type[MailError], kept: int) -> None:
    """Before the dot nothing was handed over; after it nobody knows. The next message gets a new connection."""
    line.end.script = once(answer_at(step, cut))
    # Where the server hangs up at DATA, a small message and its dot may be written before we can know.
    content = MAIL + b"x" * 78 * 200_000 if step is Step.DATA else MAIL
    with pytest.raises(MailError) as caught:
        line.send(content)
    assert type(caught.value) is error
    line.send()
    assert len(line.end.messages) == kept + 1
    assert line.end.connections == 2


def test_connection_serves_many_messages(line: Line) -> None:
    """It is made when the first message is sent."""
    assert line.end.connections == 0
    for _ in range(20):
        line.send()
    assert line.end.connections == 1
    assert len(line.end.messages) == 20


def test_closed_transport_connects_anew(line: Line) -> None:
    """Closing never raises, however often."""
    line.transport.close()
    line.send()
    line.transport.close()
    line.transport.close()
    line.send()
    assert line.end.connections == 2


@pytest.fixture
def refusals() -> Iterator[contextlib.ExitStack]:
    """Give a stack for servers that refuse us."""
    with contextlib.ExitStack() as stack:
        yield stack


def fake_refusal(_stack: contextlib.ExitStack) -> MailTransport:
    """Return the fake, whose server is not to be had."""
    return FakeTransport(unavailable="421 4.3.2 busy")


def nobody_listens(_stack: contextlib.ExitStack) -> MailTransport:
    """Return a transport to a port on which nobody listens."""
    return SmtpTransport(SmtpServer(HOST, free_port()))


def busy_banner(stack: contextlib.ExitStack) -> MailTransport:
    """Return a transport to a server that greets with 421."""
    listener = stack.enter_context(socket.create_server((HOST, 0)))

    def greet() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"421 4.3.2 busy\r\n")

    thread = threading.Thread(target=greet)
    thread.start()
    stack.callback(thread.join)
    return SmtpTransport(SmtpServer(HOST, listener.getsockname()[1]))


def guarded(stack: contextlib.ExitStack, user: str, password: str) -> MailTransport:
    """Return a transport to a server that wants a login."""
    sink = stack.enter_context(smtp_sink(credentials=("minutes", "secret")))
    transport = SmtpTransport(SmtpServer(sink.host, sink.port, user=user, password=password))
    stack.callback(transport.close)
    return transport


def wrong_password(stack: contextlib.ExitStack) -> MailTransport:
    """Return a transport that logs in wrongly."""
    return guarded(stack, "minutes", "hunter2")


def no_login(stack: contextlib.ExitStack) -> MailTransport:
    """Return a transport that does not log in where it must."""
    return guarded(stack, "", "")


def odd_password(stack: contextlib.ExitStack) -> MailTransport:
    """Return a transport with a password that SMTP cannot carry."""
    return guarded(stack, "minutes", "hunter2ö")


def no_tls(stack: contextlib.ExitStack) -> MailTransport:
    """Return a transport that wants STARTTLS of a server without it."""
    sink = stack.enter_context(smtp_sink())
    return SmtpTransport(SmtpServer(sink.host, sink.port, security="starttls"))


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (fake_refusal, 421),
        pytest.param(nobody_listens, 0, marks=real),
        pytest.param(busy_banner, 421, marks=real),
        pytest.param(wrong_password, 535, marks=real),
        pytest.param(odd_password, 0, marks=real),
        pytest.param(no_login, 530, marks=real),
        pytest.param(no_tls, 0, marks=real),
    ],
    ids=["fake", "connection refused", "421 banner", "wrong password", "odd password", "login forgotten", "no TLS"],
)
def test_server_that_refuses_us_says_nothing_of_the_message(
    refusals: contextlib.ExitStack, refusal: Callable[[contextlib.ExitStack], MailTransport], code: int
) -> None:
    """It must not fail for good because of a mistake of ours: it is tried again, and so are those behind it."""
    transport = refusal(refusals)
    with pytest.raises(ServerUnavailableError) as caught:
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


@pytest.mark.integration
def test_login_opens_the_door() -> None:
    """With the right name and password the message is taken."""
    with smtp_sink(credentials=("minutes", "secret")) as sink:
        transport = SmtpTransport(SmtpServer(sink.host, sink.port, user="minutes", password="secret"))
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
        transport.close()
        assert len(sink.messages) == 1


@pytest.mark.integration
def test_server_that_comes_back_is_used_again(smtp_sink: SmtpSink) -> None:
    """After it was gone between two messages, and after it was gone for a while."""
    transport = SmtpTransport(SmtpServer(smtp_sink.host, smtp_sink.port))
    transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    smtp_sink.stop()
    with pytest.raises(TemporaryMailError):
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    with pytest.raises(ServerUnavailableError):
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    smtp_sink.start()
    transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    transport.close()
    assert len(smtp_sink.messages) == 2


@pytest.mark.integration
def test_words_of_a_server_can_be_kept(smtp_sink: SmtpSink) -> None:
    """Whatever octets it sends, however many: PostgreSQL keeps no NUL, and a terminal obeys ESC."""
    smtp_sink.script = once(answer_at(Step.RCPT, "550 5.1.1 no\0 such\x7f \x1b[2Juser" + "!" * 900))
    transport = SmtpTransport(SmtpServer(smtp_sink.host, smtp_sink.port))
    with pytest.raises(PermanentMailError) as caught:
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    transport.close()
    assert caught.value.text.startswith("5.1.1 no such [2Juser!!!")
    assert len(caught.value.text) == 500


@contextlib.contextmanager
def _server_that_ends_with(answer: bytes) -> Iterator[SmtpTransport]:
    """Give a transport to a server that takes one message and then says just this."""
    with socket.create_server((HOST, 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with contextlib.suppress(ConnectionError), connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 x\r\n")
                for line in lines:
                    verb = line[:4].upper()
                    if verb == b".\r\n":
                        connection.sendall(answer)
                    elif verb in {b"EHLO", b"MAIL", b"RCPT", b"RSET", b"QUIT"}:
                        connection.sendall(b"250 OK\r\n")
                    elif verb == b"DATA":
                        connection.sendall(b"354 go on\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        transport = SmtpTransport(SmtpServer(HOST, listener.getsockname()[1]))
        yield transport
        transport.close()
        thread.join()


@pytest.mark.integration
@pytest.mark.parametrize("answer", ["250 OK", "251 forwarded", "252 perhaps", "299 odd"])
def test_any_yes_after_the_dot_is_a_yes(answer: str) -> None:
    """The first digit says that the server has the message: to send it again would be to send it twice."""
    with _server_that_ends_with(f"{answer}\r\n".encode()) as transport:
        assert transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL) == SmtpReply(int(answer[:3]), answer[4:])


@pytest.mark.integration
@pytest.mark.parametrize(
    "answer",
    [
        b"nonsense\r\n",
        b"\r\n",
        b"25\r\n",
        b"-50 x\r\n",
        b"150 wait\r\n",
        b"354 more\r\n",
        b"999 x\r\n",
        b"\xff\xfe\r\n",
        b"2" * 20_000,
    ],
    ids=["words", "nothing", "two digits", "a sign", "1yz", "3yz", "9yz", "no ASCII", "a line without end"],
)
def test_odd_answer_after_the_dot_leaves_it_open(answer: bytes) -> None:
    """The server may have the message: neither a yes nor a no."""
    with _server_that_ends_with(answer) as transport, pytest.raises(UnconfirmedMailError) as caught:
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    assert len(caught.value.text) <= 500


@pytest.mark.integration
def test_connection_is_changed_after_fifty_messages(smtp_sink: SmtpSink) -> None:
    """Many servers take no more on one."""
    transport = SmtpTransport(SmtpServer(smtp_sink.host, smtp_sink.port))
    for _ in range(51):
        transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    transport.close()
    assert [message.connection for message in smtp_sink.messages] == [1] * 50 + [2]


@pytest.mark.integration
def test_address_beyond_ascii_is_carried(smtp_sink: SmtpSink) -> None:
    """Where the server can (RFC 6531); the next address is plain again."""
    transport = SmtpTransport(SmtpServer(smtp_sink.host, smtp_sink.port))
    transport.send(envelope_from=SENDER, recipient="jörg@example.org", content=MAIL)
    transport.send(envelope_from=SENDER, recipient=RECIPIENT, content=MAIL)
    transport.close()
    assert [message.recipients for message in smtp_sink.messages] == [("jörg@example.org",), (RECIPIENT,)]


class _Keeper:
    """An aiosmtpd handler that keeps the recipients."""

    def __init__(self) -> None:
        self.recipients: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.mark.integration
def test_old_server_takes_what_can_be_written_in_ascii() -> None:
    """A domain can; a local part cannot, and that is final for its message only."""
    keeper = _Keeper()
    controller = Controller(keeper, hostname=HOST, port=free_port(), enable_SMTPUTF8=False)
    controller.start()
    transport = SmtpTransport(SmtpServer(HOST, controller.port))
    try:
        with pytest.raises(PermanentMailError, match="SMTPUTF8"):
            transport.send(envelope_from=SENDER, recipient="jörg@example.org", content=MAIL)
        transport.send(envelope_from=SENDER, recipient="info@bücher.example", content=MAIL)
    finally:
        transport.close()
        controller.stop()
    assert keeper.recipients == ["info@xn--bcher-kva.example"]
