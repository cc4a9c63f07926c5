"""Slots to a draft; the chair's reply to approved minutes: nothing goes out that no chair approved, and nothing twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import Agenda, MeetingId, Series
from mailflow.domain.errors import BadInputError, IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.chair import ApprovalReceiptContext, ConfirmationContext, DraftContext
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.message import Address, Authentication, InboundId, InboundMessage, MailKind, Proof
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.records import InboundRecord, Job
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.proof import ChairsReply
from mailflow.services.release import Release
from tests.builders import SERVICE_ADDRESS, a_chair, a_series, a_speaker, an_agenda, an_answered_draft, an_inbound
from tests.fakes import NOT_PROVEN, PROVEN, House

CHAIR = "ian.bird@example.org"
DEPUTY = a_speaker("Dora Deputy", email="dora@example.org", id=None)
MUTE = a_speaker("Max Mute", email=None, id=None)


def an_agenda_of(series: Series) -> Agenda:
    """Return the meeting of the builders in another series."""
    return an_agenda(series=series)


def minutes(house: House, revision: int = 1) -> Draft:
    """Return a revision of the minutes of meeting 1."""
    with house.begin() as uow:
        found = uow.minutes.find_revision(MeetingId(1), revision)
    assert found
    return found


def meeting_state(house: House) -> MeetingState:
    """Return the state of meeting 1."""
    with house.begin() as uow:
        return uow.meetings.get(MeetingId(1)).state


def published(house: House) -> list[str]:
    """Return to whom minutes are owed."""
    return sorted(entry.recipient.email for entry in house.entries() if entry.kind is MailKind.MINUTES)


def approve(house: House, *, kind: MailKind = MailKind.DRAFT, to: str = CHAIR, text: str = "approve") -> InboundRecord:
    """Let the answer to the newest draft come from where it went."""
    return house.receive(house.reply_to(to, text, kind=kind))


def test_draft_goes_to_all_who_may_approve_it() -> None:
    """The chair and the deputies, each with a token of their own; whoever has no address gets none."""
    house = House()
    meeting_id = house.invited(an_agenda_of(a_series(deputies=(DEPUTY, MUTE), id=None)))
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    drafted = house.draft(meeting_id)
    drafts = [entry for entry in house.entries() if entry.kind is MailKind.DRAFT]
    assert {entry.recipient.email for entry in drafts} == {CHAIR, "dora@example.org"}
    assert {entry.id for entry in drafts} == set(drafted.queued)
    assert {entry.minutes_id for entry in drafts} == {drafted.minutes.id}
    assert len({house.mails_to(address, MailKind.DRAFT)[0].reply_to for address in (CHAIR, "dora@example.org")}) == 2
    assert house.doorbell.rings[-1] == (Job.DISPATCH, drafted.queued)
    assert meeting_state(house) is MeetingState.IN_REVIEW
    assert house.trail("draft")[0].detail == f"revision 1, sha256 {drafted.minutes.sha256}"


def test_draft_says_who_is_missing() -> None:
    """And carries the reports that came, and a link that prefills the approval."""
    house = House()
    meeting_id = house.invited()
    house.receive(house.reply_to("matthias@example.org", "All telescopes observe."))
    house.draft(meeting_id)
    context = house.renderer.last(MailKind.DRAFT)
    assert isinstance(context, DraftContext)
    assert [slot.key for slot in context.missing] == ["3.2", "3.3"]
    assert "All telescopes observe." in context.minutes.text
    assert context.approve_url.startswith("mailto:minutes+")
    assert context.notice == ""


def test_drafting_twice_sends_nothing_twice() -> None:
    """While nothing changed, the revision and its mails stay as they are."""
    house = House()
    meeting_id, draft = house.drafted()
    again = house.draft(meeting_id)
    assert (again.minutes, again.queued) == (draft, ())
    assert len(house.trail("draft")) == 1


def test_report_after_the_draft_makes_the_next_revision() -> None:
    """The one before is superseded, and its approval counts no more."""
    house = House()
    meeting_id, _ = house.drafted()
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    again = house.draft(meeting_id)
    assert (again.minutes.revision, len(again.queued)) == (2, 1)
    assert minutes(house, 1).state is MinutesState.SUPERSEDED


def test_draft_leaves_an_approved_revision_alone() -> None:
    """A new revision beside it does not take the approval away."""
    house = House()
    meeting_id, draft = house.drafted()
    with house.begin() as uow:
        uow.minutes.save_state(replace(draft, state=MinutesState.APPROVED))
        uow.commit()
    assert house.draft(meeting_id).minutes.revision == 2
    assert minutes(house, 1).state is MinutesState.APPROVED


@pytest.mark.parametrize("chair", [None, a_chair("Zoe Zoo", email=None, id=None)], ids=["no chair", "no address"])
def test_nobody_to_approve_is_an_error(chair: object) -> None:
    """It says what to do, and nothing is stored."""
    house = House()
    meeting_id = house.invited(an_agenda_of(replace(a_series(id=None), chair=chair)))  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="no chair with an address"):
        house.draft(meeting_id)
    assert meeting_state(house) is MeetingState.INVITED
    with house.begin() as uow:
        assert uow.minutes.find_current(meeting_id) is None


def test_draft_of_no_meeting_is_an_error() -> None:
    """Who names a meeting that is not there is told so."""
    with pytest.raises(NotFoundError):
        House().draft(MeetingId(7))


def test_approved_minutes_are_not_drafted_again() -> None:
    """What the chair has approved is what goes out."""
    house = House()
    meeting_id, _ = house.drafted()
    approve(house)
    with pytest.raises(IllegalTransition):
        house.draft(meeting_id)


def test_approval_is_held_and_then_published() -> None:
    """After the hold, once, to every reader; the trail names the message, the revision and the hash."""
    house = House()
    _, draft = house.drafted()
    record = approve(house)
    assert (record.state, record.reason) == (InboundState.DONE, "approves revision 1")
    assert (minutes(house).state, meeting_state(house)) == (MinutesState.APPROVED, MeetingState.APPROVED)
    house.clock.forward(minutes=9, seconds=59)
    assert house.release_due() == 0
    assert published(house) == []
    house.clock.forward(seconds=1)
    assert house.release_due() == 1
    assert published(house) == ["reader@example.org"]
    assert (minutes(house).state, meeting_state(house)) == (MinutesState.PUBLISHED, MeetingState.PUBLISHED)
    (entry,) = house.trail("approved")
    assert (entry.inbound_id, entry.actor) == (record.id, CHAIR)
    assert entry.detail == f"revision 1, sha256 {draft.sha256}; goes out 2021-03-01 12:10:00 UTC"


def test_approval_without_a_hold_publishes_at_once() -> None:
    """In the same transaction."""
    house = House()
    house.drafted(an_agenda_of(a_series(approval_hold=timedelta(0), id=None)))
    approve(house)
    assert published(house) == ["reader@example.org"]
    assert house.release_due() == 0


def test_all_approvers_are_told_of_the_approval() -> None:
    """Whoever did not write it learns of it while it can still be stopped."""
    house = House()
    series = a_series(deputies=(DEPUTY, MUTE), subscribers=("a@example.org", "b@example.org"), id=None)
    house.drafted(an_agenda_of(series))
    reply = house.reply_to("dora@example.org", "approve", kind=MailKind.DRAFT)
    record = house.receive(reply)
    receipts = [entry for entry in house.entries() if entry.kind is MailKind.APPROVAL_RECEIPT]
    assert {entry.recipient.email for entry in receipts} == {CHAIR, "dora@example.org"}
    assert {entry.cause_id for entry in receipts} == {record.id}
    context = house.renderer.last(MailKind.APPROVAL_RECEIPT)
    assert isinstance(context, ApprovalReceiptContext)
    assert (context.approver, context.readers) == ("Dora Deputy", 2)
    assert house.mails_to(CHAIR, MailKind.APPROVAL_RECEIPT)[0].references == (reply.message_id,)


def test_published_once_however_many_approvals() -> None:
    """From the chair, the deputy, twice, in other words, or in answer to the receipt: one publication."""
    house = House()
    house.drafted(an_agenda_of(a_series(deputies=(DEPUTY,), id=None)))
    records = [approve(house), approve(house, text="OK"), approve(house, to="dora@example.org"), approve(house, text="publish")]
    records.append(approve(house, kind=MailKind.APPROVAL_RECEIPT, text="approved"))
    house.clock.forward(minutes=10)
    assert [house.release_due(), house.release_due()] == [1, 0]
    records.append(approve(house, text="go ahead"))
    assert [record.state for record in records] == [InboundState.DONE, *[InboundState.REJECTED] * 5]
    assert published(house) == ["reader@example.org"]
    assert len(house.trail("published")) == 1
    assert house.trail("approval refused")[0].detail == "revision 1 is approved already, by this very reply address"


def test_stranger_approves_nothing() -> None:
    """Not with the token, not when authenticated: the address must be the chair's."""
    house = House()
    house.drafted()
    record = house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT, author=Address("mallory@example.net", "Ian Bird")))
    assert (record.state, record.reason) == (InboundState.REJECTED, "the address is not that of the chair or a deputy")
    assert house.trail("approval refused")[0].actor == "mallory@example.net"
    assert minutes(house).state is MinutesState.DRAFT
    assert [entry.recipient.email for entry in house.entries() if entry.cause_id] == [CHAIR]


