"""The chair's desk: edits of the minutes by reply make the next revision, and nothing goes out by them alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import Agenda, MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.chair import ClarificationContext
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.message import Address, Authentication, MailKind, Proof
from tests.builders import SERVICE_ADDRESS, a_chair, a_series, a_speaker, an_agenda
from tests.chairs_house import CHAIR, DEPUTY, REPORT, TAKER, ChairsHouse
from tests.fakes import FORGED, NOT_PROVEN, PROVEN, STRANGER

LEFT_OUT = "(left out: joining details or a reply address stand in it)"
REFUSED = Authentication(Proof.FAIL, "DMARC failed for example.org, and the server says so for good", is_final=True)
CHANGE = ("12 February", "13 February")


def an_agenda_of(**changes: object) -> Agenda:
    """Return the meeting of the builders, with a deputy and a minute-taker."""
    people = {
        "deputies": (a_speaker("Dora Deputy", email=DEPUTY, id=None),),
        "minute_taker": a_speaker("Tom Taker", email=TAKER, id=None),
    }
    return an_agenda(series=replace(a_series(id=None), **(people | changes)))  # type: ignore[arg-type]


@pytest.fixture
def house() -> ChairsHouse:
    """Give a meeting whose draft, with one report, is with the chair and the deputy."""
    return ChairsHouse.reviewed(an_agenda_of())


@pytest.mark.parametrize("who", [CHAIR, DEPUTY])
def test_an_edit_makes_the_next_revision(house: ChairsHouse, who: str) -> None:
    """Of the chair or a deputy; all who may approve get the redline, and nothing goes out."""
    record = house.edit(CHANGE, who=who)
    assert (record.state, record.kind) == (InboundState.DONE, "edit")
    assert record.reason == "edits revision 1: revision 2 waits for approval"
    assert REPORT.replace(*CHANGE) in house.current().text
    assert house.revision(1).state is MinutesState.SUPERSEDED
    assert [len(house.mails_to(one, MailKind.REDLINE)) for one in (CHAIR, DEPUTY)] == [1, 1]
    context = house.redline()
    assert [(change.before, change.after) for change in context.changes] == [(REPORT, REPORT.replace(*CHANGE))]
    assert (context.editor, context.is_proven) == ({CHAIR: "Ian Bird", DEPUTY: "Dora Deputy"}[who], True)
    assert house.published() == []
    assert house.trail("edited")[0].inbound_id == record.id


def test_all_mails_about_the_minutes_are_one_thread(house: ChairsHouse) -> None:
    """The first draft begins it, for each who got it; each later mail of the desk refers to that (MAIL.md 4)."""
    house.edit(CHANGE)
    for who in (CHAIR, DEPUTY):
        (draft,) = house.mails_to(who, MailKind.DRAFT)
        assert draft.references == ()
        assert [mail.references for mail in house.mails_to(who, MailKind.REDLINE)] == [(draft.message_id,)]
    house.authenticator.judgement = NOT_PROVEN
    house.receive(replace(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE), recipients=(SERVICE_ADDRESS,)))
    (draft,) = house.mails_to(CHAIR, MailKind.DRAFT)
    assert [mail.references for mail in house.mails_to(CHAIR, MailKind.CONFIRMATION)] == [(draft.message_id,)]


def test_an_edit_is_approved_by_answering_its_redline(house: ChairsHouse) -> None:
    """The token of the draft is of no use for it."""
    house.edit(CHANGE)
    assert house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT)).state is InboundState.REJECTED
    assert house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE)).reason == "approves revision 2"
    house.clock.forward(minutes=11)
    house.release_due()
    assert house.published() == ["reader@example.org"]


def test_an_edit_of_a_redline_is_one_more_edit(house: ChairsHouse) -> None:
    """As often as the chair likes; each keeps those before."""
    house.edit(CHANGE)
    house.edit(("three of the four", "all four"), kind=MailKind.REDLINE)
    assert house.current().revision == 3
    assert "13 February" in house.current().text
    assert "all four" in house.current().text


def test_an_instruction_is_an_edit(house: ChairsHouse) -> None:
    """In words beside the quote, or without one."""
    house.receive(house.reply_to(CHAIR, "s/12 February/13 February/", kind=MailKind.DRAFT))
    assert "13 February" in house.current().text


def test_words_in_place_of_no_report_are_kept(house: ChairsHouse) -> None:
    """They are a note of the item, which is missing no more."""
    house.edit(("No report received.\n>\n> 3.3", "All is well.\n>\n> 3.3"))
    assert "3.2  EGO (Elena Cuoco)\n   All is well.\n" in house.current().text


def test_an_edit_that_changes_nothing_any_more_makes_no_revision(house: ChairsHouse) -> None:
    """The same edit by the chair and by the deputy."""
    house.edit(CHANGE)
    record = house.edit(CHANGE, who=DEPUTY)
    assert (record.state, record.reason) == (InboundState.DONE, "revision 2 says so already")


def test_an_edit_of_an_older_revision_is_carried_over(house: ChairsHouse) -> None:
    """Both edits stand; nobody is told to do it again, and the redline shows all that is not as it was in what was answered."""
    house.edit(CHANGE)
    record = house.edit(("No report received.\n>\n> 3.3", "We resume in May.\n>\n> 3.3"), who=DEPUTY)
    assert record.reason == "edits revision 1: revision 3 waits for approval"
    assert {change.after for change in house.redline().changes} >= {REPORT.replace(*CHANGE), "We resume in May."}
    assert house.redline().lost == ()
    text = house.current().text
    assert REPORT.replace(*CHANGE) in text
    assert "We resume in May." in text


def test_an_edit_gives_way_to_a_later_one_of_the_same_line(house: ChairsHouse) -> None:
    """The words that came last stand; all who may approve are told which change gave way."""
    house.edit(CHANGE)
    record = house.edit(("12 February", "14 February"), who=DEPUTY)
    assert (record.state, record.reason) == (InboundState.DONE, "edits revision 1: revision 3 waits for approval")
    text = house.current().text
    assert REPORT.replace("12", "14") in text
    assert "13 February" not in text
    assert house.redline().lost == (REPORT.replace(*CHANGE),)
    for who in (CHAIR, DEPUTY):
        assert REPORT.replace(*CHANGE) in " ".join(house.mails_to(who, MailKind.REDLINE)[-1].text.split())
    assert house.published() == []


def test_an_edit_of_which_a_part_gives_way_is_told_with_the_rest(house: ChairsHouse) -> None:
    """The redline says what was left out."""
    house.edit(CHANGE)
    house.edit(("12 February", "14 February"), ("2  Discussion", "2  Debate"), who=DEPUTY)
    assert "2  Debate" in house.current().text
    assert REPORT.replace("12", "14") in house.current().text
    assert house.redline().lost == (REPORT.replace(*CHANGE),)
    assert "2  Debate" in {change.after for change in house.redline().changes}


def test_the_minute_taker_may_not_edit(house: ChairsHouse) -> None:
    """Not by a draft of the chair's, which somebody passed on; the chair is told that its token is in other hands."""
    record = house.edit(CHANGE, author=Address(TAKER, "Tom Taker"))
    assert record.state is InboundState.REJECTED
    assert house.current().revision == 1
    assert house.notices() == [NoticeKind.APPROVAL_REFUSED]


