"""A few words in answer to a receipt, a notice or a question: they take no report's place unless their author says so."""

from dataclasses import replace

import pytest

from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import a_meeting, an_agenda, an_attachment, an_item
from tests.fakes import House

MATTHIAS = "matthias@example.org"
REPORT = "The first mirror is mounted, and the second one left the factory on Monday.\nThe camera follows in May, as planned."


@pytest.fixture
def house() -> House:
    """Give a house in which Matthias has reported on 3.1 CTA."""
    house = House()
    house.invited()
    house.receive(house.reply_to(MATTHIAS, REPORT, kind=MailKind.INVITATION))
    return house


def answer(house: House, text: str, kind: MailKind = MailKind.RECEIPT) -> InboundRecord:
    """Let Matthias answer a mail of ours."""
    return house.receive(replace(house.reply_to(MATTHIAS, text, kind=kind), message_id=f"<{len(text)}.{kind}@example.org>"))


@pytest.mark.parametrize("text", ["That was fast!", "+1", "Super, see you there on Monday", "Your request has been received."])
def test_a_word_about_a_report_does_not_take_its_place(house: House, text: str) -> None:
    """Its author is asked whether it is to."""
    record = answer(house, text)
    assert (record.state, house.shown("3.1")) in [(InboundState.TRIAGE, [REPORT]), (InboundState.IGNORED, [REPORT])]


def test_its_author_can_say_that_it_does(house: House) -> None:
    """By the number of the only choice."""
    record = answer(house, "The camera comes in June.")
    assert record.state is InboundState.TRIAGE
    answer(house, "1", MailKind.QUESTION)
    house.read_waiting()
    assert (house.get(record.id).state, house.shown("3.1")) == (InboundState.DONE, ["The camera comes in June."])


@pytest.mark.parametrize("text", ["Corrected version: the camera comes in June.", "nothing to report", REPORT.replace("May", "June")])
def test_what_says_so_and_what_is_as_long_takes_its_place(house: House, text: str) -> None:
    """Without a question."""
    assert answer(house, text).state is InboundState.DONE
    assert REPORT not in house.shown("3.1")


def test_an_addition_is_added(house: House) -> None:
    """However short."""
    answer(house, "PS the camera is blue")
    assert house.shown("3.1") == [f"{REPORT}\n\nPS the camera is blue"]


def test_what_is_read_anew_comes_to_the_same_end(house: House) -> None:
    """A short report that a longer one followed was none of a few words when it came."""
    record = answer(house, f"{REPORT}\n{REPORT}\n{REPORT}\n{REPORT}")
    first = InboundId(record.id - 1)
    house.desk.replay([first])
    house.read_waiting()
    assert house.get(first).state is InboundState.DONE
    assert house.shown("3.1")[0].startswith(f"{REPORT}\n{REPORT}")


@pytest.fixture
def asked() -> House:
    """Give a house in which Matthias, who has CTA and EGO, was asked for which his report is."""
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=(an_item("3.1", "CTA"), an_item("3.2", "EGO")), id=None)))
    house.receive(house.reply_to(MATTHIAS, REPORT, kind=MailKind.INVITATION))
    return house


@pytest.mark.parametrize(
    "text",
    ["EGO. Sorry for not being clear.", "It is the EGO report, I forgot to say so.", "EGO of course", "Das ist für EGO, Entschuldigung."],
)
def test_an_answer_may_name_its_choice_in_a_sentence(asked: House, text: str) -> None:
    """The report that we asked about is filed, and not the sentence."""
    assert answer(asked, text, MailKind.QUESTION).state is InboundState.DONE
    asked.read_waiting()
    assert asked.shown("3.2") == [REPORT]


@pytest.mark.parametrize("text", ["Both, I think.", "It is not EGO.", "EGO has a new laser.", "Let me look."])
def test_words_that_answer_a_question_and_choose_nothing_are_no_report(asked: House, text: str) -> None:
    """The report about which we asked waits; a person reads both."""
    assert answer(asked, text, MailKind.QUESTION).state is InboundState.TRIAGE
    assert (asked.shown("3.1"), asked.shown("3.2")) == ([], [])


def test_an_answer_to_a_notice_does_not_take_a_reports_place(house: House) -> None:
    """`Never mind` is about the question that was passed on."""
    answer(house, "Can I come at half past ten?", MailKind.INVITATION)
    record = answer(house, "Never mind, I found the time in the agenda.", MailKind.NOTICE)
    assert (record.state, house.shown("3.1")) == (InboundState.TRIAGE, [REPORT])


def test_an_answer_to_what_was_passed_on_is_no_report(house: House) -> None:
    """The chair answers a question that came to them."""
    house.receive(house.reply_to(MATTHIAS, "Can I come at half past ten?", kind=MailKind.INVITATION))
    reply = house.reply_to("ian.bird@example.org", "Yes, that is fine, we start with the other slots.", kind=MailKind.FORWARD)
    record = house.receive(replace(reply, message_id="<chair@example.org>"))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it answers what was passed on to its author")


def test_files_of_an_answer_to_a_question_are_not_dropped() -> None:
    """The report is filed, and a person looks at the answer."""
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=(an_item("3.1", "CTA"), an_item("3.2", "EGO")), id=None)))
    asked = house.receive(house.reply_to(MATTHIAS, REPORT, kind=MailKind.INVITATION))
    reply = house.reply_to(MATTHIAS, "2", kind=MailKind.QUESTION)
    record = house.receive(replace(reply, attachments=(an_attachment("slides.pdf"),), message_id="<2@x.example>"))
    house.read_waiting()
    assert house.get(asked.id).state is InboundState.DONE
    assert record.state is InboundState.TRIAGE
    assert record.reason.endswith("as its author says; the answer brings files: slides.pdf")


def test_who_is_moved_by_a_person_is_told(house: House) -> None:
    """One receipt for where it went first, one for where it is now, and none when it is read anew."""
    (record,) = house.records()
    for _ in range(2):
        house.desk.assign(record.id, "EGO")
        house.read_waiting()
    assert house.shown("3.2") == [REPORT]
    receipts = house.mails_to(MATTHIAS, MailKind.RECEIPT)
    assert len(receipts) == 2
    house.desk.replay([record.id])
    house.read_waiting()
    assert len(house.mails_to(MATTHIAS, MailKind.RECEIPT)) == 2
