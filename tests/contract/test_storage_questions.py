"""The storage of what was asked about messages, what was decided about them, and how they are found by thread and author."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailflow.domain.agenda import ItemKey, MeetingId
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.message import Address, InboundId, OutboundId
from mailflow.domain.records import PROMISES, Asked, Assignment, InboundOutcome, Question
from tests.builders import NOW, a_raw_message, an_agenda, an_inbound_outcome, an_outbox_entry
from tests.contract.conftest import Storage

MEETING = MeetingId(1)
DAY = timedelta(hours=24)
FIRST_MAIL, SECOND_MAIL = OutboundId("abcdefgh2345"), OutboundId("bcdefghi2345")
CHOICES = (Choice(MEETING, (ItemKey("3.1"),)), Choice(MEETING, (ItemKey("3.1"), ItemKey("3.2"))))


@pytest.fixture(autouse=True)
def _mails(storage: Storage) -> None:
    """Store the meeting about which the messages are, and two mails of ours, to Matthias and to Sam."""
    sam = Address("Sam@Example.org", "Sam Secretary")
    with storage.begin() as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.outbox.add(an_outbox_entry(id=FIRST_MAIL, person_id=None), b"first")
        uow.outbox.add(an_outbox_entry(id=SECOND_MAIL, person_id=None, recipient=sam), b"second")
        uow.commit()


def store(storage: Storage, *outcomes: InboundOutcome) -> tuple[InboundId, ...]:
    """Store messages of which that became, and commit."""
    with storage.begin() as uow:
        stored = uow.inbound.store([a_raw_message(b"message %d" % uid, uid=uid) for uid in range(1, len(outcomes) + 1)])
        for inbound_id, outcome in zip(stored, outcomes, strict=True):
            uow.inbound.record(inbound_id, outcome, at=NOW)
        uow.commit()
    return stored


def in_triage(email: str = "matthias@example.org", *, state: InboundState = InboundState.TRIAGE) -> InboundOutcome:
    """Return what became of a message of an author that nobody has decided about."""
    return replace(an_inbound_outcome(state, item_keys=()), author=Address(email, ""))


def a_question(
    inbound_id: InboundId,
    *,
    mail: OutboundId = FIRST_MAIL,
    label: str = "",
    asked: Asked = Asked.SENDER,
    asked_at: datetime = NOW,
) -> Question:
    """Return a question with two choices that may be answered for a day."""
    return Question(mail, label, asked, inbound_id, CHOICES, asked_at, asked_at + DAY)


def ask(storage: Storage, *questions: Question) -> None:
    """Store what was asked and commit."""
    with storage.begin() as uow:
        uow.questions.add(questions)
        uow.commit()


def labels(questions: Sequence[Question]) -> list[str]:
    """Return the labels of questions."""
    return [question.label for question in questions]


def test_keeps_a_question_whole(storage: Storage) -> None:
    """The choices in the order in which they were numbered; a mail that asks nothing has none."""
    (inbound_id,) = store(storage, in_triage())
    question = replace(a_question(inbound_id, asked=Asked.SECRETARY, label="A"), walk_in="WP4: Übersicht")
    ask(storage, question)
    with storage.begin() as uow:
        assert uow.questions.of_mail(FIRST_MAIL) == (question,)
        assert uow.questions.of_mail(SECOND_MAIL) == ()
        assert uow.questions.of_message(inbound_id, Asked.SECRETARY) == (question,)
        assert uow.questions.of_message(inbound_id, Asked.SENDER) == ()


def test_question_without_choices_is_kept(storage: Storage) -> None:
    """Where nothing fits there are none to number."""
    (inbound_id,) = store(storage, in_triage())
    question = replace(a_question(inbound_id), choices=())
    ask(storage, question)
    with storage.begin() as uow:
        assert uow.questions.of_mail(FIRST_MAIL) == (question,)


def test_entries_of_a_digest_stand_by_label(storage: Storage) -> None:
    """In whatever order they were stored: after Z comes AA."""
    ids = store(storage, *[in_triage()] * 4)
    digest = [
        a_question(inbound_id, label=label, asked=Asked.SECRETARY) for inbound_id, label in zip(ids, ("AA", "B", "Z", "A"), strict=True)
    ]
    ask(storage, *digest)
    ask(storage)
    with storage.begin() as uow:
        assert labels(uow.questions.of_mail(FIRST_MAIL)) == ["A", "B", "Z", "AA"]


def test_questions_about_a_message_stand_oldest_first(storage: Storage) -> None:
    """In whatever order they were stored."""
    first, second = store(storage, in_triage(), in_triage())
    later = a_question(first, mail=SECOND_MAIL, label="B", asked=Asked.SECRETARY, asked_at=NOW + DAY)
    earlier = a_question(first, label="A", asked=Asked.SECRETARY)
    ask(storage, later, earlier, a_question(second, label="C", asked=Asked.SECRETARY))
    with storage.begin() as uow:
        assert uow.questions.of_message(first, Asked.SECRETARY) == (earlier, later)


def test_label_stands_once_in_a_mail(storage: Storage) -> None:
    """An answer must mean one message."""
    first, second = store(storage, in_triage(), in_triage())
    ask(storage, a_question(first, label="A"))
    with pytest.raises(storage.violation):
        ask(storage, a_question(second, label="A"))
    ask(storage, a_question(second, label="A", mail=SECOND_MAIL))


def test_question_needs_its_mail_and_its_message(storage: Storage) -> None:
    """What was never owed was never asked."""
    (inbound_id,) = store(storage, in_triage())
    with pytest.raises(storage.violation):
        ask(storage, a_question(inbound_id, mail=OutboundId("zzzzzzzz2345")))
    with pytest.raises(storage.violation):
        ask(storage, a_question(InboundId(99)))


def test_tells_when_an_address_was_last_asked(storage: Storage) -> None:
    """Letter case apart, and as whom."""
    first, second = store(storage, in_triage(), in_triage())
    ask(
        storage,
        a_question(first, mail=SECOND_MAIL, label="A", asked=Asked.SECRETARY, asked_at=NOW + DAY),
        a_question(second, mail=SECOND_MAIL, label="B", asked=Asked.SECRETARY),
        a_question(first),
    )
    with storage.begin() as uow:
        assert uow.questions.last_asked_at("sAM@example.org", Asked.SECRETARY) == NOW + DAY
        assert uow.questions.last_asked_at("sam@example.org", Asked.SENDER) is None
        assert uow.questions.last_asked_at("Matthias@example.org", Asked.SENDER) == NOW
        assert uow.questions.last_asked_at("nobody@example.org", Asked.SENDER) is None


def undecided(storage: Storage, now: datetime) -> list[InboundId]:
    """Return the messages that wait for a decision."""
    with storage.begin() as uow:
        return [record.id for record in uow.questions.undecided(now)]


def test_message_whose_sender_may_still_answer_waits_for_that(storage: Storage) -> None:
    """Until the time is over, to the moment; one that was never asked about waits for the secretary at once."""
    asked, never, told = store(storage, in_triage(), in_triage(), in_triage())
    ask(storage, a_question(asked), a_question(told, mail=SECOND_MAIL, asked=Asked.SECRETARY))
    assert undecided(storage, NOW) == [never, told]
    assert undecided(storage, NOW + DAY - timedelta(microseconds=1)) == [never, told]
    assert undecided(storage, NOW + DAY) == [asked, never, told]


def test_message_whose_sender_was_asked_again_waits_for_the_last_answer(storage: Storage) -> None:
    """Any question that may still be answered counts."""
    (asked,) = store(storage, in_triage())
    ask(storage, a_question(asked), a_question(asked, mail=SECOND_MAIL, asked_at=NOW + DAY))
    assert undecided(storage, NOW + DAY) == []
    assert undecided(storage, NOW + 2 * DAY) == [asked]


def test_only_what_is_in_triage_is_undecided(storage: Storage) -> None:
    """Oldest first, with all that is known of it."""
    states = [InboundState.DONE, InboundState.TRIAGE, InboundState.IGNORED, InboundState.FAILED, InboundState.TRIAGE]
    ids = store(storage, *(in_triage(state=state) for state in states))
    assert undecided(storage, NOW) == [ids[1], ids[4]]
    with storage.begin() as uow:
        assert uow.questions.undecided(NOW) == (uow.inbound.get(ids[1]), uow.inbound.get(ids[4]))


def test_tells_when_the_secretary_was_last_told(storage: Storage) -> None:
    """Of those messages that are named; the questions to senders do not count."""
    first, second, third, fourth = store(storage, *[in_triage()] * 4)
    ask(
        storage,
        a_question(first, label="A", asked=Asked.SECRETARY, asked_at=NOW + DAY),
        a_question(first, mail=SECOND_MAIL, label="A", asked=Asked.SECRETARY),
        a_question(second, mail=SECOND_MAIL, label="B", asked=Asked.SECRETARY),
        a_question(third),
        a_question(fourth, label="D", asked=Asked.SECRETARY),
    )
    with storage.begin() as uow:
        assert uow.questions.told([third, second, first, InboundId(99)]) == {first: NOW + DAY, second: NOW}
        assert uow.questions.told([]) == {}


def assign(storage: Storage, assignment: Assignment) -> None:
    """Store a decision and commit."""
    with storage.begin() as uow:
        uow.questions.assign(assignment)
        uow.commit()


def test_newest_decision_about_a_message_counts(storage: Storage) -> None:
    """By when it was made; of two at one moment, the one that was stored last."""
    first, second, cause = store(storage, in_triage(), in_triage(), in_triage())
    keys = (ItemKey("3.2"), ItemKey("3.1"))
    decision = Assignment(first, MEETING, keys, "Sam Secretary <sam@example.org>", NOW, cause)
    assign(storage, decision)
    with storage.begin() as uow:
        assert uow.questions.find_assignment(first) == decision
        assert uow.questions.find_assignment(second) is None
    later = replace(decision, keys=(ItemKey("3.3"),), cause_id=None)
    assign(storage, later)
    assign(storage, replace(decision, keys=(), decided_at=NOW - DAY))
    assign(storage, replace(decision, inbound_id=second, decided_at=NOW + DAY))
    with storage.begin() as uow:
        assert uow.questions.find_assignment(first) == later


def test_decision_needs_its_message_and_its_meeting(storage: Storage) -> None:
    """What is not there cannot be put anywhere."""
    (inbound_id,) = store(storage, in_triage())
    decision = Assignment(inbound_id, MEETING, (), "Sam", NOW)
    for wrong in (replace(decision, inbound_id=InboundId(99)), replace(decision, meeting_id=MeetingId(99))):
        with pytest.raises(storage.violation):
            assign(storage, wrong)


def test_finds_what_waits_of_an_author(storage: Storage) -> None:
    """Letter case apart, oldest first; a message without an author is nobody's."""
    outcomes = (in_triage("Kay@Example.org"), in_triage(), in_triage("kay@example.org"), in_triage(""))
    first, _, third, _, _ = store(storage, *outcomes, in_triage("kay@example.org", state=InboundState.DONE))
    with storage.begin() as uow:
        assert uow.inbound.in_triage_from("KAY@example.org") == (first, third)
        assert (uow.inbound.in_triage_from("nobody@example.org"), uow.inbound.in_triage_from("")) == ((), ())


