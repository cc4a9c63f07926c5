"""What waits for the secretary: the digest, when it comes, and the replies that decide."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId, Speaker
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.secretary import DigestEntry, TriageContext
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.message import Address, InboundId, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import SERVICE_ADDRESS, START, a_meeting, a_series, a_speaker, an_agenda, an_inbound, an_item, some_marks
from tests.fakes import FORGED, STRANGER, House

EVA = "eva@example.org"
CHAIR = "ian.bird@example.org"
MATTHIAS = "matthias@example.org"


def an_office(secretary: Speaker | None = None) -> House:
    """Return a house whose series has a secretary, Eva, and in which everybody is invited to meeting 1."""
    house = House()
    eva = secretary or a_speaker("Eva Sec", email=EVA, id=9)
    house.invited(an_agenda(series=a_series(secretary=eva, id=None)))
    return house


@pytest.fixture
def house() -> House:
    """Give a house with a secretary."""
    return an_office()


def a_stranger(house: House, number: int = 1, text: str = "The mirror is mounted.", subject: str = "Report") -> InboundRecord:
    """Let somebody whom we do not know write."""
    message = an_inbound(text, authors=(Address(f"s{number}@example.net", f"Sam{number} Lee"),), message_id=f"<{number}@example.net>")
    return house.receive(replace(message, subject=subject))


def digests(house: House, to: str = EVA) -> int:
    """Let the sweep run and return how many digests there are."""
    house.sweep()
    return len(house.mails_to(to, MailKind.TRIAGE))


def entries(house: House) -> tuple[DigestEntry, ...]:
    """Return the entries of the newest digest."""
    context = house.renderer.last(MailKind.TRIAGE)
    assert isinstance(context, TriageContext)
    return context.entries


def rule(house: House, text: str, **changes: object) -> InboundRecord:
    """Let the secretary answer the newest digest."""
    record = house.receive(replace(house.reply_to(EVA, text, kind=MailKind.TRIAGE), **changes))  # type: ignore[arg-type]
    house.read_waiting()
    return house.get(record.id)


# --- when it comes ------------------------------------------------------------------------------------------------------------------


def test_nothing_waits_and_nothing_is_sent(house: House) -> None:
    """No digest is empty."""
    assert digests(house) == 0


def test_digest_comes_at_once_and_not_again_within_four_hours(house: House) -> None:
    """The first that waits is told at once; what comes soon after comes with the next."""
    a_stranger(house)
    assert digests(house) == 1
    a_stranger(house, 2)
    house.clock.forward(hours=3, minutes=59)
    assert digests(house) == 1
    house.clock.forward(minutes=1)
    assert digests(house) == 2
    assert [entry.message_id for entry in entries(house)] == [2, 1]


def test_digest_comes_daily_as_long_as_something_waits(house: House) -> None:
    """Nothing new in it, but nothing forgotten."""
    record = a_stranger(house)
    assert digests(house) == 1
    house.clock.forward(hours=23)
    assert digests(house) == 1
    house.clock.forward(hours=1)
    assert (digests(house), digests(house)) == (2, 2)
    house.desk.discard(record.id)
    house.clock.forward(days=1)
    assert digests(house) == 2


def test_what_its_author_was_asked_is_left_out_for_a_day() -> None:
    """It is theirs to answer first."""
    house = House()
    items = (an_item("1", "CTA"), an_item("2", "EGO"))
    house.invited(an_agenda(series=a_series(secretary=a_speaker("Eva", email=EVA, id=9), id=None), meeting=a_meeting(items=items, id=None)))
    house.receive(house.reply_to(MATTHIAS, "All is well."))
    house.clock.forward(hours=23)
    assert digests(house) == 0
    house.clock.forward(hours=1)
    assert digests(house) == 1
    (entry,) = entries(house)
    assert [(choice.number, [slot.key for slot in choice.slots]) for choice in entry.choices] == [(1, ["1"]), (2, ["2"])]
    assert all(choice.evidence and 0 < choice.confidence < 1 for choice in entry.choices)


def test_digest_goes_to_the_chair_where_there_is_no_secretary() -> None:
    """Somebody decides."""
    house = House()
    house.invited()
    a_stranger(house)
    assert digests(house, CHAIR) == 1


def test_without_anybody_nothing_is_sent() -> None:
    """It waits on the page of the inbox."""
    house = House()
    house.invited(an_agenda(series=a_series(chair=None, id=None)))
    a_stranger(house)
    assert digests(house) == 0
    assert all(entry.kind != MailKind.TRIAGE for entry in house.entries())


def test_without_a_meeting_nothing_is_sent() -> None:
    """There is no desk at which it could wait."""
    house = House()
    a_stranger(house)
    house.sweep()
    assert house.entries() == ()


def test_each_series_has_a_desk_of_its_own(house: House) -> None:
    """What is about no meeting waits at that of the nearest."""
    ben = a_speaker("Ben Sec", email="ben@example.org", id=20)
    items = (an_item("1", "Software"), an_item("2", "Hardware"))
    meeting = a_meeting(items=items, id=None, start_at=START.replace(day=20))
    house.invited(an_agenda(series=a_series("board", secretary=ben, id=None), meeting=meeting))
    a_stranger(house)
    house.receive(house.reply_to(MATTHIAS, "All is well."))
    house.clock.forward(days=1)
    assert (digests(house), digests(house, "ben@example.org")) == (1, 1)


def test_two_meetings_of_a_series_share_a_digest(house: House) -> None:
    """The secretary has one desk."""
    house.invited(an_agenda(series=a_series(id=None), meeting=a_meeting(id=None, start_at=START.replace(day=17))))
    replies = [house.reply_to("kay@example.org", f"All is well {number}.", kind=MailKind.INVITATION) for number in (1, 2)]
    replies[0] = replace(replies[0], marks=some_marks("List-Id: <l.example.org>"))
    house.receive(replies[0])
    a_stranger(house)
    assert digests(house) == 1
    assert len(entries(house)) == 2


def test_secretary_with_an_address_that_cannot_be_written_to(house: House) -> None:
    """It is told in the trail, and asked nothing."""
    for key, (series_id, person) in house.database.tables.people.items():
        if person.email == EVA:
            house.database.tables.people[key] = (series_id, replace(person, email="nobody"))
    a_stranger(house)
    house.sweep()
    assert len(house.trail("not sent")) == 1
    assert house.database.tables.questions == {}


# --- what it says -------------------------------------------------------------------------------------------------------------------


def test_entry_says_whose_it_is_why_it_waits_and_what_decides(house: House) -> None:
    """Beginning, reason, candidates, and a mailto URL for each word that decides."""
    record = a_stranger(house, text="CTA: the mirror is mounted.", subject="CTA")
    digests(house)
    (entry,) = entries(house)
    assert (entry.label, entry.message_id, entry.author) == ("A", record.id, record.author)
    assert (entry.subject, entry.beginning, entry.reason) == ("CTA", record.text, record.reason)
    words = [word for word, _ in entry.urls]
    assert words[-3:] == ["A add", "A ask", "A discard"]
    assert words[: len(entry.choices)] == [f"A {choice.number}" for choice in entry.choices]
    assert entry.choices[0].slots[0].key == "3.1"
    (mail,) = house.mails_to(EVA, MailKind.TRIAGE)
    assert entry.urls[-1][1] == f"mailto:{mail.reply_to}?subject=Decision&body=A%20discard"


def test_at_most_an_alphabet_of_messages_is_told(house: House) -> None:
    """What was never told comes first."""
    for number in range(28):
        house.clock.forward(minutes=10)
        a_stranger(house, number)
    digests(house)
    assert (len(entries(house)), entries(house)[-1].label) == (26, "Z")
    house.clock.forward(hours=4)
    digests(house)
    assert [entry.message_id for entry in entries(house)][:3] == [27, 28, 1]


# --- what decides -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["1", "A 1", "A: 1", "Hi,\n\na 1\n\nThanks, Eva Sec"])
def test_number_files_the_message(house: House, said: str) -> None:
    """Under that candidate; the secretary is told, and each decision is in the trail."""
    record = a_stranger(house, text="CTA: the mirror is mounted.", subject="CTA")
    digests(house)
    ruling = rule(house, said)
    assert (ruling.state, ruling.kind, ruling.reason) == (InboundState.DONE, "command", "A: filed under 3.1 CTA")
    assert (house.get(record.id).state, house.get(record.id).item_keys) == (InboundState.DONE, ("3.1",))
    (report,) = house.slot("3.1").shown_reports
    assert (report.author, report.delegate) == ("Matthias Fuessling", "Sam1 Lee")
    assert (house.last_notice().notice, house.last_notice().words) == (NoticeKind.DECIDED, "A: filed under 3.1 CTA")
    assert [(entry.actor, entry.inbound_id) for entry in house.trail("assigned")] == [(EVA, ruling.id)]
    assert house.trail("decided")[0].detail == "A: filed under 3.1 CTA"


def test_several_entries_are_decided_in_one_reply(house: House) -> None:
    """One line each."""
    records = [a_stranger(house, number, subject="CTA", text=f"CTA: all is well {number}.") for number in (1, 2, 3)]
    digests(house)
    ruling = rule(house, "A 1\nB: discard\nC ask")
    assert ruling.reason == "A: filed under 3.1 CTA; B: discarded; it is kept; C: its author was asked"
    assert [house.get(record.id).state for record in records] == [InboundState.DONE, InboundState.IGNORED, InboundState.TRIAGE]
    assert house.get(records[1].id).reason == f"discarded by {EVA}"
    assert len(house.mails_to("s3@example.net", MailKind.QUESTION)) == 1
    assert [(entry.actor, entry.subject) for entry in house.trail("discard")] == [(EVA, f"message {records[1].id}")]
    assert [(entry.actor, entry.inbound_id) for entry in house.trail("author asked")] == [(EVA, ruling.id)]
    house.clock.forward(hours=4)
    assert digests(house) == 1, "its author has a day to answer"


@pytest.mark.parametrize(("said", "title"), [("add", "WP4 Computing"), ("add WP4", "WP4"), ("A add WP5", "WP5")])
def test_walk_in_gets_a_slot_behind_the_last(house: House, said: str, title: str) -> None:
    """With the next key, its author as the speaker, and the report in it; nothing that was mailed has another number."""
    before: dict[str, str] = {slot.key: slot.title for slot in house.slot("3").items}
    record = a_stranger(house, text="WP4 Computing: the new cluster is here.", subject="WP4 Computing")
    digests(house)
    assert entries(house)[0].walk_in == "WP4 Computing"
    ruling = rule(house, said)
    assert ruling.reason == f"A: added the slot 3.4 {title}, and filed under 3.4 {title}"
    before["3.4"] = title
    assert {slot.key: slot.title for slot in house.slot("3").items} == before
    (speaker,) = house.slot("3.4").speakers
    assert (speaker.name, speaker.email) == ("Sam1 Lee", "s1@example.net")
    assert house.get(record.id).item_keys == ("3.4",)
    assert len(house.mails_to("s1@example.net", MailKind.RECEIPT)) == 1
    assert [(entry.actor, entry.detail) for entry in house.trail("slot added")] == [(EVA, f"3.4 {title}")]


def test_walk_in_reports_again_without_a_person(house: House) -> None:
    """They have a slot now."""
    a_stranger(house, text="WP4: the new cluster is here.", subject="WP4")
    digests(house)
    rule(house, "add")
    record = a_stranger(house, text="WP4: the new cluster works.", subject="WP4")
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.4",))


@pytest.mark.parametrize(("subject", "title"), [("", "More"), ("A" * 100, "A" * 80)])
def test_slot_without_a_title_is_called_after_the_subject(house: House, subject: str, title: str) -> None:
    """Cut where that is long; a word where there is none."""
    a_stranger(house, text="hello", subject=subject)
    digests(house)
    rule(house, "add")
    assert house.slot("3.4").title == title


def test_ask_offers_the_first_slots_where_nothing_fits(house: House) -> None:
    """And the author's answer files it."""
    record = a_stranger(house, text="hello", subject="hello")
    digests(house)
    assert entries(house)[0].choices == ()
    assert rule(house, "ask").reason == "A: its author was asked"
    house.receive(house.reply_to("s1@example.net", "3", kind=MailKind.QUESTION))
    house.read_waiting()
    assert house.get(record.id).item_keys == ("3.3",)


