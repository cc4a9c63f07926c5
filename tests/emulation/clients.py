"""All programs."""

from tests.emulation.html_clients import HTML_CLIENTS
from tests.emulation.model import Client
from tests.emulation.text_clients import TEXT_CLIENTS

CLIENTS: tuple[Client, ...] = TEXT_CLIENTS + HTML_CLIENTS
"""Every one of them makes of a draft and edits a reply."""
