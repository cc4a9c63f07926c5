"""The mailing list that the readers of a series are: what a mail says of it, so that clients can sort it and leave it."""

import re
from dataclasses import dataclass

_NO_LABEL = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class MailingList:
    """Of which list a mail to one reader is, and how that reader leaves it.

    `list_id` is `series.host`, the same for as long as the series has its short name; `owner` is the address of a person who sees to it.
    `leave_address` and `leave_url` bear a token of this very mail; `leave_url` is empty where we have no pages.
    `archive_url` is where the minutes of the series are shown, `archived_at` where those in this very mail are; empty where they are not.
    Source: RFC 2369, 2919, 5064, 8058.
    """

    list_id: str
    title: str
    owner: str
    leave_address: str
    leave_url: str = ""
    archive_url: str = ""
    archived_at: str = ""

    @property
    def is_one_click(self) -> bool:
        """Tell whether a program may leave by one POST: RFC 8058 3.1 wants HTTPS for it."""
        return self.leave_url.startswith("https://")


def list_id_of(slug: str, host: str) -> str:
    """Return the identity of the list of a series: `escape-tc.example.org`, of letters, digits, hyphens and dots (RFC 2919 2)."""
    return f"{_NO_LABEL.sub('-', slug).strip('-') or 'minutes'}.{host}"


def thread_of_series(slug: str, host: str) -> str:
    """Return the Message-ID that stands for all minutes of a series: no mail has it, and clients thread those that refer to it."""
    return f"<minutes.{list_id_of(slug, host).removesuffix(f'.{host}')}@{host}>"
