"""The chair's desk: notes, orders, a hold and questions back."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import Agenda
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.chair import ClarificationContext, ForwardContext, ForwardKind
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.message import Address, Authentication, InboundMessage, MailKind, Proof
from mailflow.domain.records import InboundRecord
from tests.builders import a_meeting, a_series, a_speaker, an_agenda, an_inbound, an_online_access, some_marks
from tests.chairs_house import CHAIR, DEPUTY, MEETING_ID, TAKER, ChairsHouse
from tests.fakes import NOT_PROVEN, STRANGER

NOTES = """CTA - Matthias
- active in many work packages
Ian: we should publish the objectives more widely

EGO
- upgrades go on
ACTION Elena: send the figures by 31 March

Next meeting - 17 March, 10:00
"""


def an_agenda_with_a_taker() -> Agenda:
    """Return the meeting of the builders, whose notes Tom takes."""
    taker, deputy = a_speaker("Tom Taker", email=TAKER, id=None), a_speaker("Dora Deputy", email=DEPUTY, id=None)
    return an_agenda(series=replace(a_series(id=None), minute_taker=taker, deputies=(deputy,)))


@pytest.fixture
def invited() -> ChairsHouse:
    """Give a meeting to which everybody is invited."""
    house = ChairsHouse()
    house.invited(an_agenda_with_a_taker())
    return house


@pytest.fixture
def reviewed() -> ChairsHouse:
    """Give a meeting whose draft is with the chair."""
    return ChairsHouse.reviewed(an_agenda_with_a_taker())


def a_mail(text: str, *, author: str = CHAIR, name: str = "Ian Bird", number: int = 1) -> InboundMessage:
    """Return a mail of its own to our address."""
    subject = "Technical Coordination Meeting"
    return an_inbound(text, authors=(Address(author, name),), subject=subject, message_id=f"<notes-{number}@example.org>")


def noted(house: ChairsHouse) -> int:
    """Return how many notes are kept."""
    with house.begin() as uow:
        return len(uow.minutes.notes_of(MEETING_ID))


@pytest.mark.parametrize(("author", "name"), [(CHAIR, "Ian Bird"), (DEPUTY, "Dora Deputy"), (TAKER, "Tom Taker")])
def test_notes_are_kept_until_the_draft(invited: ChairsHouse, author: str, name: str) -> None:
    """Of the chair, a deputy, the minute-taker; a receipt says how they were understood."""
    record = invited.receive(a_mail(NOTES, author=author, name=name))
    assert (record.state, record.kind) == (InboundState.DONE, "notes")
    assert record.reason == "notes: 3 notes on 2 items, 1 action, the next meeting on 17 March 2021, 10:00"
    assert invited.notices() == [NoticeKind.NOTED]
    assert "we should publish the objectives more widely" in invited.last_notice().words
    assert invited.last_notice().recipient.email == author
    invited.draft(MEETING_ID)
    text = invited.current().text
    assert "Ian Bird: we should publish the objectives more widely" in text
    assert "Elena Cuoco: send the figures, by 31 March 2021" in text
    assert "Next meeting: Wednesday 17 March 2021, 10:00" in text


def test_notes_after_the_draft_make_the_next_revision(reviewed: ChairsHouse) -> None:
    """With a redline to all who may approve it."""
    record = reviewed.receive(a_mail(NOTES))
    assert record.state is InboundState.DONE
    assert record.reason.endswith("; revision 2 has them")
    assert "upgrades go on" in reviewed.current().text
    assert [len(reviewed.mails_to(one, MailKind.REDLINE)) for one in (CHAIR, DEPUTY)] == [1, 1]
    assert reviewed.published() == []


@pytest.mark.parametrize("name", ["invited", "reviewed"])
def test_what_is_not_for_the_minutes_is_kept_out_of_them_and_told(name: str, request: pytest.FixtureRequest) -> None:
    """With what is nested under it, before the draft and after it; the mail itself is kept."""
    house: ChairsHouse = request.getfixturevalue(name)
    notes = "CTA\n- active in many WPs\n- off the record:\n  - Zoe may leave\n- arrays grow\n\nEGO\n- upgrades go on"
    record = house.receive(a_mail(notes))
    assert ", 2 lines not for the minutes" in record.reason
    if name == "invited":
        assert "not in the minutes, as it says itself: «- Zoe may leave»" in house.last_notice().words
        house.draft(MEETING_ID)
    text = house.current().text
    assert "arrays grow" in text
    assert "upgrades go on" in text
    assert not any(words in text for words in ("Zoe", "off the record"))


def test_notes_may_answer_the_draft(reviewed: ChairsHouse) -> None:
    """Above the quote or without one."""
    record = reviewed.receive(reviewed.reply_to(CHAIR, f"{NOTES}\n\n{reviewed.quoted(CHAIR)}", kind=MailKind.DRAFT))
    assert record.reason.endswith("; revision 2 has them")
    assert "upgrades go on" in reviewed.current().text


def test_notes_while_the_minutes_are_approved_take_the_approval_back(reviewed: ChairsHouse) -> None:
    """They are in the next revision, which waits for an approval anew; nothing goes out without them."""
    reviewed.approve()
    record = reviewed.receive(a_mail(NOTES))
    assert record.state is InboundState.DONE
    assert record.reason.endswith("; revision 3 has them")
    assert (reviewed.current().state, noted(reviewed)) == (MinutesState.DRAFT, 1)
    assert reviewed.meeting().state is MeetingState.IN_REVIEW
    (held,) = reviewed.trail("held")
    assert (held.inbound_id, held.detail) == (record.id, "revision 1; it comes back as revision 2")
    assert "- upgrades go on" in {change.after for change in reviewed.redline().changes}
    reviewed.clock.forward(hours=1)
    assert (reviewed.release_due(), reviewed.published()) == (0, [])


def test_notes_are_kept_once(invited: ChairsHouse) -> None:
    """Read anew, they are what they were."""
    record = invited.receive(a_mail(NOTES))
    invited.desk.replay([record.id])
    invited.read_waiting()
    assert (noted(invited), invited.notices()) == (1, [NoticeKind.NOTED])
    invited.draft(MEETING_ID)
    assert invited.current().text.count("upgrades go on") == 1


def test_the_same_notes_twice_are_said_once(invited: ChairsHouse) -> None:
    """In two mails: what is there already is not said twice."""
    invited.receive(a_mail(NOTES))
    invited.receive(a_mail(NOTES + "\nBye.", number=2))
    invited.draft(MEETING_ID)
    assert invited.current().text.count("upgrades go on") == 1


@pytest.mark.parametrize("text", [NOTES, "draft now"])
def test_a_stranger_notes_and_orders_nothing(invited: ChairsHouse, text: str) -> None:
    """It waits for a person."""
    record = invited.receive(a_mail(text, author=STRANGER.email, name=STRANGER.name))
    assert record.state is InboundState.TRIAGE
    assert noted(invited) == 0
    assert invited.meeting().state is MeetingState.INVITED


def test_notes_in_a_name_that_is_not_proven_wait(invited: ChairsHouse) -> None:
    """A From field proves nothing; with the token that was given to them, it does."""
    invited.authenticator.judgement = NOT_PROVEN
    record = invited.receive(a_mail(NOTES))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "notes or an order in the name of Ian Bird, which is not proven (no DMARC result)"
    assert noted(invited) == 0
    assert invited.receive(invited.reply_to(CHAIR, NOTES)).state is InboundState.DONE


def test_the_report_of_somebody_who_may_note_is_a_report() -> None:
    """On their own item."""
    house = ChairsHouse()
    house.invited(an_agenda(series=replace(a_series(id=None), minute_taker=a_speaker(id=None))))
    record = house.receive(house.reply_to("matthias@example.org", "CTA\n- the array reached first light\n- all is well\n"))
    assert (record.state, record.kind) == (InboundState.DONE, "report")


def test_the_chair_orders_the_draft(invited: ChairsHouse) -> None:
    """And gets it, once."""
    record = invited.receive(a_mail("draft now"))
    assert (record.state, record.reason) == (InboundState.DONE, "the draft was sent")
    assert len(invited.mails_to(CHAIR, MailKind.DRAFT)) == 1
    assert invited.trail("draft")[0].actor == CHAIR
    invited.desk.replay([record.id])
    invited.read_waiting()
    assert len(invited.mails_to(CHAIR, MailKind.DRAFT)) == 1


def test_the_minute_taker_orders_nothing(invited: ChairsHouse) -> None:
    """Only notes are theirs."""
    record = invited.receive(a_mail("draft now", author=TAKER, name="Tom Taker"))
    assert record.state is not InboundState.DONE
    assert invited.mails_to(CHAIR, MailKind.DRAFT) == []


def test_a_draft_of_what_is_approved_is_for_a_person(reviewed: ChairsHouse) -> None:
    """Nothing is drafted beside it."""
    reviewed.approve()
    record = reviewed.receive(a_mail("draft now"))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "draft now: the meeting is approved, so a person must see to it"


@pytest.mark.parametrize("is_reply", [False, True], ids=["a mail of its own", "an answer to the draft"])
def test_the_chair_names_the_next_meeting(reviewed: ChairsHouse, *, is_reply: bool) -> None:
    """It is proposed in the draft."""
    text = "next meeting 17 March 10:00"
    record = reviewed.receive(reviewed.reply_to(CHAIR, text, kind=MailKind.DRAFT) if is_reply else a_mail(text))
    assert record.reason == "notes: the next meeting on 17 March 2021, 10:00; revision 2 has them"
    assert reviewed.current().content.next_meeting == "Wednesday 17 March 2021, 10:00"


def test_a_doubtful_next_meeting_is_to_be_checked(reviewed: ChairsHouse) -> None:
    """Its weekday is another."""
    reviewed.receive(a_mail("next meeting Monday 17 March 10:00"))
    assert reviewed.redline().doubts
    assert "Please check" in reviewed.mails_to(CHAIR, MailKind.REDLINE)[0].text


def test_a_next_meeting_that_is_no_date_waits_for_a_person(reviewed: ChairsHouse) -> None:
    """Nothing is guessed."""
    record = reviewed.receive(a_mail("next meeting 31 February 10:00"))
    assert record.state is not InboundState.DONE
    assert reviewed.current().revision == 1


def test_cancelling_is_asked_back(invited: ChairsHouse) -> None:
    """Once, of whoever ordered it: the order alone cancels nothing."""
    record = invited.receive(a_mail("cancel meeting"))
    assert (record.state, record.reason) == (InboundState.REJECTED, "to cancel the meeting is asked back: Ian Bird was asked")
    assert len(invited.mails_to(CHAIR, MailKind.CANCEL_QUESTION)) == 1
    assert invited.mails_to(DEPUTY, MailKind.CANCEL_QUESTION) == []
    assert invited.meeting().state is MeetingState.INVITED


def test_a_hold_of_what_nobody_approved_is_told(reviewed: ChairsHouse) -> None:
    """There is nothing to stop."""
    record = reviewed.receive(reviewed.reply_to(CHAIR, "hold", kind=MailKind.DRAFT))
    assert (record.state, record.reason) == (InboundState.DONE, "a hold: nothing was about to go out")
    assert reviewed.notices() == [NoticeKind.NOTHING_HELD]


def test_a_hold_in_answer_to_the_draft_stops_what_is_approved(reviewed: ChairsHouse) -> None:
    """The receipt need not be the mail that is answered."""
    reviewed.approve()
    record = reviewed.receive(reviewed.reply_to(CHAIR, "Stop! 3.1 is wrong.", kind=MailKind.DRAFT))
    assert (record.state, record.reason) == (InboundState.DONE, "holds revision 1")
    assert reviewed.current().state is MinutesState.DRAFT


def test_what_is_not_clear_is_asked_about_once_a_day(reviewed: ChairsHouse) -> None:
    """At the known address, with the words that were not understood."""
    first = reviewed.receive(reviewed.reply_to(CHAIR, "3.1 is not quite right.", kind=MailKind.DRAFT))
    second = reviewed.receive(reviewed.reply_to(CHAIR, "3.1 is still not right.", kind=MailKind.DRAFT))
    assert (first.state, second.state) == (InboundState.REJECTED, InboundState.REJECTED)
    assert first.reason.endswith("; its author was asked")
    assert second.reason.endswith("; its author had been asked before")
    (question,) = reviewed.mails_to(CHAIR, MailKind.CLARIFICATION)
    assert "3.1 is not quite right." in question.text
    reviewed.clock.forward(days=1)
    reviewed.receive(reviewed.reply_to(CHAIR, "And 3.2?", kind=MailKind.DRAFT))
    assert len(reviewed.mails_to(CHAIR, MailKind.CLARIFICATION)) == 2
    assert reviewed.mails_to(CHAIR, MailKind.CONFIRMATION) == []
    assert len(reviewed.trail("asked back")) == 3


def test_what_is_not_clear_about_an_older_revision_is_asked_back_as_well(reviewed: ChairsHouse) -> None:
    """About the newest one, which the question shows."""
    reviewed.edit(("12 February", "13 February"))
    record = reviewed.receive(reviewed.reply_to(CHAIR, "3.1 is not quite right.", kind=MailKind.DRAFT))
    assert (record.state, reviewed.current().revision) == (InboundState.REJECTED, 2)
    assert record.reason.endswith("; its author was asked")
    context = reviewed.renderer.last(MailKind.CLARIFICATION)
    assert isinstance(context, ClarificationContext)
    assert (context.minutes.revision, context.words) == (2, "3.1 is not quite right.")


def test_thanks_do_nothing(reviewed: ChairsHouse) -> None:
    """Above an unedited quote."""
    record = reviewed.receive(reviewed.reply_to(CHAIR, f"Many thanks!\n\n{reviewed.quoted(CHAIR)}", kind=MailKind.DRAFT))
    assert record.state is InboundState.IGNORED
    assert reviewed.current().revision == 1


def test_joining_details_in_notes_are_never_published() -> None:
    """They come back instead, when the draft is approved."""
    house = ChairsHouse()
    house.invited(an_agenda(series=a_series(id=None), meeting=a_meeting(id=None, state=MeetingState.PLANNED, online=an_online_access())))
    house.receive(a_mail(NOTES.replace("upgrades go on", "dial in with sw0rdf1sh")))
    house.draft(MEETING_ID)
    record = house.approve()
    house.clock.forward(hours=1)
    house.release_due()
    assert record.state is InboundState.REJECTED
    assert house.published() == []


def test_an_order_about_no_meeting_is_none() -> None:
    """There is nothing to draft."""
    assert ChairsHouse().receive(a_mail("draft now")).state is not InboundState.DONE


@pytest.mark.parametrize(
    ("kind", "marks"),
    [(None, ()), (MailKind.INVITATION, ()), (MailKind.DRAFT, ("Precedence: bulk",))],
    ids=["to our address", "in answer to the invitation", "marked as bulk"],
)
def test_a_stop_by_whatever_way_takes_the_approval_back(reviewed: ChairsHouse, kind: MailKind | None, marks: tuple[str, ...]) -> None:
    """Nothing goes out by it, and a wrong stop costs one approval."""
    stop = a_mail("stop") if kind is None else reviewed.reply_to(CHAIR, "stop", kind=kind)
    reviewed.approve()
    record = reviewed.receive(replace(stop, marks=some_marks(*marks)))
    assert (record.state, record.reason) == (InboundState.DONE, "holds revision 1")
    _assert_taken_back(reviewed, record)


@pytest.mark.parametrize("kind", [None, MailKind.DRAFT])
def test_a_subject_alone_stops(reviewed: ChairsHouse, kind: MailKind | None) -> None:
    """Who is in a hurry writes no more than that."""
    stop = a_mail("") if kind is None else reviewed.reply_to(CHAIR, "", kind=kind)
    reviewed.approve()
    record = reviewed.receive(replace(stop, subject="STOP"))
    assert (record.state, record.reason) == (InboundState.DONE, "holds revision 1")
    _assert_taken_back(reviewed, record)


def test_a_stop_to_our_address_that_is_not_proven_stops_nothing(reviewed: ChairsHouse) -> None:
    """Without a token a From field proves nothing: a person decides."""
    reviewed.approve()
    reviewed.authenticator.judgement = NOT_PROVEN
    assert reviewed.receive(a_mail("stop")).state is InboundState.TRIAGE
    assert reviewed.current().state is MinutesState.APPROVED


def test_what_is_not_clear_while_the_minutes_are_approved_takes_the_approval_back(reviewed: ChairsHouse) -> None:
    """It came after the approval, and may mean that something is wrong."""
    reviewed.approve()
    reviewed.clock.forward(minutes=1)
    record = reviewed.receive(reviewed.reply_to(CHAIR, "3.1 is not quite right.", kind=MailKind.DRAFT))
    assert (record.state, record.reason) == (InboundState.DONE, "holds revision 1")
    _assert_taken_back(reviewed, record)


def _assert_taken_back(house: ChairsHouse, record: InboundRecord) -> None:
    """Nothing goes out; the same words come back to all who may approve them."""
    assert (house.current().revision, house.current().state) == (2, MinutesState.DRAFT)
    assert house.meeting().state is MeetingState.IN_REVIEW
    assert [entry.inbound_id for entry in house.trail("held")] == [record.id]
    assert [len(house.mails_to(who, MailKind.DRAFT)) for who in (CHAIR, DEPUTY)] == [2, 2]
    house.clock.forward(hours=1)
    assert (house.release_due(), house.published()) == (0, [])


def test_notes_that_the_trusted_server_refused_change_nothing(reviewed: ChairsHouse) -> None:
    """Although they came to the reply address of the draft; the chair is told."""
    reviewed.authenticator.judgement = Authentication(Proof.FAIL, "DMARC failed for good", is_final=True)
    record = reviewed.receive(reviewed.reply_to(CHAIR, NOTES, kind=MailKind.DRAFT))
    assert (record.state, record.reason) == (InboundState.REJECTED, "DMARC failed for good")
    assert (noted(reviewed), reviewed.current().revision) == (0, 1)
    assert reviewed.notices() == [NoticeKind.APPROVAL_REFUSED]


def test_what_a_reader_says_of_the_minutes_reaches_the_chair() -> None:
    """As a correction, which changes nothing by itself; its author is told."""
    house = ChairsHouse.reviewed(an_agenda_with_a_taker())
    house.publish_now()
    words = "Two of the cameras work, not three."
    record = house.receive(house.reply_to("reader@example.org", words, kind=MailKind.MINUTES))
    assert (record.state, record.reason) == (InboundState.DONE, "it answers minutes that are out: passed on to the chair")
    context = house.renderer.last(MailKind.FORWARD)
    assert isinstance(context, ForwardContext)
    assert (context.recipient.email, context.forward, context.words) == (CHAIR, ForwardKind.CORRECTION, words)
    assert house.notices() == [NoticeKind.CORRECTION_PASSED_ON]
    assert house.last_notice().recipient.email == "reader@example.org"
    assert (house.current().revision, house.current().state) == (1, MinutesState.PUBLISHED)
