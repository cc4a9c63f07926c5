"""The newly written text: of plain replies nothing else, and in doubt nothing less."""

from time import process_time

import pytest

from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.lines import Extraction, LineClass, Omitted

_TEXT = "The mirror is mounted.\n\nNext: first light."

_ATTRIBUTIONS = {
    "Gmail en": "On Wed, Mar 3, 2021 at 10:00 AM Ian Bird <ian@example.org> wrote:",
    "Gmail en, wrapped": "On Wed, Mar 3, 2021 at 10:00 AM Technical Coordination Meeting <\nminutes+abcdefgh2345.1617@example.org> wrote:",
    "Gmail fr": "Le mer. 3 mars 2021 à 10:00, Ian Bird <ian@example.org> a écrit :",
    "Gmail fr, no-break space": "Le mer. 3 mars 2021 à 10:00, Ian Bird <ian@example.org> a écrit\u00a0:",
    "Gmail de": "Am Mi., 3. März 2021 um 10:00 Uhr schrieb Ian Bird <\nian@example.org>:",
    "Gmail es": "El mié, 3 mar 2021 a las 10:00, Ian Bird (<ian@example.org>) escribió:",
    "Gmail it": "Il giorno mer 3 mar 2021 alle ore 10:00 Ian Bird <ian@example.org> ha scritto:",
    "Gmail nl": "Op wo 3 mrt 2021 om 10:00 schreef Ian Bird <ian@example.org>:",
    "Gmail pl": "śr., 3 mar 2021 o 10:00 Ian Bird <ian@example.org> napisał(a):",
    "Gmail pt": "Em qua., 3 de mar. de 2021 às 10:00, Ian Bird <ian@example.org> escreveu:",
    "Apple en": "On 3 Mar 2021, at 10:00, Ian Bird <ian@example.org> wrote:",
    "Apple fr": "Le 3 mars 2021 à 10:00, Ian Bird <ian@example.org> a écrit :",
    "Apple de": "Am 03.03.2021 um 10:00 schrieb Ian Bird <ian@example.org>:",
    "Thunderbird en": "On 3/3/21 10:00, Ian Bird wrote:",
    "Thunderbird fr": "Le 03/03/2021 à 10:00, Ian Bird a écrit :",
    "Thunderbird de": "Am 03.03.21 um 10:00 schrieb Ian Bird:",
    "Thunderbird pl": "W dniu 3.03.2021 o 10:00, Ian Bird pisze:",
    "Yahoo": "On Wednesday, March 3, 2021, 10:00:00 AM GMT+1, Ian Bird <ian@example.org> wrote:",
    "Proton": "On Wednesday, March 3rd, 2021 at 10:00 AM, Ian Bird <ian@example.org> wrote:",
    "Alpine": "On Wed, 3 Mar 2021, Ian Bird wrote:",
    "Gnus": "Ian Bird <ian@example.org> writes:",
    "Mutt": "On Wed, Mar 03, 2021 at 10:00:00AM +0100, Ian Bird wrote:",
    "Roundcube": "On 2021-03-03 10:00, Ian Bird wrote:",
}
_HEADER_BLOCKS = {
    "Outlook en": "From: Bird, Ian <ian@example.org>\nSent: Wednesday, March 3, 2021 10:00 AM\nTo: Fuessling\nSubject: Agenda",
    "Outlook fr": "De : Bird, Ian <ian@example.org>\nEnvoyé : mercredi 3 mars 2021 10:00\nÀ : Fuessling <mf@example.org>\nObjet : Agenda",
    "Outlook de": "Von: Bird, Ian <ian@example.org>\nGesendet: Mittwoch, 3. März 2021 10:00\nAn: Fuessling\nCc: Graf\nBetreff: Agenda",
    "Outlook, names only": "From: Bird, Ian\nSent: Wednesday, March 3, 2021 10:00 AM\nTo: Fuessling\nSubject: Agenda",
    "Outlook, bold": "*From:* Bird, Ian <ian@example.org>\n*Sent:* Wednesday, March 3, 2021 10:00 AM\n*To:* Fuessling\n*Subject:* Agenda",
    "Outlook, ruled off": f"{'_' * 32}\nFrom: Bird, Ian <ian@example.org>\nSent: Wednesday, March 3, 2021\nTo: Fuessling\nSubject: Agenda",
    "Outlook, ruled off with a gap": f"{'_' * 32}\n\nDe : Ian <ian@example.org>\nEnvoyé : 3 mars 2021\nÀ : Fuessling\nObjet : Agenda",
    "Outlook, wrapped To": "From: Ian <ian@example.org>\nSent: 3 March 2021\nTo: Fuessling; Graf;\n  Gal; Cuoco\nCc: Rosa\nSubject: Agenda",
    "Apple forward": "From: Ian Bird <ian@example.org>\nSubject: Agenda\nDate: 3 March 2021 at 10:00:00 CET\nTo: Fuessling",
    "Outlook original": "-----Original Message-----\nFrom: Ian",
    "Outlook original fr": "-----Message d'origine-----\nDe : Ian",
    "Outlook original de": "-----Ursprüngliche Nachricht-----\nVon: Ian",
}


