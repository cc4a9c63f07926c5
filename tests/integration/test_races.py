"""Two at once: the same rows, the same revision, the same message; on SQLite and on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
from sqlalchemy import Engine, create_engine, event, text

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.agenda import ItemKey, MeetingId, PersonId, Speaker
from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.lifecycle import DeliveryState, InboundState, MinutesState
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId
from mailflow.services.ports.storage import UnitOfWork
from tests.builders import NOW, START, a_raw_message, a_series, a_speaker, an_agenda, an_audit_entry, an_item, an_outbox_entry
from tests.fakes import FakeTransport, House

Result = TypeVar("Result")
BOUND_S = 60
LEASE = NOW + timedelta(minutes=5)


def together(*tasks: Callable[[], Result]) -> list[Result]:
    """Run tasks at the same moment, each in a thread, and return their results; the first error is raised."""
    ready = threading.Barrier(len(tasks))
    results: list[Result] = []
    errors: list[Exception] = []

    def run(task: Callable[[], Result]) -> None:
        try:
            ready.wait(timeout=BOUND_S)
            results.append(task())
        except Exception as error:  # noqa: BLE001 - it is raised below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,), daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=BOUND_S)
    if errors:
        raise errors[0]
    assert len(results) == len(tasks), "a task hangs"
    return results


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a migrated, empty database."""
    engine = open_engine(database_url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def house(engine: Engine) -> House:
    """Give a house on the database, the world around it being the fakes."""
    return House(lambda: SqlAlchemyUnitOfWork(engine))


def committed(house: House, action: Callable[[UnitOfWork], Result]) -> Result:
    """Do something in a transaction of its own."""
    with house.begin() as uow:
        result = action(uow)
        uow.commit()
    return result


def test_message_is_claimed_once(house: House) -> None:
    """Eight workers, thirty messages, each leased to one of them."""
    ids = committed(house, lambda uow: uow.inbound.store([a_raw_message(b"%d" % uid, uid=uid) for uid in range(30)]))
    claims = together(*[lambda: house.ingest.claim(ids)] * 8)
    assert Counter(inbound_id for claimed in claims for inbound_id in claimed) <= Counter(ids)
    left = house.ingest.claim(ids)
    assert sorted([*(inbound_id for claimed in claims for inbound_id in claimed), *left]) == sorted(ids)


def test_message_is_stored_once(house: House) -> None:
    """Two readers of one inbox, who should not be."""
    batch = [a_raw_message(b"%d" % uid, uid=uid) for uid in range(20)]
    stored = together(*[lambda: committed(house, lambda uow: uow.inbound.store(batch))] * 6)
    assert sum(map(len, stored)) == len(house.records()) == 20


def test_message_is_settled_by_one(house: House) -> None:
    """Three tasks for the same report: one files it, the others find nothing to do."""
    house.invited()
    inbound_id = house.arrive(house.reply_to("kay@example.org", "All is well."))
    house.ingest.claim([inbound_id])
    states = together(*[lambda: house.ingest(inbound_id)] * 3)
    assert Counter(states) == {InboundState.DONE: 1, None: 2}
    assert len(reports(house, "3.3")) == 1
    assert len(house.mails_to("kay@example.org", MailKind.RECEIPT)) == 1


def reports(house: House, key: str) -> tuple[str, ...]:
    """Return the texts of the reports of a slot, by revision."""
    with house.begin() as uow:
        item = uow.meetings.get(MeetingId(1)).find_item(key)
    assert item
    return tuple(report.text for report in item.reports)


def settle_all(house: House, ids: list[InboundId]) -> list[InboundState | None]:
    """Settle messages, each in a worker of its own, at the same moment."""
    house.ingest.claim(ids)
    return together(*[lambda inbound_id=inbound_id: house.ingest(inbound_id) for inbound_id in ids])


def test_reports_of_one_slot_get_revisions_of_their_own(house: House) -> None:
    """Ten mails for the same slot at once: ten revisions, none lost, none twice."""
    house.invited()
    replies = [house.reply_to("kay@example.org", f"Report {number}") for number in range(10)]
    assert set(settle_all(house, [house.arrive(reply) for reply in replies])) == {InboundState.DONE}
    assert sorted(reports(house, "3.3")) == sorted(f"Report {number}" for number in range(10))


def test_copies_read_at_once_are_filed_once(house: House) -> None:
    """The same report, by the list and directly, in the hands of six workers."""
    house.invited()
    reply = house.reply_to("kay@example.org", "All is well.")
    copies = [replace(reply, recipients=(*reply.recipients, f"list{number}@example.org")) for number in range(6)]
    states = settle_all(house, [house.arrive(copy) for copy in copies])
    assert Counter(states) == {InboundState.DONE: 1, InboundState.IGNORED: 5}
    assert reports(house, "3.3") == ("All is well.",)


def test_twenty_approvals_publish_once(house: House) -> None:
    """Of one revision, by the chair and the deputies, all at the same moment, with nothing held."""
    deputies = tuple(a_speaker(f"Deputy {number}", email=f"d{number}@example.org", id=None) for number in range(3))
    house.drafted(
        an_agenda(series=a_series(deputies=deputies, subscribers=("a@example.org", "b@example.org"), approval_hold=timedelta(0), id=None))
    )
    addresses = ["ian.bird@example.org", "d0@example.org", "d1@example.org", "d2@example.org"]
    phrases = ("approve", "OK", "yes", "publish", "looks good")
    replies = [house.reply_to(address, phrase, kind=MailKind.DRAFT) for address in addresses for phrase in phrases]
    states = settle_all(house, [house.arrive(reply) for reply in replies])
    assert Counter(states) == {InboundState.DONE: 1, InboundState.REJECTED: 19}
    assert [len(house.mails_to(address)) for address in ("a@example.org", "b@example.org")] == [1, 1]
    assert len(house.trail("published")) == len(house.trail("approved")) == 1


def test_two_releases_publish_once(house: House) -> None:
    """Six sweeps when the hold has passed."""
    house.drafted()
    house.receive(house.reply_to("ian.bird@example.org", "approve", kind=MailKind.DRAFT))
    house.clock.forward(minutes=10)
    assert sum(together(*[house.release_due] * 6)) == 1
    assert len(house.mails_to("reader@example.org")) == 1


def test_release_and_stop_cannot_both_win(house: House) -> None:
    """When the hold runs out as the chair says stop: either nothing goes out, or the stop is told that it is too late."""
    house.drafted()
    house.receive(house.reply_to("ian.bird@example.org", "approve", kind=MailKind.DRAFT))
    stop = house.arrive(house.reply_to("ian.bird@example.org", "Stop!", kind=MailKind.APPROVAL_RECEIPT))
    house.clock.forward(minutes=10)
    house.ingest.claim([stop])
    together(house.release_due, lambda: house.ingest(stop))
    with house.begin() as uow:
        draft = uow.minutes.find_current(MeetingId(1))
    assert draft
    outcome = (draft.state, house.records()[-1].state, len(house.mails_to("reader@example.org")))
    assert outcome in {(MinutesState.DRAFT, InboundState.DONE, 0), (MinutesState.PUBLISHED, InboundState.TRIAGE, 1)}


def test_two_beats_brief_once(house: House) -> None:
    """Six sweeps an hour before the meeting."""
    house.invited()
    house.clock.at = START - timedelta(hours=1)
    together(*[house.sweep] * 6)
    assert len(house.mails_to("ian.bird@example.org", MailKind.BRIEFING)) == 1


def test_cancelling_and_approving_cannot_both_win(house: House) -> None:
    """Either minutes are approved, and a person sees to the order, or the meeting is cancelled, and the approval counts no more."""
    house.drafted()
    chair = "ian.bird@example.org"
    house.receive(house.reply_to(chair, "cancel meeting", kind=MailKind.INVITATION))
    answers = [house.reply_to(chair, text, kind=MailKind.CANCEL_QUESTION) for text in ("cancel meeting", "Please cancel the meeting")]
    ids = [house.arrive(reply) for reply in (*answers, house.reply_to(chair, "approve", kind=MailKind.DRAFT))]
    states = settle_all(house, ids)
    is_cancelled = len(house.trail("cancelled")) == 1
    expected = {InboundState.DONE: 2, InboundState.REJECTED: 1} if is_cancelled else {InboundState.DONE: 1, InboundState.TRIAGE: 2}
    assert Counter(states) == expected
    assert len(house.mails_to("kay@example.org", MailKind.CANCELLATION)) == int(is_cancelled)
    assert len(house.trail("approved")) == int(not is_cancelled)


def test_everybody_is_invited_once(house: House) -> None:
    """The secretary presses twice."""
    meeting_id = house.add_meeting(an_agenda())
    invited = together(*[lambda: house.invite(meeting_id)] * 4)
    assert sum(len(result.queued) for result in invited) == len(house.entries()) == 5


def test_meeting_has_one_current_draft(house: House) -> None:
    """Four drafts at once are one revision and one mail."""
    meeting_id = house.invited()
    drafted = together(*[lambda: house.draft(meeting_id)] * 4)
    assert {result.minutes.revision for result in drafted} == {1}
    assert sum(len(result.queued) for result in drafted) == 1


def owe(house: House, count: int) -> list[OutboundId]:
    """Put messages into the outbox and return their ids."""
    entries = [
        replace(an_outbox_entry(id=f"{number:012d}", meeting_id=None, person_id=None), next_attempt_at=NOW) for number in range(count)
    ]
    committed(
        house,
        lambda uow: [uow.outbox.add(replace(entry, recipient=Address(f"{entry.id}@example.org")), entry.id.encode()) for entry in entries],
    )
    return [entry.id for entry in entries]


def test_two_dispatchers_never_send_the_same_row(house: House) -> None:
    """Six workers rung for the same sixty rows, again and again until all is sent: each message once."""
    ids = owe(house, 60)
    transports = [FakeTransport() for _ in range(6)]
    for _ in range(5):
        together(*[lambda transport=transport: house.dispatcher(transport)(ids) for transport in transports])
    sent = [message.recipients[0] for transport in transports for message in transport.messages]
    assert sorted(sent) == sorted(f"{outbound_id}@example.org" for outbound_id in ids)
    assert {entry.state for entry in house.entries()} == {DeliveryState.SENT}


def test_lease_that_is_lost_is_fenced(house: House) -> None:
    """A worker that slept over its lease neither sends what another has taken nor overwrites its outcome."""
    (outbound_id,) = owe(house, 1)
    late, quick = FakeTransport(), FakeTransport()

    def sleep() -> None:
        house.clock.forward(minutes=6)
        house.sweep()
        house.clock.forward(minutes=2)
        house.sweep()
        house.dispatcher(quick)([outbound_id])

    late.before_data = sleep
    house.dispatcher(late)([outbound_id])
    (entry,) = house.entries()
    assert (entry.state, entry.attempts, entry.resends) == (DeliveryState.SENT, 2, 1)
    assert house.dispatcher(quick)([outbound_id]).deliveries == ()


def test_purpose_is_served_once(house: House) -> None:
    """Two workers who owe the same receipt owe it once."""
    entries = [an_outbox_entry(id=f"{number:012d}", purpose="receipt:1", meeting_id=None, person_id=None) for number in range(6)]
    added = together(*[lambda entry=entry: committed(house, lambda uow: uow.outbox.add(entry, b"octets")) for entry in entries])
    assert len([outbound_id for outbound_id in added if outbound_id]) == len(house.entries()) == 1


def test_locked_meeting_waits(house: House) -> None:
    """Who locks second sees what the first has committed."""
    meeting_id = house.invited()
    begun = threading.Event()

    def first() -> bool:
        with house.begin() as uow:
            meeting = uow.meetings.lock(meeting_id)
            begun.set()
            uow.meetings.save_state(replace(meeting, state=type(meeting.state).CANCELLED))
            uow.commit()
        return True

    def second() -> bool:
        assert begun.wait(BOUND_S)
        with house.begin() as uow:
            return uow.meetings.lock(meeting_id).state.value == "cancelled"

    assert together(first, second) == [True, True]


@pytest.mark.integration
def test_database_that_breaks_off_is_one_error(postgres_url: str) -> None:
    """In the middle of a transaction nothing of it is kept, and the next one gets a new connection."""
    engine, killer = open_engine(postgres_url), open_engine(postgres_url)
    upgrade(engine)
    with pytest.raises(DatabaseUnavailableError), SqlAlchemyUnitOfWork(engine) as uow:  # noqa: PT012 - the block is what is tested
        uow.audit.add(an_audit_entry("first"))
        with killer.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
        uow.audit.add(an_audit_entry("second"))
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert uow.audit.entries() == ()
    engine.dispose()
    killer.dispose()


def test_database_that_is_locked_too_long_is_one_error(sqlite_url: str) -> None:
    """As when somebody keeps it open in a shell; the connection is given back."""
    engine = open_engine(sqlite_url)
    upgrade(engine)
    impatient = create_engine(engine.url, connect_args={"timeout": 0.05, "isolation_level": None})
    event.listen(impatient, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with SqlAlchemyUnitOfWork(engine):
        for _ in range(20):
            with pytest.raises(DatabaseUnavailableError, match="locked"), SqlAlchemyUnitOfWork(impatient):
                raise AssertionError("never begun")
    with SqlAlchemyUnitOfWork(impatient) as uow:
        assert uow.audit.entries() == ()
    impatient.dispose()
    engine.dispose()


def test_alias_is_learnt_by_one(house: House) -> None:
    """Two people, four messages each, one address: it is known as that of whoever was first."""
    meeting_id = committed(house, lambda uow: uow.meetings.add(an_agenda(), now=NOW))
    people = {speaker.name: PersonId(speaker.id or 0) for speaker in committed(house, lambda uow: uow.meetings.get(meeting_id)).speakers}

    def learn(whose: PersonId) -> bool:
        return committed(house, lambda uow: uow.meetings.learn_alias(whose, "x@example.net", now=NOW, inbound_id=None))

    tasks = [partial(learn, people[name]) for name in ("Kay Graf", "Tamas Gal")] * 4
    assert sorted(together(*tasks)) == [False] * 7 + [True]
    speakers = committed(house, lambda uow: uow.meetings.get(meeting_id)).speakers
    assert [alias for speaker in speakers for alias in speaker.aliases] == ["x@example.net"]


def test_delegate_who_is_named_twice_at_once_is_one_person(house: House) -> None:
    """By two speakers, on two items."""
    meeting_id = committed(house, lambda uow: uow.meetings.add(an_agenda(), now=NOW))
    speaker_id = PersonId(committed(house, lambda uow: uow.meetings.get(meeting_id)).speakers[0].id or 0)
    ada = a_speaker("Ada", email="ada@example.net", id=None)

    def delegate(key: str) -> Speaker:
        return committed(house, lambda uow: uow.meetings.add_delegate(meeting_id, [ItemKey(key)], speaker_id, ada))

    stored = together(*[partial(delegate, key) for key in ("3.1", "3.2", "3.3")] * 2)
    assert len(set(stored)) == 1
    slots = committed(house, lambda uow: uow.meetings.get(meeting_id)).slots
    assert [[found.person for found in slot.delegates] for slot in slots] == [[stored[0]]] * 3


def test_items_that_are_added_at_once_have_a_place_each(house: House) -> None:
    """One after the other below their parent."""
    meeting_id = committed(house, lambda uow: uow.meetings.add(an_agenda(), now=NOW))

    def add(key: str) -> None:
        committed(house, lambda uow: uow.meetings.add_item(meeting_id, an_item(key), parent_key="3"))

    together(*[partial(add, f"3.{number}") for number in range(4, 10)])
    statement = text("SELECT position FROM items WHERE parent_key = '3' ORDER BY position")
    with house.begin() as uow:
        assert isinstance(uow, SqlAlchemyUnitOfWork)
        assert uow._connection.execute(statement).scalars().all() == list(range(9))
