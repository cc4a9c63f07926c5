"""What we know of a reply helps to read it: the mail that it answers, and how its author signed before."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import OTHER_WORDS, Authentication, MailKind, Proof
from tests.fakes import House

REPORT = "The mirror of the second telescope is mounted, and the camera leaves the workshop in May."


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1, in a mail of some words."""
    house = House()
    house.renderer.text = "Please reply to this mail with your report by Tuesday, in a paragraph or in slides, as you like it best."
    house.invited()
    return house


def test_our_mail_is_found_in_the_answer_without_any_mark(house: House) -> None:
    """A program may quote without a mark and without a head."""
    invitation = house.mails_to("elena@example.org", MailKind.INVITATION)[-1]
    record = house.receive(house.reply_to("elena@example.org", f"{REPORT}\n\n{invitation.text}"))
    assert (record.state, record.text) == (InboundState.DONE, REPORT)
    assert "in a paragraph or in slides" in record.omitted


def test_correction_of_what_a_receipt_repeats_is_whole(house: House) -> None:
    """The author's earlier words stand in the receipt; said again they are new."""
    house.receive(house.reply_to("elena@example.org", REPORT))
    house.renderer.text = f"Filed. Below is how your report will stand in the minutes, to be replaced by an answer.\n\n{REPORT}"
    house.receive(house.reply_to("elena@example.org", f"{REPORT} So far."))
    correction = f"{REPORT} No, in June."
    record = house.receive(house.reply_to("elena@example.org", correction, kind=MailKind.RECEIPT))
    assert (record.state, record.text) == (InboundState.DONE, correction)


def test_quoted_draft_is_not_looked_for(house: House) -> None:
    """There a word that was changed counts, and what nearly stands in the draft may be an edit."""
    house.renderer.text = "Here are the minutes, twelve words and more, which say that the mirror was mounted on Monday."
    house.draft(MeetingId(1))
    edited = "approve\n\nHere are the minutes, twelve words and more, which say that the mirror was mounted on Tuesday."
    record = house.receive(house.reply_to("ian.bird@example.org", edited, kind=MailKind.DRAFT))
    assert "Tuesday" in record.text
    assert record.kind == "edit"


def test_signature_of_an_earlier_report_is_known_again(house: House) -> None:
    """Whatever it looks like, once it stood below a delimiter."""
    house.receive(house.reply_to("elena@example.org", f"{REPORT}\n-- \nper aspera ad astra"))
    record = house.receive(house.reply_to("elena@example.org", f"{REPORT} Still.\n\nper aspera ad astra"))
    assert record.text == f"{REPORT} Still."


def test_signature_of_a_mail_that_was_not_filed_is_not_learnt(house: House) -> None:
    """Nobody can take words out of another's report by writing in their name."""
    forged = replace(house.reply_to("elena@example.org", f"x\n-- \n{REPORT}"), recipients=(), references=())
    house.authenticator.judgement = Authentication(Proof.FAIL, "DMARC fail for example.org")
    assert house.receive(forged).state is InboundState.TRIAGE
    assert house.receive(house.reply_to("elena@example.org", f"All is well.\n\n{REPORT}")).text == f"All is well.\n\n{REPORT}"


def test_forms_that_contradict_each_other_are_told(house: House) -> None:
    """Nothing may be taken for a yes that the other form of the mail belies."""
    message = replace(house.reply_to("elena@example.org", "Approved"), rich="Not approved")
    reading = house.settle.read(house.codec.encode(message))
    assert OTHER_WORDS in reading.message.defects
    assert reading.extraction.text == "Not approved"
