"""People say what became of their actions, by reply: to a reminder, an invitation, the minutes, or any mail of ours."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import MeetingId, PersonId, SeriesId, Speaker
from mailflow.domain.lifecycle import ActionState, InboundState, MeetingState
from mailflow.domain.mails.series import ActionNotice, ActionNoticeContext, ActionReminderContext
from mailflow.domain.message import Address, Attachment, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import a_meeting, a_series, a_speaker, an_action, an_agenda, an_inbound, an_item
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, House

CHAIR, CTA, EGO = "ian.bird@example.org", "matthias@example.org", "elena@example.org"


def a_house(*actions: ActionItem) -> House:
    """Return a house with an invited meeting, and three open actions: two of CTA's speaker, one of nobody, unless others are given."""
    house = House()
    house.invited()
    with house.begin() as uow:
        owner = uow.meetings.get(MeetingId(1)).slots[0].speakers[0]
        assert owner.email == CTA
        own = (an_action(owner_ids=(owner.id or 0,)), an_action("send the plan", owner_ids=(owner.id or 0,)), an_action("book a room"))
        for action in actions or own:
            uow.actions.add(action)
        uow.commit()
    return house


def action(house: House, number: int) -> ActionItem:
    """Return an action."""
    with house.begin() as uow:
        found = uow.actions.find(SeriesId(1), number)
    assert found is not None
    return found


def remind(house: House) -> None:
    """Let the reminders go, two days before the meeting."""
    with house.begin() as uow:
        start_at = uow.meetings.get(MeetingId(1)).start_at
    house.clock.at = start_at - timedelta(days=2)
    house.sweep()


def answer(
    house: House, text: str, *, to: str = CTA, kind: MailKind = MailKind.ACTION_REMINDER, author: Address | None = None
) -> InboundRecord:
    """Let somebody answer a mail of ours."""
    return house.receive(house.reply_to(to, text, kind=kind, author=author))


def notices(house: House) -> list[tuple[str, ActionNotice]]:
    """Return who was told what about actions, oldest first."""
    found = [context for context in house.renderer.contexts if isinstance(context, ActionNoticeContext)]
    return [(context.recipient.email, context.notice) for context in found]


def last(house: House) -> ActionNoticeContext:
    """Return what the newest notice was to say."""
    context = house.renderer.last(MailKind.ACTION_NOTICE)
    assert isinstance(context, ActionNoticeContext)
    return context


def test_each_owner_is_reminded_once_of_all_that_is_theirs() -> None:
    """Two days before the meeting, with words to reply; a second beat sends nothing."""
    house = a_house()
    remind(house)
    house.sweep()
    (mail,) = house.mails_to(CTA, MailKind.ACTION_REMINDER)
    context = house.renderer.last(MailKind.ACTION_REMINDER)
    assert isinstance(context, ActionReminderContext)
    assert [one.number for one in context.actions] == [1, 2]
    assert [word for word, _ in context.urls] == ["done 1", "done 2"]
    assert [entry.recipient.email for entry in house.entries() if entry.kind is MailKind.ACTION_REMINDER] == [mail.recipient.email]


def test_nobody_is_reminded_of_what_is_done() -> None:
    """Nor of what has no owner."""
    house = a_house()
    for number in (1, 2):
        house.receive(house.reply_to(CTA, f"done {number}", kind=MailKind.INVITATION))
    remind(house)
    assert not [entry for entry in house.entries() if entry.kind is MailKind.ACTION_REMINDER]


@pytest.mark.parametrize("kind", [MailKind.ACTION_REMINDER, MailKind.INVITATION])
def test_owner_closes_an_action_by_reply(kind: MailKind) -> None:
    """And is told what is left, and how to take it back."""
    house = a_house()
    remind(house)
    record = answer(house, "done 1", kind=kind)
    assert (record.state, record.reason) == (InboundState.DONE, "actions: done 1")
    assert (action(house, 1).state, action(house, 1).inbound_id) == (ActionState.DONE, record.id)
    told = last(house)
    assert (told.notice, [change.reply for change in told.changes], [one.number for one in told.open]) == (
        ActionNotice.CHANGED, ["reopen 1"], [2],
    )  # fmt: skip
    assert answer(house, "reopen 1", kind=MailKind.ACTION_NOTICE).state is InboundState.DONE
    assert action(house, 1).is_open


