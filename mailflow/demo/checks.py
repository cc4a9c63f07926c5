"""What is looked for in the mails and the books of the story. Each function returns what is wrong; nothing, if all is well."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.message import EmailMessage

from icalendar import Calendar

from mailflow.demo.clients import reply_address, text_of
from mailflow.demo.machines import calendar_of
from mailflow.demo.people import Person, Posted
from mailflow.demo.servers import SentMail
from mailflow.demo.service import Owed, Received

JOINING = ("zoom.example.org", "931 0042 6817", "604283", "+41 43 555 01 42", "+33 1 55 50 01 42")
TOKEN = re.compile(r"\+[a-z2-7]{12}\.\d+\.[0-9a-f]{20}@")


def invitation_flaws(mail: SentMail, person: Person, slot: str, start_at: datetime) -> list[str]:
    """Look whether an invitation has the slot, the way to join, a reply address of its own and an event for the calendar."""
    text = text_of(mail.parsed)
    flaws = [] if slot in text else [f"does not name {slot}"]
    flaws += [f"does not tell {detail}" for detail in JOINING if squeezed(detail) not in squeezed(text)]
    flaws += [] if TOKEN.search(reply_address(mail.parsed)) else ["has no token in its reply address"]
    flaws += [] if mail.parsed.get_body(("html",)) else ["has no HTML"]
    return [f"{person.name}: {flaw}" for flaw in (*flaws, *_event_flaws(calendar_of(mail.parsed), person, start_at))]


def _event_flaws(content: bytes, person: Person, start_at: datetime) -> list[str]:
    if not content:
        return ["has no calendar"]
    calendar = Calendar.from_ical(content)
    event = calendar.events[0]
    found = (str(calendar.get("METHOD")), event.start, [attendee.email for attendee in event.attendees])
    expected = ("REQUEST", start_at, [person.email])
    return [] if found == expected else [f"has an event {found}"]


def leaks(mail: EmailMessage) -> list[str]:
    """Look for what must never be published: joining details, and tokens anywhere in the mail."""
    words = "\n".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")
    found = [detail for detail in JOINING if squeezed(detail) in squeezed(words)]
    tokens = TOKEN.findall(f"{words}\n{mail.as_string()}")
    return [*found, *tokens]


def disorder(text: str, titles: Sequence[str]) -> list[str]:
    """Look whether these titles stand in a text in this order, and return those that do not."""
    places = [text.find(f"  {title} (") for title in titles]
    missing = [title for title, place in zip(titles, places, strict=True) if place < 0]
    return missing or [title for title, place, before in zip(titles[1:], places[1:], places, strict=False) if place < before]


def wrong_states(received: Iterable[Received], posted: Iterable[Posted]) -> list[str]:
    """Compare what became of each mail with what should have."""
    found = {mail.message_id: mail for mail in received}
    wrong: list[str] = []
    for mail in posted:
        entry = found.get(mail.message_id)
        if entry is None:
            wrong.append(f"{mail.mail['From']}: not there")
        elif entry.state != mail.state:
            wrong.append(f"{mail.mail['From']}: {entry.state} ({entry.reason}), expected {mail.state}")
    return wrong


def unsent(outbox: Iterable[Owed], sent: Iterable[SentMail]) -> list[str]:
    """Compare what was owed with what came over the wire: each mail once, to the one to whom it was owed."""
    owed = Counter((mail.message_id, mail.to) for mail in outbox)
    came = Counter((mail.message_id, address) for mail in sent for address in mail.recipients)
    return [f"owed but not sent: {key}" for key in (owed - came)] + [f"sent but not owed: {key}" for key in (came - owed)]


def squeezed(text: str) -> str:
    """Return a text without its white space, as lines are broken differently everywhere."""
    return "".join(text.split())
