"""Orders by reply are carried out, once, for those who may give them; each is told, and in the trail."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.chair import ForwardContext, ForwardKind
from mailflow.domain.mails.speakers import InvitationContext, NoticeKind, ReceiptContext
from mailflow.domain.message import Address, InboundId, InboundMessage, MailKind, Proof
from mailflow.domain.records import InboundRecord
from tests.builders import SERVICE_ADDRESS, a_meeting, a_series, a_speaker, an_agenda, an_authentication, an_inbound, an_item
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, House

MATTHIAS, ELENA = Address("matthias@example.org", "Matthias Fuessling"), Address("elena@example.org", "Elena Cuoco")
CHAIR = "ian.bird@example.org"
ROSA = Address("rosa@example.net", "Rosa Poggiani")


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


def two_slots() -> House:
    """Return a house in which Matthias has 3.1 CTA and 3.2 EGO, and Elena 3.3 KM3NeT."""
    house = House()
    elena = a_speaker("Elena Cuoco", email="elena@example.org", id=3)
    items = (an_item("3.1", "CTA"), an_item("3.2", "EGO"), an_item("3.3", "KM3NeT", speakers=(elena,)))
    house.invited(an_agenda(meeting=a_meeting(items=items, id=None)))
    return house


def filed(house: House, text: str = "All is well.", author: Address = MATTHIAS, to: str = MATTHIAS.email) -> InboundRecord:
    """Let somebody answer an invitation with a report."""
    return house.receive(house.reply_to(to, text, kind=MailKind.INVITATION, author=author))


def order(house: House, text: str, kind: MailKind = MailKind.RECEIPT, *, to: str = MATTHIAS.email, **changes: object) -> InboundRecord:
    """Let an order come in answer to the newest mail of a kind."""
    return house.receive(replace(house.reply_to(to, text, kind=kind), **changes))  # type: ignore[arg-type]


def approved(house: House) -> None:
    """Let the chair approve the minutes."""
    house.draft(MeetingId(1))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))


def read_anew(house: House, *ids: InboundId) -> list[InboundRecord]:
    """Read messages anew and return what became of them."""
    house.desk.replay(ids)
    house.read_waiting()
    return [house.get(inbound_id) for inbound_id in ids]


def without_rights(mail: InboundMessage, author: Address = STRANGER) -> InboundMessage:
    """Return a mail of somebody who has only seen the thread."""
    return replace(mail, authors=(author,), recipients=(SERVICE_ADDRESS,))


# --- help ---------------------------------------------------------------------------------------------------------------------------


def test_help_is_sent(house: House) -> None:
    """To a speaker, about their slots, in the thread; once an hour."""
    record = order(house, "help", MailKind.INVITATION)
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "command", "help was sent")
    notice = house.last_notice()
    assert (notice.notice, [slot.key for slot in notice.slots]) == (NoticeKind.HELP, ["3.1"])
    assert house.mails_to(MATTHIAS.email, MailKind.NOTICE)[0].references[0] == record.message_id
    order(house, "Hilfe", MailKind.INVITATION)
    assert house.notices() == [NoticeKind.HELP]
    house.clock.forward(hours=1)
    order(house, "help, please", MailKind.INVITATION)
    assert house.notices() == [NoticeKind.HELP, NoticeKind.HELP]


def test_chair_without_a_slot_gets_help(house: House) -> None:
    """Anybody of the meeting does."""
    assert order(house, "help", MailKind.INVITATION, to=CHAIR).reason == "help was sent"


def test_proven_speaker_gets_help_out_of_the_blue(house: House) -> None:
    """By their address alone."""
    assert house.receive(an_inbound("help", authors=(ELENA,))).reason == "help was sent"
    assert [slot.key for slot in house.last_notice().slots] == ["3.2"]


@pytest.mark.parametrize(
    ("proof", "reason"),
    [
        (Proof.NONE, "it answers no mail of ours, and its author is not proven"),
        (Proof.FAIL, "it has no token, and the address is not the author's (dkim=pass header.d=example.org)"),
    ],
)
def test_unproven_order_out_of_the_blue_goes_to_triage(house: House, proof: Proof, reason: str) -> None:
    """Anybody can write it."""
    house.authenticator.judgement = an_authentication(proof)
    record = house.receive(an_inbound("withdraw", authors=(MATTHIAS,)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, reason)


@pytest.mark.parametrize("text", ["help", "withdraw", "move to EGO", "delegate to Rosa Poggiani <rosa@example.net>"])
def test_stranger_with_a_thread_orders_nothing(house: House, text: str) -> None:
    """A Message-ID is known to many."""
    filed(house)
    record = house.receive(without_rights(house.reply_to(MATTHIAS.email, text, kind=MailKind.RECEIPT)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "its author has no slot that it could be about")
    assert (house.shown("3.1"), house.mails_to(STRANGER.email)) == (["All is well."], [])


def test_order_where_no_meeting_is_open_goes_to_triage() -> None:
    """There is nothing that it could be about."""
    record = House().receive(an_inbound("help", authors=(MATTHIAS,)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it answers no mail of ours, and its author is not proven")


def test_order_of_several_authors_goes_to_triage(house: House) -> None:
    """One of them may be made up."""
    record = order(house, "help", MailKind.INVITATION, authors=(MATTHIAS, STRANGER))
    assert record.reason == "the mail names several authors or none"


@pytest.mark.parametrize("text", ["Action 3 is done."])
def test_other_orders_are_left_to_a_person(house: House, text: str) -> None:
    """They are understood, and not carried out."""
    assert order(house, text, MailKind.INVITATION).reason == "an order that is left to a person"


# --- withdraw -----------------------------------------------------------------------------------------------------------------------


def test_speaker_withdraws_and_reports_again(house: House) -> None:
    """All that was said in the slot is kept and shown no more; a new report counts again."""
    filed(house)
    filed(house, "All is very well.")
    record = order(house, "Please withdraw it, thanks")
    assert (record.state, record.reason) == (InboundState.DONE, "withdrew the report on 3.1 CTA")
    assert house.shown("3.1") == []
    assert [report.is_withdrawn for report in house.slot("3.1").reports] == [True, True]
    assert house.last_notice().notice is NoticeKind.WITHDRAWN
    assert house.trail("withdrawn")[0].detail == "3.1 CTA"
    filed(house, "The laser is on.")
    assert house.shown("3.1") == ["The laser is on."]
    assert read_anew(house, record.id)[0].reason == "withdrew the report on 3.1 CTA before"
    assert house.shown("3.1") == ["The laser is on."]


def test_report_that_was_withdrawn_does_not_come_back(house: House) -> None:
    """Read anew it stays withdrawn."""
    report = filed(house)
    order(house, "withdraw")
    read_anew(house, report.id)
    assert house.shown("3.1") == []


def test_nothing_to_withdraw_is_told(house: House) -> None:
    """Nobody waits for what will not happen."""
    record = order(house, "withdraw", MailKind.INVITATION)
    assert (record.state, record.reason) == (InboundState.REJECTED, "withdraw: there is no report to withdraw; its author was told so")
    assert house.notices() == [NoticeKind.NOTHING_TO_WITHDRAW]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("withdraw the CTA report", ["EGO"]),
        ("Retirez mon rapport sur CTA", ["EGO"]),
        ("EGO: withdraw", ["CTA"]),
        ("withdraw ego", ["CTA"]),
        ("Bitte den Bericht zu EGO zurückziehen", ["CTA"]),
        ("Please withdraw both reports", []),
        ("withdraw CTA and EGO", []),
    ],
)
def test_a_report_that_an_order_names_is_withdrawn(text: str, left: list[str]) -> None:
    """Whatever mail of ours is answered; the words of the order are filed nowhere."""
    house = two_slots()
    filed(house, "CTA: the mirror.\n\nEGO: the laser.")
    record = order(house, text, MailKind.INVITATION)
    assert (record.state, record.kind) == (InboundState.DONE, "command")
    assert [slot.title for slot in (house.slot("3.1"), house.slot("3.2")) if slot.shown_reports] == left
    assert house.last_notice().notice is NoticeKind.WITHDRAWN
    (again,) = read_anew(house, record.id)
    assert again.state is InboundState.DONE
    assert [slot.title for slot in (house.slot("3.1"), house.slot("3.2")) if slot.shown_reports] == left


@pytest.mark.parametrize("text", ["CTA will withdraw its mirror.", "withdraw KM3NeT", "CTA: withdraw?"])
def test_what_only_reads_like_an_order_withdraws_nothing(text: str) -> None:
    """Nor does one that names what is another's."""
    house = two_slots()
    filed(house, "CTA: the mirror.\n\nEGO: the laser.")
    order(house, text, MailKind.INVITATION)
    assert house.trail("withdrawn") == []