def told(house: House) -> list[tuple[str, str, str]]:
    """Return who was told of approvals in other hands, whose draft that was, and from whom they came."""
    contexts = (context for context in house.renderer.contexts if isinstance(context, NoticeContext))
    return [(c.recipient.email, c.person, c.words) for c in contexts if c.notice is NoticeKind.APPROVAL_REFUSED]


def test_chair_is_told_once_of_a_token_in_other_hands() -> None:
    """Once a revision and day, however many come; whoever sent it is told nothing, and reading it again tells nothing anew."""
    house = House()
    house.drafted(an_agenda_of(a_series(deputies=(DEPUTY,), id=None)))
    mallory = Address("mallory@example.net", "Ian Bird")
    for text in ("approve", "OK", "publish"):
        house.receive(house.reply_to("dora@example.org", text, kind=MailKind.DRAFT, author=mallory))
    assert told(house)[0] == (CHAIR, "Dora Deputy", "mallory@example.net")
    assert house.notices() == [NoticeKind.APPROVAL_REFUSED]
    assert [entry.actor for entry in house.trail("approval refused")] == ["mallory@example.net"] * 3
    house.clock.forward(days=1)
    house.receive(house.reply_to(CHAIR, "approved", kind=MailKind.DRAFT, author=mallory))
    assert house.notices() == [NoticeKind.APPROVAL_REFUSED] * 2
    assert house.mails_to("mallory@example.net") == []
    house.desk.replay([house.records()[0].id])
    house.read_waiting()
    assert len(house.notices()) == 2


