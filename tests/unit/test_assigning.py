"""A person says where a message belongs: it is filed there, whatever became of it before, and each decision is in the trail."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError, IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import CUT, Address, InboundId, InboundMessage, MailKind
from mailflow.domain.records import InboundRecord, Job
from tests.builders import START, a_meeting, a_raw_message, a_series, a_speaker, an_agenda, an_attachment, an_inbound, an_item, some_marks
from tests.fakes import STRANGER, House

MATTHIAS, ELENA = "matthias@example.org", Address("elena@example.org", "Elena Cuoco")


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


def a_stranger(house: House, text: str = "The mirror is mounted.", **changes: object) -> InboundRecord:
    """Let somebody whom we do not know write."""
    return house.receive(replace(an_inbound(text, authors=(STRANGER,)), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["3.2", " 3.2 ", "EGO", "ego"])
def test_message_is_assigned_by_key_or_title(house: House, name: str) -> None:
    """And filed under the name of its author, for the speaker."""
    record = a_stranger(house)
    assert house.desk.assign(record.id, name) == "filed under 3.2 EGO"
    assert house.doorbell.rings[-1] == (Job.INGEST, (record.id,))
    house.read_waiting()
    filed = house.get(record.id)
    assert (filed.state, filed.item_keys, filed.confidence) == (InboundState.DONE, ("3.2",), 1.0)
    (report,) = house.slot("3.2").reports
    assert (report.author, report.delegate, report.text) == ("Elena Cuoco", "Mallory", "The mirror is mounted.")
    (entry,) = house.trail("assigned")
    assert (entry.actor, entry.subject, entry.detail) == ("command line", f"message {record.id}", "3.2 of meeting 1")
    assert len(house.mails_to(ELENA.email, MailKind.RECEIPT)) == 1


def test_alias_of_an_item_names_it(house: House) -> None:
    """As in a mail."""
    assert house.desk.assign(a_stranger(house).id, "ARCA") == "filed under 3.3 KM3NeT"


def test_unknown_item_is_an_error_that_lists_what_there_is(house: House) -> None:
    """And nothing happens."""
    record = a_stranger(house)
    with pytest.raises(NotFoundError, match=r"no item SKA of meeting 1; it has 3\.1 CTA, 3\.2 EGO, 3\.3 KM3NeT"):
        house.desk.assign(record.id, "SKA")
    assert (house.get(record.id), house.trail("assigned")) == (record, [])


def test_title_of_several_items_is_an_error(house: House) -> None:
    """Only a key tells them apart."""
    with pytest.raises(BadInputError, match="CTA and EGO names several items: give the key of one"):
        house.desk.assign(a_stranger(house).id, "CTA and EGO")


def test_message_is_assigned_to_another_meeting(house: House) -> None:
    """Where that is named; the nearest is meant otherwise."""
    items = (an_item("1", "Software", speakers=(a_speaker("Kay Graf", email="kay@example.org", id=4),)),)
    agenda = an_agenda(series=a_series("board", id=None), meeting=a_meeting(items=items, id=None, start_at=START.replace(month=6)))
    other = house.invited(agenda)
    record = a_stranger(house)
    with pytest.raises(NotFoundError):
        house.desk.assign(record.id, "Software")
    assert house.desk.assign(record.id, "Software", meeting_id=other) == "filed under 1 Software"
    house.read_waiting()
    assert house.get(record.id).meeting_id == other
    with pytest.raises(NotFoundError, match="no meeting 9"):
        house.desk.assign(record.id, "1", meeting_id=MeetingId(9))
    with pytest.raises(NotFoundError, match="no message 9"):
        house.desk.assign(InboundId(9), "1")


def test_where_no_meeting_is_open_one_must_be_named() -> None:
    """There is none that is nearest."""
    house = House()
    record = a_stranger(house)
    with pytest.raises(NotFoundError, match="no meeting that is open"):
        house.desk.assign(record.id, "3.1")


def test_mail_of_nobody_is_not_assigned(house: House) -> None:
    """There is no name under which it could be published."""
    record = house.receive(an_inbound("All is well.", authors=()))
    with pytest.raises(BadInputError, match=f"message {record.id} names no author"):
        house.desk.assign(record.id, "3.1")


def by_list(mail: InboundMessage) -> InboundMessage:
    """Return a mail that came by way of a list."""
    return replace(mail, marks=some_marks("List-Id: <l.example.org>"))


def by_a_machine(mail: InboundMessage) -> InboundMessage:
    """Return a mail that is marked as automatic."""
    return replace(mail, marks=some_marks("Auto-Submitted: auto-replied"))


def beside_a_calendar(mail: InboundMessage) -> InboundMessage:
    """Return a mail with a calendar part that nobody can read."""
    return replace(mail, calendar=b"NONSENSE")


def cut(mail: InboundMessage) -> InboundMessage:
    """Return a mail that was not read to its end."""
    return replace(mail, defects=(f"{CUT}text longer than 2000000 characters",))


def asking(mail: InboundMessage) -> InboundMessage:
    """Return a question of somebody whom we may not answer."""
    forged = some_marks("X-Forged: yes")
    return replace(mail, text="When does the meeting begin?", authors=(STRANGER,), recipients=(), references=(), marks=forged)


@pytest.mark.parametrize("spoil", [by_list, by_a_machine, beside_a_calendar, cut, asking], ids=lambda spoil: spoil.__name__)
def test_whatever_a_message_waits_for_the_decision_counts(house: House, spoil: object) -> None:
    """It does not come back to triage for the reason for which it went there."""
    assert callable(spoil)
    record = house.receive(spoil(house.reply_to(ELENA.email, "The mirror is mounted.")))
    assert record.state is InboundState.TRIAGE
    house.desk.assign(record.id, "3.2")
    house.read_waiting()
    assert (house.get(record.id).state, house.get(record.id).item_keys) == (InboundState.DONE, ("3.2",))
    assert len(house.shown("3.2")) == 1


def test_filed_message_goes_from_its_slot_to_the_other(house: House) -> None:
    """Withdrawn there, filed here with its files, and its author gets another receipt."""
    record = house.receive(replace(house.reply_to(MATTHIAS, "All is well."), attachments=(an_attachment(),)))
    house.desk.assign(record.id, "EGO")
    house.read_waiting()
    moved = house.get(record.id)
    assert (moved.state, moved.item_keys, moved.reason) == (InboundState.DONE, ("3.2",), "filed under 3.2 EGO as revision 1")
    assert (house.shown("3.1"), house.shown("3.2")) == ([], ["All is well."])
    assert [report.is_withdrawn for report in house.slot("3.1").reports] == [True]
    assert [file.filename for file in house.slot("3.2").reports[0].attachments] == ["slides.pdf"]
    (entry,) = house.trail("taken out")
    assert (entry.subject, entry.detail, entry.inbound_id) == ("meeting 1", "3.1 CTA", record.id)
    assert len(house.trail("assigned")) == 1


def test_filed_message_stays_where_it_was_sent(house: House) -> None:
    """Read anew it does nothing more; nor where the same is decided twice."""
    record = house.receive(house.reply_to(MATTHIAS, "All is well."))
    house.desk.assign(record.id, "3.2")
    house.read_waiting()
    before = (house.entries(), house.database.tables.reports)
    house.desk.replay([record.id])
    house.read_waiting()
    assert house.get(record.id).reason == "filed under 3.2 before"
    house.desk.assign(record.id, "3.2")
    house.read_waiting()
    assert (house.entries(), house.database.tables.reports) == before


def test_filed_message_comes_back_as_often_as_one_likes(house: House) -> None:
    """A decision can be wrong as well."""
    record = house.receive(house.reply_to(MATTHIAS, "All is well."))
    for key in ("3.2", "3.1", "3.2", "3.3", "3.1"):
        house.desk.assign(record.id, key)
        house.read_waiting()
        shown = {other: house.shown(other) for other in ("3.1", "3.2", "3.3")}
        assert shown == {"3.1": [], "3.2": [], "3.3": [], key: ["All is well."]}


def test_earlier_report_is_shown_again(house: House) -> None:
    """That which the wrong one had replaced."""
    house.receive(house.reply_to(MATTHIAS, "All is well.", kind=MailKind.INVITATION))
    record = house.receive(house.reply_to(MATTHIAS, "The laser is on.", kind=MailKind.INVITATION))
    assert house.shown("3.1") == ["The laser is on."]
    house.desk.assign(record.id, "3.2")
    house.read_waiting()
    assert (house.shown("3.1"), house.shown("3.2")) == (["All is well."], ["The laser is on."])


def test_filed_message_goes_to_another_meeting(house: House) -> None:
    """Out of the one, into the other."""
    agenda = an_agenda(series=a_series("board", id=None), meeting=a_meeting(items=(an_item("1", "Software"),), id=None))
    other = house.invited(agenda)
    record = house.receive(house.reply_to("kay@example.org", "All is well."))
    house.desk.assign(record.id, "1", meeting_id=other)
    house.read_waiting()
    assert (house.shown("3.3"), house.shown("1", other)) == ([], ["All is well."])


def test_copy_of_a_report_that_is_assigned_is_filed(house: House) -> None:
    """A person says that it is a report of its own."""
    first = house.receive(house.reply_to(MATTHIAS, "All is well."))
    copy = house.receive(replace(house.reply_to(MATTHIAS, "All is well.", kind=MailKind.INVITATION), recipients=()))
    assert copy.copy_of == first.id
    house.desk.assign(copy.id, "3.2")
    house.read_waiting()
    assert (house.shown("3.1"), house.shown("3.2")) == (["All is well."], ["All is well."])


def test_what_is_no_report_is_not_assigned(house: House) -> None:
    """An order, an approval, a report that its author has taken back or moved: what it did, it did."""
    report = house.receive(house.reply_to(MATTHIAS, "All is well."))
    move = house.receive(house.reply_to(MATTHIAS, "move to EGO", kind=MailKind.RECEIPT))
    withdrawal = house.receive(house.reply_to(MATTHIAS, "withdraw", kind=MailKind.RECEIPT))
    assert {move.state, withdrawal.state} == {InboundState.DONE}
    for record in (report, move, withdrawal):
        with pytest.raises(BadInputError, match=f"message {record.id} is no report, or its report was withdrawn or moved"):
            house.desk.assign(record.id, "3.3")


def test_done_mail_of_no_meeting_is_not_assigned(house: House) -> None:
    """A bounce of nobody's mail, for example."""
    record = house.receive(an_inbound("not delivered", marks=("X-Failed-Recipients: a@example.org",)))
    assert (record.state, record.meeting_id) == (InboundState.DONE, None)
    with pytest.raises(BadInputError):
        house.desk.assign(record.id, "3.1")


