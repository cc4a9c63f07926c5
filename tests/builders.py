"""Values with valid defaults; a test names only what it is about."""

from datetime import UTC, date, datetime, timedelta

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import (
    Agenda,
    AgendaItem,
    ItemKey,
    Meeting,
    MeetingId,
    OnlineAccess,
    PersonId,
    Report,
    Series,
    SeriesId,
    Speaker,
    StoredFile,
)
from mailflow.domain.approval import Claim
from mailflow.domain.classification.kinds import Classified, Evidence, MessageKind
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.lifecycle import ActionState, DeliveryState, InboundState, MeetingState, MinutesState
from mailflow.domain.mail_reports import MailReport, ReportedRecipient
from mailflow.domain.matching.kinds import Answered, Candidates, Venue
from mailflow.domain.message import (
    Address,
    Attachment,
    Authentication,
    Delivery,
    InboundId,
    InboundMessage,
    MailKind,
    Mark,
    OutboundId,
    OutboundMessage,
    OutboxEntry,
    Proof,
    RawMessage,
)
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId
from mailflow.domain.publicity import Archiving
from mailflow.domain.records import (
    AuditEntry,
    CalendarReply,
    InboundOutcome,
    InboundRecord,
    Invitation,
    MeetingSummary,
    RenderedMail,
    Subscriber,
)

NOW = datetime(2021, 3, 1, 12, 0, tzinfo=UTC)
"""The moment at which a test is: two days before the meeting."""
START = datetime(2021, 3, 3, 9, 0, tzinfo=UTC)
"""When the meeting begins: 10:00 in Paris."""
SERVICE_ADDRESS = "minutes@example.org"
SIGNING_KEY = b"0123456789abcdef0123456789abcdef"
OUTBOUND_ID = OutboundId("abcdefgh2345")

MATTHIAS_ID = PersonId(2)


def a_speaker(
    name: str = "Matthias Fuessling",
    *,
    email: str | None = "matthias@example.org",
    affiliation: str = "CTAO",
    id: PersonId | int | None = MATTHIAS_ID,  # noqa: A002 - the name of the field
    rsvp: str = "",
) -> Speaker:
    """Return a stored speaker with an address."""
    return Speaker(name, affiliation, email, None if id is None else PersonId(id), rsvp)


def a_chair(name: str = "Ian Bird", *, email: str | None = "ian.bird@example.org", id: int | None = 1) -> Speaker:  # noqa: A002 - the name of the field
    """Return a chair, stored, with an address."""
    return a_speaker(name, email=email, affiliation="LAPP", id=id)


def a_stored_file(filename: str = "slides.pdf", *, size_bytes: int = 1000) -> StoredFile:
    """Return an attachment as kept."""
    return StoredFile(filename, "application/pdf", size_bytes, "0" * 64)


def a_report(
    text: str = "All telescopes observe.",
    *,
    revision: int = 1,
    author: str = "Matthias Fuessling",
    received_at: datetime = NOW,
    late: bool = False,
    delegate: str = "",
    attachments: tuple[StoredFile, ...] = (),
    inbound_id: InboundId | int | None = None,
) -> Report:
    """Return a report that came in time, from the speaker."""
    cause = None if inbound_id is None else InboundId(inbound_id)
    return Report(revision, author, text, received_at, late, delegate, attachments, cause)


def an_item(
    key: str = "3.1",
    title: str = "CTA",
    *,
    start_at: datetime = START,
    duration_minutes: int = 2,
    expects_report: bool = True,
    description: str = "",
    notes: str = "",
    speakers: tuple[Speaker, ...] | None = None,
    items: tuple[AgendaItem, ...] = (),
    aliases: tuple[str, ...] = (),
    reports: tuple[Report, ...] = (),
) -> AgendaItem:
    """Return a slot with one speaker and no report."""
    return AgendaItem(
        ItemKey(key),
        title,
        start_at,
        duration_minutes,
        expects_report=expects_report,
        description=description,
        notes=notes,
        speakers=(a_speaker(),) if speakers is None else speakers,
        items=items,
        aliases=aliases,
        reports=reports,
    )


