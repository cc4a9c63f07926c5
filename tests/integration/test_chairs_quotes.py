"""A chair's yes above our own draft, as mail programs quote it: it approves what is quoted as it was sent, and only that."""

import email
import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from html import escape

import pytest

from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.records import InboundRecord
from tests.builders import a_raw_message, a_series, an_agenda
from tests.fakes import Formats, House

pytestmark = pytest.mark.integration

ATTRIBUTION = "On Mon, 1 Mar 2021 at 13:00, Technical Coordination Meeting <minutes@example.org> wrote:"
HEAD = (
    "From: Technical Coordination Meeting <minutes@example.org>\nSent: Monday, 1 March 2021 13:00\nTo: Ian Bird <ian.bird@example.org>\n"
    "Subject: Draft minutes"
)
Form = Callable[[str, str], tuple[str, str]]
"""From the plain text and the HTML of the draft to those of the reply, the latter empty if it has none."""


@pytest.fixture
def house() -> House:
    """Give a house in which the draft has gone to the chair, with real octets and templates."""
    house = House(
        formats=Formats(EmailCodec(), IcalendarCodec(), TrustedServerAuthenticator("mx.example.org")), renderer=TemplateRenderer(None)
    )
    house.drafted(an_agenda())
    return house


LABELS = {"fr": ("Présidence", "Aucune contribution reçue.", "3 mars"), "de": ("Vorsitz", "Kein Bericht eingegangen.", "3. März")}
"""The label of the chair, what is said where nothing came, and the day, in the minutes of a series in a language."""


@pytest.fixture(params=LABELS)
def abroad(request: pytest.FixtureRequest) -> tuple[House, str]:
    """Give such a house whose series speaks another language, and that language."""
    formats = Formats(EmailCodec(), IcalendarCodec(), TrustedServerAuthenticator("mx.example.org"))
    house = House(formats=formats, renderer=TemplateRenderer(None))
    house.drafted(an_agenda(series=replace(a_series(id=None), language=request.param)))
    return house, request.param


def _marked(plain: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in plain.split("\n"))


def _flowed(plain: str) -> str:
    return "\n".join(
        f"> {piece}".rstrip()
        for line in plain.split("\n")
        for piece in (textwrap.wrap(line, 40, break_long_words=False, break_on_hyphens=False) or [""])
    )


def _gmail(_: str, html: str) -> tuple[str, str]:
    head = f'<div dir="ltr" class="gmail_attr">{escape(ATTRIBUTION)}<br></div>'
    quote = f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{html}</blockquote>'
    return "", f'<div dir="ltr">Approved.</div><br><div class="gmail_quote">{head}{quote}</div>'


def _outlook(_: str, html: str) -> tuple[str, str]:
    fields = "<br>".join(f"<b>{name}:</b>{escape(rest)}" for name, _, rest in (line.partition(":") for line in HEAD.split("\n")))
    head = f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>{fields}</p></div>'
    return "", f"<div class=WordSection1><p class=MsoNormal>OK</p><p class=MsoNormal>&nbsp;</p>{head}{html}</div>"


def _apple(plain: str, html: str) -> tuple[str, str]:
    quote = f'<blockquote type="cite"><div>{escape(ATTRIBUTION)}</div><br><div>{html}</div></blockquote>'
    return f"Approved.\n\n> {ATTRIBUTION}\n>\n{_marked(plain)}", f"<html><body>Approved.<br><div><br>{quote}</div></body></html>"


