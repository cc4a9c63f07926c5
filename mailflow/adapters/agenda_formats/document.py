"""An agenda as the JSON document of `mailflow agenda --json`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Agenda, AgendaItem, OnlineAccess, Speaker


def agenda_document(agenda: Agenda) -> dict[str, object]:
    """Return an agenda in the shape that PRODUCT.md promises, plus its `warnings`; every key is always there.

    Times are ISO 8601 with the offset of the meeting's zone; an unknown address is None; `online` is empty where nothing is known.
    """
    meeting = agenda.meeting
    zone = ZoneInfo(meeting.timezone)
    return {
        "title": meeting.title,
        "start": _local(meeting.start_at, zone),
        "end": _local(meeting.end_at, zone),
        "timezone": meeting.timezone,
        "series": agenda.series.slug,
        "online": _online(meeting.online),
        "notes": meeting.notes,
        "items": [_item(item, zone) for item in meeting.items],
        "warnings": list(agenda.warnings),
    }


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()


def _online(online: OnlineAccess) -> dict[str, object]:
    if online == OnlineAccess():
        return {}
    return {
        "service": online.service,
        "url": online.url,
        "meeting_id": online.meeting_id,
        "passcode": online.passcode,
        "phones": list(online.phones),
    }


def _item(item: AgendaItem, zone: ZoneInfo) -> dict[str, object]:
    return {
        "key": item.key,
        "title": item.title,
        "start": _local(item.start_at, zone),
        "duration_minutes": item.duration_minutes,
        "expects_report": item.expects_report,
        "description": item.description,
        "notes": item.notes,
        "speakers": [_speaker(speaker) for speaker in item.speakers],
        "items": [_item(child, zone) for child in item.items],
    }


def _speaker(speaker: Speaker) -> dict[str, object]:
    return {"name": speaker.name, "affiliation": speaker.affiliation, "email": speaker.email}
