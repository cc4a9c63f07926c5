"""A matched report to its slots, with receipts to its author, and to the speaker for whom somebody else wrote.

before the minutes are approved   the next revision of each slot; late after the start
after that                        a correction: the chair gets it, the author is told so
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mailflow.domain.addenda import is_addendum, is_covering_note
from mailflow.domain.agenda import AgendaItem, ItemKey, Manner, Meeting, MeetingId, PersonId, Report, Speaker, StoredFile
from mailflow.domain.attachments import why_refused
from mailflow.domain.commands.orders import Order, parse_command
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, MeetingState, advance, can
from mailflow.domain.mails.chair import ForwardKind
from mailflow.domain.mails.speakers import Filed, RefusedFile
from mailflow.domain.matching.kinds import Matched, Placement, SlotScore
from mailflow.domain.matching.titles import Index
from mailflow.domain.message import Attachment, InboundId, Proof, is_same_address
from mailflow.domain.records import AuditEntry, InboundOutcome, InboundRecord
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.passing_on import PassingOn, Words
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.receipts import Place, Receipts
from mailflow.services.telling import is_vouched_for, learn_address

_RECEIPTS = ((timedelta(minutes=10), 3), (timedelta(days=1), 12))
"""How many reports of one slot are answered within which time (RFC 3834 2: a responder must limit what it sends to one address)."""
_OUT = frozenset({MeetingState.APPROVED, MeetingState.PUBLISHED})


@dataclass(frozen=True, slots=True)
class _Brought:
    """The files of a message: those kept, and those refused with the reason."""

    kept: tuple[Attachment, ...]
    refused: tuple[RefusedFile, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A report that goes from one slot of a meeting to another."""

    meeting: Meeting
    source: AgendaItem
    report: Report
    target: AgendaItem


