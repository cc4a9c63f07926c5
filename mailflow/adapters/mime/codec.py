"""The port MessageCodec, on the standard library's email package."""

from mailflow.adapters.mime.composing import compose
from mailflow.adapters.mime.parsing import parse
from mailflow.domain.message import InboundMessage, OutboundMessage


class EmailCodec:
    """Octets to messages and back; holds nothing, so one instance serves all threads."""

    def parse(self, content: bytes) -> InboundMessage:
        """Read a message; defects are listed, never raised."""
        return parse(content)

    def compose(self, message: OutboundMessage) -> bytes:
        """Build a message as it goes over the wire, lines ended by CRLF; raises MalformedMessage where a field would be unsafe."""
        return compose(message)
