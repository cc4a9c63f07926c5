"""Shapes of rarer programs, each with words of an author that look alike and stay."""

import pytest

from mailflow.domain.extraction.attributions import is_attribution
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.notices import is_notice

REPORT = "The mirror is mounted, and the camera is on its way to us."

_HEADS = {
    "Notes, block": "Ian Bird\n03/04/2001 10:00 AM\nTo: Rosa Novak/LAPP\ncc:\nSubject: Agenda",
    "Notes, columns": "Ian Bird              To:   Rosa Novak/LAPP\n03/04/2001 10:00 AM   cc:\n                      Subject: Agenda",
    "Notes, bare names": "Ian Bird <ian@example.org>\n03/04/2001 10:00 AM\n\nTo\nrosa@example.org\ncc\n\nSubject\nAgenda",
    "Notes, one line": "Ian Bird ---03/04/2001 10:00:00---Dear all, please rep",
    "Notes, forward": "---------------------- Forwarded by Rosa/LAPP on 03/04/2001 10:00 AM ----------------------",
    "GroupWise": ">>> Ian Bird <ian@example.org> 3/4/2001 10:00 AM >>>",
    "iNotes": "-----Ian Bird <ian@example.org> wrote: -----",
    "fields of no known language": "________________________________\nOdkoho: Ian <i@example.org>\nKdaj: 3. 4. 2001 10:00\nZadeva: Agenda",
    "QQ": "------------------ Original ------------------",
    "BlackBerry": "  Original Message\nFrom: Ian Bird\nSent: 3 April 2001 10:00\nTo: Rosa\nSubject: Agenda",
}


@pytest.mark.parametrize("head", _HEADS.values(), ids=_HEADS.keys())
def test_words_below_the_head_of_an_old_mail_are_quoted(head: str) -> None:
    """Whatever program wrote it."""
    assert extract(f"{REPORT}\n\n{head}\n\nDear all,\nplease report by Tuesday.").text == REPORT


_ABOVE_QUOTES = {
    "name and verb": "Ian Bird wrote:",
    "name, address, date": "* Ian Bird <ian@example.org> [2001-04-03 10:00]:",
    "short date": "* Ian Bird <ian@example.org> [010403 10:00]:",
    "according to": "According to Ian Bird:",
    "article": "In article <1@news.example.org>,\nIan Bird <ian@example.org> wrote:",
    "tracker": "Ian Bird (JIRA) wrote:",
}


@pytest.mark.parametrize("attribution", _ABOVE_QUOTES.values(), ids=_ABOVE_QUOTES.keys())
@pytest.mark.parametrize("mark", [">", ":", "|", "}"])
def test_attribution_above_a_marked_quote_goes_with_it(attribution: str, mark: str) -> None:
    """The mark may be another than usual."""
    assert extract(f"{attribution}\n{mark} Is it mounted?\n\n{REPORT}\n\n{mark} And now?\n\nLater.").text == f"{REPORT}\n\nLater."


_KEPT = {
    "a header that is shown": "See:\n\nFrom: a@example.org\nTo: b@example.org\nDate: Sun, 2 Feb 2025 03:00:01 +0000\nSubject: x\n\nOdd.",
    "a journey": "The itinerary:\n\nFrom: Geneva\nTo: Paris\nDate: 12 December 2026, 07:29\nSubject: to change",
    "a prompt": "It fails:\n>>> import ctd\n>>> ctd.read()\nTraceback",
    "a table of pipes": "| RI | State |\n| CTA | done |",
    "a warning that is the subject": 'I think that the banner "external sender, do not click links" is too long.',
    "words of a person": "Ian wrote: we are late. I do not agree.",
    "thanks and a list of names": "These will come:\n\nIan Bird\nRosa Novak",
    "a list of who was absent": "Present: Ann, Bob\n\nAbsent:\nCleo",
    "names after thanks": "The run is over.\n\nThanks: Ann Long, Bob Short",
    "a name that begins like a sign-off": "These will come:\nBret Harte",
    "a list that is told of": "The new mailing list is escape-dev@lists.example.org\nhttps://lists.example.org/mailman/listinfo/escape-dev",
    "a virus": "Two of the PCs had a virus. They were scanned by Avast and are clean.",
    "a line that an archive escaped": "The history is short.\n\n>From the beginning we had two sites.\n\nNow we have nine.",
    "a meeting with its time": "2025-03-17 10:00 GMT+01:00 meeting:\nroom 4\n2025-03-18 10:00 GMT+01:00 meeting:\nroom 5",
    "a heading underlined": "CTA\n---\nNothing new\n\nEGO\n---\nAll done",
    "a sum": "Total:\n---\n12",
    "an only point": "Open points?\n\n- None",
    "data that were analysed": "The data of run 12 has been analysed.",
    "a program named": "Network: ok\nStorage: ok\nAntivirus: updated on 40 nodes",
    "two rulers": "One\n==========\nTwo",
    "a sentence with a program": "Sent from my phone were three pictures, of which none arrived.",
}


