"""The gallery of our mails, played once for all tests that look at it."""

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from functools import cache

from mailflow.config import Settings
from mailflow.domain.message import MailKind
from mailflow.preview.gallery import Exhibit, exhibits


@cache
def gallery() -> tuple[Exhibit, ...]:
    """Return every mail of the gallery."""
    return exhibits(Settings())


def of_kind(kind: MailKind) -> tuple[Exhibit, ...]:
    """Return the mails of a kind."""
    return tuple(exhibit for exhibit in gallery() if exhibit.kind is kind)


def parsed(exhibit: Exhibit) -> EmailMessage:
    """Return a mail as a client reads it."""
    return BytesParser(EmailMessage, policy=SMTP).parsebytes(exhibit.content)
