"""Approval phrases: a false approval is the worst thing that this program can do."""

import re
import unicodedata

import pytest

from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.courtesies import is_courtesy

_IAN = ("Ian Bird",)

_EACH_LANGUAGE = {
    "en": ["approve", "Approved", "I approve the minutes", "OK", "okay", "looks good, publish", "LGTM", "go ahead", "yes", "Yes, approved"],
    "fr": ["approuvé", "J'approuve", "bon pour accord", "d'accord", "C'est bon pour moi", "OK pour publication", "validé", "oui"],
    "de": ["genehmigt", "Ich genehmige", "freigegeben", "einverstanden", "passt so", "in Ordnung", "ja", "bitte veröffentlichen"],
    "it": ["approvato", "va bene così", "d'accordo", "sì", "si pubblichi"],
    "es": ["aprobado", "lo apruebo", "de acuerdo", "sí", "publícalo", "está bien"],
    "nl": ["goedgekeurd", "akkoord", "ik ga akkoord", "ja, akkoord", "publiceer maar"],
    "pl": ["zatwierdzam", "akceptuję", "zgoda", "tak", "proszę publikować"],
    "pt": ["aprovado", "aprovo", "de acordo", "sim", "pode publicar", "está bem"],
}
_PHRASES = [pytest.param(phrase, id=f"{language} {phrase}") for language, phrases in _EACH_LANGUAGE.items() for phrase in phrases]
_FORMS = ["{}", "{}.", "{}!", "  {}  \n\n", "\n\n{}\n", "*{}*", "{}\u00a0!"]


@pytest.mark.parametrize("phrase", _PHRASES)
def test_a_phrase_of_each_language_approves(phrase: str) -> None:
    """Whatever spaces, full stops, apostrophes and capitals it is written with."""
    written = [phrase, phrase.upper(), phrase.lower(), phrase.replace("'", "’")]
    assert [form for form in _FORMS for word in written if not approval_phrase(form.format(word), names=_IAN)] == []


@pytest.mark.parametrize("phrase", _PHRASES)
def test_accents_may_be_composed_or_not(phrase: str) -> None:
    """Apple writes them apart."""
    assert approval_phrase(unicodedata.normalize("NFD", phrase)) == approval_phrase(unicodedata.normalize("NFC", phrase)) is not None


_POLITE = [
    "Hi Eva,\n\napproved.\n\nBest regards,\nIan",
    "Dear all,\n\napproved.\n\nThanks,\nIan Bird",
    "Hello\nOK",
    "Hello all!\nLGTM",
    "Dear Dr. Bird,\nyes, publish",
    "Good morning Jean-Paul,\nlooks good\nCheers, Ian",
    "Hi O'Neil,\nok",
    "Bonjour Eva,\nBon pour accord.\nBien cordialement,\nIan Bird",
    "Bonjour à tous,\nd’accord\nMerci\nIan",
    "Guten Tag Frau Müller,\n\ngenehmigt.\n\nMit freundlichen Grüßen\nIan Bird",
    "Liebe Kollegen,\npasst so\nVG\nIan",
    "Ciao Rosa,\nva bene\nGrazie mille\nIan",
    "Hola Rosa,\nde acuerdo\nUn saludo\nIan",
    "Beste Anna,\nakkoord\nMet vriendelijke groet,\nIan",
    "Cześć Ola,\nzgoda\nPozdrawiam\nIan",
    "Olá Ana,\naprovado\nObrigado\nIan",
    "Approved, thanks!",
    "Thanks, approved.",
    "Many thanks.\nApproved.",
    "Approved.\nThanks Ian",
    "Approved\n- Ian",
    "Approved\n—Ian",
    "Approved\nBIRD",
    "Approved.\nBest, Ian",
    "Approved 👍",
    "👍🏽 Approved",
    "Approved ✅\ufe0f",
    "Approved :-)",
    "Looks good - publish",
    "Yes. Publish.",
    "OK!!!",
    "approve the\nminutes",
]


@pytest.mark.parametrize("text", _POLITE)
def test_politeness_does_not_stop_an_approval(text: str) -> None:
    """Greeting, thanks, sign-off and a smile are taken away."""
    assert approval_phrase(text, names=_IAN) is not None


@pytest.mark.parametrize("name", ["Bird, Ian", "Ian Bird", "ian bird", "Dr. Ian Bird (LAPP)"])
def test_the_author_may_sign_however_the_header_orders_the_name(name: str) -> None:
    """Words of the author's name."""
    assert approval_phrase("Approved.\nIan Bird", names=(name,)) == "approved"


def test_the_phrase_is_told_as_it_was_understood() -> None:
    """Folded, for the audit trail."""
    assert approval_phrase("Hi Eva,\nLooks good -- Publish!\nIan", names=_IAN) == "looks good publish"


