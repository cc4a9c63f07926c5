"""The envelope on top of a delivered message: ours counts, what the message says of its own does not."""

import pytest

from mailflow.adapters.envelope import on_top
from mailflow.adapters.mime.parsing import parse
from mailflow.domain.message import uid_of

TOKEN = "minutes+abc@example.org"


def delivered(message: bytes) -> bytes:
    """Return a message as it is stored."""
    return on_top(message, sender="a@example.net", recipients=(TOKEN, "minutes@example.org"))


def test_fields_of_the_delivery_stand_first() -> None:
    """The sender, and each accepted recipient: a reply token may stand there only."""
    top = b"Return-Path: <a@example.net>\r\nDelivered-To: minutes+abc@example.org\r\nDelivered-To: minutes@example.org\r\n"
    assert delivered(b"Subject: x\r\n\r\nbody") == top + b"Subject: x\r\n\r\nbody"
    assert parse(delivered(b"Subject: x\r\n\r\nbody")).recipients == (TOKEN, "minutes@example.org")


@pytest.mark.parametrize(
    "forged",
    [
        b"Delivered-To: minutes+forged@example.org\r\n",
        b"delivered-TO:minutes+forged@example.org\r\n",
        b"Subject: x\r\nDelivered-To: minutes+forged@example.org\r\n",
        b"Subject: x\nDelivered-To: minutes+forged@example.org\n",
        b"Subject: x\rDelivered-To: minutes+forged@example.org\r",
        b"\r\n\n\r\nDelivered-To: minutes+forged@example.org\r\n",
        b"Return-Path: <>\r\nDelivered-To:\r\n minutes+forged@example.org\r\n",
    ],
    ids=repr,
)
def test_forged_fields_do_not_count(forged: bytes) -> None:
    """Nor does an empty sender that would make the mail a machine's; they are kept under another name."""
    stored = delivered(forged + b"From: a@example.net\r\n\r\nHello.\r\n")
    message = parse(stored)
    assert message.recipients == (TOKEN, "minutes@example.org")
    assert (message.marks, message.author.email, message.text.strip()) == ((), "a@example.net", "Hello.")
    assert b"X-Original-" in stored


def test_body_is_left_alone() -> None:
    """Lines in it that look like the fields are the author's words."""
    body = b"\r\n\r\nDelivered-To: x\r\nReturn-Path: <>\r\n"
    assert delivered(b"Subject: x" + body).endswith(body)


@pytest.mark.parametrize("message", [b"", b"\r\n", b"\r\n\r\n\r\n", b"x", b"x" * 3_000_000, b"\r" * 100_000, b"\n" * 2_000_000])
def test_any_octets_may_lie_below(message: bytes) -> None:
    """However odd: nothing but empty lines in front is lost."""
    assert delivered(message).endswith(message.lstrip(b"\r\n")[-1000:])


def test_sender_may_have_any_letters() -> None:
    """Those of RFC 6531, and those that are none."""
    assert on_top(b"", sender="łódź@example.net", recipients=()) == "Return-Path: <łódź@example.net>\r\n".encode()
    assert on_top(b"", sender="\udcff", recipients=()) == b"Return-Path: <\xff>\r\n"


def test_number_of_octets_fits_a_column() -> None:
    """63 bits, whatever they are, and the same for the same."""
    numbers = [uid_of(b"%d" % number) for number in range(1000)]
    assert len(set(numbers)) == 1000
    assert max(numbers) < 2**63
    assert uid_of(bytearray(b"1")) == numbers[1]
