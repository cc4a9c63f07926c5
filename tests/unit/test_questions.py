"""Texts that only ask."""

import time

import pytest

from mailflow.domain.questions import is_mere_question


@pytest.mark.parametrize(
    "text",
    [
        "When is the deadline?",
        "Hi, could you tell me whether slides are OK? Thanks, Anna",
        "Hi Eva,\n\nquick question: can I send slides instead of text?\n\nBest regards,\nAnna",
        "Ich habe eine Frage: bis wann kann ich etwas schicken?",
        "Liebe Eva,\nwann ist die Sitzung?\nViele Grüße\nAnna",
        "Deadline?",
        "Could you let me know when the meeting starts.",
        "I was wondering whether slides are possible.",
        "What is the format? And how long should it be?",
        "Bonjour Eva,\njusqu'à quand puis-je envoyer mon texte ?\nMerci\nAnna",
        "Est-ce que je peux envoyer des transparents ?",
        "Entro quando devo mandare il testo?",
        "¿Hasta cuándo puedo enviar el informe?",
        "Wanneer is de volgende vergadering?",
        "Czy mogę wysłać slajdy?",
        "Até quando posso enviar o texto?",
    ],
)
def test_a_text_may_only_ask(text: str) -> None:
    """In eight languages, with politeness around."""
    assert is_mere_question(text, names=("Anna Lee",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks!",
        "The magnet is cold.",
        "The magnet is cold. When is the deadline?",
        "When will the beam be back? We have finished the tests.",
        "We have three nodes, is that OK?",
        "Could you add that the magnet is cold?",
        "Question of cooling: the magnet is cold",
        "Open question: the cooling",
        "When the beam came back we took data.",
        "How we cooled the magnet: with helium",
        "CTA: is cold?",
    ],
)
def test_a_report_that_asks_is_a_report(text: str) -> None:
    """In doubt nothing is taken for a mere question."""
    assert not is_mere_question(text)


@pytest.mark.parametrize("text", ["?" * 1200, "when " * 240, "a" * 10**6, "please " * 170 + "?", "and " * 300,
     "a. " * 400, "could you please " * 60,
     "when? " * 200])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    """At most 1,200 characters are looked at."""
    began = time.process_time()
    is_mere_question(text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Is Wednesday still fine, or has the meeting moved?",
        "Zoe forwarded this to me. What format do you expect?",
        "Can I send it Thursday? Still counting.",
        "Qual è il link per la riunione? Non lo trovo.",
        "When is the deadline, is it 9:00 our time?",
    ],
)
def test_what_says_why_it_asks_is_a_question(text: str) -> None:
    """Who passed it on, and that something was not found, reports nothing."""
    assert is_mere_question(text)


@pytest.mark.parametrize("text", ["Is the camera ready? We installed it.", "Zoe forwarded this to me. The camera works. Is that all?"])
def test_question_beside_a_report_is_none(text: str) -> None:
    """One sentence of content is enough."""
    assert not is_mere_question(text)