def test_which_of_two_reports_is_withdrawn_is_never_guessed() -> None:
    """In answer to an invitation for two slots it could be either; in answer to the receipt of one it is that."""
    house = two_slots()
    filed(house, "CTA: All is well.")
    filed(house, "EGO: All is well.")
    record = order(house, "withdraw", MailKind.INVITATION)
    assert record.reason == "withdraw: it could withdraw several reports: 3.1 CTA, 3.2 EGO; its author was told so"
    assert house.last_notice().notice is NoticeKind.NOT_UNDERSTOOD
    order(house, "withdraw")
    assert (len(house.shown("3.1")), house.shown("3.2")) == (1, [])


def test_receipt_of_two_parts_withdraws_both() -> None:
    """That is what it tells of."""
    house = two_slots()
    filed(house, "CTA:\nThe mirror is mounted.\n\nEGO:\nThe laser is on.")
    assert (len(house.shown("3.1")), len(house.shown("3.2"))) == (1, 1)
    assert order(house, "withdraw").reason == "withdrew the report on 3.1 CTA, 3.2 EGO"
    assert (house.shown("3.1"), house.shown("3.2")) == ([], [])


def test_delegate_withdraws_what_delegates_wrote(house: House) -> None:
    """The speaker's own words are the speaker's."""
    filed(house, "For Matthias: all is well.", STRANGER)
    assert order(house, "withdraw", to=STRANGER.email).reason == "withdrew the report on 3.1 CTA"
    filed(house)
    record = house.receive(house.reply_to(MATTHIAS.email, "withdraw", kind=MailKind.INVITATION, author=STRANGER))
    assert record.reason == "withdraw: there is no report to withdraw; its author was told so"
    assert house.shown("3.1") == ["All is well."]