def test_a_stranger_with_the_token_may_not_edit(house: ChairsHouse) -> None:
    """Nobody answers them; the chair is told, once."""
    record = house.edit(CHANGE, author=STRANGER)
    house.edit(CHANGE, author=STRANGER, number=2)
    assert (record.state, house.current().revision) == (InboundState.REJECTED, 1)
    assert house.mails_to(STRANGER.email) == []
    assert house.notices() == [NoticeKind.APPROVAL_REFUSED]


def test_the_redline_says_that_an_editor_is_not_proven(house: ChairsHouse) -> None:
    """The token is enough to propose, as nothing goes out by that."""
    house.authenticator.judgement = NOT_PROVEN
    record = house.edit(CHANGE)
    assert record.state is InboundState.DONE
    assert not house.redline().is_proven
    assert "does not prove that they sent it" in " ".join(house.mails_to(CHAIR, MailKind.REDLINE)[0].text.split())


def test_without_token_and_proof_an_edit_waits_for_a_person(house: ChairsHouse) -> None:
    """A known address proves nothing."""
    house.authenticator.judgement = NOT_PROVEN
    record = house.edit(CHANGE, recipients=("minutes@example.org",))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "it changes the minutes, but it is not proven who wrote it"
    assert house.trail("not proven")[0].inbound_id == record.id
    house.authenticator.judgement = PROVEN
    assert house.edit(CHANGE, recipients=("minutes@example.org",), number=2).state is InboundState.DONE


def test_two_authors_edit_nothing(house: ChairsHouse) -> None:
    """Nobody can tell who wrote."""
    record = house.edit(CHANGE, authors=(Address(CHAIR), STRANGER))
    assert record.state is InboundState.REJECTED
    assert house.current().revision == 1


