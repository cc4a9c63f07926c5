"""Write the envelope of a delivered message on top of it, as whoever makes the final delivery does (RFC 5321 4.4).

Our reply token may stand in the envelope only. What the message itself says of its envelope was written by others, before this delivery:
it is kept under another name, and counts for nothing.
"""

import re

_OWN_FIELDS = re.compile(rb"(?i)(\A|[\r\n])(Return-Path|Delivered-To)(?=[ \t]*:)")
_REACH = 1024 * 1024  # far beyond what is read of a header
_HEADER_END = re.compile(rb"(?>\r\n|\r|\n)(?>\r\n|\r|\n)")


def on_top(message: bytes | bytearray, *, sender: str, recipients: tuple[str, ...]) -> bytes:
    """Return a message with the fields Return-Path and Delivered-To of this delivery before all others.

    Args:
        message: its octets as received.
        sender: the reverse-path without its angles, empty for a bounce.
        recipients: the accepted forward-paths.
    """
    start = len(message[:_REACH]) - len(message[:_REACH].lstrip(b"\r\n"))  # an empty line in front would end the header at once
    blank = _HEADER_END.search(message, start, _REACH)
    end = blank.start() if blank else _REACH
    fields = "".join((f"Return-Path: <{sender}>\r\n", *(f"Delivered-To: {recipient}\r\n" for recipient in recipients)))
    header = _OWN_FIELDS.sub(rb"\1X-Original-\2", message[start:end])
    return b"".join((fields.encode("utf-8", "surrogateescape"), header, memoryview(message)[end:]))