def test_withdrawal_after_the_approval_goes_to_the_chair(house: House) -> None:
    """The minutes are what was approved; the chair gets it as a correction, and the author is told so."""
    filed(house)
    approved(house)
    record = order(house, "withdraw")
    assert record.reason == "it came when the minutes were approved: passed on to the chair as a correction"
    forward = house.renderer.last(MailKind.FORWARD)
    assert isinstance(forward, ForwardContext)
    assert (forward.forward, forward.words, forward.recipient.email) == (ForwardKind.CORRECTION, "withdraw", CHAIR)
    assert house.last_notice().notice is NoticeKind.CORRECTION_PASSED_ON
    assert house.shown("3.1") == ["All is well."]
    assert read_anew(house, record.id)[0].reason == "passed on to the chair before: a correction: withdraw"


def without_a_chair(house: House) -> None:
    """Let the series have no chair any more."""
    for key, series in house.database.tables.series.items():
        house.database.tables.series[key] = replace(series, chair=None)


def test_withdrawal_after_the_approval_without_a_chair_goes_to_triage(house: House) -> None:
    """There is nobody to whom it could be passed on."""
    filed(house)
    approved(house)
    without_a_chair(house)
    record = order(house, "withdraw")
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it came when the minutes were approved, and there is no chair")


# --- nothing to report --------------------------------------------------------------------------------------------------------------


def test_nothing_to_report_is_a_statement_of_its_own(house: House) -> None:
    """It takes the place of a report, and is no order any more once it is filed."""
    filed(house)
    record = order(house, "Nothing to report from our side.")
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.1",))
    (shown,) = house.slot("3.1").shown_reports
    assert (shown.text, str(shown.manner)) == ("Nothing to report from our side.", "nothing to report")
    assert read_anew(house, record.id)[0].reason == "filed under 3.1 before"


# --- move ---------------------------------------------------------------------------------------------------------------------------


def test_report_is_moved_to_another_slot_of_its_author_and_back() -> None:
    """It stays what it is, and its author's; the receipt tells where it stands now."""
    house = two_slots()
    report = filed(house, "CTA: All is well.")
    record = order(house, "move to EGO")
    assert (record.state, record.reason, record.item_keys) == (
        InboundState.DONE,
        "moved the report from 3.1 CTA to 3.2 EGO",
        ("3.2",),
    )
    assert (house.shown("3.1"), house.shown("3.2")) == ([], ["CTA: All is well."])
    receipt = house.renderer.last(MailKind.RECEIPT)
    assert isinstance(receipt, ReceiptContext)
    assert [one.slot.key for one in receipt.filed] == ["3.2"]
    back = order(house, "move to 3.1")
    assert (house.shown("3.1"), house.shown("3.2")) == (["CTA: All is well."], [])
    before = house.entries()
    read_anew(house, back.id, record.id, report.id)
    assert ((house.shown("3.1"), house.shown("3.2")), house.entries()) == ((["CTA: All is well."], []), before)


