"""The storage of whose address is whose, who reports for whom, and what an agenda gains and loses after it was mailed."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine, text

from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.agenda import Delegate, ItemKey, Manner, Meeting, MeetingId, PersonId, Speaker
from mailflow.domain.errors import NotFoundError
from mailflow.domain.habits import Habits
from mailflow.domain.message import InboundId
from tests.builders import NOW, START, a_meeting, a_raw_message, a_report, a_series, a_speaker, an_agenda, an_item
from tests.contract.conftest import Storage

ADA = a_speaker("Ada Delegate", email="ada@example.net", affiliation="", id=None)
OTHER = "Elena.Cuoco@Home.example.net"
MISSING = MeetingId(99)


@pytest.fixture
def meeting_id(storage: Storage) -> MeetingId:
    """Store the model meeting."""
    return add(storage)


def add(storage: Storage, *, series: str = "escape-tc", meeting: Meeting | None = None) -> MeetingId:
    """Store a meeting and commit."""
    with storage.begin() as uow:
        stored = uow.meetings.add(an_agenda(series=a_series(series, id=None), meeting=meeting), now=NOW)
        uow.commit()
    return stored


def loaded(storage: Storage, meeting_id: MeetingId) -> Meeting:
    """Return a meeting in a transaction of its own."""
    with storage.begin() as uow:
        return uow.meetings.get(meeting_id)


def person(storage: Storage, meeting_id: MeetingId, name: str) -> Speaker:
    """Return a speaker of a meeting."""
    return next(speaker for speaker in loaded(storage, meeting_id).speakers if speaker.name == name)


def person_id(storage: Storage, meeting_id: MeetingId, name: str) -> PersonId:
    """Return the id of a speaker of a meeting."""
    return PersonId(person(storage, meeting_id, name).id or 0)


def a_message(storage: Storage) -> InboundId:
    """Store a message and commit."""
    with storage.begin() as uow:
        (stored,) = uow.inbound.store([a_raw_message()])
        uow.commit()
    return stored


def learn(storage: Storage, whose: PersonId, address: str, cause: InboundId | None = None) -> bool:
    """Learn an alias and commit."""
    with storage.begin() as uow:
        is_new = uow.meetings.learn_alias(whose, address, now=NOW, inbound_id=cause)
        uow.commit()
    return is_new


def delegate(storage: Storage, meeting_id: MeetingId, who: Speaker, *keys: str, of: str = "Elena Cuoco") -> Speaker:
    """Let somebody report for a speaker on items and commit."""
    speaker_id = person_id(storage, meeting_id, of)
    with storage.begin() as uow:
        stored = uow.meetings.add_delegate(meeting_id, [ItemKey(key) for key in keys], speaker_id, who)
        uow.commit()
    return stored


def add_item(storage: Storage, meeting_id: MeetingId, key: str, parent_key: str, *speakers: Speaker) -> None:
    """Add an item to an agenda and commit."""
    with storage.begin() as uow:
        uow.meetings.add_item(meeting_id, an_item(key, "WP4", speakers=speakers), parent_key=parent_key)
        uow.commit()


def test_alias_is_learnt_once(storage: Storage, meeting_id: MeetingId) -> None:
    """Letter case apart; whoever has it is known by it, and shows it wherever they are read."""
    elena = person_id(storage, meeting_id, "Elena Cuoco")
    assert learn(storage, elena, OTHER, a_message(storage))
    assert not learn(storage, elena, OTHER.upper())
    shown = person(storage, meeting_id, "Elena Cuoco")
    assert (shown.email, shown.aliases) == ("elena@example.org", ("elena.cuoco@home.example.net",))
    assert shown.addresses == ("elena@example.org", "elena.cuoco@home.example.net")
    with storage.begin() as uow:
        assert uow.meetings.find_person(elena) == shown
        assert uow.meetings.knows(OTHER.upper())
        assert uow.meetings.meetings_of(OTHER.title()) == (meeting_id,)


def test_alias_that_is_not_committed_is_not_known(storage: Storage, meeting_id: MeetingId) -> None:
    """A message that is settled anew learns it anew."""
    elena = person_id(storage, meeting_id, "Elena Cuoco")
    with storage.begin() as uow:
        assert uow.meetings.learn_alias(elena, OTHER, now=NOW, inbound_id=None)
    assert learn(storage, elena, OTHER)


def test_aliases_stand_in_the_order_in_which_they_were_learnt(storage: Storage, meeting_id: MeetingId) -> None:
    """The newest last."""
    elena = person_id(storage, meeting_id, "Elena Cuoco")
    for address in ("z@example.net", "a@example.net", "ü@example.net"):
        assert learn(storage, elena, address)
    assert person(storage, meeting_id, "Elena Cuoco").aliases == ("z@example.net", "a@example.net", "ü@example.net")


@pytest.mark.parametrize("address", ["KAY@example.org", "Elena@Example.org", "taken@example.net", ""])
def test_address_of_somebody_is_no_alias(storage: Storage, meeting_id: MeetingId, address: str) -> None:
    """Their own one, that of somebody else, the alias of somebody else, and none at all teach nothing."""
    assert learn(storage, person_id(storage, meeting_id, "Tamas Gal"), "Taken@example.net")
    assert not learn(storage, person_id(storage, meeting_id, "Elena Cuoco"), address)
    assert person(storage, meeting_id, "Elena Cuoco").aliases == ()


def test_alias_counts_in_its_series_only(storage: Storage, meeting_id: MeetingId) -> None:
    """Who is in two series is a person of each, and is learnt of in each."""
    second = add(storage, series="other")
    assert learn(storage, person_id(storage, meeting_id, "Elena Cuoco"), OTHER)
    assert person(storage, second, "Elena Cuoco").aliases == ()
    assert learn(storage, person_id(storage, second, "Elena Cuoco"), OTHER)
    with storage.begin() as uow:
        assert set(uow.meetings.meetings_of(OTHER)) == {meeting_id, second}


def test_alias_of_nobody_is_refused(storage: Storage) -> None:
    """There is nobody to know by it."""
    with pytest.raises(storage.violation):
        learn(storage, PersonId(99), OTHER)


def test_people_in_roles_have_aliases(storage: Storage, meeting_id: MeetingId) -> None:
    """The chair is a person of the series like any other."""
    assert learn(storage, person_id(storage, meeting_id, "Ian Bird"), "ian@example.net")
    with storage.begin() as uow:
        chair = uow.meetings.series_of(meeting_id).chair
        assert uow.meetings.meetings_of("Ian@example.net") == (meeting_id,)
    assert chair
    assert chair.aliases == ("ian@example.net",)


def test_agenda_finds_a_person_by_an_alias(storage: Storage, meeting_id: MeetingId) -> None:
    """They are the same person; what the agenda says is their address now, and the one before is an alias."""
    elena = person_id(storage, meeting_id, "Elena Cuoco")
    learn(storage, elena, "first@example.net")
    learn(storage, elena, OTHER)
    entry = a_speaker("E. Cuoco", email=OTHER, affiliation="", id=None)
    again = loaded(storage, add(storage, meeting=a_meeting(items=(an_item(speakers=(entry,)),), id=None))).speakers[0]
    assert (again.id, again.name) == (elena, "Elena Cuoco")
    assert again.addresses == (OTHER, "first@example.net", "elena@example.org")
    with storage.begin() as uow:
        assert uow.meetings.knows("elena@example.org")


def test_alias_becomes_the_address_of_somebody_without(storage: Storage) -> None:
    """Then there is no address before."""
    entry = a_speaker("Kay Graf", email=None, id=None)
    meeting_id = add(storage, meeting=a_meeting(items=(an_item(speakers=(entry,)),), id=None))
    learn(storage, person_id(storage, meeting_id, "Kay Graf"), "kay@example.net")
    told = replace(entry, name="K. Graf", email="Kay@example.net")
    again = loaded(storage, add(storage, meeting=a_meeting(items=(an_item(speakers=(told,)),), id=None))).speakers[0]
    assert (again.name, again.addresses) == ("Kay Graf", ("Kay@example.net",))


def test_address_that_is_set_is_no_alias_any_more(storage: Storage, meeting_id: MeetingId) -> None:
    """It stands once; the one that was corrected is nobody's."""
    learn(storage, person_id(storage, meeting_id, "Elena Cuoco"), OTHER)
    with storage.begin() as uow:
        uow.meetings.set_address(meeting_id, "Elena Cuoco", OTHER)
        uow.commit()
    assert person(storage, meeting_id, "Elena Cuoco").addresses == (OTHER,)
    with storage.begin() as uow:
        assert not uow.meetings.knows("elena@example.org")


