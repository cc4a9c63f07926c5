"""What a mail does in its slots: parts, additions, files, receipts, and the addresses that are learnt by it."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import Manner, MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.speakers import ReceiptContext
from mailflow.domain.message import Address, Attachment, InboundId, InboundMessage, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import MATTHIAS_ID, SERVICE_ADDRESS, START, a_meeting, a_speaker, an_agenda, an_attachment, an_inbound, an_item
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, House

MATTHIAS, ELENA = Address("matthias@example.org", "Matthias Fuessling"), Address("elena@example.org", "Elena Cuoco")
HOME = Address("matthias@home.example.net", "Matthias Fuessling")
CHAIR = "ian.bird@example.org"


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


@pytest.fixture
def pair() -> House:
    """Give a house in which Matthias has 3.1 CTA and 3.2 EGO."""
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=(an_item("3.1", "CTA"), an_item("3.2", "EGO")), id=None)))
    return house


def say(house: House, text: str, *files: Attachment, author: Address = MATTHIAS, to: str = MATTHIAS.email) -> InboundRecord:
    """Let somebody answer an invitation."""
    reply = house.reply_to(to, text, kind=MailKind.INVITATION, author=author)
    number = len(house.records())
    return house.receive(replace(reply, attachments=files, message_id=f"<{number}@mail.example.org>"))


def receipts(house: House) -> list[ReceiptContext]:
    """Return what the receipts said."""
    return [context for context in house.renderer.contexts if isinstance(context, ReceiptContext)]


def from_home(house: House, text: str = "All is well.") -> InboundMessage:
    """Return a mail from an address of a speaker that we do not know, out of the blue."""
    return an_inbound(text, authors=(HOME,), message_id="<home@example.net>", subject="CTA report")


# --- parts --------------------------------------------------------------------------------------------------------------------------

PARTS = "CTA:\nThe mirror is mounted.\n\nEGO:\nThe laser is on."


def test_headed_parts_are_filed_each_under_its_own(pair: House) -> None:
    """And one receipt lists them all."""
    record = say(pair, PARTS)
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.1", "3.2"))
    assert record.reason == "filed under 3.1 CTA as revision 1 and 3.2 EGO as revision 1"
    assert (pair.shown("3.1"), pair.shown("3.2")) == (["The mirror is mounted."], ["The laser is on."])
    (receipt,) = receipts(pair)
    assert [(one.slot.key, one.report.text) for one in receipt.filed] == [("3.1", "The mirror is mounted."), ("3.2", "The laser is on.")]


def test_files_go_with_the_part_that_they_are_named_after(pair: House) -> None:
    """Those named after none go with the first."""
    say(pair, PARTS, an_attachment("EGO-laser.pdf"), an_attachment("slides.pdf"))
    files = {key: [file.filename for file in pair.slot(key).reports[0].attachments] for key in ("3.1", "3.2")}
    assert files == {"3.1": ["slides.pdf"], "3.2": ["EGO-laser.pdf"]}


def test_parts_read_anew_are_filed_once(pair: House) -> None:
    """As one mail."""
    record = say(pair, PARTS)
    pair.desk.replay([record.id])
    pair.read_waiting()
    assert pair.get(record.id).reason == "filed under 3.1 and 3.2 before"


# --- additions ----------------------------------------------------------------------------------------------------------------------


def test_second_report_replaces_the_first(house: House) -> None:
    """Both are kept; the receipt shows what was there before."""
    say(house, "The mirror is mounted.")
    say(house, "The mirror is mounted and aligned.")
    assert house.shown("3.1") == ["The mirror is mounted and aligned."]
    assert len(house.slot("3.1").reports) == 2
    (one,) = receipts(house)[-1].filed
    assert one.before is not None
    assert (one.before.text, one.shown.text) == ("The mirror is mounted.", "The mirror is mounted and aligned.")


def test_addendum_is_added_once(house: House) -> None:
    """Read anew it is not added again."""
    say(house, "The mirror is mounted.")
    record = say(house, "Addendum: the laser is on.")
    assert house.slot("3.1").reports[-1].manner is Manner.ADDS
    assert house.shown("3.1") == ["The mirror is mounted.\n\nAddendum: the laser is on."]
    house.desk.replay([record.id])
    house.read_waiting()
    assert house.shown("3.1") == ["The mirror is mounted.\n\nAddendum: the laser is on."]
    assert receipts(house)[-1].filed[0].shown.text == house.shown("3.1")[0]


def test_files_alone_are_added(house: House) -> None:
    """Slides without a word take no words away; without any words they stand alone."""
    say(house, "", an_attachment("first.pdf"))
    assert house.slot("3.1").reports[0].manner is Manner.REPLACES
    say(house, "The mirror is mounted.", an_attachment("a.pdf"))
    say(house, "", an_attachment("b.pdf"))
    (shown,) = house.slot("3.1").shown_reports
    assert (shown.text, [file.filename for file in shown.attachments]) == ("The mirror is mounted.", ["a.pdf", "b.pdf"])


def test_refused_file_is_told(house: House) -> None:
    """With the reason; the others are kept."""
    say(house, "All is well.", an_attachment("run.exe", content=b"MZ"), an_attachment("slides.pdf"))
    assert [file.filename for file in house.slot("3.1").reports[0].attachments] == ["slides.pdf"]
    assert [(file.filename, file.reason) for file in receipts(house)[-1].refused] == [("run.exe", "a program, which cannot be kept")]


def test_reports_of_two_speakers_stand_beside_each_other(house: House) -> None:
    """In order of arrival; each replaces only their own."""
    kay, tamas = Address("kay@example.org", "Kay Graf"), Address("tamas@example.org", "Tamas Gal")
    say(house, "A line was lowered.", author=tamas, to=tamas.email)
    say(house, "The run goes on.", author=kay, to=kay.email)
    say(house, "Two lines were lowered.", author=tamas, to=tamas.email)
    assert house.shown("3.3") == ["Two lines were lowered.", "The run goes on."]


# --- late, and corrections ----------------------------------------------------------------------------------------------------------


def test_report_after_the_start_is_late(house: House) -> None:
    """It is filed, and shown as such."""
    house.clock.at = START.replace(hour=START.hour + 1)
    assert say(house, "All is well.").reason == "filed under 3.1 CTA as revision 1, late"
    assert receipts(house)[-1].filed[0].report.late


def test_report_after_the_approval_without_a_chair_goes_to_triage(house: House) -> None:
    """There is nobody to whom it could be passed on."""
    house.draft(MeetingId(1))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    for key, series in house.database.tables.series.items():
        house.database.tables.series[key] = replace(series, chair=None)
    record = say(house, "All is well.")
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it came when the minutes were approved, and there is no chair")


def test_correction_is_passed_on_once(house: House) -> None:
    """Read anew it goes to nobody."""
    house.draft(MeetingId(1))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    record = say(house, "The mirror is not mounted.")
    assert record.reason == "it came when the minutes were approved: passed on to the chair as a correction"
    before = house.entries()
    house.desk.replay([record.id])
    house.read_waiting()
    assert (house.get(record.id).reason, house.entries()) == ("passed on to the chair before: a correction", before)
    assert len(house.mails_to(CHAIR, MailKind.FORWARD)) == 1


def test_correction_under_a_borrowed_address_is_passed_on_and_not_answered(house: House) -> None:
    """The token is right, so the chair decides; the address may be anybody's."""
    house.draft(MeetingId(1))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    house.authenticator.judgement = FORGED
    assert say(house, "The mirror is not mounted.").state is InboundState.DONE
    assert (len(house.mails_to(CHAIR, MailKind.FORWARD)), house.notices()) == (1, [])