def an_agenda_tree() -> tuple[AgendaItem, ...]:
    """Return an introduction (1), a discussion (2) and a round table (3) of three slots: 3.1 CTA, 3.2 EGO, 3.3 KM3NeT with two speakers."""
    introduction = an_item("1", "Introduction", duration_minutes=5, expects_report=False, speakers=(a_chair(),))
    discussion = an_item("2", "Discussion", duration_minutes=30, expects_report=False, speakers=())
    slots = (
        an_item("3.1", "CTA"),
        an_item("3.2", "EGO", speakers=(a_speaker("Elena Cuoco", email="elena@example.org", affiliation="EGO", id=3),)),
        an_item(
            "3.3",
            "KM3NeT",
            aliases=("ARCA", "ORCA"),
            speakers=(
                a_speaker("Kay Graf", email="kay@example.org", affiliation="ECAP", id=4),
                a_speaker("Tamas Gal", email="tamas@example.org", affiliation="ECAP", id=5),
            ),
        ),
    )
    round_table = an_item("3", "Round Table", duration_minutes=40, expects_report=False, speakers=(), items=slots)
    return (introduction, discussion, round_table)


def an_online_access(
    *,
    service: str = "zoom",
    url: str = "https://zoom.example.org/j/95412345678?pwd=Q2hhcm0",
    meeting_id: str = "954 1234 5678",
    passcode: str = "sw0rdf1sh",
    phones: tuple[str, ...] = ("+41 43 210 70 42",),
) -> OnlineAccess:
    """Return joining details, every field filled."""
    return OnlineAccess(service, url, meeting_id, passcode, phones)


def a_meeting(
    title: str = "Technical Coordination Meeting",
    *,
    start_at: datetime = START,
    end_at: datetime | None = None,
    timezone: str = "Europe/Paris",
    items: tuple[AgendaItem, ...] | None = None,
    online: OnlineAccess | None = None,
    notes: str = "",
    id: MeetingId | int | None = 1,  # noqa: A002 - the name of the field
    state: MeetingState = MeetingState.INVITED,
) -> Meeting:
    """Return a stored and invited meeting of an hour and a half, with the agenda of `an_agenda_tree`."""
    return Meeting(
        title,
        start_at,
        end_at or start_at + timedelta(minutes=90),
        timezone,
        an_agenda_tree() if items is None else items,
        online=an_online_access() if online is None else online,
        notes=notes,
        id=None if id is None else MeetingId(id),
        state=state,
    )


_THE_CHAIR = a_chair()


_CLOSED = Archiving()


def a_series(
    slug: str = "escape-tc",
    *,
    title: str = "Technical Coordination Meeting",
    timezone: str = "Europe/Paris",
    chair: Speaker | None = _THE_CHAIR,
    deputies: tuple[Speaker, ...] = (),
    minute_taker: Speaker | None = None,
    secretary: Speaker | None = None,
    subscribers: tuple[str, ...] = ("reader@example.org",),
    list_address: str = "",
    cadence: str = "every 2 weeks",
    language: str = "en",
    approval_hold: timedelta = timedelta(minutes=10),
    archiving: Archiving = _CLOSED,
    id: SeriesId | int | None = 1,  # noqa: A002 - the name of the field
) -> Series:
    """Return a stored series with a chair and one subscriber."""
    return Series(
        slug,
        title,
        timezone,
        chair=chair,
        deputies=deputies,
        minute_taker=minute_taker,
        secretary=secretary,
        subscribers=subscribers,
        list_address=list_address,
        cadence=cadence,
        language=language,
        approval_hold=approval_hold,
        archiving=archiving,
        id=None if id is None else SeriesId(id),
    )


def an_agenda(*, series: Series | None = None, meeting: Meeting | None = None, warnings: tuple[str, ...] = ()) -> Agenda:
    """Return what a file says: a series and a meeting, neither of them stored yet."""
    return Agenda(series or a_series(id=None), meeting or a_meeting(id=None, state=MeetingState.PLANNED), warnings)


def an_address(email: str = "matthias@example.org", name: str = "Matthias Fuessling") -> Address:
    """Return a mailbox."""
    return Address(email, name)


def an_attachment(filename: str = "slides.pdf", *, content: bytes = b"%PDF-1.4", media_type: str = "application/pdf") -> Attachment:
    """Return a file that came with a message."""
    return Attachment(filename, media_type, content)


def a_raw_message(
    content: bytes = b"From: matthias@example.org\r\n\r\nAll telescopes observe.\r\n",
    *,
    folder: str = "INBOX",
    uidvalidity: int = 1,
    uid: int = 1,
    received_at: datetime = NOW,
) -> RawMessage:
    """Return a message as it lay in the inbox."""
    return RawMessage(content, folder, uidvalidity, uid, received_at)


_MATTHIAS = an_address()