def test_absence_that_an_alias_tells_counts(storage: Storage, meeting_id: MeetingId) -> None:
    """An automatic reply comes from whichever address was written to."""
    learn(storage, person_id(storage, meeting_id, "Elena Cuoco"), OTHER)
    with storage.begin() as uow:
        assert uow.meetings.record_absence(OTHER, date(2021, 3, 14)) == 1
        uow.commit()
    assert person(storage, meeting_id, "Elena Cuoco").away_until == date(2021, 3, 14)


def test_keeps_the_hash_of_an_address(storage: Storage) -> None:
    """An agenda without it does not take it away."""
    entry = a_speaker("Kay Graf", email=None, id=None)
    hashed = a_meeting(items=(an_item(speakers=(replace(entry, email_hash="0" * 32),)),), id=None)
    first = add(storage, meeting=hashed)
    assert person(storage, first, "Kay Graf").email_hash == "0" * 32
    second = add(storage, meeting=a_meeting(items=(an_item(speakers=(entry,)),), id=None))
    assert person(storage, second, "Kay Graf").email_hash == "0" * 32
    newer = a_meeting(items=(an_item(speakers=(replace(entry, email_hash="1" * 32),)),), id=None)
    assert person(storage, add(storage, meeting=newer), "Kay Graf").email_hash == "1" * 32


