"""The storage: one transaction, series, people, meetings, invitations, subscribers, files, audit trail."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.agenda import Agenda, ItemKey, Meeting, MeetingId, OnlineAccess, PersonId, Report, SeriesId, Speaker
from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import OVER, MeetingState
from mailflow.domain.message import InboundId
from mailflow.domain.records import AuditEntry, Invitation
from mailflow.domain.told import OwnItem, Told
from tests.builders import (
    NOW,
    START,
    a_chair,
    a_meeting,
    a_raw_message,
    a_report,
    a_series,
    a_speaker,
    a_stored_file,
    a_subscriber,
    an_agenda,
    an_audit_entry,
    an_invitation,
    an_item,
)
from tests.contract.conftest import Storage

MISSING = MeetingId(99)
DEPUTY = a_speaker("Dora Deputy", email="dora@example.org", id=None)
SECRETARY = a_speaker("Sam Secretary", email="sam@example.org", id=None)
DELEGATE = a_speaker("Del", email="d@example.org", id=None)
NO_ADDRESS = a_speaker("Kay Graf", email=None, affiliation="", id=None)


def add(storage: Storage, agenda: Agenda | None = None) -> MeetingId:
    """Store a meeting and commit."""
    with storage.begin() as uow:
        meeting_id = uow.meetings.add(agenda or an_agenda(), now=NOW)
        uow.commit()
    return meeting_id


def loaded(storage: Storage, meeting_id: MeetingId) -> Meeting:
    """Return a meeting in a transaction of its own."""
    with storage.begin() as uow:
        return uow.meetings.get(meeting_id)


def speakers_of(storage: Storage, meeting_id: MeetingId) -> dict[str, Speaker]:
    """Return the speakers of a meeting by name."""
    return {speaker.name: speaker for speaker in loaded(storage, meeting_id).speakers}


def an_invitation_of(storage: Storage, meeting_id: MeetingId, name: str, uid: str = "event-1") -> Invitation:
    """Store an invitation of a speaker and commit."""
    person_id = speakers_of(storage, meeting_id)[name].id
    invitation = an_invitation(uid, meeting_id=meeting_id, person_id=person_id or 0)
    with storage.begin() as uow:
        uow.invitations.add(invitation)
        uow.commit()
    return invitation


def test_forgets_what_is_not_committed(storage: Storage) -> None:
    """A unit of work that ends without a commit has changed nothing."""
    with storage.begin() as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.audit.add(an_audit_entry())
        sha256 = uow.files.put(b"slides")
    with storage.begin() as uow:
        assert uow.meetings.summaries() == ()
        assert uow.audit.entries() == ()
        with pytest.raises(NotFoundError):
            uow.files.get(sha256)


def test_forgets_what_was_done_before_an_error(storage: Storage) -> None:
    """An exception undoes the transaction and passes through."""
    with pytest.raises(ZeroDivisionError), storage.begin() as uow:  # noqa: PT012 - the block is what is tested
        uow.meetings.add(an_agenda(), now=NOW)
        raise ZeroDivisionError
    with storage.begin() as uow:
        assert uow.meetings.summaries() == ()


def test_goes_on_after_a_commit(storage: Storage) -> None:
    """What is committed stays; what comes after it is a transaction of its own."""
    with storage.begin() as uow:
        uow.audit.add(an_audit_entry("first"))
        uow.commit()
        uow.audit.add(an_audit_entry("second"))
    with storage.begin() as uow:
        assert [entry.action for entry in uow.audit.entries()] == ["first"]


def test_undoes_what_was_done_since_a_mark(storage: Storage) -> None:
    """What was done before it stays, and so does what comes after; a mark that is not used changes nothing."""
    with storage.begin() as uow:
        uow.audit.add(an_audit_entry("first"))
        undo = uow.mark()
        uow.audit.add(an_audit_entry("undone"))
        uow.meetings.add(an_agenda(), now=NOW)
        undo()
        uow.audit.add(an_audit_entry("second"))
        uow.mark()
        uow.audit.add(an_audit_entry("third"))
        uow.commit()
        uow.audit.add(an_audit_entry("fourth"))
        uow.commit()
    with storage.begin() as uow:
        assert [entry.action for entry in uow.audit.entries()] == ["first", "second", "third", "fourth"]
        assert uow.meetings.summaries() == ()


def test_keeps_a_meeting_as_it_was(storage: Storage) -> None:
    """Items, order, times, aliases and joining details come back; people have ids and the state is planned."""
    meeting_id = add(storage)
    meeting, given = loaded(storage, meeting_id), an_agenda().meeting
    assert [item.key for item in meeting.walk()] == ["1", "2", "3", "3.1", "3.2", "3.3"]
    assert (meeting.title, meeting.start_at, meeting.end_at, meeting.timezone) == (given.title, START, given.end_at, "Europe/Paris")
    assert meeting.online == given.online
    assert meeting.state is MeetingState.PLANNED
    assert meeting.items[2].items[2].aliases == ("ARCA", "ORCA")
    assert [speaker.name for speaker in meeting.items[2].items[2].speakers] == ["Kay Graf", "Tamas Gal"]
    assert all(speaker.id for speaker in meeting.speakers)


def test_keeps_every_field_of_an_item(storage: Storage) -> None:
    """Description, notes, times and whether a report is expected come back, with text in any script."""
    item = an_item("1", "Überblick ☂", duration_minutes=7, description="Zeile 1\nZeile 2", notes="déjà dit", speakers=())
    meeting_id = add(storage, an_agenda(meeting=a_meeting(items=(item,), notes="页", online=OnlineAccess(), id=None)))
    meeting = loaded(storage, meeting_id)
    assert meeting.items == (item,)
    assert meeting.notes == "页"
    assert not meeting.online


def test_times_come_back_in_utc(storage: Storage) -> None:
    """A moment given in another zone is the same moment."""
    paris = START.astimezone(tz=None)
    meeting = loaded(storage, add(storage, an_agenda(meeting=a_meeting(start_at=paris, id=None))))
    assert meeting.start_at == START
    assert meeting.start_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("method", ["get", "lock", "series_of"])
def test_missing_meeting_is_an_error(storage: Storage, method: str) -> None:
    """Who asks for a meeting that is not there is told which."""
    with storage.begin() as uow, pytest.raises(NotFoundError, match="no meeting 99"):
        getattr(uow.meetings, method)(MISSING)


def test_lock_reads_what_get_reads(storage: Storage) -> None:
    """A locked meeting is the same meeting."""
    meeting_id = add(storage)
    with storage.begin() as uow:
        assert uow.meetings.lock(meeting_id) == uow.meetings.get(meeting_id)


def test_saves_the_state_of_a_meeting(storage: Storage) -> None:
    """Only the state is written."""
    meeting_id = add(storage)
    before = loaded(storage, meeting_id)
    with storage.begin() as uow:
        uow.meetings.save_state(replace(before, state=MeetingState.INVITED, title="other"))
        uow.commit()
    assert loaded(storage, meeting_id) == replace(before, state=MeetingState.INVITED)


def test_keeps_a_series(storage: Storage) -> None:
    """Habits, roles and readers of a series come back."""
    series = a_series(
        deputies=(DEPUTY, a_speaker("Eve", email="eve@example.org", id=None)),
        minute_taker=DEPUTY,
        secretary=SECRETARY,
        subscribers=("b@example.org", "A@example.org"),
        list_address="tc@lists.example.org",
        approval_hold=timedelta(minutes=3),
        id=None,
    )
    meeting_id = add(storage, an_agenda(series=series))
    with storage.begin() as uow:
        stored = uow.meetings.series_of(meeting_id)
        assert stored.id == uow.subscribers.get_series_id("escape-tc")
    assert stored.chair
    assert stored.chair.email == "ian.bird@example.org"
    assert [person.name for person in stored.deputies] == ["Dora Deputy", "Eve"]
    assert stored.minute_taker == stored.deputies[0]
    assert stored.secretary
    assert stored.secretary.name == "Sam Secretary"
    assert stored.subscribers == ("a@example.org", "b@example.org")
    assert (stored.list_address, stored.cadence, stored.language) == ("tc@lists.example.org", "every 2 weeks", "en")
    assert stored.approval_hold == timedelta(minutes=3)


def test_second_meeting_joins_its_series(storage: Storage) -> None:
    """The slug names the series: settings and roles are brought up to date, readers are added, people are the same."""
    first = add(storage, an_agenda(series=a_series(deputies=(DEPUTY,), id=None)))
    changed = a_series(title="New title", chair=a_chair("Zoe Zoo", email="zoe@example.org"), subscribers=("new@example.org",), id=None)
    second = add(storage, an_agenda(series=changed, meeting=a_meeting(id=None, start_at=START + timedelta(days=14))))
    with storage.begin() as uow:
        series = uow.meetings.series_of(second)
        assert series == uow.meetings.series_of(first)
    assert (series.title, series.chair and series.chair.name) == ("New title", "Zoe Zoo")
    assert [person.name for person in series.deputies] == ["Dora Deputy"]
    assert series.subscribers == ("new@example.org", "reader@example.org")
    assert speakers_of(storage, first) == speakers_of(storage, second)


def test_agenda_without_a_chair_changes_no_series(storage: Storage) -> None:
    """A page copied from a browser knows nothing of the series: what is set stays."""
    add(storage)
    page = an_agenda(series=a_series(title="As on the page", chair=None, cadence="", subscribers=(), id=None))
    with storage.begin() as uow:
        series = uow.meetings.series_of(uow.meetings.add(page, now=NOW))
    assert (series.title, series.cadence, series.chair and series.chair.name) == (
        "Technical Coordination Meeting",
        "every 2 weeks",
        "Ian Bird",
    )


def test_person_of_a_known_name_keeps_the_address(storage: Storage) -> None:
    """An agenda that has no address for somebody does not take away the known one; one that has, tells it."""
    meeting_id = add(storage)
    again = a_meeting(items=(an_item(speakers=(NO_ADDRESS,)),), id=None)
    assert speakers_of(storage, add(storage, an_agenda(meeting=again)))["Kay Graf"].email == "kay@example.org"
    moved = a_meeting(items=(an_item(speakers=(replace(NO_ADDRESS, email="graf@example.net"),)),), id=None)
    add(storage, an_agenda(meeting=moved))
    assert speakers_of(storage, meeting_id)["Kay Graf"].email == "graf@example.net"


def test_person_of_a_known_address_is_the_same_person(storage: Storage) -> None:
    """An address, letter case apart, tells more than the way in which a name is written."""
    first = speakers_of(storage, add(storage))
    entry = a_speaker("M. Fuessling", email="Matthias@Example.org", affiliation="", id=None)
    second = loaded(storage, add(storage, an_agenda(meeting=a_meeting(items=(an_item(speakers=(entry,)),), id=None))))
    assert second.speakers[0].id == first["Matthias Fuessling"].id
    assert (second.speakers[0].name, second.speakers[0].affiliation) == ("Matthias Fuessling", "CTAO")


def test_people_of_two_series_are_two(storage: Storage) -> None:
    """The same name in another series is somebody else."""
    first = speakers_of(storage, add(storage))
    second = speakers_of(storage, add(storage, an_agenda(series=a_series("other", id=None))))
    assert first["Kay Graf"].id != second["Kay Graf"].id


def test_lists_meetings_newest_first(storage: Storage) -> None:
    """One line for each meeting, by start."""
    for days in (0, 28, 14):
        add(storage, an_agenda(meeting=a_meeting(start_at=START + timedelta(days=days), id=None)))
    with storage.begin() as uow:
        summaries = uow.meetings.summaries()
    assert [summary.id for summary in summaries] == [2, 3, 1]
    assert (summaries[2].series, summaries[2].start_at, summaries[2].timezone) == ("escape-tc", START, "Europe/Paris")


def test_lists_what_is_current(storage: Storage) -> None:
    """All of which no minutes are approved, however old; of the others those that start since a time."""
    for days, state in enumerate((*OVER, MeetingState.PLANNED, MeetingState.IN_REVIEW)):
        meeting_id = add(storage, an_agenda(meeting=a_meeting(start_at=START + timedelta(days=days), id=None)))
        with storage.begin() as uow:
            uow.meetings.save_state(replace(uow.meetings.get(meeting_id), state=state))
            uow.commit()
    with storage.begin() as uow:
        every = uow.meetings.summaries()
        assert uow.meetings.current(START + timedelta(days=9)) == every[:2]
        assert uow.meetings.current(START + timedelta(days=1)) == every[:4]
        assert uow.meetings.current(START) == every


def test_finds_a_person(storage: Storage) -> None:
    """By id; nobody has an id that was never given."""
    kay = speakers_of(storage, add(storage))["Kay Graf"]
    with storage.begin() as uow:
        assert uow.meetings.find_person(PersonId(kay.id or 0)) == kay
        assert uow.meetings.find_person(PersonId(99)) is None


def test_sets_an_address(storage: Storage) -> None:
    """By name, letter case apart; a stranger's name and a missing meeting are errors."""
    meeting_id = add(storage)
    with storage.begin() as uow:
        uow.meetings.set_address(meeting_id, "kay graf", "kg@example.net")
        uow.commit()
    assert speakers_of(storage, meeting_id)["Kay Graf"].email == "kg@example.net"
    with storage.begin() as uow:
        with pytest.raises(NotFoundError, match="Nobody"):
            uow.meetings.set_address(meeting_id, "Nobody", "x@example.org")
        with pytest.raises(NotFoundError):
            uow.meetings.set_address(MISSING, "Kay Graf", "x@example.org")


