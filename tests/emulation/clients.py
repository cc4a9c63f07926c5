"""All programs."""

from collections.abc import Sequence

from tests.emulation.html_clients import HTML_CLIENTS
from tests.emulation.model import Client, Edit, NotShownError
from tests.emulation.text_clients import TEXT_CLIENTS

CLIENTS: tuple[Client, ...] = TEXT_CLIENTS + HTML_CLIENTS
"""Every one of them makes of a draft and edits a reply."""


def is_possible(client: Client, draft: bytes, edits: Sequence[Edit]) -> bool:
    """Tell whether a program shows all that the edits are about: none that quotes the HTML shows, say, the by-lines of the text."""
    try:
        client.reply(draft, edits)
    except NotShownError:
        return False
    return True