def test_chair_is_told_of_a_mail_with_two_authors() -> None:
    """The chair may be one of them."""
    house = House()
    house.drafted()
    both = (Address(CHAIR), Address("mallory@example.net"))
    house.receive(replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), authors=both))
    assert told(house) == [(CHAIR, "Ian Bird", f"{CHAIR}, mallory@example.net")]


@pytest.mark.parametrize("kind", [MailKind.APPROVAL_RECEIPT, MailKind.DRAFT], ids=["of a receipt", "none"])
def test_chair_is_told_of_no_other_refusal(kind: MailKind) -> None:
    """A token that approves nothing, or no token, is no danger: the trail has it."""
    house = House()
    house.drafted()
    approve(house)
    mail = house.reply_to(CHAIR, "approve", kind=kind, author=Address("mallory@example.net"))
    house.receive(mail if kind is MailKind.APPROVAL_RECEIPT else at_plain_address(mail))
    assert told(house) == []
    assert len(house.trail("approval refused")) == 1


def test_where_nobody_has_an_address_nobody_is_told() -> None:
    """The people of a series may have changed since the draft."""
    house = House()
    house.invited(an_agenda_of(a_series(chair=MUTE, id=None)))
    message = an_inbound("approve", authors=(Address("mallory@example.net"),))
    with house.begin() as uow:
        house.review(uow, ChairsReply(InboundId(1), message, an_answered_draft(), PROVEN))
        uow.commit()
    assert told(house) == []
    assert len(house.trail("approval refused")) == 1