def add_report(storage: Storage, meeting_id: MeetingId, report: Report, key: str = "3.1") -> None:
    """Store a report, and the files and the message that it names, and commit."""
    with storage.begin() as uow:
        uow.meetings.add_report(meeting_id, key, report)
        uow.commit()


def test_finds_the_meetings_of_an_address(storage: Storage) -> None:
    """In which its owner speaks, or whose series gives them a role; letter case apart, latest first."""
    earlier = add(storage)
    later = add(storage, an_agenda(meeting=a_meeting(start_at=START + timedelta(days=14), items=(an_item(),), id=None)))
    with storage.begin() as uow:
        assert uow.meetings.meetings_of("IAN.BIRD@example.org") == (later, earlier)
        assert uow.meetings.meetings_of("Matthias@example.org") == (later, earlier)
        assert uow.meetings.meetings_of("elena@example.org") == (earlier,)
        assert (uow.meetings.meetings_of("nobody@example.org"), uow.meetings.meetings_of("")) == ((), ())


def test_keeps_until_when_an_address_is_away(storage: Storage) -> None:
    """For whoever has it in any series; a later word replaces the earlier, a stranger's changes nothing."""
    meeting_id = add(storage)
    other = add(storage, an_agenda(series=a_series("other")))
    with storage.begin() as uow:
        assert uow.meetings.record_absence("Elena@example.org", date(2021, 3, 20)) == 2
        assert uow.meetings.record_absence("elena@example.org", date(2021, 3, 14)) == 2
        assert uow.meetings.record_absence("nobody@example.org", date(2021, 3, 14)) == 0
        uow.commit()
    for stored in (meeting_id, other):
        away = {name: speaker.away_until for name, speaker in speakers_of(storage, stored).items() if speaker.away_until}
        assert away == {"Elena Cuoco": date(2021, 3, 14)}


