"""The transport for many messages, to a server that offers PIPELINING: one round trip a message, each answer known for what it is."""

from collections.abc import Callable, Iterator

import pytest

from mailflow.adapters.smtp_bulk import SmtpBulkTransport
from mailflow.adapters.smtp_wire import SmtpServer
from mailflow.domain.errors import MailError, PermanentMailError
from mailflow.domain.mailout import Parcel, Sealed
from tests.pipelining_sink import PipeliningSink, pipelining_sink
from tests.process import HOST

pytestmark = pytest.mark.integration

SENDER = "minutes@example.org"


@pytest.fixture
def sink() -> Iterator[PipeliningSink]:
    """Give a server."""
    with pipelining_sink() as running:
        yield running


def transport_to(sink: PipeliningSink, sign: Callable[[bytes], bytes] | None = None) -> SmtpBulkTransport:
    """Return a transport to a server."""
    return SmtpBulkTransport(SmtpServer(HOST, sink.port), local_hostname="test.example.org", sign=sign)


def sealed(transport: SmtpBulkTransport, *names: str) -> list[Sealed]:
    """Return messages to readers of these names."""
    return [transport.seal(Parcel(SENDER, f"{name}@example.org", f"Subject: {name}\r\n\r\n.{name}\r\n".encode())) for name in names]


def send_all(transport: SmtpBulkTransport, mails: list[Sealed]) -> list[int]:
    """Send messages one after the other, each with the next announced, and return the codes of the answers."""
    codes = []
    for number, mail in enumerate(mails):
        following = mails[number + 1] if number + 1 < len(mails) else None
        try:
            codes.append(transport.send(mail, following, lambda: None).code)
        except MailError as error:
            codes.append(error.code)
    transport.close()
    return codes


def arrived(sink: PipeliningSink) -> list[str]:
    """Return to whom the messages went that the server took."""
    return [taken.recipient.partition("@")[0] for taken in sink.taken]


def test_each_message_arrives_as_it_is(sink: PipeliningSink) -> None:
    """Over one connection, with its dots, to its own recipient."""
    transport = transport_to(sink)
    assert send_all(transport, sealed(transport, *"abcde")) == [250] * 5
    assert arrived(sink) == list("abcde")
    assert [taken.content for taken in sink.taken] == [f"Subject: {name}\r\n\r\n.{name}\r\n".encode() for name in "abcde"]
    assert sink.connections == 1


@pytest.mark.parametrize("is_eager", [False, True], ids=["554 to DATA", "354 to DATA"])
def test_refused_recipient_costs_no_other(*, is_eager: bool) -> None:
    """Whether the server takes octets after a refusal or not: it gets none, and the next message goes over the same connection."""
    refused = {"b@example.org": "550 5.1.1 no such user", "e@example.org": "451 4.7.1 later"}
    with pipelining_sink(refused=refused, is_eager=is_eager) as sink:
        transport = transport_to(sink)
        assert send_all(transport, sealed(transport, *"abcde")) == [250, 550, 250, 250, 451]
        assert (arrived(sink), sink.connections) == (["a", "c", "d"], 1)
        assert sink.empty == 2 * is_eager


def test_a_server_that_ends_the_connection_is_called_again() -> None:
    """After as many messages as it likes: none fails, and none is put off, because of it."""
    with pipelining_sink(most=2) as sink:
        transport = transport_to(sink)
        assert send_all(transport, sealed(transport, *"abcdefg")) == [250] * 7
        assert (arrived(sink), sink.connections) == (list("abcdefg"), 4)


def test_an_announced_message_that_never_comes_is_nothing(sink: PipeliningSink) -> None:
    """The server waits for it: it is left without a word, and takes nothing for a message."""
    transport = transport_to(sink)
    first, second = sealed(transport, *"ab")
    transport.send(first, second, lambda: None)
    transport.close()
    assert send_all(transport, sealed(transport, "c")) == [250]
    assert (arrived(sink), sink.empty) == (["a", "c"], 0)


def test_another_message_than_the_announced_one_is_not_sent_in_its_name(sink: PipeliningSink) -> None:
    """What was announced was for somebody else."""
    transport = transport_to(sink)
    first, second, third = sealed(transport, *"abc")
    transport.send(first, second, lambda: None)
    assert transport.send(third, None, lambda: None).code == 250
    transport.close()
    assert [(taken.recipient, taken.content[:10]) for taken in sink.taken] == [
        ("a@example.org", b"Subject: a"),
        ("c@example.org", b"Subject: c"),
    ]


def test_an_address_cannot_give_commands(sink: PipeliningSink) -> None:
    """A line end in it is final for its message; the others go out."""
    transport = transport_to(sink)
    bad = transport.seal(Parcel(SENDER, "x@example.org>\r\nRCPT TO:<y@example.org", b"x\r\n"))
    with pytest.raises(PermanentMailError, match="line end"):
        transport.send(bad, None, lambda: None)
    assert send_all(transport, [*sealed(transport, "a"), bad, *sealed(transport, "b")]) == [250, 0, 250]
    assert arrived(sink) == ["a", "b"]


def test_the_next_is_made_ready_while_the_server_is_at_work(sink: PipeliningSink) -> None:
    """Once for each message that is handed over."""
    transport, calls = transport_to(sink), []
    for mail in sealed(transport, *"abc"):
        transport.send(mail, None, lambda: calls.append(len(sink.taken)))
    transport.close()
    assert len(calls) == 3


def test_octets_are_signed_last(sink: PipeliningSink) -> None:
    """What is signed is what arrives, once its dots are doubled and undone."""
    transport = transport_to(sink, sign=lambda content: b"Signed: " + str(len(content)).encode() + b"\r\n" + content)
    assert transport.is_signing
    send_all(transport, sealed(transport, "a"))
    assert sink.taken[0].content == b"Signed: 18\r\nSubject: a\r\n\r\n.a\r\n"