def test_delegate_becomes_a_person_of_the_series(storage: Storage, meeting_id: MeetingId) -> None:
    """Once, however often and on however many items they are asked; each item shows for whom."""
    stored = delegate(storage, meeting_id, ADA, "3.2", "3.1")
    assert stored.id
    assert stored == replace(ADA, id=stored.id)
    assert delegate(storage, meeting_id, replace(ADA, email="ADA@example.net"), "3.2") == stored
    meeting = loaded(storage, meeting_id)
    expected = (Delegate(stored, person(storage, meeting_id, "Elena Cuoco")),)
    assert [slot.delegates for slot in meeting.slots] == [expected, expected, ()]
    assert "Ada Delegate" not in [speaker.name for speaker in meeting.speakers]
    with storage.begin() as uow:
        assert uow.meetings.find_person(PersonId(stored.id)) == stored
        assert uow.meetings.knows("Ada@example.net")


def test_delegates_of_two_speakers_stand_apart(storage: Storage, meeting_id: MeetingId) -> None:
    """In the order in which they became people of the series."""
    ada = delegate(storage, meeting_id, ADA, "3.3", of="Tamas Gal")
    bob = delegate(storage, meeting_id, replace(ADA, name="Bob", email="bob@example.net"), "3.3", of="Kay Graf")
    delegate(storage, meeting_id, ADA, "3.3", of="Kay Graf")
    slot = loaded(storage, meeting_id).find_item("3.3")
    assert slot
    assert [(found.person, found.speaker.name) for found in slot.delegates] == [(ada, "Kay Graf"), (ada, "Tamas Gal"), (bob, "Kay Graf")]


def test_delegate_takes_part(storage: Storage, meeting_id: MeetingId) -> None:
    """In the meeting for which they were asked, by any address of theirs, and in no other."""
    other = add(storage, meeting=a_meeting(start_at=START + timedelta(days=14), id=None))
    ada = delegate(storage, meeting_id, ADA, "3.2")
    learn(storage, PersonId(ada.id or 0), "ada@home.example.net")
    with storage.begin() as uow:
        assert uow.meetings.meetings_of("ada@EXAMPLE.net") == (meeting_id,)
        assert uow.meetings.meetings_of("ada@home.example.net") == (meeting_id,)
        assert uow.meetings.meetings_of("elena@example.org") == (other, meeting_id)
    slot = loaded(storage, meeting_id).find_item("3.2")
    assert slot
    assert slot.delegates[0].person.aliases == ("ada@home.example.net",)


def test_delegate_of_a_known_name_redirects_nobody(storage: Storage, meeting_id: MeetingId) -> None:
    """Whoever is named with another address is somebody else: the mail of the person of that name goes where it went."""
    stranger = delegate(storage, meeting_id, a_speaker("Kay Graf", email="kay@elsewhere.example", id=None), "3.2")
    kay = person(storage, meeting_id, "Kay Graf")
    assert (kay.email, kay.id == stranger.id) == ("kay@example.org", False)


def test_delegate_may_be_a_person_of_the_series(storage: Storage, meeting_id: MeetingId) -> None:
    """By id, address, alias, or name where nobody gives an address; nothing of what is known of them changes."""
    kay = person(storage, meeting_id, "Kay Graf")
    learn(storage, PersonId(kay.id or 0), "kay@example.net")
    known = person(storage, meeting_id, "Kay Graf")
    entries = (
        Speaker("Somebody", id=kay.id),
        Speaker("K. G.", "elsewhere", "KAY@example.org"),
        Speaker("K. G.", email="Kay@example.net"),
        Speaker("kay graf"),
    )
    assert [delegate(storage, meeting_id, entry, "3.2") for entry in entries] == [known] * 4