def test_several_at_once_and_several_orders() -> None:
    """Each on a line of its own, or with several numbers."""
    house = a_house()
    remind(house)
    answer(house, "done 1\ndefer 2 to 31 March")
    assert (action(house, 1).state, action(house, 2).due) == (ActionState.DONE, date(2021, 3, 31))


def test_a_number_is_needed_where_several_are_open() -> None:
    """The list is sent; of a single one it is clear."""
    house = a_house()
    remind(house)
    assert answer(house, "done").state is InboundState.REJECTED
    assert (last(house).notice, [one.number for one in last(house).open]) == (ActionNotice.WHICH, [1, 2])
    answer(house, "done 1")
    assert answer(house, "Done, thanks!", kind=MailKind.ACTION_NOTICE).reason == "actions: done 2"


def test_a_number_that_is_not_there_is_asked_about() -> None:
    """Nothing is guessed."""
    house = a_house()
    remind(house)
    assert answer(house, "done 9").state is InboundState.REJECTED
    assert last(house).notice is ActionNotice.WHICH


def test_what_is_not_theirs_is_nobodys_and_the_chair_is_told() -> None:
    """It is shown still, and nobody is reminded of it."""
    house = a_house()
    remind(house)
    answer(house, "1 is not mine")
    assert (action(house, 1).owner_ids, action(house, 1).is_open) == ((), True)
    assert notices(house) == [(CTA, ActionNotice.CHANGED), (CHAIR, ActionNotice.TOLD)]


def test_words_beside_an_order_are_kept_and_reach_the_chair() -> None:
    """As a note of the action, under its author's name."""
    house = a_house()
    remind(house)
    answer(house, "done 1, the page is online at https://example.org/page")
    assert action(house, 1).note == "Matthias Fuessling: the page is online at https://example.org/page"
    assert notices(house) == [(CTA, ActionNotice.CHANGED), (CHAIR, ActionNotice.TOLD)]
    assert "https://example.org/page" in last(house).words


def test_other_words_to_a_reminder_go_to_the_chair() -> None:
    """They are no report, though the owner has a slot."""
    house = a_house()
    remind(house)
    record = answer(house, "The paper waits for the board, who meet on Thursday.")
    assert record.state is InboundState.DONE
    assert len(house.mails_to(CHAIR, MailKind.FORWARD)) == len(house.mails_to(CTA, MailKind.NOTICE)) == 1
    assert house.shown("3.1") == []


def test_the_chair_may_close_what_is_anybodys() -> None:
    """And is not told so twice."""
    house = a_house()
    assert answer(house, "done 3", to=CHAIR, kind=MailKind.INVITATION).state is InboundState.DONE
    assert action(house, 3).state is ActionState.DONE
    assert notices(house) == [(CHAIR, ActionNotice.CHANGED)]


def test_somebody_else_does_not_close_it_the_chair_is_asked() -> None:
    """And decides by the same words."""
    house = a_house()
    record = answer(house, "done 1", to=EGO, kind=MailKind.INVITATION)
    assert record.state is InboundState.DONE
    assert action(house, 1).is_open
    assert notices(house) == [(CHAIR, ActionNotice.PROPOSED), (EGO, ActionNotice.PASSED_ON)]
    answer(house, "done 1", to=CHAIR, kind=MailKind.ACTION_NOTICE)
    assert action(house, 1).state is ActionState.DONE


def test_who_has_the_reminder_of_another_closes_nothing() -> None:
    """A token in other hands proves nobody."""
    house = a_house()
    remind(house)
    answer(house, "done 1", author=STRANGER)
    assert action(house, 1).is_open
    assert (CHAIR, ActionNotice.PROPOSED) in notices(house)


