"""The mails about a meeting that is planned by mail, with values as they are."""

from datetime import timedelta

from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.planning import AgendaAnswer, AgendaQuestionContext
from mailflow.domain.message import Address


def planning_mails(series: Series, meeting: Meeting, to: Address, *, url: str) -> dict[str, MailContext]:
    """Return a mail of each manner by a name."""
    asked = AgendaQuestionContext(
        series,
        meeting,
        to,
        AgendaAnswer.ASKED,
        source="agenda.yaml",
        warnings=(f"2.1 {meeting.slots[0].title}: it overlaps: it ends 5 minutes after the start of 2.2 EGO",),
        without_address=tuple(person.name for person in meeting.speakers if not person.email),
        strangers=("Ann Example", "Bo Example"),
        ignored=("chair", "subscribers"),
        invites_at=meeting.start_at - timedelta(days=7),
        is_twin=True,
        is_past=True,
        yes_url=url,
    )
    plain = AgendaQuestionContext(series, meeting, to, AgendaAnswer.ASKED, yes_url=url)
    problems = ("agenda.yaml: line 3, start: write it like 2021-03-03T10:00", f"agenda.yaml: line 9, items[1]: “{meeting.slots[0].title}”")
    refused = AgendaQuestionContext(series, meeting, to, AgendaAnswer.REFUSED, problems=problems)
    added = AgendaQuestionContext(series, meeting, to, AgendaAnswer.ADDED, invites_at=meeting.start_at)
    return {
        "agenda question": asked,
        "agenda question of a clean one": plain,
        "agenda that cannot be read": refused,
        "agenda that was added": added,
    }