@pytest.mark.parametrize("attribution", _ATTRIBUTIONS.values(), ids=_ATTRIBUTIONS.keys())
def test_a_quote_below_the_text_is_left_out(attribution: str) -> None:
    """With its attribution, also where that stands directly below the author's words."""
    quote = f"{attribution}\n\n> Dear Matthias,\n>\n> please report."
    expected = Extraction(_TEXT, (Omitted(LineClass.ATTRIBUTION, quote),))
    assert [extract(f"{_TEXT}{gap}{quote}\n") for gap in ("\n", "\n\n")] == [expected, expected]


@pytest.mark.parametrize("block", _HEADER_BLOCKS.values(), ids=_HEADER_BLOCKS.keys())
def test_a_quoted_header_and_all_below_it_is_left_out(block: str) -> None:
    """Outlook does not mark the quoted lines."""
    quote = f"{block}\n\nDear Matthias,\nplease report."
    found = [extract(f"{_TEXT}{gap}{quote}\n") for gap in ("\n", "\n\n")]
    assert [(extraction.text, extraction.omitted[0].text) for extraction in found] == [(_TEXT, quote), (_TEXT, quote)]


_SIGNED = {
    "delimiter": ("-- \nIan Bird\nLAPP", LineClass.SIGNATURE),
    "delimiter that lost its space": ("--\nIan Bird\nLAPP, Annecy\n+33 4 50 09 16 00\nian@example.org", LineClass.SIGNATURE),
    "delimiter above a quote": ("-- \nIan\n\nOn 3 Mar 2021, at 10:00, Rosa <r@example.org> wrote:\n\n> Dear Ian", LineClass.SIGNATURE),
    "short delimiter above a quote": (
        "--\nIan Bird\n\nOn 3 Mar 2021, at 10:00, Rosa <r@example.org> wrote:\n\n> Dear",
        LineClass.SIGNATURE,
    ),
    "delimiter above a header": (
        "-- \nIan.\n\nFrom: Rosa <r@example.org>\nSent: 3 March 2021\nTo: Ian\nSubject: x\n\nDear",
        LineClass.SIGNATURE,
    ),
    "empty": ("-- ", LineClass.SIGNATURE),
    "list footer": (f"{'_' * 47}\nescape mailing list\nescape@lists.example.org", LineClass.SEPARATOR),
    "iPhone": ("Sent from my iPhone", LineClass.DEVICE),
    "iPhone fr": ("Envoyé de mon iPhone", LineClass.DEVICE),
    "iPhone de": ("Von meinem iPhone gesendet", LineClass.DEVICE),
    "iPad it": ("Inviato da iPad", LineClass.DEVICE),
    "iPhone es": ("Enviado desde mi iPhone", LineClass.DEVICE),
    "iPhone nl": ("Verstuurd vanaf mijn iPhone", LineClass.DEVICE),
    "Android": ("Sent from Yahoo Mail on Android", LineClass.DEVICE),
    "Samsung": ("Sent from my Samsung Galaxy S21 smartphone.", LineClass.DEVICE),
    "Outlook": ("Get Outlook for iOS<https://aka.ms/o0ukef>", LineClass.DEVICE),
    "Windows": ("Sent from Mail for Windows 10", LineClass.DEVICE),
    "iPhone pl": ("Wysłane z iPhone'a", LineClass.DEVICE),
    "iPhone pt": ("Enviado do meu iPhone", LineClass.DEVICE),
    "device above a quote": ("Sent from my iPhone\n\nOn 3 Mar 2021, at 10:00, Rosa <r@example.org> wrote:\n\n> Dear", LineClass.DEVICE),
}


