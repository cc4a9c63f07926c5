"""Mails of every kind with values as they are: what the templates are tried on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mailflow.domain.agenda import (
    AgendaItem,
    ItemKey,
    Manner,
    Meeting,
    MeetingId,
    OnlineAccess,
    Report,
    Series,
    Speaker,
    StoredFile,
)
from mailflow.domain.choices import NO_TERMS, Edition, Terms
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.extraction.lines import LineClass, Omitted
from mailflow.domain.mails.chair import (
    ApprovalReceiptContext,
    AttendanceContext,
    BriefingContext,
    CancelQuestionContext,
    ClarificationContext,
    ConfirmationContext,
    DraftContext,
    ForwardContext,
    ForwardKind,
    RedlineContext,
)
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.readers import (
    MinutesContext,
    SubscriberSuspendedContext,
    SubscriptionChoiceContext,
    SubscriptionConfirmContext,
    SubscriptionGoodbyeContext,
    SubscriptionProbeContext,
    SubscriptionWelcomeContext,
)
from mailflow.domain.mails.secretary import DigestEntry, LoginContext, TriageContext
from mailflow.domain.mails.speakers import (
    CancellationContext,
    Cancelled,
    Choosable,
    Filed,
    InvitationContext,
    LastPromise,
    LastReport,
    NoticeContext,
    NoticeKind,
    QuestionContext,
    ReceiptContext,
    RefusedFile,
    UnreadableContext,
    UpdateContext,
)
from mailflow.domain.mails.timetable import AddressesContext, NudgeContext, Occasion, ReminderContext, Unreached
from mailflow.domain.message import Address
from mailflow.domain.minutes.changes import ChangeKind, LineChange
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesNote
from mailflow.domain.minutes.draft import Draft, compile_draft
from mailflow.domain.promises import Promise
from mailflow.domain.publicity import Publicity
from mailflow.domain.told import News, OwnItem, Topic, told_of
from tests.planning_mails import planning_mails
from tests.series_samples import series_mails, some_actions

START = datetime(2021, 3, 3, 9, tzinfo=UTC)
"""When the meeting begins: 10:00 in Paris."""
_CHAIR = Speaker("Ian Bird", "LAPP", "ian.bird@example.org")
_ANN = Speaker("Ann Example", "CTAO", "ann@example.org")
_IAN_ADDRESS, _ANN_ADDRESS = Address("ian.bird@example.org", "Ian Bird"), Address("ann@example.org", "Ann Example")
_WORDS = (
    "We are on time.\n\n- One & <two>\n- See https://example.org/a-very-long-path/that-goes-on/and-on-for-longer-than-a-line/of-text.\n\n"
    "1. First\n2. Second"
)
_FILES = (StoredFile("slides.pdf", "application/pdf", 1_500_000, "0" * 64),)
_REPORT = Report(1, "Ann Example", _WORDS, START, attachments=_FILES)
SECRETS = OnlineAccess("zoom", "https://zoom.example.org/j/95429556769", "954 2955 6769", "115510", ("+41 43 210 71 08",))
"""How to join."""
LEAVE_URL = "https://minutes.example.org/u/ImFiY2RlZmdoMjM0NSI.aGVyZS1zdGFuZHMtdGhlLXNpZ25hdHVyZS1vZi10aGF0LWlk"
"""The page by which one reader leaves."""
_TOKEN = "minutes+abcdefghijkl.1615370400.0123456789abcdef01234567@example.org"
_APPROVE = f"mailto:{_TOKEN}?subject=Re%3A%20x&body=approve"
_HOLD = f"mailto:{_TOKEN}?subject=Re%3A%20x&body=hold"
REASONS = (
    "a program, which cannot be kept",
    "a script, which cannot be kept",
    "an installer or disk image, which cannot be kept",
    "a shortcut, which cannot be kept",
    "larger than 10 MB",
    "more than 20 files",
    "all files together are larger than 25 MB",
)
"""Why files are refused."""


def _item(key: str, title: str, *speakers: Speaker, reports: tuple[Report, ...] = (), items: tuple[AgendaItem, ...] = ()) -> AgendaItem:
    start_at = START + timedelta(minutes=5 * len(key))
    return AgendaItem(ItemKey(key), title, start_at, 5, "." in key, speakers=speakers, reports=reports, items=items)


def a_round_table(title: str = "Technical Coordination Meeting", slot_title: str = "CTA", report: Report = _REPORT) -> Meeting:
    """Return a meeting with three slots, of which the first has a report."""
    slots = (_item("2.1", slot_title, _ANN, reports=(report,)), _item("2.2", "EGO", Speaker("Bo Example")), _item("2.3", "SKA", _CHAIR))
    items = (_item("1", "Introduction", _CHAIR), _item("2", "Round Table", items=slots))
    return Meeting(title, START, START + timedelta(minutes=90), "Europe/Paris", items, SECRETS, id=MeetingId(1))


def a_sample_series(language: str = "en") -> Series:
    """Return the series of that meeting."""
    return Series("escape-tc", "Technical Coordination", "Europe/Paris", chair=_CHAIR, language=language)


def a_sample_draft(meeting: Meeting) -> Draft:
    """Return the second revision of its minutes."""
    return compile_draft(meeting, a_sample_series(), revision=2, now=START)


def sample_mails(meeting: Meeting | None = None, *, language: str = "") -> dict[str, MailContext]:
    """Return a mail of every kind and manner by a name; what the meeting is called and its first report says is all over them."""
    meeting = meeting or a_round_table()
    spoken = {**_receipts(meeting, language), **_answers(meeting, language), **_list_mails(meeting, language)}
    spoken |= series_mails(a_sample_series(), meeting, _IAN_ADDRESS, language=language)
    spoken |= _timetable(meeting, language)
    spoken |= planning_mails(a_sample_series(), meeting, _IAN_ADDRESS, url=_APPROVE)
    mails = {**_agenda_mails(meeting), **spoken, **_digests(meeting), **_minutes_mails(meeting)}
    return {name: replace(mail, series=replace(mail.series, language=language or "en")) for name, mail in mails.items()}


def _agenda_mails(meeting: Meeting) -> dict[str, MailContext]:
    series, filed, deadline = a_sample_series(), meeting.slots[0], START - timedelta(hours=1)
    slot = replace(filed, reports=())
    return {
        "invitation": InvitationContext(series, meeting, _ANN_ADDRESS, (slot,), deadline),
        "invitation of who has reported": InvitationContext(series, meeting, _ANN_ADDRESS, (filed,), deadline),
        "invitation to go on": InvitationContext(
            series,
            meeting,
            _ANN_ADDRESS,
            (slot,),
            deadline,
            last=(LastReport(slot, START - timedelta(days=14), filed.reports[0].author, filed.reports[0].text),),
            actions=some_actions(meeting),
            promised=(
                LastPromise(slot, START - timedelta(days=14), "", "I will send it on Friday"),
                LastPromise(slot, START - timedelta(days=14), "Bo Example", "on it <soon>"),
            ),
        ),
        "invitation of a delegate": InvitationContext(
            series, meeting, Address("x@example.org"), (slot,), deadline, filed.reports[0].author
        ),
        "invitation of the chair": InvitationContext(series, meeting, _IAN_ADDRESS, (), deadline),
        "invitation without a slot": InvitationContext(series, meeting, Address("x@example.org"), (), deadline),
    }


def _timetable(meeting: Meeting, language: str) -> dict[str, MailContext]:
    series, slot, draft = a_sample_series(), meeting.slots[0], a_sample_draft(meeting)
    about = (series, meeting, _ANN_ADDRESS, (slot,), START)
    hard = Unreached(_ANN, (slot,), "mail to ann@example.org does not arrive (550 5.1.1 no such user)")
    return {
        "reminder": ReminderContext(*about, language=language),
        "last reminder": ReminderContext(*about, Occasion.LAST, language=language),
        "reminder after a decline": ReminderContext(*about, Occasion.DECLINED, language=language),
        "reminder of a delegate": ReminderContext(*about, for_whom=(slot.reports[0].author,), language=language),
        "reminder of who asked a delegate": ReminderContext(*about, Occasion.LAST, by_whom=("Dee Example",), language=language),
        "nudge": NudgeContext(series, meeting, _IAN_ADDRESS, draft, START, _APPROVE, _HOLD, meeting.slots[1:], language),
        "nudge with all reports": NudgeContext(series, meeting, _IAN_ADDRESS, draft, START, _APPROVE, _HOLD, language=language),
        "addresses": AddressesContext(
            series, meeting, _IAN_ADDRESS, (hard, Unreached(Speaker("Bo Example"), (), "no address is known")), language
        ),
        "one address": AddressesContext(series, meeting, _IAN_ADDRESS, (hard,), language),
    }


def _receipts(meeting: Meeting, language: str) -> dict[str, MailContext]:
    series, slot, other = a_sample_series(), meeting.slots[0], meeting.slots[1]
    report = slot.reports[0]
    omitted = tuple(Omitted(reason, f"-- \n{report.author}") for reason in LineClass if reason not in {LineClass.BLANK, LineClass.TEXT})
    refused = tuple(RefusedFile(report.author, reason) for reason in REASONS)
    late = Report(2, "Ann Example", "W.", START, late=True, delegate=report.delegate or "Del Egate")
    before = replace(report, text="We are in time.\n\n" + report.text.partition("\n\n")[2])
    added = Report(2, report.author, report.text, START, manner=Manner.ADDS)
    first = Filed(slot, report, report)

    def receipt(*filed: Filed, to: Address = _ANN_ADDRESS, is_for_speaker: bool = False) -> MailContext:
        return ReceiptContext(series, meeting, to, filed, (), (), is_for_speaker, language)

    return {
        "receipt": ReceiptContext(series, meeting, _ANN_ADDRESS, (first,), omitted, refused, language=language),
        "receipt of two slots": receipt(first, Filed(other, replace(report, attachments=()), replace(report, attachments=()))),
        "receipt of a revision": receipt(Filed(slot, report, report, before)),
        "receipt of the same words": receipt(Filed(slot, report, report, report)),
        "receipt of a new text": receipt(Filed(slot, report, report, replace(report, text="Nothing. " * 9))),
        "receipt of an addendum": receipt(Filed(slot, added, before.followed_by(added), before)),
        "receipt of a speaker": receipt(Filed(slot, late, late), is_for_speaker=True),
        "receipt of a delegate": receipt(Filed(slot, late, late), to=_IAN_ADDRESS),
    }


def _answers(meeting: Meeting, language: str) -> dict[str, MailContext]:
    series, slots = a_sample_series(), meeting.slots
    words = slots[0].reports[0].text
    choices = (Choosable(1, slots[:1]), Choosable(2, slots[1:2]), Choosable(3, slots[:2]))
    until = START + timedelta(hours=24)
    notices: dict[str, MailContext] = {
        f"notice: {kind}": NoticeContext(series, meeting, _ANN_ADDRESS, kind, slots[:1], slots[0].reports[0].author, words, language)
        for kind in NoticeKind
    }
    bare: dict[str, MailContext] = {
        f"bare notice: {kind}": NoticeContext(series, meeting, _ANN_ADDRESS, kind, person="Bo" * (kind == "delegated"), language=language)
        for kind in NoticeKind
    }
    question = QuestionContext(series, meeting, _ANN_ADDRESS, choices, slots[0].reports[0].author, words, until, language)
    return {"question": question, "question without a subject": replace(question, subject=""), **notices, **bare}


def _list_mails(meeting: Meeting, language: str) -> dict[str, MailContext]:
    about = (replace(a_sample_series(), title=meeting.title), meeting, Address("reader@example.org", meeting.slots[0].reports[0].author))
    until = START + timedelta(days=3)
    url = f"mailto:{_TOKEN}?subject=Re%3A%20x&body=confirm"
    return {
        "question to join": SubscriptionConfirmContext(*about, is_joining=True, confirm_url=url, until=until, language=language),
        "question to leave": SubscriptionConfirmContext(*about, is_joining=False, confirm_url=url, until=until, language=language),
        "welcome": SubscriptionWelcomeContext(*about, language),
        "login": LoginContext(*about, login_url="https://minutes.example.org/board/enter/abc.def", until=until),
        "goodbye": SubscriptionGoodbyeContext(*about, was_reader=True, is_invited=False, language=language),
        "goodbye of a speaker": SubscriptionGoodbyeContext(*about, was_reader=True, is_invited=True, language=language),
        "choice of items": SubscriptionChoiceContext(
            *about, Terms(Edition(("CTA", "SKA"), text_only=True), date(2030, 5, 1)), ("LOFAR",), ("CTA", "SKA", "ESO"), language=language
        ),
        "choice of actions": SubscriptionChoiceContext(*about, Terms(Edition(actions_only=True)), language=language),
        "choice asked": SubscriptionChoiceContext(*about, NO_TERMS, asked="only SKA", language=language),
        "choice of all": SubscriptionChoiceContext(*about, NO_TERMS, language=language),
        "probe": SubscriptionProbeContext(*about, START, language),
        "suspended": SubscriberSuspendedContext(*about, "reader@example.org", "550 5.1.1 no such user", language),
        "goodbye of nobody": SubscriptionGoodbyeContext(*about, was_reader=False, is_invited=True, language=language),
    }


def _entry(meeting: Meeting, label: str, *, walk_in: str = "") -> DigestEntry:
    report, slots = meeting.slots[0].reports[0], meeting.slots
    evidence = (Evidence("subject", f"it names {slots[0].title}", 0.6), Evidence("sender", "it is none of the slot's speakers", -0.2))
    choices = (Choosable(1, slots[:1], 0.62, evidence), Choosable(2, slots[:2], 0.3))
    urls = tuple((f"{label} {word}", f"mailto:{_TOKEN}?subject=Re&body={label}%20{word}") for word in ("1", "2", "add", "ask", "discard"))
    author = Address("stranger@example.org", report.author if label == "A" else "")
    return DigestEntry(label, 7, author, report.author, START, report.text, "nothing fits well enough", choices, walk_in, urls)


def _digests(meeting: Meeting) -> dict[str, MailContext]:
    series, report = a_sample_series(), meeting.slots[0].reports[0]
    entries = (_entry(meeting, "A", walk_in=meeting.slots[0].title), _entry(meeting, "B"))
    return {
        "triage": TriageContext(series, meeting, _IAN_ADDRESS, entries, "Your reply was not understood."),
        "triage of one": TriageContext(series, meeting, _IAN_ADDRESS, entries[1:]),
        **{
            f"forward: {kind}": ForwardContext(
                series, meeting, _IAN_ADDRESS, kind, Address("stranger@example.org", report.author), report.text, meeting.slots[:1]
            )
            for kind in ForwardKind
        },
    }


_CHANGES = (
    LineChange(ChangeKind.CHANGED, "3.1  CTA", "Ann", "three of the four cameras work by now", "all cameras work by now"),
    LineChange(ChangeKind.ADDED, "3.2  EGO", "", "", "Ian Bird: We should publish it."),
    LineChange(ChangeKind.REMOVED, "3.2  EGO", "", "- an old point", ""),
    LineChange(ChangeKind.MOVED, "3.2  EGO", "", "- a point", "- a point"),
)


def _noted(content: MinutesContent) -> MinutesContent:
    """Return minutes with all that notes bring."""
    first, *others = content.items
    notes = (MinutesNote("Ian Bird", "We should publish it."), MinutesNote("", "- and soon"))
    return replace(
        content,
        items=(replace(first, notes=notes), *others),
        present=("Ann Author", "Ian Bird"),
        apologies=("Kay Graf",),
        actions=(MinutesAction("Ian Bird", "circulate the paper", None, "31 March"), MinutesAction("", "see to it")),
        next_meeting="Wednesday 17 March 2021, 10:00",
        other=("A line that belongs nowhere.",),
    )


def _briefings(meeting: Meeting, draft: Draft, noted: Draft) -> dict[str, MailContext]:
    series, missing = a_sample_series(), meeting.slots[1:]
    speakers = meeting.speakers
    return {
        "briefing": BriefingContext(series, meeting, _IAN_ADDRESS, draft, missing, speakers[1:2], speakers[2:]),
        "briefing after reminders": BriefingContext(
            series, meeting, _IAN_ADDRESS, draft, missing, unreached=("Bo Example",), reminders={slot.key: 2 for slot in missing},
            promises=tuple(Promise(slot, slot.speakers[0], START - timedelta(days=1), "will do") for slot in missing[:1] if slot.speakers),
        ),
        "briefing with all reports": BriefingContext(series, meeting, _IAN_ADDRESS, noted, ()),
        "briefing without slots": BriefingContext(series, replace(meeting, items=meeting.items[:1]), _IAN_ADDRESS, draft, ()),
    }


def _cancellations(meeting: Meeting) -> dict[str, MailContext]:
    series, told = a_sample_series(), tuple(speaker.name for speaker in meeting.speakers)
    return {
        "cancel question": CancelQuestionContext(series, meeting, _IAN_ADDRESS, _APPROVE, START, told),
        "cancel question of a planned meeting": CancelQuestionContext(series, meeting, _IAN_ADDRESS, _APPROVE, START, ()),
        "cancellation": CancellationContext(series, meeting, _ANN_ADDRESS, "Ian Bird", told),
        "cancellation for the chair": CancellationContext(series, meeting, _IAN_ADDRESS, "Ian Bird", told),
        "cancellation for a reason": CancellationContext(series, meeting, _ANN_ADDRESS, "Ian Bird", told, reason="Two of us are ill."),
        "cancellation of a part": CancellationContext(series, meeting, _ANN_ADDRESS, "", (), what=Cancelled.PART),
        "cancellation at an old address": CancellationContext(series, meeting, _ANN_ADDRESS, "", (), what=Cancelled.ADDRESS),
        "cancellation of a planned meeting": CancellationContext(series, meeting, _IAN_ADDRESS, "", (), has_event=False),
    }


def _attendances(meeting: Meeting) -> dict[str, MailContext]:
    report, series = meeting.slots[0].reports[0], a_sample_series()
    person = Address("stranger@example.org", report.author)
    said = AttendanceContext(series, meeting, _IAN_ADDRESS, person, "declined", report.text)
    proposed = replace(said, answer="tentative", words="", is_proposal=True, proposed_at=START, proposed_end_at=START + timedelta(hours=1))
    return {
        "attendance": said,
        **{f"attendance: {answer or 'open'}": replace(said, answer=answer, words="So it is.") for answer in ("accepted", "delegated", "")},
        "attendance: another time": proposed,
        "attendance: another time with words": replace(proposed, words=report.text, proposed_end_at=None),
        "attendance: a time that cannot be read": replace(proposed, proposed_at=None, proposed_end_at=None),
    }


def _updates(meeting: Meeting) -> dict[str, MailContext]:
    series, slot = a_sample_series(), meeting.slots[0]
    earlier = START - timedelta(days=14)
    before = told_of(replace(meeting, start_at=earlier, end_at=earlier + timedelta(hours=1)), (slot,), since=START)
    was = OwnItem(slot.key, slot.title, slot.start_at - timedelta(minutes=5), slot.duration_minutes)
    topics = (News(Topic.TIME), News(Topic.JOINING), *(News(topic, was, before.items[0]) for topic in list(Topic)[2:]))
    asked = replace(slot, reports=())
    update = UpdateContext(series, meeting, _ANN_ADDRESS, (asked,), START, topics[:1], before, asks_again=True)
    return {
        "update": update,
        "update of who has reported": replace(update, slots=(slot,)),
        "update of the chair": replace(update, recipient=_IAN_ADDRESS, slots=()),
        "update of everything": replace(update, news=topics),
        "update that takes no new answer": replace(update, news=topics[1:2], asks_again=False),
        "update of what nobody knows any more": replace(update, news=(), before=None),
        "update on request": replace(update, news=()),
    }


def _minutes_mails(meeting: Meeting) -> dict[str, MailContext]:
    series, draft, ian = a_sample_series(), a_sample_draft(meeting), _IAN_ADDRESS
    noted = replace(draft, content=_noted(draft.content))
    return {
        **_briefings(meeting, draft, noted),
        **_cancellations(meeting),
        **_updates(meeting),
        **_attendances(meeting),
        "draft": DraftContext(series, meeting, ian, draft, _APPROVE, _HOLD, meeting.slots[1:], "A report came in."),
        "draft with all reports": DraftContext(series, meeting, ian, draft, _APPROVE, _HOLD, ()),
        "draft with notes": DraftContext(series, meeting, ian, noted, _APPROVE, _HOLD, ()),
        "redline": RedlineContext(series, meeting, ian, noted, _APPROVE, _HOLD, "Ian Bird", _CHANGES),
        "redline in doubt": RedlineContext(
            series, meeting, ian, noted, _APPROVE, _HOLD, "Ian Bird", _CHANGES[:1], ("a line",), "what?", ("no Monday",), is_proven=False
        ),
        "correction": RedlineContext(series, meeting, ian, noted, _APPROVE, _HOLD, "", _CHANGES, is_erratum=True),
        "confirmation": ConfirmationContext(series, meeting, ian, draft, _APPROVE, "its sender is not proven", START),
        "question to the chair": ClarificationContext(series, meeting, ian, draft, _APPROVE, "it says more", "Approved, but why?"),
        "question about a doubt": ClarificationContext(series, meeting, ian, draft, _APPROVE, "«x» stands there 3 times"),
        "approval receipt": ApprovalReceiptContext(series, meeting, ian, draft, "Ian Bird", START, 1),
        **{
            f"approval receipt, archive {archive}": ApprovalReceiptContext(series, meeting, ian, draft, "Ian Bird", START, 1, archive)
            for archive in (Publicity.LINK, Publicity.PUBLIC)
        },
        "minutes": MinutesContext(series, meeting, Address("reader@example.org"), draft),
        "minutes with notes": MinutesContext(series, meeting, Address("reader@example.org"), noted),
        "corrected minutes": MinutesContext(series, meeting, Address("reader@example.org"), noted, _CHANGES),
        "minutes with a page to leave": MinutesContext(series, meeting, Address("reader@example.org"), draft, leave_url=LEAVE_URL),
        "minutes in the archive": replace(
            MinutesContext(series, meeting, Address("reader@example.org"), draft),
            archive_url="https://minutes.example.org/s/escape-tc/12",
            next_event_url="https://minutes.example.org/s/escape-tc/12/next.ics",
        ),
        "minutes for a list": MinutesContext(series, meeting, Address("tc@lists.example.org"), draft, is_for_list=True),
        "unreadable": UnreadableContext(series, meeting, _ANN_ADDRESS, "S/MIME"),
    }