def test_author_is_asked_once(house: House) -> None:
    """Then the secretary decides."""
    a_stranger(house)
    digests(house)
    rule(house, "ask")
    house.clock.forward(days=1)
    digests(house)
    assert rule(house, "ask").reason == "A: its author was asked before, or cannot be asked"


def test_nobody_is_asked_about_a_meeting_without_slots() -> None:
    """There is nothing to choose."""
    house = House()
    agenda = an_agenda(series=a_series(secretary=a_speaker("Eva", email=EVA, id=9), id=None), meeting=a_meeting(items=(), id=None))
    house.invited(agenda)
    a_stranger(house)
    digests(house)
    assert rule(house, "ask").reason == "A: its author was asked before, or cannot be asked"


def test_number_that_is_no_choice_is_told(house: House) -> None:
    """Nothing happens to the message."""
    record = a_stranger(house, text="hello", subject="hello")
    digests(house)
    assert rule(house, "7").reason == "A: there is no choice 7"
    assert house.get(record.id).state is InboundState.TRIAGE


def test_what_cannot_be_done_is_told(house: House) -> None:
    """A mail of nobody cannot be filed."""
    record = house.receive(an_inbound("CTA: all is well.", subject="CTA", authors=()))
    digests(house)
    assert rule(house, "add CTB").reason == f"A: message {record.id} names no author"


