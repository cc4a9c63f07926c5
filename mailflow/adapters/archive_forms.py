"""Published minutes in forms for other programs: messages of an mbox, calendar entries. No address of anybody stands in them.

An mbox is one of the kind `mboxrd`: a line of a body that begins with any number of `>` and `From ` gets one more `>`.
"""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from icalendar import Calendar, Event

from mailflow.adapters.mime.header_text import header_text
from mailflow.domain.archive import ArchivedMinutes
from mailflow.domain.minutes.sheet import render_text

_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
_NOT_IN_NAME = re.compile(r'[\x00-\x1f\x7f"<>@\\]+')
_NOBODY = "minutes@archive.invalid"
_PRODUCT = "-//mailflow//mailflow archive//EN"
_CONTROLS = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class ArchiveForms:
    """Makes them.

    Args:
        host: the domain under which the ids of messages and events are ours.
    """

    def __init__(self, host: str) -> None:
        self._host = host

    def mbox_message(self, entry: ArchivedMinutes, series_title: str) -> bytes:
        """Return minutes as one message of an mbox, lines ended by LF, with an empty line behind it.

        Its author has an address under `.invalid` (RFC 2606), as nobody answers to an archive.
        """
        message = EmailMessage(policy=SMTP.clone(linesep="\n", cte_type="7bit", max_line_length=78))
        name = _NOT_IN_NAME.sub(" ", header_text(series_title)).strip() or "Minutes"
        message["From"] = f'"{name}" <{_NOBODY}>'
        message["Subject"] = header_text(f"Minutes of {entry.content.start_at:%Y-%m-%d}: {entry.content.title}")[:300]
        message["Date"] = format_datetime(entry.published_at)
        message["Message-ID"] = self._message_id(entry, entry.revision)
        if entry.revision > 1:
            message["In-Reply-To"] = self._message_id(entry, entry.revision - 1)
        message.set_content(render_text(entry.content), charset="utf-8", cte="quoted-printable")
        head = f"From {_NOBODY} {entry.published_at.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode()
        return head + _FROM.sub(rb">\1", message.as_bytes()).rstrip(b"\n") + b"\n\n"

    def _message_id(self, entry: ArchivedMinutes, revision: int) -> str:
        return f"<minutes.{entry.meeting_id}.{revision}.{self._host}@archive.invalid>"

    def event(self, entry: ArchivedMinutes, url: str) -> bytes:
        """Return the meeting of some minutes as a calendar object, without anybody in it (RFC 5545; METHOD:PUBLISH)."""
        content = entry.content
        return self._calendar(f"archive-{entry.meeting_id}", content.title, (content.start_at, content.end_at), (entry, url))

    def next_event(self, entry: ArchivedMinutes, url: str) -> bytes | None:
        """Return the next meeting that minutes name, as long as this one; None where they name no clear time."""
        content = entry.content
        if content.next_at is None:
            return None
        length = max(content.end_at - content.start_at, timedelta(minutes=15))
        return self._calendar(f"archive-{entry.meeting_id}-next", content.title, (content.next_at, content.next_at + length), (entry, url))

    def _calendar(self, uid: str, title: str, times: tuple[datetime, datetime], about: tuple[ArchivedMinutes, str]) -> bytes:
        entry, url = about
        start, end = (moment.astimezone(UTC) for moment in times)
        event = Event.new(
            uid=f"{uid}.{self._host}",
            sequence=entry.revision - 1,
            stamp=entry.published_at.astimezone(UTC),
            start=start,
            end=end,
            summary=_CONTROLS.sub(" ", title)[:500],
            url=url,
        )
        calendar = Calendar()
        calendar.add("prodid", _PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add_component(event)
        return bytes(calendar.to_ical())
