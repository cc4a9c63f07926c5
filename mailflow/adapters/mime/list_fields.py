"""The fields of the header that tell a client of which list a mail is, and how to leave it (RFC 2369, 2919, 8058)."""

import re

from mailflow.adapters.mime.addresses import is_addr_spec
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.mailing import MailingList

_URL = re.compile(r"https?://[!#-;=?-~]+")


def list_fields(listing: MailingList, title: str) -> list[tuple[str, str]]:
    """Return the fields by name, each once; `title` is that of the list, as it may stand before an address.

    Raises:
        MalformedMessage: an address or the URL cannot be written in a header.
    """
    ways = [f"<{_checked_url(listing.leave_url)}>"] if listing.leave_url else []
    ways.append(f"<mailto:{_checked(listing.leave_address)}?subject=unsubscribe>")
    one_click = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if listing.is_one_click else []
    return [
        ("List-Id", f"{title} <{listing.list_id}>".strip()),
        ("List-Unsubscribe", ", ".join(ways)),
        *one_click,
        ("List-Post", "NO"),
        ("List-Owner", f"<mailto:{_checked(listing.owner)}>"),
        ("Precedence", "list"),
        *([("List-Archive", f"<{_checked_url(listing.archive_url)}>")] if listing.archive_url else []),
        *([("Archived-At", f"<{_checked_url(listing.archived_at)}>")] if listing.archived_at else []),
    ]


def _checked(address: str) -> str:
    if not address.isascii() or not is_addr_spec(address):
        raise MalformedMessage("an address of a list cannot be written in a header")
    return address


def _checked_url(url: str) -> str:
    if not _URL.fullmatch(url):
        raise MalformedMessage("a URL of a list cannot be written in a header")
    return url