def test_answer_to_the_warning_approves_nothing() -> None:
    """It is no draft."""
    house = House()
    house.drafted()
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT, author=Address("mallory@example.net")))
    approve(house, kind=MailKind.NOTICE)
    assert minutes(house).state is MinutesState.DRAFT


def signed(house: House, digest: str = "a" * 64) -> None:
    """Let what comes be proven by a signature that is verified here."""
    house.authenticator.judgement = NOT_PROVEN
    house.authenticator.signed = Authentication(Proof.PASS, "a DKIM signature of example.org was verified here", digest)


def test_signature_that_is_verified_here_proves_the_chair() -> None:
    """Where the trusted server has not judged."""
    house = House()
    house.drafted()
    signed(house)
    record = approve(house)
    assert record.reason == "approves revision 1"
    assert house.authenticator.examined == [CHAIR]


def test_signature_proves_one_message() -> None:
    """Another one that bears it is asked about; the very same one, read again, is not."""
    house = House()
    house.drafted()
    signed(house)
    late = replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), defects=("text longer than 9",))
    first = house.receive(late)
    assert first.reason.startswith("the mail was not read as a whole")
    second = approve(house, text="OK")
    assert second.reason.startswith("the address is not proven (its signature has been seen on another message)")
    house.desk.replay([first.id])
    house.read_waiting()
    assert house.get(first.id).reason.startswith("the mail was not read as a whole")
    assert minutes(house).state is MinutesState.DRAFT


@pytest.mark.parametrize("is_signed", [True, False], ids=["verified here", "by the trusted server"])
def test_yes_to_somebody_else_approves_nothing(is_signed: bool) -> None:  # noqa: FBT001 - a table
    """Whoever got it cannot send it on to a token that they hold, in a field that nobody signed."""
    house = House()
    house.drafted()
    if is_signed:
        signed(house)
    for number, to in enumerate(((), ("eve@example.net",), (SERVICE_ADDRESS,), ("minutes+abcdefgh2345.1.0123456789@example.org",))):
        record = house.receive(replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), message_id=f"<{number}@x>", to=to))
        assert record.reason.startswith("the address is not proven (its author did not write to the reply address that it came to)")
    assert minutes(house).state is MinutesState.DRAFT


def test_signature_is_looked_at_only_where_it_decides() -> None:
    """Not of strangers and speakers, not of reports, not in answer to a confirmation: nobody else makes us ask DNS."""
    house = House()
    house.drafted()
    signed(house)
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT, author=Address("mallory@example.net")))
    house.receive(house.reply_to("matthias@example.org", "What?"))
    house.receive(house.reply_to("matthias@example.org", "approve", author=Address("elena@example.org")))
    house.receive(an_inbound("approve", authors=(Address(CHAIR),)))
    house.receive(replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), authors=(Address(CHAIR), Address(CHAIR))))
    assert house.authenticator.examined == []
    house.authenticator.signed = None
    approve(house)
    assert house.authenticator.examined == [CHAIR]
    assert approve(house, kind=MailKind.CONFIRMATION, text="yes").reason == "approves revision 1"
    assert house.authenticator.examined == [CHAIR]


def test_token_that_has_approved_is_told_as_used() -> None:
    """After a hold the answer to the old draft, or to a confirmation, is stale: the current draft comes, nothing is approved."""
    house = House()
    house.drafted()
    house.authenticator.judgement = NOT_PROVEN
    approve(house)
    asked = house.reply_to(CHAIR, "yes", kind=MailKind.CONFIRMATION)
    assert house.receive(asked).reason == "approves revision 1"
    house.receive(house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT))
    again = house.receive(replace(asked, text="OK", message_id="<again@x>"))
    assert again.reason == "a newer revision (2) has replaced the one that was answered, which its reply address had approved"
    assert minutes(house, 2).state is MinutesState.DRAFT


