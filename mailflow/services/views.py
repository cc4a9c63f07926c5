"""What the command line shows, as plain documents (str, int, float, bool, None, list, dict) that go into JSON as they are.

The keys are the contract of PRODUCT.md: scripts rely on them.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Manner, Meeting, MeetingId, Report, Series, SeriesId, Speaker
from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.minutes.content import MinutesAction, MinutesItem
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.sheet import due_of
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.records import Asked, MeetingSummary
from mailflow.services.mail_documents import audit_document, inbound_document, outbound_document, question_document
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory

Document = dict[str, object]


class Views:
    """Read-only looks at the database, each in a transaction of its own."""

    def __init__(self, begin: UnitOfWorkFactory) -> None:
        self._begin = begin

    def meetings(self) -> list[Document]:
        """Return all meetings, newest first."""
        with self._begin() as uow:
            return [_summary(summary) for summary in uow.meetings.summaries()]

    def status(self, meeting_id: MeetingId) -> Document:
        """Return where a meeting stands: its slots, their reports, its minutes. Raises NotFoundError."""
        with self._begin() as uow:
            return _status(uow, meeting_id)

    def status_of_all(self) -> list[Document]:
        """Return where every meeting stands, newest first."""
        with self._begin() as uow:
            return [_status(uow, summary.id) for summary in uow.meetings.summaries()]

    def minutes(self, meeting_id: MeetingId, revision: int | None) -> tuple[Draft, Series]:
        """Return a revision of the minutes, the newest unless one is named. Raises NotFoundError."""
        with self._begin() as uow:
            series = uow.meetings.series_of(meeting_id)
            draft = uow.minutes.find_current(meeting_id) if revision is None else uow.minutes.find_revision(meeting_id, revision)
        if draft is None:
            raise NotFoundError("minutes", f"of meeting {meeting_id}" + (f", revision {revision}" if revision is not None else ""))
        return draft, series

    def inbox(self, state: str | None) -> list[Document]:
        """Return what came in, oldest first."""
        with self._begin() as uow:
            return [inbound_document(record) for record in uow.inbound.records(state)]

    def inbox_entry(self, inbound_id: InboundId) -> Document:
        """Return one message that came in, with what was left out of its text and what was asked about it. Raises NotFoundError."""
        with self._begin() as uow:
            record = uow.inbound.get(inbound_id)
            asked = [question_document(uow, question) for asked in Asked for question in uow.questions.of_message(inbound_id, asked)]
        extra: Document = {
            "omitted": record.omitted,
            "attempts": record.attempts,
            "sha256": record.sha256,
            "copy_of": record.copy_of,
            "asked": asked,
        }
        return inbound_document(record) | extra

    def inbox_raw(self, inbound_id: InboundId) -> bytes:
        """Return the octets of a message that came in. Raises NotFoundError."""
        with self._begin() as uow:
            return uow.inbound.raw(inbound_id)

    def outbox(self) -> list[Document]:
        """Return what is owed and sent, oldest first."""
        with self._begin() as uow:
            return [outbound_document(entry) for entry in uow.outbox.entries()]

    def outbox_raw(self, outbound_id: OutboundId) -> bytes:
        """Return a message as it goes over the wire. Raises NotFoundError."""
        with self._begin() as uow:
            return uow.outbox.content(outbound_id)

    def audit(self) -> list[Document]:
        """Return who decided what, oldest first."""
        with self._begin() as uow:
            return [audit_document(entry) for entry in uow.audit.entries()]

    def health(self) -> Document:
        """Return what waits, by state; raises where the database cannot be used."""
        with self._begin() as uow:
            return {"inbox": uow.inbound.count_by_state(), "outbox": uow.outbox.count_by_state()}

    def reader_troubles(self) -> dict[str, str]:
        """Return what keeps the readers of mailboxes from reading, by server and folder, without the user; empty where all is well."""
        with self._begin() as uow:
            return {name.rpartition("@")[2]: words for name, words in uow.inbound.reader_troubles().items()}


def minutes_json(draft: Draft) -> Document:
    """Return a revision of the minutes as a document."""
    content = draft.content
    return {
        **_minutes_summary(draft),
        "meeting": draft.meeting_id,
        "title": content.title,
        "start": local(content.start_at, content.timezone),
        "end": local(content.end_at, content.timezone),
        "timezone": content.timezone,
        "chair": content.chair,
        "present": list(content.present),
        "apologies": list(content.apologies),
        "items": [_minutes_item(item) for item in content.items],
        "actions": [_action(number, action, content.wording) for number, action in enumerate(content.actions, start=content.first_action)],
        "actions_carried_over": list(content.carried),
        "next_meeting": content.next_meeting or None,
        "next_start": local(content.next_at, content.timezone) if content.next_at else None,
        "other": list(content.other),
        "text": draft.text,
    }


def local(moment: datetime, timezone: str) -> str:
    """Return a moment in ISO form with the offset of a zone."""
    return moment.astimezone(ZoneInfo(timezone)).isoformat()


def _summary(summary: MeetingSummary) -> Document:
    return {
        "id": summary.id,
        "series": summary.series,
        "title": summary.title,
        "start": local(summary.start_at, summary.timezone),
        "timezone": summary.timezone,
        "state": summary.state.value,
        "number": summary.number,
    }


def _status(uow: UnitOfWork, meeting_id: MeetingId) -> Document:
    meeting, series = uow.meetings.get(meeting_id), uow.meetings.series_of(meeting_id)
    current = uow.minutes.find_current(meeting_id)
    return {
        "meeting": {**_meeting(meeting, series), **_beside(uow, meeting, series)},
        "slots": [_slot(slot) for slot in meeting.slots],
        "minutes": _minutes_summary(current) if current else {"state": None, "revision": None, "sha256": None},
    }


def _beside(uow: UnitOfWork, meeting: Meeting, series: Series) -> Document:
    """Return the number of a meeting in its series, and the meetings before and after it, those that are cancelled left out."""
    known = [one for one in uow.meetings.of_series(SeriesId(series.id or 0)) if one.state is not MeetingState.CANCELLED]
    before = [one.id for one in known if one.start_at < meeting.start_at]
    after = [one.id for one in known if one.start_at > meeting.start_at]
    return {"number": meeting.number, "previous": before[-1] if before else None, "next": after[0] if after else None}


def _meeting(meeting: Meeting, series: Series) -> Document:
    return {
        "id": meeting.id,
        "series": series.slug,
        "title": meeting.title,
        "start": local(meeting.start_at, meeting.timezone),
        "end": local(meeting.end_at, meeting.timezone),
        "timezone": meeting.timezone,
        "state": meeting.state.value,
        "chair": series.chair.name if series.chair else None,
    }


def _slot(slot: AgendaItem) -> Document:
    return {
        "key": slot.key,
        "title": slot.title,
        "speakers": [_speaker(speaker) for speaker in slot.speakers],
        "report": _shown_report(slot.shown_reports),
    }


def _speaker(speaker: Speaker) -> Document:
    away_until = speaker.away_until.isoformat() if speaker.away_until else None
    comment = speaker.rsvp_comment or None
    return {"name": speaker.name, "email": speaker.email, "rsvp": speaker.rsvp or None, "comment": comment, "away_until": away_until}


def _shown_report(reports: tuple[Report, ...]) -> Document | None:
    """Return what a slot shows; where several authors wrote, their texts follow one another and `parts` holds each."""
    if not reports:
        return None
    parts = [_report(report) for report in reports]
    if len(reports) == 1:
        return {**parts[0], "parts": parts}
    newest = max(reports, key=lambda report: report.revision)
    return {
        **_report(newest),
        "author": ", ".join(report.author for report in reports),
        "text": "\n\n".join(_text(report) for report in reports),
        "late": any(report.late for report in reports),
        "attachments": [file for report in reports for file in _files(report)],
        "parts": parts,
    }


def _report(report: Report) -> Document:
    return {
        "revision": report.revision,
        "author": report.author,
        "text": _text(report),
        "received_at": report.received_at.isoformat(),
        "late": report.late,
        "delegate": report.delegate or None,
        "attachments": _files(report),
    }


def _text(report: Report) -> str:
    """Return the text of a report; whoever has nothing to report says so, with no word of theirs or more."""
    return report.text or (Manner.NOTHING.value if report.manner is Manner.NOTHING else "")


def _files(report: Report) -> list[Document]:
    return [
        {"filename": file.filename, "media_type": file.media_type, "size": file.size_bytes, "sha256": file.sha256}
        for file in report.attachments
    ]


def _minutes_summary(draft: Draft) -> Document:
    return {"state": draft.state.value, "revision": draft.revision, "sha256": draft.sha256}


def _minutes_item(item: MinutesItem) -> Document:
    return {
        "key": item.key,
        "title": item.title,
        "speakers": list(item.speakers),
        "expects_report": item.expects_report,
        "missing": item.is_missing,
        "reports": [
            {
                "author": report.author,
                "delegate": report.delegate or None,
                "late": report.late,
                "text": report.text,
                "attachments": list(report.attachments),
            }
            for report in item.reports
        ],
        "notes": [{"author": note.author or None, "text": note.text.strip()} for note in item.notes],
    }


def _action(number: int, action: MinutesAction, wording: Wording) -> Document:
    due = action.due.isoformat() if action.due else None
    words = due_of(action, wording) or None
    return {"number": number, "owner": action.owner or None, "text": action.text, "due": due, "due_words": words}