# --- whom receipts go to ------------------------------------------------------------------------------------------------------------


def test_delegate_and_speaker_both_get_a_receipt(house: House) -> None:
    """A stranger with the token reports for the speaker."""
    say(house, "The mirror is mounted.", author=STRANGER)
    (report,) = house.slot("3.1").reports
    assert (report.author, report.delegate) == ("Matthias Fuessling", "Mallory")
    assert [(one.recipient.email, one.is_for_speaker) for one in receipts(house)] == [(STRANGER.email, False), (MATTHIAS.email, True)]


def test_name_from_an_unknown_address_is_told_to_the_known_one(house: House) -> None:
    """Whoever wrote in a speaker's name, the speaker learns of it; the unproven address is not written to."""
    house.authenticator.judgement = NOT_PROVEN
    record = house.receive(from_home(house))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.1",))
    assert [one.recipient.email for one in receipts(house)] == [MATTHIAS.email]


def test_proven_address_with_a_known_name_gets_no_persons_token(house: House) -> None:
    """Both get a receipt; that to the unknown address gives no right in the speaker's name."""
    house.receive(from_home(house))
    entries = {entry.recipient.email: entry.person_id for entry in house.entries() if entry.kind == MailKind.RECEIPT}
    assert entries == {HOME.email: None, MATTHIAS.email: 2}


# --- addresses that are learnt ------------------------------------------------------------------------------------------------------