@pytest.mark.parametrize("text", _KEPT.values(), ids=_KEPT.keys())
def test_words_that_look_alike_are_kept(text: str) -> None:
    """They are the author's."""
    assert extract(text).text == text


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ("P.S. The bus does not run.", "P.S. The bus does not run."),
        ("I have to add one thing to what I said: the old cluster is switched off on 1 July, whatever happens.", ""),
        ("Measure twice, cut once.", None),
    ],
    ids=["postscript", "afterthought", "motto"],
)
def test_words_below_the_own_signature(below: str, kept: str | None) -> None:
    """A postscript and a thought in the first person are text; a motto is part of the signature."""
    found = extract(f"{REPORT}\n\n-- \nIan Bird\nLAPP\n\n{below}").text
    assert found == (REPORT if kept is None else f"{REPORT}\n\n{kept or below}")


@pytest.mark.parametrize(
    "line",
    [
        "The review has moved to Friday",
        "ARCA HAS 21 LINES NOW",
        "Slides follow tomorrow",
        "La revue est reportée à vendredi",
        "Die Begutachtung ist verschoben",
        "La revisione è rimandata",
        "La revisión está aplazada",
        "De review is uitgesteld",
        "Przegląd został przełożony",
        "A revisão foi adiada",
    ],
)
def test_sentence_below_the_sign_off_is_kept(line: str) -> None:
    """It has a verb, though no full stop."""
    assert line in extract(f"{REPORT}\n\nBest regards,\nIan\n{line}").text


@pytest.mark.parametrize(
    "line", ["Head of the IS Department", "Example Ltd is registered in England", '"The sky is the limit"', "www.is.example.org"]
)
def test_post_and_house_below_the_sign_off_are_not(line: str) -> None:
    """A verb in a name is none."""
    assert extract(f"{REPORT}\n\nBest regards,\nIan Bird\n{line}").text == REPORT


def test_postscript_in_the_own_signature_is_kept() -> None:
    """Also without a blank line above it."""
    assert extract(f"{REPORT}\n\n-- \nIan Bird\nPS: the bus does not run.").text == f"{REPORT}\n\nPS: the bus does not run."


@pytest.mark.parametrize(
    "last",
    ["A: yes, two of us.", "Data: all copied, 310 TB.", "Date: 17 March would suit us.", "When: 17 March", "From: Geneva\nTo: Hamburg"],
)
def test_words_with_a_colon_above_a_header_block_are_kept(last: str) -> None:
    """The block begins with its author."""
    head = "From: Rosa <rosa@example.org>\nSent: 3 March 2021 10:00\nTo: Ian\nSubject: Questions"
    text = f"All is well.\n\n{last}"
    assert extract(f"{text}\n\n{head}\n\nWhich hall?").text == text


@pytest.mark.parametrize("mark", ["[IB]", "==>", "***"])
def test_answers_with_a_mark_that_was_announced_are_kept(mark: str) -> None:
    """They stand in a quote that nothing else marks."""
    head = "-----Original Message-----\nFrom: Rosa <rosa@example.org>\nSent: 3 March 2021\nTo: Ian\nSubject: Questions"
    text = f"My answers are marked {mark} below.\n\n{head}\n\nWhich hall?\n{mark} Hall 2.\n\nHow many?\n{mark} Five."
    assert extract(text).text == f"My answers are marked {mark} below.\n\n{mark} Hall 2.\n\n{mark} Five."


def test_lines_that_a_program_broke_out_of_a_quote_go_with_it() -> None:
    """They begin small, where a full line ends without a stop."""
    quote = f"> {'word ' * 14}\nhas to be moved\n> because of the crane."
    assert extract(f"{REPORT}\n\nOn 3 March 2021 at 10:00, Ian <i@example.org> wrote:\n{quote}").text == REPORT


