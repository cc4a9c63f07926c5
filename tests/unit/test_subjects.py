"""Subjects of automatic answers and of read receipts in the languages of mail programs."""

import pytest

from mailflow.domain.classification.classify import classify, doubt_of, is_certain
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.classification.subjects import automatic_beginning, receipt_beginning
from mailflow.domain.extraction.extract import extract
from mailflow.domain.message import MailKind
from tests.builders import an_inbound

AUTOMATIC = """
Automatic reply; AUTOMATIC REPLY; Réponse automatique ; Automatische Antwort; Abwesenheitsnotiz; Risposta automatica; Respuesta automática
Automatisch antwoord; Odpowiedź automatyczna; Resposta automática; Autosvar; Automatisk svar; Automaattinen vastaus; Automatická odpověď
Automatická odpoveď; Automatikus válasz; Răspuns automat; Αυτόματη απάντηση; ΑΥΤΟΜΑΤΗ ΑΠΑΝΤΗΣΗ; Автоматический ответ; АВТООТВЕТ
Автоматична відповідь; Автоматичен отговор; Automatski odgovor; Samodejni odgovor; Otomatik yanıt; OTOMATİK CEVAP; Automaatvastus
תשובה אוטומטית; رد تلقائي; 自動応答; 自动答复; 自動回覆; 자동 회신
"""
PHRASES = [phrase for line in AUTOMATIC.strip().split("\n") for phrase in line.split("; ")]
RECEIPTS = (
    """Gelesen; Lu ; Läst; Læst; Lest; Luettu; Přečteno; Elolvasva; Citit; Прочитано; Прочтено; Διαβάστηκε; Okundu; 開封済み; 已读; 읽음"""
)
FIELDS = "Wiadomość\n\n  Do: Anna Nowak\n  Temat: Zaproszenie\n  Data: 1.3.2021 13:00\n\n{} 1.3.2021 14:00."


@pytest.mark.parametrize("phrase", PHRASES)
def test_beginning_of_an_automatic_answer_is_known(phrase: str) -> None:
    """It marks the mail, whatever the text says and in whatever language; after `Re:` it raises a doubt."""
    message = an_inbound("Λείπω για λίγο καιρό από την πόλη.", subject=f"{phrase}: Invitation")
    found = classify(message, extract(message.text), answered=MailKind.INVITATION)
    assert (found.kind, found.evidence[0].signal, is_certain(found)) == (MessageKind.AUTO_REPLY, "subject", True)
    answer = an_inbound(message.text, subject=f"Re: {phrase}: Invitation")
    again = classify(answer, extract(answer.text), answered=MailKind.INVITATION)
    assert again.kind is MessageKind.REPORT
    assert doubt_of(again)


@pytest.mark.parametrize(
    "subject", ["Automatic reply handling at CTA", "Re: Automatic reply: x", "Our automatic reply: tests", "", "自動応答システム"]
)
def test_other_subjects_begin_otherwise(subject: str) -> None:
    """The words of a person go on, and an answer is an answer."""
    assert automatic_beginning(subject) == ""


@pytest.mark.parametrize("phrase", RECEIPTS.split("; "))
def test_read_receipt_is_known_by_subject_and_shape(phrase: str) -> None:
    """A short text that names a mail by its fields and a time, in any language."""
    message = an_inbound(FIELDS.format(phrase), subject=f"{phrase}: Zaproszenie")
    assert classify(message, extract(message.text), answered=MailKind.INVITATION).evidence[0].signal == "receipt"


def test_word_of_a_read_receipt_alone_is_none() -> None:
    """`Read: the proposal` is what a person writes as well."""
    message = an_inbound("All telescopes observe.", subject="Lu: le rapport")
    assert receipt_beginning(message.subject) == "lu"
    assert classify(message, extract(message.text), answered=MailKind.INVITATION).kind is MessageKind.REPORT


def test_subject_of_a_read_receipt_over_few_words_raises_a_doubt() -> None:
    """Delivery receipts of older programs say no more."""
    message = an_inbound("Votre message a été remis.", subject="Accusé de réception : Invitation")
    assert doubt_of(classify(message, extract(message.text), answered=MailKind.INVITATION))


def test_german_read_receipt_is_known_by_its_words() -> None:
    """The time of day is no end of a sentence."""
    text = "Ihre Nachricht\n\n  An: Anna\n\nwurde am Montag, 1. März 2021 14:00 gelesen."
    message = an_inbound(text, subject="Gelesen: Einladung")
    assert classify(message, extract(text), answered=MailKind.INVITATION).kind is MessageKind.AUTO_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "I'm protecting myself from receiving junk mail.\n\nClick the link below so I can receive your emails.",
        "Votre message a été bloqué par Mailinblack. Cliquez ici pour prouver que vous n'êtes pas un robot.",
        "I apologize for this automatic reply to your email.\n\nI now accept mail from approved senders only.",
        "Anna Nowak no longer works at the Institute. Please contact office@example.net instead. This mailbox is not monitored.",
        "Frau Nowak ist nicht mehr am Institut tätig. Bitte wenden Sie sich an sekretariat@example.net.",
        "Ya no trabajo en el instituto. Por favor, contacte con Juan.",
        "Nous avons bien reçu votre message et vous répondrons dans les plus brefs délais.",
        "My e-mail address has changed. Please update your address book. This is an automatic notification.",
        "Я в отпуске до 15 марта. По срочным вопросам обращайтесь к Ивану.",
        "Jag är på semester till 15 mars. Vid brådskande ärenden, kontakta Sven.",
        "Olen lomalla 15.3. asti.",
        "出張のため3月15日まで不在です。",
        "15 Mart'a kadar izindeyim.",
    ],
    ids=[
        "challenge",
        "french",
        "approved senders",
        "left",
        "german left",
        "spanish left",
        "acknowledged",
        "new address",
        "russian",
        "swedish",
        "finnish",
        "japanese",
        "turkish",
    ],
)
def test_words_of_machines_are_never_a_report_to_file(text: str) -> None:
    """They are automatic, or doubted, without any header field, and from the address of a person."""
    message = an_inbound(text, subject="Re: Invitation")
    found = classify(message, extract(text), answered=MailKind.INVITATION)
    assert found.kind is MessageKind.AUTO_REPLY or doubt_of(found)
    assert not is_certain(found)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: [Ticket #4711] CTA report", "The request for storage has been received and the ticket is open."),
        ("On leave", "Karl is on leave until June, Maria takes over."),
        ("Re: Incident 12 at EGO", "The incident has been closed."),
        ("Re: Invitation", "The array is not available until 15 March. Please contact the operators in urgent cases."),
        ("Thank you for contacting CTA", "Thank you for contacting us about the mirrors. They were delivered on Monday."),
        ("Request for storage", "We have received your request. We need 20 TB."),
        ("Re: Invitation", "Der Server ist nicht erreichbar. Wir haben die Ersatzteile erhalten."),
    ],
)
def test_words_about_something_else_are_a_persons(subject: str, text: str) -> None:
    """Tickets after `Re:`, and the absence of whom or what the author speaks of."""
    message = an_inbound(text, subject=subject)
    assert classify(message, extract(text), answered=MailKind.INVITATION).kind is MessageKind.REPORT
