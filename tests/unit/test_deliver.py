"""Approved minutes to the list: each reader once, and only what is approved."""

from dataclasses import replace

import pytest

from mailflow.domain import reply_address
from mailflow.domain.agenda import Series
from mailflow.domain.errors import BadReplyAddress, IllegalTransition
from mailflow.domain.lifecycle import MeetingState, MinutesState
from mailflow.domain.mailing import list_id_of, thread_of_series
from mailflow.domain.mails.readers import MinutesContext
from mailflow.domain.message import MailKind, OutboundMessage
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.publicity import Archiving, Publicity
from mailflow.services.deliver import readers
from tests.builders import NOW, SERVICE_ADDRESS, SIGNING_KEY, a_series, an_agenda
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


def _mails(house: House, *addresses: str) -> list[OutboundMessage]:
    return [house.mails_to(address, MailKind.MINUTES)[-1] for address in addresses]


def test_each_subscriber_has_a_way_out_of_their_own() -> None:
    """By the page and by mail; whoever holds one reader's token can take nobody else off the list, and answer nothing by it."""
    house = House()
    draft, series = approved(house, a_series(subscribers=("a@example.org", "b@example.org"), id=None))
    publish(house, draft, series)
    mails = _mails(house, *series.subscribers)
    listings = [mail.listing for mail in mails if mail.listing]
    assert len({listing.leave_url for listing in listings}) == len({listing.leave_address for listing in listings}) == 2
    for mail, listing in zip(mails, listings, strict=True):
        assert (listing.list_id, listing.title, listing.owner) == ("escape-tc.example.org", series.title, SERVICE_ADDRESS)
        assert house.post.find_left(listing.leave_address) == mail.id
        assert listing.leave_url == f"https://minutes.example.org/u/{mail.id}.signed"
        assert len(listing.leave_address.partition("@")[0]) <= 64
        assert listing.leave_address == listing.leave_address.lower()
        with pytest.raises(BadReplyAddress, match="forged"):
            reply_address.verify(listing.leave_address, key=SIGNING_KEY, now=NOW)
    context = house.renderer.last(MailKind.MINUTES)
    assert isinstance(context, MinutesContext)
    assert (context.leave_url.startswith("https://minutes.example.org/u/"), context.is_for_list) == (True, False)


def test_a_reply_address_is_no_way_out() -> None:
    """Each token is good for what it was made for."""
    house = House()
    assert house.post.find_left(house.post.reply_address(house.post.new_id(), MailKind.INVITATION)) is None


def test_a_list_of_others_gets_nothing_personal() -> None:
    """Its manager writes the fields of the list itself, and hands the same mail to people of whom we know nothing."""
    house = House()
    draft, series = approved(house, a_series(list_address="TC@lists.example.org", subscribers=(), id=None))
    publish(house, draft, series)
    (mail,) = _mails(house, "tc@lists.example.org")
    assert mail.listing is None
    context = house.renderer.last(MailKind.MINUTES)
    assert isinstance(context, MinutesContext)
    assert (context.leave_url, context.is_for_list) == ("", True)


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (Publicity.PUBLIC, "/s/escape-tc/1/next.ics"),
        (Publicity.LINK, "/s/key-of-escape-tc/1/next.ics"),
        (Publicity.OFF, "/calendar/escape-tc.ics"),
    ],
)
def test_the_next_meeting_is_offered_to_the_calendar(access: Publicity, expected: str) -> None:
    """Beside the minutes that announce it, or where these are not shown in the calendar of the series; without one nothing is."""
    for at, url in ((None, ""), (NOW, f"https://minutes.example.org{expected}")):
        house = House()
        draft, series = approved(house, a_series(id=None))
        publish(house, replace(draft, content=replace(draft.content, next_at=at)), replace(series, archiving=Archiving(access)))
        context = house.renderer.last(MailKind.MINUTES)
        assert isinstance(context, MinutesContext)
        assert context.next_event_url == url


def test_the_minutes_of_a_series_are_one_thread() -> None:
    """All refer to what stands for the series, which is no mail; a correction first to the minutes that the reader got before."""
    house = House()
    draft, series = approved(house, a_series(id=None))
    publish(house, draft, series)
    (first,) = _mails(house, "reader@example.org")
    assert first.references == ("<minutes.escape-tc@example.org>",)
    with house.begin() as uow:
        corrected = uow.minutes.add(replace(draft, id=None, revision=2, state=MinutesState.APPROVED))
        meeting = replace(uow.meetings.get(draft.meeting_id), state=MeetingState.APPROVED)
        uow.subscribers.add(uow.subscribers.get_series_id(series.slug), "late@example.org", now=NOW)
        house.publish(uow, corrected, meeting, uow.meetings.series_of(draft.meeting_id))
        uow.commit()
    second, other = _mails(house, "reader@example.org", "late@example.org")
    assert second.references == (first.message_id, "<minutes.escape-tc@example.org>")
    assert other.references == first.references


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("escape-tc", "escape-tc"), ("TC 2021/1", "TC-2021-1"), ("a.b@c", "a-b-c"), ("Ü", "minutes")],
)
def test_the_identity_of_a_list_is_a_name_with_dots(slug: str, expected: str) -> None:
    """Whatever a series is called for short, no sign is in it that RFC 2919 forbids."""
    assert list_id_of(slug, "example.org") == f"{expected}.example.org"
    assert thread_of_series(slug, "example.org") == f"<minutes.{expected}@example.org>"