def test_keeps_until_when_a_person_is_away(storage: Storage) -> None:
    """Whatever their address; somebody who is not there is passed over."""
    meeting_id = add(storage)
    person_id = speakers_of(storage, meeting_id)["Kay Graf"].id
    assert person_id is not None
    with storage.begin() as uow:
        uow.meetings.record_absence_of(person_id, date(2021, 3, 14))
        uow.meetings.record_absence_of(PersonId(999), date(2021, 3, 14))
        uow.commit()
    assert speakers_of(storage, meeting_id)["Kay Graf"].away_until == date(2021, 3, 14)


def test_keeps_reports_with_their_files(storage: Storage) -> None:
    """Revisions come back in order, with everything that is known of them, on the slot to which they belong."""
    meeting_id = add(storage)
    with storage.begin() as uow:
        (cause,) = uow.inbound.store([a_raw_message()])
        slides = replace(a_stored_file("Folien – Übersicht.pdf"), sha256=uow.files.put(b"%PDF-1.4"))
        uow.commit()
    first = a_report("Zwei Teleskope\n\n* größer", attachments=(slides, slides), inbound_id=cause)
    second = a_report("", revision=2, author="Somebody", late=True, delegate="A. Delegate")
    add_report(storage, meeting_id, second)
    add_report(storage, meeting_id, first)
    slots = loaded(storage, meeting_id).slots
    assert [slot.reports for slot in slots] == [(first, second), (), ()]


