"""What is to be said becomes a mail that is owed, once, with a token that leads back."""

from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from mailflow.domain import reply_address
from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.leaks import leaks_token
from mailflow.domain.mails.chair import DraftContext
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.readers import MinutesContext
from mailflow.domain.mails.speakers import Filed, InvitationContext, ReceiptContext, UnreadableContext
from mailflow.domain.message import Address, MailKind, OutboundMessage
from mailflow.services.correspondence import Letter
from tests.builders import (
    NOW,
    OUTBOUND_ID,
    SERVICE_ADDRESS,
    SIGNING_KEY,
    START,
    a_chair,
    a_draft,
    a_meeting,
    a_report,
    a_series,
    an_address,
    an_item,
)
from tests.fakes import House

SERIES, MEETING = a_series(), a_meeting()
INVITATION = InvitationContext(SERIES, MEETING, an_address(), (), START)
RECEIPT = ReceiptContext(SERIES, MEETING, an_address(), (Filed(an_item(), a_report(), a_report()),), ())
DRAFT = DraftContext(SERIES, MEETING, an_address(), a_draft(), "mailto:x", "mailto:y", ())


def post(house: House, context: MailContext, purpose: str = "purpose") -> OutboundMessage:
    """Post a letter and return the mail that is owed."""
    with house.begin() as uow:
        posted = house.post.post(uow, Letter(OUTBOUND_ID, purpose, context, references=("<theirs@example.org>",)))
        uow.commit()
    assert posted == OUTBOUND_ID
    return house.mails_to(context.recipient.email)[-1]


def test_mail_says_who_writes_to_whom_about_what() -> None:
    """From our address in the name of the series; what the templates made; in the thread that it answers."""
    mail = post(House(), RECEIPT)
    assert mail.sender == Address(SERVICE_ADDRESS, SERIES.title)
    assert (mail.recipient, mail.subject, mail.kind) == (an_address(), "[escape-tc] receipt", MailKind.RECEIPT)
    assert mail.text == "receipt for matthias@example.org\n"
    assert mail.references == ("<theirs@example.org>",)
    assert mail.calendar_method == ""


def test_message_id_is_fixed_with_the_row() -> None:
    """It names the mail, whatever becomes of its header."""
    house = House()
    mail = post(house, INVITATION)
    assert mail.message_id == f"<mailflow.{OUTBOUND_ID}@example.org>"
    assert house.entries()[0].message_id == mail.message_id


def test_purpose_is_served_once() -> None:
    """The second letter of the same purpose is not owed."""
    house = House()
    post(house, INVITATION)
    with house.begin() as uow:
        assert house.post.post(uow, Letter(house.post.new_id(), "purpose", RECEIPT)) is None
        assert house.post.post(uow, Letter(house.post.new_id(), "other purpose", RECEIPT)) is not None


def test_letter_is_owed_only_when_its_caller_commits() -> None:
    """State and mail are one transaction."""
    house = House()
    with house.begin() as uow:
        house.post.post(uow, Letter(OUTBOUND_ID, "purpose", INVITATION))
    assert house.entries() == ()


@pytest.mark.parametrize(
    ("context", "lifetime"), [(INVITATION, timedelta(days=60)), (DRAFT, timedelta(days=14))], ids=["invitation", "draft"]
)
def test_reply_address_names_the_mail_for_its_time(context: MailContext, lifetime: timedelta) -> None:
    """A report may come late, an approval should not."""
    address = post(House(), context).reply_to
    assert reply_address.verify(address, key=SIGNING_KEY, now=NOW + lifetime) == OUTBOUND_ID
    with pytest.raises(BadReplyAddress, match="expired"):
        reply_address.verify(address, key=SIGNING_KEY, now=NOW + lifetime + timedelta(seconds=1))


def test_confirmation_is_good_for_a_day() -> None:
    """Who does not answer by then has not approved."""
    address = House().post.reply_address(OUTBOUND_ID, MailKind.CONFIRMATION)
    with pytest.raises(BadReplyAddress, match="expired"):
        reply_address.verify(address, key=SIGNING_KEY, now=NOW + timedelta(days=1, seconds=1))


def test_approve_link_prefills_the_reply() -> None:
    """The token as the address, the subject of the thread, the phrase as the text."""
    url = urlsplit(House().post.reply_url(OUTBOUND_ID, MailKind.DRAFT, "Q&A: 50 % done? Überblick", "approve"))
    assert url.scheme == "mailto"
    assert reply_address.verify(unquote(url.path), key=SIGNING_KEY, now=NOW) == OUTBOUND_ID
    assert parse_qs(url.query) == {"subject": ["Re: Q&A: 50 % done? Überblick"], "body": ["approve"]}


READERS = MinutesContext(SERIES, MEETING, Address("reader@example.org"), a_draft())


@pytest.mark.parametrize("context", [INVITATION, DRAFT, READERS], ids=["invitation", "draft", "minutes"])
def test_mail_comes_back_to_an_address_of_its_own(context: MailContext) -> None:
    """The envelope sender names the mail, and is as long as a reply address; it is worth nothing as one."""
    house = House()
    post(house, context)
    sender = house.entries()[0].envelope_from
    assert house.post.find_bounced(sender) == OUTBOUND_ID
    assert len(sender) == len(house.post.reply_address(OUTBOUND_ID, MailKind.INVITATION))
    with pytest.raises(BadReplyAddress, match="forged"):
        reply_address.verify(sender, key=SIGNING_KEY, now=NOW)


@pytest.mark.parametrize("context", [RECEIPT, UnreadableContext(SERIES, MEETING, an_address(), "PGP")], ids=["receipt", "unreadable"])
def test_answer_of_a_machine_has_no_envelope_sender(context: MailContext) -> None:
    """Nothing can come back to it, so there is no loop (RFC 3834 4)."""
    house = House()
    post(house, context)
    assert house.entries()[0].envelope_from == ""


@pytest.mark.parametrize("context", [INVITATION, RECEIPT, DRAFT, READERS], ids=["invitation", "receipt", "draft", "minutes"])
def test_every_mail_bears_the_mark_by_which_we_know_it_again(context: MailContext) -> None:
    """Signed, so that nobody else's mail bears it; it is no address, and no token that could be mistaken for one."""
    house = House()
    ((name, value),) = post(house, context).headers
    assert (name, house.post.is_own_mark(value), house.post.is_own_mark(f"{value}0")) == ("X-Loop", True, False)
    assert not leaks_token(value)


@pytest.mark.parametrize("chair", [a_chair(), None], ids=["chair", "no chair"])
def test_minutes_carry_no_token(chair: object) -> None:
    """Whoever reads the list could use it; nor do they give the chair's address away: answers come to us."""
    series = a_series(chair=chair)  # type: ignore[arg-type]
    mail = post(House(), MinutesContext(series, MEETING, Address("reader@example.org"), a_draft()))
    assert mail.reply_to == SERVICE_ADDRESS


def test_recipient_who_cannot_be_written_to_is_recorded() -> None:
    """The mail is not owed, what caused it goes on, and the audit trail says why nothing was sent."""
    house = House()
    context = ReceiptContext(SERIES, MEETING, Address("nobody"), (Filed(an_item(), a_report(), a_report()),), ())
    with house.begin() as uow:
        assert house.post.post(uow, Letter(OUTBOUND_ID, "receipt:1", context)) is None
        uow.commit()
    assert house.entries() == ()
    (entry,) = house.trail("not sent")
    assert (entry.subject, "nobody" in entry.detail) == ("receipt:1", True)