def test_what_is_decided_already_is_told(house: House) -> None:
    """From the shell, say."""
    record = a_stranger(house)
    digests(house)
    house.desk.discard(record.id)
    assert rule(house, "A add").reason == f"A: message {record.id} is ignored already"


def test_second_ruling_changes_nothing(house: House) -> None:
    """The digest lies in the mailbox for ever."""
    record = a_stranger(house, text="CTA: the mirror is mounted.", subject="CTA")
    digests(house)
    rule(house, "1")
    assert rule(house, "discard", message_id="<2@example.org>").reason == f"A: message {record.id} is done already"


def test_words_that_decide_nothing_are_told(house: House) -> None:
    """With the words; nothing is guessed."""
    record = a_stranger(house)
    digests(house)
    ruling = rule(house, "I have no idea what this is.")
    assert (ruling.state, ruling.reason) == (
        InboundState.REJECTED,
        "it answers a digest in words that decide nothing; its author was told so",
    )
    assert (house.last_notice().notice, house.last_notice().words) == (NoticeKind.NOT_UNDERSTOOD, "I have no idea what this is.")
    assert house.get(record.id).state is InboundState.TRIAGE


NOBODY_WHO_MAY = "it answers a digest, but comes from nobody who may decide"


@pytest.mark.parametrize(
    "changes",
    [
        {"authors": (STRANGER,)},
        {"recipients": (SERVICE_ADDRESS,)},
        {"authors": (Address(EVA, "Eva Sec"), STRANGER)},
        {"marks": some_marks("X-Forged: yes")},
    ],
    ids=["wrong address", "no token", "two authors", "forged"],
)
def test_nobody_else_decides(house: House, changes: dict[str, object]) -> None:
    """The token and the address to which it went must both be there."""
    record = a_stranger(house)
    digests(house)
    ruling = rule(house, "discard", **changes)
    assert (ruling.state, ruling.reason) == (InboundState.TRIAGE, NOBODY_WHO_MAY)
    assert house.get(record.id).state is InboundState.TRIAGE
    assert (house.trail("discard"), house.trail("decided")) == ([], [])