def test_a_forged_address_closes_nothing() -> None:
    """Where a server says that it is not the author's, a person must see to it, or the chair is asked."""
    house = a_house()
    house.authenticator.judgement = FORGED
    message = replace(house.reply_to(CTA, "done 1", kind=MailKind.INVITATION), recipients=("minutes@example.org",))
    house.receive(message)
    assert action(house, 1).is_open


def test_the_owners_own_token_is_proof_enough() -> None:
    """Where no server says anything of the author."""
    house = a_house()
    house.authenticator.judgement = NOT_PROVEN
    remind(house)
    answer(house, "done 1")
    assert action(house, 1).state is ActionState.DONE


def test_what_was_done_is_not_done_twice_when_the_mail_is_read_anew() -> None:
    """Though it was reopened meanwhile."""
    house = a_house()
    remind(house)
    record = answer(house, "done 1")
    answer(house, "reopen 1", kind=MailKind.ACTION_NOTICE)
    house.desk.replay([record.id])
    house.read_waiting()
    assert action(house, 1).is_open


@pytest.mark.parametrize(
    "text",
    ["3 done, 2 in progress: the cameras", "1 done, the other two tests go on until Friday", "Done 7 of the tests.", "done 12"],
)
def test_a_report_is_no_order(text: str) -> None:
    """Where it names what is no action of its author's, or goes on."""
    house = a_house()
    record = answer(house, text, to=EGO, kind=MailKind.INVITATION)
    assert not record.reason.startswith("actions")
    assert all(action(house, number).is_open for number in (1, 2, 3))


def test_an_owner_who_is_on_no_agenda_any_more_is_known() -> None:
    """By the address under which the series has them."""
    house = a_house()
    with house.begin() as uow:
        gone = uow.meetings.add_delegate(MeetingId(1), [], PersonId(1), Speaker("Old Hand", email="old@example.org"))
        found = uow.actions.find(SeriesId(1), 3)
        assert found is not None
        uow.actions.save(replace(found, owner_ids=(PersonId(gone.id or 0),)))
        uow.commit()
    remind(house)
    answer(house, "done 3", to="old@example.org")
    assert action(house, 3).state is ActionState.DONE


def test_without_actions_nothing_is_an_order() -> None:
    """Of a mail to a series that has none."""
    house = House()
    house.invited()
    record = house.receive(an_inbound("done 1", authors=(Address(CTA),)))
    assert not record.reason.startswith("actions")


MALLORY = STRANGER.email


def test_a_stranger_is_told_nothing_of_actions() -> None:
    """However proven their own address is: a person sees to it, and the chair is not asked."""
    house = a_house()
    record = house.receive(an_inbound("done 1, 2", subject="hello", authors=(STRANGER,)))
    assert record.state is InboundState.TRIAGE
    assert (notices(house), house.mails_to(MALLORY), house.mails_to(CHAIR, MailKind.ACTION_NOTICE)) == ([], [], [])
    assert action(house, 1).is_open


@pytest.mark.parametrize("text", ["done 1", "done", "What do you mean by this, and who is it for?"])
def test_who_answers_a_reminder_without_its_token_and_is_nobody_of_the_series_is_told_nothing(text: str) -> None:
    """A Message-ID is in every archive."""
    house = a_house()
    remind(house)
    record = house.receive(replace(house.reply_to(CTA, text, author=STRANGER), recipients=("minutes@example.org",)))
    assert record.state is InboundState.TRIAGE
    assert (notices(house), house.mails_to(MALLORY), house.mails_to(CHAIR, MailKind.FORWARD)) == ([], [], [])


