"""What somebody can do who bears a speaker's name, or holds another's reply address: nothing to the speaker's words."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import Manner
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, InboundMessage, MailKind, Proof
from tests.builders import a_meeting, a_speaker, an_agenda, an_attachment, an_authentication, an_inbound, an_item
from tests.fakes import House

MATTHIAS, ELENA = Address("matthias@example.org", "Matthias Fuessling"), Address("elena@example.org", "Elena Cuoco")
NAMESAKE = Address("mallory@example.net", "Matthias Fuessling")


@pytest.fixture
def house() -> House:
    """Give a house in which Matthias has 3.1 CTA and Elena 3.2 EGO, and both are invited."""
    house = House()
    elena = a_speaker("Elena Cuoco", email=ELENA.email, id=3)
    items = (an_item("3.1", "CTA"), an_item("3.2", "EGO", speakers=(elena,)))
    house.invited(an_agenda(meeting=a_meeting(items=items, id=None)))
    return house


def out_of_the_blue(text: str, number: int = 1) -> InboundMessage:
    """Return a mail of the namesake that answers nothing."""
    return an_inbound(text, authors=(NAMESAKE,), subject="CTA report", message_id=f"<{number}@example.net>")


def by_the_token_of(house: House, holder: Address, text: str, author: Address) -> InboundMessage:
    """Return an answer of one person to the invitation of another."""
    return replace(house.reply_to(holder.email, text, kind=MailKind.INVITATION, author=author), message_id=f"<{len(text)}@example.net>")


def test_a_name_alone_neither_adds_to_what_its_owner_said_nor_sees_it(house: House) -> None:
    """A person decides, and no mail with the owner's words goes to the address."""
    house.receive(house.reply_to(MATTHIAS.email, "The mirror is mounted.", kind=MailKind.INVITATION))
    record = house.receive(out_of_the_blue("Addendum for CTA: one more line"))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "it bears the name of Matthias Fuessling, who has reported, and not their address"
    assert (house.shown("3.1"), house.mails_to(NAMESAKE.email)) == (["The mirror is mounted."], [])


def test_the_receipt_of_a_namesake_teaches_no_address_and_orders_nothing(house: House) -> None:
    """Its reply address was given to nobody; the speaker is told."""
    assert house.receive(out_of_the_blue("CTA: all is well.")).state is InboundState.DONE
    assert len(house.mails_to(MATTHIAS.email, MailKind.RECEIPT)) == 1
    for text in ("CTA: all is very well.", "withdraw", "delegate to Mal Lory <mal2@evil.example>"):
        house.receive(replace(house.reply_to(NAMESAKE.email, text, kind=MailKind.RECEIPT), message_id=f"<{len(text)}@example.net>"))
    assert house.shown("3.1") == ["CTA: all is well."]
    assert house.trail("address learnt") == []
    assert house.mails_to("mal2@evil.example") == []


def test_the_token_of_another_vouches_for_no_name(house: House) -> None:
    """Who holds Elena's reply address under the name of Matthias is not known as Matthias from then on, and Matthias is told."""
    house.receive(by_the_token_of(house, ELENA, "CTA: closed.", NAMESAKE))
    assert house.trail("address learnt") == []
    assert len(house.mails_to(MATTHIAS.email, MailKind.RECEIPT)) == len(house.shown("3.1"))


@pytest.mark.parametrize("text", ["withdraw", "delegate to Eve Adams <eve@evil.example>", "CTA: closed."])
def test_a_forged_address_by_the_token_of_another_goes_to_triage(house: House, text: str) -> None:
    """That the token is genuine says nothing of whose address it is."""
    house.receive(house.reply_to(MATTHIAS.email, "The mirror is mounted.", kind=MailKind.INVITATION))
    house.authenticator.judgement = an_authentication(Proof.FAIL)
    record = house.receive(by_the_token_of(house, ELENA, text, MATTHIAS))
    assert record.state is InboundState.TRIAGE
    assert "its token was given to somebody else, and the address is not the author's" in record.reason
    assert (house.shown("3.1"), house.mails_to("eve@evil.example")) == (["The mirror is mounted."], [])


def test_a_speaker_whose_mail_was_changed_on_its_way_reports_by_their_own_token(house: House) -> None:
    """Lists break signatures."""
    house.authenticator.judgement = an_authentication(Proof.FAIL)
    assert house.receive(by_the_token_of(house, MATTHIAS, "All is well.", MATTHIAS)).state is InboundState.DONE


def test_a_refused_file_takes_no_words_away(house: House) -> None:
    """Nor does a note about files: both are added."""
    house.receive(house.reply_to(MATTHIAS.email, "The mirror is mounted.", kind=MailKind.INVITATION))
    for number, (text, file) in enumerate([("", an_attachment("run.exe", content=b"MZ")), ("Slides attached.", an_attachment("a.pdf"))]):
        reply = house.reply_to(MATTHIAS.email, text, kind=MailKind.INVITATION)
        house.receive(replace(reply, attachments=(file,), message_id=f"<{number}@example.org>"))
    assert [report.manner for report in house.slot("3.1").reports[1:]] == [Manner.ADDS, Manner.ADDS]
    assert house.shown("3.1") == ["The mirror is mounted.\n\nSlides attached."]


def test_a_new_text_leaves_the_files(house: House) -> None:
    """Who sends the slides first and the words later wants both."""
    reply = house.reply_to(MATTHIAS.email, "Slides attached.", kind=MailKind.INVITATION)
    house.receive(replace(reply, attachments=(an_attachment("a.pdf"),)))
    second = house.reply_to(MATTHIAS.email, "The mirror is mounted.", kind=MailKind.INVITATION)
    house.receive(replace(second, message_id="<second@example.org>"))
    (shown,) = house.slot("3.1").shown_reports
    assert (shown.text, [file.filename for file in shown.attachments]) == ("The mirror is mounted.", ["a.pdf"])