def test_id_of_another_series_is_nobody(storage: Storage, meeting_id: MeetingId) -> None:
    """A person is one of their series only."""
    abroad = person(storage, add(storage, series="other"), "Kay Graf")
    assert delegate(storage, meeting_id, abroad, "3.2") == person(storage, meeting_id, "Kay Graf")


@pytest.mark.parametrize("key", ["9", ""])
def test_delegate_needs_an_item(storage: Storage, meeting_id: MeetingId, key: str) -> None:
    """And a meeting; nothing is written where there is none."""
    with pytest.raises(NotFoundError, match="no item"):
        delegate(storage, meeting_id, ADA, "3.2", key)
    with storage.begin() as uow, pytest.raises(NotFoundError, match="no meeting 99"):
        uow.meetings.add_delegate(MISSING, [ItemKey("3.2")], PersonId(1), ADA)
    with storage.begin() as uow:
        assert not uow.meetings.knows("ada@example.net")


def test_delegate_needs_somebody_for_whom(storage: Storage, meeting_id: MeetingId) -> None:
    """Nobody reports for a person who is not there."""
    with pytest.raises(storage.violation), storage.begin() as uow:
        uow.meetings.add_delegate(meeting_id, [ItemKey("3.2")], PersonId(99), ADA)


def test_item_is_added_as_the_last_of_its_parent(storage: Storage, meeting_id: MeetingId) -> None:
    """Everything else of the agenda, and what was reported in it, stays as it was."""
    with storage.begin() as uow:
        uow.meetings.add_report(meeting_id, "3.1", a_report())
        uow.commit()
    before = loaded(storage, meeting_id)
    kay = person(storage, meeting_id, "Kay Graf")
    add_item(storage, meeting_id, "3.4", "3", replace(kay, id=None), ADA)
    after = loaded(storage, meeting_id)
    assert [item.key for item in after.walk()] == ["1", "2", "3", "3.1", "3.2", "3.3", "3.4"]
    added = after.find_item("3.4")
    assert added
    assert (added.title, added.expects_report) == ("WP4", True)
    assert [speaker.name for speaker in added.speakers] == ["Kay Graf", "Ada Delegate"]
    assert added.speakers[0] == kay
    assert (after.items[:2], after.items[2].items[:3]) == (before.items[:2], before.items[2].items)


def test_items_are_added_at_the_top_and_below_what_had_none(storage: Storage, meeting_id: MeetingId) -> None:
    """One after the other, in the order in which they come, whatever their keys."""
    for key, parent_key in (("5", ""), ("4", ""), ("3.2.2", "3.2"), ("3.2.1", "3.2"), ("5.1", "5")):
        add_item(storage, meeting_id, key, parent_key)
    keys = [item.key for item in loaded(storage, meeting_id).walk()]
    assert keys == ["1", "2", "3", "3.1", "3.2", "3.2.2", "3.2.1", "3.3", "5", "5.1", "4"]


def test_item_is_added_with_what_is_below_it(storage: Storage, meeting_id: MeetingId) -> None:
    """But without reports, which come by themselves."""
    item = an_item("4", items=(an_item("4.1", speakers=(ADA,), reports=(a_report(),)),), speakers=())
    with storage.begin() as uow:
        uow.meetings.add_item(meeting_id, item, parent_key="")
        uow.commit()
    below = loaded(storage, meeting_id).find_item("4.1")
    assert below
    assert ([speaker.name for speaker in below.speakers], below.reports) == (["Ada Delegate"], ())


def test_speaker_of_an_added_item_redirects_nobody(storage: Storage, meeting_id: MeetingId) -> None:
    """A walk-in is named by a mail, as a delegate is."""
    add_item(storage, meeting_id, "3.4", "3", a_speaker("Kay Graf", email="kay@elsewhere.example", id=None))
    slots = loaded(storage, meeting_id).slots
    assert [speaker.email for slot in slots[2:] for speaker in slot.speakers if speaker.name == "Kay Graf"] == [
        "kay@example.org",
        "kay@elsewhere.example",
    ]