class Filing:
    """File what was matched, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._clock = clock
        self._receipts = Receipts(post)
        self._passing_on = PassingOn(post, clock=clock)

    def __call__(self, uow: UnitOfWork, case: Case, matched: Matched, outcome: InboundOutcome) -> InboundOutcome:
        """File each part as the next revision of its slot and post the receipts."""
        meeting_id = matched.placements[0].slot.meeting_id
        meeting = uow.meetings.lock(meeting_id)
        taken_out = self._take_out(uow, case.record) if can(MEETING, meeting.state, MeetingEvent.REPORT) else ()
        if taken_out:
            meeting = uow.meetings.get(meeting_id)
        parts = [part for part in matched.placements if part.slot.meeting_id == meeting_id]
        keys = tuple(part.slot.key for part in parts)
        confidence = min(part.slot.confidence for part in parts)
        placed = replace(outcome, meeting_id=meeting_id, item_keys=keys, confidence=confidence)
        places = [Place(meeting, slot, part) for part in parts if (slot := meeting.find_item(part.slot.key)) is not None]
        if len(places) < len(keys):
            gone = ", ".join(sorted({*keys} - {place.slot.key for place in places}))
            return replace(placed, state=InboundState.TRIAGE, reason=f"the agenda has no item {gone} any more")
        if meeting.state in _OUT:
            words = Words(ForwardKind.CORRECTION, meeting_id, tuple(place.slot for place in places))
            return self._passing_on.too_late(uow, case, placed, words)
        if not can(MEETING, meeting.state, MeetingEvent.REPORT):
            return replace(placed, state=InboundState.TRIAGE, reason=f"it came when the meeting was {meeting.state} already")
        name = next((place.placement.author.name for place in places if self._would_overwrite(uow, case, place)), "")
        if name:
            reason = f"it bears the name of {name}, who has reported, and not their address"
            return replace(placed, state=InboundState.TRIAGE, reason=reason)
        return self._file(uow, case, placed, places, is_moved=bool(taken_out) and taken_out != keys)

    def _file(self, uow: UnitOfWork, case: Case, placed: InboundOutcome, places: Sequence[Place], *, is_moved: bool) -> InboundOutcome:
        brought = _brought(case)
        filed = [self._file_one(uow, case, place, _files_of(place, places, brought.kept)) for place in places]
        meeting = places[0].meeting
        uow.meetings.save_state(replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.REPORT)))
        self._learn(uow, case, places)
        notes = ", late" if any(one.report.late for one in filed) else ""
        if any(_is_flood(place.slot, one.report) for place, one in zip(places, filed, strict=True)):
            notes += ", without a receipt: so many came that a machine may answer ours"
        else:
            self._receipts(uow, case, list(zip(places, filed, strict=True)), brought.refused, is_moved=is_moved)
        where = " and ".join(f"{one.slot.key} {one.slot.title} as revision {one.report.revision}" for one in filed)
        return replace(placed, state=InboundState.DONE, reason=f"filed under {where}{notes}")

    def _file_one(self, uow: UnitOfWork, case: Case, place: Place, files: Sequence[Attachment]) -> Filed:
        slot, author = place.slot, place.placement.author
        delegate = place.placement.delegate
        before = _shown_of(slot, author.name, delegate)
        report = Report(
            revision=len(slot.reports) + 1,
            author=author.name,
            text=place.placement.text,
            received_at=case.record.received_at,
            late=case.record.received_at > place.meeting.start_at,
            delegate=delegate,
            attachments=tuple(self._keep(uow, file) for file in files),
            inbound_id=_cause_in(slot, case.record.id),
            manner=_manner(case, place.placement, before),
        )
        uow.meetings.add_report(MeetingId(place.meeting.id or 0), slot.key, report)
        shown = _shown_of(slot.with_report(report), author.name, delegate) or report
        return Filed(slot, report, shown, before)

    def _would_overwrite(self, uow: UnitOfWork, case: Case, place: Place) -> bool:
        """Tell whether a mail that only bears a speaker's name comes on top of what the speaker said."""
        author = place.placement.author
        if place.placement.delegate or is_vouched_for(uow, case, author):
            return False
        return _shown_of(place.slot.before(case.record.received_at, case.record.id), author.name, "") is not None

    def _take_out(self, uow: UnitOfWork, record: InboundRecord) -> tuple[ItemKey, ...]:
        """Take the reports of a message that is filed anew out of where they stand, and return these slots."""
        standing = standing_reports(uow, record)
        for slot, revision in standing:
            uow.meetings.withdraw_reports(MeetingId(record.meeting_id or 0), slot.key, [revision], inbound_id=record.id)
        if standing:
            where = " and ".join(f"{slot.key} {slot.title}" for slot, _ in standing)
            uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "taken out", f"meeting {record.meeting_id}", where, record.id))
        return tuple(slot.key for slot, _ in standing)

    def _keep(self, uow: UnitOfWork, attachment: Attachment) -> StoredFile:
        sha256 = uow.files.put(attachment.content)
        return StoredFile(attachment.filename, attachment.media_type, len(attachment.content), sha256)

    def move(self, uow: UnitOfWork, case: Case, move: Move) -> None:
        """Take a report out of its slot and file it in another, by the order in hand; it stays that of its author."""
        meeting_id, report, target = MeetingId(move.meeting.id or 0), move.report, move.target
        uow.meetings.withdraw_reports(meeting_id, move.source.key, [report.revision], inbound_id=case.record.id)
        author, delegate = _moved_author(move)
        before = _shown_of(target, author.name, delegate)
        moved = replace(
            report,
            revision=len(target.reports) + 1,
            author=author.name,
            delegate=delegate,
            inbound_id=case.record.id,
            manner=Manner.REPLACES,
        )
        uow.meetings.add_report(meeting_id, target.key, moved)
        place = Place(move.meeting, target, Placement(SlotScore(meeting_id, target.key, 1.0), author, delegate, report.text))
        shown = _shown_of(target.with_report(moved), author.name, delegate) or moved
        self._receipts(uow, case, [(place, Filed(target, moved, shown, before))], ())

    def _learn(self, uow: UnitOfWork, case: Case, places: Sequence[Place]) -> None:
        """Learn another address of a speaker, where a token or a person vouches for it and the name is unchanged."""
        address = case.message.author.email
        if case.authentication.proof is Proof.FAIL:
            return
        for author in {place.placement.author for place in places if not place.placement.delegate}:
            is_known = author.id is None or any(is_same_address(known, address) for known in author.addresses)
            if not is_known and is_vouched_for(uow, case, author):
                learn_address(uow, self._clock, (author.id or PersonId(0), author.name), address, case)