def test_an_edit_takes_an_approval_back(house: ChairsHouse) -> None:
    """Before the minutes are out: they wait for an approval anew."""
    house.approve()
    record = house.edit(CHANGE, who=DEPUTY)
    assert record.state is InboundState.DONE
    assert house.current().state is MinutesState.DRAFT
    assert house.meeting().state is MeetingState.IN_REVIEW
    house.clock.forward(hours=1)
    house.release_due()
    assert house.published() == []
    assert house.mails_to(CHAIR, MailKind.REDLINE)


def test_an_edit_of_published_minutes_is_an_erratum(house: ChairsHouse) -> None:
    """It is approved as the first was; readers get what changed, and both revisions stay."""
    house.publish_now()
    house.edit(CHANGE)
    assert house.redline().is_erratum
    assert [house.revision(1).state, house.current().state] == [MinutesState.PUBLISHED, MinutesState.DRAFT]
    assert house.published() == ["reader@example.org"]
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE))
    house.clock.forward(minutes=11)
    house.release_due()
    assert [house.revision(number).state for number in (1, 2)] == [MinutesState.PUBLISHED, MinutesState.PUBLISHED]
    first, second = house.mails_to("reader@example.org")
    assert "13 February" in second.text
    assert "12 February" in first.text
    assert second.subject != first.subject


@pytest.mark.parametrize(("who", "revision"), [(CHAIR, 2), ("reader@example.org", 1)], ids=["chair", "reader"])
def test_the_minutes_themselves_may_be_answered_with_an_edit(who: str, revision: int) -> None:
    """By whoever may approve; of a reader it is a correction, which changes nothing by itself."""
    house = ChairsHouse.reviewed(an_agenda_of(subscribers=("reader@example.org", CHAIR)))
    house.publish_now()
    text = house.quoted(who, MailKind.MINUTES).replace(*CHANGE)
    house.receive(house.reply_to(who, text, kind=MailKind.MINUTES))
    assert house.current().revision == revision
    assert len(house.mails_to(CHAIR, MailKind.REDLINE)) == revision - 1


def test_an_edit_with_an_approval_asks_once_more(house: ChairsHouse) -> None:
    """As long as the series does not say otherwise."""
    house.edit(CHANGE, said="approve")
    assert house.current().state is MinutesState.DRAFT


def _publishing(**changes: object) -> ChairsHouse:
    return ChairsHouse.reviewed(an_agenda_of(publishes_edits=True, approval_hold=timedelta(0), **changes))


def test_an_edit_with_an_approval_goes_out_where_the_series_wants_it() -> None:
    """At once, if it is clear."""
    house = _publishing()
    record = house.edit(CHANGE, said="approve")
    assert record.reason == "approves revision 2"
    assert house.published() == ["reader@example.org"]
    assert "13 February" in house.mails_to("reader@example.org")[0].text


@pytest.mark.parametrize("said", ["", "Approved if Elena agrees", "approve, and tell Elena about it"])
def test_what_is_no_plain_approval_sends_no_edit(said: str) -> None:
    """A redline comes, with what was not understood."""
    house = _publishing()
    house.edit(CHANGE, said=said)
    assert (house.current().revision, house.published()) == (2, [])
    assert house.redline().unread == said


def test_an_unproven_edit_is_never_sent() -> None:
    """Whatever the series wants."""
    house = _publishing()
    house.authenticator.judgement = NOT_PROVEN
    house.edit(CHANGE, said="approve")
    assert house.published() == []


def test_a_drastic_deletion_is_never_sent_at_once() -> None:
    """Somebody may have cut the quote to be brief."""
    house = _publishing(title="Meeting")
    house.receive(house.reply_to("elena@example.org", "We did a lot of things. " * 12))
    house.draft(MeetingId(1))
    text = house.quoted(CHAIR)
    start, end = text.index("> 3.1"), text.index("> 3.3")
    house.receive(house.reply_to(CHAIR, "approve\n\n" + text[:start] + text[end:], kind=MailKind.DRAFT))
    assert (house.current().revision, house.published()) == (3, [])


def test_joining_details_in_an_edit_are_never_published() -> None:
    """Neither at once, nor when the redline is approved."""
    house = _publishing()
    record = house.edit(("12 February", "12 February (passcode sw0rdf1sh)"), said="approve")
    assert "joining details" in record.reason
    record = house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    house.clock.forward(hours=1)
    house.release_due()
    assert house.published() == []
    assert "joining details" in record.reason