@pytest.mark.parametrize("mark", ["Auto-Submitted: auto-replied", "List-Id: <l.example.org>"])
def test_machine_decides_nothing(house: House, mark: str) -> None:
    """Though it has the token and the address."""
    record = a_stranger(house)
    digests(house)
    rule(house, "discard", marks=some_marks(mark))
    assert (house.get(record.id).state, house.trail("decided")) == (InboundState.TRIAGE, [])


def test_ruling_read_anew_decides_nothing_twice(house: House) -> None:
    """Nor does what it decided about, in any order."""
    record = a_stranger(house, text="CTA: the mirror is mounted.", subject="CTA")
    digests(house)
    ruling = rule(house, "1")
    before = (house.entries(), house.database.tables.reports)
    for ids in ((ruling.id, record.id), (record.id, ruling.id)):
        house.desk.replay(ids)
        house.read_waiting()
        assert (house.entries(), house.database.tables.reports) == before
    assert house.get(ruling.id).reason == "decided before: A: filed under 3.1 CTA"


def test_digest_of_which_no_row_is_left_decides_nothing(house: House) -> None:
    """Its entries are not known any more."""
    a_stranger(house)
    digests(house)
    house.database.tables.questions.clear()
    assert rule(house, "A discard").state is InboundState.REJECTED