def standing_reports(uow: UnitOfWork, record: InboundRecord) -> list[tuple[AgendaItem, int]]:
    """Return the reports that a message brought and that are shown, each as its slot and revision."""
    if record.meeting_id is None:
        return []
    slots = [item for item in uow.meetings.get(record.meeting_id).walk() if item.key in record.item_keys]
    return [(slot, report.revision) for slot in slots for report in slot.reports if not report.is_withdrawn and _is_of(report, record)]


def _is_of(report: Report, record: InboundRecord) -> bool:
    return report.inbound_id == record.id or (report.inbound_id is None and report.received_at == record.received_at)


def _cause_in(slot: AgendaItem, inbound_id: InboundId) -> InboundId | None:
    """Return the message that a report names as its own: of one that comes back to a slot the first report does so already."""
    return None if any(report.inbound_id == inbound_id for report in slot.reports) else inbound_id


def _moved_author(move: Move) -> tuple[Speaker, str]:
    """Return whose report a moved one is in its new slot: its author's, if they speak there, else the speaker's, for whom they wrote."""
    writer = move.report.delegate or move.report.author
    own = next((speaker for speaker in move.target.speakers if speaker.name.casefold() == writer.casefold()), None)
    if own is not None:
        return own, ""
    return (move.target.speakers[0], writer) if move.target.speakers else (Speaker(writer), "")


def _manner(case: Case, placement: Placement, before: Report | None) -> Manner:
    """Return what a report is to those before it; one that only brings files, or a note about them, is added to what was said."""
    names = tuple(author.name for author in case.message.authors)
    command = parse_command(placement.text, names=names)
    if command is not None and command.order is Order.NOTHING:
        return Manner.NOTHING
    says_nothing = not placement.text.strip() or (bool(case.message.attachments) and is_covering_note(placement.text))
    return Manner.ADDS if (says_nothing and before is not None) or is_addendum(placement.text) else Manner.REPLACES


def _shown_of(slot: AgendaItem, author: str, delegate: str) -> Report | None:
    """Return what is shown of an author; of what they said themselves, or of what was written for them."""
    theirs = (report for report in slot.shown_reports if report.author.casefold() == author.casefold())
    return next((report for report in theirs if report.delegate.casefold() == delegate.casefold()), None)


def _brought(case: Case) -> _Brought:
    kept: list[Attachment] = []
    refused: list[RefusedFile] = []
    for file in case.message.attachments:
        reason = why_refused(file, kept=kept)
        if reason:
            refused.append(RefusedFile(file.filename, reason))
        else:
            kept.append(file)
    return _Brought(tuple(kept), tuple(refused))


def _files_of(place: Place, places: Sequence[Place], files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the files of a part: those named after its slot, and, of the first part, those named after none."""
    if len(places) == 1:
        return tuple(files)
    index = Index([(other.slot.title, other.slot.aliases) for other in places])
    own = places.index(place)
    return tuple(file for file in files if own in (_slots_named(index, file) or {0}))


def _slots_named(index: Index, file: Attachment) -> set[int]:
    return {mention.slot for mention in index.mentions(file.filename)}


def _is_flood(slot: AgendaItem, report: Report) -> bool:
    """Tell whether more reports of a slot came within some time than a person writes: a receipt for each could go on for ever."""
    ages = [abs(report.received_at - earlier.received_at) for earlier in slot.reports]
    return any(sum(age <= span for age in ages) >= most for span, most in _RECEIPTS)
