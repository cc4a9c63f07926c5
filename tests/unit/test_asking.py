"""Close slots: the author is asked, and the answer files the mail that was asked about."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from mailflow.domain.agenda import Manner, MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.speakers import QuestionContext, ReceiptContext
from mailflow.domain.message import Address, InboundId, InboundMessage, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import SERVICE_ADDRESS, a_chair, a_meeting, a_series, a_speaker, an_agenda, an_inbound, an_item
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, House

MATTHIAS = Address("matthias@example.org", "Matthias Fuessling")
SPOKEN = "All is well."


@pytest.fixture
def house() -> House:
    """Give a house in which Matthias has two slots, 3.1 CTA and 3.2 EGO, and Elena 3.3 KM3NeT."""
    house = House()
    elena = a_speaker("Elena Cuoco", email="elena@example.org", id=3)
    items = (an_item("3.1", "CTA"), an_item("3.2", "EGO"), an_item("3.3", "KM3NeT", speakers=(elena,)))
    secretary = a_speaker("Eva Sec", email="eva@example.org", id=9)
    house.invited(an_agenda(series=a_series(secretary=secretary, id=None), meeting=a_meeting(items=items, id=None)))
    return house


def asked(house: House) -> InboundRecord:
    """Let Matthias answer his invitation with words that fit both of his slots."""
    return house.receive(house.reply_to(MATTHIAS.email, SPOKEN, kind=MailKind.INVITATION))


def answer(house: House, text: str, **changes: object) -> InboundMessage:
    """Return an answer of his to the question."""
    return replace(house.reply_to(MATTHIAS.email, text, kind=MailKind.QUESTION), **changes)  # type: ignore[arg-type]


def test_author_of_an_open_mail_is_asked(house: House) -> None:
    """The question has the choices in order, the beginning of the text, and until when it counts."""
    record = asked(house)
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it could be for 3.1 CTA or 3.2 EGO: its author was asked")
    question = house.renderer.last(MailKind.QUESTION)
    assert isinstance(question, QuestionContext)
    assert [(one.number, [slot.key for slot in one.slots]) for one in question.choices] == [(1, ["3.1"]), (2, ["3.2"])]
    assert (question.beginning, question.until, question.recipient) == (SPOKEN, house.clock.now() + timedelta(days=1), MATTHIAS)
    (mail,) = house.mails_to(MATTHIAS.email, MailKind.QUESTION)
    assert mail.references == (record.message_id,)
    assert next(entry for entry in house.entries() if entry.id == mail.id).envelope_from == ""


@pytest.mark.parametrize("said", ["nothing to report", "Rien à signaler.\n\nMatthias Fuessling", "Nichts zu berichten"])
def test_nothing_to_report_answers_for_all_slots_of_the_mail(house: House, said: str) -> None:
    """The invitation asks for both, and offers these words: each slot gets them, and one receipt lists them."""
    record = house.receive(house.reply_to(MATTHIAS.email, said, kind=MailKind.INVITATION))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.1", "3.2"))
    assert [report.manner for key in ("3.1", "3.2") for report in house.slot(key).shown_reports] == [Manner.NOTHING, Manner.NOTHING]
    receipt = house.renderer.last(MailKind.RECEIPT)
    assert isinstance(receipt, ReceiptContext)
    assert [one.slot.key for one in receipt.filed] == ["3.1", "3.2"]
    assert house.mails_to(MATTHIAS.email, MailKind.QUESTION) == []


def test_nothing_to_report_takes_no_report_away(house: House) -> None:
    """Of two slots the one that has a report keeps it; where both have one, the author is asked."""
    house.receive(house.reply_to(MATTHIAS.email, "CTA: all is well.", kind=MailKind.INVITATION))
    record = house.receive(house.reply_to(MATTHIAS.email, "nothing to report", kind=MailKind.INVITATION))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.2",))
    house.receive(house.reply_to(MATTHIAS.email, "EGO: the laser is back.", kind=MailKind.INVITATION))
    again = house.receive(house.reply_to(MATTHIAS.email, "Nothing to report!", kind=MailKind.INVITATION))
    assert (again.state, len(house.mails_to(MATTHIAS.email, MailKind.QUESTION))) == (InboundState.TRIAGE, 1)


def test_nothing_to_report_of_one_slot_is_for_that_alone(house: House) -> None:
    """It names it."""
    record = house.receive(house.reply_to(MATTHIAS.email, "EGO: nothing to report", kind=MailKind.INVITATION))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.2",))


def test_long_text_is_cut_at_a_word_in_the_question(house: House) -> None:
    """Its beginning is enough to know it again."""
    house.receive(house.reply_to(MATTHIAS.email, "The mirror is well. " * 40, kind=MailKind.INVITATION))
    question = house.renderer.last(MailKind.QUESTION)
    assert isinstance(question, QuestionContext)
    assert question.beginning.endswith("mirror is well. …")


@pytest.mark.parametrize("said", ["2", "EGO", "Option 2 please", "3.2", "It is for EGO, thanks.\n\nMatthias Fuessling"])
def test_answer_files_the_mail_that_was_asked_about(house: House, said: str) -> None:
    """By the number or the name of the slot; the answer itself is no report."""
    original = asked(house)
    record = house.receive(answer(house, said))
    assert (record.state, record.kind) == (InboundState.DONE, "command")
    assert record.reason == f"message {original.id} belongs to 3.2 EGO, as its author says"
    house.read_waiting()
    filed = house.get(original.id)
    assert (filed.state, filed.item_keys, filed.reason) == (InboundState.DONE, ("3.2",), "filed under 3.2 EGO as revision 1")
    assert (house.shown("3.1"), house.shown("3.2")) == ([], [SPOKEN])
    assert len(house.mails_to(MATTHIAS.email, MailKind.RECEIPT)) == 1
    assert ("assigned", "decided by matthias@example.org") in {(one.signal, one.detail) for one in filed.evidence}
    assert [entry.inbound_id for entry in (*house.trail("answered"), *house.trail("assigned"))] == [record.id, record.id]


def test_answer_in_the_thread_alone_files_it(house: House) -> None:
    """A client that ignores Reply-To loses nothing, as it is he who was asked."""
    original = asked(house)
    house.receive(answer(house, "2", recipients=(SERVICE_ADDRESS,)))
    house.read_waiting()
    assert house.get(original.id).item_keys == ("3.2",)


def test_none_of_the_choices_leaves_it_to_a_person(house: House) -> None:
    """And it is with the secretary at once, though a day has not passed."""
    original = asked(house)
    house.sweep()
    assert house.mails_to("eva@example.org", MailKind.TRIAGE) == []
    record = house.receive(answer(house, "0"))
    assert (record.state, record.reason) == (
        InboundState.DONE,
        f"message {original.id} belongs to none of 3.1 CTA, 3.2 EGO, as its author says",
    )
    left = house.get(original.id)
    assert (left.state, left.reason) == (InboundState.TRIAGE, "its author says that it belongs to none of 3.1 CTA, 3.2 EGO")
    house.sweep()
    assert len(house.mails_to("eva@example.org", MailKind.TRIAGE)) == 1
    assert house.trail("none of these")[0].actor == MATTHIAS.email


def test_unclear_answer_is_asked_about_no_second_time(house: House) -> None:
    """It is a mail of its own, and waits for a person."""
    asked(house)
    record = house.receive(answer(house, "The one we spoke about."))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "it answers a question, and could still be for 3.1 CTA or 3.2 EGO"
    assert len(house.mails_to(MATTHIAS.email, MailKind.QUESTION)) == 1


def test_report_in_answer_to_a_question_is_filed_by_what_it_says(house: House) -> None:
    """Who writes anew, with the name of the slot, is understood."""
    asked(house)
    record = house.receive(answer(house, "EGO: the mirror is mounted, and the laser is on."))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.2",))


def test_answer_of_somebody_else_decides_nothing(house: House) -> None:
    """Whoever has seen the question in a thread may not choose."""
    original = asked(house)
    record = house.receive(answer(house, "2", authors=(STRANGER,), recipients=(SERVICE_ADDRESS,)))
    assert (record.state, record.reason) == (
        InboundState.TRIAGE,
        f"it answers a question about message {original.id} that somebody else was asked",
    )
    assert house.get(original.id).state is InboundState.TRIAGE
    assert house.trail("assigned") == []


def test_second_answer_changes_nothing(house: House) -> None:
    """The mail is filed; where it is wrong, its receipt says how to move it."""
    original = asked(house)
    house.receive(answer(house, "2"))
    house.read_waiting()
    record = house.receive(answer(house, "1", message_id="<second@example.org>"))
    assert (record.state, record.reason) == (InboundState.DONE, f"message {original.id}, about which it answers, is done already")
    assert (house.shown("3.1"), house.shown("3.2")) == ([], [SPOKEN])


def test_late_answer_counts_while_nobody_has_decided(house: House) -> None:
    """The secretary has it since a day; the author's word is still the better one."""
    original = asked(house)
    house.clock.forward(hours=25)
    house.sweep()
    assert len(house.mails_to("eva@example.org", MailKind.TRIAGE)) == 1
    house.receive(answer(house, "1"))
    house.read_waiting()
    assert house.get(original.id).item_keys == ("3.1",)