def an_inbound(
    text: str = "All telescopes observe.",
    *,
    message_id: str = "<reply-1@mail.example.org>",
    subject: str = "Re: [escape-tc] Technical Coordination Meeting",
    authors: tuple[Address, ...] = (_MATTHIAS,),
    recipients: tuple[str, ...] = (SERVICE_ADDRESS,),
    references: tuple[str, ...] = (),
    calendar: bytes | None = None,
    attachments: tuple[Attachment, ...] = (),
    marks: tuple[str, ...] = (),
    report: MailReport | None = None,
    hops: int = 3,
    defects: tuple[str, ...] = (),
    encrypted: str = "",
) -> InboundMessage:
    """Return a message of a speaker's, as read; each of the marks is `Name: value`."""
    return InboundMessage(
        message_id,
        subject,
        authors,
        recipients,
        references,
        text,
        calendar=calendar,
        attachments=attachments,
        marks=some_marks(*marks),
        report=report,
        hops=hops,
        defects=defects,
        encrypted=encrypted,
        to=recipients,
    )


def some_marks(*fields: str) -> tuple[Mark, ...]:
    """Return header fields, each given as `Name: value`."""
    return tuple(Mark(name, value.strip()) for name, _, value in (field.partition(":") for field in fields))


def a_bounce_report(
    address: str = "elena@example.org", *, action: str = "failed", status: str = "5.1.1", diagnostic: str = ""
) -> MailReport:
    """Return a delivery report about one address that nobody knows."""
    return MailReport("delivery-status", (ReportedRecipient(address, action, status, diagnostic),), is_whole=True)


def a_classified(message: InboundMessage | None = None, *, kind: MessageKind = MessageKind.REPORT, text: str | None = None) -> Classified:
    """Return a message taken for a report, with its text as the newly written one."""
    read = message or an_inbound()
    evidence = Evidence("answers", "a reply to a mail of ours (invitation) with text of its own", 0.8)
    return Classified(read, Extraction(read.text if text is None else text), kind, (evidence,))


def an_answered(
    kind: MailKind = MailKind.INVITATION,
    *,
    id: OutboundId | str = OUTBOUND_ID,  # noqa: A002 - the name of the field
    has_token: bool = True,
    meeting_id: MeetingId | int | None = 1,
    person_id: PersonId | int | None = 2,
    minutes_id: int | None = None,
    item_keys: tuple[str, ...] = ("3.1",),
) -> Answered:
    """Return the invitation to one slot as answered with its token; for a draft pass the chair's `person_id` and a `minutes_id`."""
    return Answered(
        OutboundId(id),
        kind,
        has_token,
        None if meeting_id is None else MeetingId(meeting_id),
        None if person_id is None else PersonId(person_id),
        minutes_id,
        tuple(ItemKey(key) for key in item_keys),
    )


def an_answered_draft(
    kind: MailKind = MailKind.DRAFT, *, has_token: bool = True, person_id: int | None = 1, minutes_id: int | None = 1
) -> Answered:
    """Return a draft of revision 1 that went to the chair, as answered with its token."""
    return an_answered(kind, has_token=has_token, person_id=person_id, minutes_id=minutes_id, item_keys=())


def some_candidates(
    answered: Answered | None = None,
    *,
    addressee: Speaker | None = None,
    speakers: tuple[Speaker, ...] | None = None,
    items: tuple[AgendaItem, ...] | None = None,
) -> Candidates:
    """Return one meeting with the mail that a message answers and its addressee; its slot is spoken to by the addressee, if not told."""
    person = addressee or a_speaker()
    slots = items if items is not None else (an_item(speakers=(person,) if speakers is None else speakers),)
    answers = an_answered() if answered is None else answered
    return Candidates((Venue(a_series(), a_meeting(items=slots)),), answers, person)


def a_draft(
    *,
    revision: int = 1,
    meeting_id: int = 1,
    content: MinutesContent | None = None,
    created_at: datetime = NOW,
    state: MinutesState = MinutesState.DRAFT,
    id: int | None = 1,  # noqa: A002 - the name of the field
) -> Draft:
    """Return a stored revision of the minutes, open for approval."""
    return Draft(MeetingId(meeting_id), revision, content or some_content(), created_at, state, None if id is None else MinutesId(id))


def a_minutes_report(
    text: str = "All telescopes observe.",
    *,
    author: str = "Matthias Fuessling",
    delegate: str = "",
    late: bool = False,
    attachments: tuple[str, ...] = (),
) -> MinutesReport:
    """Return a report as the minutes show it."""
    return MinutesReport(author, delegate, text, late, attachments)


_ONE_REPORT = (a_minutes_report(),)