def test_refuses_a_report_twice(storage: Storage) -> None:
    """A slot has each revision once, and files each message once."""
    meeting_id = add(storage)
    with storage.begin() as uow:
        (cause,) = uow.inbound.store([a_raw_message()])
        uow.commit()
    add_report(storage, meeting_id, a_report(inbound_id=cause))
    with pytest.raises(storage.violation):
        add_report(storage, meeting_id, a_report())
    with pytest.raises(storage.violation):
        add_report(storage, meeting_id, a_report(revision=2, inbound_id=cause))
    add_report(storage, meeting_id, a_report(inbound_id=InboundId(cause)), key="3.2")


def test_keeps_an_invitation_and_its_answer(storage: Storage) -> None:
    """An answer shows on the speaker; the event itself stays as it was sent."""
    meeting_id = add(storage)
    invitation = an_invitation_of(storage, meeting_id, "Kay Graf")
    answered = replace(invitation, partstat="tentative", replied_at=NOW)
    with storage.begin() as uow:
        assert uow.invitations.find(meeting_id, invitation.person_id) == invitation
        uow.invitations.save(answered)
        uow.commit()
    with storage.begin() as uow:
        assert uow.invitations.find(meeting_id, invitation.person_id) == answered
        assert uow.invitations.find(meeting_id, PersonId(99)) is None
    assert speakers_of(storage, meeting_id)["Kay Graf"].rsvp == "tentative"
    assert speakers_of(storage, meeting_id)["Tamas Gal"].rsvp == ""


