"""Which kind of mail a message is: the first test that answers decides, and says why."""

from dataclasses import replace

import pytest

from mailflow.domain.classification.classify import classify, doubt_of
from mailflow.domain.classification.kinds import COURTESY, Classified, MessageKind
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.lines import Extraction, LineClass, Omitted
from mailflow.domain.message import Attachment, InboundMessage, MailKind, Mark
from tests.builders import a_bounce_report, an_address, an_attachment, an_inbound

_CALENDAR = b"BEGIN:VCALENDAR"
_DESK = [MailKind.DRAFT, MailKind.CONFIRMATION, MailKind.APPROVAL_RECEIPT]
_ABOUT_SLOTS = [MailKind.INVITATION, MailKind.RECEIPT]


def _classified(message: InboundMessage, answered: MailKind | None = None) -> Classified:
    return classify(message, Extraction(message.text), answered=answered)


_FIRST = {
    "calendar before bounce": (an_inbound(calendar=_CALENDAR, report=a_bounce_report()), MessageKind.RSVP),
    "calendar before automatic": (an_inbound(calendar=_CALENDAR, marks=("Auto-Submitted: auto-replied",)), MessageKind.RSVP),
    "empty calendar": (an_inbound(calendar=b""), MessageKind.RSVP),
    "bounce before automatic": (an_inbound(report=a_bounce_report(), marks=("Auto-Submitted: auto-replied",)), MessageKind.BOUNCE),
    "automatic": (an_inbound(marks=("Auto-Submitted: auto-replied",)), MessageKind.AUTO_REPLY),
}


@pytest.mark.parametrize("answered", [None, *MailKind])
@pytest.mark.parametrize(("message", "kind"), _FIRST.values(), ids=_FIRST.keys())
def test_machines_are_told_from_people_first(message: InboundMessage, kind: MessageKind, answered: MailKind | None) -> None:
    """Calendar reply, then bounce, then automatic, whatever they answer."""
    assert _classified(message, answered).kind is kind


@pytest.mark.parametrize("answered", _DESK)
@pytest.mark.parametrize("text", ["approved", "", "Please fix 3.2."], ids=["phrase", "empty", "text"])
def test_an_automatic_mail_never_approves(answered: MailKind, text: str) -> None:
    """An out-of-office that says approved is an out-of-office."""
    assert _classified(an_inbound(text, marks=("Auto-Submitted: auto-replied",)), answered).kind is MessageKind.AUTO_REPLY


def test_an_automatic_mail_says_which_field_marks_it() -> None:
    """The evidence names it."""
    found = _classified(an_inbound(marks=("Auto-Submitted: auto-replied",)))
    assert found.evidence[0].detail == "Auto-Submitted: auto-replied"


@pytest.mark.parametrize("answered", _DESK)
def test_an_approval_phrase_in_reply_to_a_draft_is_an_approval(answered: MailKind) -> None:
    """On the chair's desk, and nowhere else."""
    found = _classified(an_inbound("Approved."), answered)
    assert found.kind is MessageKind.APPROVAL
    assert "«approved»" in found.evidence[0].detail


@pytest.mark.parametrize("text", ["Approved, but fix 3.2.", "Thanks", ""], ids=["condition", "thanks", "empty"])
@pytest.mark.parametrize("answered", [MailKind.DRAFT, MailKind.CONFIRMATION])
def test_anything_else_in_reply_to_a_draft_is_an_edit(answered: MailKind, text: str) -> None:
    """In doubt no approval."""
    assert _classified(an_inbound(text), answered).kind is MessageKind.EDIT


@pytest.mark.parametrize("text", ["Approved, but fix 3.2.", "Wait!", ""], ids=["condition", "wait", "empty"])
def test_anything_but_thanks_in_reply_to_the_receipt_of_an_approval_is_a_hold(text: str) -> None:
    """The minutes are about to go out: in doubt they do not."""
    assert _classified(an_inbound(text), MailKind.APPROVAL_RECEIPT).kind is MessageKind.HOLD