def aliases(house: House) -> tuple[str, ...]:
    """Return the other addresses of Matthias."""
    return house.slot("3.1").speakers[0].aliases


def test_address_is_learnt_by_a_token(house: House) -> None:
    """With the name unchanged: from then on it is known, without a token, and the mail that waited is read anew."""
    house.authenticator.judgement = NOT_PROVEN
    waiting = house.receive(replace(from_home(house, "The gain is calibrated."), authors=(Address(HOME.email),), subject="hello"))
    assert waiting.state is InboundState.TRIAGE
    record = say(house, "All is well.", author=HOME)
    assert aliases(house) == (HOME.email,)
    (entry,) = house.trail("address learnt")
    assert (entry.subject, entry.detail, entry.inbound_id) == ("person 2", f"Matthias Fuessling: {HOME.email}", record.id)
    house.read_waiting()
    assert house.get(waiting.id).item_keys == ("3.1",)
    again = house.receive(replace(from_home(house, "The laser is on."), message_id="<3@example.net>", authors=(Address(HOME.email),)))
    assert (again.state, again.item_keys) == (InboundState.DONE, ("3.1",))


def test_address_is_learnt_once(house: House) -> None:
    """The second mail teaches nothing."""
    say(house, "All is well.", author=HOME)
    say(house, "All is very well.", author=HOME)
    assert (aliases(house), len(house.trail("address learnt"))) == ((HOME.email,), 1)


def test_address_of_somebody_else_is_not_learnt(house: House) -> None:
    """Two people of one name are two people."""
    with house.begin() as uow:
        uow.meetings.add_delegate(MeetingId(1), [], MATTHIAS_ID, a_speaker(email=HOME.email, id=None))
        uow.commit()
    say(house, "All is well.", author=HOME)
    assert house.trail("address learnt") == []


def test_address_is_learnt_by_a_decision(house: House) -> None:
    """The secretary vouches for it."""
    house.authenticator.judgement = NOT_PROVEN
    record = house.receive(replace(from_home(house), subject="hello", text="hello"))
    house.desk.assign(record.id, "3.1")
    house.read_waiting()
    assert aliases(house) == (HOME.email,)


def test_address_is_never_learnt_from_a_name_alone(house: House) -> None:
    """Though the report is filed, and the address is proven: anybody can bear a name."""
    assert house.receive(from_home(house)).state is InboundState.DONE
    assert aliases(house) == ()


def test_address_of_a_delegate_is_not_learnt(house: House) -> None:
    """It is somebody else's."""
    say(house, "All is well.", author=STRANGER)
    assert aliases(house) == ()


def test_forged_address_is_not_learnt(house: House) -> None:
    """Though the token is right: the server says that the address is not the author's."""
    house.authenticator.judgement = FORGED
    assert say(house, "All is well.", author=HOME).state is InboundState.DONE
    assert aliases(house) == ()


def test_order_of_arrival_makes_no_difference() -> None:
    """The mail from the unknown address before the one that teaches it, or behind it."""
    ends = []
    for is_first in (True, False):
        house = House()
        house.invited()
        early = replace(from_home(house, "The gain is calibrated."), authors=(Address(HOME.email),), subject="hello")
        if is_first:
            house.receive(early)
        say(house, "All is well.", author=HOME)
        if not is_first:
            house.receive(early)
        house.read_waiting()
        ends.append(sorted(report.text for report in house.slot("3.1").reports))
    assert ends[0] == ends[1] == ["All is well.", "The gain is calibrated."]


def test_whole_mailbox_read_anew_changes_nothing(pair: House) -> None:
    """Reports, parts, an order, an addendum and a stranger's mail, newest first and oldest first."""
    say(pair, PARTS)
    pair.receive(pair.reply_to(MATTHIAS.email, "withdraw", kind=MailKind.RECEIPT))
    say(pair, "CTA: the mirror is cleaned.")
    say(pair, "Addendum for CTA: twice.")
    say(pair, "All is well.")
    pair.receive(an_inbound("hello", authors=(STRANGER,), recipients=(SERVICE_ADDRESS,)))
    ids = [record.id for record in pair.records()]
    before = (pair.entries(), pair.database.tables.reports, [(record.state, record.item_keys) for record in pair.records()])
    for order in (ids, ids[::-1]):
        pair.desk.replay(order)
        pair.ingest.claim(order)
        for inbound_id in order:
            pair.ingest(InboundId(inbound_id))
        pair.read_waiting()
        after = (pair.entries(), pair.database.tables.reports, [(record.state, record.item_keys) for record in pair.records()])
        assert after == before
