"""The port MessageCodec, on the standard library's email package."""

from collections.abc import Mapping

from mailflow.adapters.mime.composing import compose, mailbox
from mailflow.adapters.mime.joining import compose_form
from mailflow.adapters.mime.parsing import parse
from mailflow.domain.forms import Form
from mailflow.domain.message import Address, InboundMessage, OutboundMessage


class EmailCodec:
    """Octets to messages and back; holds nothing, so one instance serves all threads."""

    def parse(self, content: bytes) -> InboundMessage:
        """Read a message; defects are listed, never raised."""
        return parse(content)

    def compose(self, message: OutboundMessage) -> bytes:
        """Build a message as it goes over the wire, lines ended by CRLF; raises MalformedMessage where a field would be unsafe."""
        return compose(message)

    def compose_form(self, message: OutboundMessage, values: Mapping[str, str]) -> Form:
        """Build a message to many once, for a model reader, with gaps where these values stand. Raises MalformedMessage."""
        return compose_form(message, values)

    def mailbox(self, address: Address) -> str:
        """Return a mailbox as it stands in a header. Raises MalformedMessage where it cannot."""
        return mailbox(address)