def a_minutes_item(
    key: str = "3.1",
    title: str = "CTA",
    *,
    speakers: tuple[str, ...] = ("Matthias Fuessling",),
    expects_report: bool = True,
    reports: tuple[MinutesReport, ...] = _ONE_REPORT,
    notes: tuple[MinutesNote, ...] = (),
) -> MinutesItem:
    """Return a slot of the minutes with one report."""
    is_missing = expects_report and not reports and not notes
    return MinutesItem(ItemKey(key), key.count(".") + 1, title, speakers, expects_report, reports, notes, is_missing)


_ONE_ITEM = (a_minutes_item(),)


def some_content(
    *,
    title: str = "Technical Coordination Meeting",
    start_at: datetime = START,
    end_at: datetime | None = None,
    timezone: str = "Europe/Paris",
    chair: str = "Ian Bird",
    items: tuple[MinutesItem, ...] = _ONE_ITEM,
) -> MinutesContent:
    """Return minutes of one slot with one report."""
    return MinutesContent(title, start_at, end_at or start_at + timedelta(minutes=90), timezone, chair, items)


def an_action(
    text: str = "circulate the paper",
    *,
    number: int = 0,
    owner: str = "Ian Bird",
    owner_ids: tuple[int, ...] = (),
    due: date | None = None,
    state: ActionState = ActionState.OPEN,
    changed_at: datetime = NOW,
) -> ActionItem:
    """Return an action of the first series, agreed in its first meeting."""
    return ActionItem(
        SeriesId(1),
        MeetingId(1),
        owner,
        text,
        NOW,
        changed_at,
        number=number,
        owner_ids=tuple(PersonId(owner_id) for owner_id in owner_ids),
        due=due,
        state=state,
    )


def an_approval(
    *,
    minutes_id: int = 1,
    approver_id: int = 1,
    approver: str = "Ian Bird",
    inbound_id: int | None = 1,
    decided_at: datetime = NOW,
    release_at: datetime | None = None,
) -> Approval:
    """Return the chair's approval of revision 1, released after ten minutes."""
    return Approval(
        MinutesId(minutes_id),
        PersonId(approver_id),
        approver,
        None if inbound_id is None else InboundId(inbound_id),
        decided_at,
        release_at or decided_at + timedelta(minutes=10),
    )


def an_authentication(proof: Proof = Proof.PASS, *, detail: str = "dkim=pass header.d=example.org") -> Authentication:
    """Return a proven author address."""
    return Authentication(proof, detail)


_IAN = Address("ian.bird@example.org", "Ian Bird")
_PROVEN = an_authentication()
_ANSWERED_DRAFT = an_answered_draft()
_OPEN_DRAFT = a_draft()


def a_claim(
    *,
    authors: tuple[Address, ...] = (_IAN,),
    authentication: Authentication = _PROVEN,
    answered: Answered | None = _ANSWERED_DRAFT,
    approvers: tuple[Speaker, ...] = (_THE_CHAIR,),
    current: Draft | None = _OPEN_DRAFT,
    defects: tuple[str, ...] = (),
    is_used: bool = False,
    is_contradicted: bool = False,
) -> Claim:
    """Return the chair's approval of the current revision, proven and with its token."""
    return Claim(authors, authentication, answered, approvers, current, defects, is_used, is_contradicted)


