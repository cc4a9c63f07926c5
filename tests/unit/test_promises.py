"""What does nothing but promise."""

import pytest

from mailflow.domain.classification.classify import classify
from mailflow.domain.classification.kinds import COURTESY, MessageKind
from mailflow.domain.commands.courtesies import is_thanks
from mailflow.domain.commands.promises import is_promise
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.message import MailKind
from tests.builders import an_inbound

PROMISES = [
    "+1, will do tomorrow", "OK, I will send it tomorrow", "Will do.", "My report will follow by Friday.", "On it",
    "We'll send ours next week, thanks",
    "Bien reçu, je l'envoie demain.", "Mon rapport suivra.", "Ich schicke es morgen", "Mache ich.", "Bericht folgt",
    "lo mando domani", "Lo envío mañana",
    "Ik stuur het morgen", "Wyślę jutro", "Envio amanhã",
]  # fmt: skip
REPORTS = [
    "We will deliver the camera tomorrow", "We report good progress", "Report: done", "I will send it tomorrow, but the camera works",
    "Nothing new", "",
    "We will finish the tests", "The slides will show it", "Ich schicke den Bericht, Kamera läuft",
]  # fmt: skip


@pytest.mark.parametrize("text", PROMISES)
def test_promise_is_one(text: str) -> None:
    """In eight languages, with greeting, thanks and name."""
    assert is_promise(text)
    assert is_promise(f"Hi Nadia,\n\n{text}\n\nBest regards,\nAnna", names=("Anna Lee",))


@pytest.mark.parametrize("text", REPORTS)
def test_what_says_more_is_no_promise(text: str) -> None:
    """A word of content makes it a report."""
    assert not is_promise(text)


def test_promise_is_no_report() -> None:
    """It is set aside like thanks; the speaker still owes one."""
    found = classify(an_inbound("Will do."), Extraction("Will do."), answered=MailKind.INVITATION)
    assert (found.kind, found.evidence[0].signal) == (MessageKind.UNKNOWN, COURTESY)


@pytest.mark.parametrize("text", ["Kiitos, thanks Jan. All received.", "Thanks, looks right for Cinder!", "Merci Denis !"])
def test_thanks_to_somebody_are_thanks(text: str) -> None:
    """With their name, and that of the slot."""
    assert is_thanks(text)


@pytest.mark.parametrize("text", ["Thanks Jan, the camera works.", "Thanks Ian. Good progress for CTA."])
def test_thanks_above_a_report_are_a_report(text: str) -> None:
    """It says more."""
    assert not is_thanks(text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Accepted: Board Meeting @ Wed 15 May", "Greta Kowal has accepted this invitation."),
        ("Aceite: LUMEN", "Aceite"),
        ("Acceptée : Comité de pilotage", "Claire Estève a accepté cette invitation."),
        ("Zugesagt: Sitzung", ""),
    ],
)
def test_answer_of_a_calendar_whose_part_is_missing_is_one(subject: str, text: str) -> None:
    """By a subject and a text such as calendars write."""
    assert classify(an_inbound(text, subject=subject), Extraction(text), answered=MailKind.INVITATION).kind is MessageKind.RSVP


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Accepted: paper on flats", "The referees accepted our paper.\nTwo more are on their way."),
        ("Re: report", "The invitation was accepted by all."),
    ],
)
def test_report_on_what_was_accepted_is_a_report(subject: str, text: str) -> None:
    """More than a calendar's line is a person's."""
    assert classify(an_inbound(text, subject=subject), Extraction(text), answered=MailKind.INVITATION).kind is MessageKind.REPORT