def test_question_that_was_a_report_is_filed(house: House) -> None:
    """The chair has read it, and says so."""
    record = house.receive(house.reply_to(MATTHIAS, "When does the meeting begin?"))
    assert record.reason == "a question: passed on to Ian Bird"
    house.desk.assign(record.id, "3.1")
    house.read_waiting()
    assert house.shown("3.1") == ["When does the meeting begin?"]


def test_report_in_approved_minutes_is_not_taken_out(house: House) -> None:
    """What was approved is approved."""
    record = house.receive(house.reply_to(MATTHIAS, "All is well."))
    house.draft(MeetingId(1))
    house.receive(house.reply_to("ian.bird@example.org", "approve", kind=MailKind.DRAFT))
    with pytest.raises(IllegalTransition):
        house.desk.assign(record.id, "3.2")
    assert house.shown("3.1") == ["All is well."]


def test_mail_of_which_only_the_beginning_is_kept_is_filed_as_decided(house: House) -> None:
    """The person has seen how much there is."""
    content = house.codec.encode(an_inbound("The mirror is mounted."))
    with house.begin() as uow:
        (inbound_id,) = uow.inbound.store([replace(a_raw_message(content), size_bytes=30_000_000)])
        uow.commit()
    house.read_waiting()
    assert "too large" in house.get(inbound_id).reason
    house.desk.assign(inbound_id, "3.1")
    house.read_waiting()
    assert house.get(inbound_id).state is InboundState.DONE