def an_outbound(
    kind: MailKind = MailKind.INVITATION,
    *,
    id: OutboundId | str = OUTBOUND_ID,  # noqa: A002 - the name of the field
    recipient: Address = _MATTHIAS,
    subject: str = "[escape-tc] Technical Coordination Meeting",
    text: str = "Dear Matthias,\n\nplease report.\n",
    html: str = "<p>Dear Matthias,</p><p>please report.</p>",
    created_at: datetime = NOW,
    reply_to: str = "",
    references: tuple[str, ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
    calendar: bytes | None = None,
    calendar_method: str = "",
) -> OutboundMessage:
    """Return an invitation to Matthias, without a calendar part."""
    return OutboundMessage(
        id=OutboundId(id),
        kind=kind,
        sender=Address(SERVICE_ADDRESS, "Technical Coordination Meeting"),
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        message_id=f"<{id}@example.org>",
        created_at=created_at,
        reply_to=reply_to,
        references=references,
        headers=headers,
        calendar=calendar,
        calendar_method=calendar_method,
    )


def an_outbox_entry(
    kind: MailKind = MailKind.INVITATION,
    *,
    id: OutboundId | str = OUTBOUND_ID,  # noqa: A002 - the name of the field
    purpose: str = "",
    recipient: Address = _MATTHIAS,
    created_at: datetime = NOW,
    next_attempt_at: datetime | None = None,
    meeting_id: int | None = 1,
    person_id: int | None = 2,
    minutes_id: int | None = None,
    item_keys: tuple[str, ...] = ("3.1",),
    cause_id: int | None = None,
    state: DeliveryState = DeliveryState.QUEUED,
    attempts: int = 0,
    resends: int = 0,
    sent_at: datetime | None = None,
) -> OutboxEntry:
    """Return an invitation that is owed now; its purpose, where none is given, is as unique as its id."""
    return OutboxEntry(
        id=OutboundId(id),
        kind=kind,
        purpose=purpose or f"{kind}:{id}",
        recipient=recipient,
        envelope_from=SERVICE_ADDRESS,
        message_id=f"<{id}@example.org>",
        subject="[escape-tc] Technical Coordination Meeting",
        content_sha256="0" * 64,
        created_at=created_at,
        next_attempt_at=next_attempt_at or created_at,
        meeting_id=meeting_id,
        person_id=person_id,
        minutes_id=minutes_id,
        item_keys=item_keys,
        cause_id=None if cause_id is None else InboundId(cause_id),
        state=state,
        attempts=attempts,
        resends=resends,
        sent_at=sent_at,
    )


def a_delivery(
    state: DeliveryState = DeliveryState.SENT,
    *,
    id: OutboundId | str = OUTBOUND_ID,  # noqa: A002 - the name of the field
    reply_code: int = 250,
    reply_text: str = "2.0.0 Ok: queued",
    at: datetime = NOW,
    next_attempt_at: datetime | None = None,
) -> Delivery:
    """Return the outcome of an attempt that the server accepted."""
    return Delivery(OutboundId(id), state, reply_code, reply_text, at, next_attempt_at)


def a_rendered_mail(subject: str = "[escape-tc] Subject", *, text: str = "Text.\n", html: str = "<p>Text.</p>") -> RenderedMail:
    """Return what templates make."""
    return RenderedMail(subject, text, html)


def a_calendar_reply(
    uid: str = "meeting-1-2@example.org",
    *,
    attendee: str = "matthias@example.org",
    partstat: str = "accepted",
    sequence: int = 0,
    stamped_at: datetime | None = NOW,
) -> CalendarReply:
    """Return an acceptance by Matthias."""
    return CalendarReply(uid, attendee, partstat, sequence, stamped_at)


def an_invitation(
    uid: str = "meeting-1-2@example.org",
    *,
    meeting_id: int = 1,
    person_id: int = 2,
    address: str = "matthias@example.org",
    sequence: int = 0,
    stamped_at: datetime = NOW,
    partstat: str = "",
    replied_at: datetime | None = None,
) -> Invitation:
    """Return the calendar event of Matthias, unanswered."""
    return Invitation(MeetingId(meeting_id), PersonId(person_id), address, uid, sequence, stamped_at, partstat, replied_at)


def an_inbound_record(
    id: int = 1,  # noqa: A002 - the name of the field
    *,
    state: InboundState = InboundState.RECEIVED,
    sha256: str = "0" * 64,
    received_at: datetime = NOW,
    attempts: int = 0,
    message_id: str = "",
    reason: str = "",
) -> InboundRecord:
    """Return a message that waits to be read."""
    return InboundRecord(state, reason, message_id, id=InboundId(id), sha256=sha256, received_at=received_at, attempts=attempts)


def an_inbound_outcome(
    state: InboundState = InboundState.DONE,
    *,
    reason: str = "filed under 3.1",
    message_id: str = "<reply-1@mail.example.org>",
    kind: str = "report",
    meeting_id: int | None = 1,
    item_keys: tuple[str, ...] = ("3.1",),
    signature: str = "",
) -> InboundOutcome:
    """Return what became of a report that was filed."""
    return InboundOutcome(
        state,
        reason,
        message_id=message_id,
        author=_MATTHIAS,
        kind=kind,
        meeting_id=None if meeting_id is None else MeetingId(meeting_id),
        item_keys=item_keys,
        signature=signature,
    )


def a_meeting_summary(id: int = 1, *, state: MeetingState = MeetingState.INVITED) -> MeetingSummary:  # noqa: A002 - the name of the field
    """Return one line of the list of meetings."""
    return MeetingSummary(MeetingId(id), "escape-tc", "Technical Coordination Meeting", START, "Europe/Paris", state)


def a_subscriber(address: str = "reader@example.org", *, series_id: int = 1, since: datetime = NOW) -> Subscriber:
    """Return a reader of the series."""
    return Subscriber(SeriesId(series_id), address, since)


def an_audit_entry(
    action: str = "approve", *, subject: str = "minutes 1", actor: str = "Ian Bird <ian.bird@example.org>", at: datetime = NOW
) -> AuditEntry:
    """Return an entry of the audit trail."""
    return AuditEntry(at, actor, action, subject)