_REFUSED = {
    "condition": """
        approved if the CTA part is fixed; approved, but fix 3.2; Approve with changes; OK, but; approved once 3.2 is mended;
        ok unless Eva objects; approved except 3.2; approuvé sauf 3.2; genehmigt, aber; genehmigt mit Änderungen; approvato
        salvo 3; aprobado pero no 3; OK, publish tomorrow; publish after 17:00; OK as soon as Eva agrees; approved provided
        that all agree; approved in principle; partly approved
    """,
    "negation": """
        not approved; I do not approve; don't publish; do not approve; not ok; no ok; no, approved; nope approved; Approved -
        NOT; approved (not); approved not; disapproved; dis-approved; un-approved; un approved; never approve; not yet
        approved; cannot approve; hardly approved; non approuvé; n'approuve pas; je n'approuve pas; ne pas publier; pas
        d'accord; nicht genehmigt; nicht einverstanden; nicht in Ordnung; nein; passt nicht; non approvato; non va bene; no
        aprobado; no estoy de acuerdo; niet akkoord; niet goedgekeurd; nie zatwierdzam; não aprovado; não concordo; ikke
        godkendt; neschváleno; wait, approved; cancel; reject; rejected; hold; stop; no; nao; ko
    """,
    "question": """
        approved?; Approved? Really; is this approved?; OK?; ¿aprobado; ¿aprobado?; aprobado\uff1f; approved؟; approved⁇;
        approved‽; approved ❓; approved ⸮; approved ?!; approved \u037e; d'accord ?; should I approve; who approved
    """,
    "extra text": """
        approved 3.2; 3.2: approved; approve revision 2; approved and please add Eva; OK Eva; approve approve; Ian: approve;
        Eva approved; I think approved; approved I think; almost approved; to be approved; will approve; approve later;
        approve or reject; ja nein; yes no; yes - no; ok ko; approved/rejected; approve | reject; approve=no; 1 approve;
        approve 2; approved -1; approved 0%; I would have approved; On Monday Ian wrote approved; approved.pdf; see
        https://example.org/approve; ok computer; yes and no; OK Rosa; approved by Eva
    """,
    "trailing off": """
        OK...; approved ...; approved…; ok ..; well, ok; hm ok; OK,,; approved :(; approved :-/; approved :-|; approved ;-)
    """,
    "strange signs": """
        👎 approved; approved 👎; approved 🙅; ok ❌; approved ⛔; approved ¬; ¬approved; !approved; != approved; ≠ approved; ✗
        approved; ✘ approved; ☒ approved; ☐ approved; [ ] approved; [x] approved; ~~approved~~; ~approved~; <s>approved</s>;
        "approved"; 'approved'; «approved»; “approved”; `approved`; /approve; @approve; #approve; -approved; - approved; --
        approved; > approved; | approved; (approved); 🤔 OK; 🙃 approved; OK 😬; 👍👎 approved; 👍; +1; ✅; approved 🤷; approve*;
        ***approved***; 50 % approved; NaN
    """,
    "characters that nobody sees": """
        ap\u200bproved; approved\u200b; \u202edevorppa; \u202eapproved; approved\u2060; \ufeffapproved; app\u00adroved;
        approved\u0336; a\u0336p\u0336p\u0336r\u0336o\u0336v\u0336e\u0336d\u0336; ok\u20e0; approved \u20e0; approved\u0301;
        ok\u0489; approved\u0000; approved\u0008; approved\U000e0001
    """,
    "letters of other scripts": """
        \u0430pproved; appr\u043eved; \u03bfk; \u041e\u041a; approve\u0501; \uff4f\uff4b\uff1f; ᴀᴘᴘʀᴏᴠᴇᴅ; 批准; одобрено;
        εγκρίνεται; موافق
    """,
}
_NOT_APPROVED = [
    pytest.param(" ".join(text.split()), id=f"{kind} {number}")
    for kind, texts in _REFUSED.items()
    for number, text in enumerate(re.split(r";\s+", texts.strip()), start=1)
]
_LETTERS = ["{}", "Hi Eva,\n{}\nThanks\nIan", "Dear all,\n\n{}\n\nBest regards,\nIan Bird", "{}\nThanks", "Thanks\n{}"]


@pytest.mark.parametrize("text", _NOT_APPROVED)
def test_anything_else_is_no_approval(text: str) -> None:
    """Conditions, negations, questions, extra text, strange signs, with politeness around it or without: mailflow asks."""
    assert [letter for letter in _LETTERS if approval_phrase(letter.format(text), names=_IAN)] == []


@pytest.mark.parametrize(
    "line", ["not", "No", "Nein", "but fix 3.2", "Rosa", "?", "No!", "NOT", "n't", "pas", "3.2: wrong", "-1", "👎", "if Eva agrees"]
)
def test_a_line_of_its_own_is_not_overlooked(line: str) -> None:
    """Above, below, below the sign-off."""
    forms = ["approved\n{}", "{}\napproved", "approved\n\n\n{}", "approved\nThanks\n{}", "OK\nBest regards\nIan\n{}"]
    assert [form for form in forms if approval_phrase(form.format(line), names=_IAN)] == []