def test_slot_is_added_for_a_message(house: House) -> None:
    """Behind the last, with its author as the speaker; nothing that was mailed gets another number."""
    before = [slot.key for slot in house.slot("3").items]
    record = a_stranger(house)
    assert house.desk.add_slot(record.id, "SKA") == "added the slot 3.4 SKA, and filed under 3.4 SKA"
    house.read_waiting()
    slots = house.slot("3").items
    assert [slot.key for slot in slots] == [*before, "3.4"]
    new = slots[-1]
    assert (new.title, new.expects_report, [(one.name, one.email) for one in new.speakers]) == (
        "SKA",
        True,
        [("Mallory", "mallory@example.net")],
    )
    assert new.start_at == slots[-2].end_at
    assert house.shown("3.4") == ["The mirror is mounted."]
    assert new.shown_reports[0].delegate == ""
    (entry,) = house.trail("slot added")
    assert (entry.actor, entry.subject, entry.detail) == ("command line", "meeting 1", "3.4 SKA")


@pytest.mark.parametrize(
    ("address", "name"),
    [("ann.lee@example.net", "Ann Lee"), ("ann_lee+tag@example.net", "Ann Lee"), ("...@example.net", "A participant")],
)
def test_author_of_a_new_slot_without_a_name_gets_one(house: House, address: str, name: str) -> None:
    """Of the address, but not the address itself, which would be published."""
    record = a_stranger(house, authors=(Address(address),))
    house.desk.add_slot(record.id, "SKA")
    assert house.slot("3.4").speakers[0].name.casefold() == name.casefold()


