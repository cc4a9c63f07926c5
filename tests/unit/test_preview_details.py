"""Small things that a reader sees in the mails of the gallery: nothing empty, nothing that runs out of its frame, nothing said askew."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from uuid import UUID

import pytest
from icalendar import Calendar

from mailflow.domain.message import MailKind
from mailflow.preview.gallery import Exhibit
from tests.gallery import gallery, of_kind, parsed

_EMPTY = re.compile(r"<(p|td|li|h2|h3|div)\b([^>]*)>\s*</\1>")
_DESK = (MailKind.DRAFT, MailKind.REDLINE, MailKind.NUDGE, MailKind.CONFIRMATION)
Rule = Callable[[Exhibit], Iterator[str]]


def _nothing_is_empty(exhibit: Exhibit) -> Iterator[str]:
    """An empty part is a gap that nobody can explain."""
    yield from (found[0] for found in _EMPTY.finditer(exhibit.body("html")))


def _colours_come_in_pairs(exhibit: Exhibit) -> Iterator[str]:
    """Whoever sets a ground sets the colour of the words on it: programs that turn colours round turn one of them only."""
    for style in re.findall(r'style="([^"]*)"', exhibit.body("html")):
        if "background-color:" in style and not re.search(r"(?:^|;)\s*color:", style):
            yield style


def _long_words_break(exhibit: Exhibit) -> Iterator[str]:
    """A name or an address of any length stays in its frame on a telephone: what stands in the sheet inherits it."""
    sheet = re.search(r'<table class="sheet"[^>]*style="([^"]*)"', exhibit.body("html"))
    if sheet is None or "overflow-wrap: anywhere" not in sheet[1]:
        yield "the sheet does not break long words"


def _events_have_random_names(exhibit: Exhibit) -> Iterator[str]:
    """RFC 7986 5.3, RFC 9562 5.4."""
    for part in parsed(exhibit).walk():
        if part.get_content_type() == "text/calendar":
            uid = str(Calendar.from_ical(bytes(part.get_payload(decode=True))).events[0]["UID"])
            if UUID(uid).version != 4 or str(UUID(uid)) != uid:
                yield uid


_RULES: tuple[Rule, ...] = (_nothing_is_empty, _colours_come_in_pairs, _long_words_break, _events_have_random_names)


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.__name__.strip("_"))
def test_every_mail_keeps_the_rule(rule: Rule) -> None:
    """All flaws are told at once, each with its mail."""
    flaws = [f"{exhibit.stem}: {flaw}" for exhibit in gallery() for flaw in rule(exhibit)]
    assert not flaws, "\n".join(flaws)


@pytest.mark.parametrize("kind", _DESK)
def test_a_mail_of_the_chairs_desk_names_itself_in_its_last_line(kind: MailKind) -> None:
    """Reply-To and In-Reply-To may be lost on the way; what is quoted tells which mail it was, to a person as well."""
    for exhibit in of_kind(kind):
        token = _token(parsed(exhibit))
        assert exhibit.body("plain").rstrip().endswith(f"[{token}]")
        assert f"[{token}]</p>" in exhibit.body("html")


def test_a_new_time_stands_beside_its_own_offset() -> None:
    """Where there is no room for the name of the zone, each line keeps its offset: none stands behind the other time."""
    for exhibit in of_kind(MailKind.UPDATE):
        first, second = exhibit.body("plain").split("\n")[:2]
        assert "UTC+02:00)" in first
        assert "UTC+01:00)" in second


def _token(mail: EmailMessage) -> str:
    return str(mail["Reply-To"].addresses[0].username).partition("+")[2].partition(".")[0]