@pytest.mark.parametrize(("footer", "reason"), _SIGNED.values(), ids=_SIGNED.keys())
def test_a_signature_is_left_out(footer: str, reason: LineClass) -> None:
    """And what it was taken for is told."""
    found = extract(f"{_TEXT}\n\n{footer}\n")
    assert (found.text, [part.reason for part in found.omitted]) == (_TEXT, [reason])


_KEPT = {
    "bullets": "- one\n- two\n  - nested\n* three\n1. four",
    "paragraphs": "One.\n\n\nTwo.",
    "indented code": "    for x in y:\n        print(x)",
    "From in a sentence": "From: what we saw, the mirror is fine.",
    "a journey": "From: Geneva\nTo: Paris\nDate: 3 March 2021\nWe drove.",
    "a table of fields": "Subject: mirrors\nTo: be mounted\nCc: nobody\nAll fine.",
    "wrote in a sentence": "Ian wrote to me on 2021-03-01 about it",
    "wrote with an address": "As I wrote to ian@example.org on 3/1",
    "wrote with a date at the end": "Rosa wrote the paper in 2021",
    "a lead-in without a date": "As Ian wrote:\n\nThe mirror.",
    "a lead-in with a slot": "On 3.2 I do not agree with what Ian wrote:",
    "a lead-in with a year": "On the 2021 budget, I disagree with what Ian wrote:",
    "a lead-in with an address": "I disagree with what Ian <ian@example.org> wrote:",
    "sent by mail": "Slides follow.\nSent the slides by mail yesterday",
    "sent via mail": "Sent via mail to the chair on Monday.",
    "sent from a phone, and more": "Sent from my iPhone, but do not publish",
    "a ruler": f"CTA\n{'_' * 40}\nNo news.",
    "a ruler at the end": f"No news.\n{'_' * 40}",
    "dashes between parts": "CTA: all fine.\n--\nEGO: we mounted the mirror.",
    "dashes between short parts": "CTA: fine\n--\nEGO: fine",
    "dashes twice": "CTA\n--\nEGO\n--\nSKA\n--\nthe end",
    "dashes above a second thought": "approved\n--\nbut not yet",
    "dashes above many lines": "CTA\n--\n" + "\n".join(f"Line {number}" for number in range(20)),
    "a comparison in a wrapped line": "We saw energies\n>100 TeV in total.",
    "a comparison at the end": "All events had energies\n> 100 TeV",
    "a prompt": "Please run\n> pip install mailflow",
    "an arrow": "mirror -> mount\n=> done",
    "text between quotes": "> mirror?\nYes.\n> mount?\nNo.",
    "text below a device": "Sent from my iPhone\n\nOne more thing",
    "leading spaces": "   indented",
    "unicode": "Füßling mesure l'étoile — 5 µs 🔭",
    "only an email header word": "To: all",
    "other scripts": "今日は\nやあ",
}


@pytest.mark.parametrize("text", _KEPT.values(), ids=_KEPT.keys())
def test_the_authors_words_are_kept(text: str) -> None:
    """In doubt: losing a sentence is worse than keeping a signature."""
    assert extract(text) == Extraction(text)


@pytest.mark.parametrize("text", _KEPT.values(), ids=_KEPT.keys())
def test_the_authors_words_are_kept_above_a_quote(text: str) -> None:
    """Whatever they look like, the quote that follows is told from them."""
    quote = "On 3 Mar 2021, at 10:00, Ian Bird <ian@example.org> wrote:\n\n> Dear Matthias,\n> please report."
    assert extract(f"{text}\n\n{quote}").text == text


_AROUND_QUOTES = {
    "text below a quote": ("> Did you mount the mirror?\n\nYes.", "Yes."),
    "text below an attribution": ("On 3 Mar 2021, at 10:00, Ian Bird <ian@example.org> wrote:\n> mirror?\n\nYes.", "Yes."),
    "text below the quote below a signature": ("OK\n--\nIan\n\n> draft\n> more\n\nThis is wrong.", "OK\n\nThis is wrong."),
    "text between quotes": ("On 3 Mar 2021, Ian wrote:\n> mirror?\nYes.\n> mount?\n> optics?\nNo.\n>\n> Ian", "Yes.\nNo."),
}


@pytest.mark.parametrize(("text", "kept"), _AROUND_QUOTES.values(), ids=_AROUND_QUOTES.keys())
def test_words_around_quotes_are_kept_without_them(text: str, kept: str) -> None:
    """Below the quoted lines or between them: PRODUCT.md, "The text of a reply"."""
    assert extract(text).text == kept


