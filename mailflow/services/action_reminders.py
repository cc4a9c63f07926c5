"""Reminders of open actions, as a part of the timetable of the next meeting."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import PersonId, SeriesId, Speaker
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.series import ActionReminderContext
from mailflow.domain.message import Address, MailKind
from mailflow.domain.timetable.actions import Tasks, action_steps
from mailflow.domain.timetable.kinds import Step
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About
from mailflow.services.standing import standing_of


class ActionReminders:
    """The source of the reminders of what is to be done before a meeting."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def steps(self, uow: UnitOfWork, about: About, now: datetime) -> tuple[Step, ...]:
        """Return the reminders of a meeting: of the earliest of its series that is still to come, so that nobody is reminded twice."""
        tasks = _tasks(uow, about)
        if not tasks.actions or not _is_next(uow, about, now):
            return ()
        return tuple(action_steps(standing_of(uow, about), tasks, now))

    def post(self, uow: UnitOfWork, about: About, due: tuple[Step, ...]) -> int:
        """Post those that are due, each once; return how many mails that were."""
        tasks = _tasks(uow, about)
        return sum(self._post_one(uow, about, step.to, tasks, step) for step in due if step.to is not None)

    def _post_one(self, uow: UnitOfWork, about: About, person: Speaker, tasks: Tasks, step: Step) -> bool:
        own = tasks.of(PersonId(person.id or 0))
        if not own:
            return False
        outbound_id = self._post.new_id()
        today = self._clock.now().astimezone(ZoneInfo(about.series.timezone)).date()
        words = [f"done {action.number}" for action in own]
        context = ActionReminderContext(
            about.series,
            about.meeting,
            Address(person.email or "", person.name),
            own,
            tuple(action.number for action in own if action.is_overdue(today)),
            tuple((word, self._post.reply_url(outbound_id, MailKind.ACTION_REMINDER, about.meeting.title, word)) for word in words),
            person.language,
        )
        letter = Letter(outbound_id, step.purpose, context, person_id=person.id)
        return self._post.post(uow, letter) is not None


def _tasks(uow: UnitOfWork, about: About) -> Tasks:
    """Return the open actions of a series, and who owns them."""
    actions = uow.actions.open_of(SeriesId(about.series.id or 0))
    owners = {owner for action in actions for owner in action.owner_ids}
    known = {owner: person for owner in owners if (person := uow.meetings.find_person(owner)) is not None}
    mails = uow.chase.mails(about.meeting_id, (MailKind.ACTION_REMINDER,)) if actions else ()
    reminded_at = {PersonId(entry.person_id): entry.created_at for entry in mails if entry.person_id is not None}
    return Tasks(actions, known, reminded_at)


def _is_next(uow: UnitOfWork, about: About, now: datetime) -> bool:
    """Tell whether no other meeting of the series comes before one."""
    known = uow.meetings.of_series(SeriesId(about.series.id or 0))
    return not any(now < one.start_at < about.meeting.start_at and one.state is not MeetingState.CANCELLED for one in known)