def test_a_document_in_reply_to_the_receipt_of_an_approval_is_a_hold() -> None:
    """Whatever the text says."""
    message = an_inbound("OK", attachments=(an_attachment(),))
    assert _classified(message, MailKind.APPROVAL_RECEIPT).kind is MessageKind.HOLD


def test_an_approval_in_the_quoted_part_is_none() -> None:
    """Only the newly written text counts."""
    extraction = Extraction("", (Omitted(LineClass.QUOTE, "> approve"),))
    assert classify(an_inbound("> approve"), extraction, answered=MailKind.DRAFT).kind is MessageKind.EDIT


def test_the_sign_off_of_an_approval_is_the_authors_name() -> None:
    """The display name of the mail tells it."""
    found = _classified(an_inbound("Approved\nIan", authors=(an_address(name="Ian Bird"),)), MailKind.DRAFT)
    assert found.kind is MessageKind.APPROVAL


def test_another_name_below_an_approval_is_more_than_an_approval() -> None:
    """Whoever that is."""
    found = _classified(an_inbound("Approved\nRosa", authors=(an_address(name="Ian Bird"),)), MailKind.DRAFT)
    assert found.kind is MessageKind.EDIT


@pytest.mark.parametrize("name", ["corrected minutes.docx", "minutes.txt"])
def test_a_document_beside_an_approval_is_more_than_an_approval(name: str) -> None:
    """It may be the minutes that the chair wants instead."""
    found = _classified(an_inbound("Approved", attachments=(an_attachment(name, media_type="text/plain"),)), MailKind.DRAFT)
    assert found.kind is MessageKind.EDIT
    assert name in found.evidence[0].detail


@pytest.mark.parametrize(
    "attachment",
    [an_attachment("logo.png", media_type="image/png"), an_attachment("ian.vcf", media_type="text/vcard")],
    ids=["logo", "card"],
)
def test_what_clients_attach_by_themselves_is_no_document(attachment: Attachment) -> None:
    """The logo or the card of a signature changes nothing."""
    assert _classified(an_inbound("Approved", attachments=(attachment,)), MailKind.DRAFT).kind is MessageKind.APPROVAL


@pytest.mark.parametrize(
    "attachment",
    [
        an_attachment("page1.jpg", media_type="image/jpeg", content=b"x" * 20_481),
        an_attachment("minutes.svg", media_type="image/svg+xml"),
        an_attachment("winmail.dat", media_type="application/ms-tnef"),
    ],
    ids=["scan", "drawing", "Outlook"],
)
@pytest.mark.parametrize(("answered", "kind"), [(MailKind.DRAFT, MessageKind.EDIT), (MailKind.INVITATION, MessageKind.REPORT)])
def test_a_picture_that_says_something_is_a_document(attachment: Attachment, answered: MailKind, kind: MessageKind) -> None:
    """A photo of the minutes with corrections, a drawing, or what only Outlook can open."""
    assert _classified(an_inbound("Approved", attachments=(attachment,)), answered).kind is kind


@pytest.mark.parametrize("answered", [None, MailKind.INVITATION, MailKind.RECEIPT, MailKind.MINUTES])
def test_an_approval_phrase_elsewhere_approves_nothing(answered: MailKind | None) -> None:
    """`OK` to an invitation is no approval of minutes."""
    assert _classified(an_inbound("approved"), answered).kind is not MessageKind.APPROVAL


@pytest.mark.parametrize("answered", _ABOUT_SLOTS)
def test_text_in_reply_to_a_mail_about_a_slot_is_a_report(answered: MailKind) -> None:
    """An invitation, or the receipt of an earlier report."""
    found = _classified(an_inbound(), answered)
    assert found.kind is MessageKind.REPORT
    assert answered in found.evidence[0].detail


@pytest.mark.parametrize("answered", _ABOUT_SLOTS)
def test_slides_without_a_word_are_a_report(answered: MailKind) -> None:
    """Some speakers send nothing else."""
    found = _classified(an_inbound("", attachments=(an_attachment("slides.pdf"),)), answered)
    assert found.kind is MessageKind.REPORT
    assert "slides.pdf" in found.evidence[0].detail


