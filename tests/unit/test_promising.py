"""Promised reports are remembered: in the briefing, in the plan of the next meeting, and in its invitation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.chair import BriefingContext
from mailflow.domain.mails.series import PlannedContext
from mailflow.domain.mails.speakers import InvitationContext
from mailflow.domain.message import Address, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import START, an_inbound
from tests.fakes import House
from tests.unit.test_planning import CTA, approve

KAY, TAMAS = "kay@example.org", "tamas@example.org"
WORDS = "I will send it tomorrow"
_MAIL = f"Hi Ian,\n\n{WORDS}.\n\nBest regards,\nMatthias"


def a_house() -> House:
    """Return a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    house.clock.forward(hours=2)
    return house


def promise(house: House, email: str = CTA, text: str = _MAIL, **changes: object) -> InboundRecord:
    """Let somebody promise a report, and return what became of that mail."""
    house.receive(replace(house.reply_to(email, text, kind=MailKind.INVITATION), **changes))  # type: ignore[arg-type]
    with house.begin() as uow:
        return uow.inbound.records()[-1]


def briefed(house: House) -> list[tuple[str, str, str]]:
    """Return what the briefing tells of promises: slot, person, words."""
    house.clock.at = START - timedelta(hours=1)
    house.sweep()
    context = house.renderer.last(MailKind.BRIEFING)
    assert isinstance(context, BriefingContext)
    return [(one.slot.title, one.person.name, one.words) for one in context.promises]


def minuted(house: House) -> None:
    """Bring the minutes of meeting 1 out, and invite to the next."""
    house.clock.at = START + timedelta(days=1)
    house.draft(MeetingId(1))
    approve(house)
    house.invite(MeetingId(2))


def invited(house: House, email: str) -> list[tuple[str, str, str]]:
    """Return what the newest invitation of somebody tells of promises: slot, person, words."""
    told = [one for one in house.renderer.contexts if isinstance(one, InvitationContext) and one.recipient.email == email][-1]
    return [(one.slot.title, one.person, one.words) for one in told.promised]


def test_promise_is_written_down_with_its_slot() -> None:
    """It is ignored like thanks are, but for a reason of its own."""
    record = promise(a_house())
    assert (record.state, record.meeting_id, record.item_keys) == (InboundState.IGNORED, MeetingId(1), ("3.1",))
    assert record.reason == "it promises a report on CTA, and is none"


def test_briefing_tells_who_promised_and_has_not_sent() -> None:
    """In their own words, without greeting and signature; the newest of each."""
    house = a_house()
    promise(house, text="Will do.")
    house.clock.forward(hours=1)
    promise(house)
    assert briefed(house) == [("CTA", "Matthias Fuessling", WORDS)]


def test_promise_that_is_kept_is_none_any_more() -> None:
    """Neither in the briefing, nor in the next invitation."""
    house = a_house()
    promise(house)
    house.receive(house.reply_to(CTA, "The telescopes observe.", kind=MailKind.INVITATION))
    assert briefed(house) == []
    minuted(house)
    assert invited(house, CTA) == []


def test_promise_without_a_report_is_in_the_next_invitation() -> None:
    """To whoever made it as theirs, to the other speaker of the slot with the name; the chair sees it in the plan."""
    house = a_house()
    promise(house)
    promise(house, KAY, "Will do")
    minuted(house)
    assert invited(house, CTA) == [("CTA", "", WORDS)]
    assert (invited(house, KAY), invited(house, TAMAS)) == ([("KM3NeT", "", "Will do")], [("KM3NeT", "Kay Graf", "Will do")])
    context = house.renderer.last(MailKind.PLANNED)
    assert isinstance(context, PlannedContext)
    assert [(one.slot.title, one.person.name) for one in context.promises] == [
        ("CTA", "Matthias Fuessling"), ("KM3NeT", "Kay Graf"),
    ]  # fmt: skip


def test_promise_keeps_no_reminder_away() -> None:
    """It is no report."""
    house = a_house()
    promise(house)
    house.clock.at = START - timedelta(hours=20)
    house.sweep()
    house.clock.forward(minutes=30)  # what has come meanwhile is read first
    house.sweep()
    assert CTA in {entry.recipient.email for entry in house.entries() if entry.kind is MailKind.REMINDER}


def test_promise_that_answers_no_mail_is_of_the_one_meeting_of_its_author() -> None:
    """As nothing else can be meant."""
    house = a_house()
    record = promise(house, recipients=("minutes@example.org",), references=(), subject="CTA")
    assert (record.meeting_id, record.item_keys) == (MeetingId(1), ("3.1",))


@pytest.mark.parametrize("author", ["stranger@example.org", "ian.bird@example.org"])
def test_nobody_promises_for_others(author: str) -> None:
    """A stranger has no slot, nor the chair one that asks for a report."""
    house = a_house()
    record = promise(house, authors=(Address(author, "Some One"),))
    assert (record.state, record.item_keys) == (InboundState.IGNORED, ())
    assert briefed(house) == []


def test_promise_of_something_else_is_no_promised_report() -> None:
    """As of an action, or to somebody who asked for something else."""
    house = a_house()
    house.clock.at = START - timedelta(hours=1)
    house.sweep()
    house.receive(an_inbound("Will do.", authors=(Address("stranger@example.org", "Stranger"),), message_id="<s1@example.org>"))
    with house.begin() as uow:
        assert uow.inbound.promises(MeetingId(1)) == ()


def test_real_mails_tell_of_promises() -> None:
    """In text and page."""
    house = House(renderer=TemplateRenderer())
    house.invited()
    house.clock.forward(hours=2)
    promise(house)
    house.clock.at = START - timedelta(hours=1)
    house.sweep()
    minuted(house)
    briefing = house.mails_to("ian.bird@example.org", MailKind.BRIEFING)[-1]
    plan = house.mails_to("ian.bird@example.org", MailKind.PLANNED)[-1]
    invitation = house.mails_to(CTA, MailKind.INVITATION)[-1]
    for mail in (briefing, plan, invitation):
        assert all(f"“{WORDS}”" in " ".join(form.split()) for form in (mail.text, mail.html))
    assert f"you promised a report, which has not come: “{WORDS}”" in " ".join(invitation.text.split())