@pytest.mark.parametrize(("keys", "new"), [((), "1"), (("1", "2"), "3"), (("1", "A"), "2")])
def test_slot_is_added_to_a_meeting_without_a_round_table(keys: tuple[str, ...], new: str) -> None:
    """On the first level; keys that are no numbers are passed over."""
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=tuple(an_item(key, f"Item {key}") for key in keys), id=None)))
    assert house.desk.add_slot(a_stranger(house).id, "SKA").startswith(f"added the slot {new} SKA")


def test_a_slot_is_added_once(house: House) -> None:
    """Whoever says it twice, before a worker has come to it, gets one."""
    record = a_stranger(house)
    house.desk.add_slot(record.id, "WP4")
    house.desk.add_slot(record.id, "wp4")
    with house.begin() as uow:
        assert [slot.title for slot in uow.meetings.get(MeetingId(1)).slots].count("WP4") == 1


def test_a_slot_is_added_after_another(house: House) -> None:
    """Among those where that is; the words are no part of its title."""
    house.desk.add_slot(a_stranger(house).id, "WP4 after EGO")
    with house.begin() as uow:
        assert [slot.title for slot in uow.meetings.get(MeetingId(1)).slots][-1] == "WP4"


@pytest.mark.parametrize("title", ["", "\n", "WP4\x1b[31m", "WP4\x00", "W" * 201])
def test_a_title_that_cannot_be_printed_is_an_error(house: House, title: str) -> None:
    """And nothing is added."""
    with pytest.raises(BadInputError, match="the title of an item has 1 to 200 characters"):
        house.desk.add_slot(a_stranger(house).id, title)