def test_finds_who_promised_a_report(storage: Storage) -> None:
    """By their reason, of one meeting, oldest first; what was put aside for another reason, or waits, is none."""
    ignored = in_triage(state=InboundState.IGNORED)
    promised = replace(ignored, reason=f"{PROMISES} on CTA, and is none", meeting_id=MEETING, item_keys=("3.1",))
    waiting = replace(promised, state=InboundState.TRIAGE)
    others = (replace(promised, reason="nothing but thanks"), replace(promised, meeting_id=None), waiting)
    first, *_, last, _ = store(storage, promised, *others, replace(promised, item_keys=("3.2",)), in_triage())
    with storage.begin() as uow:
        found = uow.inbound.promises(MEETING)
        assert [(one.id, one.item_keys) for one in found] == [(first, ("3.1",)), (last, ("3.2",))]
        assert uow.inbound.promises(MeetingId(99)) == ()


def found_by(storage: Storage, *message_ids: str) -> InboundId | None:
    """Return the message that one of the Message-IDs names first."""
    with storage.begin() as uow:
        found = uow.inbound.find_by_message_ids(message_ids)
        assert found is None or found == uow.inbound.get(found.id)
    return None if found is None else found.id


def test_finds_the_message_of_the_first_id_that_is_known(storage: Storage) -> None:
    """In the order of the ids, not of the messages; one without an id is not found by none."""
    ids = store(storage, *(an_inbound_outcome(message_id=message_id) for message_id in ("<a@x>", "<b@x>", "")))
    assert found_by(storage, "<unknown@x>", "<b@x>", "<a@x>") == ids[1]
    assert found_by(storage, "<a@x>", "<a@x>") == ids[0]
    assert (found_by(storage), found_by(storage, ""), found_by(storage, "<A@x>")) == (None, None, None)