def test_answer_counts_for_its_own_meeting_only(storage: Storage) -> None:
    """Who comes on the 3rd has not said anything about the 17th."""
    first, second = add(storage), add(storage)
    invitation = an_invitation_of(storage, first, "Kay Graf")
    with storage.begin() as uow:
        uow.invitations.save(replace(invitation, partstat="declined", replied_at=NOW))
        uow.commit()
    assert speakers_of(storage, second)["Kay Graf"].rsvp == ""


def test_finds_invitations_by_uid(storage: Storage) -> None:
    """Several people may share a UID; nobody has an unknown one."""
    meeting_id = add(storage)
    both = {an_invitation_of(storage, meeting_id, name, "shared") for name in ("Kay Graf", "Tamas Gal")}
    with storage.begin() as uow:
        assert set(uow.invitations.find_by_uid("shared")) == both
        assert uow.invitations.find_by_uid("x" * 300) == ()


def test_lists_the_invitations_of_a_meeting(storage: Storage) -> None:
    """By person, of that meeting only."""
    first, second = add(storage), add(storage)
    mine = [an_invitation_of(storage, first, name, name) for name in ("Tamas Gal", "Kay Graf")]
    an_invitation_of(storage, second, "Kay Graf", "other")
    with storage.begin() as uow:
        assert uow.invitations.of_meeting(first) == tuple(sorted(mine, key=lambda one: one.person_id))
        assert uow.invitations.of_meeting(MeetingId(99)) == ()


def test_keeps_what_an_event_told(storage: Storage) -> None:
    """All of it, and which UIDs it had before."""
    meeting_id = add(storage)
    invitation = an_invitation_of(storage, meeting_id, "Kay Graf")
    item = OwnItem("3.3", "KM3NeT", START, 2)
    online = OnlineAccess("zoom", "https://x.example.org", "1", "2", ("3",))
    told = Told(START, START + timedelta(minutes=90), "Réunion", NOW, online, (item,))
    changed = replace(
        invitation, uid="event-9", sequence=1, stamped_at=NOW, told=told, former_uids=("event-1", "event-5"), cancelled_at=NOW,
        partstat="accepted", replied_at=NOW, reply_sequence=1, comment="By phone.", address="kay@example.net",
    )  # fmt: skip
    with storage.begin() as uow:
        uow.invitations.save(changed)
        uow.commit()
    with storage.begin() as uow:
        assert uow.invitations.find(meeting_id, invitation.person_id) == changed
        assert uow.invitations.find_by_former_uid("event-5") == (changed,)
        assert uow.invitations.find_by_former_uid("event-9") == uow.invitations.find_by_former_uid("event") == ()
        uow.invitations.save(replace(changed, person_id=PersonId(99)))
        assert uow.invitations.of_meeting(meeting_id) == (changed,)