def test_a_person_of_another_series_is_told_nothing_of_this_one() -> None:
    """Though they name it in the subject."""
    house = a_house()
    zoe = a_speaker("Zoe Other", email="zoe@example.com", id=None)
    items = (an_item("1", "Other things", speakers=(zoe,)),)
    meeting = a_meeting(id=None, state=MeetingState.PLANNED, items=items)
    house.invited(an_agenda(series=a_series("other-series", id=None, chair=zoe), meeting=meeting))
    with house.begin() as uow:
        assert uow.meetings.knows("zoe@example.com")
        slug = uow.meetings.series_of(MeetingId(1)).slug
    record = house.receive(an_inbound("done 1", subject=f"[{slug}] done", authors=(Address("zoe@example.com", "Zoe"),)))
    assert record.state is InboundState.TRIAGE
    assert (notices(house), house.mails_to("zoe@example.com", MailKind.ACTION_NOTICE)) == ([], [])


@pytest.mark.parametrize("text", ["Thanks!", "ok thanks", "Vielen Dank!", "Thanks a lot for the reminder, will do"])
def test_thanks_for_a_reminder_are_nothing(text: str) -> None:
    """No report, no receipt, no question."""
    house = a_house()
    remind(house)
    before = len(house.entries())
    record = answer(house, text)
    assert record.state is InboundState.IGNORED
    assert (house.shown("3.1"), len(house.entries())) == ([], before)


def test_what_answers_a_mail_about_actions_is_no_report() -> None:
    """Not of several authors, and not a file alone: a person says whether it is one."""
    house = a_house()
    remind(house)
    reply = house.reply_to(CTA, "The prototype telescope saw first light.", kind=MailKind.ACTION_REMINDER)
    record = house.receive(replace(reply, authors=(*reply.authors, Address(EGO))))
    assert (record.state, house.shown("3.1")) == (InboundState.TRIAGE, [])
    bare = house.reply_to(CTA, "", kind=MailKind.ACTION_REMINDER)
    file = Attachment("report.txt", "text/plain", b"The prototype telescope saw first light.")
    record = house.receive(replace(bare, attachments=(file,)))
    assert (record.state, house.shown("3.1")) == (InboundState.TRIAGE, [])


@pytest.mark.parametrize("day", ["2019-01-01", "1 March 2099"])
def test_no_day_that_is_over_or_far_ahead(day: str) -> None:
    """Its author is told what was understood; nothing is changed, of no order of the mail."""
    house = a_house()
    remind(house)
    record = answer(house, f"done 2\ndefer 1 to {day}")
    assert (record.state, action(house, 1).due, action(house, 2).is_open) == (InboundState.REJECTED, None, True)
    assert (last(house).notice, last(house).changes[0].reply[:11]) == (ActionNotice.UNLIKELY_DAY, "defer 1 to ")


def test_a_day_that_is_over_by_now_is_not_offered_back() -> None:
    """As the order would be refused."""
    house = a_house(replace(an_action(owner_ids=(PersonId(1),)), due=date(2019, 1, 1)))
    answer(house, "defer 1 to 31 March", to=CHAIR, kind=MailKind.INVITATION)
    assert [change.reply for change in last(house).changes] == [""]


def test_all_orders_of_a_line_are_carried_out() -> None:
    """And a note that follows a number without a sign is kept."""
    house = a_house()
    remind(house)
    answer(house, "2 done, 1 done")
    assert not action(house, 1).is_open
    assert not action(house, 2).is_open
    answer(house, "done 3 the room is booked", to=CHAIR, kind=MailKind.INVITATION)
    assert action(house, 3).is_open, "elsewhere a report may begin so"


def test_words_that_run_on_close_an_action_in_answer_to_a_reminder() -> None:
    """As the reminder says, they are kept with it."""
    house = a_house()
    remind(house)
    answer(house, "done 1 the paper is out")
    assert (action(house, 1).state, action(house, 1).note) == (ActionState.DONE, "Matthias Fuessling: the paper is out")


@pytest.mark.parametrize("text", ["done 0", "done 1\n1 not mine"])
def test_what_is_no_action_or_two_things_of_one_is_asked_about(text: str) -> None:
    """Nothing is changed."""
    house = a_house()
    remind(house)
    assert answer(house, text).state is InboundState.REJECTED
    assert (action(house, 1).is_open, last(house).notice) == (True, ActionNotice.WHICH)