def test_mail_that_answers_two_revisions_is_asked_about() -> None:
    """By a second token, or by its thread: which of them is meant?"""
    house = House()
    house.drafted()
    old = house.mails_to(CHAIR, MailKind.DRAFT)[0]
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.draft(MeetingId(1))
    mail = house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT)
    for other in (
        replace(mail, recipients=(*mail.recipients, old.reply_to), message_id="<1@x>"),
        replace(mail, references=(old.message_id, *mail.references), message_id="<2@x>"),
    ):
        assert house.receive(other).reason.startswith("it answers another mail of ours as well; a confirmation")
    assert minutes(house, 2).state is MinutesState.DRAFT
    assert house.receive(replace(mail, references=(*mail.references, old.message_id))).reason == "approves revision 2"


def test_expired_token_without_a_thread_leads_to_a_confirmation() -> None:
    """It tells what was answered, and proves nothing."""
    house = House()
    house.drafted()
    mail = replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), references=())
    house.clock.forward(days=15)
    record = house.receive(mail)
    assert record.reason == "the reply address that it came to has expired; a confirmation was asked for"
    assert minutes(house).state is MinutesState.DRAFT
    assert approve(house, kind=MailKind.CONFIRMATION, text="yes").reason == "approves revision 1"


def test_expired_token_of_a_report_is_nothing() -> None:
    """Only at the chair's desk it matters what was answered with it."""
    house = House()
    house.invited()
    mail = replace(house.reply_to("matthias@example.org", "All is well."), references=())
    house.clock.forward(days=61)
    assert "token" not in {evidence.signal for evidence in house.receive(mail).evidence}


@pytest.mark.parametrize("authors", [(), (Address(CHAIR), Address("mallory@example.net"))], ids=["none", "two"])
def test_mail_without_one_author_approves_nothing(authors: tuple[Address, ...]) -> None:
    """Where it is not clear who writes, nobody does."""
    house = House()
    house.drafted()
    record = house.receive(replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), authors=authors))
    assert (record.state, record.reason) == (InboundState.REJECTED, "the mail names several authors or none")
    assert house.trail("approval refused")[0].actor == (", ".join(author.email for author in authors) or "nobody")


def test_unproven_approval_asks_the_chair_once() -> None:
    """At the known address, once per revision however many come, and nothing goes out meanwhile."""
    house = House()
    house.drafted()
    house.authenticator.judgement = NOT_PROVEN
    first = approve(house)
    second = approve(house, text="OK")
    assert first.state is second.state is InboundState.REJECTED
    assert first.reason == "the address is not proven (no DMARC result); a confirmation was asked for"
    assert second.reason.endswith("a confirmation had been asked for already")
    (mail,) = house.mails_to(CHAIR, MailKind.CONFIRMATION)
    (draft,) = house.mails_to(CHAIR, MailKind.DRAFT)
    assert mail.references == (draft.message_id,), "it follows our draft, and nothing that a stranger wrote"
    context = house.renderer.last(MailKind.CONFIRMATION)
    assert isinstance(context, ConfirmationContext)
    assert context.reason == "the address is not proven (no DMARC result)"
    assert minutes(house).state is MinutesState.DRAFT
    assert [entry.inbound_id for entry in house.trail("approval not proven")] == [first.id, second.id]


def test_answer_to_the_confirmation_decides() -> None:
    """Its token went to the known address only: whoever has it reads the chair's mail."""
    house = House()
    house.drafted()
    house.authenticator.judgement = NOT_PROVEN
    approve(house)
    record = approve(house, kind=MailKind.CONFIRMATION, text="yes")
    assert record.reason == "approves revision 1"
    assert minutes(house).state is MinutesState.APPROVED