def test_saves_a_changed_agenda(storage: Storage) -> None:
    """By the keys of its items: reports and delegates of those that stay are not touched, others come and go with their speakers."""
    meeting_id = add(storage)
    add_report(storage, meeting_id, a_report())
    before = loaded(storage, meeting_id)
    speaker_id = before.slots[0].speakers[0].id
    later = timedelta(days=14)
    kept = replace(before.slots[0], start_at=before.slots[0].start_at + later, title="CTAO")
    new = an_item("3.9", "LSST", speakers=(a_speaker("Nora New", email="nora@example.org", id=None),))
    table = replace(before.items[-1], items=(new, kept))
    changed = replace(
        before, title="Changed", start_at=before.start_at + later, end_at=before.end_at + later, items=(table,), changed_at=NOW,
        retired_keys=(ItemKey("3.2"),), online=OnlineAccess("jitsi"), timezone="Europe/Rome",
    )  # fmt: skip
    with storage.begin() as uow:
        assert speaker_id is not None
        uow.meetings.add_delegate(meeting_id, [slot.key for slot in before.slots[:2]], speaker_id, DELEGATE)
        uow.meetings.save_agenda(changed)
        uow.commit()
    found = loaded(storage, meeting_id)
    assert [(item.key, item.title) for item in found.walk()] == [(table.key, table.title), ("3.9", "LSST"), ("3.1", "CTAO")]
    assert (found.title, found.start_at, found.end_at, found.timezone) == ("Changed", changed.start_at, changed.end_at, "Europe/Rome")
    assert (found.changed_at, found.retired_keys, found.online) == (NOW, ("3.2",), OnlineAccess("jitsi"))
    assert [report.text for report in found.slots[1].reports] == ["All telescopes observe."]
    assert [one.person.name for one in found.slots[1].delegates] == ["Del"]
    assert found.slots[0].speakers[0].email == "nora@example.org"
    assert found.slots[1].speakers == before.slots[0].speakers


def test_who_reports_for_a_speaker_who_left_leaves_too(storage: Storage) -> None:
    """A delegate of nobody is none."""
    meeting_id = add(storage)
    before = loaded(storage, meeting_id)
    slot, other = before.slots[0], before.slots[1]
    with storage.begin() as uow:
        uow.meetings.add_delegate(meeting_id, [slot.key], slot.speakers[0].id or PersonId(0), DELEGATE)
        table = replace(before.items[-1], items=(replace(slot, speakers=other.speakers), *before.items[-1].items[1:]))
        uow.meetings.save_agenda(replace(before, items=(*before.items[:-1], table)))
        uow.commit()
    assert loaded(storage, meeting_id).slots[0].delegates == ()


def test_lists_the_dates_of_a_series(storage: Storage) -> None:
    """Earliest first, whatever their state, with how to join; those of another series are its own."""
    later = a_meeting(id=None, state=MeetingState.CANCELLED)
    second = add(storage, an_agenda(meeting=replace(later, start_at=START + timedelta(days=14), end_at=later.end_at + timedelta(days=14))))
    first = add(storage)
    add(storage, an_agenda(series=a_series(slug="another", id=None)))
    with storage.begin() as uow:
        title, dates = uow.meetings.dates_of("escape-tc")
        assert title == "Technical Coordination Meeting"
        assert [(date.id, date.start_at, date.state) for date in dates] == [
            (first, START, MeetingState.PLANNED),
            (second, START + timedelta(days=14), MeetingState.CANCELLED),
        ]
        assert (dates[0].online, dates[0].changed_at, dates[0].timezone) == (a_meeting().online, None, "Europe/Paris")
        with pytest.raises(NotFoundError):
            uow.meetings.dates_of("nowhere")