def test_the_logo_of_a_signature_is_no_report() -> None:
    """Clients attach it by themselves."""
    message = an_inbound("", attachments=(an_attachment("logo.png", media_type="image/png"),))
    assert _classified(message, MailKind.INVITATION).kind is MessageKind.UNKNOWN


_THANKED = [MailKind.INVITATION, MailKind.RECEIPT, MailKind.APPROVAL_RECEIPT, MailKind.MINUTES]


@pytest.mark.parametrize("answered", _THANKED)
def test_mere_thanks_are_no_report(answered: MailKind) -> None:
    """`Great, thank you!` answers a receipt, and asks for nothing."""
    found = _classified(an_inbound("Great, thank you!\nMatthias"), answered)
    assert found.kind is MessageKind.UNKNOWN
    assert found.evidence[0].signal == COURTESY


@pytest.mark.parametrize("answered", _ABOUT_SLOTS)
def test_thanks_with_slides_are_a_report(answered: MailKind) -> None:
    """The slides are what was sent."""
    assert _classified(an_inbound("Thank you!", attachments=(an_attachment(),)), answered).kind is MessageKind.REPORT


@pytest.mark.parametrize("answered", _ABOUT_SLOTS)
def test_a_reply_without_text_of_its_own_is_unknown(answered: MailKind) -> None:
    """Doubt goes to triage, with what is missing."""
    found = _classified(an_inbound(""), answered)
    assert found.kind is MessageKind.UNKNOWN
    assert found.evidence[0].detail == "no newly written text"


def test_a_mail_that_answers_none_of_ours_is_unknown() -> None:
    """Doubt goes to triage."""
    found = _classified(an_inbound())
    assert found.kind is MessageKind.UNKNOWN
    assert found.evidence[0].detail == "answers no mail of ours"


def test_a_reply_to_published_minutes_is_unknown() -> None:
    """It is no report, and there is nothing left to approve."""
    assert _classified(an_inbound(), MailKind.MINUTES).kind is MessageKind.UNKNOWN


@pytest.mark.parametrize("answered", [None, *MailKind])
@pytest.mark.parametrize("text", ["", "approved", "All telescopes observe."])
def test_every_decision_keeps_the_message_and_a_reason(text: str, answered: MailKind | None) -> None:
    """The result carries its evidence."""
    message = an_inbound(text)
    found = _classified(message, answered)
    assert (found.message, found.extraction) == (message, Extraction(text))
    assert [bool(reason.signal and reason.detail) for reason in found.evidence] == [True]


_SIGNED = "approve\n\n-- \n{}\n\nOn Mon, 1 Mar 2027 at 09:00, Minutes <minutes@example.org> wrote:\n> Draft\n"


@pytest.mark.parametrize(
    ("signature", "kind"),
    [
        ("Ian Bird", MessageKind.APPROVAL),
        ("Ian Bird\nHead of Computing, LAPP\n+33 4 50 00 00 00\nwww.example.org", MessageKind.APPROVAL),
        ("Ian Bird\nThis message is confidential. If you are not the recipient, delete it.", MessageKind.APPROVAL),
        ("Ian\nPS: please do not publish before Friday, item 3 is wrong.", MessageKind.EDIT),
        ("but only after 3.2 is fixed", MessageKind.EDIT),
        ("Ian\nnot before item three is mended", MessageKind.EDIT),
    ],
)
def test_words_below_the_signature_are_not_overlooked(signature: str, kind: MessageKind) -> None:
    """A name and a house are a signature; whoever goes on talking has said more than an approval."""
    text = _SIGNED.format(signature)
    assert classify(an_inbound(text), extract(text), answered=MailKind.DRAFT).kind is kind


@pytest.mark.parametrize("name", ["X-Out-Of-Office", "X-Google-Autoreply", "X-BeenThere", "X-Mailing-List", "X-Responded-By"])
def test_field_that_is_named_like_a_machines_raises_a_doubt(name: str) -> None:
    """Also one that nobody has told us of; it decides nothing by itself."""
    classified = classify(replace(an_inbound("Approved."), marks=(Mark(name, "yes"),)), extract("Approved."), answered=MailKind.DRAFT)
    assert (classified.kind, doubt_of(classified)) == (MessageKind.APPROVAL, f"{name}: yes")