def test_confirmation_that_has_expired_is_asked_for_anew() -> None:
    """A chair who was away for two days can still approve."""
    house = House()
    house.drafted()
    house.authenticator.judgement = NOT_PROVEN
    approve(house)
    house.clock.forward(days=2)
    late = approve(house, kind=MailKind.CONFIRMATION, text="yes")
    assert late.reason.startswith("the reply address that it came to has expired")
    assert approve(house, kind=MailKind.CONFIRMATION, text="OK, publish").reason == "approves revision 1"


def at_plain_address(message: InboundMessage) -> InboundMessage:
    """Return a reply that does not carry the token."""
    return replace(message, recipients=(SERVICE_ADDRESS,))


def test_approval_without_the_token_is_confirmed() -> None:
    """Although authenticated: it may be an old mail sent once more."""
    house = House()
    house.drafted()
    record = house.receive(at_plain_address(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT)))
    assert record.reason == "the mail does not carry the reply address that we gave; a confirmation was asked for"
    assert len(house.mails_to(CHAIR, MailKind.CONFIRMATION)) == 1


def test_approval_with_the_token_of_another_is_confirmed() -> None:
    """The deputy's draft, answered in the chair's name."""
    house = House()
    house.drafted(an_agenda_of(a_series(deputies=(DEPUTY,), id=None)))
    record = house.receive(house.reply_to("dora@example.org", "approve", kind=MailKind.DRAFT, author=Address(CHAIR, "Ian Bird")))
    assert record.reason == "the reply address was given to somebody else; a confirmation was asked for"
    assert len(house.mails_to(CHAIR, MailKind.CONFIRMATION)) == 1
    assert house.mails_to("dora@example.org", MailKind.CONFIRMATION) == []


@pytest.mark.parametrize(("defect", "sent"), [("2 From fields", 0), ("text longer than 200000 characters", 1)], ids=["From", "cut"])
def test_mail_that_was_not_read_as_a_whole_approves_nothing(defect: str, sent: int) -> None:
    """A doubtful author is refused; where words may be missing, the chair is asked."""
    house = House()
    house.drafted()
    house.receive(replace(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT), defects=(defect,)))
    assert minutes(house).state is MinutesState.DRAFT
    assert len(house.mails_to(CHAIR, MailKind.CONFIRMATION)) == sent


def test_stale_approval_without_proof_is_answered_by_nothing() -> None:
    """Whoever writes in the chair's name moves no mail."""
    house = House()
    meeting_id, _ = house.drafted()
    old = house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT)
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.draft(meeting_id)
    before = len(house.entries())
    house.authenticator.judgement = NOT_PROVEN
    record = house.receive(old)
    assert record.state is InboundState.REJECTED
    assert record.reason.startswith("a newer revision (2) has replaced the one that was answered, and the address is not proven")
    assert len(house.entries()) == before


def test_stale_approval_is_answered_with_the_current_draft() -> None:
    """It is refused, and the chair gets the revision that can be approved, with the reason."""
    house = House()
    meeting_id, _ = house.drafted()
    old = house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT)
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.draft(meeting_id)
    record = house.receive(old)
    assert record.state is InboundState.REJECTED
    assert record.reason == "a newer revision (2) has replaced the one that was answered"
    context = house.renderer.last(MailKind.DRAFT)
    assert isinstance(context, DraftContext)
    assert (context.minutes.revision, context.notice) == (2, record.reason)
    assert len(house.mails_to(CHAIR, MailKind.DRAFT)) == 3
    assert approve(house, text="OK").reason == "approves revision 2"
    assert minutes(house, 1).state is MinutesState.SUPERSEDED


def test_stale_approvals_cannot_flood_the_chair() -> None:
    """Whoever writes in the chair's name gets the chair one copy of the draft a day, not one a mail."""
    house = House()
    meeting_id, _ = house.drafted()
    forgeries = [house.reply_to(CHAIR, text, kind=MailKind.DRAFT) for text in ("approve", "OK", "yes")]
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.draft(meeting_id)
    before = len(house.mails_to(CHAIR, MailKind.DRAFT))
    for forgery in forgeries:
        house.receive(forgery)
    assert len(house.mails_to(CHAIR, MailKind.DRAFT)) == before + 1