def test_knows_which_meetings_nobody_was_told_of(storage: Storage) -> None:
    """Those that were changed, until it is told; whoever asks says until when changes count."""
    first, second = add(storage), add(storage)
    with storage.begin() as uow:
        for meeting_id, at in ((first, NOW), (second, NOW - timedelta(minutes=5))):
            uow.meetings.save_agenda(replace(uow.meetings.get(meeting_id), changed_at=at))
        assert uow.meetings.untold(NOW) == (second, first)
        assert uow.meetings.untold(NOW - timedelta(minutes=1)) == (second,)
        uow.meetings.mark_told(uow.meetings.get(second))
        assert uow.meetings.untold(NOW) == (first,)
        assert uow.meetings.get(second).told_at == NOW - timedelta(minutes=5)
        with pytest.raises(NotFoundError):
            uow.meetings.save_agenda(replace(uow.meetings.get(first), id=MISSING))


def test_invites_a_person_once(storage: Storage) -> None:
    """One invitation per meeting and person."""
    meeting_id = add(storage)
    an_invitation_of(storage, meeting_id, "Kay Graf")
    with pytest.raises(storage.violation):
        an_invitation_of(storage, meeting_id, "Kay Graf")


def test_keeps_subscribers_once_and_in_order(storage: Storage) -> None:
    """Letter case apart, an address is on the list once, since it first came."""
    series_id = _series_id(storage)
    with storage.begin() as uow:
        for address in ("zoe@example.org", "Ann@Example.org", "ann@example.org"):
            uow.subscribers.add(series_id, address, now=NOW)
        uow.subscribers.add(series_id, "ann@example.org", now=NOW + timedelta(days=1))
        uow.commit()
    addresses = ("ann@example.org", "reader@example.org", "zoe@example.org")
    with storage.begin() as uow:
        assert uow.subscribers.of_series(series_id) == tuple(a_subscriber(address, series_id=series_id) for address in addresses)
        assert uow.subscribers.of_series(SeriesId(99)) == ()
        assert uow.subscribers.find(series_id, "Ann@Example.org") == a_subscriber("ann@example.org", series_id=series_id)
        assert uow.subscribers.find(series_id, "nobody@example.org") is None
        assert uow.subscribers.find(SeriesId(99), "ann@example.org") is None


def test_removes_a_subscriber(storage: Storage) -> None:
    """Letter case apart; who is not on the list cannot leave it."""
    series_id = _series_id(storage)
    with storage.begin() as uow:
        uow.subscribers.remove(series_id, "Reader@example.org")
        assert uow.subscribers.of_series(series_id) == ()
        with pytest.raises(NotFoundError, match="reader"):
            uow.subscribers.remove(series_id, "reader@example.org")


def test_unknown_series_is_an_error(storage: Storage) -> None:
    """A slug that nobody knows is named."""
    with storage.begin() as uow, pytest.raises(NotFoundError, match="no series nowhere"):
        uow.subscribers.get_series_id("nowhere")


def _series_id(storage: Storage) -> SeriesId:
    add(storage)
    with storage.begin() as uow:
        return uow.subscribers.get_series_id("escape-tc")


@pytest.mark.parametrize("content", [b"", b"\x00\xff\r\n.", b"x" * 300_000], ids=["empty", "any octet", "large"])
def test_keeps_octets_once(storage: Storage, content: bytes) -> None:
    """The same octets have the same digest, however often they come."""
    with storage.begin() as uow:
        sha256 = uow.files.put(content)
        assert uow.files.put(content) == sha256
        uow.commit()
    with storage.begin() as uow:
        assert uow.files.get(sha256) == content
        with pytest.raises(NotFoundError):
            uow.files.get("0" * 64)


def test_audit_trail_keeps_the_order(storage: Storage) -> None:
    """Entries come back as they were added, with the message and the person that caused them."""
    meeting_id = add(storage)
    kay = speakers_of(storage, meeting_id)["Kay Graf"]
    with storage.begin() as uow:
        (cause,) = uow.inbound.store([a_raw_message()])
        entries = (
            an_audit_entry("approved", at=NOW + timedelta(hours=1)),
            AuditEntry(NOW, "mailflow", "filed", "message 1", "«déjà»", inbound_id=cause, person_id=kay.id),
        )
        for entry in entries:
            uow.audit.add(entry)
        uow.commit()
    with storage.begin() as uow:
        assert uow.audit.entries() == entries
        assert uow.audit.of_subject(entries[0].subject) == tuple(one for one in entries if one.subject == entries[0].subject)
        assert uow.audit.of_subject("meeting 999") == ()