def test_gone_item_is_no_choice(house: House) -> None:
    """A candidate that the agenda lost since is not offered."""
    a_stranger(house, text="CTA: the mirror is mounted.", subject="CTA")
    series_id, meeting = house.database.tables.meetings[MeetingId(1)]
    house.database.tables.meetings[MeetingId(1)] = (series_id, replace(meeting, items=meeting.items[:2]))
    digests(house)
    assert entries(house)[0].choices == ()


def test_machine_of_the_secretary_gets_few_mails(house: House) -> None:
    """It answers each mail of ours at once, without a mark, for an hour."""
    a_stranger(house)
    digests(house)
    answered = 0
    for _ in range(60):
        mails = house.mails_to(EVA)
        for mail in mails[answered:]:
            text = "Your request has been registered under number 4711."
            answer = an_inbound(text, authors=(Address(EVA, ""),), recipients=(mail.reply_to,), references=(mail.message_id,))
            house.receive(replace(answer, message_id=f"<{mail.id}@robot.example.org>"))
        answered = len(mails)
        house.read_waiting()
        house.clock.forward(seconds=60)
        house.sweep()
    assert answered <= 5


def test_forged_notice_is_not_sent(house: House) -> None:
    """Whoever is not proven learns nothing."""
    a_stranger(house)
    digests(house)
    house.authenticator.judgement = FORGED
    rule(house, "What?")
    assert house.notices() == []


def test_message_of_the_digest_can_be_decided_from_the_shell(house: House) -> None:
    """Both ways are one."""
    record = a_stranger(house)
    digests(house)
    house.desk.add_slot(InboundId(record.id), "SKA")
    house.read_waiting()
    assert house.shown("3.4") == [record.text]


def test_choice_that_is_gone_is_told(house: House) -> None:
    """The agenda was changed since the digest went out."""
    record = a_stranger(house, text="CTA: the mirror is mounted.", subject="CTA")
    digests(house)
    series_id, meeting = house.database.tables.meetings[MeetingId(1)]
    house.database.tables.meetings[MeetingId(1)] = (series_id, replace(meeting, items=meeting.items[:2]))
    assert rule(house, "1").reason == "A: no item 3.1 of meeting 1"
    assert house.get(record.id).state is InboundState.TRIAGE