_HIDDEN = [
    "Hi, do not publish",
    "Hi, do not\npublish",
    "Hello, No\napproved",
    "Hello, not\napproved",
    "Hello, Wrong\napproved",
    "Hi Please Don't\napprove",
    "Hi Don’t\napprove",
    "Dear Nobody\napproved",
    "Hi No!\nApproved",
    "Good morning, No. \napproved",
    "Hallo Nicht\ngenehmigt",
    "Hallo Nein\nJa",
    "Cher Non\napprouvé",
    "Bonjour Ne\npubliez",
    "Hola No\napruebo",
    "Ciao Non\napprovo",
    "Dag Niet\nakkoord",
    "Cześć Nie\nzgoda",
    "Olá Não\naprovo",
    "Hi Wait\nOK",
    "Hi Stop,\nOK",
    "Hi Cancel Everything\nOK",
    "Hi Hold,\nOK",
    "Hi Later,\napproved",
    "Hi, Ian, No\nOK",
    "Hi Ian, Rejected\nOK",
    "Hi, Rejected!\nOK",
    "Salut Refusé\nOK",
    "Hallo Abgelehnt!\nOK",
    "Hi Objection,\nOK",
    "Hello World Disapproved\nOK",
    "Liebe Grüße Nein\nOK",
    "HI NOT\nAPPROVED",
    "DEAR IAN NOT\nAPPROVED",
    "HEY, DON'T\nPUBLISH",
    "Hi all all all Not\nOK",
    "Hi All, not\nOK",
    "Hi not-Ian\nOK",
    "Hidden\napproved",
    "Hi Eva\nHi Not\nok",
    "Hi Eva 3.2\nok",
    "Hi (not)\nok",
    "Dear\nnot\napproved",
    "Hi Eva? \napproved",
]


@pytest.mark.parametrize("text", _HIDDEN)
def test_a_greeting_hides_no_refusal(text: str) -> None:
    """A line that greets does nothing else; a capital makes no name of `Not`."""
    assert approval_phrase(text, names=_IAN) is None


@pytest.mark.parametrize(
    "text", ["Hi", "Hi Eva,", "Thanks", "Merci beaucoup", "Best regards", "Ian", "Hi Eva\nThanks\nIan", "", "\n \n", "👍", "!!!"]
)
def test_politeness_alone_is_no_approval(text: str) -> None:
    """Something must be said."""
    assert approval_phrase(text, names=_IAN) is None


@pytest.mark.parametrize("name", ["No", "Not Me", "Dr. No", "Nein", "Do not", "Rejected Bird", "Nie Zgoda", ""])
def test_no_name_makes_a_sign_off_of_a_refusal(name: str) -> None:
    """A display name is whatever its owner typed."""
    lines = ["No", "Not", "Nein", "Do not", "Rejected", "Nie", "not me"]
    assert [line for line in lines if approval_phrase(f"approved\n{line}", names=(name,))] == []


def test_a_name_that_is_not_the_authors_is_no_sign_off() -> None:
    """It may be an addressee, or a part of the minutes."""
    assert approval_phrase("approved\nRosa", names=_IAN) is None


def test_without_names_no_name_is_a_sign_off() -> None:
    """Nobody is known by default."""
    assert approval_phrase("approved\nIan") is None


@pytest.mark.parametrize(
    "text", ["approved\n" + "Ian\n" * 1000, "ok " * 100_000, "Hi " + "Ian " * 100_000 + "\nok", "a" * 1_000_000], ids=len
)
def test_a_long_text_is_no_approval(text: str) -> None:
    """Whoever approves is brief."""
    assert approval_phrase(text, names=_IAN) is None


@pytest.mark.parametrize(
    "text",
    [
        "Thanks",
        "Great, thank you!\nIan",
        "OK, thanks",
        "Merci beaucoup !",
        "Hi Eva,\nnoted, many thanks\nIan",
        "Danke schön 🙂",
        "Bien reçu, merci",
        "Thanks, looks perfect!",
        "Merci, c'est parfait",
        "Great, many thanks for the quick confirmation. Cheers, Anna",
        "👍",
        "Thanks, received.",
        "Nothing more to add, thanks",
        "Vielen Dank für die schnelle Bestätigung!\nViele Grüße\nKarl",
        "Dziękuję za potwierdzenie",
        "Obrigado pela confirmação!",
        "Grazie mille, tutto perfetto",
        "Muchas gracias, todo perfecto",
        "Dank je wel, ziet er goed uit",
    ],
)
def test_thanks_are_a_courtesy(text: str) -> None:
    """Nothing but thanks, with or without a nod."""
    assert is_courtesy(text, names=_IAN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "Great",
        "Thanks?",
        "Thanks, but 3.2 is wrong",
        "Thanks 👎",
        "No thanks",
        "Nothing to report, thanks",
        "Thanks\nnot",
        "Thanks...",
        "Thanks for your report on WP2",
        "Thanks, the magnet is cold",
        "All is well.",
        "All is well, thanks",
        "Alles gut.",
        "thanks " * 200,
    ],
    ids=["empty", "nod", "bare nod", "question", "correction", "thumb down", "refusal", "no news", "line below", "trailing off",
         "for a report", "a report", "all is well", "well with thanks", "alles gut", "long"],
)
def test_anything_more_than_thanks_is_no_courtesy(text: str) -> None:
    """In doubt it is read."""
    assert not is_courtesy(text, names=_IAN)