FORMS: dict[str, Form] = {
    "below a signature": lambda plain, html: (f"Approved.\n\n-- \nIan Bird\n\n{ATTRIBUTION}\n{_marked(plain)}", ""),
    "unmarked below a signature": lambda plain, html: (f"Approved.\n\n-- \nIan Bird\n\n-----Original Message-----\n{HEAD}\n\n{plain}", ""),
    "without a quote": lambda plain, html: ("Approved.", ""),
    "marked": lambda plain, html: (f"Approved.\n\n{ATTRIBUTION}\n\n{_marked(plain)}", ""),
    "wrapped anew": lambda plain, html: (f"Approved.\n\n{ATTRIBUTION}\n\n{_flowed(plain)}", ""),
    "unmarked": lambda plain, html: (f"OK\n\n-----Original Message-----\n{HEAD}\n\n{plain}", ""),
    "Gmail": _gmail,
    "Outlook": _outlook,
    "Apple Mail": _apple,
    "signed": lambda plain, html: (
        f"Approved.\n\nBest regards,\nIan Bird\nHead of the IS Department\nTel: +41 22 555 01 44\n\n{ATTRIBUTION}\n{_marked(plain)}",
        "",
    ),
}
PARTS: dict[str, Form] = {
    "its beginning": lambda plain, html: (f"Approved.\n\n{ATTRIBUTION}\n{_marked(plain[:400])}", ""),
    "some of its lines": lambda plain, html: (f"{_marked(plain[plain.index('3.1 ') :])}\n\nApproved.", ""),
}
"""A yes that may be meant for the quoted lines alone."""
CHANGES: dict[str, Callable[[str], str]] = {
    "a word": lambda text: text.replace("No report received.", "A report received.", 1),
    "a number": lambda text: text.replace("3 March", "4 March"),
    "a line between": lambda text: text.replace("No report received.", "No report received. [IB] not true, add CTA first.", 1),
    "a line taken out": lambda text: text.replace("Matthias Fuessling", "", 1),
}
_FRAME = "for this revision only."


def _in_the_frame(text: str) -> str:
    whole = text.replace(_FRAME.replace(" only", "\nonly"), _FRAME)
    assert _FRAME in whole
    return whole.replace(_FRAME, f"{_FRAME} CTA is missing.")


def _answer(house: House, form: Form, change: Callable[[str], str] = str) -> InboundRecord:
    with house.begin() as uow:
        (entry,) = (entry for entry in uow.outbox.entries() if entry.kind == "draft")
        draft = email.message_from_bytes(uow.outbox.content(entry.id), policy=policy.default)
    assert isinstance(draft, EmailMessage)
    parts = (draft.get_body((kind,)) for kind in ("plain", "html"))
    plain, html = form(*(change(part.get_content().replace("\r\n", "\n").strip()) for part in parts if isinstance(part, EmailMessage)))
    reply = EmailMessage()
    reply["Authentication-Results"] = "mx.example.org; dmarc=pass header.from=example.org"
    reply["From"], reply["To"], reply["Subject"] = entry.recipient.email, str(draft["Reply-To"]), f"Re: {draft['Subject']}"
    reply["Message-ID"], reply["In-Reply-To"] = "<answer@example.org>", entry.message_id
    if plain:
        reply.set_content(plain)
    if html and plain:
        reply.add_alternative(html, subtype="html")
    elif html:
        reply.set_content(html, subtype="html")
    with house.begin() as uow:
        (inbound_id,) = uow.inbound.store([a_raw_message(reply.as_bytes(policy=policy.SMTP), uid=7000)])
        uow.commit()
    house.ingest.claim([inbound_id])
    house.ingest(inbound_id)
    return next(record for record in house.records() if record.id == inbound_id)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_yes_above_the_draft_as_it_was_sent_approves(house: House, form: Form) -> None:
    """However the program of the chair quotes it."""
    record = _answer(house, form)
    assert (record.kind, record.state, record.reason) == (MessageKind.APPROVAL, InboundState.DONE, "approves revision 1")


_HTML = ("Gmail", "Outlook", "Apple Mail")


_QUOTES = ["marked", "wrapped anew", "unmarked", "below a signature", "unmarked below a signature", *_HTML]