def test_cards_in_the_text_are_no_words() -> None:
    """Old programs put a vCard below the text, and people a name between rulers."""
    assert extract(f"{REPORT}\nBEGIN:VCARD\nFN:Ian Bird\nEND:VCARD").text == REPORT
    card = "Ian Bird      ian@example.org\nLAPP   voice: 555-0142"
    assert extract(f"{REPORT}\n-----------------------\n{card}\n-----------------------").text == REPORT


def test_text_that_was_read_wrongly_has_its_shape() -> None:
    """Its words stay as they came."""
    quote = "Le 5 mars 2021 Ã  10:00, HÃ©lÃ¨ne <h@example.org> a Ã©crit :\n> PrÃªt ?"
    assert extract(f"FiancÃ©, oui.\n\n{quote}").text == "FiancÃ©, oui."
    assert extract("Schl=FCssel da.\n\n-----Urspr=FCngliche Nachricht-----=20\nVon: x").text == "Schl=FCssel da."


def test_many_lines_below_a_quote_are_what_it_is() -> None:
    """Beyond very many lines nothing is judged anew."""
    found = extract(f"{REPORT}\n\nOn 3 March 2021 at 10:00, Ian <i@example.org> wrote:\n" + "> line\n" * 20_050)
    assert found.text == REPORT
    assert sum(part.text.count("line") for part in found.omitted) == 20_050


def test_postscript_parts_a_letter() -> None:
    """Above it the letter ends as any other, with its footer and its signature."""
    assert extract("Yes.\n\nBest regards,\nIan\n\nSent from my iPhone\n\nP.S. One more thing").text == "Yes.\n\nP.S. One more thing"


@pytest.mark.parametrize(
    "card",
    [
        "Dr Ian Bird (he/him)\nManager | LAPP\nT +44 131 555 0172\nMy working hours may not be yours. Please do not feel obliged to reply.",
        "Élise Morel (elle)\nChargée de projet\nPermanence : mardi et jeudi, 9h-12h",
        "Zdeněk Novák\nsprávce dat",
        "dr. Jan Jansen\nTeam Data\nKerkweg 9, 2600 AA Delft\nWerkdagen: ma, di",
        "高橋 美咲\n地震データセンター\nTEL: 03-5555-0123",
    ],
    ids=["pronouns and a saying", "hours", "post", "titles", "Japanese"],
)
def test_cards_of_people_go_with_the_greeting(card: str) -> None:
    """Without any delimiter, below a greeting and a name."""
    assert extract(f"{REPORT}\n\nBest regards,\nIan\n\n{card}").text == REPORT


def test_legal_words_above_the_greeting_are_the_authors() -> None:
    """A notice stands below it."""
    said = '"This message is confidential and intended only for the recipients. If you received it by mistake, delete it and tell us."'
    text = f"My proposal:\n\n{said}"
    assert extract(f"{text}\n\nBest regards,\nIan").text == text


def test_words_that_the_author_quotes_are_kept() -> None:
    """A line leads in, and the mail that is answered stands further down."""
    cited = "Their first recommendation reads:\n> State for each facility\n> how many units were offered.\n\nSo totals are not enough."
    below = "On 3 March 2021 at 10:00, Ian <ian@example.org> wrote:\n> Have you read it?\n> Please do."
    assert extract(f"{cited}\n\n{below}").text == cited


def test_what_comes_after_very_many_lines_is_what_the_last_of_those_was() -> None:
    """Text stays, a quote is left out."""
    many = 20_001
    assert extract("a\n" * many).text.count("a") == many
    assert extract("ok\n\nOn 3 March 2021 at 10:00, Ian <i@example.org> wrote:\n" + "> a\n" * many).text == "ok"


def test_attribution_has_a_length() -> None:
    """Nothing, and what is longer than one, is none."""
    assert not is_attribution(" ", above_quote=True)
    assert not is_attribution(f"On 3 March 2021 at 10:00, {'Ian ' * 200}<i@example.org> wrote:", above_quote=True)


def test_heading_of_a_notice_is_one() -> None:
    """Alone in its paragraph, and written large."""
    assert is_notice("CONFIDENTIALITY NOTICE:")
    assert not is_notice("confidentiality notice")
