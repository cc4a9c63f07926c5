"""Notices about actions: to whoever answered, and to the chair."""

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.mails.series import ActionChange, ActionNotice, ActionNoticeContext
from mailflow.domain.message import Address, MailKind
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.telling import language_in, may_be_told, thread_of

About = tuple[Meeting, Series]


class ActionNotices:
    """Post notices about actions, in the caller's transaction."""

    def __init__(self, post: Correspondence) -> None:
        self._post = post

    def answer(
        self,
        uow: UnitOfWork,
        case: Case,
        about: About,
        notice: ActionNotice,
        *,
        changes: tuple[ActionChange, ...] = (),
        open_ones: tuple[ActionItem, ...] = (),
    ) -> None:
        """Tell the author of a mail what became of it, if they may be told."""
        if not may_be_told(uow, case):
            return
        meeting, series = about
        outbound_id, author = self._post.new_id(), case.message.author
        replies = [change.reply for change in changes if change.reply] if notice is ActionNotice.CHANGED else []
        replies += [f"done {action.number}" for action in open_ones]
        context = ActionNoticeContext(
            series,
            meeting,
            Address(author.email, author.name),
            notice,
            changes,
            open_ones,
            series.chair.name if series.chair else "",
            urls=tuple((word, self._post.reply_url(outbound_id, MailKind.ACTION_NOTICE, meeting.title, word)) for word in replies),
            language=language_in(case),
        )
        answered = case.answered
        letter = Letter(
            id=outbound_id,
            purpose=f"action_notice:{notice}:{case.record.id}",
            context=context,
            person_id=answered.person_id if answered and answered.has_token else None,
            cause_id=case.record.id,
            references=thread_of(case),
        )
        self._post.post(uow, letter)

    def chair(self, uow: UnitOfWork, case: Case, about: About, notice: ActionNotice, *, changes: tuple[ActionChange, ...]) -> bool:
        """Tell the chair what somebody says of actions, in their own words; False where there is no chair to tell."""
        meeting, series = about
        chair = series.chair
        if chair is None or not chair.email:
            return False
        outbound_id = self._post.new_id()
        words = [change.reply for change in changes if change.reply]
        context = ActionNoticeContext(
            series,
            meeting,
            Address(chair.email, chair.name),
            notice,
            changes,
            person=case.message.author.name or case.message.author.email,
            words=case.classified.extraction.text,
            urls=tuple((word, self._post.reply_url(outbound_id, MailKind.ACTION_NOTICE, meeting.title, word)) for word in words),
        )
        purpose = f"action_notice:{notice}:{case.record.id}:chair"
        letter = Letter(outbound_id, purpose, context, person_id=chair.id, cause_id=case.record.id)
        self._post.post(uow, letter)
        return True
