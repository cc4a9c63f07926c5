"""Documents as lines for people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

Document = dict[str, Any]


def agenda_outline(agenda: dict[str, object]) -> Iterator[str]:
    """Yield an agenda, one line an item."""
    document = cast("Document", agenda)
    yield f"{document['title']}   [{document['series']}]"
    yield f"{_day(document['start'])}, {_clock(document['start'])}-{_clock(document['end'])} {document['timezone']}"
    online = document["online"]
    if online:
        yield f"online: {online['service']} (joining details are kept out of everything that is published)"
    for item in document["items"]:
        yield from _item(item, 0)


def _item(item: Document, depth: int) -> Iterator[str]:
    mark = "*" if item["expects_report"] else " "
    people = ", ".join(_person(speaker) for speaker in item["speakers"])
    indent = "   " * depth
    yield f"{mark} {_clock(item['start'])} {indent}{item['key']}  {item['title']}  {item['duration_minutes']} min" + (
        f"  ({people})" if people else ""
    )
    for child in item["items"]:
        yield from _item(child, depth + 1)


def _person(speaker: Document) -> str:
    return f"{speaker['name']} <{speaker['email']}>" if speaker["email"] else f"{speaker['name']} (no address)"


def status_outline(status: dict[str, object]) -> Iterator[str]:
    """Yield where a meeting stands: one line a slot, then the minutes."""
    document = cast("Document", status)
    meeting, slots = document["meeting"], document["slots"]
    reported = sum(1 for slot in slots if slot["report"])
    yield f"{meeting['id']}  {meeting['title']}  {_day(meeting['start'])} {_clock(meeting['start'])}  {meeting['state']}"
    links = (f"no. {meeting['number']}" if meeting["number"] else "", _link("previous", meeting), _link("next", meeting))
    if any(links):
        yield f"   {', '.join(link for link in links if link)}"
    yield f"   {reported} of {len(slots)} slots reported"
    for slot in slots:
        yield f"   {slot['key']:5} {slot['title']:20} {_slot_state(slot)}"
    minutes = document["minutes"]
    yield (
        f"   minutes: revision {minutes['revision']}, {minutes['state']}, sha256 {minutes['sha256'][:12]}"
        if minutes["revision"]
        else "   minutes: none yet"
    )


def _link(which: str, meeting: Document) -> str:
    return f"{which} meeting {meeting[which]}" if meeting[which] else ""


def missing_people(status: dict[str, object]) -> Iterator[str]:
    """Yield what a stored meeting still lacks: addresses of its speakers, a chair."""
    document = cast("Document", status)
    meeting_id = document["meeting"]["id"]
    for slot in document["slots"]:
        names = [speaker["name"] for speaker in slot["speakers"] if not speaker["email"]]
        if names:
            example = f'mailflow meeting address {meeting_id} "{names[0]}=someone@example.org"'
            yield f"{slot['key']} {slot['title']}: no address for {', '.join(names)}; {example}"
    if document["meeting"]["chair"] is None:
        yield "no chair is named: nobody can approve the minutes; add the meeting with --chair NAME"


def _slot_state(slot: Document) -> str:
    report = slot["report"]
    if report is None:
        return "missing: " + (", ".join(_rsvp(speaker) for speaker in slot["speakers"]) or "no speaker")
    late = ", late" if report["late"] else ""
    files = f", {len(report['attachments'])} attached" if report["attachments"] else ""
    nothing = ": nothing to report" if report["text"] == "nothing to report" else ""
    return f"revision {report['revision']} by {report['author']}{late}{files}{nothing}"


def _rsvp(speaker: Document) -> str:
    if not speaker["rsvp"]:
        return str(speaker["name"])
    comment = f": {speaker['comment']}" if speaker["comment"] else ""
    return f"{speaker['name']} ({speaker['rsvp']}{comment})"


def inbox_outline(document: dict[str, object]) -> Iterator[str]:
    """Yield one message that came in, with what was decided and why."""
    entry = cast("Document", document)
    for name in ("id", "from", "subject", "received_at", "kind", "state", "reason", "meeting", "slots", "confidence", "attempts"):
        value = entry[name]
        yield f"{name + ':':13}{', '.join(value) if isinstance(value, list) else '' if value is None else value}"
    yield "evidence:"
    yield from _evidence(entry["evidence"])
    if entry["asked"]:
        yield "asked:"
        yield from (line for question in entry["asked"] for line in _question(question))
    yield from ("", "text:")
    yield from (f"   {line}" for line in entry["text"].split("\n"))
    if entry["omitted"]:
        yield from ("", "left out:")
        yield from (f"   {line}" for line in entry["omitted"].split("\n"))


def _question(question: Document) -> Iterator[str]:
    """Yield of whom something was asked, until when an answer counts, and the choices as they are numbered there."""
    entry = f", as entry {question['label']} of a digest" if question["label"] else ""
    yield f"   {question['to']} on {question['at']}, until {question['until']}{entry} (mail {question['mail']})"
    yield from (f"      {number}  {choice}" for number, choice in enumerate(question["choices"], start=1))


def match_outline(document: dict[str, object]) -> Iterator[str]:
    """Yield to which slots a mail would go, why, and the text for each."""
    found = cast("Document", document)
    yield f"kind:     {found['kind']}"
    yield f"decision: {found['decision']}"
    yield from (f"   {slot['key']:6} {slot['confidence']:6.1%}" for slot in found["slots"])
    yield "evidence:"
    yield from _evidence(found["evidence"])
    for slot in found["slots"] if found["decision"] == "filed" else ():
        yield from ("", f"text for {slot['key']}:", *(f"   {line}" for line in slot["text"].split("\n")))


def _evidence(evidence: list[Document]) -> Iterator[str]:
    """Yield what speaks for no slot in particular, then what speaks for each, in the order in which the slots are first named."""
    by_slot: dict[str, list[Document]] = {"": []}
    for reason in evidence:
        by_slot.setdefault(reason.get("slot", ""), []).append(reason)
    for slot, reasons in by_slot.items():
        if slot:
            yield f"   slot {slot}:"
        indent = " " * (6 if slot else 3)
        yield from (f"{indent}{reason['weight']:+.2f}  {reason['signal']}: {reason['detail']}" for reason in reasons)


def _day(moment: str) -> str:
    when = datetime.fromisoformat(moment)
    return f"{when:%A} {when.day} {when:%B %Y}"


def _clock(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%H:%M}"