def test_report_is_moved_to_somebody_elses_slot(house: House) -> None:
    """There its author is a delegate of the speaker, who is told."""
    filed(house)
    order(house, "this belongs under EGO")
    (report,) = house.slot("3.2").shown_reports
    assert (report.author, report.delegate) == ("Elena Cuoco", "Matthias Fuessling")
    assert len(house.mails_to(ELENA.email, MailKind.RECEIPT)) == 1
    assert house.trail("moved")[0].detail == "3.1 CTA to 3.2 EGO"


def test_report_is_moved_to_a_slot_of_nobody() -> None:
    """Where it is its author's own."""
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=(an_item("1", "CTA"), an_item("2", "EGO", speakers=())), id=None)))
    filed(house)
    order(house, "move to EGO")
    (report,) = house.slot("2").shown_reports
    assert (report.author, report.delegate) == ("Matthias Fuessling", "")


@pytest.mark.parametrize("text", ["move to SKA", "move to CTA", "move to 9.9"])
def test_move_to_nowhere_is_told(house: House, text: str) -> None:
    """With the slots that there are."""
    filed(house)
    record = order(house, text)
    assert record.state is InboundState.REJECTED
    assert (house.last_notice().notice, house.last_notice().words) == (NoticeKind.MOVE_REFUSED, "3.1 CTA, 3.2 EGO, 3.3 KM3NeT")
    assert house.shown("3.1") == ["All is well."]


def test_move_that_answers_no_receipt_is_told(house: House) -> None:
    """Which report is meant is not known."""
    filed(house)
    assert order(house, "move to EGO", MailKind.INVITATION).state is InboundState.REJECTED
    assert house.shown("3.1") == ["All is well."]


def test_words_that_read_like_a_move_are_a_report(house: House) -> None:
    """They name no slot, and answer no receipt."""
    record = order(house, "Move to Lyon completed", MailKind.INVITATION)
    assert (record.state, house.shown("3.1")) == (InboundState.DONE, ["Move to Lyon completed"])


def test_split_mail_is_not_moved_as_a_whole() -> None:
    """Its receipt tells of two reports."""
    house = two_slots()
    filed(house, "CTA:\nThe mirror is mounted.\n\nEGO:\nThe laser is on.")
    assert order(house, "move to KM3NeT").state is InboundState.REJECTED
    assert house.last_notice().notice is NoticeKind.MOVE_REFUSED


def test_move_after_the_approval_goes_to_the_chair(house: House) -> None:
    """As every change then."""
    filed(house)
    approved(house)
    assert order(house, "move to EGO").reason.endswith("passed on to the chair as a correction")
    assert house.shown("3.2") == []


# --- delegate -----------------------------------------------------------------------------------------------------------------------

DELEGATE = "delegate to Rosa Poggiani <rosa@example.net>"


def test_delegate_gets_an_invitation_of_their_own(house: House) -> None:
    """With the calendar event, and who asked; the speaker is told."""
    record = order(house, DELEGATE, MailKind.INVITATION)
    assert (record.state, record.reason) == (InboundState.DONE, "Rosa Poggiani reports on 3.1 for Matthias Fuessling")
    (invitation,) = house.mails_to(ROSA.email, MailKind.INVITATION)
    assert invitation.calendar is not None
    context = house.renderer.last(MailKind.INVITATION)
    assert isinstance(context, InvitationContext)
    assert (context.asked_by, [slot.key for slot in context.slots]) == ("Matthias Fuessling", ["3.1"])
    assert (house.last_notice().notice, house.last_notice().person) == (NoticeKind.DELEGATED, "Rosa Poggiani <rosa@example.net>")
    assert house.trail("delegated")[0].detail == "3.1 by Matthias Fuessling to Rosa Poggiani <rosa@example.net>"
    before = house.entries()
    assert read_anew(house, record.id)[0].reason.startswith("asked somebody to report before: 3.1")
    assert house.entries() == before


def test_report_of_a_delegate_is_the_speakers(house: House) -> None:
    """Shown as `X for Y`; both get a receipt, also where the delegate's client drops the token."""
    order(house, DELEGATE, MailKind.INVITATION)
    reply = house.reply_to(ROSA.email, "The mirror is mounted.", kind=MailKind.INVITATION)
    record = house.receive(replace(reply, recipients=(SERVICE_ADDRESS,), references=()))
    assert record.state is InboundState.DONE
    (report,) = house.slot("3.1").shown_reports
    assert (report.author, report.delegate) == ("Matthias Fuessling", "Rosa Poggiani")
    assert len(house.mails_to(ROSA.email, MailKind.RECEIPT)) == len(house.mails_to(MATTHIAS.email, MailKind.RECEIPT)) == 1
    told = house.renderer.last(MailKind.RECEIPT)
    assert isinstance(told, ReceiptContext)
    assert (told.recipient.email, told.is_for_speaker) == (MATTHIAS.email, True)


