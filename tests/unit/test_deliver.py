"""Approved minutes to the list: each reader once, and only what is approved."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import Series
from mailflow.domain.errors import IllegalTransition
from mailflow.domain.lifecycle import MeetingState, MinutesState
from mailflow.domain.mails.readers import MinutesContext
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.draft import Draft
from mailflow.services.deliver import readers
from tests.builders import SERVICE_ADDRESS, a_series, an_agenda
from tests.fakes import House


def approved(house: House, series: Series) -> tuple[Draft, Series]:
    """Bring a meeting to approved minutes, and return them with the stored series."""
    meeting_id, draft = house.drafted(an_agenda(series=series))
    with house.begin() as uow:
        uow.minutes.save_state(replace(draft, state=MinutesState.APPROVED))
        uow.meetings.save_state(replace(uow.meetings.get(meeting_id), state=MeetingState.APPROVED))
        uow.commit()
        return replace(draft, state=MinutesState.APPROVED), uow.meetings.series_of(meeting_id)


def publish(house: House, draft: Draft, series: Series) -> int:
    """Publish minutes, commit, and return how many mails were queued."""
    with house.begin() as uow:
        queued = house.publish(uow, draft, uow.meetings.get(draft.meeting_id), series)
        uow.commit()
    return len(queued)


@pytest.mark.parametrize(
    ("list_address", "subscribers", "expected"),
    [
        ("", (), ()),
        ("TC@lists.example.org", (), ("tc@lists.example.org",)),
        ("", ("b@example.org", "a@example.org"), ("b@example.org", "a@example.org")),
        ("tc@lists.example.org", ("TC@lists.example.org", "a@example.org"), ("tc@lists.example.org", "a@example.org")),
    ],
    ids=["nobody", "a list", "subscribers", "both, once"],
)
def test_readers_are_the_list_and_the_subscribers(list_address: str, subscribers: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Each address once, letter case apart."""
    assert readers(a_series(list_address=list_address, subscribers=subscribers)) == expected


def test_each_reader_gets_the_minutes() -> None:
    """One mail each, without a token, and an answer comes to us."""
    house = House()
    draft, series = approved(house, a_series(subscribers=("a@example.org", "b@example.org"), id=None))
    assert publish(house, draft, series) == 2
    mails = [mail for address in series.subscribers for mail in house.mails_to(address, MailKind.MINUTES)]
    assert [mail.recipient.email for mail in mails] == ["a@example.org", "b@example.org"]
    assert {mail.reply_to for mail in mails} == {SERVICE_ADDRESS}
    context = house.renderer.last(MailKind.MINUTES)
    assert isinstance(context, MinutesContext)
    assert context.minutes == replace(draft, state=MinutesState.PUBLISHED)
    assert house.trail("published")[0].detail == f"revision 1, sha256 {draft.sha256}, to 2 addresses"


def test_minutes_are_published_once() -> None:
    """A second time is refused, and whoever joins later gets nothing by it."""
    house = House()
    draft, series = approved(house, a_series(id=None))
    publish(house, draft, series)
    with pytest.raises(IllegalTransition):
        publish(house, replace(draft, state=MinutesState.PUBLISHED), series)
    assert len(house.mails_to("reader@example.org")) == 1


@pytest.mark.parametrize("state", [MinutesState.DRAFT, MinutesState.SUPERSEDED], ids=str)
def test_nothing_is_published_that_is_not_approved(state: MinutesState) -> None:
    """Whatever asks for it."""
    house = House()
    draft, series = approved(house, a_series(id=None))
    with pytest.raises(IllegalTransition):
        publish(house, replace(draft, state=state), series)
    assert house.mails_to("reader@example.org") == []


def test_reader_who_has_the_minutes_gets_them_no_more() -> None:
    """The purpose of the mail is served: a repeated publication queues nothing."""
    house = House()
    draft, series = approved(house, a_series(id=None))
    publish(house, draft, series)
    with house.begin() as uow:
        meeting = replace(uow.meetings.get(draft.meeting_id), state=MeetingState.APPROVED)
        assert house.publish(uow, draft, meeting, series) == ()
