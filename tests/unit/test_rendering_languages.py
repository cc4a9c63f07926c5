"""Mails in the language of those who read them."""

import re
from dataclasses import astuple, replace
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import GETTEXT_FUNCTIONS, babel_extract

from mailflow.adapters.catalogues import Catalogues
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.adapters.typeset import excerpt
from mailflow.domain.addenda import is_addendum
from mailflow.domain.agenda import Report, Speaker
from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.chairs_orders import ChairsOrderKind, parse_chairs_order
from mailflow.domain.commands.orders import Order, parse_command
from mailflow.domain.event_words import EventWords
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import Known
from mailflow.domain.extraction.separators import is_reply_marker
from mailflow.domain.mails.speakers import InvitationContext, NoticeKind, ReceiptContext, RefusedFile, UpdateContext
from mailflow.domain.message import Address
from mailflow.domain.notes.reading import read_notes
from mailflow.domain.records import RenderedMail
from tests.architecture import ROOT
from tests.mail_samples import REASONS, START, a_round_table, sample_mails

_TEMPLATES = ROOT / "templates"
_LANGUAGES = ["fr", "de"]
_SPOKEN = list(sample_mails())
_MARKED = [name for name, context in sample_mails().items() if "~ Please write" in TemplateRenderer().mail(context).text]
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_HOSTILE = [
    "x\r\nBcc: v@example.org",
    "<b>%(slots)s %s %</b>",
    "{{ 7 * 7 }}",
    "\u202egro.elpmaxe\u202c \u0627\u0644\u0633\u0644\u0627\u0645",
    "Working Group " * 14,
]


@cache
def _renderer() -> TemplateRenderer:
    return TemplateRenderer()


@cache
def _mail(name: str, language: str) -> RenderedMail:
    return _renderer().mail(sample_mails(language=language)[name])


def _flat(text: str) -> str:
    return " ".join(text.split())