def test_item_needs_a_parent_and_a_key_of_its_own(storage: Storage, meeting_id: MeetingId) -> None:
    """Nothing that was mailed is replaced."""
    with pytest.raises(NotFoundError, match="no item 9"):
        add_item(storage, meeting_id, "9.1", "9")
    with pytest.raises(NotFoundError, match="no meeting 99"):
        add_item(storage, MISSING, "4", "")
    with pytest.raises(storage.violation):
        add_item(storage, meeting_id, "3.1", "3")
    assert len(list(loaded(storage, meeting_id).walk())) == 6


@pytest.mark.parametrize("manner", Manner, ids=str)
def test_keeps_what_a_report_is_to_those_before_it(storage: Storage, meeting_id: MeetingId, manner: Manner) -> None:
    """It replaces them, adds to them, or says that there is nothing."""
    report = replace(a_report(), manner=manner)
    with storage.begin() as uow:
        uow.meetings.add_report(meeting_id, "3.1", report)
        uow.commit()
    assert loaded(storage, meeting_id).slots[0].reports == (report,)


def test_report_needs_a_slot(storage: Storage, meeting_id: MeetingId) -> None:
    """What is missing is named."""
    with storage.begin() as uow, pytest.raises(NotFoundError, match="no item 9"):
        uow.meetings.add_report(meeting_id, "9", a_report())


def test_withdrawn_reports_are_kept(storage: Storage, meeting_id: MeetingId) -> None:
    """Those that are named, in the slot that is named; a second time changes nothing."""
    cause = a_message(storage)
    reports = tuple(a_report(str(revision), revision=revision) for revision in (1, 2, 3))
    with storage.begin() as uow:
        for key in ("3.1", "3.2"):
            for report in reports:
                uow.meetings.add_report(meeting_id, key, report)
        uow.commit()
    for _ in range(2):
        with storage.begin() as uow:
            uow.meetings.withdraw_reports(meeting_id, "3.1", [1, 3, 9], inbound_id=cause)
            uow.meetings.withdraw_reports(meeting_id, "3.2", [], inbound_id=None)
            uow.meetings.withdraw_reports(meeting_id, "9", [1], inbound_id=cause)
            uow.commit()
    first, second, _ = loaded(storage, meeting_id).slots
    assert first.reports == (replace(reports[0], is_withdrawn=True), reports[1], replace(reports[2], is_withdrawn=True))
    assert second.reports == reports


def test_withdrawal_keeps_the_message_that_said_so_first(sqlite_engine: Engine) -> None:
    """No port tells it: it is for whoever looks into the database."""
    storage = Storage(sqlite_engine, Exception)
    meeting_id = add(storage)
    with SqlAlchemyUnitOfWork(sqlite_engine) as uow:
        causes = uow.inbound.store([a_raw_message(b"%d" % uid, uid=uid) for uid in (1, 2)])
        uow.meetings.add_report(meeting_id, "3.1", a_report())
        for cause in causes:
            uow.meetings.withdraw_reports(meeting_id, "3.1", [1], inbound_id=cause)
        uow.commit()
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT withdrawn_by FROM reports")).scalars().all() == [causes[0]]


def test_keeps_how_somebody_wants_to_be_written_to(storage: Storage) -> None:
    """Language and zone; an agenda that does not tell them leaves them as they are."""
    told = replace(a_speaker("Bea Moss", email="bea@example.org", id=None), language="fr", timezone="Atlantic/Azores")
    add(storage, meeting=a_meeting(id=None, items=(an_item("1", "CTA", speakers=(told,)),)))
    plain = a_speaker("Bea Moss", email="bea@example.org", id=None)
    known = person(storage, add(storage, meeting=a_meeting(id=None, items=(an_item("1", "CTA", speakers=(plain,)),))), "Bea Moss")
    assert (known.language, known.timezone) == ("fr", "Atlantic/Azores")


def test_keeps_the_timetable_of_a_series(storage: Storage) -> None:
    """Every setting that differs from the usual one, of whatever type."""
    habits = Habits(
        invite_before=timedelta(days=10),
        remind_before=(timedelta(days=3), timedelta(hours=6)),
        draft_after=timedelta(),
        quiet_from=time(21, 30),
        writes_on_weekends=True,
        longest=timedelta(minutes=90),
        exceptions=(date(2021, 12, 29),),
        is_automatic=False,
    )
    with storage.begin() as uow:
        meeting_id = uow.meetings.add(an_agenda(series=replace(a_series(id=None), habits=habits)), now=NOW)
        uow.commit()
    with storage.begin() as uow:
        assert uow.meetings.series_of(meeting_id).habits == habits