@pytest.mark.parametrize("is_decided_first", [True, False], ids=["after", "before"])
def test_answer_and_decision_of_the_secretary(house: House, is_decided_first: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Who decides first decides; the other is told that it is done."""
    original = asked(house)
    house.clock.forward(hours=25)
    house.sweep()
    ruling = house.reply_to("eva@example.org", "1", kind=MailKind.TRIAGE)
    mails = [ruling, answer(house, "2")] if is_decided_first else [answer(house, "2"), ruling]
    for mail in mails:
        house.receive(mail)
        house.read_waiting()
    assert house.get(original.id).item_keys == (("3.1",) if is_decided_first else ("3.2",))
    assert len(house.shown("3.1")) + len(house.shown("3.2")) == 1
    assert f"message {original.id}" in house.records()[-1].reason
    assert "is done already" in house.records()[-1].reason


@pytest.mark.parametrize("order", list(permutations((1, 2))), ids=str)
@pytest.mark.parametrize("said", ["2", "0"])
def test_question_and_answer_read_anew_change_nothing(house: House, said: str, order: tuple[int, ...]) -> None:
    """In any order, twice: nothing is filed, asked or told again."""
    asked(house)
    house.receive(answer(house, said))
    house.read_waiting()
    before = (house.entries(), house.database.tables.reports, [record.state for record in house.records()])
    for _ in range(2):
        house.desk.replay([InboundId(number) for number in order])
        house.ingest.claim([InboundId(number) for number in order])
        for number in order:
            house.ingest(InboundId(number))
        house.read_waiting()
        assert (house.entries(), house.database.tables.reports, [record.state for record in house.records()]) == before


def test_author_who_may_not_be_written_to_is_not_asked(house: House) -> None:
    """The address may be borrowed: a person decides."""
    house.authenticator.judgement = FORGED
    record = house.receive(house.reply_to(MATTHIAS.email, SPOKEN, kind=MailKind.INVITATION))
    assert record.reason == "it could be for 3.1 CTA or 3.2 EGO, and its author may not be asked"
    assert house.mails_to(MATTHIAS.email, MailKind.QUESTION) == []


def test_mail_read_anew_is_asked_about_once(house: House) -> None:
    """The question that is out says all."""
    record = asked(house)
    house.desk.replay([record.id])
    house.read_waiting()
    assert house.get(record.id).reason == "it could be for 3.1 CTA or 3.2 EGO: its author was asked before"
    assert len(house.mails_to(MATTHIAS.email, MailKind.QUESTION)) == 1


def test_mail_without_an_id_is_asked_about_in_no_thread(house: House) -> None:
    """There is nothing to refer to."""
    house.receive(replace(house.reply_to(MATTHIAS.email, SPOKEN, kind=MailKind.INVITATION), message_id=""))
    assert house.mails_to(MATTHIAS.email, MailKind.QUESTION)[0].references == ()


def test_chair_without_a_slot_may_answer(house: House) -> None:
    """Who has no slot in the meeting, and is asked as the secretary decided, answers by their token."""
    chair = a_chair()
    original = house.receive(house.reply_to(str(chair.email), "Let us begin earlier."))
    house.clock.forward(days=1)
    house.sweep()
    house.receive(house.reply_to("eva@example.org", "ask", kind=MailKind.TRIAGE))
    house.receive(house.reply_to(str(chair.email), "1", kind=MailKind.QUESTION))
    house.read_waiting()
    filed = house.get(original.id)
    assert filed.state is InboundState.DONE
    assert house.slot(filed.item_keys[0]).shown_reports[0].delegate == "Ian Bird"


def test_headed_parts_of_which_one_is_anothers_are_asked_about_together(house: House) -> None:
    """One choice files both, each under its own."""
    text = "CTA:\nThe mirror is mounted.\n\nKM3NeT:\nA line was lowered into the sea."
    house.authenticator.judgement = NOT_PROVEN
    original = house.receive(house.reply_to(MATTHIAS.email, text, kind=MailKind.INVITATION))
    assert original.state is InboundState.TRIAGE
    assert original.reason == "it could be for 3.1 CTA, 3.3 KM3NeT or 3.1 CTA: its author was asked"
    house.receive(answer(house, "1"))
    house.read_waiting()
    assert house.get(original.id).item_keys == ("3.1", "3.3")
    assert (house.shown("3.1"), house.shown("3.3")) == (["The mirror is mounted."], ["A line was lowered into the sea."])


def test_mail_of_ours_that_asked_nothing_is_answered_by_words_alone(house: House) -> None:
    """A QUESTION of which no row is left (a restored database) is answered by a mail of its own."""
    asked(house)
    reply = answer(house, "2")
    house.database.tables.questions.clear()
    assert house.receive(reply).state is InboundState.TRIAGE
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(1)).slots[1].reports == ()


def test_stranger_is_not_asked(house: House) -> None:
    """Nothing is sent to whom we do not know."""
    house.receive(an_inbound("CTA or EGO, all is well.", authors=(STRANGER,)))
    assert house.mails_to(STRANGER.email) == []