def _shown(html: str) -> str:
    """Return the words of a page that are seen: not its head, not what a mailbox shows after the subject."""
    body = re.sub(r'<div class="preheader".*?</div>', "", html.partition("<body")[2].partition(">")[2], flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?span[^>]*>", "", body)))


@cache
def _messages() -> dict[str | tuple[str, ...], str]:
    """Return what the templates say by gettext, each with the template that says it."""
    found: dict[str | tuple[str, ...], str] = {}
    for path in sorted(file for file in _TEMPLATES.rglob("*") if file.suffix in {".txt", ".html"}):
        with path.open("rb") as file:
            for _, _, message, _ in babel_extract(file, GETTEXT_FUNCTIONS, [], {"newstyle_gettext": "true", "silent": "false"}):
                parts = (message,) if isinstance(message, str) else tuple(part for part in message or () if part)
                found[parts[0] if len(parts) == 1 else parts] = path.name
    return found


def _catalogue(language: str) -> Catalog:
    whole = Catalog(locale=language)
    for path in sorted((_TEMPLATES / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                assert not message.id or whole.get(message.id) is None, f"{path.name} says once more: {message.id}"
                whole[message.id] = message
    return whole


def _forms(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


@pytest.mark.parametrize("language", _LANGUAGES)
def test_a_catalogue_has_every_message_and_no_other(language: str) -> None:
    """Nothing is said in English because it was forgotten, and nothing is kept that nobody says."""
    known = {message.id for message in _catalogue(language) if message.id and not message.fuzzy and all(_forms(message.string))}
    assert known == set(_messages())


@pytest.mark.parametrize("language", _LANGUAGES)
def test_translations_have_the_same_placeholders(language: str) -> None:
    """Each form fills in the same values; a lost one would lose a name, a strange one would be an error."""
    for message in _catalogue(language):
        for form in _forms(message.string) if message.id else ():
            assert set(_PLACEHOLDER.findall(form)) <= set(_PLACEHOLDER.findall(_forms(message.id)[-1])), message.id
            assert set(_PLACEHOLDER.findall(form)) >= set(_PLACEHOLDER.findall(_forms(message.id)[0])), message.id
            assert "%" not in _PLACEHOLDER.sub("", form), message.id
            assert "<" not in form, message.id


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
@pytest.mark.parametrize("name", _SPOKEN)
def test_each_mail_is_said_in_each_language(name: str, language: str) -> None:
    """As short and whole as in English, and nothing English in it but orders and what stands in the minutes."""
    mail = _mail(name, language)
    assert f'<html lang="{language}"' in mail.html
    assert len(mail.subject) <= 140
    assert [line for line in mail.text.split("\n") if len(line) > 72 and "://" not in line and not line.startswith("mailto:")] == []
    assert "\n\n\n" not in mail.text
    found = re.search(r'<div class="preheader"[^>]*>(.*?)</div>', mail.html, re.DOTALL)
    assert found is not None
    assert 40 <= len(found[1].strip()) <= 130
    if language != "en":
        english = _flat(mail.text)
        assert not [said for said in _messages() if isinstance(said, str) and len(said) > 20 and "%" not in said and said in english]


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
@pytest.mark.parametrize("name", _SPOKEN)
def test_text_and_html_say_the_same(name: str, language: str) -> None:
    """Each sentence of ours that stands in one stands in the other."""
    mail = _mail(name, language)
    text, page = _flat(mail.text).casefold(), _flat(_shown(mail.html)).casefold()
    catalogue = _catalogue(language) if language != "en" else None
    for said in _messages():
        message = catalogue.get(said) if catalogue is not None and isinstance(said, str) else None
        for form in _forms(message.string if message else said):
            fixed = _flat(max(_PLACEHOLDER.split(form), key=len)).casefold()
            if len(fixed) > 24:
                assert (fixed in text) == (fixed in page), form


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
@pytest.mark.parametrize("name", _MARKED)
def test_our_own_marker_is_known_to_us(name: str, language: str) -> None:
    """A reply above our mail is taken, and nothing of the mail, though no client marked it: the news stand above the marker."""
    text = _mail(name, language).text
    assert any(is_reply_marker(line) for line in text.split("\n") if line)
    assert extract(f"All telescopes observe.\n\n{text}", Known(original=text)).text == "All telescopes observe."


@pytest.mark.parametrize("text", _HOSTILE, ids=range(len(_HOSTILE)))
@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
@pytest.mark.parametrize("name", _SPOKEN)
def test_hostile_words_stay_words_in_each_language(name: str, language: str, text: str) -> None:
    """A value is filled in and never read: no header, no markup, no format."""
    hostile = a_round_table(title=text, slot_title=text, report=Report(1, text, text, START, delegate=text))
    mail = _renderer().mail(sample_mails(hostile, language=language)[name])
    assert mail.subject.isprintable()
    assert len(mail.subject) <= 140
    assert "<b>" not in mail.html
    assert "49" not in mail.subject


@pytest.mark.parametrize(
    ("wanted", "series", "expected"),
    [
        ("de", "fr", "de"),
        ("de-AT", "en", "de"),
        ("", "fr", "fr"),
        ("it", "fr", "fr"),
        ("it", "it", "en"),
        ("en", "de", "en"),
        ("../x", "", "en"),
        ("DE", "", "de"),
    ],
)
def test_the_recipients_language_goes_before_that_of_the_series(wanted: str, series: str, expected: str) -> None:
    """Then English; a tag that is no language names no file."""
    assert Catalogues([_TEMPLATES]).choose((wanted, series)).partition("-")[0].lower() == expected


def test_an_unknown_reason_is_said_as_it_is() -> None:
    """What has no translation is better said in English than not."""
    assert set(REASONS) < set(_messages())
    context = sample_mails(language="fr")["receipt"]
    assert isinstance(context, ReceiptContext)
    mail = _renderer().mail(replace(context, refused=(RefusedFile("a.xyz", "a reason of <tomorrow>, 100 %"),)))
    assert "- a.xyz\u00a0: a reason of <tomorrow>, 100 %" in mail.text
    assert "a.xyz&nbsp;: a reason of &lt;tomorrow&gt;, 100 %" in mail.html


def test_an_operators_catalogue_stands_in_for_ours(tmp_path: Path) -> None:
    """A language may be added or put in other words, with the templates of the operator."""
    (tmp_path / "locale" / "it").mkdir(parents=True)
    (tmp_path / "locale" / "it" / "answers.po").write_text('msgid "Thank you."\nmsgstr "Grazie."\n')
    mail = TemplateRenderer(tmp_path).mail(sample_mails(language="it")["receipt"])
    assert "Filed under 2.1 CTA. Grazie." in mail.text
    assert "mercoledì 3 marzo 2021" in mail.text


def test_dates_sizes_and_lists_are_said_in_the_language() -> None:
    """As its readers write them."""
    assert "Mittwoch, 3. März 2021" in _mail("receipt", "de").text
    assert "1,4\u202fMo" in _mail("receipt", "fr").text
    assert "2.1 CTA et 2.2 EGO" in _mail("receipt of two slots", "fr").subject
    assert "2\xa0lignes" in _mail("receipt", "fr").text or "2 lignes" in _mail("receipt", "fr").text


def test_the_question_numbers_its_choices() -> None:
    """Each on a line of its own, none of them last; until when, and that nothing is lost."""
    text = _mail("question", "en").text
    assert "\n  1  2.1 CTA\n  2  2.2 EGO\n  3  each part under its own: 2.1 CTA, 2.2 EGO\n  0  none of these\n" in text
    assert "Reply with just the number." in text
    assert "Please answer by Thursday 4 March 2021, 10:00" in text
    assert "nothing is lost" in _flat(text)


def test_the_receipt_tells_what_changed() -> None:
    """A few words replaced are shown; a new text is counted; an addendum is called so; the first report says nothing of it."""
    assert "1 word taken out, 1 word put in." in _flat(_mail("receipt of a revision", "en").text)
    assert "   - We are in time. - One\n   + We are on time. - One\n" in _mail("receipt of a revision", "en").text
    assert "<del" in _mail("receipt of a revision", "en").html
    assert "new text in place of the one before" in _flat(_mail("receipt of a new text", "en").text)
    assert "added to what was there before" in _mail("receipt of an addendum", "en").text
    assert "the same as before" in _mail("receipt of the same words", "en").text
    assert "before" not in _mail("receipt", "en").text


def test_the_receipt_says_how_to_change_it() -> None:
    """Replace, add, take back, move: in words of the language."""
    orders = {
        "en": ("Addendum:", "withdraw", "move to EGO"),
        "fr": ("Complément :", "retirer", "déplacer vers EGO"),
        "de": ("Nachtrag:", "zurückziehen", "verschieben nach EGO"),
    }
    for language, said in orders.items():
        for order in said:
            assert order in _mail("receipt", language).text.replace("\u00a0", " ")
            assert order in unescape(_mail("receipt", language).html).replace("\u00a0", " ")
    assert "move to" not in _mail("receipt of two slots", "en").text


def test_the_help_lists_every_order_that_works_by_reply() -> None:
    """One line each."""
    text = _mail(f"notice: {NoticeKind.HELP}", "en").text
    for order in ("Addendum: …", "withdraw", "nothing to report", "delegate to Name <address>", "move to 2.1", "help"):
        assert f"\n- {order} – " in text


def test_html_takes_no_macros_from_text() -> None:
    """Jinja calls safe whatever a macro returns to an HTML template, even a macro of a text one, which escaped nothing."""
    for page in _TEMPLATES.rglob("*.html"):
        taken = re.findall(r'{%-? (?:from|import|include|extends) "([^"]+\.txt)"', page.read_text())
        assert [name for name in taken if not name.endswith("/_words.txt") or "macro" in (_TEMPLATES / name).read_text()] == []


_ORDERS = {
    "approve": lambda said: approval_phrase(said) is not None,
    "hold": lambda said: _chairs(said) is ChairsOrderKind.HOLD,
    "stop": lambda said: _chairs(said) is ChairsOrderKind.HOLD,
    "draft now": lambda said: _chairs(said) is ChairsOrderKind.DRAFT_NOW,
    "cancel meeting": lambda said: _chairs(said) is ChairsOrderKind.CANCEL_MEETING,
    "nothing to report": lambda said: _speakers(said) is Order.NOTHING,
    "withdraw": lambda said: _speakers(said) is Order.WITHDRAW,
    "subscribe": lambda said: _speakers(said) is Order.SUBSCRIBE,
    "unsubscribe": lambda said: _speakers(said) is Order.UNSUBSCRIBE,
    "help": lambda said: _speakers(said) is Order.HELP,
    "move to %(place)s": lambda said: _speakers(said % {"place": "3.2"}) is Order.MOVE,
    "delegate to %(person)s": lambda said: _speakers(said % {"person": "Ann Example <ann@example.org>"}) is Order.DELEGATE,
    "Addendum:": lambda said: is_addendum(f"{said} the cameras work."),
}


def _chairs(said: str) -> ChairsOrderKind | None:
    order = parse_chairs_order(said, names=())
    return order.order if order else None


def _speakers(said: str) -> Order | None:
    command = parse_command(said, names=())
    return command.order if command else None


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
@pytest.mark.parametrize("order", _ORDERS)
def test_what_people_are_asked_to_type_is_understood(order: str, language: str) -> None:
    """Whoever answers with the very words that stand in the mail is obeyed."""
    message = _catalogue(language).get(order) if language != "en" else None
    said = str(message.string) if message else order
    assert _ORDERS[order](said), said


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
def test_a_button_writes_the_words_that_are_asked_for(language: str) -> None:
    """What is prefilled is what the mail says, and approves."""
    for name in ("draft", "redline", "confirmation", "question to the chair"):
        bodies = {unquote(found) for found in re.findall(r"^mailto:\S*&body=(\S*)$", _mail(name, language).text, re.MULTILINE)}
        assert all(approval_phrase(body) is not None or _chairs(body) is ChairsOrderKind.HOLD for body in bodies)
        assert any(approval_phrase(body) is not None for body in bodies)


@pytest.mark.parametrize(
    ("series", "person", "answered", "expected"),
    [
        ("en", "", "", "en"),
        ("fr", "", "", "fr"),
        ("en", "de", "", "de"),
        ("fr", "en", "", "en"),
        ("en", "de", "fr", "fr"),
        ("de", "it", "", "de"),
    ],
)
def test_a_mail_is_in_the_language_of_its_reader(series: str, person: str, answered: str, expected: str) -> None:
    """That of the mail which it answers, else the person's own, else that of the series; one without a catalogue does not count."""
    meeting = a_round_table()
    speaker = replace(meeting.slots[0].speakers[0], language=person)
    slots = (replace(meeting.slots[0], speakers=(speaker,)), *meeting.slots[1:])
    meeting = replace(meeting, items=(meeting.items[0], replace(meeting.items[1], items=slots)))
    context = sample_mails(meeting)["receipt"]
    assert isinstance(context, ReceiptContext)
    mail = _renderer().mail(replace(context, series=replace(context.series, language=series), language=answered))
    assert f'<html lang="{expected}"' in mail.html


def test_a_role_of_the_series_has_a_language_too() -> None:
    """The chair who speaks on no item is written to as they wish."""
    context = sample_mails()["draft with all reports"]
    chair = Speaker("Paule Sidence", email="paule@example.org", language="fr", timezone="America/Montreal")
    mail = _renderer().mail(replace(context, series=replace(context.series, chair=chair), recipient=Address("Paule@example.org")))
    assert mail.text.startswith("Projet de compte rendu, révision 2, à approuver. Répondez simplement\u00a0:\napprouvé\n")
    assert "10:00–11:30 (Europe/Paris, UTC+01:00); 04:00–05:30 pour vous (America/Montreal, UTC-05:00)" in _flat(_shown(mail.html))


@pytest.mark.parametrize("kind", _ORDERS)
def test_every_order_is_a_message(kind: str) -> None:
    """An order that no template says any more is none of these."""
    assert kind in _messages()


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
def test_the_outline_that_the_briefing_shows_is_one(language: str) -> None:
    """The example is understood as it stands: a remark under an item, one of a person, an action with its owner and its day."""
    context = sample_mails(language=language)["briefing"]
    shown = [line.strip() for line in _mail("briefing", language).text.split("\n") if line.startswith("   ")]
    example = "\n".join(line for line in shown[shown.index(next(line for line in shown if line.startswith("CTA"))) :][:3])
    outline = read_notes(example, context.meeting, context.series, written_on=START.date())
    assert [(note.key, note.author) for note in outline.notes] == [("2.1", ""), ("2.1", "Ian Bird")]
    assert [(action.owner, action.due is not None) for action in outline.actions] == [("Ian Bird", True)]


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Your report is filed"), ("fr", "Votre contribution est"), ("de", "Ihr Bericht liegt vor")]
)
def test_who_has_reported_is_told_so_and_asked_for_nothing(language: str, subject: str) -> None:
    """In the subject and the first line of an invitation that comes anew; and in an update, after its news."""
    invitation, update = _mail("invitation of who has reported", language), _mail("update of who has reported", language)
    assert subject in invitation.subject
    assert invitation.text.startswith(subject.partition(" ")[0])
    asking = _mail("invitation", language).text.split()[:5]
    assert " ".join(asking) not in _flat(invitation.text + update.text)
    if language == "en":
        assert "is filed: there is nothing that you need to send" in _flat(update.text)
        assert "nothing to report" not in invitation.text  # it would take the report away


@pytest.mark.parametrize(("language", "order"), [("en", "3.2 delete"), ("de", "3.2 löschen"), ("fr", "3.2 supprimer")])
@pytest.mark.parametrize("name", ["draft", "nudge"])
def test_how_to_strike_an_item_is_said_in_the_language(name: str, language: str, order: str) -> None:
    """The grammar of edits knows the word of each language."""
    mail = _mail(name, language)
    assert order in _flat(mail.text)
    assert order in _flat(mail.html)


@pytest.mark.parametrize("language", [*_LANGUAGES, "en"])
def test_an_update_says_by_whose_clock_its_times_are(language: str) -> None:
    """In its first three lines: the zone and the offset once, and that of the old time where it was another."""
    head = _flat(" ".join(_mail("update", language).text.split("\n")[:3]))
    assert head.count("(Europe/Paris, UTC+01:00)") == 1
    context = sample_mails(language=language)["update"]
    assert isinstance(context, UpdateContext)
    start_at = START + timedelta(days=60)
    mail = _renderer().mail(replace(context, meeting=replace(context.meeting, start_at=start_at, end_at=start_at + timedelta(hours=1))))
    head = _flat(" ".join(mail.text.split("\n")[:3]))
    assert head.count("UTC+02:00)") == head.count("(UTC+01:00)") == head.count("Europe/Paris") == 1
    assert head.index("UTC+02:00)") < head.index("(UTC+01:00)")


def test_a_calendar_event_is_said_in_a_language() -> None:
    """No word of English is left under it; an unknown language is passed over, and without any it is English."""
    english = astuple(EventWords())
    for language in _LANGUAGES:
        assert not set(astuple(_renderer().event_words((language, "en")))) & set(english)
    assert _renderer().event_words(("xx", "de-AT")) == _renderer().event_words(("de",))
    assert _renderer().event_words(("", "")) == EventWords()


def test_what_was_said_last_time_keeps_its_form() -> None:
    """Paragraphs, points and links, and no half of a URL."""
    text = "All is well.\n\n- first point\n- see https://example.org/report\n\n\n\n" + "more words " * 40
    context = sample_mails()["invitation to go on"]
    assert isinstance(context, InvitationContext)
    mail = _renderer().mail(replace(context, last=(replace(context.last[0], text=text),)))
    assert "\n  All is well.\n\n  - first point\n  - see https://example.org/report\n\n  more words" in mail.text
    assert "more…\n" in mail.text or "words…\n" in mail.text
    assert 'href="https://example.org/report"' in mail.html
    assert mail.html.count("<li") >= 2


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("one\ntwo three", 9, "one\ntwo…"),
        ("- one\n- two", 8, "- one…"),
        ("https://example.org/a/b and more", 9, "https://example.org/a/b …"),
        ("see https://example.org/a/b and more", 12, "see…"),
        ("see https://example.org/a/b and more", 28, "see https://example.org/a/b …"),
        ("a" * 20, 9, "a" * 8 + "…"),
    ],
)
def test_an_excerpt_is_cut_at_a_word(text: str, length: int, shown: str) -> None:
    """Its lines stay as they are."""
    assert excerpt(text, length) == shown
