"""Mails inside a mail: for a person to read, and never what the sender reports."""

from dataclasses import replace

from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, Forwarded
from tests.builders import an_attachment
from tests.fakes import House

_INNER = Forwarded(Address("eve@example.org", "Eve"), "The mirror", "It is mounted.\n")
_FILE = replace(an_attachment(), filename="attachment.eml", media_type="message/rfc822")


def _house() -> House:
    house = House()
    house.invited()
    return house


def test_mail_sent_on_without_a_word_goes_to_triage() -> None:
    """What another wrote is shown with what was left out, as a quotation."""
    house = _house()
    mail = replace(house.reply_to("elena@example.org", ""), attachments=(_FILE,), forwarded=(_INNER,))
    record = house.receive(mail)
    assert (record.state, record.reason) == (InboundState.TRIAGE, "no newly written text")
    assert record.omitted == "Forwarded, of Eve <eve@example.org>: The mirror\n> It is mounted."


def test_report_that_sends_a_mail_on_is_its_own_words() -> None:
    """The sender's words are the report, the mail is a file of it."""
    house = _house()
    mail = replace(house.reply_to("elena@example.org", "See Eve's mail: all is well."), attachments=(_FILE,), forwarded=(_INNER,))
    record = house.receive(mail)
    assert (record.state, record.text) == (InboundState.DONE, "See Eve's mail: all is well.")
    assert "It is mounted." in record.omitted
