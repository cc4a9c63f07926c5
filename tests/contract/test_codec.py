"""The message codec: what is built can be read, and whatever comes is read somehow; on the fake and on the email package."""

from dataclasses import replace

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.message import Address, MailKind, Mark, OutboundMessage
from mailflow.services.ports.world import MessageCodec
from tests.builders import an_outbound
from tests.fakes import FakeCodec

PLAIN = an_outbound(reply_to="minutes+abcdefgh2345.1614600000.0123456789abcdef01234567@example.org", references=("<b@x>", "<a@x>"))
LONG = " ".join(["Überblick über die größeren Teleskope"] * 12)


@pytest.fixture(params=[FakeCodec, EmailCodec], ids=["fake", "email"])
def codec(request: pytest.FixtureRequest) -> MessageCodec:
    """Give a codec: the test runs on the fake and on the email package."""
    made: MessageCodec = request.param()
    return made


@pytest.mark.parametrize(
    "message",
    [
        PLAIN,
        replace(PLAIN, references=()),
        replace(PLAIN, subject=LONG, text=f"{LONG}\n\n.\n..\nFrom here\n", recipient=Address("kay@example.org", "Kay “K.” Graf, Dr.")),
        replace(PLAIN, references=tuple(f"<{number}.{'x' * 60}@example.org>" for number in range(20, 0, -1))),
        replace(PLAIN, text="", html=""),
        replace(PLAIN, calendar=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST"),
    ],
    ids=["plain", "no thread", "any script", "long thread", "empty", "invitation"],
)
def test_message_that_was_built_can_be_read(codec: MessageCodec, message: OutboundMessage) -> None:
    """Every field that decides something, and the text, come back; an invitation of ours is no answer to one."""
    read = codec.parse(codec.compose(message))
    assert (read.message_id, read.subject, read.author) == (message.message_id, message.subject, message.sender)
    assert read.recipients == (message.recipient.email,)
    assert read.references == message.references
    assert read.text.rstrip("\n") == message.text.rstrip("\n")
    assert read.calendar is None
    assert read.marks[0].name == "Auto-Submitted"
    assert set(read.marks) >= {Mark(name, value) for name, value in message.headers if name == "X-Loop"}
    assert read.report is None


def test_same_message_gives_the_same_octets(codec: MessageCodec) -> None:
    """So that a message that is built again is no other message."""
    assert codec.compose(PLAIN) == codec.compose(PLAIN)
    assert codec.compose(PLAIN) != codec.compose(replace(PLAIN, text="other"))


@pytest.mark.parametrize("kind", list(MailKind), ids=str)
def test_lines_end_by_crlf(codec: MessageCodec, kind: MailKind) -> None:
    """As they go over the wire."""
    content = codec.compose(an_outbound(kind))
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_nobody_can_be_written_to(codec: MessageCodec) -> None:
    """A mail without a recipient is a mistake that shows at once."""
    with pytest.raises(MalformedMessage):
        codec.compose(replace(PLAIN, recipient=Address("")))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b"\x00\xff\xfe",
        b"From:",
        b"Content-Type: multipart/mixed\r\n\r\n--x\r\n",
        b"Subject: =?utf-8?b?AAECAw==?=\r\n\r\n\x00",
    ],
    ids=["nothing", "no header", "any octets", "half a field", "broken parts", "controls"],
)
def test_whatever_comes_is_read(codec: MessageCodec, content: bytes) -> None:
    """Defects are listed, never raised; what is read can be stored in any database."""
    read = codec.parse(content)
    assert read.authors == ()
    assert read.message_id == ""
    if isinstance(codec, EmailCodec):
        shown = f"{read.subject}{read.text}{read.recipients}{read.references}"
        shown.encode()
        assert "\x00" not in shown