def test_a_forged_edit_changes_nothing(house: ChairsHouse) -> None:
    """One that fails the check, without the token."""
    house.authenticator.judgement = FORGED
    assert house.edit(CHANGE, recipients=("minutes@example.org",)).state is InboundState.TRIAGE
    assert house.current().revision == 1


def test_a_report_after_an_edit_keeps_both(house: ChairsHouse) -> None:
    """The next draft has the edit, and the report that came since."""
    house.edit(CHANGE)
    house.receive(house.reply_to("elena@example.org", "We resume in May."))
    assert house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE)).state is InboundState.REJECTED
    text = house.current().text
    assert "13 February" in text
    assert "We resume in May." in text


def test_the_whole_mailbox_read_again_changes_nothing(house: ChairsHouse) -> None:
    """Not one mail more, not one revision."""
    house.edit(CHANGE)
    house.receive(house.reply_to(CHAIR, "Why 3.2?", kind=MailKind.REDLINE))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE))
    before = (house.entries(), house.current(), [record.id for record in house.records() if record.state is InboundState.DONE])
    house.desk.replay([record.id for record in house.records()])
    house.read_waiting()
    done = [record.id for record in house.records() if record.state is InboundState.DONE]
    assert (house.entries(), house.current(), done) == before


def test_a_chair_without_an_address_gets_no_redline() -> None:
    """The deputies do."""
    house = ChairsHouse.reviewed(an_agenda_of(chair=a_chair("Zoe Zoo", email=None, id=None)))
    house.edit(CHANGE, who=DEPUTY)
    assert len(house.mails_to(DEPUTY, MailKind.REDLINE)) == 1


@pytest.mark.parametrize(
    "change",
    [
        ("Chair: Ian Bird", "Chair: Ian Bird (passcode sw0rdf1sh)"),
        ("2  Discussion", "2  Discussion (sw0rdf1sh)"),
        ("> 2  Discussion", "> 954.123.456.78  Join\n>\n> 2  Discussion"),
    ],
    ids=["chair", "title", "key"],
)
def test_joining_details_anywhere_in_the_minutes_block_the_approval(house: ChairsHouse, change: tuple[str, str]) -> None:
    """Not only in the words of reports."""
    house.edit(change)
    assert house.current().revision == 2
    record = house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.REDLINE))
    house.clock.forward(hours=1)
    assert (record.state, house.release_due(), house.published()) == (InboundState.REJECTED, 0, [])
    assert "joining details" in record.reason


def test_a_reply_address_in_words_that_were_not_understood_is_left_out(house: ChairsHouse) -> None:
    """Of the redline and of the question back, which go to others as well."""
    token = house.mails_to(CHAIR, MailKind.DRAFT)[-1].reply_to
    house.receive(house.reply_to(CHAIR, f"Who gave {token} to Kay?", kind=MailKind.DRAFT))
    context = house.renderer.last(MailKind.CLARIFICATION)
    assert isinstance(context, ClarificationContext)
    assert context.words == LEFT_OUT
    house.edit(CHANGE, said=f"Please tell Kay that {token} is mine.")
    assert house.current().revision == 2
    assert house.redline().unread == LEFT_OUT
    for who in (CHAIR, DEPUTY):
        assert token not in house.mails_to(who, MailKind.REDLINE)[-1].text


def test_joining_details_in_words_that_were_not_understood_are_left_out(house: ChairsHouse) -> None:
    """As well as reply addresses."""
    house.edit(CHANGE, said="Please tell Kay that the passcode is sw0rdf1sh.")
    assert house.redline().unread == LEFT_OUT
    assert "sw0rdf1sh" not in house.mails_to(DEPUTY, MailKind.REDLINE)[-1].text


@pytest.mark.parametrize("kind", [MailKind.DRAFT, MailKind.REDLINE])
def test_an_edit_that_the_trusted_server_refused_changes_nothing(house: ChairsHouse, kind: MailKind) -> None:
    """Token or not; the chair is told, once, and its author nothing."""
    if kind is MailKind.REDLINE:
        house.edit(CHANGE)
    before = house.current()
    house.authenticator.judgement = REFUSED
    record = house.edit(("three of the four", "all four"), kind=kind, number=2)
    house.edit(("three of the four", "none"), kind=kind, number=3)
    assert (record.state, record.reason) == (InboundState.REJECTED, REFUSED.detail)
    assert house.current() == before
    assert house.notices() == [NoticeKind.APPROVAL_REFUSED]
    assert house.last_notice().recipient.email == CHAIR