def test_report_of_a_delegate_that_came_first_is_read_anew(house: House) -> None:
    """The order of arrival makes no difference."""
    early = house.receive(an_inbound("The mirror is mounted.", authors=(ROSA,)))
    assert early.state is InboundState.TRIAGE
    order(house, DELEGATE, MailKind.INVITATION)
    house.read_waiting()
    assert (house.get(early.id).state, house.shown("3.1")) == (InboundState.DONE, ["The mirror is mounted."])


def test_colleague_with_an_invitation_gets_a_mail_about_the_slot(house: House) -> None:
    """Not a second event; once a delegation."""
    order(house, "delegate to Elena Cuoco <elena@example.org>", MailKind.INVITATION)
    mails = house.mails_to(ELENA.email, MailKind.INVITATION)
    assert [mail.calendar is None for mail in mails] == [False, True]


def test_delegate_without_a_name_goes_by_the_address(house: House) -> None:
    """Its first part."""
    assert order(house, "delegate to rosa@example.net", MailKind.INVITATION).reason == "rosa reports on 3.1 for Matthias Fuessling"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("delegate to Rosa Poggiani", "it names no address"),
        ("delegate to Matthias <matthias@example.org>", "matthias@example.org cannot report for Matthias Fuessling"),
        (f"delegate to Minutes <{SERVICE_ADDRESS}>", f"{SERVICE_ADDRESS} cannot report for Matthias Fuessling"),
        ("delegate to Minutes <minutes+x@example.org>", "minutes+x@example.org cannot report for Matthias Fuessling"),
    ],
    ids=["no address", "own address", "ours", "ours with a tag"],
)
def test_some_delegates_are_refused(house: House, text: str, why: str) -> None:
    """And the speaker is told why."""
    record = order(house, text, MailKind.INVITATION)
    assert (record.state, record.reason) == (InboundState.REJECTED, f"delegate: {why}; its author was told so")
    assert (house.last_notice().notice, house.last_notice().words) == (NoticeKind.DELEGATE_REFUSED, why)


def test_three_delegates_are_enough(house: House) -> None:
    """A loop would invite the whole world; one of the three may be asked again."""
    for number in range(3):
        assert order(house, f"delegate to d{number}@example.net", MailKind.INVITATION).state is InboundState.DONE
    refused = order(house, "delegate to d3@example.net", MailKind.INVITATION)
    assert refused.reason == "delegate: 3 people were asked already; its author was told so"
    assert house.mails_to("d3@example.net") == []
    assert order(house, "please delegate to d1@example.net", MailKind.INVITATION).state is InboundState.DONE


def test_stranger_with_the_token_may_not_delegate(house: House) -> None:
    """Who reports for a speaker passes that on to nobody."""
    record = house.receive(house.reply_to(MATTHIAS.email, DELEGATE, kind=MailKind.INVITATION, author=STRANGER))
    assert record.reason == "delegate: only the speaker can ask somebody to report for them; its author was told so"
    assert house.mails_to(ROSA.email) == []


def test_nobody_is_asked_to_report_for_approved_minutes(house: House) -> None:
    """It would be in vain."""
    filed(house)
    approved(house)
    assert order(house, DELEGATE).reason == "delegate: the minutes are approved; its author was told so"


# --- questions ----------------------------------------------------------------------------------------------------------------------


def test_question_goes_to_the_chair(house: House) -> None:
    """It replaces no report, and its author is told who has it."""
    filed(house)
    record = order(house, "When does the meeting begin?")
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "question", "a question: passed on to Ian Bird")
    forward = house.renderer.last(MailKind.FORWARD)
    assert isinstance(forward, ForwardContext)
    assert (forward.forward, forward.author.email, forward.words) == (
        ForwardKind.QUESTION,
        MATTHIAS.email,
        "When does the meeting begin?",
    )
    assert (house.last_notice().notice, house.last_notice().person) == (NoticeKind.QUESTION_PASSED_ON, "Ian Bird")
    assert house.shown("3.1") == ["All is well."]
    before = house.entries()
    assert read_anew(house, record.id)[0].reason == "passed on to the chair before: a question"
    assert house.entries() == before