def test_joining_details_stop_the_publication() -> None:
    """A draft with the passcode in it is not approved, and the chair is told why."""
    house = House()
    meeting_id = house.invited()
    house.receive(house.reply_to("matthias@example.org", "Join us with the passcode sw0rd\nf1sh, please."))
    house.draft(meeting_id)
    first = house.renderer.last(MailKind.DRAFT)
    assert isinstance(first, DraftContext)
    assert "cannot be approved: 3.1 CTA" in first.notice, "the draft itself says so, before anybody approves it"
    record = approve(house)
    assert record.state is InboundState.REJECTED
    assert "joining details" in record.reason
    assert minutes(house).state is MinutesState.DRAFT
    context = house.renderer.last(MailKind.DRAFT)
    assert isinstance(context, DraftContext)
    assert context.notice == record.reason
    house.clock.forward(days=1)
    assert house.release_due() == 0


@pytest.mark.parametrize("where", ["text", "name"])
def test_reply_token_stops_the_publication(where: str) -> None:
    """In a report, or in the name of a delegate: whoever reads it could write in another's name."""
    house = House()
    meeting_id = house.invited()
    reply = house.reply_to("matthias@example.org", "All is well.")
    token = reply.recipients[0].partition("@")[0]
    if where == "text":
        house.receive(replace(reply, text=f"Write to {token}@example.org."))
    else:
        house.receive(replace(reply, authors=(Address("d@example.net", token),)))
    house.draft(meeting_id)
    record = approve(house)
    assert record.state is InboundState.REJECTED
    assert "3.1 CTA contains joining details of the meeting or a reply address of ours" in record.reason
    assert minutes(house).state is MinutesState.DRAFT


def test_report_that_came_while_the_chair_read_is_approved_by_nobody() -> None:
    """The approved text would leave it out: the next revision, with it, goes to all approvers, and nothing is published."""
    house = House()
    house.drafted(an_agenda_of(a_series(deputies=(DEPUTY, MUTE), approval_hold=timedelta(0), id=None)))
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    record = approve(house)
    assert (record.state, record.reason) == (InboundState.REJECTED, "reports came in since: 3.1 CTA")
    assert published(house) == []
    assert [minutes(house, revision).state for revision in (1, 2)] == [MinutesState.SUPERSEDED, MinutesState.DRAFT]
    assert "All is well." in minutes(house, 2).text
    assert [len(house.mails_to(address, MailKind.DRAFT)) for address in (CHAIR, "dora@example.org")] == [2, 2]
    context = house.renderer.last(MailKind.DRAFT)
    assert isinstance(context, DraftContext)
    assert (context.minutes.revision, context.notice) == (2, record.reason)
    assert house.trail("draft")[-1].inbound_id == record.id
    assert approve(house, text="OK").reason == "approves revision 2"
    assert published(house) == ["reader@example.org"]


def test_approval_before_there_is_a_draft_is_refused() -> None:
    """There is nothing that it could approve."""
    house = House()
    house.invited()
    message = an_inbound("approve", authors=(Address(CHAIR),))
    with house.begin() as uow:
        decision = house.review(uow, ChairsReply(InboundId(1), message, an_answered_draft(), PROVEN))
    assert (decision.state, decision.reason) == (InboundState.REJECTED, "it answers no draft of ours")


def test_two_releases_publish_once() -> None:
    """Who comes second reads under the lock that it is published already."""
    house = House()
    house.drafted()
    approve(house)
    house.clock.forward(minutes=10)

    def begin() -> UnitOfWork:
        assert house.release_due() == 1
        return house.begin()

    late = Release(begin, house.post, clock=house.clock)
    assert late(MinutesId(1)) == ()
    assert published(house) == ["reader@example.org"]
    with house.begin() as uow:
        assert uow.minutes.find_approval(MinutesId(1)) is not None