def test_finds_the_original_rather_than_its_copies(storage: Storage) -> None:
    """And of two originals the older one."""
    outcome = an_inbound_outcome(message_id="<a@x>")
    ids = store(storage, outcome, outcome, outcome)
    with storage.begin() as uow:
        uow.inbound.record(ids[0], replace(outcome, state=InboundState.IGNORED, copy_of=ids[1]), at=NOW)
        uow.commit()
    assert found_by(storage, "<a@x>") == ids[1]


def test_message_that_waits_is_found_if_it_was_settled_before(storage: Storage) -> None:
    """What is read anew is known; what was held back before it was read is not settled."""
    first, second = store(storage, an_inbound_outcome(message_id="<a@x>"), an_inbound_outcome(message_id="<b@x>"))
    with storage.begin() as uow:
        uow.inbound.restart(first, now=NOW)
        (fresh,) = uow.inbound.store([a_raw_message(b"new", uid=9)])
        uow.inbound.hold(fresh, an_inbound_outcome(InboundState.RECEIVED, message_id="<c@x>"), until=NOW)
        uow.commit()
    assert (found_by(storage, "<a@x>"), found_by(storage, "<b@x>"), found_by(storage, "<c@x>")) == (first, second, None)


def test_finds_by_very_many_ids(storage: Storage) -> None:
    """As many as a References field has room for."""
    (inbound_id,) = store(storage, an_inbound_outcome(message_id="<a@x>"))
    assert found_by(storage, *(f"<{number}@x>" for number in range(5000)), "<a@x>") == inbound_id


def test_message_before_the_last_two_thousand_is_forgotten(storage: Storage) -> None:
    """A Message-ID of any length has no index: the search has a bound."""
    outcomes = [replace(an_inbound_outcome(message_id=f"<{number}@x>"), text="") for number in range(2001)]
    ids = store(storage, *outcomes)
    assert (found_by(storage, "<0@x>"), found_by(storage, "<1@x>"), found_by(storage, "<2000@x>")) == (None, ids[1], ids[2000])


def test_keeps_for_which_slot_a_reason_speaks(storage: Storage) -> None:
    """Where it speaks for one."""
    evidence = (Evidence("title", "«CTA» in the subject", 0.4, "3.1"), Evidence("sender", "", 0.3))
    (inbound_id,) = store(storage, replace(in_triage(), evidence=evidence))
    with storage.begin() as uow:
        assert uow.inbound.get(inbound_id).evidence == evidence
