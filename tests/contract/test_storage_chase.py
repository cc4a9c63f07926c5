"""The storage of what is due: which meetings may be looked at, what was sent for them, what came, and what came back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import DeliveryState, InboundState, MeetingState, MinutesState
from mailflow.domain.mail_reports import Bounce, BounceKind
from mailflow.domain.message import Address, Delivery, InboundId, MailKind, OutboundId
from mailflow.domain.records import Written
from mailflow.domain.timetable.kinds import HELD, Chased
from mailflow.domain.timetable.reach import Failure
from tests.builders import (
    NOW,
    START,
    a_draft,
    a_meeting,
    a_raw_message,
    a_series,
    an_agenda,
    an_audit_entry,
    an_inbound_outcome,
    an_outbox_entry,
)
from tests.contract.conftest import Storage

END = START + timedelta(minutes=90)
HABITS = Habits(invite_before=timedelta(days=3))
ELENA = "Elena@example.org"


def add(storage: Storage, *states: MeetingState) -> list[MeetingId]:
    """Store meetings of one series in these states, and commit."""
    series = replace(a_series(id=None), habits=HABITS)
    with storage.begin() as uow:
        stored = [uow.meetings.add(an_agenda(series=series, meeting=a_meeting(id=None, state=state)), now=NOW) for state in states]
        uow.commit()
    return stored


def post(storage: Storage, names: Sequence[str], *, recipient: str = ELENA, **changes: object) -> None:
    """Store mails owed, each of an id and a purpose of its own, and commit."""
    with storage.begin() as uow:
        for name in names:
            entry = replace(an_outbox_entry(), id=OutboundId(name), purpose=name, message_id=f"<{name}@example.org>")
            about = replace(entry, recipient=Address(recipient), meeting_id=1, minutes_id=None)
            uow.outbox.add(replace(about, **changes), name.encode())  # type: ignore[arg-type]
        uow.commit()


def receive(storage: Storage, uid: int, author: str, state: InboundState, *, kind: str = "report") -> InboundId:
    """Store a message so many hours after now, in a state, and commit."""
    with storage.begin() as uow:
        at = NOW + timedelta(hours=uid)
        (inbound_id,) = uow.inbound.store([a_raw_message(b"%d" % uid, uid=uid, received_at=at)])
        if state is not InboundState.RECEIVED:
            outcome = replace(an_inbound_outcome(), state=state, author=Address(author), kind=kind, meeting_id=None, item_keys=())
            uow.inbound.record(inbound_id, outcome, at=at)
        uow.commit()
    return inbound_id


def test_meetings_that_are_not_begun_are_chased(storage: Storage) -> None:
    """With the habits and the zone of their series; whatever is over, or ended before, is not."""
    ids = add(storage, *MeetingState)
    with storage.begin() as uow:
        found = uow.chase.chased(NOW)
        assert uow.chase.chased(END + timedelta(seconds=1)) == ()
    not_begun = [MeetingState.PLANNED, MeetingState.INVITED, MeetingState.COLLECTING, MeetingState.DRAFTING]
    expected = [(meeting_id, state) for meeting_id, state in zip(ids, MeetingState, strict=True) if state in not_begun]
    assert found == tuple(Chased(meeting_id, START, END, "Europe/Paris", state, HABITS) for meeting_id, state in expected)


def test_meeting_with_an_open_draft_is_chased(storage: Storage) -> None:
    """By when its draft was made; one that is approved, or of long ago, is not."""
    (meeting_id,) = add(storage, MeetingState.IN_REVIEW)
    with storage.begin() as uow:
        uow.minutes.add(a_draft(id=None, created_at=NOW, state=MinutesState.SUPERSEDED))
        draft = uow.minutes.add(a_draft(id=None, revision=2, created_at=NOW + timedelta(hours=1)))
        assert [(one.id, one.drafted_at) for one in uow.chase.chased(NOW)] == [(meeting_id, NOW + timedelta(hours=1))]
        assert uow.chase.chased(NOW + timedelta(hours=2)) == ()
        uow.minutes.save_state(replace(draft, state=MinutesState.APPROVED))
        assert uow.chase.chased(NOW) == ()


def test_mails_of_some_kinds_about_a_meeting(storage: Storage) -> None:
    """Oldest first, and no others."""
    add(storage, MeetingState.INVITED, MeetingState.INVITED)
    post(storage, ["aaaaaaaaaaa2"], kind=MailKind.REMINDER, created_at=NOW + timedelta(hours=1))
    post(storage, ["aaaaaaaaaaa1"], kind=MailKind.INVITATION)
    post(storage, ["aaaaaaaaaaa3"], kind=MailKind.RECEIPT)
    post(storage, ["aaaaaaaaaaa4"], kind=MailKind.REMINDER, meeting_id=2)
    with storage.begin() as uow:
        mails = uow.chase.mails(MeetingId(1), [MailKind.REMINDER, MailKind.INVITATION])
        assert [entry.id for entry in mails] == ["aaaaaaaaaaa1", "aaaaaaaaaaa2"]
        assert uow.chase.mails(MeetingId(99), [MailKind.REMINDER]) == ()


def test_purposes_of_a_series(storage: Storage) -> None:
    """Of whichever of its meetings."""
    add(storage, MeetingState.INVITED, MeetingState.INVITED)
    post(storage, ["aaaaaaaaaaa1"], kind=MailKind.ADDRESSES)
    post(storage, ["aaaaaaaaaaa2"], kind=MailKind.ADDRESSES, meeting_id=2)
    post(storage, ["aaaaaaaaaaa3"], kind=MailKind.REMINDER)
    with storage.begin() as uow:
        assert uow.chase.purposes(SeriesId(1), MailKind.ADDRESSES) == ("aaaaaaaaaaa1", "aaaaaaaaaaa2")
        assert uow.chase.purposes(SeriesId(99), MailKind.ADDRESSES) == ()


def test_what_came_from_addresses(storage: Storage) -> None:
    """Letter case apart, since a time, oldest first."""
    receive(storage, 1, "elena@example.org", InboundState.DONE)
    receive(storage, 2, "ELENA@example.org", InboundState.TRIAGE, kind="unknown")
    receive(storage, 3, "kay@example.org", InboundState.DONE)
    with storage.begin() as uow:
        assert uow.chase.written([ELENA], NOW) == (
            Written("elena@example.org", NOW + timedelta(hours=1), InboundState.DONE, "report", None),
            Written("elena@example.org", NOW + timedelta(hours=2), InboundState.TRIAGE, "unknown", None),
        )
        assert len(uow.chase.written([ELENA], NOW + timedelta(hours=2))) == 1
        assert uow.chase.written([], NOW) == ()


def test_mail_that_waits_is_unread(storage: Storage) -> None:
    """Until it is settled; also while somebody reads it, but not while a flood holds it back."""
    with storage.begin() as uow:
        assert not uow.chase.is_unread(NOW)
    inbound_id = receive(storage, 1, "", InboundState.RECEIVED)
    with storage.begin() as uow:
        assert uow.chase.is_unread(NOW)
        uow.inbound.claim([inbound_id], now=NOW, until=NOW + timedelta(minutes=5))
        assert uow.chase.is_unread(NOW)
        waits = replace(an_inbound_outcome(), state=InboundState.RECEIVED, meeting_id=None, item_keys=())
        uow.inbound.hold(inbound_id, waits, until=NOW + timedelta(hours=1))
        assert not uow.chase.is_unread(NOW)
        assert uow.chase.is_unread(NOW + timedelta(hours=1))


def test_last_hold_of_a_meeting(storage: Storage) -> None:
    """As the audit trail tells it."""
    with storage.begin() as uow:
        for hours, subject, action in ((1, "meeting 1", HELD), (2, "meeting 1", HELD), (3, "meeting 1", "draft"), (4, "meeting 11", HELD)):
            uow.audit.add(replace(an_audit_entry(), at=NOW + timedelta(hours=hours), subject=subject, action=action, inbound_id=None))
        assert uow.chase.held_at(MeetingId(1)) == NOW + timedelta(hours=2)
        assert uow.chase.held_at(MeetingId(2)) is None


def test_bounce_is_a_failure_of_the_address_of_its_mail(storage: Storage) -> None:
    """Once for each message that tells it, however often that is read."""
    add(storage, MeetingState.INVITED)
    post(storage, ["aaaaaaaaaaa1"])
    inbound_id = receive(storage, 1, "", InboundState.DONE, kind="bounce")
    bounce = Bounce(BounceKind.HARD, ("somebody@example.net",), "5.1.1", "550 no such user")
    with storage.begin() as uow:
        for _ in range(2):
            uow.chase.record_bounce(OutboundId("aaaaaaaaaaa1"), bounce, inbound_id=inbound_id, at=NOW)
        failures = uow.chase.failures(["elena@EXAMPLE.org"])
        assert failures == (Failure("elena@example.org", BounceKind.HARD, NOW, "550 no such user", OutboundId("aaaaaaaaaaa1")),)
        assert uow.chase.failures(["somebody@example.net"]) == ()
        assert uow.chase.failures([]) == ()


def test_mail_that_a_server_refused_is_a_failure(storage: Storage) -> None:
    """When it was, and in which words."""
    add(storage, MeetingState.INVITED)
    post(storage, ["aaaaaaaaaaa1"])
    with storage.begin() as uow:
        uow.outbox.claim([OutboundId("aaaaaaaaaaa1")], owner="w", now=NOW, until=NOW + timedelta(hours=1))
        uow.outbox.start(OutboundId("aaaaaaaaaaa1"), owner="w", now=NOW, until=NOW + timedelta(hours=1))
        delivery = Delivery(OutboundId("aaaaaaaaaaa1"), DeliveryState.FAILED, 550, "5.1.1 no such user", NOW + timedelta(minutes=1))
        uow.outbox.record(delivery, owner="w")
        failures = uow.chase.failures([ELENA])
    assert [(one.address, one.kind, one.at, one.words) for one in failures] == [
        ("elena@example.org", BounceKind.HARD, NOW + timedelta(minutes=1), "550 5.1.1 no such user")
    ]