@pytest.mark.parametrize(
    "text", ["", "\n", "  \n\t\n", "\r\n\r\n", "\u00a0\n"], ids=["nothing", "line end", "spaces", "CRLF", "no-break space"]
)
def test_nothing_written_is_nothing(text: str) -> None:
    """Not an error."""
    assert extract(text) == Extraction("")


def test_a_reply_of_nothing_but_a_quote_is_empty() -> None:
    """What was left out is told."""
    assert extract("> Dear Ian,\n> please report.\n") == Extraction("", (Omitted(LineClass.QUOTE, "> Dear Ian,\n> please report."),))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_kind_of_line_end_is_understood(end: str) -> None:
    """Also that of an old Macintosh."""
    assert extract(f"One.{end}{end}Two.{end}-- {end}Ian{end}").text == "One.\n\nTwo."


def test_spaces_at_line_ends_are_dropped() -> None:
    """They are what flowed text leaves behind."""
    assert extract("One. \t\n\nTwo.  \n").text == "One.\n\nTwo."


def test_nothing_is_lost_between_text_and_omitted() -> None:
    """Every line is in one of the two."""
    text = f"{_TEXT}\n\n-- \nIan\n\n> quote"
    found = extract(text)
    kept = "\n".join((found.text, *(part.text for part in found.omitted)))
    assert [line.strip() for line in kept.split("\n") if line.strip()] == [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    "text",
    [
        "approved\nOn 3.2 I do not agree with what Ian wrote:\n> mirror\n> mount",
        "approved\nbut see what I wrote on 3/2 in 2021:\n> mirror\n> mount",
        "approved\nI take back what I wrote on 3/2/2021",
        "approved\nSent from my iPhone, but do not publish",
        "approved\n> 3.2 is wrong",
        "approved\n--\nbut not 3.2",
        "approved\n-- \nIan\n\n> draft\n> more\nThis is wrong, do not publish.",
        f"approved\n{'_' * 40}\nnot!",
        "approved\nFrom: Geneva\nTo: Paris\nDate: never 2021",
        "> draft\napproved",
        "approved\n> draft\n> more\nnot",
    ],
    ids=range(1, 12),
)
def test_no_second_thought_is_cut_off_an_approval(text: str) -> None:
    """What looks like a quote or a footer and is none stays in the text, and the approval is none."""
    assert approval_phrase(extract(text).text) is None


def test_an_approval_that_is_only_quoted_is_none() -> None:
    """The draft itself says how to approve."""
    found = extract("Not yet.\n\nOn 3 Mar 2021, at 10:00, Ian Bird <ian@example.org> wrote:\n\n> Reply with just:\n> approve\n")
    assert found.text == "Not yet."


@pytest.mark.parametrize("attribution", _ATTRIBUTIONS.values(), ids=_ATTRIBUTIONS.keys())
def test_an_approval_above_a_quote_is_one(attribution: str) -> None:
    """Every client quotes the draft."""
    assert approval_phrase(extract(f"Approved.\n\n{attribution}\n> Reply with just:\n> approve\n").text) == "approved"


_HOSTILE = [
    "wrote ",
    "On 1.1.2021 wrote:\n",
    "On\n",
    ">\n",
    "--\n",
    "-- \n>\n",
    "--\n\n\n\n",
    "From: a@b 2021\n",
    "to: a\n",
    " ",
    "\n",
    "Sent from my x\n",
    "A.'",
    "_" * 30 + "\n",
]


@pytest.mark.parametrize("unit", _HOSTILE, ids=repr)
def test_repetition_is_read_to_its_end(unit: str) -> None:
    """No input makes it fail; that the time is linear was measured by hand on 1 MB of each."""
    found = extract(unit * 100)
    assert len(found.text) <= len(unit) * 500


def test_fields_without_end_are_read_in_linear_time() -> None:
    """Lines that may stand in a header block, thousands of them, are not read anew from each; an honest block with some is one."""
    began_at = process_time()
    extract("Message-ID: <a.0@example.org>\n" * 20_000)
    assert process_time() - began_at < 3  # a quarter of a second; two thousand of them took five seconds
    block = "From: a@example.org\nSent: 1 March 2021\nTo: b@example.org\nReply-To: a@example.org\nImportance: high\nSubject: x\n"
    assert extract(f"Fine.\n\n{block}\nquoted\n").text == "Fine."