def test_question_out_of_the_blue_goes_to_the_chair(house: House) -> None:
    """From somebody whom we know."""
    house.authenticator.judgement = NOT_PROVEN
    assert house.receive(an_inbound("When does the meeting begin?", authors=(ELENA,))).reason == "a question: passed on to Ian Bird"
    record = house.receive(an_inbound("When does the meeting begin?", authors=(STRANGER,), message_id="<2@example.org>"))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "a question of somebody whom we do not know")


def test_question_without_a_chair_goes_to_triage(house: House) -> None:
    """There is nobody who could answer."""
    without_a_chair(house)
    record = order(house, "When does the meeting begin?", MailKind.INVITATION)
    assert (record.state, record.reason) == (InboundState.TRIAGE, "a question, and there is no chair")


# --- loops --------------------------------------------------------------------------------------------------------------------------


def answer_all(house: House, text: str, address: str, rounds: int = 60) -> int:
    """Let a machine without marks answer each mail of ours once, for as long as any comes, and return how many mails it got."""
    before = len(house.mails_to(address))
    answered = 0
    for _ in range(rounds):
        mails = house.mails_to(address)
        if answered == len(mails):
            break
        for mail in mails[answered:]:
            reply = an_inbound(
                text,
                message_id=f"<{mail.id}@robot.example.org>",
                subject=f"Re: {mail.subject}",
                authors=(Address(address, ""),),
                recipients=(mail.reply_to,),
                references=(mail.message_id,),
            )
            house.receive(reply)
            house.read_waiting()
            house.clock.forward(seconds=20)
        answered = len(mails)
    return len(house.mails_to(address)) - before


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Your request has been registered under number 4711.", 4),
        ("help", 1),
        ("withdraw", 1),
        ("move to SKA", 4),
        ("delegate to rosa", 4),
        ("Which request do you mean?", 10),
    ],
)
def test_machine_without_marks_gets_few_mails(house: House, text: str, most: int) -> None:
    """One that answers every mail of ours at once, twenty seconds after it came."""
    assert 0 < answer_all(house, text, MATTHIAS.email) <= most


def test_machine_that_answers_questions_is_asked_once_a_mail() -> None:
    """Its answer to a question is left to a person, and asks nothing new."""
    house = two_slots()
    assert answer_all(house, "Your request has been registered under number 4711.", MATTHIAS.email) <= 1


def test_machine_of_the_chair_gets_few_mails() -> None:
    """What is passed on to the chair is answered by a machine."""
    house = House()
    house.invited(an_agenda(series=a_series(id=None)))
    order(house, "When does the meeting begin?", MailKind.INVITATION)
    house.clock.forward(seconds=timedelta(minutes=1).seconds)
    assert answer_all(house, "Your request has been registered under number 4711.", CHAIR) <= 4


def test_forged_order_is_answered_by_nothing(house: House) -> None:
    """Not even help."""
    house.authenticator.judgement = FORGED
    assert house.receive(an_inbound("help", authors=(MATTHIAS,))).state is InboundState.TRIAGE
    assert house.notices() == []


def test_machine_after_the_approval_gets_few_mails(house: House) -> None:
    """Each of its answers would be a correction for the chair."""
    filed(house)
    approved(house)
    assert answer_all(house, "Your request has been registered under number 4711.", MATTHIAS.email) <= 10
    assert len(house.mails_to(CHAIR, MailKind.FORWARD)) <= 10


def test_move_back_goes_back(house: House) -> None:
    """`back` is a word that people say."""
    house.receive(house.reply_to("matthias@example.org", "All is well with the cameras."))
    house.receive(house.reply_to("matthias@example.org", "move to EGO", kind=MailKind.RECEIPT))
    moved = house.receive(house.reply_to("matthias@example.org", "Move it back to 3.1, please", kind=MailKind.RECEIPT))
    assert moved.reason == "moved the report from 3.2 EGO to 3.1 CTA"


@pytest.mark.parametrize(("text", "state"), [("move to SKB", InboundState.REJECTED), ("Move to Lyon completed", InboundState.DONE)])
def test_move_of_nothing_to_no_slot_is_refused_or_a_report(house: House, text: str, state: InboundState) -> None:
    """A name that no slot has is a slip, told to its author; what is more than a name is a report."""
    record = house.receive(house.reply_to("matthias@example.org", text))
    assert record.state is state
