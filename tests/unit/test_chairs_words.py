"""Edits and notes of the chair beside approvals: what they take back, and what they do not do twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState, MinutesState
from mailflow.domain.mails.chair import RedlineContext
from mailflow.domain.message import InboundMessage, MailKind, Mark
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.records import InboundRecord
from tests.builders import SERVICE_ADDRESS, a_series, an_agenda, an_inbound
from tests.fakes import House

CHAIR = "ian.bird@example.org"
NOTES = "CTA\nIan: first light was on Monday\n\nEGO\nKay: we wait for the pumps"


@pytest.fixture
def house() -> House:
    """Give a house in which the draft is with the chair; what is approved is held for ten minutes."""
    house = House()
    house.drafted(an_agenda(series=a_series(approval_hold=timedelta(minutes=10), id=None)))
    return house


def answer(house: House, text: str, kind: MailKind = MailKind.DRAFT) -> InboundRecord:
    """Let the chair answer the newest mail of a kind."""
    return house.receive(house.reply_to(CHAIR, text, kind=kind))


def current(house: House) -> Draft:
    """Return the newest revision."""
    with house.begin() as uow:
        draft = uow.minutes.find_current(MeetingId(1))
    assert draft
    return draft


def standing(house: House) -> tuple[int, int]:
    """Return how many revisions there are, and how many mails."""
    return current(house).revision, len(house.entries())


def test_edit_of_approved_minutes_takes_the_approval_back(house: House) -> None:
    """The trail says so, with the message that caused it; what was approved does not go out."""
    answer(house, "approve")
    record = answer(house, "3.2: All is well.")
    house.clock.forward(minutes=20)
    assert house.release_due() == 0
    (held,) = house.trail("held")
    assert (held.inbound_id, held.detail) == (record.id, "revision 1; it comes back as revision 2")
    assert (current(house).revision, current(house).state) == (3, MinutesState.DRAFT)
    assert record.reason == "edits revision 1: revision 3 waits for approval"
    context = house.renderer.last(MailKind.REDLINE)
    assert isinstance(context, RedlineContext)
    assert {change.item for change in context.changes} == {"3.2  EGO (Elena Cuoco)"}
    assert {(change.before, change.after) for change in context.changes} == {("No report received.", ""), ("", "All is well.")}


def test_edit_that_is_in_the_approved_minutes_takes_nothing_back(house: House) -> None:
    """As when a mail program sends it twice: the minutes go out as they were approved."""
    answer(house, "3.2: All is well.")
    answer(house, "approve", MailKind.REDLINE)
    again = answer(house, "3.2: All is well.\n\nThanks, Ian")
    assert (again.state, again.reason) == (InboundState.DONE, "revision 2 says so already")
    house.clock.forward(minutes=20)
    assert house.release_due() == 1
    assert current(house).state is MinutesState.PUBLISHED


def test_edit_that_is_read_anew_changes_nothing(house: House) -> None:
    """What was written since is not taken back by it."""
    first = answer(house, "3.2: All is well.")
    answer(house, "3.2: Nothing is well.", MailKind.REDLINE)
    before = standing(house)
    house.desk.replay([first.id])
    house.read_waiting()
    assert (house.get(first.id).state, house.get(first.id).reason) == (InboundState.DONE, "revision 2 was made by this message")
    assert standing(house) == before
    assert "Nothing is well." in current(house).text


def test_notes_that_are_read_anew_change_nothing(house: House) -> None:
    """They are in the draft already."""
    record = answer(house, NOTES)
    before = standing(house)
    house.desk.replay([record.id])
    house.read_waiting()
    assert house.get(record.id).reason == "noted before: 2 notes on 2 items"
    assert standing(house) == before


def test_notes_that_come_twice_are_noted_once(house: House) -> None:
    """To us, and by a list that we are on."""
    mail = an_inbound(NOTES, subject="Notes", message_id="<notes@example.org>", authors=(house.mails_to(CHAIR)[-1].recipient,))
    assert house.receive(mail).kind == "notes"
    copy = house.receive(replace(mail, recipients=(SERVICE_ADDRESS, "list@example.org")))
    assert (copy.state, copy.reason) == (InboundState.IGNORED, "a copy of message 1")
    assert current(house).text.count("first light was on Monday") == 1


def published(words: str) -> House:
    """Return a house whose minutes are out, also to the chair, with real texts and a report of these words."""
    house = House(renderer=TemplateRenderer())
    series = a_series(subscribers=("reader@example.org", CHAIR), approval_hold=timedelta(0), id=None)
    house.invited(an_agenda(series=series))
    house.receive(house.reply_to("matthias@example.org", words))
    house.draft(MeetingId(1))
    answer(house, "approve")
    assert current(house).state is MinutesState.PUBLISHED
    return house


def corrected(house: House, old: str, new: str) -> InboundMessage:
    """Return the chair's answer to the minutes, with other words in the quote and none beside it."""
    (minutes,) = house.mails_to(CHAIR, MailKind.MINUTES)
    quote = "".join(f"> {line}\n" for line in minutes.text.replace(old, new).splitlines())
    return house.reply_to(CHAIR, f"On Mon, 1 Mar 2021 at 13:00, mailflow wrote:\n{quote}", kind=MailKind.MINUTES)


def test_change_in_the_quoted_minutes_that_are_out_corrects_them() -> None:
    """With no word beside it: the next revision waits for approval, what is out stays."""
    house = published("The array has 14 telescopes.")
    record = house.receive(corrected(house, "14 telescopes", "16 telescopes"))
    assert (record.state, record.reason) == (InboundState.DONE, "edits revision 1: revision 2 waits for approval")
    assert "16 telescopes" in current(house).text
    assert len(house.mails_to(CHAIR, MailKind.REDLINE)) == 1
    assert len(house.mails_to("reader@example.org")) == 1


def test_change_that_may_have_come_by_a_list_is_left_to_a_person() -> None:
    """As with every decision: somebody else may have written it."""
    house = published("The array has 14 telescopes.")
    mail = corrected(house, "14 telescopes", "16 telescopes")
    record = house.receive(replace(mail, marks=(Mark("Precedence", "list"),)))
    assert record.state is InboundState.TRIAGE
    assert current(house).revision == 1