@pytest.mark.parametrize("name", _QUOTES)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_yes_above_a_draft_that_was_changed_edits(house: House, name: str, change: Callable[[str], str]) -> None:
    """The change makes a revision, which is asked for once more: the yes was not said to it."""
    record = _answer(house, FORMS[name], change)
    assert (record.kind, record.state) == (MessageKind.EDIT, InboundState.DONE)
    assert record.reason == "edits revision 1: revision 2 waits for approval"
    assert _told(house) == ["redline"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_yes_above_a_draft_in_another_language_approves(abroad: tuple[House, str], form: Form) -> None:
    """Its labels are quoted as they were sent, whatever a program makes of their spaces."""
    record = _answer(abroad[0], form, lambda text: text.replace("\u00a0", " "))
    assert (record.kind, record.state, record.reason) == (MessageKind.APPROVAL, InboundState.DONE, "approves revision 1")


@pytest.mark.parametrize("name", _QUOTES)
def test_a_draft_in_another_language_is_edited_in_its_quote(abroad: tuple[House, str], name: str) -> None:
    """Where nothing came, in the name behind a label, and in the date: what was changed, under the labels of that language."""
    house, language = abroad
    label, nothing, day = LABELS[language]

    def change(text: str) -> str:
        there = text.replace(nothing, "Ian Bird: CTA is well.", 1).replace(day, day.replace("3", "4"))
        return re.sub(rf"({label}(?:\s|&nbsp;)*:\s+)Ian Bird", r"\1Dora Deputy", there)

    record = _answer(house, FORMS[name], change)
    assert record.reason == "edits revision 1: revision 2 waits for approval"
    with house.begin() as uow:
        draft = uow.minutes.find_current(MeetingId(1))
    assert draft is not None
    assert draft.content.chair == "Dora Deputy"
    assert [note.line for item in draft.content.items for note in item.notes] == ["Ian Bird: CTA is well."]
    assert sum(item.is_missing for item in draft.content.items) == 2
    assert draft.text.count(label) == 1
    assert day.replace("3", "4") in draft.text


@pytest.mark.parametrize("name", _QUOTES)
def test_words_in_what_stands_around_the_minutes_are_asked_back(house: House, name: str) -> None:
    """They are no words of the minutes, and who writes them has not just said yes."""
    record = _answer(house, FORMS[name], _in_the_frame)
    _assert_asked_back(house, record)


@pytest.mark.parametrize("form", PARTS.values(), ids=PARTS.keys())
def test_yes_above_a_part_of_the_draft_is_asked_back(house: House, form: Form) -> None:
    """It may be meant for that part alone."""
    _assert_asked_back(house, _answer(house, form))


_BELOW = (
    "Not before Friday please.", "Item 3.2 is wrong, correct it first.", "Do NOT send this yet", "Wait!", "No", "Please fix 3.2 first",
    "ONLY AFTER ITEM 3 IS FIXED", "But CTA first", "I changed my mind, hold it", "CTA fehlt noch!", "Bitte erst Punkt 3 korrigieren",
    "Sauf le point 3", "Attendez lundi SVP", "Nicht vor Freitag versenden", "Eerst punt 3",
    "Najpierw punkt 3", "Primero el punto 3", "Prima il punto 3",
)  # fmt: skip


@pytest.mark.parametrize("line", _BELOW)
@pytest.mark.parametrize("signature", ["-- \nIan Bird", "Best regards,\nIan Bird", "Ian"])
def test_yes_with_words_below_the_name_does_not(house: House, signature: str, line: str) -> None:
    """A signature has names, posts and numbers in it; what takes the yes back has not."""
    _assert_asked_back(house, _answer(house, lambda *_: (f"Approved.\n\n{signature}\n{line}", "")))


def _told(house: House) -> list[str]:
    """Give the kinds of the mails that the answer called forth."""
    with house.begin() as uow:
        return [entry.kind for entry in uow.outbox.entries() if entry.kind not in {"invitation", "draft"}]


def _assert_asked_back(house: House, record: InboundRecord) -> None:
    assert (record.kind, record.state) == (MessageKind.EDIT, InboundState.REJECTED)
    assert record.reason.endswith("; its author was asked")
    assert _told(house) == ["clarification"]
