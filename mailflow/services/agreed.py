"""The actions that minutes agree on, once they are out: numbered in the series, their owners found, what was corrected changed.

A correction of the minutes changes an action only in what it corrects: what its owner answered meanwhile stays.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from mailflow.domain.action_owners import owners_of
from mailflow.domain.action_words import day_in
from mailflow.domain.actions import ActionItem, reconcile
from mailflow.domain.agenda import Meeting, MeetingId, Series, SeriesId
from mailflow.domain.lifecycle import ACTION, ActionEvent, can
from mailflow.domain.mails.series import ActionChange, ActionNotice, ActionNoticeContext
from mailflow.domain.message import Address
from mailflow.domain.minutes.content import MinutesAction, MinutesContent
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock


class Agreed:
    """Take the actions of minutes that are out, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(
        self, uow: UnitOfWork, about: tuple[Meeting, Series], content: MinutesContent, earlier: MinutesContent | None = None
    ) -> None:
        """Store and change the actions of a meeting; the chair is told of new ones whose owner is nobody whom we know."""
        meeting, series = about
        series_id, meeting_id = SeriesId(series.id or 0), MeetingId(meeting.id or 0)
        found = reconcile(uow.actions.of_series(series_id), content.actions, earlier.actions if earlier else (), meeting_id)
        added = {place: self._add(uow, about, action, number=content.first_action + place) for place, action in found.new}
        for action, said in found.amended:
            self._amend(uow, about, action, said)
        for action in found.dropped:
            self._drop(uow, action, "the minutes say it no more")
        for action, place in found.continued:
            self._drop(uow, action, f"it goes on as {added[place].number}")
        unowned = tuple(action for action in added.values() if not action.owner_ids)
        if unowned:
            self._tell(uow, about, unowned)

    def _tell(self, uow: UnitOfWork, about: tuple[Meeting, Series], actions: tuple[ActionItem, ...]) -> None:
        meeting, series = about
        chair = series.chair
        if chair is None or not chair.email:
            return
        changes = tuple(ActionChange(action, "unowned") for action in actions)
        context = ActionNoticeContext(series, meeting, Address(chair.email, chair.name), ActionNotice.UNOWNED, changes)
        purpose = f"action_notice:{ActionNotice.UNOWNED}:{meeting.id}:{','.join(str(action.number) for action in actions)}"
        self._post.post(uow, Letter(self._post.new_id(), purpose, context, person_id=chair.id))

    def _add(self, uow: UnitOfWork, about: tuple[Meeting, Series], said: MinutesAction, *, number: int) -> ActionItem:
        meeting, series = about
        now = self._clock.now()
        action = ActionItem(
            series_id=SeriesId(series.id or 0),
            meeting_id=MeetingId(meeting.id or 0),
            owner=said.owner,
            text=said.text,
            created_at=now,
            changed_at=now,
            number=number,
            owner_ids=owners_of(said.owner, meeting, series) if said.owner else (),
            due=_due(said, meeting),
            due_words=said.due_words,
        )
        return uow.actions.add(action)

    def _amend(self, uow: UnitOfWork, about: tuple[Meeting, Series], action: ActionItem, said: MinutesAction) -> None:
        """Change what the minutes correct: the words, the day, and the owners where another is named."""
        owner_ids = action.owner_ids if said.owner == action.owner else owners_of(said.owner, *about)
        changed = replace(action, owner=said.owner, owner_ids=owner_ids, text=said.text, due=_due(said, about[0]), due_words=said.due_words)
        if can(ACTION, action.state, ActionEvent.AMEND):
            uow.actions.save(changed.after(ActionEvent.AMEND, at=self._clock.now()))
            self._audit(uow, "action corrected", changed, said.text)

    def _drop(self, uow: UnitOfWork, action: ActionItem, why: str) -> None:
        uow.actions.save(action.after(ActionEvent.DROP, at=self._clock.now()))
        self._audit(uow, "action dropped", action, why)

    def _audit(self, uow: UnitOfWork, what: str, action: ActionItem, detail: str) -> None:
        about = f"meeting {action.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", what, about, f"action {action.number}: {detail}"))


def _due(said: MinutesAction, meeting: Meeting) -> date | None:
    """Return until when, also where somebody wrote the day into the minutes; a day without a year is the first of its name since then."""
    return said.due or day_in(said.due_words, meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).date())
